"""Both forms tell the same: every resource, error and event, and nothing that was not asked for."""

import httpx
import pytest
from lxml import etree

from sandbox.services.skype import SkypeServer
from tests.sandbox.skype.forms import (
    EVENTS_XML,
    JSON,
    NAMESPACE,
    XML,
    Shape,
    composed,
    read,
    read_pack,
)
from tests.sandbox.skype.visitor import Json, Visitor, reason

AS_XML = {"Accept": XML}
AS_EVENTS = {"Accept": EVENTS_XML}


async def both(ada: Visitor, href: str) -> Shape:
    """What *href* tells, if it is the same in both forms."""
    in_json, in_xml = await ada.get(href), await ada.get(href, headers=AS_XML)
    assert in_xml.headers["content-type"] == "application/xml; charset=utf-8"
    assert in_xml.headers.get("etag") == in_json.headers.get("etag")
    assert read(in_xml) == read(in_json)
    return read(in_xml)


async def every_resource(ada: Visitor, href: str, seen: set[str]) -> None:
    """Follow the links from *href*, in both forms, to all that can be read."""
    if href in seen or "events?" in href:
        return
    seen.add(href)
    if (await ada.get(href)).status_code == 405:
        return
    shapes = [await both(ada, href)]
    while shapes:
        shape = shapes.pop()
        for each in [link["href"] for several in shape["links"].values() for link in several]:
            await every_resource(ada, each, seen)
        shapes += [inner for several in shape["inner"].values() for inner in several]


async def test_every_resource_is_the_same_in_both_forms(ada: Visitor) -> None:
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    properties = {"subject": "R&D <b>été</b> 🎉\r\n", "attendees": ["sip:chris@contoso.example"]}
    assert (await ada.post(mine, properties)).status_code == 200
    invitation, _ = await ada.meet(subject='"quoted" & <kept>')
    seen: set[str] = set()
    await every_resource(ada, ada.link("self"), seen)
    await every_resource(ada, invitation["_links"]["self"]["href"], seen)
    shown = " ".join(seen)
    for part in ("me", "conversations?", "/onlineMeeting ", "participants/", "policies", "687"):
        assert part in shown + " "
    for part in ("eligibleValues", "defaultValues", "customInvitation", "/extensions/"):
        assert part in shown


async def test_discovery_is_the_same_in_both_forms(visitor: Visitor) -> None:
    await visitor.sign_in()
    for href, rel in ((visitor.url, "root"), (await visitor.user_href(), "user")):
        in_xml = await visitor.get(href, headers=AS_XML)
        assert read(in_xml)["links"] == read(await visitor.get(href))["links"]
        assert etree.fromstring(in_xml.content).attrib["rel"] == rel


@pytest.mark.parametrize("accepted", [XML, EVENTS_XML])
async def test_an_answer_has_the_very_type_that_was_asked_for(ada: Visitor, accepted: str) -> None:
    answer = await ada.get(ada.link("self"), headers={"Accept": accepted})
    assert answer.headers["content-type"] == f"{accepted}; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert etree.fromstring(answer.content).nsmap == {None: NAMESPACE}


async def test_what_is_sent_and_what_is_answered_need_not_have_one_form(ada: Visitor) -> None:
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    body, headers = composed({"subject": "Sent in XML"}), {"Content-Type": XML}
    answer = await ada.call("POST", mine, content=body, headers=headers)
    assert answer.json()["subject"] == "Sent in XML"
    answer = await ada.post(mine, {"subject": "Sent in JSON"}, headers=AS_XML)
    assert read(answer)["properties"]["subject"] == "Sent in JSON"


async def test_text_that_xml_cannot_hold_does_not_break_it(ada: Visitor) -> None:
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    answer = await ada.post(mine, {"subject": "bell\u0007"}, headers=AS_XML)
    assert read(answer)["properties"]["subject"] == "bell\ufffd"


