"""Requests that wait in line, for a slow service or for somebody else's start, on real sockets."""

import pytest

from tests.bot.in_process import BO
from tests.handlers.bot_with_service import WEBEX, bot_with, is_card

STARTS = 12


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        yield bot


async def test_a_bystander_is_answered_while_webex_is_silent_and_then_all_meetings_are_made(bot):
    webex = bot.sandbox.services["webex-xml"]
    webex.misbehave(on="*", do="slow", ms=3000, next=2)
    for number in range(STARTS):
        await bot.sandbox.slack.type("ada", "general", f"/meet on webex-xml sync {number}")
    help_text = await bot.answer_to("help", "bo")
    assert "Schedule" in help_text or "/meet" in help_text
    assert cards(bot) == []
    await bot.until(lambda: len(cards(bot)) == STARTS)
    [row] = bot._rows("select max(attempts) as most from job")
    assert row["most"] <= 3


async def test_who_waits_for_another_start_in_the_channel_is_asked_when_it_is_made(bot):
    webex = bot.sandbox.services["webex-xml"]
    webex.misbehave(on="*", do="slow", ms=2500, next=1)
    await bot.sandbox.slack.type("ada", "general", "/meet on webex-xml design")
    await bot.until(lambda: bot._rows("select 1 from start where state = 'open'"))
    await bot.sandbox.slack.type("bo", "general", "/meet on webex-xml review")
    question = await bot.ephemeral_with("design", BO)
    assert len(cards(bot)) == 1
    assert "Join" in str(question.blocks)
    [row] = bot._rows("select max(attempts) as most from job")
    assert row["most"] == 2


def cards(bot):
    return [message for message in bot.messages() if is_card(message)]
