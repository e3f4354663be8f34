"""ModifyMeeting, DeleteMeeting, RestoreMeeting: whose meetings, in which state, and back again."""

from datetime import datetime

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.visitor import (
    Visitor,
    by,
    code,
    field_list,
    fields,
    kind,
    option,
    strings,
    times,
)
from tests.sandbox.stopped_clock import StoppedClock

NOT_OWNER = "Client.Authorization.NotOwnerOrAdministrator.Meeting"
NOTHING = "Client.BadMatch.Need1Got0.Meeting"
STATE = "Client.BadState.Meeting"


def change(
    query: str, options: str = "", remove: tuple[str, ...] = (), attributes: str = ""
) -> str:
    listed = f"<OptionList>{options}</OptionList>" if options else ""
    removed = field_list(remove, "RemoveList") if remove else ""
    field_names = field_list(["mid", "title", "name", "owner", "startTime", "endTime", "maxUsers"])
    inner = f"{query}{listed}{removed}{field_names}"
    return f"<ModifyMeetingRequest{attributes}>{inner}</ModifyMeetingRequest>"


def delete(query: str, attributes: str = "") -> str:
    return f"<DeleteMeetingRequest{attributes}>{query}</DeleteMeetingRequest>"


def restore(query: str) -> str:
    return f"<RestoreMeetingRequest>{query}</RestoreMeetingRequest>"


async def test_what_were_attributes_are_options_now(ada: Visitor) -> None:
    made = await ada.makes(name="old")
    options = option("title", "New ✓") + option("name", "new") + option("maxUsers", "7", "Decimal")
    hours = times("2007-05-01T18:00:00Z", "2007-05-01T19:00:00Z")
    [meeting] = await ada.gets(change(by("mid", made["mid"]), options + hours))
    assert fields(meeting) == {
        "mid": made["mid"],
        "title": "New ✓",
        "name": "new",
        "owner": "ada",
        "startTime": "2007-05-01T18:00:00Z",
        "endTime": "2007-05-01T19:00:00Z",
        "maxUsers": "7",
    }
    assert await ada.listed("title", query=by("name", "new")) == [{"title": "New ✓"}]
    assert await ada.listed(query=by("name", "old")) == []


async def test_what_is_removed_is_gone(ada: Visitor) -> None:
    hours = times("2007-05-01T18:00:00Z", "2007-05-01T19:00:00Z")
    await ada.makes(hours + option("opaque1", "x") + strings("audienceACL", "dori"), name="k")
    removed = ("endTime", "opaque1", "audienceACL", "audiencePassword", "billing")
    await ada.gets(change(by("name", "k"), remove=removed))
    assert await ada.listed(*removed, "name") == [{"name": "k"}]


@pytest.mark.parametrize(
    ("options", "remove", "attributes", "fault"),
    [
        ("", (), "", "Client.BadSyntax"),
        ("", ("title",), "", "Client.BadSyntax.NotAllowed.Field"),
        ("", ("startTime",), "", "Client.BadSyntax.NotAllowed.Field"),
        (option("opaque1", "x"), ("opaque1",), "", "Client.BadSyntax"),
        (option("tag", "PLY"), (), "", "Client.BadSyntax.NotAllowed.Field"),
        (option("tagID", "4"), (), "", "Client.BadSyntax.NotAllowed.Field"),
        (option("mid", "4"), (), "", "Client.BadSyntax.NotAllowed.Field"),
        (option("title", "x"), (), ' title="x"', "Client.BadSyntax.NotAllowed.Field"),
        (option("name", "a b"), (), "", "Client.BadSyntax.BadCharacter.String"),
        (option("name", "taken"), (), "", "Client.BadData.NameInUse.Meeting"),
        (option("timeZone", "x"), (), "", "Client.BadData.BadTimeZoneID"),
        (option("endTime", "2007-01-01T00:00:00Z", "Time"), (), "", "Client.BadData"),
        (kind("MeetNow"), (), "", "Client.BadData"),
        (kind("Recurring"), (), "", "Client.Meeting.RecurrencePattern.Invalid"),
        (option("owner", "dori"), (), "", "Client.Authorization.NotAdministrator"),
        (option("owner", "nobody"), (), "", "Client.BadData.NoSuch.UserOrGroup"),
        (option("maxUsers", "9999", "Decimal"), (), "", "Client.ResourceLimit.Seats"),
        (strings("presenterACL", "nobody"), (), "", "Client.BadData.NoSuch.UserOrGroup"),
    ],
)
async def test_a_change_is_made_wholly_or_not_at_all(
    ada: Visitor, options: str, remove: tuple[str, ...], attributes: str, fault: str
) -> None:
    await ada.makes(name="taken")
    made = await ada.makes(name="k")
    names = ("name", "title", "owner", "opaque1", "timeZone", "maxUsers", "endTime")
    before = await ada.listed(*names)
    more = f"{option('billing', 'new')}{options}" if options else ""
    assert await ada.refused(change(by("mid", made["mid"]), more, remove, attributes)) == fault
    assert await ada.listed(*names) == before
    assert await ada.listed("billing") == [{}, {}]


