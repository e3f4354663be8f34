"""Lists over real sockets: what was made, what only the service knows, and what is gone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.bot.joined import ADA, BO
from tests.bot.test_who import here, start

__all__ = ["here"]

PLACES = [
    "Acton",
    "Barnet",
    "Camden",
    "Dalston",
    "Ealing",
    "Feltham",
    "Greenford",
    "Harlow",
    "Ilford",
]
LONDON = ZoneInfo("Europe/London")


async def made(here, words):
    """Schedule it by words and one click."""
    typed = await here.street.slack.type("ada", "general", "hm")
    await here.street.slack.type("ada", "general", f"/meet {words}")
    shown = await here.whispered("", ADA, typed["ts"])
    await here.press("Make it", ts=shown.ts)
    await here.posted(f"{words.partition(' tomorrow')[0]}: ")


def labels(message):
    """The labels of all buttons on *message*."""
    found = []
    for block in message.blocks:
        found += [one["text"]["text"] for one in block.get("elements", ()) if "action_id" in one]
        found += [block["accessory"]["text"]["text"]] if "accessory" in block else []
    return found


async def test_what_was_made_is_listed_with_its_link_and_gone_when_it_is_cancelled(here):
    assert "Nothing is coming up" in await here.told("list")
    await made(here, "design review tomorrow at 3pm for 45 min")
    day = datetime.now(LONDON) + timedelta(days=1)
    listed = await here.told("tomorrow")
    assert f"Tomorrow, {day:%A} {day.day} {day:%B %Y}" in listed
    assert "design review: " in listed
    assert "15:00 to 15:45" in listed
    assert "Join: http" in listed
    assert labels(here.said(ADA)[-1]) == ["Join", "Move", "Cancel meeting"]
    assert "design review: " in await here.told("list", "bo")
    assert labels(here.said(BO)[-1]) == ["Join"]
    assert "Nothing more is on today, neither for you" in await here.told("today", "bo")
    await here.told("list")
    await here.press("Cancel meeting", ts=here.said(ADA)[-1].ts)
    await here.posted("design review: cancelled")
    await here.whispered("Cancelled: *design review*")  # what the list had shown is gone by then
    assert "Nothing is coming up" in await here.told("list")


async def test_what_only_the_service_knows_is_listed_to_who_has_the_account(here):
    await start(here, "stand-up")
    await made(here, "design review tomorrow at 3pm for 45 min")
    listed = await here.told("agenda")
    assert "stand-up: " in listed
    assert "design review: " in listed
    assert "stand-up" not in await here.told("agenda", "bo")


async def test_a_service_that_does_not_answer_is_named_and_the_rest_is_there(here):
    await made(here, "design review tomorrow at 3pm for 45 min")
    here.street.services["live-meeting"].misbehave(on="*", do="cut")
    listed = await here.told("week")
    assert "What only Live Meeting knows of is missing here." in listed
    assert "design review: " in listed


async def test_pages_are_turned_in_place(here):
    for hour in range(9):
        await made(here, f"{PLACES[hour]} review tomorrow at {9 + hour}:00 for 45 min")
    first = await here.told("list")
    assert "Harlow review: " in first
    assert "Ilford review: " not in first
    page = here.said(ADA)[-1]
    await here.press("Show more", ts=page.ts)
    await here.whispered("Ilford review: ")
    assert all("Harlow review: " not in one.text for one in here.said(ADA))
    await here.press("From the start", ts=here.said(ADA)[-1].ts)
    await here.whispered("Harlow review: ")
