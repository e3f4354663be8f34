"""Moved and cancelled by words, on every service, through the same handlers."""

import pytest

from tests.bot.in_process import ADA
from tests.handlers.at_services import (
    EVERYWHERE,
    JITSI,
    LIVE,
    LONDON,
    SKYPE,
    WEBEX,
    Place,
    There,
    labels,
    there,
    tomorrow,
)
from tests.journeys.bot_process import join_link


def name(place: Place) -> str:
    return place.name


@pytest.fixture(params=EVERYWHERE, ids=name)
async def here(request, tmp_path, monkeypatch):
    place: Place = request.param
    async with there(tmp_path, monkeypatch, place) as one:
        yield one


def knows_times(here: There) -> bool:
    return bool(here.standing()) and here.standing()[0][1] is not None


async def test_a_move_reaches_the_service_the_card_and_the_people(here):
    card = await here.schedule("design review with @bo tomorrow at 3pm for 45 min")
    link = join_link(card)
    await here.post_with("invites you")
    shown = await here.request("move design to 4pm")
    was, to = tomorrow(15), tomorrow(16)
    assert f"From {was:%A} {was.day} {was:%B %Y}, 15:00 to 15:45" in shown.text
    assert f"To {to:%A} {to.day} {to:%B %Y}, 16:00 to 16:45" in shown.text
    assert labels(shown)[0] == "Move"
    if knows_times(here):
        assert here.standing() == [("design review", was)]
    await here.press("Move", ts=shown.ts)
    done = await here.ephemeral_with("Moved: *design review*")
    assert "16:00 to 16:45" in done.text
    if knows_times(here):
        assert here.standing() == [("design review", to)]
    now_is = await here.until(lambda: (c := here.card()) and "16:00 to 16:45" in c.text and c)
    assert now_is.ts == card.ts
    assert join_link(now_is) == link
    await here.until(lambda: len(here.tellings("has moved")) == 2)
    in_zone = next(one for one in here.tellings("has moved") if one.channel.startswith("D"))
    assert "(Asia/Tokyo)" in in_zone.text
    assert in_zone.text.count("to *") == 1


async def test_a_cancelled_meeting_is_gone_there_and_everybody_is_told_once(here):
    card = await here.schedule("design review with @bo tomorrow at 3pm for 45 min")
    shown = await here.request("cancel design review")
    assert "<@U0BO000001> and everyone in its conversation" in shown.text
    assert labels(shown) == ["Cancel meeting", "Never mind"]
    await here.press("Cancel meeting", ts=shown.ts)
    done = await here.ephemeral_with("Cancelled: *design review*")
    gone = await here.until(lambda: (c := here.card()) and "cancelled" in c.text and c)
    assert gone.ts == card.ts
    assert join_link(gone) == ""
    assert here.standing() == []
    assert ("cannot take a link back" in done.text) is (here.place is JITSI)
    await here.until(lambda: len(here.tellings("has cancelled")) == 2)
    again = await here.request("cancel design review")
    assert "I know of no meeting called “design review”" in again.text
    assert len([one for one in here.messages(ADA) if "Cancelled: " in one.text]) == 1


@pytest.mark.parametrize("here", [WEBEX, LIVE, SKYPE], indirect=True, ids=name)
async def test_what_was_deleted_there_can_be_made_anew(here):
    link = join_link(await here.schedule("design review tomorrow at 3pm"))
    shown = await here.request("move design to 4pm")
    here.place.delete(here.service)
    await here.press("Move", ts=shown.ts)
    asked = await here.ephemeral_with("does not know *design review* any more")
    assert labels(asked) == ["Make it anew", "Cancel meeting", "Never mind"]
    await here.press("Make it anew", ts=asked.ts)
    await here.ephemeral_with("Its link is another one now")
    [(title, _)] = here.standing()
    assert title == "design review"
    await here.until(lambda: join_link(here.card()) not in ("", link))


@pytest.mark.parametrize("here", [JITSI, WEBEX, SKYPE], indirect=True, ids=name)
async def test_a_series_moves_and_ends_as_a_whole(here):
    await here.schedule("stand-up every weekday at 9:15am for 15 min")
    shown = await here.request("move stand-up to 10am")
    assert "That means all of them: every weekday." in shown.text
    await here.press("Move", ts=shown.ts)
    told = await here.ephemeral_with("Moved: *stand-up*")
    assert "10:00 to 10:15 GMT (Europe/London), every weekday" in told.text
    if here.place is WEBEX:
        [made] = here.service.meetings
        first = [one.astimezone(LONDON) for one in made.starts[:6]]
        assert {(one.hour, one.minute) for one in first} == {(10, 0)}
        assert {one.weekday() for one in first} == {0, 1, 2, 3, 4}
    shown = await here.request("cancel stand-up")
    assert "That means all of them: every weekday." in shown.text
    await here.press("Cancel meeting", ts=shown.ts)
    await here.ephemeral_with("Cancelled: *stand-up*")
    assert here.standing() == []
