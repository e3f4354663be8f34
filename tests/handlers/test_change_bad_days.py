"""Moving and cancelling on bad days: others at it too, the service away, the meeting gone."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.bot.joined import ADA, BO, MALLORY
from tests.bot.visitor import visiting
from tests.handlers.at_services import JITSI, WEBEX, There, labels, there, value_of
from tests.journeys.running import join_link

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def webex(tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, WEBEX) as one:
        yield one


@pytest.fixture
async def jitsi(tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, JITSI) as one:
        yield one


def tomorrow(hour: int) -> datetime:
    day = datetime.now(LONDON) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def row(here: There) -> sqlite3.Row:
    """The one meeting, as it is remembered."""
    with closing(sqlite3.connect(f"file:{here.settings.database}?mode=ro", uri=True)) as rows:
        rows.row_factory = sqlite3.Row
        return rows.execute("select * from meeting").fetchone()


async def at_rest(here: There) -> None:
    """Wait until the service has misbehaved, and nothing is being done any more."""
    await here.until(lambda: here.service.book.read("misbehaviour"))

    def resting() -> bool:
        database = f"file:{here.settings.database}?mode=ro"
        with closing(sqlite3.connect(database, uri=True)) as rows:
            return not rows.execute("select 1 from job where state = 'running'").fetchall()

    await here.until(resting)


def calls(here: There, name: str) -> int:
    return sum(1 for one in here.service.book.read("call") if one["name"] == name)


async def admin(here: There, person: str) -> None:
    await here.street.slack.administration.change_person(person, admin=True)


async def test_five_clicks_on_the_card_cancel_once_and_tell_once(webex):
    card = await webex.schedule("retro with @bo tomorrow at 3pm")
    presses = (webex.press("Cancel meeting", ts=card.ts) for _ in range(5))
    await asyncio.gather(*presses, return_exceptions=True)
    await webex.until(lambda: len(webex.tellings("has cancelled")) == 2)
    await webex.until(lambda: len([m for m in webex.said(ADA) if "retro" in m.text]) >= 5)
    assert calls(webex, "DelMeeting") == 1
    assert len(webex.tellings("has cancelled")) == 2
    assert len([m for m in webex.said(ADA) if m.text.startswith("Cancelled:")]) == 1


async def test_who_may_not_is_told_who_may_and_nothing_happens(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    await webex.press("Cancel meeting", "mallory", card.ts)
    said = await webex.whispered("they can change or cancel it", MALLORY)
    assert f"<@{ADA}>" in said.text
    await webex.press("Move", "mallory", card.ts)
    await webex.whispered("they can change or cancel it", MALLORY, said.ts)
    assert "they can change" in (await webex.ask("move retro to 4pm", "mallory")).text
    assert "they can change" in (await webex.ask("cancel retro", "mallory")).text
    assert webex.standing() == [("retro", tomorrow(15))]
    assert row(webex)["version"] == 1


async def test_whoever_runs_the_workspace_may_and_the_organizer_is_told(webex):
    await admin(webex, "bo")
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.ask("cancel retro", "bo")
    assert f"<@{ADA}>" in shown.text
    await webex.press("Cancel meeting", "bo", shown.ts)
    await webex.whispered("Cancelled: *retro*", BO)
    told = await webex.until(
        lambda: [m for m in webex.tellings("has cancelled") if m.channel.startswith("D")]
    )
    assert f"<@{BO}>" in told[0].text
    assert webex.standing() == []
    assert "Cancelled by bo" in str(webex.card().blocks)


async def test_an_old_button_finds_the_meeting_cancelled(jitsi):
    card = await jitsi.schedule("retro tomorrow at 3pm")
    old = {label: value_of(card, label) for label in ("Move", "Cancel meeting", "Going")}
    await jitsi.press("Cancel meeting", ts=card.ts)
    done = await jitsi.whispered("Cancelled: *retro*")
    for action, value in old.values():
        await jitsi.press_as_it_was("ada", card, action, value)
        done = await jitsi.whispered("has been cancelled already", after=done.ts)
    assert len(jitsi.tellings("has cancelled")) == 1


async def test_two_who_move_it_at_once_do_not_overwrite_each_other(webex):
    await admin(webex, "bo")
    await webex.schedule("retro tomorrow at 3pm")
    mine = await webex.ask("move retro to 4pm")
    theirs = await webex.ask("move retro to 5pm GMT", "bo")
    webex.service.misbehave(on="SetMeeting", do="slow", ms=1200)
    await webex.press("Move", "ada", mine.ts)
    await webex.until(lambda: row(webex)["held_by"])
    await webex.press("Move", "bo", theirs.ts)
    busy = await webex.whispered("is changing *retro* this very moment", BO)
    assert f"<@{ADA}>" in busy.text
    await webex.whispered("Moved: *retro*")
    assert webex.standing() == [("retro", tomorrow(16))]


async def test_a_question_about_a_meeting_that_was_moved_meanwhile_is_asked_anew(webex):
    await admin(webex, "bo")
    await webex.schedule("retro tomorrow at 3pm")
    theirs = await webex.ask("move retro to 5pm GMT", "bo")
    mine = await webex.ask("move retro to 4pm")
    await webex.press("Move", "ada", mine.ts)
    await webex.whispered("Moved: *retro*")
    await webex.press("Move", "bo", theirs.ts)
    asked = await webex.whispered("was changed by somebody since you asked", BO)
    assert webex.standing() == [("retro", tomorrow(16))]
    await webex.press("Move", "bo", asked.ts)
    await webex.whispered("Moved: *retro*", BO)
    assert webex.standing() == [("retro", tomorrow(17))]
    assert row(webex)["version"] == 3


async def test_while_the_service_is_away_the_person_hears_what_holds_and_then_that_it_worked(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.ask("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="status", status=503, effect=False, next=None)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    webex.clock.ahead += timedelta(seconds=5)
    told = await webex.whispered("As far as I know, *retro* still stands on")
    assert "15:00" in told.text
    assert "I go on trying for an hour" in told.text
    webex.service.behave()
    webex.clock.ahead += timedelta(minutes=2)
    await webex.whispered("Moved: *retro*")
    assert webex.standing() == [("retro", tomorrow(16))]
    assert not [m for m in webex.said(ADA) if "I do not know" in m.text]


async def test_after_an_hour_it_is_given_up_and_what_holds_is_said(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.ask("move retro to 4pm")
    webex.service.misbehave(on="*", do="cut", effect=False, next=None)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    webex.clock.ahead += timedelta(minutes=61)
    told = await webex.whispered("I have given up")
    assert "15:00" in told.text
    webex.service.behave()
    assert row(webex)["version"] == 1
    await webex.press("Move", ts=told.ts)
    await webex.whispered("Moved: *retro*")
    assert webex.standing() == [("retro", tomorrow(16))]


async def test_an_answer_that_got_lost_is_looked_up_and_not_asked_for_again(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.ask("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="cut", effect=True)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    assert webex.standing() == [("retro", tomorrow(16))]
    webex.clock.ahead += timedelta(seconds=30)
    await webex.whispered("Moved: *retro*")
    assert calls(webex, "SetMeeting") == 1


async def test_what_is_gone_there_can_be_made_anew_and_everybody_gets_the_new_link(webex):
    card = await webex.schedule("retro with @bo tomorrow at 3pm")
    link = join_link(card)
    shown = await webex.ask("move retro to 4pm")
    webex.place.delete(webex.service)
    await webex.press("Move", ts=shown.ts)
    asked = await webex.whispered("does not know *retro* any more")
    assert labels(asked) == ["Make it anew", "Cancel meeting", "Never mind"]
    assert row(webex)["version"] == 1
    await webex.press("Make it anew", ts=asked.ts)
    await webex.whispered("Its link is another one now")
    assert webex.standing() == [("retro", tomorrow(16))]
    new = await webex.until(lambda: (c := webex.card()) and join_link(c) != link and join_link(c))
    told = await webex.until(lambda: len(t := webex.tellings("has moved")) == 2 and t)
    assert all(new in one.text for one in told)


async def test_a_cancel_of_what_is_gone_there_already_is_done(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    webex.place.delete(webex.service)
    await webex.press("Cancel meeting", ts=card.ts)
    await webex.whispered("Cancelled: *retro*")


async def test_what_the_service_refuses_is_said_and_nothing_changes(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    webex.service.misbehave(on="DelMeeting", do="refuse", number="060019", reason="in progress")
    await webex.press("Cancel meeting", ts=card.ts)
    told = await webex.whispered("Nothing has been changed")
    assert webex.standing() == [("retro", tomorrow(15))]
    await webex.press("Cancel it here only", ts=told.ts)
    await webex.whispered("At WebEx it still stands")
    assert webex.standing() == [("retro", tomorrow(15))]
    await webex.until(lambda: "cancelled" in webex.card().text)


async def test_without_the_account_it_waits_for_it_and_goes_on(webex):
    await webex.schedule("retro tomorrow at 3pm")
    await webex.told("disconnect webex-xml")
    shown = await webex.ask("move retro to 4pm")
    await webex.press("Move", ts=shown.ts)
    told = await webex.whispered("You have not connected WebEx yet")
    async with visiting(told.text.split()[-1]) as visitor:
        assert await visitor.send(**WEBEX.ada) == 200
    await webex.whispered("Was that you?")
    await webex.press("Yes, that was me")
    await webex.whispered("Moved: *retro*")
    assert webex.standing() == [("retro", tomorrow(16))]


async def test_of_somebody_who_left_it_can_be_cancelled_here(webex):
    await admin(webex, "bo")
    card = await webex.schedule("retro tomorrow at 3pm")
    await webex.told("disconnect webex-xml")
    await webex.street.slack.administration.change_person("ada", left=True)
    await webex.press("Cancel meeting", "bo", card.ts)
    told = await webex.whispered("lets only the account of", BO)
    assert f"<@{ADA}>" in told.text
    await webex.press("Cancel it here only", "bo", told.ts)
    await webex.whispered("At WebEx it still stands", BO)
    await webex.until(lambda: "cancelled" in webex.card().text)


async def test_a_zone_changed_in_slack_moves_no_series(jitsi):
    await jitsi.schedule("stand-up every weekday at 9:15am for 15 min")
    await jitsi.street.slack.administration.change_person("ada", zone="America/New_York")
    jitsi.clock.ahead += timedelta(hours=7)  # a zone is believed for six
    shown = await jitsi.ask("move stand-up to 5:15am")
    assert "(America/New_York)" in shown.text
    assert "(Europe/London), every weekday, whose clock the meeting keeps" in shown.text
    assert "That means all of them: every weekday." in shown.text
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.whispered("Moved: *stand-up*")
    kept = row(jitsi)
    assert kept["zone"] == "Europe/London"
    there_at = datetime.fromtimestamp(kept["starts_at"] / 1000, ZoneInfo("America/New_York"))
    assert f"{there_at:%H:%M}" == "05:15"
    assert datetime.fromisoformat(kept["wall"]) == there_at.astimezone(LONDON).replace(tzinfo=None)
    assert kept["repeats"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


async def test_a_card_that_was_deleted_stops_nothing(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.street.slack.administration.delete_message(card.ts)
    shown = await jitsi.ask("move retro to 4pm")
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.whispered("Moved: *retro*")
    await jitsi.until(lambda: len(jitsi.tellings("has moved")) == 2)


async def test_where_the_bot_was_sent_away_people_are_told_by_direct_message(jitsi):
    await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.street.slack.administration.membership("parley", "general", inside=False)
    shown = await jitsi.ask("move retro to 4pm")
    await jitsi.press("Move", ts=shown.ts)
    await jitsi.whispered("Moved: *retro*")
    [told] = await jitsi.until(lambda: jitsi.tellings("has moved"))
    assert told.channel.startswith("D")


async def test_who_waits_for_the_service_stands_in_nobodys_way(webex):
    await admin(webex, "bo")
    card = await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.ask("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="ratelimit", next=None)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    await webex.press("Cancel meeting", "bo", card.ts)
    await webex.whispered("Cancelled: *retro*", BO)
    webex.clock.ahead += timedelta(minutes=2)
    await webex.whispered("*retro* has been cancelled already")
    assert webex.standing() == []
    assert not webex.tellings("has moved")


async def test_a_move_that_reached_the_service_is_kept_when_the_old_time_is_over_meanwhile(webex):
    await webex.schedule("retro in 1 hour for 15 min")
    [(_, was)] = webex.standing()
    shown = await webex.ask("move retro to 5 hours later")
    webex.service.misbehave(on="SetMeeting", do="cut", effect=True)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    webex.clock.ahead += timedelta(hours=2)
    told = await webex.whispered("Moved: *retro*")
    to = was + timedelta(hours=5)
    assert webex.standing() == [("retro", to)]
    assert row(webex)["starts_at"] == int(to.timestamp() * 1000)
    assert f"{was.astimezone(LONDON):%H:%M}" in told.text


async def test_nothing_is_moved_to_a_time_that_passed_while_the_service_was_away(webex):
    await webex.schedule("retro tomorrow at 3pm")
    soon = datetime.now(LONDON) + timedelta(minutes=10)
    shown = await webex.ask(f"move retro to {soon.day} {soon:%B %Y %H:%M}")
    webex.service.misbehave(on="SetMeeting", do="ratelimit", next=None)
    await webex.press("Move", ts=shown.ts)
    await at_rest(webex)
    webex.service.behave()
    webex.clock.ahead += timedelta(minutes=20)
    told = await webex.whispered("is past already")
    assert "15:00" in told.text
    assert webex.standing() == [("retro", tomorrow(15))]