async def test_errors_have_the_form_that_was_asked_for(ada: Visitor, skype: SkypeServer) -> None:
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    answer = await ada.post(mine, {"subject": "x" * 251, "\u0000&": "y"}, headers=AS_XML)
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    names = [each.attrib["name"] for each in etree.fromstring(answer.content)[-1]]
    assert names == ["\ufffd&"]
    assert reason(await ada.get(f"{mine}x", headers=AS_XML)) == (404, "NotFound", "")
    skype.misbehave(on="GET application", do="status", status=503)
    answer = await ada.get(ada.link("self"), headers=AS_XML)
    assert reason(answer) == (503, "ServiceUnavailable", "")
    skype.misbehave(on="GET application", do="garbage")
    assert b"garbage" in (await ada.get(ada.link("self"), headers=AS_XML)).content


ROWS = [
    ("GET myOnlineMeetings", "InvalidExchangeServerVersion", 500),
    ("POST myOnlineMeetings", "TooManyOnlineMeetings", 409),
    ("PUT myOnlineMeeting", "InvalidExchangeServerVersion", 500),
    *(
        (on, row, status)
        for on in ("GET myOnlineMeetings", "POST myOnlineMeetings", "POST startOnlineMeeting")
        for row, status in (
            ("AlreadyExists", 409),
            ("TooManyGroups", 409),
            ("None", 409),
            ("CannotRedirect", 410),
        )
    ),
    ("POST myOnlineMeetings", "CallbackChannelError", 500),
    ("POST startOnlineMeeting", "CallbackChannelError", 500),
]


@pytest.mark.parametrize("call", [JSON, XML])
@pytest.mark.parametrize(("on", "row", "status"), ROWS)
async def test_every_row_of_both_pages_on_demand(
    ada: Visitor, skype: SkypeServer, call: str, on: str, row: str, status: int
) -> None:
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    hrefs = {
        "myOnlineMeetings": mine,
        "startOnlineMeeting": ada.link("startOnlineMeeting", "communication"),
    }
    method, rel = on.split()
    if method == "PUT":
        hrefs[rel] = (await ada.post(mine, {})).json()["_links"]["self"]["href"]
    before = skype.book.read("meeting", "scheduled")
    skype.misbehave(on=on, do="refuse", row=row)
    answer = await ada.call(method, hrefs[rel], headers={"Accept": call})
    code = {409: "Conflict", 410: "Gone", 500: "ServiceFailure"}[status]
    assert reason(answer) == (status, code, row)
    assert answer.headers["content-type"] == f"{call}; charset=utf-8"
    assert skype.book.read("meeting", "scheduled") == before


async def same_pack(ada: Visitor) -> Shape:
    """The next pack of events, asked for in both forms as if the first answer had been lost."""
    in_json = await ada.get(ada.next)
    in_xml = await ada.get(ada.next, headers=AS_EVENTS)
    assert in_xml.headers["content-type"] == EVENTS_XML
    shape = read_pack(in_xml)
    assert shape == read_pack(in_json)
    ada.next = shape["links"]["next"][0]["href"]
    return shape


@pytest.mark.parametrize("ends", ["success", "failure"])
async def test_every_event_is_the_same_in_both_forms(
    ada: Visitor, skype: SkypeServer, ends: str
) -> None:
    skype.misbehave(do="start", ends=ends, embed="everything", stranger=True)
    await ada.start(subject="R&D", operationId="o")
    events: list[Json] = []
    while not any(each["type"] == "completed" and _operation(each) == "o" for each in events):
        events += [
            event for sender in (await same_pack(ada))["senders"] for event in sender["events"]
        ]
    assert {each["type"] for each in events} >= {"started", "added", "completed"}
    end = next(each for each in events if _operation(each) == "o" and each["type"] == "completed")
    assert end["status"] == {"success": "Success", "failure": "Failure"}[ends]
    assert bool(end["reason"]) == (ends == "failure")
    if ends == "success":
        [meeting] = [each for each in events if each["link"]["rel"] == "onlineMeeting"]
        assert meeting["in"]["rel"] == "conversation"
        assert meeting["inner"]["onlineMeeting"]["properties"]["joinUrl"].startswith(ada.url)


