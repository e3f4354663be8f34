"""A scheduled meeting's life over real sockets, in both forms."""

from datetime import datetime, timedelta

import pytest

from meetings.errors import (
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Rejected,
)
from meetings.model import Attendee
from sandbox.services import skype as loopback
from tests.contract.new_meetings import WILD, new_meeting
from tests.meetings.skype.account import EVERYTHING, POST, SPRING, SkypeAccount, later

HOUR = timedelta(hours=1)
CHRIS = Attendee(name="Chris", slack_id="U0CHRIS001", email="chris@contoso.example")
BO = Attendee(name="Bo", slack_id="U0BO000001", email="bo@fabrikam.example")


async def test_everything_that_is_asked_for_arrives(any_skype: SkypeAccount) -> None:
    wanted = later(agenda="Demo\nand <retro>", people=(CHRIS, BO), choices=EVERYTHING)
    meeting = await any_skype.create(wanted)
    shown = await any_skype.shown()
    assert {name: shown[name] for name in ("accessLevel", "attendees", "leaders", "subject")} == {
        "accessLevel": "Locked",
        "attendees": ["sip:chris@contoso.example"],
        "leaders": ["sip:alex@contoso.example"],
        "subject": WILD,
    }
    assert shown["description"].startswith("Demo\nand <retro>\n\nWhen: 2027-03-02 16:00 +01:00")
    assert [note for note in meeting.notes if "Bo will hear of it in Slack" in note]
    assert meeting.dial_in
    assert meeting.dial_in[0].code == meeting.data["conference_id"]
    assert meeting.data["legacy_uri"].startswith("conf:sip:")
    assert meeting.data["extensions"].startswith("RoamedParticipantData ")
    expires = datetime.fromisoformat(meeting.data["expires"])
    assert expires == SPRING + wanted.lasts + timedelta(days=1)


async def test_it_is_read_listed_changed_and_gone(any_skype: SkypeAccount) -> None:
    wanted = later(agenda="Demo", people=(CHRIS,))
    meeting = await any_skype.create(wanted)
    assert await any_skype.find(wanted) == meeting
    read = await any_skype.run(any_skype.service.read(meeting.id, any_skype.ada))
    assert (read.starts_at, read.lasts, read.dial_in) == (SPRING, wanted.lasts, meeting.dial_in)
    moved = await any_skype.change(meeting, wanted, starts_at=SPRING + HOUR, title="Moved")
    assert (moved.id, moved.join_url, moved.notes) == (meeting.id, meeting.join_url, ())
    listed = await any_skype.run(any_skype.service.upcoming(SPRING + 2 * HOUR, any_skype.ada))
    assert [(meeting.title, meeting.starts_at) for meeting in listed] == [
        ("Moved", SPRING + HOUR),
        ("Your own meeting room", None),
    ]
    again = await any_skype.change(moved, wanted, people=(), agenda="")
    shown = await any_skype.shown()
    assert (shown["attendees"], shown["subject"]) == ([], WILD)
    assert shown["description"].startswith("When: 2027-03-02 16:00")
    await any_skype.run(any_skype.service.cancel(again, any_skype.ada))
    with pytest.raises(NoSuchMeeting):
        await any_skype.change(again, wanted)
    assert await any_skype.find(wanted) is None
    assert not await any_skype.run(any_skype.service.cancel(again, any_skype.ada))


async def test_what_the_organizer_may_not_choose_is_said_and_not_sent(
    any_skype: SkypeAccount,
) -> None:
    deployment = any_skype.server.deployment
    deployment.eligible["accessLevel"] = ("SameEnterprise", "Locked")
    deployment.dial_in = False
    for choices in ({"access": "everyone"}, {"phone": "yes"}):
        with pytest.raises(Rejected, match=r"“My company”|“No”"):
            await any_skype.create(later(choices=choices))
    assert any_skype.times(POST) == 0
    assert (await any_skype.create(later(choices={"access": "locked"}))).dial_in == ()


async def test_a_bare_server_is_enough(any_skype: SkypeAccount) -> None:
    deployment = any_skype.server.deployment
    deployment.scheduled_status = 201
    deployment.legacy_uris = deployment.extensions = deployment.permanent_meetings = False
    meeting = await any_skype.create(later())
    assert {"legacy_uri", "extensions"}.isdisjoint(meeting.data)
    listed = await any_skype.run(any_skype.service.upcoming(SPRING + HOUR, any_skype.ada))
    assert [meeting.id for meeting in listed] == [meeting.id]


async def test_the_limit_is_said_and_room_can_be_made(any_skype: SkypeAccount) -> None:
    any_skype.server.deployment.meetings_each = 1
    meeting = await any_skype.create(later())
    with pytest.raises(Rejected, match="too many online meetings"):
        await any_skype.create(later())
    await any_skype.run(any_skype.service.cancel(meeting, any_skype.ada))
    assert await any_skype.create(later())


async def test_a_meeting_that_expired_there_is_gone(any_skype: SkypeAccount) -> None:
    meeting = await any_skype.create(later())
    any_skype.server.misbehave(do="expire", what="meetings")
    with pytest.raises(NoSuchMeeting):
        await any_skype.run(any_skype.service.read(meeting.id, any_skype.ada))
    assert (await any_skype.create(later())).id != meeting.id


async def test_the_application_that_it_was_done_in_is_signed_out(any_skype: SkypeAccount) -> None:
    await any_skype.create(later())
    assert len(any_skype.server.applications.running) == 1
    await any_skype.run(any_skype.service.leave(any_skype.ada))
    assert not any_skype.server.applications.running


async def test_the_permanent_room_stays(any_skype: SkypeAccount) -> None:
    [room] = await any_skype.run(any_skype.service.upcoming(SPRING, any_skype.ada))
    assert room.id == loopback.ADA.permanent_id
    with pytest.raises(NotPossible):
        await any_skype.run(any_skype.service.cancel(room, any_skype.ada))


async def test_a_start_with_choices_keeps_them(any_skype: SkypeAccount) -> None:
    meeting = await any_skype.create(new_meeting(choices={"access": "locked"}))
    assert (await any_skype.shown())["accessLevel"] == "Locked"
    await any_skype.run(any_skype.service.cancel(meeting, any_skype.ada))
    at_once = await any_skype.create(new_meeting())
    assert at_once.dial_in
    with pytest.raises(NotPossible, match="ends by itself"):
        await any_skype.run(any_skype.service.cancel(at_once, any_skype.ada))


@pytest.mark.parametrize("how", ["links", "asked"])
async def test_mallory_may_not_schedule(any_skype: SkypeAccount, how: str) -> None:
    any_skype.server.deployment.denied = how
    await any_skype.connect(loopback.MALLORY)
    with pytest.raises(NotAllowed):
        await any_skype.create(later())
