"""Faults on demand: each kind does what it says, as often as it was asked to."""

from typing import Any

import httpx
import pytest
from lxml import etree

from sandbox.services.webex_xml import WebexXmlServer
from sandbox.services.webex_xml.refusals import WORDS
from tests.sandbox.webex_xml.visitor import Reply, Visitor, meeting, message

CREATE = message("meeting.CreateMeeting", meeting())


async def tell(visitor: Visitor, rule: Any) -> httpx.Response:
    return await visitor.http.post(f"{visitor.url}/sandbox/misbehave", json=rule)


async def made(visitor: Visitor) -> int:
    book = (await visitor.get(f"{visitor.url}/sandbox/book")).json()
    return len(book["meetings"])


@pytest.mark.parametrize("number", WORDS)
async def test_every_exception_can_be_asked_for(visitor: Visitor, number: str) -> None:
    await tell(visitor, {"on": "CreateMeeting", "do": "refuse", "number": number})
    (await visitor.send(CREATE)).refused(number, WORDS[number])
    assert await made(visitor) == 0
    (await visitor.send(CREATE)).ok()


async def test_a_refusal_may_come_too_late(visitor: Visitor) -> None:
    rule = {"on": "CreateMeeting", "do": "refuse", "number": "000000", "effect": True}
    await tell(visitor, {**rule, "reason": "Sorry & goodbye", "details": [["019011", "short"]]})
    reply = (await visitor.send(CREATE)).refused("000000", "Sorry & goodbye")
    assert reply.names("subError") == ["exceptionID", "reason"]
    assert reply.all("exceptionID") == ["000000", "019011"]
    assert await made(visitor) == 1


async def test_how_often(visitor: Visitor) -> None:
    await tell(visitor, {"on": "*", "do": "refuse", "number": "000035", "next": 2, "every": 2})
    seen = [(await visitor.ask("site.LstTimeZone")).result[1] for _ in range(6)]
    assert seen == ["", "000035", "", "000035", "", ""]
    await tell(visitor, {"on": "*", "do": "ratelimit", "next": None})
    for _ in range(3):
        (await visitor.ask("site.LstTimeZone")).refused("000045", "API Rate Limit Reach")
    assert (await tell(visitor, {"clear": True})).json() == {"ok": True}
    (await visitor.ask("site.LstTimeZone")).ok()


@pytest.mark.parametrize(("effect", "meetings"), [(True, 1), (False, 0)])
async def test_a_page_from_in_front(visitor: Visitor, effect: bool, meetings: int) -> None:
    await tell(visitor, {"on": "*", "do": "page", "status": 502, "effect": effect})
    answer = await visitor.post(CREATE)
    assert answer.status_code == 502
    assert answer.text.startswith("<!DOCTYPE html>")
    assert await made(visitor) == meetings


async def test_addresses_as_the_page_prints_them(visitor: Visitor, webex: WebexXmlServer) -> None:
    webex.site.age = "2004"
    await tell(visitor, {"on": "CreateMeeting", "do": "printed"})
    answer = await visitor.post(CREATE)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.content)
    assert "&UID=" in answer.text
    assert "&ICS=MIFH&ST=12</serv:host>" in answer.text.replace("\n" + " " * 20, "")
    assert "\n          " in answer.text
    usual = Reply(await visitor.post(CREATE)).ok()
    for name in ("host", "attendee"):
        page = await visitor.get(usual.text(name))
        assert page.status_code == 200
        assert "METHOD:REQUEST" in page.text


async def test_cut_hang_and_truncate(visitor: Visitor) -> None:
    await tell(visitor, {"on": "CreateMeeting", "do": "cut"})
    with pytest.raises(httpx.RemoteProtocolError):
        await visitor.post(CREATE)
    assert await made(visitor) == 1  # the effect happened all the same
    await tell(visitor, {"on": "CreateMeeting", "do": "hang", "effect": False})
    with pytest.raises(httpx.ReadTimeout):
        await visitor.http.post(
            f"{visitor.url}/WBXService/XMLService", content=CREATE.encode(), timeout=0.05
        )
    assert await made(visitor) == 1
    await tell(visitor, {"on": "CreateMeeting", "do": "truncate"})
    answer = await visitor.post(CREATE)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.content)


@pytest.mark.parametrize(
    ("rule", "status", "start"),
    [
        ({"do": "status", "status": 503}, 503, '{"ok"'),
        ({"do": "html"}, 200, "<!DOCTYPE html>"),
        ({"do": "wrong_json"}, 200, "[1"),
        ({"do": "slow", "ms": 5}, 200, "<?xml"),
    ],
)
async def test_the_common_kinds(
    visitor: Visitor, rule: dict[str, Any], status: int, start: str
) -> None:
    assert (await tell(visitor, {"on": "LstTimeZone", **rule})).status_code == 200
    answer = await visitor.post(message("site.LstTimeZone"))
    assert answer.status_code == status
    assert answer.text.startswith(start)