def _operation(event: Json) -> str:
    shape = event["inner"].get("onlineMeetingInvitation", {"properties": {}})
    return str(shape["properties"].get("operationId"))


async def test_silence_and_special_answers_have_both_forms(
    ada: Visitor, skype: SkypeServer
) -> None:
    skype.deployment.hurry = 3000
    assert (await same_pack(ada))["senders"] == []
    astray = ada.next.replace("ack=2", "ack=9")
    in_xml = read_pack(await ada.get(astray, headers=AS_EVENTS))
    assert set(in_xml["links"]) == {"self", "resync"}
    skype.misbehave(do="reset")
    assert "resume" in read_pack(await ada.get(ada.next, headers=AS_EVENTS))["links"]


async def test_events_come_in_xml_only_to_who_asks_for_the_long_type(ada: Visitor) -> None:
    await ada.start()
    answer = await ada.get(ada.next, headers=AS_XML)
    assert reason(answer) == (406, "NotAcceptable", "")
    both_types = {"Accept": f"{XML}, {EVENTS_XML};q=0.5"}
    assert (await ada.get(ada.next, headers=both_types)).headers["content-type"] == EVENTS_XML


async def follow(ada: Visitor, href: str, rel: str) -> str:
    """Where the resource at *href* leads by *rel*, in XML."""
    links = read(await ada.get(href, headers=AS_XML))["links"]
    return str(links[rel][0]["href"])


async def test_a_meeting_can_be_started_in_xml_alone(visitor: Visitor, skype: SkypeServer) -> None:
    await visitor.sign_in()
    applications = await follow(visitor, await follow(visitor, visitor.url, "user"), "applications")
    wanted = {"culture": "en-US", "endpointId": "e-1", "userAgent": "test/1.0"}
    headers = {"Content-Type": XML, "Accept": XML}
    made = await visitor.call("POST", applications, content=composed(wanted), headers=headers)
    assert made.status_code == 201
    app = read(made)
    [start] = app["inner"]["communication"][0]["links"]["startOnlineMeeting"]
    body = composed({"operationId": "o", "subject": "In XML alone", "importance": "Urgent"})
    answer = await visitor.call("POST", start["href"], content=body, headers=headers)
    assert (answer.status_code, answer.content) == (201, b"")
    visitor.next = app["links"]["events"][0]["href"]
    talk = await _conversation(visitor)
    meeting = read(await visitor.get(await follow(visitor, talk, "onlineMeeting"), headers=AS_XML))
    assert meeting["properties"]["subject"] == "In XML alone"
    assert (await visitor.http.get(meeting["properties"]["joinUrl"])).status_code == 200
    [written] = [e for e in skype.book.read("request") if e["name"] == "POST startOnlineMeeting"]
    assert written["body"]["operationId"] == "o"


async def _conversation(visitor: Visitor) -> str:
    while True:
        pack = read_pack(await visitor.get(visitor.next, headers=AS_EVENTS))
        visitor.next = pack["links"]["next"][0]["href"]
        for event in [each for sender in pack["senders"] for each in sender["events"]]:
            if event["type"] == "completed":
                inner = event["inner"]["onlineMeetingInvitation"]
                return str(inner["links"]["conversation"][0]["href"])


async def test_the_challenge_and_the_token_have_their_own_forms(visitor: Visitor) -> None:
    user = await visitor.user_href()
    answer = await visitor.get(user, headers=AS_XML)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    href = await visitor.token_href(user)
    data = {"grant_type": "password", "username": "ada@contoso.example", "password": "wrong"}
    reply: httpx.Response = await visitor.http.post(href, data=data, headers=AS_XML)
    assert reply.json() == {"error": "invalid_grant"}
