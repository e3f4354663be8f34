"""What has gone from Skype by the time that it is to be held is made anew, once, and told."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.joined import ADA
from tests.handlers.at_services import SKYPE, There, labels, there
from tests.journeys.running import join_link

LONDON = ZoneInfo("Europe/London")
MEETING = "design review with @bo tomorrow at 3pm for 45 min"
POST = "POST myOnlineMeetings"


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, SKYPE) as one:
        yield one


def at(hour: int, minute: int = 0, days: int = 1) -> datetime:
    day = datetime.now(LONDON) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def go_to(here: There, then: datetime) -> None:
    """Let the bot's clock be *then*; the server's stays as it is."""
    here.clock.ahead += then - here.clock()


def told(here: There, part: str) -> list[str]:
    """Where that was said, but to Ada alone."""
    return sorted(one.channel for one in here.tellings(part))


async def settled(here: There) -> None:
    """Until nothing is left to do now."""
    quiet = len(here.said())
    await here.ask("help")
    assert len(here.said()) == quiet


async def test_what_was_deleted_is_made_anew_and_everyone_is_told_the_new_link_once(here):
    old = join_link(await here.schedule(MEETING))
    here.place.delete(here.service)
    go_to(here, at(13, 59))
    await settled(here)
    assert here.standing() == []
    go_to(here, at(14, 1))
    card = await here.until(lambda: (c := here.card()) and join_link(c) not in ("", old) and c)
    assert [name for name, _ in here.standing()] == ["design review"]
    await here.until(lambda: len(told(here, "has a new link")) == 3)
    for one in here.tellings("has a new link"):
        assert join_link(card) in one.text
        assert "does not know that meeting any more" in one.text
    mine = [one for one in here.said() if join_link(one) == join_link(card)]
    assert len(mine) == 2  # in the channel, and Bo's own
    go_to(here, at(14, 51))
    reminder = await here.posted("*design review* starts in")
    assert join_link(card) in reminder.text
    assert len(told(here, "has a new link")) == 3
    assert len(here.standing()) == 1
