"""Attendees: added one by one or several at once, listed, removed, registered."""

from sandbox.services.webex_xml import WebexXmlServer
from tests.sandbox.webex_xml.visitor import MALLORY, MALLORY_PASSWORD, Reply, Visitor, context

REGISTRATION = "<attendeeOptions><registration>true</registration></attendeeOptions>"


def attendee(key: str, email: str, name: str = "James Kirk", more: str = "") -> str:
    return (
        f"<person><name>{name}</name><address><addressType>PERSONAL</addressType></address>"
        f"<email>{email}</email><type>VISITOR</type></person><joinStatus>INVITE</joinStatus>"
        f"<sessionKey>{key}</sessionKey><role>ATTENDEE</role>{more}"
    )


async def add(visitor: Visitor, content: str) -> Reply:
    return await visitor.ask("attendee.CreateMeetingAttendee", content)


async def emails(visitor: Visitor, key: str, more: str = "") -> list[str]:
    content = f"{more}<meetingKey>{key}</meetingKey>"
    return (await visitor.ask("attendee.LstMeetingAttendee", content)).all("email")


async def test_added_listed_and_removed(visitor: Visitor, webex: WebexXmlServer) -> None:
    key = await visitor.create()
    added = (await add(visitor, attendee(key, "JKirk@Acme.example"))).ok()
    assert added.names("bodyContent") == ["attendeeId"]
    listed = await visitor.ask("attendee.LstMeetingAttendee", f"<sessionKey>{key}</sessionKey>")
    assert listed.ok().names("bodyContent") == ["matchingRecords", "attendee"]
    assert listed.text("email") == "jkirk@acme.example"
    assert listed.text("attendeeId") == added.text("attendeeId")
    assert (listed.text("invited"), listed.text("accepted")) == ("true", "false")
    again = (await add(visitor, attendee(key, "jkirk@acme.example", name="Jim"))).ok()
    assert again.text("attendeeId") == added.text("attendeeId")
    assert await emails(visitor, key) == ["jkirk@acme.example"]
    gone = f"<attendeeID>{added.text('attendeeId')}</attendeeID>"
    removed = (await visitor.ask("attendee.DelMeetingAttendee", gone)).ok()
    assert removed.names("bodyContent") == []
    (await visitor.ask("attendee.DelMeetingAttendee", gone)).refused("009010")
    (await visitor.ask("attendee.LstMeetingAttendee", f"<meetingKey>{key}</meetingKey>")).refused(
        "000015"
    )
    assert not webex.book.read("mail")


async def test_several_at_once_and_by_address(visitor: Visitor, webex: WebexXmlServer) -> None:
    key = await visitor.create()
    several = "".join(
        f"<attendees>{attendee(key, f'{who}@acme.example', who)}</attendees>" for who in "cab"
    )
    assert len((await add(visitor, several)).ok().all("attendeeId")) == 3
    mixed = (
        attendee(key, "d@acme.example")
        + f"<attendees>{attendee(key, 'e@acme.example')}</attendees>"
    )
    (await add(visitor, mixed)).ok()
    order = "<order><orderBy>{}</orderBy><orderAD>{}</orderAD></order>"
    control = "<listControl><startFrom>{}</startFrom><maximumNum>2</maximumNum></listControl>"
    first = control.format(1) + order.format("EMAIL", "DESC")
    assert await emails(visitor, key, first) == ["e@acme.example", "d@acme.example"]
    second = control.format(2) + order.format("ATTENDEEID", "ASC")
    assert await emails(visitor, key, second) == ["a@acme.example", "b@acme.example"]
    by_email = (
        f"<attendeeEmail><email>A@acme.example</email><sessionKey>{key}</sessionKey>"
        "</attendeeEmail><sendEmail>true</sendEmail>"
    )
    (await visitor.ask("attendee.DelMeetingAttendee", by_email)).ok()
    (await visitor.ask("attendee.DelMeetingAttendee", by_email)).refused("009010")
    assert [each["to"] for each in webex.book.read("mail")] == ["a@acme.example"]
    assert len(await emails(visitor, key)) == 4
    joined = "<joinStatus>ACCEPT</joinStatus>"
    assert await emails(visitor, key, joined) == []


async def test_what_is_refused(visitor: Visitor) -> None:
    key = await visitor.create()
    whole = attendee(key, "a@acme.example")
    (await add(visitor, attendee("1", "a@acme.example"))).refused("060001")
    (await add(visitor, whole.replace(f"<sessionKey>{key}</sessionKey>", ""))).refused("060001")
    for wrong in (
        "",
        f"<sessionKey>{key}</sessionKey>",
        whole.replace("<email>a@acme.example</email>", ""),
        whole.replace("INVITE", "INVITED"),
        whole.replace("ATTENDEE", "GUEST"),
        whole.replace("VISITOR", "FRIEND"),
        whole.replace("sessionKey", "sessionkey"),
        f"<attendees>{whole}</attendees><attendees></attendees>",
    ):
        (await add(visitor, wrong)).refused("999999")
    theirs = context(MALLORY, MALLORY_PASSWORD)
    for kind, content in (
        ("CreateMeetingAttendee", whole),
        ("LstMeetingAttendee", f"<meetingKey>{key}</meetingKey>"),
    ):
        (await visitor.ask(f"attendee.{kind}", content, theirs)).refused("000001")
    (await visitor.ask("attendee.DelMeetingAttendee")).refused("999999")
    half = "<attendeeEmail><email>a@acme.example</email></attendeeEmail>"
    (await visitor.ask("attendee.DelMeetingAttendee", half)).refused("999999", "sessionKey")
    assert await emails(visitor, key) == []


async def test_registration_gives_an_id_and_an_address(visitor: Visitor) -> None:
    key = await visitor.create(more=REGISTRATION)
    added = (await add(visitor, attendee(key, "a@acme.example"))).ok()
    assert added.names("register") == ["attendeeID", "registerID"]
    number = added.text("registerID")
    content = f"<sessionKey>{key}</sessionKey><RegID>{number}</RegID>"
    links = (await visitor.ask("meeting.GetjoinurlMeeting", content)).ok()
    assert f"RID={number}" in links.text("joinMeetingURL")
    assert (await visitor.get(links.text("registerMeetingURL"))).status_code == 200


async def test_a_join_link_has_filled_in_what_was_told(visitor: Visitor) -> None:
    key = await visitor.create()
    values = "<attendeeName>Jim &amp; Ana</attendeeName><attendeeEmail>j@x.example</attendeeEmail>"
    content = f"<meetingKey>{key}</meetingKey>{values}<meetingPW>{{}}</meetingPW>"
    right = await visitor.ask("meeting.GetjoinurlMeeting", content.format("Pa55word"))
    link = right.ok().text("joinMeetingURL")
    assert "AN=Jim%20%26%20Ana" in link
    assert (await visitor.get(link)).status_code == 200
    wrong = await visitor.ask("meeting.GetjoinurlMeeting", content.format("guess"))
    assert (await visitor.get(wrong.ok().text("joinMeetingURL"))).status_code == 403


async def test_a_checked_attendee_is_not_added(visitor: Visitor) -> None:
    key = await visitor.create()
    check = "<validateFormat>true</validateFormat>"
    (await add(visitor, attendee(key, "a@acme.example", more=check))).ok()
    assert await emails(visitor, key) == []
