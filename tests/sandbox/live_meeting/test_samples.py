"""Every request that the documents print is accepted, and answered as they print the answer."""

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from tests.sandbox.live_meeting.samples import SAMPLES
from tests.sandbox.live_meeting.visitor import Visitor, by, code, fields, times

NEEDS_A_PLACE = ("ListMeetings, by place", "ModifyMeeting")


async def furnished(admin: Visitor, name: str) -> str:
    """The sample *name*, on a server that has what it speaks of."""
    sample = SAMPLES[name]
    if name in NEEDS_A_PLACE:
        await admin.gets(SAMPLES["CreateMeeting, now"])
    if "donh" in sample:
        donh = SAMPLES["CreateUser"].replace("jeff", "donh").replace("Hay", "Hall")
        await admin.gets(donh.replace("Jeff", "Don"))
    if "strategy" in sample:
        await admin.makes(name="strategy")
    for mid in ("jnbzqqkh63ms1tgv", "bvntuc1ix4mr"):
        if mid in sample:
            hours = times("2007-03-02T16:00:00Z", "2007-03-02T18:00:00Z")
            made = await admin.makes(hours, name="salesdemo1", title="Sales demo")
            sample = sample.replace(mid, made["mid"])
            if name == "RestoreMeeting":
                query = by("mid", made["mid"])
                await admin.gets(f"<DeleteMeetingRequest>{query}</DeleteMeetingRequest>")
    return sample


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "GetURL"])
async def test_accepted(admin: Visitor, name: str) -> None:
    reply = await admin.gets(await furnished(admin, name))
    assert reply.tag == f"{name.partition(',')[0]}Reply"


async def test_a_recording_that_does_not_exist(admin: Visitor) -> None:
    assert await admin.refused(SAMPLES["GetURL"]) == "Client.BadMatch.Need1Got0.Recording"


async def test_creating_gives_a_mid_and_two_entry_codes(admin: Visitor) -> None:
    reply = await admin.gets(SAMPLES["CreateMeeting, at a time"])
    [meeting] = reply
    values = fields(meeting)
    assert list(values) == ["mid", "audiencePassword", "presenterPassword"]
    assert len(values["mid"]) == 16
    assert values["mid"].isalnum()
    assert values["mid"] == values["mid"].lower()
    for key in (values["audiencePassword"], values["presenterPassword"]):
        assert len(key) == 8
        assert any(map(str.isdigit, key))
        assert any(not each.isalnum() for each in key)
        assert key[0].isalnum()
        assert key[-1].isalnum()
    assert values["audiencePassword"] != values["presenterPassword"]


async def test_reading_one_meeting_gives_everything(admin: Visitor) -> None:
    [meeting] = await admin.gets(await furnished(admin, "ListMeetings, by mid"))
    values = fields(meeting)
    assert values["name"] == "salesdemo1"
    assert values["title"] == "Sales demo"
    assert values["owner"] == "apiuser"
    assert values["status"] == "Active"
    assert values["startTime"] == "2007-03-02T16:00:00Z"
    assert values["endTime"] == "2007-03-02T18:00:00Z"
    assert values["timeZone"] == "America/Los_Angeles"
    assert values["maxUsers"] == "10"
    assert values["meetingType"] == "OneTime"
    kinds = meeting.findall(".//EnumerationOption/String")
    assert [each.text for each in kinds] == ["OneTime", "MeetNow", "Recurring"]
    assert "role=attend&pw=" in values["audienceInviteText"]
    assert "role=present&pw=" in values["presenterInviteText"]
    assert "\nMeeting ID: salesdemo1\n" in values["audienceInviteText"]


async def test_changing_gives_the_new_entry_codes(admin: Visitor) -> None:
    [meeting] = await admin.gets(await furnished(admin, "ModifyMeeting"))
    values = fields(meeting)
    assert values["audiencePassword"] == "Aud!3nc3Pw02"
    assert values["presenterPassword"] == "Pr3$3nt3rPw02"


async def test_time_zones_as_printed(admin: Visitor) -> None:
    reply = await admin.gets(SAMPLES["ListTimeZones"])
    zones = {each.get("id"): dict(each.attrib) for each in reply}
    assert zones["Australia/Darwin"] == {
        "dstOffset": "0",
        "id": "Australia/Darwin",
        "name": "Central Standard Time (Northern Territory)",
        "utcOffset": "570",
    }
    assert zones["America/Denver"]["dstOffset"] == "60"
    assert zones["America/Denver"]["utcOffset"] == "-420"


async def test_no_more_seats_than_there_are(admin: Visitor, live: LiveMeetingServer) -> None:
    live.control.center(seats=90)
    reply = await admin.ask(SAMPLES["CreateMeeting, at a time"])
    assert code(reply) == "Client.ResourceLimit.Seats.Reserved"
    values = fields(reply)
    assert (values["maxUsers"], values["available"]) == ("100", "90")
    assert values["time"] == "2007-03-01T09:00:00Z"
    assert await admin.listed() == []


async def test_the_documents_unknown_option(admin: Visitor) -> None:
    sample = SAMPLES["CreateMeeting, at a time"].replace('name="timeZone"', 'name="frozzle"')
    assert await admin.refused(sample) == "Client.BadSyntax.NotAllowed.Field"
