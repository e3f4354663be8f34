"""Faults on demand: faults, notes, pages, odd and hostile replies, with or without effect."""

import asyncio
from xml.etree import ElementTree

import httpx
import pytest

from sandbox.fault_injection import BadRule
from sandbox.services.live_meeting import LiveMeetingServer
from sandbox.services.live_meeting.faults import TEXTS
from sandbox.services.live_meeting.shapes import SHAPES
from tests.sandbox.live_meeting.visitor import (
    Visitor,
    code,
    creation,
    fields,
    opened,
)

HARMLESS = (
    "declared",
    "name_first",
    "lower_release",
    "strange",
    "merged",
    "spaced",
)
UNREADABLE = ("empty", "half", "json", "bomb", "outside")


async def creates(visitor: Visitor, **attributes: str) -> httpx.Response:
    return await visitor.post(visitor.message(creation(title="x", **attributes)))


@pytest.mark.parametrize("fault", TEXTS)
async def test_every_fault_can_be_ordered(
    ada: Visitor, live: LiveMeetingServer, fault: str
) -> None:
    live.misbehave(on="CreateMeeting", do="fault", code=fault)
    reply = await ada.create()
    assert code(reply) == fault
    assert reply[1].text == TEXTS[fault]
    assert await ada.listed() == []
    assert (await ada.create()).tag == "CreateMeetingReply"


