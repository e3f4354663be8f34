"""The founding documents' own messages: requests are built as printed, replies read as printed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from lxml import etree

from meetings.model import Attendee, Meeting, NewMeeting
from meetings.services.skype import Skype
from meetings.services.skype.request import start_body
from tests.meetings.skype import documents as doc
from tests.meetings.skype import seeds
from tests.meetings.skype.scripted_pool import MARKER, ScriptedPool, connected, scheduling

FORMS = {"json": "application/json", "xml": "application/xml"}
NAMESPACE = "{http://schemas.microsoft.com/rtc/2012/03/ucwa}"
PEOPLE = tuple(
    Attendee(name=name, slack_id="U0AAA00001", email=f"{name}@contoso.com")
    for name in ("johndoe", "janedoe")
)
AGENDA = (
    "We'll be meeting to review the sales numbers for this past quarter and discuss projections "
    "for the next two quarters."
)
ENDS = {  # what the pages ask the server to keep the meeting to, less the margin that we add
    "json": datetime(2016, 9, 26, 23, 20, 29, 50_000, UTC),
    "xml": datetime(2016, 9, 26, 23, 20, 29, 55_905, UTC),
}
CHOICES = {
    "json": {"presenters": "company", "leaders": "aikc@contoso.com, lenea@contoso.com"},
    "xml": {
        "access": "locked",
        "presenters": "nobody",
        "leaders": "sip:aikc@contoso.com lenea@contoso.com",
    },
}
MARGIN = timedelta(days=1)


def service(form: str) -> Skype:
    return Skype({"url": doc.ROOT, "format": form})


def pages_meeting(form: str) -> NewMeeting:
    """The meeting that the page's request is for."""
    off = {"announcements": "no", "phone": "no", "phone_lobby": "no"}
    return NewMeeting(
        title="Quarterly sales numbers",
        marker=MARKER,
        starts_at=ENDS[form] - MARGIN - timedelta(hours=1),
        lasts=timedelta(hours=1),
        people=PEOPLE,
        agenda=AGENDA,
        choices={**off, **CHOICES[form]},
    )


def properties(content: bytes | str) -> list[tuple[str, Any]]:
    """The properties of an XML request in their order; blanks between elements are nothing."""
    root = etree.fromstring(content.encode() if isinstance(content, str) else content)
    assert root.tag == f"{NAMESPACE}input"
    assert root.nsmap == {None: NAMESPACE.strip("{}")}
    assert not root.attrib
    return [
        (each.attrib["name"], each.text)
        if each.tag == f"{NAMESPACE}property"
        else (each.attrib["name"], [item.text for item in each.iterchildren(f"{NAMESPACE}item")])
        for each in root
    ]


def sent(form: str) -> httpx.Request:
    """The request that schedules the page's meeting."""
    pool = scheduling()
    pool.play(service(form).create(pages_meeting(form), connected()))
    [request] = pool.sent("POST", doc.SCHEDULED)
    for name in ("content-type", "accept"):
        assert request.headers[name] == FORMS[form]
    assert request.headers["authorization"].startswith("Bearer cwt=")
    return request


def plain(description: str) -> str:
    """A description without what we add to it, and without the blanks that printing lost."""
    agenda, _, ours = description.partition("\n\nWhen: ")
    assert ours.endswith(f"\n[ref {MARKER}]")
    return agenda


def test_a_meeting_is_scheduled_as_the_page_does_in_json() -> None:
    printed = json.loads(seeds.undamaged(seeds.SCHEDULE_JSON))
    assert printed.pop("accessLevel") == "None"  # "not initialised": nothing that can be sent
    body = json.loads(sent("json").content)
    assert list(body) == list(printed)
    body["description"] = plain(body["description"]).replace(" ", "")
    body["subject"] = body["subject"].replace(" ", "")
    assert body == printed
    assert rb'"expirationTime": "\/Date(1474932029050)\/"' in sent("json").content


def test_a_meeting_is_scheduled_as_the_page_does_in_xml() -> None:
    printed = dict(properties(seeds.undamaged(seeds.SCHEDULE_XML)))
    request = properties(sent("xml").content)
    assert [name for name, _ in request] == list(printed)
    body = dict(request)
    moments = [datetime.fromisoformat(request.pop("expirationTime")) for request in (body, printed)]
    assert abs(moments[0] - moments[1]) < timedelta(milliseconds=1)
    body["description"] = plain(body["description"])
    assert body == printed


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_damage_is_ever_sent(form: str) -> None:
    content = sent(form).content.decode()
    assert "&quot;" not in content
    assert "sip : " not in content
    assert '"None"' not in content
    assert ">None<" not in content


