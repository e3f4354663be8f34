"""Slack or the disk has a bad day: what was taken is answered once, the rest is refused."""

import asyncio
import re
import resource
import socket
import sys
import time

import httpx
import pytest

from tests.journeys.bot_process import (
    bot_environment,
    card_title,
    join_link,
    messages,
    running_bot,
    start_bot,
    until,
)

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"
LEFT = re.compile(r'parley_jobs{state="(?:ready|running)"} (?!0)')


@pytest.fixture
async def bot(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path) as bot:
        yield bot


async def nothing_left(bot):
    """Wait until no job is ready or running."""
    async with httpx.AsyncClient() as client:
        for _ in range(100):
            if not LEFT.search((await client.get(f"{bot.url}/metrics")).text):
                return
            await asyncio.sleep(0.1)
    raise AssertionError("the bot has something to do for ten seconds")


def titles(sandbox):
    return [card_title(message) for message in messages(sandbox)]


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "ratelimit", "retry_after": 1},
        {"do": "status", "status": 500, "effect": False},
        {"do": "status", "status": 500, "effect": True},
        {"do": "cut", "effect": True},
        {"do": "cut", "effect": False, "next": 2},
        {"do": "garbage"},
        {"do": "truncate"},
        {"do": "html", "effect": False},
    ],
    ids=str,
)
async def test_a_post_that_fails_is_one_card_in_the_end(sandbox, bot, rule):
    sandbox.slack.misbehave(on="chat.postMessage", **rule)
    await sandbox.slack.type("ada", "general", "/meet retro")
    await until(lambda: "retro" in titles(sandbox))
    await sandbox.slack.type("ada", "general", "/meet second talk")
    await until(lambda: "second talk" in titles(sandbox))
    await nothing_left(bot)
    assert sorted(titles(sandbox)) == ["retro", "second talk"]


async def test_where_nobody_may_look_a_second_card_says_what_it_is(sandbox, bot):
    sandbox.slack.workspace.scopes -= {"channels:history", "groups:history"}
    sandbox.slack.misbehave(on="chat.postMessage", do="cut", effect=True)
    await sandbox.slack.type("ada", "general", "/meet retro")
    await until(lambda: len(messages(sandbox)) == 2)
    first, second = messages(sandbox)
    assert join_link(first) == join_link(second)
    assert "It is the same meeting" in str(second.blocks)


async def test_where_posting_is_refused_the_answer_address_serves(sandbox, bot):
    sandbox.slack.workspace.scopes -= {"chat:write"}
    await sandbox.slack.type("ada", "general", "/meet retro")
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    assert card_title(posted) == "retro"
    assert posted.via == "response_url"


async def test_only_what_is_needed_of_slack_is_needed(sandbox, bot):
    sandbox.slack.workspace.scopes = {"commands", "chat:write", "users:read", "app_mentions:read"}
    await sandbox.slack.type("ada", "general", "/meet retro")
    await until(lambda: titles(sandbox) == ["retro"])


async def test_a_person_that_slack_does_not_describe_gets_a_meeting_all_the_same(sandbox, bot):
    sandbox.slack.misbehave(on="users.info", do="status", status=500)
    await sandbox.slack.type("ada", "general", "/meet retro")
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    assert "(UTC)" in posted.text


async def test_telephone_numbers_that_cannot_be_had_hold_no_meeting_up(sandbox, bot):
    sandbox.services["jitsi"].misbehave(on="mapper", do="status", status=500)
    await sandbox.slack.type("ada", "general", "/meet retro")
    await until(lambda: titles(sandbox) == ["retro"])
    answers = await until(lambda: messages(sandbox, person=ADA))
    assert "telephone" in answers[0].text.lower()


