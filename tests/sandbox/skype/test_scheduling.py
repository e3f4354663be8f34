"""Scheduling a meeting: the published messages, their mutations, the list and the documents."""

import html
import json
from datetime import UTC, datetime

import pytest

from sandbox.services.skype import ADA, SkypeServer
from tests.sandbox.skype.visitor import MARKER, Json, Visitor, reason
from tests.sandbox.stopped_clock import StoppedClock

# As the page prints it, with its damage: blanks about each colon and none between the words.
SEED = """{
  &quot;accessLevel&quot; : &quot;None&quot;,
  &quot;attendees&quot; : [
    &quot;sip : johndoe@contoso.com&quot;,
    &quot;sip : janedoe@contoso.com&quot;
  ],
  &quot;automaticLeaderAssignment&quot; : &quot;SameEnterprise&quot;,
  &quot;description&quot; : &quot;We\\u0027llbemeetingtoreviewthesalesnumbers.&quot;,
  &quot;entryExitAnnouncement&quot; : &quot;Disabled&quot;,
  &quot;expirationTime&quot; : &quot;\\/Date(1474932029050)\\/&quot;,
  &quot;leaders&quot; : [
    &quot;sip : aikc@contoso.com&quot;,
    &quot;sip : lenea@contoso.com&quot;
  ],
  &quot;lobbyBypassForPhoneUsers&quot; : &quot;Disabled&quot;,
  &quot;phoneUserAdmission&quot; : &quot;Disabled&quot;,
  &quot;subject&quot; : &quot;Quarterlysalesnumbers&quot;
}"""
REFERENCE: Json = {
    "subject": "Sprint review",
    "description": "Demo and retro",
    "accessLevel": "SameEnterprise",
    "automaticLeaderAssignment": "SameEnterprise",
    "attendees": ["sip:chris@contoso.example", "sip:alex@contoso.example"],
    "leaders": [],
    "entryExitAnnouncement": "Disabled",
    "phoneUserAdmission": "Enabled",
    "lobbyBypassForPhoneUsers": "Enabled",
    "expirationTime": "/Date(1792435200000)/",
}


@pytest.fixture
async def made(ada: Visitor, mine: str) -> Json:
    """A meeting that Ada scheduled."""
    body: Json = (await ada.post(mine, REFERENCE)).json()
    return body


async def test_the_published_message_is_accepted_in_its_year(
    skype: SkypeServer, clock: StoppedClock, visitor: Visitor
) -> None:
    skype.deployment.domain = "contoso.com"
    clock.show(datetime(2016, 9, 26, tzinfo=UTC))
    properties = json.loads(html.unescape(SEED).replace("sip : ", "sip:"))
    ada = await visitor.open()
    answer = await ada.post(ada.link("myOnlineMeetings", "onlineMeetings"), properties)
    assert answer.status_code == 200
    body = answer.json()
    assert {name: body[name] for name in properties} == properties
    assert body["joinUrl"].startswith(f"{ada.url}/meet/ada/")


async def test_the_damaged_message_is_refused(ada: Visitor, mine: str) -> None:
    answer = await ada.post(mine, json.loads(html.unescape(SEED)))
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")


