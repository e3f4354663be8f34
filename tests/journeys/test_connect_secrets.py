"""Canaries in every secret field: nothing that is stored, logged or shown contains one of them."""

import json
import sqlite3
from dataclasses import replace
from urllib.parse import quote

import pytest

from sandbox.environment import Environment
from sandbox.services.skype.people import PEOPLE
from sandbox.slack.loopback import Slack
from storage.seal import new_key
from tests.bot.browser_user import browsing
from tests.journeys.bot_process import bot_environment, start_bot
from tests.journeys.connecting import ADDRESS, connect_link, ephemeral_with, post_with

pytestmark = pytest.mark.journey
RIGHT = "canary Right&Password=1"
WRONG = "canary-Wrong/Password?2"
TOKEN = "canary.Token.3"


@pytest.fixture
async def sandbox():
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as sandbox:
        skype = sandbox.services["skype"]
        skype.tickets.people = [replace(person, password=RIGHT) for person in PEOPLE]
        yield sandbox


async def everything_that_happens_to_an_account(sandbox):
    """Refused, unanswered, unreadable, accepted, used, expired, refused later; the pages shown."""
    skype, pages = sandbox.services["skype"], []
    link = await connect_link(sandbox)
    async with browsing(link) as browser_user:
        for fields in ({"password": WRONG}, {"token": TOKEN}):
            await browser_user.send(username=ADDRESS, **fields)
            pages.append(browser_user.reply.text)
        for how in ({"do": "cut", "effect": False}, {"do": "garbage"}, {"do": "html"}):
            skype.misbehave(on="*", next=50, **how)
            await browser_user.send(username=ADDRESS, password=RIGHT, token="")
            pages.append(browser_user.reply.text)
            skype.behave()
        await browser_user.send(
            {"Origin": "https://evil.example"}, username=ADDRESS, password=RIGHT
        )
        pages.append(browser_user.reply.text)
        await browser_user.look()
        assert await browser_user.send(username=ADDRESS, password=RIGHT) == 200
        pages += [browser_user.reply.text, browser_user.csrf if browser_user.form.forms else ""]
    await ephemeral_with(sandbox, "Was that you?")
    await sandbox.slack.click("ada", "Yes, that was me")
    await ephemeral_with(sandbox, "is connected as")
    await sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    await post_with(sandbox, "stand-up")
    tokens = list(skype.tickets._tokens)
    skype.misbehave(do="expire", what="token")
    await sandbox.slack.type("ada", "design", "/meet on skype retro")
    await post_with(sandbox, "retro")
    tokens += skype.tickets._tokens
    skype.tickets.people = list(PEOPLE)
    skype.misbehave(do="expire", what="token")
    await sandbox.slack.type("ada", "general", "/meet on skype planning")
    await ephemeral_with(sandbox, "no longer accepts your sign-in")
    return pages, [link.rpartition("/")[2]], tokens


def backup(path):
    """What an online backup of the database holds."""
    copy = path.with_name("backup.db")
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


async def test_no_secret_is_written_down_said_or_shown(sandbox, tmp_path):
    key = new_key("k1")
    settings = bot_environment(
        sandbox,
        tmp_path,
        PARLEY_KEY=key,
        PARLEY_SKYPE__URL=sandbox.urls["skype"],
        PARLEY_LOG_LEVEL="DEBUG",
    )
    with (tmp_path / "log").open("wb") as log:
        bot = await start_bot(settings, errors=log)
    sandbox.slack.point_at(bot.url)
    pages, tickets, tokens = await everything_that_happens_to_an_account(sandbox)
    backup(tmp_path / "parley.db")
    await bot.kill()  # so that the write-ahead log is still there
    written = {file.name: file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()}
    assert {"parley.db", "parley.db-wal", "backup.db", "log"} <= set(written)
    assert "sign-in tried" in written["log"]
    outputs = {
        "Slack": json.dumps([*sandbox.slack.book], default=str),
        "pages": "".join(pages),
        "addresses": json.dumps(
            [entry.get("path", "") for entry in sandbox.services["skype"].book]
        ),
    }
    secrets = [RIGHT, WRONG, TOKEN, key.partition(":")[2], *tokens]
    assert len(tokens) >= 2
    assert "oauthtoken" in outputs["addresses"]
    assert leaks(secrets, {**written, **outputs}) == []
    assert leaks(tickets, outputs) == [(tickets[0], "Slack")]  # the link is for that person
    assert leaks(tickets, {**written, "addresses": outputs["addresses"]}) == []
    assert leaks([settings["SLACK_BOT_TOKEN"], settings["SLACK_SIGNING_SECRET"]], written) == []


def leaks(secrets, places):
    """Which secret is where, in any of the ways in which it might be spelt."""
    return [
        (secret, place)
        for secret in secrets
        for place, text in places.items()
        for spelt in {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1]}
        if spelt in text
    ]


def test_a_leak_would_be_found():
    assert leaks([RIGHT], {"log": f"password={quote(RIGHT, safe='')}"}) == [(RIGHT, "log")]