async def test_a_full_disk_is_refused_honestly_and_mends_itself(sandbox, bot, tmp_path):
    await sandbox.slack.type("ada", "general", "/meet before")
    await until(lambda: "before" in titles(sandbox))
    pid = bot.process.pid
    unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
    await sandbox.slack.type("ada", "general", "/meet during")
    answers = await until(lambda: [m for m in ephemerals(sandbox) if "Not accepted" in m.text])
    assert "nothing" in answers[0].text
    await sandbox.slack.type("ada", "general", "@Parley start by mention")
    refused = sandbox.slack.book.read("request")[-1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    assert refused["status"] == 503
    await until(lambda: "by mention" in titles(sandbox))
    await sandbox.slack.type("ada", "general", "/meet after")
    await until(lambda: "after" in titles(sandbox))
    assert "during" not in titles(sandbox)


def ephemerals(sandbox):
    workspace = sandbox.slack.workspace
    return [m for c in workspace.conversations.values() for m in c.messages.values() if m.only_for]


async def ended(settings):
    """The status and the words with which a bot ends that cannot start."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=settings, stderr=asyncio.subprocess.PIPE
    )
    _, said_at_the_end = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, said_at_the_end.decode()


@pytest.mark.parametrize("same_port", [False, True])
async def test_a_second_bot_on_the_same_file_ends_with_a_sentence(
    sandbox, bot, tmp_path, same_port
):
    port = bot.url.rpartition(":")[2] if same_port else "0"
    status, words = await ended(bot_environment(sandbox, tmp_path, PARLEY_PORT=port))
    assert status == 1
    assert f"in use by the process {bot.process.pid}" in words
    assert "parley.db" in words
    assert "Traceback" not in words


async def test_a_damaged_file_ends_with_a_sentence(sandbox, tmp_path):
    (tmp_path / "parley.db").write_bytes(b"SQLite format 3\0" + b"\x13" * 8192)
    status, words = await ended(bot_environment(sandbox, tmp_path))
    assert status == 1
    assert "parley.db" in words
    assert "Traceback" not in words


async def test_a_refused_token_ends_with_a_sentence(sandbox, tmp_path):
    status, words = await ended(bot_environment(sandbox, tmp_path, SLACK_BOT_TOKEN="xoxb-wrong"))
    assert status == 1
    assert "SLACK_BOT_TOKEN" in words
    assert "xoxb-wrong" not in words
    assert "Traceback" not in words


async def test_a_port_that_is_taken_ends_with_a_sentence(sandbox, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, words = await ended(bot_environment(sandbox, tmp_path, PARLEY_PORT=port))
    assert status == 1
    assert port in words
    assert "Traceback" not in words


async def test_missing_settings_end_with_all_of_them():
    status, words = await ended({})
    assert status == 1
    assert "SLACK_BOT_TOKEN" in words
    assert "SLACK_SIGNING_SECRET" in words


async def test_a_slack_that_is_away_at_the_start_is_asked_again(sandbox, tmp_path):
    sandbox.slack.misbehave(on="auth.test", do="status", status=500, next=2)
    async with running_bot(sandbox, tmp_path):
        await sandbox.slack.type("ada", "general", "/meet too soon")
        answers = await until(lambda: ephemerals(sandbox))
        assert "Not accepted" in answers[0].text
        await asyncio.sleep(5.5)
        await sandbox.slack.type("ada", "general", "/meet up and running")
        await until(lambda: titles(sandbox) == ["up and running"])


async def test_socket_mode_takes_the_same_requests(sandbox, tmp_path):
    app_token = sandbox.announced["slack"]["app_token"]
    bot = await start_bot(bot_environment(sandbox, tmp_path, SLACK_APP_TOKEN=app_token))
    try:
        await until(lambda: sandbox.slack.sockets.connected)
        await sandbox.slack.type("ada", "general", "/meet over the socket")
        await until(lambda: titles(sandbox) == ["over the socket"])
        assert await bot.stop() == 0
    finally:
        if bot.process.returncode is None:
            await bot.kill()


async def test_work_that_was_open_at_the_stop_is_done_by_the_next_bot(sandbox, tmp_path):
    sandbox.slack.misbehave(on="chat.postMessage", do="ratelimit", retry_after=3)
    async with running_bot(sandbox, tmp_path) as first:
        await sandbox.slack.type("ada", "general", "/meet handed over")
        await until(lambda: sandbox.slack.book.read("call"))
        await until(lambda: "chat.postMessage" in str(sandbox.slack.book.read("call")))
        assert await first.stop() == 0
    assert titles(sandbox) == []
    async with running_bot(sandbox, tmp_path):
        await until(lambda: titles(sandbox) == ["handed over"])


async def test_a_service_that_hangs_starves_nobody(sandbox, bot):
    sandbox.services["jitsi"].misbehave(on="mapper", do="hang", next=None)
    for number in range(100):
        await sandbox.slack.type("ada", "general", f"/meet talk {number}")
    asked = time.monotonic()
    await sandbox.slack.type("bo", "design", "/meet help")
    answers = await until(lambda: messages(sandbox, person="U0BO000001"), within=5.0)
    assert time.monotonic() - asked < 5
    assert answers[0].text
    await until(lambda: len(titles(sandbox)) == 100, within=80.0)
    assert sorted(titles(sandbox)) == sorted(f"talk {number}" for number in range(100))


async def test_a_socket_that_does_not_open_holds_nobody_up(sandbox, tmp_path):
    settings = bot_environment(
        sandbox, tmp_path, SLACK_APP_TOKEN="xapp-1-wrong", SLACK_API_URL="http://127.0.0.1:9/api/"
    )
    status, problem, words = await socket_problem(settings, tmp_path)
    assert status == 503
    assert problem in words
    assert words.count("socket to Slack not open") == 1
    assert "Traceback" not in words


async def test_a_refused_app_token_is_one_sentence(sandbox, tmp_path):
    settings = bot_environment(sandbox, tmp_path, SLACK_APP_TOKEN="xapp-1-wrong")
    status, problem, words = await socket_problem(settings, tmp_path)
    assert status == 503
    assert "invalid_auth" in problem
    assert problem in words
    assert len(words.splitlines()) == 1
    assert "xapp-1-wrong" not in words


async def socket_problem(settings, folder):
    """What /readyz and the log say of the socket, once Slack has been asked twice."""
    with (folder / "errors").open("w+") as errors:
        bot = await start_bot(settings, errors=errors)
        await asyncio.sleep(11)
        async with httpx.AsyncClient(base_url=bot.url) as client:
            ready = await client.get("/readyz")
        assert await bot.stop() == 0
        errors.seek(0)
        words = [line for line in errors if "auth.test" not in line and "asked who" not in line]
    return ready.status_code, ready.json()["socket"], "".join(words)


class ForgetfulOnce(set):
    """Tickets of sockets, of which the first is lost."""

    lost = None

    def add(self, ticket):
        if self.lost is None:
            self.lost = ticket
        else:
            super().add(ticket)


async def test_a_socket_is_opened_with_a_new_address_after_a_failure(sandbox, tmp_path):
    sandbox.slack.back.socket_tickets = ForgetfulOnce()
    app_token = sandbox.announced["slack"]["app_token"]
    bot = await start_bot(bot_environment(sandbox, tmp_path, SLACK_APP_TOKEN=app_token))
    await until(lambda: sandbox.slack.sockets.connected, within=15)
    await sandbox.slack.type("ada", "general", "/meet over the socket")
    await until(lambda: titles(sandbox) == ["over the socket"])
    async with httpx.AsyncClient(base_url=bot.url) as client:
        assert (await client.get("/readyz")).json()["socket"] == "ok"
    assert await bot.stop() == 0


async def test_a_bot_on_an_ipv6_address_is_reached_where_it_says(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path, PARLEY_HOST="::1") as bot:
        assert bot.url.startswith("http://[::1]:")
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{bot.url}/readyz")).status_code == 200
            assert (await client.get(f"{bot.url}/connect/none")).status_code == 410
