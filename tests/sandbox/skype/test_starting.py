"""Starting a meeting at once: published messages, their mutations, and the steps to the link."""

import pytest

from sandbox.services.skype import ADA, SkypeServer
from tests.sandbox.skype.visitor import Json, Visitor, event_types, events, reason

# The page prints "SkypeforBusiness" in JSON, where blanks were lost, and has them in XML.
SEED = {
    "operationId": "74cb7404e0a247d5a2d4eb0376a47dbf",
    "importance": "Urgent",
    "subject": "Skype for Business",
    "threadId": "292e0aaef36c426a97757f43dda19d06",
}
JSON = "application/json"
REFERENCE = {
    "operationId": "5028e824-2268-4b14-9e59-1abad65ff393",
    "importance": "Normal",
    "subject": "Sprint review",
    "threadId": "0c7e9e90916041099ffd46075944f433",
}


@pytest.mark.parametrize(
    "properties",
    [
        SEED,
        REFERENCE,
        {},
        {"importance": "Emergency"},
        {"subject": ""},
        {"subject": "ö" * 250, "operationId": "x" * 50},
        {"OperationId": "o", "SUBJECT": "s", "threadid": "dGhyZWFk+/=="},
        {"subject": 'R&D <sync> "quoted" — été 🎉\n'},
    ],
)
async def test_published_messages_are_accepted(ada: Visitor, properties: Json) -> None:
    answer = await ada.start(**properties)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["location"].startswith("/ucwa/")
    invitation = (await ada.get(answer.headers["location"])).json()
    assert (invitation["rel"], invitation["direction"]) == ("onlineMeetingInvitation", "Outgoing")
    lowered = {name.lower(): value for name, value in properties.items()}
    for name in ("operationId", "subject", "threadId", "importance"):
        if name.lower() in lowered:
            assert invitation[name] == lowered[name.lower()]


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"subject": "x" * 251}, "ParameterValidationFailure"),
        ({"operationId": "x" * 51}, "ParameterValidationFailure"),
        ({"importance": "Low"}, "ParameterValidationFailure"),
        ({"importance": "urgent"}, "ParameterValidationFailure"),
        ({"importance": ""}, "ParameterValidationFailure"),
        ({"operationID_": "x"}, "ParameterValidationFailure"),
        ({"thread": "x"}, "ParameterValidationFailure"),
        ({"onlineMeetingUri": "sip:x"}, "ParameterValidationFailure"),
        ({"subject": None}, "DeserializationFailure"),
        ({"subject": 5}, "DeserializationFailure"),
        ({"operationId": True}, "DeserializationFailure"),
        ({"importance": 1}, "DeserializationFailure"),
        ({"threadId": ["x"]}, "DeserializationFailure"),
        ({"threadId": {}}, "DeserializationFailure"),
    ],
)
async def test_a_changed_message_is_refused(
    ada: Visitor, skype: SkypeServer, changed: Json, subcode: str
) -> None:
    answer = await ada.start(**{**SEED, **changed})
    assert reason(answer) == (400, "BadRequest", subcode)
    assert list(answer.json()["parameters"]) == list(changed)
    assert skype.book.read("meeting") == []


@pytest.mark.parametrize("misspelt", list(SEED))
async def test_a_misspelt_name_is_refused(ada: Visitor, skype: SkypeServer, misspelt: str) -> None:
    properties = {name if name != misspelt else f"{name}x": value for name, value in SEED.items()}
    assert reason(await ada.start(**properties))[2] == "ParameterValidationFailure"
    assert skype.book.read("meeting") == []


async def test_no_body_at_all_will_do(ada: Visitor) -> None:
    href = ada.link("startOnlineMeeting", "communication")
    assert (await ada.call("POST", href)).status_code == 201
    answer = await ada.call("POST", href, content=b"<input/>")
    assert reason(answer) == (415, "UnsupportedMediaType", "")


@pytest.mark.parametrize(
    "content",
    [
        b'{"subject": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"subject": NaN}',
        b'{"subject": "\xff"}',
        b'{"subject": "once", "Subject": "twice"}',
        b"[" * 30_000,
    ],
)
async def test_nonsense_is_refused_and_written_down(ada: Visitor, content: bytes) -> None:
    href, headers = ada.link("startOnlineMeeting", "communication"), {"Content-Type": JSON}
    answer = await ada.call("POST", href, content=content, headers=headers)
    assert reason(answer) == (400, "BadRequest", "DeserializationFailure")
    assert (await ada.http.get(f"{ada.url}/sandbox/book")).status_code == 200


async def test_input_may_come_as_query_parameters(ada: Visitor) -> None:
    href = ada.link("startOnlineMeeting", "communication") + "&SUBJECT=By+query"
    answer = await ada.post(href, {"operationId": "o"})
    invitation = (await ada.get(answer.headers["location"])).json()
    assert (invitation["subject"], invitation["operationId"]) == ("By query", "o")
    assert (await ada.post(href, {"subject": "twice"})).status_code == 400


async def test_the_query_of_the_link_is_needed(ada: Visitor) -> None:
    bare = ada.link("startOnlineMeeting", "communication").partition("?")[0]
    assert (await ada.post(bare, SEED)).status_code == 404


