"""The pages' own requests in both forms: undamaged they are accepted, and changed refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.services.skype import SkypeServer
from tests.meetings.skype.seeds import (
    SCHEDULE_JSON,
    SCHEDULE_XML,
    START_JSON,
    START_XML,
    undamaged,
)
from tests.sandbox.skype.forms import JSON, NAMESPACE, XML, composed, read
from tests.sandbox.skype.visitor import MARKER, Visitor, reason
from tests.sandbox.stopped_clock import StoppedClock

SCHEDULED = {
    "accessLevel": "Locked",
    "attendees": ["sip:johndoe@contoso.com", "sip:janedoe@contoso.com"],
    "automaticLeaderAssignment": "Disabled",
    "description": "We'll be meeting to review the sales numbers for this past quarter and "
    "discuss projections for the next two quarters.",
    "entryExitAnnouncement": "Disabled",
    "expirationTime": datetime(2016, 9, 26, 23, 20, 29, 55_000, UTC),
    "leaders": ["sip:aikc@contoso.com", "sip:lenea@contoso.com"],
    "lobbyBypassForPhoneUsers": "Disabled",
    "phoneUserAdmission": "Disabled",
    "subject": "Quarterly sales numbers",
}
STARTED = {
    "operationId": "74cb7404e0a247d5a2d4eb0376a47dbf",
    "importance": "Urgent",
    "subject": "Skype for Business",
    "threadId": "292e0aaef36c426a97757f43dda19d06",
}
SET_BY_THE_SERVER = (
    *("rel", "conferenceId", "joinUrl", "legacyOnlineMeetingUri", "onlineMeetingId"),
    *("onlineMeetingRel", "onlineMeetingUri", "organizerUri"),
)
# What the page lost from its JSON: blanks between words, and a level that may be set.
LOST_IN_JSON = {
    "accessLevel": "None",
    "automaticLeaderAssignment": "SameEnterprise",
    "description": str(SCHEDULED["description"]).replace(" ", ""),
    "expirationTime": datetime(2016, 9, 26, 23, 20, 29, 50_000, UTC),
    "subject": "Quarterlysalesnumbers",
}


@pytest.fixture
async def ada(skype: SkypeServer, clock: StoppedClock, visitor: Visitor) -> Visitor:
    """Ada in the year of the pages, whose people are those of contoso.com."""
    skype.deployment.domain = "contoso.com"
    clock.show(datetime(2016, 9, 26, tzinfo=UTC))
    return await visitor.open()


async def send(ada: Visitor, rel: str, kind: str, body: str | bytes) -> Any:
    part = "communication" if rel == "startOnlineMeeting" else "onlineMeetings"
    headers = {"Content-Type": kind, "Accept": kind}
    return await ada.call("POST", ada.link(rel, part), content=body, headers=headers)


@pytest.mark.parametrize(
    ("kind", "printed", "lost"), [(JSON, SCHEDULE_JSON, LOST_IN_JSON), (XML, SCHEDULE_XML, {})]
)
async def test_a_meeting_is_scheduled_as_printed(
    ada: Visitor, kind: str, printed: str, lost: dict[str, Any]
) -> None:
    refused = await send(ada, "myOnlineMeetings", kind, printed)
    assert reason(refused) == (400, "BadRequest", "DeserializationFailure")
    answer = await send(ada, "myOnlineMeetings", kind, undamaged(printed))
    assert answer.status_code == 200, answer.text
    shown = read(answer)["properties"]
    assert {name: shown[name] for name in SCHEDULED} == SCHEDULED | lost
    [marker] = [name for name, value in shown.items() if value == MARKER]
    assert set(shown) - {marker, "etag"} == {*SCHEDULED, *SET_BY_THE_SERVER}
    assert set(read(answer)["links"]) == {"self", "onlineMeetingExtensions"}
    [extension] = read(answer)["inner"]["onlineMeetingExtension"]
    assert set(extension["properties"]) == {"rel", "id", "type"}


@pytest.mark.parametrize(
    ("kind", "printed", "subject"),
    [(JSON, START_JSON, "SkypeforBusiness"), (XML, START_XML, "Skype for Business")],
)
async def test_a_meeting_is_started_as_printed(
    ada: Visitor, kind: str, printed: str, subject: str
) -> None:
    answer = await send(ada, "startOnlineMeeting", kind, printed)
    assert (answer.status_code, answer.content) == (201, b"")
    properties = read(await ada.get(answer.headers["location"], headers={"Accept": kind}))[
        "properties"
    ]
    assert {name: properties[name] for name in STARTED} == STARTED | {"subject": subject}


MEETING_NAMES = [(SCHEDULE_XML, "myOnlineMeetings", name) for name in SCHEDULED]
START_NAMES = [(START_XML, "startOnlineMeeting", name) for name in STARTED]


@pytest.mark.parametrize(("printed", "rel", "name"), MEETING_NAMES + START_NAMES)
async def test_a_misspelt_or_repeated_property_is_refused(
    ada: Visitor, skype: SkypeServer, printed: str, rel: str, name: str
) -> None:
    whole = undamaged(printed)
    misspelt = await send(ada, rel, XML, whole.replace(f'"{name}"', f'"{name}x"'))
    assert reason(misspelt) == (400, "BadRequest", "ParameterValidationFailure")
    again = f'<property name="{name.upper()}">x</property></input>'
    repeated = await send(ada, rel, XML, whole.replace("</input>", again))
    assert reason(repeated) == (400, "BadRequest", "DeserializationFailure")
    assert skype.book.read("meeting", "scheduled") == []


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"accessLevel": "locked"}, "ParameterValidationFailure"),
        ({"accessLevel": ""}, "ParameterValidationFailure"),
        ({"automaticLeaderAssignment": "Enabled"}, "ParameterValidationFailure"),
        ({"entryExitAnnouncement": "Unsupported"}, "ParameterValidationFailure"),
        ({"lobbyBypassForPhoneUsers": "true"}, "ParameterValidationFailure"),
        ({"phoneUserAdmission": "None"}, "ParameterValidationFailure"),
        ({"subject": "x" * 251}, "ParameterValidationFailure"),
        ({"attendees": ["sip : johndoe@contoso.com"]}, "ParameterValidationFailure"),
        ({"attendees": ["mailto:johndoe@contoso.com"]}, "ParameterValidationFailure"),
        ({"leaders": ["sip:johndoe@fabrikam.com"]}, "ParameterValidationFailure"),
        ({"expirationTime": "2015-09-01T00:00:00Z"}, "ParameterValidationFailure"),
        ({"expirationTime": "2027-09-26T00:00:00Z"}, "ParameterValidationFailure"),
        ({"expirationTime": "/Date(1474932029050)/"}, "DeserializationFailure"),
        ({"expirationTime": "2016-09-26T16:20:29.0559053"}, "DeserializationFailure"),
        ({"expirationTime": "2016-09-26 16:20:29Z"}, "DeserializationFailure"),
        ({"expirationTime": "2016-13-26T16:20:29Z"}, "DeserializationFailure"),
        ({"expirationTime": "20160926T162029Z"}, "DeserializationFailure"),
        ({"expirationTime": ""}, "DeserializationFailure"),
        ({"attendees": "sip:johndoe@contoso.com"}, "DeserializationFailure"),
        ({"subject": ["Quarterly", "sales"]}, "DeserializationFailure"),
    ],
)
async def test_a_changed_value_is_refused(
    ada: Visitor, skype: SkypeServer, changed: dict[str, Any], subcode: str
) -> None:
    properties = {**SCHEDULED, "expirationTime": "2016-09-26T23:20:29Z", **changed}
    answer = await send(ada, "myOnlineMeetings", XML, composed(properties))
    assert reason(answer) == (400, "BadRequest", subcode)
    assert f'name="{next(iter(changed))}"' in answer.text
    assert skype.book.read("scheduled") == []


WELL = f'<input xmlns="{NAMESPACE}"><property name="subject">x</property></input>'


@pytest.mark.parametrize(
    "body",
    [
        WELL.replace("</input>", ""),
        WELL.replace(f' xmlns="{NAMESPACE}"', ""),
        WELL.replace("http://", "https://"),
        WELL.replace("input", "request"),
        WELL.replace("<input", "<input rel='x'"),
        WELL.replace("property", "prop"),
        WELL.replace("property", "ns:property").replace("<input", "<input xmlns:ns='urn:x'"),
        WELL.replace("name=", "Name="),
        WELL.replace("name=", "type='string' name="),
        WELL.replace(' name="subject"', ""),
        WELL.replace("x<", "<b>x</b><"),
        WELL.replace("</input>", "stray</input>"),
        WELL.replace("property", "propertyList"),
        WELL.replace("property", "propertyList").replace(">x<", "><value>x</value><"),
        WELL.replace("property", "propertyList").replace(">x<", "><item a='b'>x</item><"),
        WELL.replace("property", "propertyList").replace(">x<", "><item><i/></item><"),
        f"<!DOCTYPE input>{WELL}",
        f'<!DOCTYPE input [<!ENTITY x "y">]>{WELL.replace(">x<", ">&x;<")}',
        f'<!DOCTYPE input SYSTEM "http://127.0.0.1:9/x.dtd">{WELL}',
        WELL.replace(">x<", ">&nbsp;<"),
        WELL.replace(">x<", ">\u0007<"),
        json.dumps({"subject": "x"}),
        "<" * 100,
    ],
)
async def test_other_xml_is_no_input(ada: Visitor, skype: SkypeServer, body: str) -> None:
    assert (await send(ada, "startOnlineMeeting", XML, WELL)).status_code == 201
    answer = await send(ada, "startOnlineMeeting", XML, body)
    assert reason(answer) == (400, "BadRequest", "DeserializationFailure")
    assert len(skype.book.read("meeting")) == 1
    assert (await ada.http.get(f"{ada.url}/sandbox/book")).status_code == 200


@pytest.mark.parametrize("kind", ["text/xml", "application/soap+xml", "text/plain", ""])
async def test_other_types_are_not_taken(ada: Visitor, kind: str) -> None:
    headers = {"Content-Type": kind, "Accept": XML}
    href = ada.link("startOnlineMeeting", "communication")
    answer = await ada.call("POST", href, content=WELL, headers=headers)
    assert reason(answer) == (415, "UnsupportedMediaType", "")


@pytest.mark.parametrize("kind", ["application/xml; charset=utf-8", "Application/XML"])
async def test_comments_blanks_and_other_encodings_are_nothing_special(
    ada: Visitor, kind: str
) -> None:
    body = WELL.replace("<property", "<!-- here --> \n <?pi?><property").encode("utf-16")
    href = ada.link("startOnlineMeeting", "communication")
    answer = await ada.call("POST", href, content=body, headers={"Content-Type": kind})
    assert answer.status_code == 201
    assert (await ada.get(answer.headers["location"])).json()["subject"] == "x"