@pytest.mark.parametrize(
    "properties",
    [
        REFERENCE,
        {},
        {"subject": "x" * 250},
        {"subject": "Weekly", "accessLevel": "Everyone"},
        {"subject": "Weekly", "automaticLeaderAssignment": None, "expirationTime": None},
        {"subject": "By its article", "attendanceAnnouncementsStatus": "Disabled"},
        {"expirationTime": "2026-10-19T18:40:00.0000000Z"},
        {"expirationTime": "2026-10-19T18:40:00.000+02:00"},
    ],
)
async def test_published_messages_are_accepted(ada: Visitor, mine: str, properties: Json) -> None:
    answer = await ada.post(mine, properties)
    assert answer.status_code == 200
    body = answer.json()
    assert answer.headers["etag"] == f'"{body["etag"]}"'
    assert body["_links"]["self"]["href"].endswith(f"/{body['onlineMeetingId']}")
    assert body["rel"] == "myOnlineMeeting"
    assert "attendanceAnnouncementsStatus" not in body
    assert list(body.values()).count(MARKER) == 1
    assert (await ada.http.get(body["joinUrl"])).status_code == 200


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"accessLevel": "everyone"}, "ParameterValidationFailure"),
        ({"accessLevel": "Public"}, "ParameterValidationFailure"),
        ({"automaticLeaderAssignment": "Enabled"}, "ParameterValidationFailure"),
        ({"entryExitAnnouncement": "Unsupported"}, "ParameterValidationFailure"),
        ({"lobbyBypassForPhoneUsers": "Yes"}, "ParameterValidationFailure"),
        ({"phoneUserAdmission": ""}, "ParameterValidationFailure"),
        ({"subject": "x" * 251}, "ParameterValidationFailure"),
        ({"attendees": ["sip : chris@contoso.example"]}, "ParameterValidationFailure"),
        ({"attendees": ["chris@contoso.example"]}, "ParameterValidationFailure"),
        ({"attendees": ["sip:chris@elsewhere.example"]}, "ParameterValidationFailure"),
        ({"leaders": ["sip:chris@notcontoso.example"]}, "ParameterValidationFailure"),
        ({"expirationTime": "2024-10-19T00:00:00Z"}, "ParameterValidationFailure"),
        ({"expirationTime": "2037-10-19T00:00:00Z"}, "ParameterValidationFailure"),
        ({"expirationTime": "2026-10-19T00:00:00"}, "DeserializationFailure"),
        ({"expirationTime": "tomorrow"}, "DeserializationFailure"),
        ({"expirationTime": "/Date(soon)/"}, "DeserializationFailure"),
        ({"expirationTime": 1792435200000}, "DeserializationFailure"),
        ({"subject": None}, "DeserializationFailure"),
        ({"description": 5}, "DeserializationFailure"),
        ({"attendees": "sip:chris@contoso.example"}, "DeserializationFailure"),
        ({"leaders": [5]}, "DeserializationFailure"),
        ({"startTime": "2026-10-19T00:00:00Z"}, "ParameterValidationFailure"),
        ({"joinUrl": "https://evil.example/"}, "ParameterValidationFailure"),
    ],
)
async def test_a_changed_message_is_refused(
    ada: Visitor, skype: SkypeServer, mine: str, changed: Json, subcode: str
) -> None:
    answer = await ada.post(mine, {**REFERENCE, **changed})
    assert reason(answer) == (400, "BadRequest", subcode)
    assert list(answer.json()["parameters"]) == list(changed)
    assert skype.book.read("scheduled") == []


@pytest.mark.parametrize("misspelt", list(REFERENCE))
async def test_a_misspelt_name_is_refused(ada: Visitor, mine: str, misspelt: str) -> None:
    properties = {f"{name}x" if name == misspelt else name: REFERENCE[name] for name in REFERENCE}
    assert reason(await ada.post(mine, properties))[2] == "ParameterValidationFailure"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("TooManyOnlineMeetings", 409),
        ("CallbackChannelError", 500),
        ("AlreadyExists", 409),
        ("TooManyGroups", 409),
        ("None", 409),
        ("CannotRedirect", 410),
    ],
)
async def test_every_row_of_the_page_on_demand(
    ada: Visitor, skype: SkypeServer, mine: str, row: str, status: int
) -> None:
    skype.misbehave(on="POST myOnlineMeetings", do="refuse", row=row)
    answer = await ada.post(mine, REFERENCE)
    assert (answer.status_code, reason(answer)[2]) == (status, row)
    skype.misbehave(on="GET myOnlineMeetings", do="refuse", row="InvalidExchangeServerVersion")
    assert reason(await ada.get(mine))[2] == "InvalidExchangeServerVersion"


async def test_input_may_come_as_query_parameters(ada: Visitor, mine: str) -> None:
    answer = await ada.post(f"{mine}?SUBJECT=By+query", {"description": "By body"})
    body = answer.json()
    assert (body["subject"], body["description"]) == ("By query", "By body")
    assert reason(await ada.post(f"{mine}?start=now"))[0] == 400


