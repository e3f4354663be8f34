"""Lists: who sees what, in which order, in which window, page by page."""

import pytest

from sandbox.services.webex_xml import SiteAccount, WebexXmlServer
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.visitor import (
    ADA,
    MALLORY,
    MALLORY_PASSWORD,
    Reply,
    Visitor,
    context,
    meeting,
)

GMT = 20


async def listed(visitor: Visitor, content: str = "", ask: str = "") -> Reply:
    return await visitor.ask("meeting.LstsummaryMeeting", content, ask)


def control(**values: object) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f"<listControl>{inside}</listControl>"


def scope(**bounds: object) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in bounds.items())
    return f"<dateScope>{inside}</dateScope>"


async def make(visitor: Visitor, *titles: str) -> None:
    """One meeting after the other, an hour apart from 10:00 GMT on, of 20 minutes each."""
    for hour, title in enumerate(titles, 10):
        await visitor.create(title=title, start=f"06/01/2027 {hour}:00:00", zone=GMT)


async def test_pages(visitor: Visitor) -> None:
    await make(visitor, *"abcdefghijkl")
    first = (await listed(visitor)).ok()
    assert first.all("confName") == list("abcdefghij")  # ten are a page by default
    records = ("total", "returned", "startFrom")
    assert [first.text(name) for name in records] == ["12", "10", "1"]
    second = (await listed(visitor, control(startFrom=11, maximumNum=500))).ok()
    assert second.all("confName") == ["k", "l"]
    assert [second.text(name) for name in records] == ["12", "2", "11"]
    zero = (await listed(visitor, control(startFrom=0, maximumNum=1))).ok()
    assert zero.all("confName") == ["a"]
    (await listed(visitor, control(startFrom=13))).refused("000015")
    (await listed(visitor, control(maximumNum=0))).refused("999999")


async def test_no_page_has_more_than_five_hundred(visitor: Visitor) -> None:
    for _ in range(502):
        await visitor.create()
    page = (await listed(visitor, control(startFrom=1, maximumNum=1000))).ok()
    assert len(page.all("meetingKey")) == 500
    assert (page.text("total"), page.text("returned")) == ("502", "500")


async def test_order(visitor: Visitor) -> None:
    await make(visitor, "b", "A", "c")
    order = "<order>{}</order>"
    up = "<orderBy>CONFNAME</orderBy><orderAD>ASC</orderAD>"
    assert (await listed(visitor, order.format(up))).all("confName") == ["A", "b", "c"]
    down = up.replace("ASC", "DESC")
    assert (await listed(visitor, order.format(down))).all("confName") == ["c", "b", "A"]
    two = (
        "<orderBy>HOSTWEBEXID</orderBy><orderAD>ASC</orderAD>"
        "<orderBy>STARTTIME</orderBy><orderAD>DESC</orderAD>"
    )
    assert (await listed(visitor, order.format(two))).all("confName") == ["c", "A", "b"]
    assert (await listed(visitor)).all("confName") == ["b", "A", "c"]
    for wrong in (up.replace("CONFNAME", "STATUS"), up * 4):
        (await listed(visitor, order.format(wrong))).refused("999999")


async def test_order_by_tracking_code(visitor: Visitor) -> None:
    for code in ("b", "c", "a"):
        tracked = f"<tracking><trackingCode3>{code}</trackingCode3></tracking>"
        await visitor.create(title=f"of {code}", more=tracked)
    order = "<order><orderBy>TRACKINGCODE3</orderBy></order>"
    assert (await listed(visitor, order)).all("confName") == ["of a", "of b", "of c"]


@pytest.mark.parametrize(
    ("bounds", "keys"),
    [
        ({"startDateStart": "06/01/2027 11:00:00"}, "bc"),
        ({"startDateStart": "06/01/2027 11:00:01"}, "c"),
        ({"startDateEnd": "06/01/2027 11:00:00"}, "ab"),
        ({"endDateStart": "06/01/2027 11:20:00"}, "bc"),
        ({"endDateEnd": "06/01/2027 11:20:00"}, "ab"),
        ({"startDateStart": "06/01/2027 10:30:00", "startDateEnd": "06/01/2027 11:30:00"}, "b"),
        ({"startDateEnd": "06/01/2027 11:10:00", "endDateStart": "06/01/2027 11:05:00"}, "b"),
        (
            {  # Chicago, five hours behind
                "startDateStart": "06/01/2027 04:30:00",
                "startDateEnd": "06/01/2027 05:30:00",
                "timeZoneID": 7,
            },
            "a",
        ),
        ({"startDateEnd": ""}, "abc"),
    ],
)
async def test_windows(visitor: Visitor, bounds: dict[str, object], keys: str) -> None:
    await make(visitor, *"abc")
    window = scope(**{"timeZoneID": GMT, **bounds})
    assert (await listed(visitor, window)).ok().all("confName") == list(keys)


