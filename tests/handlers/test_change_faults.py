"""Moving and cancelling on bad days: others at it too, old buttons, cards and people that left."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.in_process import ADA, BO, MALLORY
from tests.handlers.bot_with_service import JITSI, LONDON, WEBEX, bot_with, tomorrow, value_of


@pytest.fixture
async def webex(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        yield bot


@pytest.fixture
async def jitsi(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def test_five_clicks_on_the_card_cancel_once_and_tell_once(webex):
    card = await webex.schedule("retro with @bo tomorrow at 3pm")
    presses = (webex.press("Cancel meeting", ts=card.ts) for _ in range(5))
    await asyncio.gather(*presses, return_exceptions=True)
    await webex.until(lambda: len(webex.tellings("has cancelled")) == 2)
    await webex.until(lambda: len([m for m in webex.messages(ADA) if "retro" in m.text]) >= 5)
    assert webex.calls("DelMeeting") == 1
    assert len(webex.tellings("has cancelled")) == 2
    assert len([m for m in webex.messages(ADA) if m.text.startswith("Cancelled:")]) == 1


async def test_who_may_not_is_told_who_may_and_nothing_happens(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    await webex.press("Cancel meeting", "mallory", card.ts)
    message = await webex.ephemeral_with("admins can change or cancel it", MALLORY)
    assert f"<@{ADA}>" in message.text
    await webex.press("Move", "mallory", card.ts)
    await webex.ephemeral_with("admins can change or cancel it", MALLORY, message.ts)
    assert "can change or cancel it" in (await webex.request("move retro to 4pm", "mallory")).text
    assert "can change or cancel it" in (await webex.request("cancel retro", "mallory")).text
    assert webex.meetings_there() == [("retro", tomorrow(15))]
    assert webex.row()["version"] == 1


async def test_whoever_runs_the_workspace_may_and_the_organizer_is_told(webex):
    await webex.make_admin("bo")
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("cancel retro", "bo")
    assert f"<@{ADA}>" in shown.text
    await webex.press("Cancel meeting", "bo", shown.ts)
    await webex.ephemeral_with("Cancelled: *retro*", BO)
    posts = await webex.until(
        lambda: [m for m in webex.tellings("has cancelled") if m.channel.startswith("D")]
    )
    assert f"<@{BO}>" in posts[0].text
    assert webex.meetings_there() == []
    await webex.until(lambda: "Cancelled by bo" in str(webex.card().blocks))


async def test_an_old_button_finds_the_meeting_cancelled(jitsi):
    card = await jitsi.schedule("retro tomorrow at 3pm")
    old = {label: value_of(card, label) for label in ("Move", "Cancel meeting", "Going")}
    await jitsi.press("Cancel meeting", ts=card.ts)
    done = await jitsi.ephemeral_with("Cancelled: *retro*")
    for action, value in old.values():
        await jitsi.press_as_it_was("ada", card, action, value)
        done = await jitsi.ephemeral_with("is already cancelled", after=done.ts)
    assert len(jitsi.tellings("has cancelled")) == 1


async def test_two_who_move_it_at_once_do_not_overwrite_each_other(webex):
    await webex.make_admin("bo")
    await webex.schedule("retro tomorrow at 3pm")
    mine = await webex.request("move retro to 4pm")
    theirs = await webex.request("move retro to 5pm GMT", "bo")
    webex.service.misbehave(on="SetMeeting", do="slow", ms=1200)
    await webex.press("Move", "ada", mine.ts)
    await webex.until(lambda: webex.row()["held_by"])
    await webex.press("Move", "bo", theirs.ts)
    busy = await webex.ephemeral_with("is changing *retro* right now", BO)
    assert f"<@{ADA}>" in busy.text
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.meetings_there() == [("retro", tomorrow(16))]


async def test_a_question_about_a_meeting_that_was_moved_meanwhile_is_asked_anew(webex):
    await webex.make_admin("bo")
    await webex.schedule("retro tomorrow at 3pm")
    theirs = await webex.request("move retro to 5pm GMT", "bo")
    mine = await webex.request("move retro to 4pm")
    await webex.press("Move", "ada", mine.ts)
    await webex.ephemeral_with("Moved: *retro*")
    await webex.press("Move", "bo", theirs.ts)
    asked = await webex.ephemeral_with("has changed since I asked you", BO)
    assert webex.meetings_there() == [("retro", tomorrow(16))]
    await webex.press("Move", "bo", asked.ts)
    await webex.ephemeral_with("Moved: *retro*", BO)
    assert webex.meetings_there() == [("retro", tomorrow(17))]
    assert webex.row()["version"] == 3


async def test_a_zone_changed_in_slack_moves_no_series(jitsi):
    await jitsi.schedule("stand-up every weekday at 9:15am for 15 min")
    await jitsi.sandbox.slack.administration.change_person("ada", zone="America/New_York")
    jitsi.clock.ahead += timedelta(hours=7)  # a zone is believed for six
    shown = await jitsi.request("move stand-up to 5:15am")
    assert "(America/New_York)" in shown.text
    assert "(Europe/London), the meeting's own time zone" in shown.text
    assert "Move *stand-up*, every weekday?" in shown.text
    await jitsi.press("All of them", ts=shown.ts)
    await jitsi.ephemeral_with("Moved: *stand-up*")
    meeting = jitsi.row()
    assert meeting["zone"] == "Europe/London"
    there_at = datetime.fromtimestamp(meeting["starts_at"] / 1000, ZoneInfo("America/New_York"))
    assert f"{there_at:%H:%M}" == "05:15"
    assert datetime.fromisoformat(meeting["wall"]) == there_at.astimezone(LONDON).replace(
        tzinfo=None
    )
    assert meeting["repeats"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


async def test_a_card_that_was_deleted_stops_nothing(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.sandbox.slack.administration.delete_message(card.ts)
    shown = await jitsi.request("move retro to 4pm")
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.ephemeral_with("Moved: *retro*")
    await jitsi.until(lambda: len(jitsi.tellings("has moved")) == 2)


async def test_where_the_bot_was_sent_away_people_are_told_by_direct_message(jitsi):
    await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.sandbox.slack.administration.membership("parley", "general", inside=False)
    shown = await jitsi.request("move retro to 4pm")
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.ephemeral_with("Moved: *retro*")
    posts = await jitsi.until(lambda: jitsi.tellings("has moved"))
    assert all(post.channel.startswith("D") for post in posts)


async def test_a_series_that_went_on_since_the_question_is_asked_about_anew(jitsi):
    soon = datetime.now(LONDON) + timedelta(minutes=20)
    await jitsi.schedule(f"sync every day at {soon:%H:%M} for 10 min")
    later = soon + timedelta(minutes=45)
    shown = await jitsi.request(f"move sync to {later.day} {later:%B %Y} {later:%H:%M}")
    jitsi.clock.ahead += timedelta(minutes=40)
    await jitsi.press("This one", ts=shown.ts)
    message = await jitsi.ephemeral_with("is over")
    assert f", {soon:%H:%M} " in message.text  # " to ", or its zone where it ends after midnight
    assert jitsi.row()["version"] == 1
    assert not jitsi.tellings("has moved")


async def test_an_answer_is_for_the_time_that_it_was_given_for(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.press("Can't go", "bo", card.ts)
    await jitsi.until(lambda: "Can't go: bo" in str(jitsi.card().blocks))
    shown = await jitsi.request("move retro to 4pm")
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.until(lambda: "16:00" in jitsi.card().text)
    assert "Can't go: " not in str(jitsi.card().blocks)
    assert jitsi.row()["answers"] == "{}"