async def test_its_own_name_and_seats_are_not_in_its_way(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    live.control.center(seats=10)
    await ada.makes(name="k")
    options = option("name", "K") + option("maxUsers", "10", "Decimal") + kind("OneTime")
    await ada.gets(change(by("name", "k"), options, attributes=' newMid="ignored"'))
    assert await ada.listed("name", "status") == [{"name": "K", "status": "Active"}]
    fault = await ada.ask(change(by("name", "k"), option("maxUsers", "11", "Decimal")))
    assert code(fault) == "Client.ResourceLimit.Seats.Reserved"
    assert fields(fault)["available"] == "10"


async def test_exactly_one_has_to_match(ada: Visitor) -> None:
    title = option("title", "x")
    assert await ada.refused(change(by("name", "k"), title)) == NOTHING
    for name in ("a", "b"):
        await ada.makes(option("opaque1", "job"), name=name)
    more = "Client.BadMatch.Need1GotMore.Meeting"
    for query in (by("opaque1", "job"), by("name", "%", "LIKE")):
        assert await ada.refused(change(query, title)) == more
        assert await ada.refused(delete(query)) == more
    for field in ("title", "owner", "billing"):
        fault = await ada.refused(change(by(field, "x"), title))
        assert fault == "Client.BadSyntax.NotAllowed.Field"


async def test_somebody_elses_meeting(ada: Visitor, dori: Visitor, admin: Visitor) -> None:
    made = await ada.makes(name="k")
    query = by("mid", made["mid"])
    assert await dori.refused(change(query, option("title", "mine"))) == NOT_OWNER
    assert await dori.refused(delete(query)) == NOT_OWNER
    [changed] = await admin.gets(change(query, option("owner", "dori")))
    assert fields(changed)["owner"] == "dori"
    await dori.gets(delete(query))


async def test_somebody_elses_place(ada: Visitor, dori: Visitor) -> None:
    await ada.makes(kind("MeetNow"))
    query = by("personalPlaceOf", "ada")
    fault = await dori.refused(change(query, option("title", "mine")))
    assert fault == "Client.Authorization.NotOwner.PersonalPlace"
    [changed] = await ada.gets(change(query, option("title", "Ada's room")))
    assert fields(changed)["title"] == "Ada's room"


async def test_deleting_twice(ada: Visitor) -> None:
    made = await ada.makes(name="k")
    query = by("mid", made["mid"])
    reply = await ada.gets(delete(query))
    assert (reply.tag, list(reply), reply.attrib) == ("DeleteMeetingReply", [], {})
    fault = await ada.ask(delete(query))
    assert code(fault) == STATE
    assert fault[1].text == (
        "The meeting you are trying to delete is already in the Deleted state. "
        "It should be in the Active or Undeleted state."
    )
    assert await ada.refused(change(query, option("title", "x"))) == NOTHING


async def test_of_two_with_one_name_the_living_one_is_meant(ada: Visitor) -> None:
    first = await ada.makes(name="k")
    await ada.gets(delete(by("name", "k")))
    second = await ada.makes(name="k")
    await ada.gets(delete(by("name", "k")))
    states = await ada.listed("mid", "status", listDeleted="True")
    assert [each["mid"] for each in states] == [first["mid"], second["mid"]]
    assert {each["status"] for each in states} == {"Deleted"}


async def test_where_nothing_is_kept(ada: Visitor, live: LiveMeetingServer) -> None:
    live.control.center(restores=False)
    made = await ada.makes(name="k")
    await ada.gets(delete(by("name", "k")))
    assert await ada.listed(listDeleted="True") == []
    assert await ada.refused(delete(by("mid", made["mid"]))) == NOTHING


async def test_erasing(ada: Visitor, admin: Visitor) -> None:
    made = await ada.makes(name="k")
    query, erase = by("mid", made["mid"]), ' erase="True"'
    for attributes in (erase, ' erase="False"'):
        fault = await ada.refused(delete(query, attributes))
        assert fault == "Client.Authorization.NotAdministrator"
    assert await admin.refused(delete(query, erase)) == STATE
    await admin.gets(delete(query, ' erase="False"'))
    await admin.gets(delete(query, erase))
    assert await admin.listed(listDeleted="True") == []
    assert await admin.refused(restore(query)) == NOTHING


def several(*wanted: str) -> str:
    inner = "".join(f"<String>{each}</String>" for each in wanted)
    return delete(f'<StringListQuery fieldName="mid">{inner}</StringListQuery>')


async def test_deleting_in_bulk_is_all_or_nothing(ada: Visitor, dori: Visitor) -> None:
    mids = [(await ada.makes())["mid"] for _ in range(3)]
    theirs = (await dori.makes())["mid"]
    assert await ada.refused(several("x", "y")) == "Client.BadMatch.NeedNonZero"
    assert await ada.refused(several(*mids, "x")) == "Client.BadData.NoSuch.Meeting"
    assert await ada.refused(several(*mids, theirs)) == NOT_OWNER
    assert len(await ada.listed()) == 3
    await ada.gets(several(*mids))
    assert await ada.listed() == []
    assert await ada.refused(several(*mids)) == STATE
    assert await ada.refused(several()) == "Client.BadSyntax"
    assert await ada.refused(several(*["x"] * 101)) == "Client.BadSyntax"


async def test_deleting_needs_one_query(ada: Visitor) -> None:
    both = f'{by("mid", "x")}<StringListQuery fieldName="mid"><String>x</String></StringListQuery>'
    for inner in ("", both):
        assert await ada.refused(delete(inner)) == "Client.BadSyntax"


async def test_there_and_back_again(ada: Visitor, admin: Visitor) -> None:
    made = await ada.makes(name="k")
    query = by("mid", made["mid"])
    fault = await admin.ask(restore(query))
    assert code(fault) == STATE
    assert fault[1].text == (
        "The meeting you are trying to restore is already in Active state. "
        "It should be in either Deleted or Expired state."
    )
    await ada.gets(delete(query))
    assert await ada.refused(restore(query)) == "Client.Authorization.NotAdministrator"
    await admin.gets(restore(query))
    assert await ada.listed("status") == [{"status": "Undeleted"}]
    assert await admin.refused(restore(query)) == STATE
    await ada.gets(delete(query))


async def test_back_again_only_while_its_name_and_its_place_are_free(
    ada: Visitor, admin: Visitor
) -> None:
    first = await ada.makes(kind("MeetNow"), name="k")
    await ada.gets(delete(by("name", "k")))
    await ada.makes(name="k")
    query = by("mid", first["mid"])
    assert await admin.refused(restore(query)) == "Client.BadData.NameInUse.Meeting"
    await ada.gets(change(by("name", "k"), option("name", "other")))
    await ada.makes(kind("MeetNow"))
    assert await admin.refused(restore(query)) == "Client.BadMatch.Need0.Meeting"


async def test_back_again_only_for_a_while(
    ada: Visitor, admin: Visitor, clock: StoppedClock, live: LiveMeetingServer
) -> None:
    made = await ada.makes(name="k")
    await ada.gets(delete(by("name", "k")))
    clock.advance(live.centers["contoso"].buffer.total_seconds())
    assert await admin.refused(restore(by("mid", made["mid"]))) == STATE
    assert await admin.listed(restorableOnly="True") == []


async def test_an_expired_one_is_restored_and_erased(
    ada: Visitor, admin: Visitor, clock: StoppedClock
) -> None:
    made = await ada.makes(times("2007-03-02T10:00:00Z", "2007-03-02T11:00:00Z"), name="k")
    clock.show(datetime.fromisoformat("2007-04-02T00:00:00+00:00"))
    query = by("mid", made["mid"])
    assert await ada.refused(delete(query)) == STATE
    await admin.gets(restore(query))
    assert await ada.listed("status") == [{"status": "Undeleted"}]


async def test_a_full_schedule_takes_nothing_back(
    ada: Visitor, admin: Visitor, live: LiveMeetingServer
) -> None:
    made = await ada.makes(name="k")
    await ada.gets(delete(by("name", "k")))
    live.control.center(schedule=0)
    assert await admin.refused(restore(by("mid", made["mid"]))) == "Client.ServiceLimit"


async def test_an_expired_one_can_still_be_changed(ada: Visitor, clock: StoppedClock) -> None:
    made = await ada.makes(times("2007-03-02T10:00:00Z", "2007-03-02T11:00:00Z"), name="k")
    clock.show(datetime.fromisoformat("2007-04-02T00:00:00+00:00"))
    later = option("endTime", "2007-06-01T00:00:00Z", "Time")
    await ada.gets(change(by("mid", made["mid"]), later))
    assert await ada.listed("status") == [{"status": "Active"}]
