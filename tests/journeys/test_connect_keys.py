"""Keys as whoever runs the bot meets them: missing, wrong, new, and changed while the bot runs."""

import re

import httpx
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from storage.accounts import Accounts
from storage.seal import new_key
from storage.sqlite import SqliteStore
from tests.journeys.connecting import connect, parley, posted, whispered
from tests.journeys.running import running, surroundings

pytestmark = pytest.mark.journey
OLD, NEW = new_key("old"), new_key("new")


@pytest.fixture
async def street():
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as street:
        yield street


def settings(street, folder, **more):
    given = {"PARLEY_SKYPE__URL": street.urls["skype"], **more}
    return surroundings(street, folder, **given)


async def test_a_new_key_is_one_that_can_be_used(street, tmp_path):
    status, told = await parley(settings(street, tmp_path), "keys", "new")
    line, _, hint = told.partition("\n")
    assert status == 0
    assert re.fullmatch(r"[\w-]+:[\w-]{43}", line)
    assert "PARLEY_KEY" in hint
    async with running(street, tmp_path, PARLEY_KEY=line, PARLEY_SKYPE__URL=street.urls["skype"]):
        await connect(street)
    status, told = await parley(settings(street, tmp_path, PARLEY_KEY=line), "keys", "check")
    assert (status, told) == (0, "1 of 1 account open.\n")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "there is no key to seal their accounts with"),
        ({"PARLEY_KEY": "k1:short"}, "(k1)"),
        ({"PARLEY_KEY": f"{OLD},{OLD}"}, "two keys called old"),
        ({"PARLEY_KEY_FILE": "/nowhere/keys"}, "/nowhere/keys"),
    ],
)
async def test_a_bot_without_a_good_key_ends_with_a_sentence(street, tmp_path, given, says):
    status, told = await parley(settings(street, tmp_path, **given), "serve")
    assert status == 1
    assert says in told
    assert "Traceback" not in told
    assert OLD.partition(":")[2] not in told


async def test_without_a_service_that_asks_people_to_sign_in_no_key_is_needed(tmp_path):
    async with Environment() as street, running(street, tmp_path) as bot:
        assert await bot.stop() == 0


async def test_another_key_is_found_out_at_the_start(street, tmp_path):
    skype = {"PARLEY_SKYPE__URL": street.urls["skype"]}
    async with running(street, tmp_path, PARLEY_KEY=OLD, **skype):
        await connect(street)
    for key, says in ((NEW, "sealed with the key old"), (new_key("old"), "another key called old")):
        status, told = await parley(settings(street, tmp_path, PARLEY_KEY=key), "serve")
        assert status == 1
        assert says in told


async def test_everything_is_sealed_anew_while_the_bot_runs(street, tmp_path):
    skype = {"PARLEY_SKYPE__URL": street.urls["skype"]}
    async with running(street, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(street)
        assert await bot.stop() == 0
    both = {"PARLEY_KEY": f"{NEW},{OLD}"}
    async with running(street, tmp_path, **both, **skype) as bot:
        status, told = await parley(settings(street, tmp_path, **both), "keys", "rotate")
        assert status == 0
        assert "1 account is sealed anew with the key new." in told
        assert "older keys are not needed" in told
        await street.slack.type("ada", "general", "/meet on skype stand-up")
        await posted(street, "stand-up")
        assert await bot.stop() == 0
    async with running(street, tmp_path, PARLEY_KEY=NEW, **skype):
        await street.slack.type("ada", "general", "/meet on skype retro")
        await posted(street, "retro")
        for key, good in ((NEW, 0), (OLD, 1)):
            settings_ = settings(street, tmp_path, PARLEY_KEY=key)
            status, told = await parley(settings_, "keys", "check")
            assert status == good


async def test_the_doctor_and_the_bot_s_health_say_what_is_wrong_with_the_key(street, tmp_path):
    skype = {"PARLEY_SKYPE__URL": street.urls["skype"]}
    _, told = await parley(settings(street, tmp_path), "doctor")
    assert "wrong  key: People sign in to Skype for Business" in told
    async with running(street, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(street)
        _, told = await parley(settings(street, tmp_path, PARLEY_KEY=OLD), "doctor")
        assert "ok     key: old seals the accounts" in told
        _, told = await parley(settings(street, tmp_path, PARLEY_KEY=NEW), "doctor")
        assert "wrong  key: One account is in this database sealed with the key old" in told
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{bot.url}/readyz")).json()["key"] == "ok"
            ahead = settings(street, tmp_path, PARLEY_KEY=f"{NEW},{OLD}")
            status, told = await parley(ahead, "keys", "rotate")
            assert status == 1
            assert "Nothing has been sealed" in told
            assert (await client.get(f"{bot.url}/readyz")).json()["key"] == "ok"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "which only this machine's browsers reach"),
        ("http://parley.example.com", "type passwords at http://parley.example.com"),
        ("https://parley.example.com", ""),
    ],
)
async def test_the_doctor_looks_at_where_people_sign_in(street, tmp_path, address, says):
    given = settings(street, tmp_path, PARLEY_KEY=OLD, PARLEY_URL=address)
    _, told = await parley(given, "doctor")
    assert ("note   address:" in told) == bool(says)
    assert says in told


async def test_a_running_bot_reads_its_key_file_again(street, tmp_path):
    file = tmp_path / "keys"
    file.write_text(OLD, "utf-8")
    given = {"PARLEY_KEY_FILE": str(file), "PARLEY_SKYPE__URL": street.urls["skype"]}
    async with running(street, tmp_path, **given) as bot:
        await connect(street)
        file.write_text(f"{NEW}\n{OLD}\n", "utf-8")
        status, told = await parley(settings(street, tmp_path, **given), "keys", "rotate")
        assert status == 0
        assert "started without the key new" in told
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{bot.url}/readyz")).status_code == 200
        await street.slack.type("ada", "general", "/meet on skype stand-up")
        await posted(street, "stand-up")


async def test_a_cell_that_was_tampered_with_is_named_and_can_be_forgotten(street, tmp_path):
    skype = {"PARLEY_SKYPE__URL": street.urls["skype"]}
    async with running(street, tmp_path, PARLEY_KEY=OLD, **skype) as bot:
        await connect(street)
        assert await bot.stop() == 0
    store = await SqliteStore.open(tmp_path / "parley.db")
    accounts = Accounts(store)
    [kept] = await accounts.page_after("", 10)
    await accounts.reseal(kept, "old", {**kept.sealed, "password": kept.sealed["token"]})
    await store.close()
    given = settings(street, tmp_path, PARLEY_KEY=OLD)
    status, told = await parley(given, "keys", "check")
    assert status == 1
    assert "does not open: Skype for Business of U0ADA00001" in told
    async with running(street, tmp_path, PARLEY_KEY=OLD, **skype):
        await street.slack.type("ada", "general", "/meet on skype stand-up")
        await whispered(street, "cannot open the Skype for Business account")
    status, told = await parley(given, "keys", "check", "--forget")
    assert status == 0
    assert "1 account is deleted" in told
