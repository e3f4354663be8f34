"""What only the bot knows of a meeting on Skype: its series, and who hears of it where."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.handlers.at_services import SKYPE, there
from tests.journeys.bot_process import card_title

OUTSIDE = "design review with @bo and eve@fabrikam.example tomorrow at 3pm for 45 min"


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, SKYPE) as one:
        yield one


def kept_until(here) -> datetime:
    """Until when the server keeps the one meeting that was made there."""
    [made] = [one for one in here.service.conferences._all.values() if one.said["subject"]]
    return made.expires_at


async def test_the_card_says_who_hears_of_it_from_nobody_also_after_a_move(here):
    await here.schedule(OUTSIDE)
    said = "sends no invitations: eve@fabrikam.example will not hear of it"
    assert said in json.dumps(here.card().blocks)
    [invited] = [one for one in here.messages() if one.channel.startswith("D") and card_title(one)]
    assert said in json.dumps(invited.blocks)
    shown = await here.request("move design to 4pm")
    await here.press("Move", ts=shown.ts)
    await here.ephemeral_with("Moved: *design review*")
    card = await here.until(lambda: (c := here.card()) and "16:00" in c.text and c)
    assert said in json.dumps(card.blocks)
    assert "Moved: it was to be on" in json.dumps(card.blocks)


async def test_a_changed_end_of_a_series_reaches_the_server(here):
    await here.schedule("stand-up every weekday at 9:15am until 31 december for 15 min")
    assert kept_until(here) < datetime.now(UTC) + timedelta(days=400)
    await here.press("Move", ts=here.card().ts)
    sent = await here.sandbox.slack.submit("ada", values={"repeat": "Every day"})
    assert sent["ok"], sent
    await here.until(lambda: "every day" in here.card().text)
    assert kept_until(here) > datetime.now(UTC) + timedelta(days=4 * 365)


async def test_the_list_shows_ones_own_room_last_and_a_series_once(here):
    await here.schedule("stand-up every weekday at 9:15am for 15 min")
    listed = await here.request("list")
    assert listed.text.count("stand-up: ") == 1
    before, _, after = json.dumps(listed.blocks).partition("Without a known time")
    assert "*stand-up*" in before
    assert "Your own meeting room" in after
    assert "I look 30 days ahead into your own calendar at Skype for Business." in listed.text
