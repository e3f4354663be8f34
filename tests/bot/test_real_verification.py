"""The bot as it is built and served takes what Slack has signed, lately, and nothing else."""

import sqlite3
import time
from contextlib import closing
from urllib.parse import urlencode

import httpx
import pytest

from tests.bot.test_guard import signed

FIELDS = {
    "command": "/meet",
    "text": "now forged sync",
    "channel_id": "C0GENERAL1",
    "user_id": "U0ADA00001",
    "trigger_id": "1.2.3",
}


def body_for(bot):
    return urlencode({**FIELDS, "team_id": bot.sandbox.slack.workspace.team_id}).encode()


async def send(bot, body, headers):
    async with httpx.AsyncClient() as client:
        return await client.post(f"{bot.url}/slack/events", content=body, headers=headers)


def taken(bot):
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        return database.execute("select count(*) from job").fetchone()[0]


async def test_a_command_that_slack_signed_starts_a_meeting(bot):
    body = body_for(bot)
    reply = await send(bot, body, signed(body, secret=bot.settings.signing_secret))
    assert reply.status_code == 200
    await bot.post_with("forged sync: meeting started")


@pytest.mark.parametrize(
    "forged",
    [
        lambda body, secret: signed(body, secret="another secret of 32 characters."),
        lambda body, secret: signed(body + b"&text=other", secret=secret),
        lambda body, secret: signed(body, secret=secret, at=int(time.time()) - 400),
        lambda body, secret: signed(body, secret=secret, at=int(time.time()) + 400),
        lambda body, secret: signed(body, secret=secret) | {"x-slack-signature": "v0=" + "0" * 64},
        lambda body, secret: {"content-type": "application/x-www-form-urlencoded"},
    ],
    ids=["another secret", "another body", "six minutes old", "of the future", "zeros", "none"],
)
async def test_what_is_forged_or_replayed_is_401_and_leaves_nothing(bot, forged):
    body = body_for(bot)
    reply = await send(bot, body, forged(body, bot.settings.signing_secret))
    assert (reply.status_code, reply.content) == (401, b"")
    assert taken(bot) == 0
    assert not bot.messages()


async def test_what_slack_delivers_twice_is_done_once(bot):
    body = body_for(bot)
    for _ in range(2):
        reply = await send(bot, body, signed(body, secret=bot.settings.signing_secret))
        assert reply.status_code == 200
    await bot.post_with("forged sync: meeting started")
    assert taken(bot) == 1
