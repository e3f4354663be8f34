"""The capacity of a center: personal places, owners, seats, times, entry codes."""

from datetime import datetime

import httpx
import pytest

from sandbox.services.live_meeting import FRIDA_PASSWORD, OTHER_ADA_PASSWORD, LiveMeetingServer
from tests.sandbox.live_meeting.visitor import (
    Element,
    Visitor,
    code,
    fields,
    kind,
    option,
    times,
)
from tests.sandbox.stopped_clock import StoppedClock

HOURS = times("2007-04-01T18:00:00Z", "2007-04-01T20:00:00Z")


@pytest.fixture
async def other_ada(http_client: httpx.AsyncClient, url: str) -> Visitor:
    """An organizer of the stricter center."""
    return Visitor(http_client, url, "ada", OTHER_ADA_PASSWORD, center="fabrikam")


async def meet_now(visitor: Visitor, place: str = "") -> Element:
    options = kind("MeetNow") + (option("personalPlaceOf", place) if place else "")
    return await visitor.create(options, names=("mid", "personalPlaceOf", "endTime"))


async def test_one_meeting_in_each_personal_place(ada: Visitor) -> None:
    assert fields((await meet_now(ada))[0])["personalPlaceOf"] == "ada"
    for place in ("", "ada", "ADA"):
        assert code(await meet_now(ada, place)) == "Client.BadMatch.Need0.Meeting"


async def test_somebody_elses_place(ada: Visitor, admin: Visitor) -> None:
    fault = code(await meet_now(ada, "dori"))
    assert fault == "Client.Authorization.NotOwner.PersonalPlace"
    assert code(await meet_now(ada, "nobody")) == "Client.BadData.NoSuch.UserOrGroup"
    assert (await meet_now(admin, "dori")).tag == "CreateMeetingReply"


async def test_what_the_documents_leave_open_is_refused(ada: Visitor) -> None:
    fault = code(await ada.create(kind("Recurring")))
    assert fault == "Client.Meeting.RecurrencePattern.Invalid"


async def test_only_administrators_give_meetings_away(ada: Visitor, admin: Visitor) -> None:
    await ada.makes(option("owner", "ada"))
    fault = code(await ada.create(option("owner", "dori")))
    assert fault == "Client.Authorization.NotAdministrator"
    await admin.makes(option("owner", "dori"), name="gift")
    assert {"name": "gift", "owner": "dori"} in await admin.listed("name", "owner")
    assert code(await admin.create(option("owner", "mallory"))) == "Client.BadData"


async def test_seats_are_reserved_for_the_time_of_a_meeting(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    live.control.center(seats=100)
    await ada.makes(HOURS, maxUsers="60")
    reply = await ada.create(HOURS, maxUsers="41")
    assert code(reply) == "Client.ResourceLimit.Seats.Reserved"
    assert (fields(reply)["maxUsers"], fields(reply)["available"]) == ("41", "40")
    await ada.makes(times("2007-04-01T20:00:00Z", "2007-04-01T21:00:00Z"), maxUsers="100")
    await ada.makes(HOURS, maxUsers="40")
    deleted = '<StringQuery fieldName="title" operator="=" value="Stand-up"/>'
    assert len(await ada.listed(query=deleted)) == 3


async def test_a_meeting_has_a_largest_size(ada: Visitor) -> None:
    reply = await ada.create(maxUsers="1251")
    assert code(reply) == "Client.ResourceLimit.Seats"
    assert fields(reply)["available"] == "1250"


async def test_maintenance(ada: Visitor, live: LiveMeetingServer) -> None:
    live.control.center(maintenance=[["2007-04-01T19:00:00Z", "2007-04-01T19:30:00Z"]])
    assert code(await ada.create(HOURS)) == "Client.ServiceLimit.ScheduledMaintenance"
    inner = '<TimeInterval startTime="2007-04-01T00:00:00Z" endTime="2007-05-01T00:00:00Z"/>'
    request = f"<GetServiceUnavailableTimesRequest>{inner}</GetServiceUnavailableTimesRequest>"
    [window] = await ada.gets(request)
    assert window.get("startTime") == "2007-04-01T19:00:00Z"
    await ada.makes(times("2007-04-01T19:30:00Z", "2007-04-01T20:00:00Z"))


async def test_a_full_schedule(ada: Visitor, live: LiveMeetingServer) -> None:
    live.control.center(schedule=1)
    await ada.makes()
    assert code(await ada.create()) == "Client.ServiceLimit"


async def test_a_center_without_ongoing_meetings(other_ada: Visitor) -> None:
    fault = "Server.OperationUnavailable.NotImplemented.Meeting.Ongoing"
    assert code(await other_ada.create()) == fault
    await other_ada.makes(HOURS)
    assert (await meet_now(other_ada)).tag == "CreateMeetingReply"


@pytest.mark.parametrize(
    "key", ["short1!A", "nodigits!AAAAa", "Kick1!kickA", "!Aaaaaa1a", "Aa1aaaaa"]
)
async def test_weak_entry_codes(other_ada: Visitor, key: str) -> None:
    wanted = key if key != "short1!A" else "Ab1!a"
    reply = await other_ada.create(HOURS + option("audiencePassword", wanted), name="kick")
    assert code(reply) == "Client.BadData"
    assert fields(reply)["fieldName"] == "audiencePassword"


async def test_a_strong_entry_code_and_those_of_the_center(other_ada: Visitor) -> None:
    made = await other_ada.makes(
        HOURS + option("audiencePassword", "Str0ng!Enough"),
        names=("audiencePassword", "presenterPassword"),
    )
    assert made["audiencePassword"] == "Str0ng!Enough"
    query = '<StringQuery fieldName="name" operator="LIKE" value="%"/>'
    weak = f"<OptionList>{option('audiencePassword', 'weak')}</OptionList>"
    listed = "<FieldList><Name>mid</Name></FieldList>"
    change = f"<ModifyMeetingRequest>{query}{weak}{listed}</ModifyMeetingRequest>"
    assert await other_ada.refused(change) == "Client.BadData"
    again = option("audiencePassword", made["presenterPassword"])
    assert (await other_ada.create(HOURS + again)).tag == "CreateMeetingReply"


async def test_a_center_may_make_all_entry_codes_itself(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    live.control.center(own_keys=False)
    assert code(await ada.create(option("audiencePassword", "Str0ng!Enough"))) == "Client.BadData"
    await ada.makes()


async def test_a_meeting_expires_and_gives_its_seats_back(
    ada: Visitor, clock: StoppedClock, http_client: httpx.AsyncClient, url: str
) -> None:
    await ada.makes(HOURS, name="kick")
    clock.show(datetime.fromisoformat("2007-05-02T00:00:00+00:00"))
    assert await ada.listed() == []
    assert await ada.listed("status", listDeleted="True") == [{"status": "Expired"}]
    frida = Visitor(http_client, url, "frida", FRIDA_PASSWORD, center="fabrikam")
    assert await frida.listed(listDeleted="True") == []
