"""Lines that surely ask for no meeting start none, through whatever way they come in."""

import asyncio
import itertools

import pytest

from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import JITSI, bot_with, is_card
from tests.language.test_routing import ANSWERS, ORDERS, UNSURE, lines

pytestmark = pytest.mark.journey

TITLES = ("design review", "budget 2027", "offsite", "R&D sync", "vendor call")


def generated() -> list[str]:
    """The lines of the tables of the routing's own tests, with other titles in their turn."""
    asked = [line.partition("|")[0].strip() for line in lines(ORDERS)]
    typed = [*lines(UNSURE), *lines(ANSWERS), *asked]
    titles = itertools.cycle(TITLES)
    varied = [
        line.replace(known, title)
        for line in typed
        for title in itertools.islice(titles, 2)
        for known in ("design review", "retro", "stand-up", "interview")
        if known in line
    ]
    return [*dict.fromkeys([*typed, *varied])]


async def test_hundreds_of_lines_have_no_public_effect(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        slack = bot.sandbox.slack
        direct = slack.workspace.direct(ADA).id
        typed = generated()
        assert len(typed) >= 120
        for line in typed:
            # Orders for meetings that are not there, too: they are answered, and start nothing.
            await slack.type("ada", "general", f"/meet {line}")
            await slack.type("ada", "general", f"@Parley {line}")
            await slack.type("ada", direct, line)
        await _idle(bot)
        assert not [m for m in bot.messages() if is_card(m)]
        assert not [m.text for m in bot.messages() if not m.channel.startswith("D")]
        assert not [m.text for m in bot.messages(ADA) if "Something went wrong" in m.text]


async def _idle(bot):
    """Wait until nothing is left to be done."""
    open_jobs = "select 1 from job where state in ('ready', 'running') limit 1"
    end = asyncio.get_running_loop().time() + 60
    while bot._rows(open_jobs):
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)
