"""That a request is being worked on is said before its answer, or not at all."""

import asyncio

import pytest

from handlers.words import WORKING
from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import WEBEX, bot_with

SLOW_TO_ARRIVE = {"on": "response_url", "do": "slow", "ms": 3000, "next": 1}
"""It arrives a second and a half after it was sent."""


@pytest.fixture
async def webex(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        yield bot


def notices(bot):
    return [message for message in bot.messages(ADA) if message.text == WORKING]


async def test_it_does_not_come_after_the_card(webex):
    webex.service.misbehave(on="CreateMeeting", do="slow", ms=2300)
    webex.sandbox.slack.misbehave(**SLOW_TO_ARRIVE)
    await webex.sandbox.slack.type("ada", "general", "/meet on webex-xml retro")
    card = await webex.until(webex.card)
    await asyncio.sleep(2)
    [notice] = notices(webex)
    assert notice.ts < card.ts


async def test_it_does_not_replace_the_answer(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("cancel retro")
    webex.service.misbehave(on="DelMeeting", do="slow", ms=2300)
    webex.sandbox.slack.misbehave(**SLOW_TO_ARRIVE)
    await webex.press("Cancel meeting", ts=shown.ts)
    await webex.ephemeral_with("Cancelled: *retro*")
    await asyncio.sleep(2)
    assert notices(webex) == []
    assert any("Cancelled: *retro*" in message.text for message in webex.messages(ADA))


async def test_it_is_not_said_once_the_person_has_been_told(webex):
    webex.service.misbehave(on="CreateMeeting", do="slow", ms=1500)
    webex.sandbox.slack.misbehave(on="chat.postMessage", do="slow", ms=3000)
    await webex.sandbox.slack.type("ada", "general", "/meet on webex-xml retro")
    await webex.until(webex.card)
    await asyncio.sleep(2)
    assert notices(webex) == []
