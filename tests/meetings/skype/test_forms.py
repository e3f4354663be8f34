"""Both forms are read to one shape and written from one, and what is neither is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from meetings.errors import MeetingError, Rejected, UnexpectedReply
from meetings.replies import answered_at
from meetings.services.skype import Skype
from meetings.services.skype.events import read_batch
from meetings.services.skype.formats import FORMATS, JSON, XML, read_body, read_moment
from meetings.services.skype.replies import Resource, read_resource
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import SKYPE, connected, new_meeting, scheduling

NS = 'xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"'
VENDORS = "application/vnd.microsoft.com.ucwa+xml"
MEETING = {"subject": "R&D <b>été</b> 🎉", "attendees": ["sip:a@x.y"], "leaders": [], "on": True}
EVENTS = f"""<?xml version="1.0" encoding="utf-8"?>
<events href="{doc.EVENTS}" {NS}>
  <link rel="next" href="{doc.A}/events?ack=2"/>
  <sender rel="conversation" href="{doc.CONVERSATION}">
    <added rel="onlineMeeting" href="{doc.ONLINE_MEETING}">
      <in rel="conversation" href="{doc.CONVERSATION}"/>
    </added>
  </sender>
  <sender rel="communication" href="{doc.A}/communication">
    <completed rel="onlineMeetingInvitation" href="{doc.INVITATION}" status="Failure">
      <reason><code>RemoteFailure</code><subcode>Declined</subcode><message>No.</message></reason>
      <resource rel="onlineMeetingInvitation" href="{doc.INVITATION}">
        <link rel="conversation" href="{doc.CONVERSATION}"/>
        <property name="operationId">o-1</property>
        <property name="state">Failed</property>
      </resource>
    </completed>
    <note rel="x" href="/y"/>
  </sender>