async def test_garbage(visitor: Visitor) -> None:
    await tell(visitor, {"do": "garbage"})
    assert (await visitor.post(CREATE)).content.startswith(b"\x00\xff")


async def test_what_cannot_be_read_can_be_meant_too(visitor: Visitor) -> None:
    await tell(visitor, {"on": "unreadable", "do": "page"})
    assert (await visitor.post("<")).status_code == 503
    (await visitor.send("<")).refused("999999")


async def test_tickets_end_at_once(visitor: Visitor) -> None:
    ticket = await visitor.ticket()
    await tell(visitor, {"do": "expire", "what": "tickets"})
    ask = (
        f"<webExID>ada@contoso.example</webExID><sessionTicket>{ticket}</sessionTicket>"
        "<siteName>contoso</siteName>"
    )
    (await visitor.ask("site.LstTimeZone", "", ask)).refused("030047")


async def test_the_site_may_have_other_meeting_types(visitor: Visitor) -> None:
    await tell(visitor, {"do": "site", "meeting_types": [105]})
    key = await visitor.create()
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    assert read.text("meetingType") == "105"
    for wanted, result in (("-1", "SUCCESS"), ("105", "SUCCESS"), ("3", "FAILURE")):
        typed = CREATE.replace("<agenda>", f"<meetingType>{wanted}</meetingType><agenda>")
        assert (await visitor.send(typed)).result[0] == result


async def test_somebody_moves_to_another_zone(visitor: Visitor, webex: WebexXmlServer) -> None:
    await tell(visitor, {"do": "account", "who": "ada@contoso.example", "zone": 25})
    await visitor.create(start="07/01/2027 10:00:00", zone=-1)
    assert webex.book.read("meeting")[0]["starts_at"] == "2027-07-01T08:00:00+00:00"


async def test_backup_and_latin(visitor: Visitor) -> None:
    await tell(visitor, {"do": "site", "backup": True, "encoding": "ISO-8859-1"})
    key = await visitor.create(title="Été 🎉")
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    assert read.ok().text("gsbStatus") == "BACKUP"
    assert read.text("confName") == "Été 🎉"
    assert b'encoding="ISO-8859-1"?>' in read.http.content
    assert b"\xc9t\xe9 &#127881;" in read.http.content
    (await visitor.ask("meeting.GetMeeting", "<meetingKey>1</meetingKey>")).refused("060001")


@pytest.mark.parametrize(
    "rule",
    [
        *({"do": "nonsense"}, {"do": "refuse", "number": "1", "what": 1}, {"do": "refuse"}, 7),
        *({"do": "expire"}, {"do": "account", "who": "nobody", "state": "active"}),
        *({"do": "account", "who": "ada@contoso.example", "state": "odd"}, [3]),
        *({"do": "account", "who": "ada@contoso.example", "zone": 62}, {"do": "account"}),
        *({"do": "site", "name": "other"}, {"do": "site", "accounts": []}, {"do": "page", "x": 1}),
        *({"do": "site", "per_minute": 5}, {"do": "site", "sso": 1}),
    ],
)
async def test_a_rule_that_makes_no_sense(visitor: Visitor, rule: Any) -> None:
    answer = await tell(visitor, rule)
    assert answer.status_code == 400
    assert answer.json()["error"]
    (await visitor.send(CREATE)).ok()


async def test_the_book_goes_on_from_a_number(visitor: Visitor) -> None:
    await visitor.create()
    book = (await visitor.get(f"{visitor.url}/sandbox/book")).json()
    assert [each["name"] for each in book["calls"]] == ["CreateMeeting"]
    assert book["meetings"][0]["title"] == "Design review"
    later = (await visitor.get(f"{visitor.url}/sandbox/book?since={book['next']}")).json()
    assert later["calls"] == later["meetings"] == []


async def test_pages_that_do_not_exist(visitor: Visitor) -> None:
    for path in (
        *("/contoso/j.php", "/contoso/j.php?MTID=m0", "/contoso/x.php", "/fabrikam/j.php"),
        *("/contoso/e.php?AT=SI&MK=1", "/contoso/e.php?AT=SI&MK=%D9%A3", "/contoso/j.php?ED=9"),
        "/contoso/m.php?AT=HM&MK=1",
    ):
        assert (await visitor.get(visitor.url + path)).status_code == 404
    assert (await visitor.get(f"{visitor.url}/contoso/p.php?AT=LI&TK=x")).status_code == 403