async def test_it_may_answer_201(ada: Visitor, skype: SkypeServer, mine: str) -> None:
    skype.deployment.scheduled_status = 201
    assert (await ada.post(mine, REFERENCE)).status_code == 201


async def test_there_is_a_limit(ada: Visitor, skype: SkypeServer, mine: str, made: Json) -> None:
    skype.deployment.meetings_each = 1
    answer = await ada.post(mine, REFERENCE)
    assert reason(answer) == (409, "Conflict", "TooManyOnlineMeetings")
    await ada.call("DELETE", made["_links"]["self"]["href"])
    assert (await ada.post(mine, REFERENCE)).status_code == 200


async def test_values_left_out_are_the_presets(ada: Visitor, mine: str) -> None:
    body = (await ada.post(mine, {"subject": "x"})).json()
    documents = ada.app["_embedded"]["onlineMeetings"]["_links"]
    preset = (await ada.get(documents["onlineMeetingDefaultValues"]["href"])).json()
    for name in ("accessLevel", "automaticLeaderAssignment", "entryExitAnnouncement"):
        assert body[name] == preset[name]
    assert body["leaders"] == []
    assert body["expirationTime"] == "/Date(1792428800000)/"


async def test_the_list_has_the_permanent_room_and_the_scheduled(
    ada: Visitor, skype: SkypeServer, mine: str, made: Json
) -> None:
    lists = (await ada.get(mine)).json()["_embedded"]
    assert lists["myOnlineMeeting"] == [made]
    [room] = lists["myAssignedOnlineMeeting"]
    assert (room["rel"], room["onlineMeetingId"]) == ("myAssignedOnlineMeeting", ADA.permanent_id)
    assert "expirationTime" not in room
    assert (await ada.get(room["_links"]["self"]["href"])).json() == room
    skype.deployment.permanent_meetings = False
    assert "myAssignedOnlineMeeting" not in (await ada.get(mine)).json()["_embedded"]
    await ada.call("DELETE", made["_links"]["self"]["href"])
    assert "_embedded" not in (await ada.get(mine)).json()


async def test_meetings_outlive_the_application(ada: Visitor, made: Json) -> None:
    await ada.call("DELETE", ada.link("self"))
    again = await ada.open()
    mine = again.link("myOnlineMeetings", "onlineMeetings")
    [meeting] = (await again.get(mine)).json()["_embedded"]["myOnlineMeeting"]
    assert meeting["onlineMeetingId"] == made["onlineMeetingId"]
    assert meeting["_links"] != made["_links"]
    assert (await again.get(made["_links"]["self"]["href"])).status_code == 404


async def test_the_documents_about_meetings(ada: Visitor, skype: SkypeServer) -> None:
    links = ada.app["_embedded"]["onlineMeetings"]["_links"]
    for rel in (
        "onlineMeetingPolicies",
        "onlineMeetingEligibleValues",
        "onlineMeetingDefaultValues",
        "onlineMeetingInvitationCustomization",
        "phoneDialInInformation",
    ):
        body = (await ada.get(links[rel]["href"])).json()
        assert body["rel"] == rel
        assert body["_links"]["self"] == links[rel]
        assert (await ada.post(links[rel]["href"])).status_code == 405
    eligible = (await ada.get(links["onlineMeetingEligibleValues"]["href"])).json()
    assert "None" not in eligible["accessLevels"]
    assert "Unsupported" not in eligible["entryExitAnnouncements"]
    dial_in = (await ada.get(links["phoneDialInInformation"]["href"])).json()
    assert dial_in["_embedded"]["dialInRegion"][0]["number"].startswith("tel:+")
    assert (await ada.get(links["self"]["href"])).json()["_links"] == links


async def test_a_server_without_telephones(visitor: Visitor, skype: SkypeServer) -> None:
    skype.deployment.dial_in = False
    ada = await visitor.open()
    assert "phoneDialInInformation" not in ada.app["_embedded"]["onlineMeetings"]["_links"]
    body = (await ada.post(ada.link("myOnlineMeetings", "onlineMeetings"), REFERENCE)).json()
    assert "conferenceId" not in body