async def test_a_window_without_zone_is_in_the_callers(visitor: Visitor) -> None:
    await make(visitor, *"abc")
    bound = "06/01/2027 12:00:00"  # in London, where Ada is: 11:00 GMT
    for zone in ({}, {"timeZoneID": -1}):
        window = scope(startDateStart=bound, **zone)
        assert (await listed(visitor, window)).all("confName") == ["b", "c"]
    (await listed(visitor, scope(startDateStart="tomorrow"))).refused("009007")


async def test_either_criterion_is_enough_if_asked(visitor: Visitor) -> None:
    await make(visitor, *"abc")
    bounds = scope(
        startDateStart="06/01/2027 12:00:00", timeZoneID=GMT, endDateEnd="06/01/2027 10:20:00"
    )
    (await listed(visitor, bounds)).refused("000015")
    either = control(listMethod="OR") + bounds
    assert (await listed(visitor, either)).all("confName") == ["a", "c"]
    (await listed(visitor, control(listMethod="or"))).refused("999999")


async def test_one_by_its_key(visitor: Visitor) -> None:
    await make(visitor, *"abc")
    key = (await listed(visitor)).all("meetingKey")[1]
    named = f"<meetingKey>{key}</meetingKey>"
    assert (await listed(visitor, named)).all("confName") == ["b"]


async def test_who_sees_what(visitor: Visitor, webex: WebexXmlServer) -> None:
    webex.site.accounts.append(SiteAccount(web_ex_id="boss", name="Boss", password="b", admin=True))
    boss = context("boss", "b")
    await make(visitor, "Ada's")
    invited = "<participants><attendees><attendee><person><email>{}</email></person></attendee>"
    await visitor.create(
        title="With Mallory", more=invited.format(MALLORY) + "</attendees></participants>"
    )
    await visitor.create(ask=boss, title="The boss's")
    assert set((await listed(visitor)).all("confName")) == {"Ada's", "With Mallory"}
    theirs = context(MALLORY, MALLORY_PASSWORD)
    assert (await listed(visitor, "", theirs)).all("confName") == ["With Mallory"]
    own = f"<hostWebExID>{MALLORY}</hostWebExID>"
    (await listed(visitor, own, theirs)).refused("000015")
    forced = await listed(visitor, "<hostWebExID>boss</hostWebExID>")
    assert set(forced.all("confName")) == {"Ada's", "With Mallory"}  # a host sees no other host's
    assert len((await listed(visitor, "", boss)).all("confName")) == 3
    adas = await listed(visitor, f"<hostWebExID>{ADA}</hostWebExID>", boss)
    assert set(adas.all("confName")) == {"Ada's", "With Mallory"}
    key = adas.all("meetingKey")[0]
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>", boss)
    read.refused("000001")  # an administrator sees the list, not what is in it


async def test_a_series_is_found_by_each_of_its_days(visitor: Visitor) -> None:
    repeat = (
        "<repeat><repeatType>WEEKLY</repeatType><dayInWeek><day>TUESDAY</day></dayInWeek>"
        "<afterMeetingNumber>3</afterMeetingNumber></repeat>"
    )
    content = meeting(start="06/01/2027 10:00:00", zone=GMT, more=repeat)
    (await visitor.ask("meeting.CreateMeeting", content)).ok()
    for day, is_listed in (("06/15/2027", True), ("06/14/2027", False), ("06/22/2027", False)):
        window = scope(
            startDateStart=f"{day} 00:00:00", startDateEnd=f"{day} 23:59:59", timeZoneID=GMT
        )
        reply = await listed(visitor, window)
        assert (reply.result[0] == "SUCCESS") is is_listed
        if is_listed:
            assert reply.text("startDate") == "06/01/2027 10:00:00"


async def test_a_summary_and_the_older_list(visitor: Visitor, clock: StoppedClock) -> None:
    public = "<accessControl><listToPublic>true</listToPublic><meetingPassword>p</meetingPassword>"
    content = meeting().replace("<accessControl>", public.partition("<meetingPassword>")[0])
    key = (await visitor.ask("meeting.CreateMeeting", content)).ok().text("meetingkey")
    summary = (await listed(visitor)).ok()
    assert summary.names("bodyContent") == ["meeting", "matchingRecords"]
    assert summary.names("meeting") == [
        *("meetingKey", "meetingUUID", "confName", "meetingType", "hostWebExID"),
        *("otherHostWebExID", "timeZoneID", "timeZone", "status", "startDate", "duration"),
        *("listStatus", "hostJoined", "participantsJoined", "telePresence"),
    ]
    assert (summary.text("listStatus"), summary.text("hostWebExID")) == ("PUBLIC", ADA)
    older = (await visitor.ask("meeting.LstMeeting", control(maximumNum=1))).ok()
    assert older.all("meetingkey") == [key]
    assert "hostKey" not in older.names("meeting")
    (await visitor.ask("meeting.LstMeeting", f"<hostWebExID>{ADA}</hostWebExID>")).refused("999999")
