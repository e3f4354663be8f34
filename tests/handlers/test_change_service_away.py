"""The service is away, slow, or has lost the meeting: what a person who changes it hears."""

from datetime import datetime, timedelta

import pytest

from handlers.changing import at_service
from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import LONDON, WEBEX, bot_with, labels, tomorrow
from tests.journeys.bot_process import join_link


@pytest.fixture
async def webex(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        yield bot


async def test_while_the_service_is_away_the_person_hears_what_holds_and_then_that_it_worked(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="status", status=503, effect=False, next=None)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    webex.clock.ahead += timedelta(seconds=5)
    message = await webex.ephemeral_with("As far as I know, *retro* is still on")
    assert "15:00" in message.text
    assert "I will keep trying for an hour" in message.text
    webex.service.behave()
    webex.clock.ahead += timedelta(minutes=2)
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.meetings_there() == [("retro", tomorrow(16))]
    assert not [m for m in webex.messages(ADA) if "I do not know" in m.text]


async def test_after_an_hour_it_is_given_up_and_what_holds_is_said(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.service.misbehave(on="*", do="cut", effect=False, next=None)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    webex.clock.ahead += timedelta(minutes=61)
    message = await webex.ephemeral_with("so I gave up")
    assert "15:00" in message.text
    webex.service.behave()
    assert webex.row()["version"] == 1
    await webex.press("Move", ts=message.ts)
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.meetings_there() == [("retro", tomorrow(16))]


async def test_an_answer_that_got_lost_is_looked_up_and_not_asked_for_again(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="cut", effect=True)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    assert webex.meetings_there() == [("retro", tomorrow(16))]
    webex.clock.ahead += timedelta(seconds=30)
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.calls("SetMeeting") == 1


async def test_what_is_gone_there_can_be_made_anew_and_everybody_gets_the_new_link(webex):
    card = await webex.schedule("retro with @bo tomorrow at 3pm")
    link = join_link(card)
    shown = await webex.request("move retro to 4pm")
    webex.setup.delete(webex.service)
    await webex.press("Move", ts=shown.ts)
    asked = await webex.ephemeral_with("no longer has *retro*")
    assert labels(asked) == ["Make a new one", "Cancel meeting", "Never mind"]
    assert webex.row()["version"] == 1
    await webex.press("Make a new one", ts=asked.ts)
    await webex.ephemeral_with("It has a new link")
    assert webex.meetings_there() == [("retro", tomorrow(16))]
    new = await webex.until(lambda: (c := webex.card()) and join_link(c) != link and join_link(c))
    posts = await webex.until(lambda: len(t := webex.tellings("has moved")) == 2 and t)
    assert all(new in post.text for post in posts)


async def test_what_is_gone_there_can_be_cancelled_instead(webex):
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.setup.delete(webex.service)
    await webex.press("Move", ts=shown.ts)
    asked = await webex.ephemeral_with("no longer has *retro*")
    await webex.press("Cancel meeting", ts=asked.ts)
    message = await webex.ephemeral_with("Cancelled: *retro*")
    assert "is still on" not in message.text
    await webex.until(lambda: "cancelled" in webex.card().text)


async def test_a_cancel_of_what_is_gone_there_already_is_done(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    webex.setup.delete(webex.service)
    await webex.press("Cancel meeting", ts=card.ts)
    await webex.ephemeral_with("Cancelled: *retro*")


async def test_what_the_service_refuses_is_said_and_nothing_changes(webex):
    card = await webex.schedule("retro tomorrow at 3pm")
    webex.service.misbehave(on="DelMeeting", do="refuse", number="060019", reason="in progress")
    await webex.press("Cancel meeting", ts=card.ts)
    message = await webex.ephemeral_with("Nothing has changed")
    assert webex.meetings_there() == [("retro", tomorrow(15))]
    await webex.press("Cancel it here only", ts=message.ts)
    await webex.ephemeral_with("It still exists in WebEx")
    assert webex.meetings_there() == [("retro", tomorrow(15))]
    await webex.until(lambda: "cancelled" in webex.card().text)


async def test_without_the_account_it_waits_for_it_and_goes_on(webex):
    await webex.schedule("retro tomorrow at 3pm")
    await webex.answer_to("disconnect webex-xml")
    await webex.press("Disconnect")
    await webex.ephemeral_with("is disconnected")
    shown = await webex.request("move retro to 4pm")
    await webex.press("Move", ts=shown.ts)
    message = await webex.ephemeral_with("You have not connected WebEx yet")
    async with browsing(message.text.split()[-1]) as visitor:
        assert await visitor.send(**WEBEX.ada) == 200
    await webex.ephemeral_with("Was that you?")
    await webex.press("Yes, that was me")
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.meetings_there() == [("retro", tomorrow(16))]


@pytest.mark.parametrize(
    ("command", "button"), [("move retro to 4pm", "Move"), ("cancel retro", "Cancel meeting")]
)
async def test_what_waited_for_an_account_too_long_is_asked_anew(webex, command, button):
    await webex.schedule("retro in 3 weeks at 3pm")
    before = webex.meetings_there()
    await webex.answer_to("disconnect webex-xml")
    await webex.press("Disconnect")
    await webex.ephemeral_with("is disconnected")
    shown = await webex.request(command)
    await webex.press(button, ts=shown.ts)
    message = await webex.ephemeral_with("You have not connected WebEx yet")
    webex.clock.ahead += timedelta(days=2)
    link = await webex.connect_link("ada", "webex-xml")
    assert link not in message.text
    async with browsing(link) as visitor:
        assert await visitor.send(**WEBEX.ada) == 200
    await webex.ephemeral_with("Was that you?")
    await webex.press("Yes, that was me")
    asked = await webex.ephemeral_with("more than 15 minutes ago")
    assert webex.meetings_there() == before
    await webex.press(button, ts=asked.ts)
    await webex.until(lambda: webex.meetings_there() != before)


async def test_a_series_with_an_end_keeps_it_when_only_its_title_changes(webex):
    card = await webex.schedule("retro every tuesday at 3pm for 5 times")
    [made] = webex.service.meetings
    last = made.starts[-1]
    webex.clock.ahead += timedelta(days=15)
    await webex.press("Move", ts=card.ts)
    asked = await webex.ephemeral_with("Move which dates of *retro*")
    await webex.press("All of them", ts=asked.ts)
    await webex.until(lambda: webex.sandbox.slack.workspace.open_view(ADA))
    await webex.sandbox.slack.submit("ada", values={"title": "retro two"})
    await webex.ephemeral_with("Changed: *retro two*")
    [made] = webex.service.meetings
    assert made.title == "retro two"
    assert made.starts[-1] == last
    assert len(made.starts) < 5


async def test_of_somebody_who_left_it_can_be_cancelled_here(webex):
    await webex.make_admin("bo")
    card = await webex.schedule("retro tomorrow at 3pm")
    await webex.answer_to("disconnect webex-xml")
    await webex.press("Disconnect")
    await webex.ephemeral_with("is disconnected")
    await webex.sandbox.slack.administration.change_person("ada", left=True)
    await webex.press("Cancel meeting", "bo", card.ts)
    message = await webex.ephemeral_with("account can change", BO)
    assert f"<@{ADA}>" in message.text
    await webex.press("Cancel it here only", "bo", message.ts)
    await webex.ephemeral_with("It still exists in WebEx", BO)
    await webex.until(lambda: "cancelled" in webex.card().text)


async def test_who_waits_for_the_service_stands_in_nobodys_way(webex):
    await webex.make_admin("bo")
    card = await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="ratelimit", next=None)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    await webex.press("Cancel meeting", "bo", card.ts)
    await webex.ephemeral_with("Cancelled: *retro*", BO)
    webex.clock.ahead += timedelta(minutes=2)
    await webex.ephemeral_with("*retro* is already cancelled")
    assert webex.meetings_there() == []
    assert not webex.tellings("has moved")


async def test_a_move_that_reached_the_service_is_kept_when_the_old_time_is_over_meanwhile(webex):
    await webex.schedule("retro in 1 hour for 15 min")
    [(_, was)] = webex.meetings_there()
    shown = await webex.request("move retro to 5 hours later")
    webex.service.misbehave(on="SetMeeting", do="cut", effect=True)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    webex.clock.ahead += timedelta(hours=2)
    message = await webex.ephemeral_with("Moved: *retro*")
    to = was + timedelta(hours=5)
    assert webex.meetings_there() == [("retro", to)]
    assert webex.row()["starts_at"] == int(to.timestamp() * 1000)
    assert f"{was.astimezone(LONDON):%H:%M}" in message.text


async def test_nothing_is_moved_to_a_time_that_passed_while_the_service_was_away(webex):
    await webex.schedule("retro tomorrow at 3pm")
    soon = datetime.now(LONDON) + timedelta(minutes=10)
    shown = await webex.request(f"move retro to {soon.day} {soon:%B %Y %H:%M}")
    webex.service.misbehave(on="SetMeeting", do="ratelimit", next=None)
    await webex.press("Move", ts=shown.ts)
    await webex.at_rest()
    webex.service.behave()
    webex.clock.ahead += timedelta(minutes=20)
    message = await webex.ephemeral_with("has passed")
    assert "15:00" in message.text
    assert webex.meetings_there() == [("retro", tomorrow(15))]


async def test_who_waits_long_for_a_slow_service_hears_what_holds_meanwhile(webex, monkeypatch):
    monkeypatch.setattr(at_service, "SILENT", timedelta(seconds=0.2))
    await webex.schedule("retro tomorrow at 3pm")
    shown = await webex.request("move retro to 4pm")
    webex.service.misbehave(on="SetMeeting", do="slow", ms=1500)
    await webex.press("Move", ts=shown.ts)
    message = await webex.ephemeral_with("As far as I know, *retro* is still on")
    assert "15:00" in message.text
    await webex.ephemeral_with("Moved: *retro*")
    assert webex.calls("SetMeeting") == 1


async def test_an_admin_hears_that_only_the_organizers_account_can_move_it(webex):
    await webex.make_admin("bo")
    await webex.schedule("retro tomorrow at 3pm")
    await webex.answer_to("disconnect webex-xml")
    await webex.press("Disconnect")
    await webex.ephemeral_with("is disconnected")
    shown = await webex.request("move retro to 5pm GMT", "bo")
    await webex.press("Move", "bo", shown.ts)
    message = await webex.ephemeral_with("account can change", BO)
    assert f"<@{ADA}> needs to sign in again" in message.text
    assert webex.meetings_there() == [("retro", tomorrow(15))]
    assert webex.row()["version"] == 1