async def test_a_fault_that_nobody_knows_after_the_effect(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    text = "<b>So tired</b>\n\x00"
    live.misbehave(on="CreateMeeting", do="fault", code="Server.Tired", text="So tired")
    live.misbehave(on="CreateMeeting", do="plant", field="FaultString", value=text, next=1)
    reply = (await creates(ada)).content
    assert b"Server.Tired" in reply
    assert b"&lt;b&gt;So tired&lt;/b&gt;\n\x00" in reply
    live.misbehave(on="CreateMeeting", do="fault", code="Server.Tired", effect=True)
    assert code(opened(await creates(ada))) == "Server.Tired"
    assert len(await ada.listed()) == 1


async def test_a_fault_with_details(ada: Visitor, live: LiveMeetingServer) -> None:
    details = {"groupIDs": ["jokers", "clowns"], "available": 3, "fieldName": "x"}
    live.misbehave(do="fault", code="Client.BadState.RemoveMissing", details=details)
    values = fields(opened(await creates(ada)))
    assert values.pop("time")
    assert values == {"groupIDs": "jokers,clowns", "available": "3", "fieldName": "x"}


async def test_a_note_in_place_of_a_reply(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(on="CreateMeeting", do="info", code="Warn.Server.Slow", text="Careful.")
    reply = opened(await creates(ada))
    assert [each.tag for each in reply] == ["Code", "Message", "OptionList"]
    assert [each.text for each in reply][:2] == ["Warn.Server.Slow", "Careful."]
    assert "time" in fields(reply)
    assert len(await ada.listed()) == 1
    live.misbehave(on="CreateMeeting", do="info", effect=False)
    await creates(ada)
    assert len(await ada.listed()) == 1


@pytest.mark.parametrize("effect", [False, True])
async def test_a_page_from_in_front(ada: Visitor, live: LiveMeetingServer, effect: bool) -> None:
    rule = {"on": "CreateMeeting", "do": "page", "status": 302, "effect": effect}
    live.misbehave(**rule, location="http://127.0.0.1:9/")
    answer = await creates(ada)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://127.0.0.1:9/")
    assert answer.headers["content-type"].startswith("text/html")
    assert len(await ada.listed()) == int(effect)


async def test_discovery_and_entering_misbehave_too(ada: Visitor, live: LiveMeetingServer) -> None:
    discovery = f"{ada.url}/cc/contoso/xml/4.0/GetPostingURLRequest"
    live.misbehave(on="GetPostingURL", do="page", status=503)
    assert (await ada.http.get(discovery)).status_code == 503
    live.misbehave(on="GetPostingURL", do="fault", code="Server")
    assert code(opened(await ada.http.get(discovery))) == "Server"
    live.misbehave(on="GetPostingURL", do="plant", field="url", value="http://evil.example/x")
    assert opened(await ada.http.get(discovery)).get("url") == "http://evil.example/x"
    live.misbehave(on="GetPostingURL", do="shape", **{"as": "lower_release"})
    assert opened(await ada.http.get(discovery)).get("release") == "8.0.REL.1821.0"
    await ada.makes(name="k")
    join = f"{ada.url}/cc/contoso/attend?id=k"
    live.misbehave(on="enter", do="fault", code="Client.Meeting.Early")
    assert "Client.Meeting.Early" in (await ada.http.get(join)).text
    live.misbehave(on="enter", do="page", status=500)
    assert (await ada.http.get(join)).status_code == 500
    assert live.book.read("visit") == []


async def test_fields_can_be_left_out(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(on="CreateMeeting", do="omit", field="mid")
    assert fields(opened(await creates(ada))[0]).keys() == {"name"}
    live.misbehave(on="CreateMeeting", do="omit", field="MeetingReply")
    assert list(opened(await creates(ada))) == []
    live.misbehave(on="GetPostingURL", do="omit", field="url")
    discovery = f"{ada.url}/cc/contoso/xml/4.0/GetPostingURLRequest"
    assert opened(await ada.http.get(discovery)).get("url") is None
    assert fields(opened(await creates(ada))[0]).keys() == {"mid", "name"}


@pytest.mark.parametrize("shape", HARMLESS)
async def test_a_harmless_shape_says_the_same(
    ada: Visitor, live: LiveMeetingServer, shape: str
) -> None:
    await ada.makes(name="k", title="Tea")
    live.misbehave(do="shape", **{"as": shape})
    [meeting] = await ada.listed("name", "title")
    assert (meeting["name"], meeting["title"]) == ("k", "Tea")


async def test_visits_may_come_in_one(ada: Visitor, live: LiveMeetingServer) -> None:
    await ada.makes(name="k")
    live.control.visit("k", "Ken", ago=9000, lasts=7200)
    live.misbehave(on="ListVisitors", do="shape", **{"as": "merged"})
    query = '<StringQuery fieldName="name" operator="=" value="k"/>'
    listed = "<FieldList><Name>userName</Name></FieldList>"
    reply = await ada.gets(f"<ListVisitorsRequest>{query}{listed}</ListVisitorsRequest>")
    assert [len(each) for each in reply] == [3]


async def test_a_charset_may_stand_in_the_content_type(
    ada: Visitor, live: LiveMeetingServer
) -> None:
    live.misbehave(do="shape", **{"as": "charset"})
    assert (await creates(ada)).headers["content-type"] == "application/xml; charset=utf-8"


@pytest.mark.parametrize("shape", UNREADABLE)
async def test_an_unreadable_shape(ada: Visitor, live: LiveMeetingServer, shape: str) -> None:
    live.misbehave(on="CreateMeeting", do="shape", **{"as": shape})
    content = (await creates(ada)).content
    if shape not in ("bomb", "outside"):  # what these do depends on who reads them
        with pytest.raises(ElementTree.ParseError):
            ElementTree.fromstring(content)  # noqa: S314 - the loopback's own
    else:
        assert content.startswith(b"<!DOCTYPE")
        assert b"&b8;" in content
    assert len(await ada.listed()) == 1


@pytest.mark.parametrize(
    ("shape", "holds"),
    [
        ("doctype", b"<!DOCTYPE PlaceWareConfCenter><PlaceWareConfCenter>"),
        ("bare", b"<CreateMeetingReply>"),
        ("other", b"<PlaceWareConfCenter><SomebodyReply>"),
        ("twice", b"</CreateMeetingReply><CreateMeetingReply>"),
        ("namespace", b'<PlaceWareConfCenter xmlns="urn:x">'),
        ("deep", b"<a><a><a>"),
    ],
)
async def test_other_shapes(
    ada: Visitor, live: LiveMeetingServer, shape: str, holds: bytes
) -> None:
    live.misbehave(on="CreateMeeting", do="shape", bytes=70, **{"as": shape})
    assert holds in (await creates(ada)).content


async def test_a_huge_reply(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(do="shape", bytes=300_000, **{"as": "huge"})
    assert len((await creates(ada)).content) > 300_000


def test_every_shape_is_tried() -> None:
    others = {"charset", "doctype", "bare", "other", "twice", "namespace", "deep", "huge"}
    assert set(SHAPES) == {*HARMLESS, *UNREADABLE, *others}


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("kind", ["cut", "hang", "status", "garbage", "html", "wrong_json"])
async def test_an_answer_that_never_comes_right(
    ada: Visitor, live: LiveMeetingServer, kind: str, effect: bool
) -> None:
    live.misbehave(on="CreateMeeting", do=kind, effect=effect)
    wait = httpx.Timeout(0.1 if kind == "hang" else 5)
    message = ada.message(creation(title="x", name="k"))
    try:
        answer = await ada.http.post(ada.posting, content=message, timeout=wait)
    except httpx.TransportError:
        assert kind in ("cut", "hang")
    else:
        with pytest.raises((AssertionError, ElementTree.ParseError)):
            opened(answer)
    assert len(await ada.listed()) == int(effect)


async def test_slow(ada: Visitor, live: LiveMeetingServer) -> None:
    live.misbehave(on="CreateMeeting", do="slow", ms=100)
    waiting = asyncio.create_task(creates(ada))
    await asyncio.sleep(0.02)
    assert await ada.listed() == []
    assert opened(await waiting).tag == "CreateMeetingReply"


async def test_counting_and_clearing_by_http(ada: Visitor, live: LiveMeetingServer) -> None:
    async def tell(body: object) -> int:
        return (await ada.http.post(f"{ada.url}/sandbox/misbehave", json=body)).status_code

    rules = [
        {"on": "CreateMeeting", "do": "fault", "code": "Server", "next": 2},
        {"on": "ListMeetings", "do": "cut", "next": None},
    ]
    assert await tell(rules) == 200
    tags = [opened(await creates(ada)).tag for _ in range(3)]
    assert tags == ["Fault", "Fault", "CreateMeetingReply"]
    assert await tell({"clear": True}) == 200
    assert len(await ada.listed()) == 1
    assert [each["do"] for each in live.book.read("injected_fault")] == ["fault", "fault"]
    for wrong in ({"do": "explode"}, {"do": "fault", "oops": 1}, [1], "x", {"do": "plant"}):
        assert await tell(wrong) == 400, wrong


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "omit"},
        {"do": "plant", "field": "title"},
        {"do": "plant", "field": "title", "value": 1},
        {"do": "shape", "as": "round"},
        {"do": "page", "code": "x"},
    ],
)
def test_rules_that_make_no_sense(live: LiveMeetingServer, rule: dict[str, object]) -> None:
    with pytest.raises(BadRule):
        live.misbehave(**rule)


async def test_the_book_over_http(ada: Visitor) -> None:
    await ada.makes(name="k", title="Tea")
    book = (await ada.http.get(f"{ada.url}/sandbox/book")).json()
    [request] = book["requests"]
    assert (request["name"], request["user"], request["status"]) == ("CreateMeeting", "ada", 200)
    assert 'title="Tea"' in request["asked"]
    [meeting] = book["meetings"]
    assert (meeting["name"], meeting["title"], meeting["owner"]) == ("k", "Tea", "ada")
    assert await ada.refused("<NonsenseRequest/>")
    later = (await ada.http.get(f"{ada.url}/sandbox/book?since={book['next']}")).json()
    assert [each["fault"] for each in later["requests"]] == [
        "Server.OperationUnavailable.NotImplemented"
    ]
