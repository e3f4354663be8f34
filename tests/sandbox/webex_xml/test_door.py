"""What never gets past the door: unsafe documents, what is no XML, what is too large."""

import pytest

from tests.sandbox.webex_xml.visitor import ADA_PASSWORD, HEAD, Visitor, meeting, message

UNBOUND = "999999"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize("prolog", [BOMB, FILE, PARAMETER, f"<!-- c --><?p i?>{BOMB}"])
async def test_no_document_type_is_ever_read(visitor: Visitor, prolog: str) -> None:
    body = message("meeting.CreateMeeting", meeting(title="&a;"))
    unsafe = body.replace("?>\n", f"?>\n{prolog}", 1)
    reply = (await visitor.send(unsafe)).refused(UNBOUND)
    assert "aaaa" not in reply.http.text


@pytest.mark.parametrize("prolog", ["<!DOCTYPE message>", f"<!-- > --> {PARAMETER}"])
async def test_not_even_an_idle_document_type_is_accepted(visitor: Visitor, prolog: str) -> None:
    unsafe = message("ep.GetAPIVersion").replace("?>\n", f"?>\n{prolog}", 1)
    (await visitor.send(unsafe)).refused(UNBOUND, "not acceptable")


async def test_a_doctype_in_a_text_is_only_a_text(visitor: Visitor) -> None:
    body = message("meeting.CreateMeeting", meeting(title="<![CDATA[<!DOCTYPE x>]]>"))
    (await visitor.send(body)).ok()


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"hello", b"<", b"{}", b"<a/>", b"XML=", b"\x00\xff\xfe", b"<a>" * 5000),
        message("meeting.GetMeeting").encode("utf-16"),
        message("meeting.GetMeeting").replace("UTF-8", "UTF-7").encode(),
        message("meeting.GetMeeting").replace("UTF-8", "EBCDIC-CP-US").encode(),
        message("meeting.CreateMeeting", meeting(title="a & b")).encode(),
        message("meeting.CreateMeeting", meeting(title="&nobody;")).encode(),
        message("meeting.CreateMeeting", meeting(title="\xff")).encode("latin-1"),
        message("meeting.GetMeeting", "text where elements belong").encode(),
        message("meeting.CreateMeeting", meeting(title="<b>bold</b>")).encode(),
        f"{HEAD}</serv:message>".encode(),
    ],
)
async def test_what_is_no_request(visitor: Visitor, body: bytes) -> None:
    reply = (await visitor.send(body)).refused(UNBOUND)
    assert ADA_PASSWORD not in reply.http.text


async def test_two_contents_and_stray_attributes(visitor: Visitor) -> None:
    body = message("site.LstTimeZone")
    content = body[body.index("<bodyContent") : body.index("</body>")]
    (await visitor.send(body.replace("</body>", f"{content}</body>"))).refused(UNBOUND)
    attribute = "<timeZoneID id='4'>4</timeZoneID>"
    (await visitor.ask("site.LstTimeZone", attribute)).refused(UNBOUND, "attribute")


async def test_size_and_method(visitor: Visitor) -> None:
    large = message("meeting.CreateMeeting", meeting(title="x" * 1_100_000))
    assert (await visitor.post(large)).status_code == 413
    assert (await visitor.get(f"{visitor.url}/WBXService/XMLService")).status_code == 405


async def test_the_headers_of_a_reply(visitor: Visitor) -> None:
    answer = await visitor.post(message("ep.GetAPIVersion"))
    assert answer.headers["content-type"] == "text/xml;charset=UTF-8"
    assert answer.headers["cache-control"] == answer.headers["pragma"] == "no-cache"
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
