"""Canaries in every secret field: nothing that is written down, said or shown holds one of them."""

import json
import sqlite3
from dataclasses import replace
from urllib.parse import quote

import pytest

from sandbox.environment import Environment
from sandbox.services.skype.people import PEOPLE
from sandbox.slack.loopback import Slack
from storage.seal import new_key
from tests.bot.visitor import visiting
from tests.journeys.connecting import ADDRESS, ask_for_link, posted, whispered
from tests.journeys.running import start, surroundings

pytestmark = pytest.mark.journey
RIGHT = "canary Right&Password=1"
WRONG = "canary-Wrong/Password?2"
TOKEN = "canary.Token.3"


@pytest.fixture
async def street():
    async with Environment(
        services=("skype",), slack=Slack(burst=None, retry_scale=0.01)
    ) as street:
        skype = street.services["skype"]
        skype.tickets.people = [replace(one, password=RIGHT) for one in PEOPLE]
        yield street


async def everything_that_happens_to_an_account(street):
    """Refused, unanswered, nonsense, accepted, used, expired, refused later; the pages shown."""
    skype, pages = street.services["skype"], []
    link = await ask_for_link(street)
    async with visiting(link) as visitor:
        for fields in ({"password": WRONG}, {"token": TOKEN}):
            await visitor.send(username=ADDRESS, **fields)
            pages.append(visitor.reply.text)
        for how in ({"do": "cut", "effect": False}, {"do": "garbage"}, {"do": "html"}):
            skype.misbehave(on="*", next=50, **how)
            await visitor.send(username=ADDRESS, password=RIGHT, token="")
            pages.append(visitor.reply.text)
            skype.behave()
        await visitor.send({"Origin": "https://evil.example"}, username=ADDRESS, password=RIGHT)
        pages.append(visitor.reply.text)
        await visitor.look()
        assert await visitor.send(username=ADDRESS, password=RIGHT) == 200
        pages += [visitor.reply.text, visitor.csrf if visitor.form.forms else ""]
    await whispered(street, "Was that you?")
    await street.slack.click("ada", "Yes, that was me")
    await whispered(street, "is connected as")
    await street.slack.type("ada", "general", "/meet on skype stand-up")
    await posted(street, "stand-up")
    tokens = list(skype.tickets._tokens)
    skype.misbehave(do="expire", what="token")
    await street.slack.type("ada", "design", "/meet on skype retro")
    await posted(street, "retro")
    tokens += skype.tickets._tokens
    skype.tickets.people = list(PEOPLE)
    skype.misbehave(do="expire", what="token")
    await street.slack.type("ada", "general", "/meet on skype planning")
    await whispered(street, "does not accept the sign-in")
    return pages, [link.rpartition("/")[2]], tokens


def backup(path):
    """What an online backup of the database holds."""
    copy = path.with_name("backup.db")
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


async def test_no_secret_is_written_down_said_or_shown(street, tmp_path):
    key = new_key("k1")
    settings = surroundings(
        street,
        tmp_path,
        PARLEY_KEY=key,
        PARLEY_SKYPE__URL=street.urls["skype"],
        PARLEY_LOG_LEVEL="DEBUG",
    )
    with (tmp_path / "log").open("wb") as log:
        bot = await start(settings, errors=log)
    street.slack.point_at(bot.url)
    pages, tickets, tokens = await everything_that_happens_to_an_account(street)
    backup(tmp_path / "parley.db")
    await bot.kill()  # so that the write-ahead log is still there
    written = {file.name: file.read_bytes().decode("latin-1") for file in tmp_path.iterdir()}
    assert {"parley.db", "parley.db-wal", "backup.db", "log"} <= set(written)
    assert "sign-in tried" in written["log"]
    said = {
        "Slack": json.dumps([*street.slack.book], default=str),
        "pages": "".join(pages),
        "addresses": json.dumps([entry.get("path", "") for entry in street.services["skype"].book]),
    }
    secrets = [RIGHT, WRONG, TOKEN, key.partition(":")[2], *tokens]
    assert len(tokens) >= 2
    assert "oauthtoken" in said["addresses"]
    assert leaks(secrets, {**written, **said}) == []
    assert leaks(tickets, said) == [(tickets[0], "Slack")]  # there it belongs, for one person
    assert leaks(tickets, {**written, "addresses": said["addresses"]}) == []
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
