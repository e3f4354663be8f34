"""Time zones: 62 rows with their labels as they are, and the truth about clocks beside them."""

from datetime import UTC, datetime

import pytest

from sandbox.services.webex_xml import WebexXmlServer
from tests.sandbox.webex_xml.visitor import Visitor, meeting


def starts(webex: WebexXmlServer) -> str:
    begin: str = webex.book.read("meeting")[-1]["starts_at"]
    return begin.removesuffix(":00+00:00")


async def test_all_zones_in_january_and_july(visitor: Visitor) -> None:
    offsets = {}
    for month in (1, 7):
        reply = await visitor.ask("site.LstTimeZone", f"<date>{month}/15/2027 12:00:00</date>")
        assert reply.ok().all("timeZoneID") == [str(number) for number in range(62)]
        offsets[month] = [int(minutes) for minutes in reply.all("gmtOffset")]
    winter, summer = offsets[1], offsets[7]
    known = {4: (-480, -420), 11: (-300, -240), 15: (-210, -150), 20: (0, 0), 21: (0, 60)}
    known |= {25: (60, 120), 41: (330, 330), 55: (660, 600), 60: (780, 720)}
    for number, both in known.items():
        assert (winter[number], summer[number]) == both


@pytest.mark.parametrize(
    ("number", "label", "truth"),
    [
        (35, "GMT+03:00, Iran (Tehran)", 210),
        (38, "GMT+04:00, Afghanistan (Kabul)", 270),
        (51, "GMT+09:30, Yakutsk (Yakutsk)", 540),
        (42, "GMT+06:00, Columbo (Columbo)", 330),
        (43, "GMT+06:00, Central Asia (Almaty)", 300),
        (3, "GMT-09:00, Alaska (Ancorage)", -480),
    ],
)
async def test_wrong_labels_stay_and_offsets_are_true(
    visitor: Visitor, number: int, label: str, truth: int
) -> None:
    content = f"<timeZoneID>{number}</timeZoneID>"
    reply = (await visitor.ask("site.LstTimeZone", content)).ok()
    assert (reply.text("description"), reply.text("gmtOffset")) == (label, str(truth))


async def test_one_zone_around_its_change(visitor: Visitor) -> None:
    content = "<timeZoneID>25</timeZoneID><timeZoneID>20</timeZoneID><date>{}</date>"
    before = await visitor.ask("site.LstTimeZone", content.format("03/28/2027 00:59:59"))
    after = await visitor.ask("site.LstTimeZone", content.format("03/28/2027 01:00:00"))
    assert before.ok().all("gmtOffset") == ["60", "0"]
    assert after.ok().all("gmtOffset") == ["120", "0"]
    assert before.all("fallInDST") + after.all("fallInDST") == ["false", "false", "true", "false"]
    assert after.text("shortName") == "Berlin"
    (await visitor.ask("site.LstTimeZone", "<timeZoneID>62</timeZoneID>")).refused("000015")
    (await visitor.ask("site.LstTimeZone", "<date>soon</date>")).refused("009007")


@pytest.mark.parametrize(
    ("zone", "start", "shown", "utc"),
    [
        (25, "10/30/2027 10:00:00", "10/30/2027 10:00:00", "2027-10-30T08:00"),
        (25, "10/31/2027 10:00:00", "10/31/2027 10:00:00", "2027-10-31T09:00"),
        (25, "10/31/2027 02:30:00", "10/31/2027 02:30:00", "2027-10-31T00:30"),  # the first
        (25, "03/26/2028 02:30:00", "03/26/2028 03:30:00", "2028-03-26T01:30"),  # the gap
        (11, "11/07/2027 01:30:00", "11/07/2027 01:30:00", "2027-11-07T05:30"),
        (11, "03/12/2028 02:30:00", "03/12/2028 03:30:00", "2028-03-12T07:30"),
        (55, "10/03/2027 02:30:00", "10/03/2027 03:30:00", "2027-10-02T16:30"),
        (55, "04/02/2028 02:30:00", "04/02/2028 02:30:00", "2028-04-01T15:30"),
        (41, "06/01/2027 10:00:00", "06/01/2027 10:00:00", "2027-06-01T04:30"),
        (20, "07/01/2027 10:00:00", "07/01/2027 10:00:00", "2027-07-01T10:00"),
        (35, "07/01/2027 10:00:00", "07/01/2027 10:00:00", "2027-07-01T06:30"),
        (0, "07/01/2027 10:00:00", "07/01/2027 10:00:00", "2027-07-01T22:00"),
        (-1, "07/01/2027 10:00:00", "07/01/2027 10:00:00", "2027-07-01T09:00"),
    ],
)
async def test_wall_clock_times(
    visitor: Visitor, webex: WebexXmlServer, zone: int, start: str, shown: str, utc: str
) -> None:
    key = await visitor.create(start=start, zone=zone)
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    assert read.ok().text("startDate") == shown
    assert starts(webex) == utc


async def test_a_zone_by_its_label(visitor: Visitor, webex: WebexXmlServer) -> None:
    label = "<timeZone>GMT+01:00, Europe (Berlin)</timeZone>"
    by_label = meeting(start="07/01/2027 10:00:00").replace("<timeZoneID>4</timeZoneID>", label)
    (await visitor.ask("meeting.CreateMeeting", by_label)).ok()
    assert starts(webex) == "2027-07-01T08:00"
    spelt = by_label.replace("(Berlin)", "(Bonn)")
    (await visitor.ask("meeting.CreateMeeting", spelt)).refused("999999", "timeZone")


async def test_moving_the_zone_alone_keeps_the_clock_time(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    key = await visitor.create(start="07/01/2027 10:00:00", zone=25)
    moved = "<schedule><timeZoneID>11</timeZoneID></schedule>"
    await visitor.ask("meeting.SetMeeting", f"<meetingkey>{key}</meetingkey>{moved}")
    changed = webex.book.read("changed")[0]
    assert changed["startDate"] == "07/01/2027 10:00:00"
    assert datetime.fromisoformat(changed["starts_at"]) == datetime(2027, 7, 1, 14, tzinfo=UTC)
