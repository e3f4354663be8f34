"""An account that nobody uses for a while leaves nothing open at its service."""

from datetime import timedelta

import bot.maintenance
from tests.bot.joined import joined
from tests.bot.test_connect_slack import connect


async def test_what_is_idle_is_signed_out_and_comes_back_when_it_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(bot.maintenance, "IDLE", timedelta(seconds=0.8))
    async with joined(tmp_path, monkeypatch) as here:
        await connect(here, await here.ask_for_link())
        await here.street.slack.type("ada", "general", "/meet on skype stand-up")
        await here.posted("stand-up: meeting started")
        running = here.street.services["skype"].applications.running
        await here.until(lambda: not running or None)
        await here.street.slack.type("ada", "general", "/meet on skype retro")
        await here.posted("retro: meeting started")
