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
from tests.contract.wishes import WILD, wish
from tests.meetings.skype.company import Company
from tests.meetings.skype.later import EVERYTHING, POST, SPRING, changed, later

HOUR = timedelta(hours=1)
CHRIS = Attendee(name="Chris", slack_id="U0CHRIS001", email="chris@contoso.example")
BO = Attendee(name="Bo", slack_id="U0BO000001", email="bo@fabrikam.example")


async def test_everything_that_is_asked_for_arrives(either: Company) -> None:
    wanted = later(agenda="Demo\nand <retro>", people=(CHRIS, BO), choices=EVERYTHING)
    made = await either.create(wanted)
    asked = await either.shown()
    assert {name: asked[name] for name in ("accessLevel", "attendees", "leaders", "subject")} == {
        "accessLevel": "Locked",
        "attendees": ["sip:chris@contoso.example"],
        "leaders": ["sip:alex@contoso.example"],
        "subject": WILD,
    }
    assert asked["description"].startswith("Demo\nand <retro>\n\nWhen: 2027-03-02 16:00 +01:00")
    assert [note for note in made.notes if "Bo will hear of it in Slack" in note]
    assert made.dial_in
    assert made.dial_in[0].code == made.data["conference_id"]
    assert made.data["legacy_uri"].startswith("conf:sip:")
    assert made.data["extensions"].startswith("RoamedParticipantData ")
    expires = datetime.fromisoformat(made.data["expires"])
    assert expires == SPRING + wanted.lasts + timedelta(days=1)


async def test_it_is_read_listed_changed_and_gone(either: Company) -> None:
    wanted = later(agenda="Demo", people=(CHRIS,))
    made = await either.create(wanted)
    assert await either.find(wanted) == made
    read = await either.run(either.service.read(made.id, either.ada))
    assert (read.starts_at, read.lasts, read.dial_in) == (SPRING, wanted.lasts, made.dial_in)
    moved = await changed(either, made, wanted, starts_at=SPRING + HOUR, title="Moved")
    assert (moved.id, moved.join_url, moved.notes) == (made.id, made.join_url, ())
    listed = await either.run(either.service.upcoming(SPRING + 2 * HOUR, either.ada))
    assert [(one.title, one.starts_at) for one in listed] == [
        ("Moved", SPRING + HOUR),
        ("Your own meeting room", None),
    ]
    again = await changed(either, moved, wanted, people=(), agenda="")
    kept = await either.shown()
    assert (kept["attendees"], kept["subject"]) == ([], WILD)
    assert kept["description"].startswith("When: 2027-03-02 16:00")
    await either.run(either.service.cancel(again, either.ada))
    with pytest.raises(NoSuchMeeting):
        await changed(either, again, wanted)
    assert await either.find(wanted) is None
    assert not await either.run(either.service.cancel(again, either.ada))


async def test_what_the_organizer_may_not_choose_is_said_and_not_sent(either: Company) -> None:
    deployment = either.pool.deployment
    deployment.eligible["accessLevel"] = ("SameEnterprise", "Locked")
    deployment.dial_in = False
    for choices in ({"access": "everyone"}, {"phone": "yes"}):
        with pytest.raises(Rejected, match=r"“My company”|“No”"):
            await either.create(later(choices=choices))
    assert either.times(POST) == 0
    assert (await either.create(later(choices={"access": "locked"}))).dial_in == ()


async def test_a_bare_server_is_enough(either: Company) -> None:
    deployment = either.pool.deployment
    deployment.scheduled_status = 201
    deployment.legacy_uris = deployment.extensions = deployment.permanent_rooms = False
    made = await either.create(later())
    assert {"legacy_uri", "extensions"}.isdisjoint(made.data)
    listed = await either.run(either.service.upcoming(SPRING + HOUR, either.ada))
    assert [one.id for one in listed] == [made.id]


async def test_the_limit_is_said_and_room_can_be_made(either: Company) -> None:
    either.pool.deployment.meetings_each = 1
    made = await either.create(later())
    with pytest.raises(Rejected, match="too many online meetings"):
        await either.create(later())
    await either.run(either.service.cancel(made, either.ada))
    assert await either.create(later())


async def test_a_meeting_that_expired_there_is_gone(either: Company) -> None:
    made = await either.create(later())
    either.pool.misbehave(do="expire", what="meetings")
    with pytest.raises(NoSuchMeeting):
        await either.run(either.service.read(made.id, either.ada))
    assert (await either.create(later())).id != made.id


async def test_the_application_that_it_was_done_in_is_signed_out(either: Company) -> None:
    await either.create(later())
    assert len(either.pool.applications.running) == 1
    await either.run(either.service.leave(either.ada))
    assert not either.pool.applications.running


async def test_the_permanent_room_stays(either: Company) -> None:
    [room] = await either.run(either.service.upcoming(SPRING, either.ada))
    assert room.id == loopback.ADA.room
    with pytest.raises(NotPossible):
        await either.run(either.service.cancel(room, either.ada))


async def test_a_start_with_choices_keeps_them(either: Company) -> None:
    made = await either.create(wish(choices={"access": "locked"}))
    assert (await either.shown())["accessLevel"] == "Locked"
    await either.run(either.service.cancel(made, either.ada))
    at_once = await either.create(wish())
    assert at_once.dial_in
    with pytest.raises(NotPossible, match="ends by itself"):
        await either.run(either.service.cancel(at_once, either.ada))


@pytest.mark.parametrize("how", ["links", "asked"])
async def test_mallory_may_not_schedule(either: Company, how: str) -> None:
    either.pool.deployment.denied = how
    await either.connect(loopback.MALLORY)
    with pytest.raises(NotAllowed):
        await either.create(later())
