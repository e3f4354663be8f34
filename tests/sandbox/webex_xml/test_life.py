"""The life of a meeting: made, read, listed, changed, opened by its links, deleted."""

import httpx

from sandbox.services.webex_xml import WebexXmlServer
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.visitor import (
    MALLORY,
    MALLORY_PASSWORD,
    Visitor,
    context,
    meeting,
    message,
)

AS_MALLORY = context(MALLORY, MALLORY_PASSWORD)


async def test_a_meeting_from_its_making_to_its_end(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    title = 'R&amp;D &lt;sync&gt; "quoted" — été 🎉'
    made = (await visitor.ask("meeting.CreateMeeting", meeting(title=title))).ok()
    key = made.text("meetingkey")
    assert made.text("meetingPassword") == "Pa55word"
    assert len(made.text("guestToken")) == 32

    read = (await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")).ok()
    assert read.text("confName") == 'R&D <sync> "quoted" — été 🎉'
    assert read.text("startDate") == "05/31/2027 10:10:00"
    assert (read.text("timeZoneID"), read.text("duration")) == ("4", "20")
    assert read.text("timeZone") == "GMT-08:00, Pacific (San Jose)"

    listed = (await visitor.ask("meeting.LstsummaryMeeting")).ok()
    assert listed.all("meetingKey") == [key]

    links = await visitor.ask("meeting.GetjoinurlMeeting", f"<sessionKey>{key}</sessionKey>")
    for name in ("joinMeetingURL", "inviteMeetingURL"):
        page = await visitor.get(links.ok().text(name))
        assert page.status_code == 200
        assert "R&amp;D &lt;sync&gt;" in page.text

    changed = "<metaData><confName>Moved</confName></metaData><schedule><duration>45</duration>"
    await visitor.ask("meeting.SetMeeting", f"<meetingkey>{key}</meetingkey>{changed}</schedule>")
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    assert [read.text(n) for n in ("confName", "duration", "agenda")] == ["Moved", "45", "Item 1"]

    gone = (await visitor.ask("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>")).ok()
    assert (await visitor.get(gone.all("attendee")[0])).text.count("METHOD:CANCEL") == 1
    for kind in ("GetMeeting", "DelMeeting"):
        (await visitor.ask(f"meeting.{kind}", f"<meetingKey>{key}</meetingKey>")).refused("060001")
    (await visitor.ask("meeting.LstsummaryMeeting")).refused("000015", "no record found")
    assert (await visitor.get(links.text("inviteMeetingURL"))).status_code == 404
    kinds = [each["kind"] for each in webex.book.read("meeting", "changed", "deleted")]
    assert kinds == ["meeting", "changed", "deleted"]


async def test_the_host_link_counts_once_and_its_browser_for_half_an_hour(
    visitor: Visitor, clock: StoppedClock, url: str
) -> None:
    key = await visitor.create()
    request = message("meeting.GethosturlMeeting", f"<sessionKey>{key}</sessionKey>")
    link = (await visitor.send(request)).ok().text("hostMeetingURL")
    target = httpx.URL(link).params["MU"]
    assert (await visitor.get(target)).status_code == 403
    assert (await visitor.get(link)).status_code == 200
    assert (await visitor.get(target)).status_code == 200  # signed in by the cookie
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(link)).status_code == 403
        assert (await stranger.get(target)).status_code == 403
    clock.advance(1801)
    assert (await visitor.get(target)).status_code == 403
    late = (await visitor.send(request)).ok().text("hostMeetingURL")
    clock.advance(1801)
    assert (await visitor.get(late)).status_code == 403


async def test_a_meeting_whose_host_is_inside_cannot_be_deleted(
    visitor: Visitor, clock: StoppedClock
) -> None:
    key = await visitor.create()
    link = await visitor.ask("meeting.GethosturlMeeting", f"<meetingKey>{key}</meetingKey>")
    await visitor.get(link.ok().text("hostMeetingURL"))
    named = f"<meetingKey>{key}</meetingKey>"
    assert (await visitor.ask("meeting.GetMeeting", named)).text("status") == "INPROGRESS"
    (await visitor.ask("meeting.DelMeeting", named)).refused("000001")
    clock.advance(20 * 60)
    assert (await visitor.ask("meeting.GetMeeting", named)).text("status") == "NOT_INPROGRESS"
    (await visitor.ask("meeting.DelMeeting", named)).ok()


async def test_mallory_may_not(visitor: Visitor) -> None:
    refused = await visitor.ask("meeting.CreateMeeting", meeting(), AS_MALLORY)
    refused.refused("000001", "additional privileges")
    key = await visitor.create()
    for kind, name in (
        *(("GetMeeting", "meetingKey"), ("DelMeeting", "meetingKey")),
        *(("SetMeeting", "meetingkey"), ("GetjoinurlMeeting", "sessionKey")),
        ("GethosturlMeeting", "sessionKey"),
    ):
        named = f"<{name}>{key}</{name}>"
        (await visitor.ask(f"meeting.{kind}", named, AS_MALLORY)).refused("000001")
    (await visitor.ask("meeting.LstsummaryMeeting", "", AS_MALLORY)).refused("000015")