def started(form: str) -> tuple[dict[str, Any], httpx.Request]:
    """The page's start as we build it, with the page's own thread in place of ours."""
    printed = json.loads(seeds.START_JSON)
    name = "Skype for Business" if form == "xml" else "SkypeforBusiness"
    choices = {"importance": "urgent"}
    body = start_body(NewMeeting(title=name, marker=printed["operationId"], choices=choices))
    assert len(body["threadId"]) == len(printed["threadId"])
    pool = scheduling().at("POST", doc.START, doc.refused(409, "Conflict", "None"))
    wanted = NewMeeting(title=name, marker=printed["operationId"], choices=choices)
    with pytest.raises(Exception, match="Skype for Business"):
        pool.play(service(form).create(wanted, connected()))
    [request] = pool.sent("POST", doc.START)
    return {**body, "threadId": printed["threadId"]}, request


@pytest.mark.parametrize("form", FORMS)
def test_a_meeting_is_started_as_the_page_does(form: str) -> None:
    body, request = started(form)
    assert request.headers["content-type"] == FORMS[form]
    if form == "json":
        assert list(body.items()) == list(json.loads(seeds.START_JSON).items())
        assert list(json.loads(request.content)) == list(body)
    else:
        assert list(body.items()) == properties(seeds.START_XML)
        assert [name for name, _ in properties(request.content)] == list(body)


MADE = {"json": seeds.SCHEDULED_JSON, "xml": seeds.SCHEDULED_XML}
LISTED = {"json": seeds.LIST_JSON, "xml": seeds.LIST_XML}
FOCUS = "sip:bmauldin@contoso.com;gruu;opaque=app:conf:focus:id:IB88RLLY"
LEGACY = f"conf:{FOCUS}?conversation-id=cdc15173-e354-4d1b-9f4c-cf42ab746f3d"
EXPIRES = {
    "json": "2016-09-26T23:20:29.051000+00:00",
    "xml": "2016-09-26T16:20:29.058906-07:00",
}


def printed_reply(printed: dict[str, str], form: str, status: int) -> httpx.Response:
    headers = {"Content-Type": FORMS[form], "Etag": "758b980a-7b4b-4702-8490-f84c6d0ca3e3"}
    return httpx.Response(status, headers=headers, content=printed[form].encode())


@pytest.mark.parametrize("form", FORMS)
def test_the_pages_reply_to_a_new_meeting_is_read_whole(form: str) -> None:
    pool = scheduling(printed_reply(MADE, form, 201))
    meeting = pool.play(service(form).create(pages_meeting(form), connected()))
    assert isinstance(meeting, Meeting)
    assert (meeting.id, meeting.title) == ("IB88RLLY", "Quarterly sales numbers")
    assert meeting.join_url == "https://meet.contoso.com/bmauldin/IB88RLLY"
    known = dict(meeting.data)
    known.pop("asked")
    assert known == {
        "kind": "scheduled",
        "uri": FOCUS,
        "legacy_uri": LEGACY,
        "conference_id": "12983487",
        "organizer": "sip:bmauldin@contoso.com",
        "made_as": "myOnlineMeetings",
        "expires": EXPIRES[form],
        "phones": "Disabled",
        "extensions": "RoamedParticipantData 917823",
    }
    assert meeting.dial_in == ()  # phone users are not admitted
    assert pool.times("GET", doc.DIAL_IN) == 0


@pytest.mark.parametrize("form", FORMS)
def test_what_the_reply_set_otherwise_is_told(form: str) -> None:
    meeting = scheduling(printed_reply(MADE, form, 201)).play(
        service(form).create(pages_meeting("xml"), connected())
    )
    access = {"json": "did not keep the choice for “Who gets in", "xml": "to “My company”"}
    assert access[form] in meeting.notes[0]
    leads = "set “Who leads on joining” to “My company”"
    assert [leads in note for note in meeting.notes[1:]] == ([True] if form == "json" else [])


@pytest.mark.parametrize("form", FORMS)
def test_the_pages_list_is_read_the_permanent_room_last(form: str) -> None:
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(200))
    pool.at("GET", doc.SCHEDULED, printed_reply(LISTED, form, 200))
    mine, room = pool.play(service(form).upcoming(doc.MONDAY, connected()))
    for meeting, kind in ((mine, "scheduled"), (room, "room")):
        assert (meeting.id, meeting.data["kind"]) == ("IB88RLLY", kind)
        assert meeting.title == "Quarterly sales numbers"
        assert meeting.join_url == "https://meet.contoso.com/bmauldin/IB88RLLY"
        assert meeting.data["legacy_uri"] == LEGACY
        assert meeting.starts_at is None
    assert pool.sent("GET", doc.SCHEDULED)[0].headers["accept"] == FORMS[form]


@pytest.mark.parametrize("form", FORMS)
def test_the_pages_meeting_is_deleted_by_its_own_link(form: str) -> None:
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(200))
    pool.at("GET", doc.SCHEDULED, printed_reply(LISTED, form, 200))
    own = "/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/943"
    pool.at("DELETE", own, doc.reply(status=204))
    known = Meeting(id="IB88RLLY", title="x", join_url="https://meet.contoso.com/x")
    pool.play(service(form).cancel(known, connected()))
    assert pool.times("DELETE", own) == 1
