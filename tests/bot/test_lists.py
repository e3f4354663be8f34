"""Lists over real sockets: what was made, what only the service knows, and what is gone."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.in_process import ADA, BO


@pytest.fixture
def bot(live_meeting_bot):
    return live_meeting_bot


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


async def schedule(bot, words, on=""):
    """Schedule it by words and one click."""
    typed = await bot.sandbox.slack.type("ada", "general", "hm")
    await bot.sandbox.slack.type("ada", "general", f"/meet {on} {words}")
    shown = await bot.ephemeral_with("", ADA, typed["ts"])
    await bot.press("Schedule it", ts=shown.ts)
    await bot.post_with(f"{words.partition(' tomorrow')[0]}: ")


def elements(message):
    """All that can be pressed on *message*."""
    inner = [[*block.get("elements", ()), block.get("accessory", {})] for block in message.blocks]
    return [element for each in inner for element in each if "action_id" in element]


def labels(message):
    """The labels of all buttons on *message*, and of the options of each menu in brackets."""
    labelled = []
    for element in elements(message):
        options = [option["text"]["text"] for option in element.get("options", ())]
        labelled.append(options or element["text"]["text"])
    return labelled


async def test_what_was_made_is_listed_with_its_link_and_gone_when_it_is_cancelled(bot):
    assert "Nothing is coming up" in await bot.answer_to("list")
    await schedule(bot, "design review tomorrow at 3pm for 45 min")
    day = datetime.now(LONDON) + timedelta(days=1)
    listed = await bot.answer_to("tomorrow")
    assert f"Tomorrow, {day:%A} {day.day} {day:%B %Y}" in listed
    assert "design review: " in listed
    assert "15:00 to 15:45" in listed
    assert "Join: http" in listed
    shown = bot.messages(ADA)[-1]
    assert labels(shown) == ["Join", ["Move", "Cancel meeting"]]
    assert [element.get("style") for element in elements(shown)] == [None, None]
    assert elements(shown)[1]["action_id"] == "parley.more"
    assert "design review: " in await bot.answer_to("list", "bo")
    assert labels(bot.messages(BO)[-1]) == ["Join"]
    assert "Nothing more today, for you" in await bot.answer_to("today", "bo")
    await bot.answer_to("list")
    listed = bot.messages(ADA)[-1].ts
    await bot.press("Cancel meeting", ts=listed)
    question = await bot.ephemeral_with("design review", after=listed)
    assert labels(question) == ["Cancel meeting", "Never mind"]
    await bot.press("Cancel meeting", ts=question.ts)
    await bot.post_with("design review: cancelled")
    await bot.ephemeral_with(
        "Cancelled: *design review*"
    )  # what the list had shown is gone by then
    assert "Nothing is coming up" in await bot.answer_to("list")


async def test_what_the_menu_of_a_row_holds_is_done_to_the_meeting_of_that_row(bot):
    await schedule(bot, "omega review tomorrow at 3pm for 45 min")
    await schedule(bot, "alpha review tomorrow at 1pm for 45 min", "on live-meeting")
    await bot.ephemeral_with("You are the host of “alpha review”")
    await bot.answer_to("list")
    listed = bot.messages(ADA)[-1]
    rows = [block["block_id"] for block in listed.blocks if block["type"] == "actions"]
    pressed = await bot.sandbox.slack.click(
        "ada", "Move", action_id="parley.more", message_ts=listed.ts, block_id=rows[1]
    )
    assert pressed["ok"]
    [form] = bot.sandbox.slack.workspace.views.values()
    assert form.content["title"]["text"] == "Change a meeting"
    assert "omega review" in str(form.content)
    await bot.sandbox.slack.dismiss("ada")
    await bot.press("Join as host", ts=listed.ts)
    await bot.ephemeral_with("Your host link for “alpha review”", after=listed.ts)


async def test_what_only_the_service_knows_is_listed_to_who_has_the_account(bot):
    await bot.start("stand-up")
    with closing(sqlite3.connect(bot.settings.database)) as rows, rows:
        rows.execute("delete from meeting")  # as if it had been made elsewhere
        rows.execute("delete from calendar")
    await schedule(bot, "design review tomorrow at 3pm for 45 min")
    listed = await bot.answer_to("agenda")
    assert "stand-up: " in listed
    assert "design review: " in listed
    assert "stand-up" not in await bot.answer_to("agenda", "bo")


async def test_a_service_that_does_not_answer_is_named_and_the_rest_is_there(bot):
    await schedule(bot, "design review tomorrow at 3pm for 45 min")
    bot.sandbox.services["live-meeting"].misbehave(on="*", do="cut")
    listed = await bot.answer_to("week")
    assert "Meetings that only Live Meeting knows are missing here." in listed
    assert "design review: " in listed


async def test_pages_are_turned_in_place(bot):
    for hour in range(9):
        await schedule(bot, f"{PLACES[hour]} review tomorrow at {9 + hour}:00 for 45 min")
    first = await bot.answer_to("list")
    assert "Harlow review: " in first
    assert "Ilford review: " not in first
    page = bot.messages(ADA)[-1]
    await bot.press("Show more", ts=page.ts)
    await bot.ephemeral_with("Ilford review: ")
    assert all("Harlow review: " not in message.text for message in bot.messages(ADA))
    await bot.press("From the start", ts=bot.messages(ADA)[-1].ts)
    await bot.ephemeral_with("Harlow review: ")