</events>"""


def in_xml(text: str | bytes, status: int = 200, kind: str = "application/xml") -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    return httpx.Response(status, headers={"Content-Type": kind}, content=content)


def test_what_is_written_reads_the_same_in_both() -> None:
    written = [json.loads(JSON.write(MEETING)), _read_input(XML.write(MEETING))]
    assert written[0] == MEETING
    assert written[1] == {**MEETING, "on": "true"}


def test_a_moment_is_written_as_each_form_has_it() -> None:
    moment = {"expirationTime": datetime(2026, 10, 19, 18, 40, 0, 500_000, UTC)}
    assert json.loads(JSON.write(moment)) == {"expirationTime": "/Date(1792435200500)/"}
    assert b"2026-10-19T18:40:00.5000000Z" in XML.write(moment)


def test_what_xml_cannot_hold_is_left_out() -> None:
    body = {"subject": "bell\a and \ud800half", "description": None, "attendees": ["a\x00b"]}
    assert _read_input(XML.write(body)) == {"subject": "bell and half", "attendees": ["ab"]}


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("/Date(1474932029004)/", datetime(2016, 9, 26, 23, 20, 29, 4_000, UTC)),
        ("/Date(1474932029004-0700)/", datetime(2016, 9, 26, 23, 20, 29, 4_000, UTC)),
        ("/Date(-1)/", datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC)),
        ("2016-09-26T16:20:29.0389049-07:00", datetime(2016, 9, 26, 23, 20, 29, 38_904, UTC)),
        ("2026-10-19T18:40:00.0000000Z", datetime(2026, 10, 19, 18, 40, tzinfo=UTC)),
        ("2026-10-19T18:40:00", datetime(2026, 10, 19, 18, 40, tzinfo=UTC)),
        ("/Date(999999999999999)/", None),
        ("/Date(soon)/", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_moments_are_read_in_both_encodings(printed: str, moment: datetime | None) -> None:
    assert read_moment(printed) == moment


def test_the_servers_clock_is_read_where_it_shows_one() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for date in ("Fri, 20 Nov 2026 12:00:00 GMT", "Fri, 20 Nov 2026 12:00:00 -0000"):
        assert answered_at(httpx.Response(200, headers={"Date": date})) == noon
    assert answered_at(httpx.Response(200)) is None


@pytest.mark.parametrize("kind", ["application/xml; charset=utf-8", VENDORS, "TEXT/XML"])
def test_a_resource_is_read_by_the_type_that_it_says_it_is(kind: str) -> None:
    text = f"""<resource rel="user" href="/u" {NS}><link rel="applications" href="/a"/>
      <link rel="many" href="/1"/><link rel="many" href="/2"/><property name="empty"/>
      <property name="name">Dana &amp; Co</property><propertyList name="none"/>
      <propertyList name="all"><item>x</item><item/></propertyList><!-- not here -->
      <resource rel="me" href="/me"><property name="uri">sip:dana@contoso.com</property></resource>
      </resource>"""
    user = read_resource(in_xml(text, kind=kind))
    assert (user.link("self"), user.link("applications"), user.links("many")) == (
        "/u",
        "/a",
        ["/1", "/2"],
    )
    assert (user.text("name"), user.text("empty"), user.texts("all")) == (
        "Dana & Co",
        "",
        ["x", ""],
    )
    [me] = user.embedded("me")
    assert (me.text("uri"), me.link("self")) == ("sip:dana@contoso.com", "/me")
    assert set(user.properties) == {"empty", "name", "none", "all"}


def test_events_are_named_by_their_elements() -> None:
    batch = read_batch(read_resource(in_xml(EVENTS, kind=VENDORS)))
    assert (batch.rel, batch.follow) == ("next", f"{doc.A}/events?ack=2")
    added, completed = batch.events
    assert (added.kind, added.rel, added.href) == ("added", "onlineMeeting", doc.ONLINE_MEETING)
    assert added.within == doc.CONVERSATION
    assert not added.resource
    assert (completed.kind, completed.status) == ("completed", "Failure")
    assert completed.reason.text("subcode") == "Declined"
    assert completed.resource.text("operationId") == "o-1"
    assert completed.resource.link("conversation") == doc.CONVERSATION


def test_an_error_in_xml_is_the_same_error() -> None:
    text = f"""<reason {NS}><code>BadRequest</code><subcode>ParameterValidationFailure</subcode>
      <message>Not valid.</message><debugInfo/><parameters>
      <property name="subject">The maximum length is 250.</property></parameters></reason>"""
    pool = scheduling(in_xml(text, 400))
    with pytest.raises(Rejected) as caught:
        pool.play(SKYPE.create(new_meeting(starts_at=doc.MONDAY), connected()))
    assert "Not valid (subject: The maximum length is 250.)" in caught.value.message


HOSTILE = [
    "<a><b c='d'/></a>",
    "<input/>",
    "{}",
    "",
    "<resource",
    f'<!DOCTYPE resource><resource rel="x" href="/y" {NS}/>',
    '<!DOCTYPE r [<!ENTITY x "y">]><resource><property name="n">&x;</property></resource>',
    '<!DOCTYPE r SYSTEM "file:///etc/passwd"><resource/>',
    "<resource>" * 300 + "</resource>" * 300,
    "<resource>" + "x" * 1_000_001 + "</resource>",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_other_xml_is_no_resource(text: str) -> None:
    with pytest.raises(UnexpectedReply):
        read_resource(in_xml(text))
    with pytest.raises(MeetingError):
        scheduling(in_xml(text, 409)).play(
            SKYPE.create(new_meeting(starts_at=doc.MONDAY), connected())
        )


@pytest.mark.parametrize(
    "text",
    [
        "<resource/>",
        f"<resource {NS}><link/><property/><propertyList/><resource/>text</resource>",
        '<resource><property name="_links">x</property><property name="_embedded"/></resource>',
        "<events/>",
        "<events><link/><sender/><sender><added/><completed><in/><reason/><resource/></completed>"
        "</sender></events>",
        "<reason/>",
        "<reason><parameters>x<y/></parameters></reason>",
    ],
)
def test_a_resource_with_nothing_in_it_is_empty(text: str) -> None:
    empty = read_resource(in_xml(text))
    assert (empty.link("self"), empty.text("subject"), empty.embedded("me")) == ("", "", [])
    with pytest.raises(UnexpectedReply):
        read_batch(empty)


@pytest.mark.parametrize("form", FORMATS)
def test_every_request_says_which_form_it_has_and_wants(form: str) -> None:
    service = Skype({"url": doc.ROOT, "format": form.upper()})
    pool = scheduling()
    pool.play(
        service.create(new_meeting(starts_at=doc.MONDAY, choices={"access": "locked"}), connected())
    )
    for request in pool.requests:
        assert request.headers["accept"] == f"application/{form}"
        kind = request.headers.get("content-type", f"application/{form}")
        assert kind == f"application/{form}"
        assert bool(request.content) == ("content-type" in request.headers)


def test_a_form_that_is_none_is_json() -> None:
    service = Skype({"url": doc.ROOT, "format": "soap"})
    pool = scheduling()
    pool.play(service.create(new_meeting(starts_at=doc.MONDAY), connected()))
    assert {request.headers["accept"] for request in pool.requests} == {"application/json"}


def _read_input(content: bytes) -> dict[str, Any]:
    """The properties in an XML request."""
    as_reply = content.replace(b"<input", b"<resource").replace(b"</input", b"</resource")
    return dict(Resource(read_body(in_xml(as_reply))).properties)
