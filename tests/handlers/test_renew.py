"""What has gone from Skype by the time that it is to be held is made anew, once, and told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, BO
from tests.handlers.at_services import SKYPE, There, there, tomorrow
from tests.journeys.bot_process import join_link

MEETING = "design review with @bo tomorrow at 3pm for 45 min"
POST, LIST = "POST myOnlineMeetings", "GET myOnlineMeetings"
DONE = "select 1 from job where kind = 'renew' and state = 'done'"
IN_XML = replace(SKYPE, options=lambda told: {**told["settings"], "format": "xml"})


@pytest.fixture(params=[SKYPE, IN_XML], ids=["json", "xml"])
async def either(request, tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, request.param) as one:
        yield one


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with there(tmp_path, monkeypatch, SKYPE) as one:
        yield one


def go_to(here: There, then: datetime) -> None:
    """Let it be *then* for the bot; the server has a clock of its own."""
    here.clock.ahead += then - here.clock()


def an_hour_before(here: There) -> None:
    """Let it be the moment at which the meeting is looked for."""
    go_to(here, tomorrow(14) + timedelta(seconds=1))


def renewed(here: There) -> int:
    """How many have been told of a new link."""
    return len(here.tellings("has a new link"))


def links(here: There) -> list[str]:
    """Where the meetings are that stand at the service."""
    every = here.service.conferences._all.values()
    return [one.join_url for one in every if one.said.get("subject")]


async def settled(here: There) -> None:
    """Until nothing is left to do for the bot at this moment of its clock."""
    await here.request("help")
    await here.until(lambda: not here._rows("select 1 from job where state = 'running'"))


async def test_what_was_deleted_is_made_anew_and_everyone_is_told_the_new_link_once(either):
    here = either
    old = join_link(await here.schedule(MEETING))
    here.place.delete(here.service)
    go_to(here, tomorrow(14) - timedelta(seconds=5))
    await settled(here)
    assert links(here) == []
    an_hour_before(here)
    card = await here.until(lambda: (c := here.card()) and join_link(c) not in ("", old) and c)
    await here.until(lambda: renewed(here) == 3)  # the channel, Ada, Bo
    for one in here.tellings("has a new link"):
        assert join_link(card) in one.text
        assert "does not know that meeting any more" in one.text
    shown = [one for one in here.messages() if join_link(one) == join_link(card)]
    assert len(shown) == 2  # in the channel, and Bo's own
    assert links(here) == [join_link(card)]
    go_to(here, tomorrow(14) + timedelta(minutes=51))
    reminder = await here.post_with("*design review* starts in")
    assert join_link(card) in reminder.text
    assert renewed(here) == 3


async def test_a_reminder_that_came_before_holds_the_new_link(here):
    await here.request("settings remind 2h")
    old = join_link(await here.schedule("design review tomorrow at 3pm"))
    go_to(here, tomorrow(13) + timedelta(seconds=1))
    reminder = await here.post_with("*design review* starts in")
    assert old in str(reminder.blocks)
    here.place.delete(here.service)
    an_hour_before(here)
    await here.until(lambda: "has a new link" in reminder.text)
    assert old not in str(reminder.blocks)
    assert links(here)[0] in reminder.text


async def test_what_stands_is_left_alone(here):
    link = join_link(await here.schedule(MEETING))
    an_hour_before(here)
    await here.until(lambda: here._rows(DONE))
    assert (links(here), renewed(here)) == ([link], 0)


async def test_an_answer_that_got_lost_is_looked_up(here):
    await here.schedule(MEETING)
    here.place.delete(here.service)
    here.service.misbehave(on=POST, do="cut", effect=True)
    an_hour_before(here)
    await here.at_rest()
    here.clock.ahead += timedelta(seconds=30)
    await here.until(lambda: renewed(here) == 3)
    assert len(links(here)) == 1


@pytest.mark.parametrize("what", ["Cancel meeting", "Move"])
async def test_what_is_cancelled_or_moved_is_not_made_anew(here, what):
    await here.schedule(MEETING)
    shown = await here.request(
        "cancel design" if what == "Cancel meeting" else "move design to 6pm"
    )
    await here.press(what, ts=shown.ts)
    await here.ephemeral_with("Cancelled: " if what == "Cancel meeting" else "Moved: ")
    here.place.delete(here.service)
    an_hour_before(here)
    await settled(here)
    assert (links(here), renewed(here)) == ([], 0)


async def test_each_meeting_of_a_series_is_looked_for(here):
    await here.schedule("stand-up every day at 3pm for 15 min")
    for day in (1, 2):
        here.place.delete(here.service)
        go_to(here, tomorrow(14, day) + timedelta(seconds=1))
        await here.until(lambda day=day: renewed(here) == 2 * day)  # the channel and Ada
        assert len(links(here)) == 1
    [made] = (one for one in here.service.conferences._all.values() if one.said.get("subject"))
    assert ", repeated" in made.said["description"]


async def test_while_the_service_is_away_the_organizer_hears_it_once_and_then_it_is_made(here):
    await here.schedule(MEETING)
    here.place.delete(here.service)
    here.service.misbehave(on=POST, do="status", status=503, effect=False, next=None)
    an_hour_before(here)
    await here.at_rest()
    assert not here.tellings("I have no new one yet")
    for _ in range(3):
        here.clock.ahead += timedelta(minutes=2)
        await here.post_with("I have no new one yet")
        await settled(here)
    [told] = here.tellings("I have no new one yet")
    assert told.channel == here.sandbox.slack.workspace.direct(ADA).id
    assert "I try again until it starts" in told.text
    here.service.behave()
    here.clock.ahead += timedelta(minutes=2)
    await here.until(lambda: renewed(here) == 3)
    assert len(links(here)) == 1


async def test_without_an_account_the_organizer_is_told_to_sign_in_and_then_it_goes_on(here):
    await here.schedule(MEETING)
    here.place.delete(here.service)
    await here.request("disconnect skype")
    an_hour_before(here)
    told = await here.post_with("I could not see whether *design review* still stands")
    assert "`/meet connect skype`" in told.text
    link = await here.connect_link("ada", "skype")
    async with browsing(link) as visitor:
        assert await visitor.send(**here.place.ada) == 200
    asked = await here.ephemeral_with("Was that you?")
    await here.press("Yes, that was me", "ada", asked.ts)
    await here.ephemeral_with("is connected as")
    here.clock.ahead += timedelta(minutes=2)
    await here.until(lambda: renewed(here) == 3)
    assert len(here.tellings("I could not see whether")) == 1


async def test_when_it_starts_it_is_given_up(here):
    await here.schedule(MEETING)
    here.place.delete(here.service)
    here.service.misbehave(on=LIST, do="cut", effect=False, next=None)
    an_hour_before(here)
    await here.at_rest()
    go_to(here, tomorrow(15) + timedelta(minutes=1))
    told = await here.post_with("I could not see whether *design review* still stands")
    assert "I do not try again" in told.text
    here.service.behave()
    here.clock.ahead += timedelta(minutes=5)
    await settled(here)
    assert (links(here), renewed(here)) == ([], 0)


async def test_who_moves_it_while_it_is_being_made_anew_loses_nothing(here):
    await here.schedule(MEETING)
    here.place.delete(here.service)
    shown = await here.request("move design to 6pm")
    here.service.misbehave(on=POST, do="slow", ms=600, next=1)
    an_hour_before(here)
    await here.until(lambda: here.row()["held_by"])
    await here.press("Move", ts=shown.ts)
    await here.ephemeral_with("Somebody else is changing *design review*")
    await here.until(lambda: renewed(here) == 3)
    assert len(links(here)) == 1
    assert "15:00 to 15:45" in here.card().text
    assert BO in str(here.row()["people"])
