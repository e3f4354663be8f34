"""A start that was not taken up while the bot was away is not made: it would be a surprise."""

from datetime import timedelta

import pytest

from bot.wiring import build
from sandbox.serving import served
from tests.bot.in_process import ADA, serving
from tests.handlers.bot_with_service import JITSI, bot_with


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


@pytest.mark.parametrize(("away", "made"), [(timedelta(minutes=9), 1), (timedelta(minutes=11), 0)])
async def test_what_waited_for_more_than_ten_minutes_is_not_started(bot, away, made):
    await bot.stop()
    bot.clock.ahead = -away
    async with build(bot.settings, bot.clock) as built, served(built.web, bot.settings.port):
        await bot.sandbox.slack.type("ada", "general", "/meet now stand-up")
    bot.clock.ahead = timedelta()
    async with serving(bot.settings, bot.clock):
        if made:
            await bot.post_with("stand-up: meeting started")
        else:
            await bot.ephemeral_with("I was away when you asked for “stand-up”", ADA)
    assert len(bot.messages()) == made