@pytest.mark.parametrize(
    ("row", "status", "code", "subcode"),
    [
        ("CallbackChannelError", 500, "ServiceFailure", "CallbackChannelError"),
        ("AlreadyExists", 409, "Conflict", "AlreadyExists"),
        ("TooManyGroups", 409, "Conflict", "TooManyGroups"),
        ("None", 409, "Conflict", "None"),
        ("CannotRedirect", 410, "Gone", "CannotRedirect"),
    ],
)
async def test_every_row_of_the_page_on_demand(
    ada: Visitor, skype: SkypeServer, row: str, status: int, code: str, subcode: str
) -> None:
    skype.misbehave(on="POST startOnlineMeeting", do="refuse", row=row)
    assert reason(await ada.start(**SEED)) == (status, code, subcode)
    assert skype.book.read("meeting") == []
    assert (await ada.start(**SEED)).status_code == 201


async def test_from_the_201_to_the_link(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.step = 0.1
    location = (await ada.start(**REFERENCE)).headers["location"]
    packs = [await ada.poll()]
    begun = events(packs[0])
    assert event_types(begun) == [("started", "onlineMeetingInvitation"), ("added", "conversation")]
    invitation = begun[0]["_embedded"]["onlineMeetingInvitation"]
    assert invitation.items() >= REFERENCE.items()
    assert invitation["state"] == "Connecting"
    assert invitation["onlineMeetingUri"].startswith(f"{ADA.uri};gruu;opaque=app:conf:focus:id:")
    assert begun[0]["link"]["href"] == location == invitation["_links"]["self"]["href"]
    talk_href = invitation["_links"]["conversation"]["href"]
    packs.append(await ada.poll())
    assert event_types(events(packs[1])) == [("updated", "conversation")]
    packs.append(await ada.poll())
    assert event_types(events(packs[2])) == [
        ("updated", "conversation"),
        ("added", "localParticipant"),
        ("added", "onlineMeeting"),
        ("completed", "onlineMeetingInvitation"),
    ]
    seen = [event for pack in packs for event in events(pack)]
    talks = [event for event in seen if event["link"]["rel"] == "conversation"]
    states = [event["_embedded"]["conversation"]["state"] for event in talks]
    assert states == ["Connecting", "Conferencing", "Conferenced"]
    assert [sender["rel"] for sender in packs[2]["sender"]] == [
        "communication",
        "conversation",
        "communication",
    ]
    _, roster, meeting, completed = events(packs[2])
    assert roster["_embedded"]["localParticipant"]["rel"] == "participant"
    assert meeting["in"]["href"] == talk_href
    assert "joinUrl" not in meeting["_embedded"]["onlineMeeting"]
    assert completed["status"] == "Success"
    assert completed["_embedded"]["onlineMeetingInvitation"]["state"] == "Connected"


async def test_the_meeting_has_a_link_that_opens(ada: Visitor, skype: SkypeServer) -> None:
    _, talk = await ada.meet(subject="R&D <b>sync</b>", threadId="t")
    meeting = (await ada.get(talk["_links"]["onlineMeeting"]["href"])).json()
    assert meeting["rel"] == "onlineMeeting"
    assert meeting["subject"] == "R&D <b>sync</b>"
    assert meeting["organizerUri"] == ADA.uri
    assert meeting["joinUrl"] == f"{ada.url}/meet/ada/{meeting['onlineMeetingId']}"
    page = await ada.http.get(meeting["joinUrl"])
    assert page.status_code == 200
    assert "R&amp;D &lt;b&gt;sync&lt;/b&gt;" in page.text
    gone = await ada.http.get(meeting["joinUrl"].replace("/ada/", "/bob/"))
    assert gone.status_code == 404
    [entry] = skype.book.read("meeting")
    assert (entry["threadId"], entry["state"]) == ("t", "Connected")
    assert entry["joinUrl"] == meeting["joinUrl"]


async def test_dates_look_as_on_the_wire(ada: Visitor) -> None:
    _, talk = await ada.meet()
    answer = await ada.get(talk["_links"]["onlineMeeting"]["href"])
    assert r'"expirationTime":"\/Date(1792428800' in answer.text
    assert answer.json()["expirationTime"].startswith("/Date(1792428800")


async def test_the_link_is_not_there_while_the_meeting_comes_up(
    ada: Visitor, skype: SkypeServer
) -> None:
    skype.deployment.step = 0.1
    answer = await ada.start()
    invitation = (await ada.get(answer.headers["location"])).json()
    talk = (await ada.get(invitation["_links"]["conversation"]["href"])).json()
    assert talk["state"] == "Connecting"
    assert set(talk["_links"]) == {"self"}
    await ada.until("completed", "onlineMeetingInvitation")
    talk = (await ada.get(talk["_links"]["self"]["href"])).json()
    assert {"onlineMeeting", "localParticipant"} < set(talk["_links"])


async def test_every_start_makes_a_meeting(ada: Visitor, skype: SkypeServer) -> None:
    first, _ = await ada.meet(operationId="same")
    two, _ = await ada.meet(operationId="same")
    assert first["onlineMeetingUri"] != two["onlineMeetingUri"]
    assert len(skype.book.read("meeting")) == 2


async def test_a_meeting_ends_with_its_time(ada: Visitor, skype: SkypeServer) -> None:
    _, talk = await ada.meet()
    url = (await ada.get(talk["_links"]["onlineMeeting"]["href"])).json()["joinUrl"]
    skype.clock.advance(8 * 3600 + 1)
    assert (await ada.http.get(url)).status_code == 404
