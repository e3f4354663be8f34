"""What only the bot knows of a meeting on Skype: its series, and who hears of it where."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import SKYPE, bot_with
from tests.journeys.bot_process import card_title

OUTSIDE = "design review with @bo and eve@fabrikam.example tomorrow at 3pm for 45 min"


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, SKYPE) as bot:
        yield bot


def kept_until(bot) -> datetime:
    """Until when the server keeps the one meeting that was made there."""
    [made] = [
        meeting for meeting in bot.service.conferences._all.values() if meeting.settings["subject"]
    ]
    return made.expires_at


async def test_the_card_says_who_hears_of_it_from_nobody_also_after_a_move(bot):
    await bot.schedule(OUTSIDE)
    notice = "sends no invitations: eve@fabrikam.example will not hear of it"
    assert notice in json.dumps(bot.card().blocks)
    [invited] = [
        post for post in bot.messages() if post.channel.startswith("D") and card_title(post)
    ]
    assert notice in json.dumps(invited.blocks)
    shown = await bot.request("move design to 4pm")
    await bot.press("Move", ts=shown.ts)
    await bot.ephemeral_with("Moved: *design review*")
    card = await bot.until(lambda: (c := bot.card()) and "16:00" in c.text and c)
    assert notice in json.dumps(card.blocks)
    assert "Moved: it was on" in json.dumps(card.blocks)


async def test_a_changed_end_of_a_series_reaches_the_server(bot):
    await bot.schedule("stand-up every weekday at 9:15am until 31 december for 15 min")
    assert kept_until(bot) < datetime.now(UTC) + timedelta(days=400)
    await bot.press("Move", ts=bot.card().ts)
    asked = await bot.ephemeral_with("Move which dates of *stand-up*")
    await bot.press("All of them", ts=asked.ts)
    await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    sent = await bot.sandbox.slack.submit("ada", values={"repeat": "Every day"})
    assert sent["ok"], sent
    await bot.until(lambda: "every day" in bot.card().text)
    assert kept_until(bot) > datetime.now(UTC) + timedelta(days=4 * 365)


async def test_the_list_shows_ones_own_room_last_and_a_series_once(bot):
    await bot.schedule("stand-up every weekday at 9:15am for 15 min")
    listed = await bot.request("list")
    assert listed.text.count("stand-up: ") == 1
    before, _, after = json.dumps(listed.blocks).partition("No fixed time")
    assert "*stand-up*" in before
    assert "Your own meeting room" in after
    assert "From your Skype for Business calendar I show the next 30 days." in listed.text
