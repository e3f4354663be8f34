"""Keys, for the person who runs the bot: missing, wrong, new, and changed while the bot runs."""

import re

import httpx
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from storage.accounts import Accounts
from storage.seal import new_key
from storage.sqlite import SqliteStore
from tests.journeys.bot_process import bot_environment, running_bot
from tests.journeys.connecting import connect, ephemeral_with, post_with, run_parley

pytestmark = pytest.mark.journey
OLD, NEW = new_key("old"), new_key("new")


@pytest.fixture
async def sandbox():
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as sandbox:
        yield sandbox


def settings(sandbox, folder, **more):
    given = {"PARLEY_SKYPE__URL": sandbox.urls["skype"], **more}
    return bot_environment(sandbox, folder, **given)


async def test_a_new_key_is_one_that_can_be_used(sandbox, tmp_path):
    status, output = await run_parley(settings(sandbox, tmp_path), "keys", "new")
    line, _, hint = output.partition("\n")
    assert status == 0
    assert re.fullmatch(r"[\w-]+:[\w-]{43}", line)
    assert "PARLEY_KEY" in hint
    async with running_bot(
        sandbox, tmp_path, PARLEY_KEY=line, PARLEY_SKYPE__URL=sandbox.urls["skype"]
    ):
        await connect(sandbox)
    status, output = await run_parley(settings(sandbox, tmp_path, PARLEY_KEY=line), "keys", "check")
    assert (status, output) == (0, "1 of 1 account open.\n")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "PARLEY_KEY is missing: people sign in to Skype for Business"),
        ({"PARLEY_KEY": "k1:short"}, "(k1)"),
        ({"PARLEY_KEY": f"{OLD},{OLD}"}, "two keys called old"),
        ({"PARLEY_KEY_FILE": "/nowhere/keys"}, "/nowhere/keys"),
    ],
)
async def test_a_bot_without_a_good_key_ends_with_a_sentence(sandbox, tmp_path, given, says):
    status, output = await run_parley(settings(sandbox, tmp_path, **given), "serve")
    assert status == 1
    assert says in output
    assert "Traceback" not in output
    assert OLD.partition(":")[2] not in output


async def test_without_a_service_that_asks_people_to_sign_in_no_key_is_needed(tmp_path):
    async with Environment() as sandbox, running_bot(sandbox, tmp_path) as bot:
        assert await bot.stop() == 0


async def test_another_key_is_found_out_at_the_start(sandbox, tmp_path):
    skype = {"PARLEY_SKYPE__URL": sandbox.urls["skype"]}
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=OLD, **skype):
        await connect(sandbox)
    for key, says in ((NEW, "sealed with the key old"), (new_key("old"), "another key called old")):
        status, output = await run_parley(settings(sandbox, tmp_path, PARLEY_KEY=key), "serve")
        assert status == 1
        assert says in output


async def test_everything_is_sealed_anew_while_the_bot_runs(sandbox, tmp_path):
    skype = {"PARLEY_SKYPE__URL": sandbox.urls["skype"]}
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(sandbox)
        assert await bot.stop() == 0
    both = {"PARLEY_KEY": f"{NEW},{OLD}"}
    async with running_bot(sandbox, tmp_path, **both, **skype) as bot:
        status, output = await run_parley(settings(sandbox, tmp_path, **both), "keys", "rotate")
        assert status == 0
        assert "1 account is sealed again, with the key new." in output
        assert "older keys are not needed" in output
        alone = settings(sandbox, tmp_path, PARLEY_KEY=NEW)
        status, output = await run_parley(alone, "keys", "rotate")
        assert status == 0
        assert "the only key that is set" in output
        assert "older keys" not in output
        await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
        await post_with(sandbox, "stand-up")
        assert await bot.stop() == 0
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=NEW, **skype):
        await sandbox.slack.type("ada", "general", "/meet on skype retro")
        await post_with(sandbox, "retro")
        for key, good in ((NEW, 0), (OLD, 1)):
            settings_ = settings(sandbox, tmp_path, PARLEY_KEY=key)
            status, output = await run_parley(settings_, "keys", "check")
            assert status == good


async def test_the_doctor_and_the_bot_s_health_say_what_is_wrong_with_the_key(sandbox, tmp_path):
    skype = {"PARLEY_SKYPE__URL": sandbox.urls["skype"]}
    _, output = await run_parley(settings(sandbox, tmp_path), "doctor")
    assert "wrong  settings: PARLEY_KEY is missing: people sign in to Skype for Business" in output
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(sandbox)
        _, output = await run_parley(settings(sandbox, tmp_path, PARLEY_KEY=OLD), "doctor")
        assert "ok     key: old seals the accounts" in output
        _, output = await run_parley(settings(sandbox, tmp_path, PARLEY_KEY=NEW), "doctor")
        assert "wrong  key: One account is in this database sealed with the key old" in output
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{bot.url}/readyz")).json()["key"] == "ok"
            ahead = settings(sandbox, tmp_path, PARLEY_KEY=f"{NEW},{OLD}")
            status, output = await run_parley(ahead, "keys", "rotate")
            assert status == 1
            assert "Nothing has been sealed" in output
            assert (await client.get(f"{bot.url}/readyz")).json()["key"] == "ok"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "which only this machine's browsers reach"),
        ("http://parley.example.com", "type passwords at http://parley.example.com"),
        ("https://parley.example.com", ""),
    ],
)
async def test_the_doctor_looks_at_where_people_sign_in(sandbox, tmp_path, address, says):
    given = settings(sandbox, tmp_path, PARLEY_KEY=OLD, PARLEY_URL=address)
    _, output = await run_parley(given, "doctor")
    assert ("note   address:" in output) == bool(says)
    assert says in output


async def test_a_running_bot_reads_its_key_file_again(sandbox, tmp_path):
    file = tmp_path / "keys"
    file.write_text(OLD, "utf-8")
    given = {"PARLEY_KEY_FILE": str(file), "PARLEY_SKYPE__URL": sandbox.urls["skype"]}
    async with running_bot(sandbox, tmp_path, **given) as bot:
        await connect(sandbox)
        file.write_text(f"{NEW}\n{OLD}\n", "utf-8")
        status, output = await run_parley(settings(sandbox, tmp_path, **given), "keys", "rotate")
        assert status == 0
        assert "started without the key new" in output
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{bot.url}/readyz")).status_code == 200
        await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
        await post_with(sandbox, "stand-up")


async def test_a_cell_that_was_tampered_with_is_named_and_can_be_forgotten(sandbox, tmp_path):
    skype = {"PARLEY_SKYPE__URL": sandbox.urls["skype"]}
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(sandbox)
        assert await bot.stop() == 0
    store = await SqliteStore.open(tmp_path / "parley.db")
    accounts = Accounts(store)
    [row] = await accounts.page_after("", 10)
    await accounts.reseal(row, "old", {**row.sealed, "password": row.sealed["token"]})
    await store.close()
    given = settings(sandbox, tmp_path, PARLEY_KEY=OLD)
    status, output = await run_parley(given, "keys", "check")
    assert status == 1
    assert "does not open: Skype for Business of U0ADA00001" in output
    async with running_bot(sandbox, tmp_path, PARLEY_KEY=OLD, **skype):
        await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
        await ephemeral_with(sandbox, "can't open your Skype for Business account")
    status, output = await run_parley(given, "keys", "check", "--forget")
    assert status == 0
    assert "1 account is deleted" in output
