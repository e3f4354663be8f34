"""An account that nobody uses for a while leaves nothing open at its service."""

from datetime import timedelta

from bot import maintenance
from tests.bot.in_process import ADDRESS, PASSWORD, in_process_bot


async def test_what_is_idle_is_signed_out_and_comes_back_when_it_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(maintenance, "IDLE", timedelta(seconds=0.8))
    async with in_process_bot(tmp_path) as bot:
        await bot.connect("skype", username=ADDRESS, password=PASSWORD)
        await bot.sandbox.slack.type("ada", "general", "/meet on skype stand-up")
        await bot.post_with("stand-up: meeting started")
        running = bot.sandbox.services["skype"].applications.running
        await bot.until(lambda: not running or None)
        await bot.sandbox.slack.type("ada", "general", "/meet on skype retro")
        await bot.post_with("retro: meeting started")
