"""A Slack that does not answer is waited for as long as is said, and no longer."""

import aiohttp
import pytest

from tests.bot.in_process import in_process_bot


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.wiring.CALL_TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    async with in_process_bot(tmp_path) as bot:
        yield bot


async def test_a_card_that_slack_does_not_acknowledge_is_given_up_and_looked_for(bot):
    bot.sandbox.slack.misbehave(on="chat.postMessage", do="slow", ms=30_000, next=1)
    await bot.sandbox.slack.type("ada", "general", "/meet retro")
    await bot.post_with("retro: meeting started")
    calls = [call["method"] for call in bot.sandbox.slack.book.read("call")]
    assert "conversations.history" in calls
