"""Envelopes: what a message has to be before anything in it counts, and what is refused unread."""

import random

import pytest

from tests.sandbox.live_meeting.samples import SAMPLES
from tests.sandbox.live_meeting.visitor import Visitor, code, creation, field_list, opened

INNER = "<ListTimeZonesRequest/>"
SYNTAX = "Client.BadSyntax"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<PlaceWareConfCenter>&b;</PlaceWareConfCenter>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
async def test_utf_8_and_utf_16(ada: Visitor, encoding: str) -> None:
    message = ada.message(creation(title="Köln ✓", names=("title",)))
    reply = opened(await ada.post(message.encode(encoding)))
    assert reply.tag == "CreateMeetingReply"
    assert reply[0][0][0].get("value") == "Köln ✓"


async def test_references_are_characters(ada: Visitor) -> None:
    message = ada.message(creation(title="TITLE", names=("title",)))
    for text in ("&#xF6;&#x2713;", "&#246;&#10003;"):
        reply = opened(await ada.post(message.replace("TITLE", text)))
        assert reply[0][0][0].get("value") == "ö✓"


async def test_headers_do_not_matter(ada: Visitor) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain; charset=latin-1", "nonsense"):
        headers = {"Content-Type": kind, "Content-Encoding": "pigeon"}
        content = ada.message(INNER).encode()
        answer = await ada.http.post(ada.posting, content=content, headers=headers)
        assert opened(answer).tag == "ListTimeZonesReply"


async def test_a_declaration_a_comment_and_spaces_are_fine(ada: Visitor) -> None:
    for head in ('<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- hello -->", "<?ink dry?>"):
        message = head + ada.message(f"\n  {INNER}\n").replace(">", "><!-- in here -->", 1)
        assert opened(await ada.post(message)).tag == "ListTimeZonesReply"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<PlaceWareConfCenter>",
        b"<PlaceWareConfCenter/>",
        b"<PlaceWareConfCenter/><PlaceWareConfCenter/>",
        b"<PlaceWareConfCentre><ListTimeZonesRequest/></PlaceWareConfCentre>",
        b"<ListTimeZonesRequest/>",
        b"<PlaceWareConfCenter><ListTimeZonesRequest/><ListTimeZonesRequest/>"
        b"</PlaceWareConfCenter>",
        b"<PlaceWareConfCenter>now <ListTimeZonesRequest/></PlaceWareConfCenter>",
        b'<PlaceWareConfCenter xmlns="urn:x"><ListTimeZonesRequest/></PlaceWareConfCenter>',
        b"<PlaceWareConfCenter><ListTimeZonesRequest></PlaceWareConfCenter>",
        b"<PlaceWareConfCenter>\xff</PlaceWareConfCenter>",
        "<PlaceWareConfCenter>ö</PlaceWareConfCenter>".encode("latin-1"),
        b'<?xml version="1.0" encoding="iso-8859-1"?>'
        b"<PlaceWareConfCenter><ListTimeZonesRequest/></PlaceWareConfCenter>",
        b"<PlaceWareConfCenter>\x00</PlaceWareConfCenter>",
        b"<PlaceWareConfCenter>&nobody;</PlaceWareConfCenter>",
        b"\xff\xfe<",
    ],
)
async def test_what_is_no_message_is_told_before_credentials(ada: Visitor, body: bytes) -> None:
    assert code(opened(await ada.post(body))) == SYNTAX


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE PlaceWareConfCenter>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
async def test_document_types_are_refused(ada: Visitor, head: str, encoding: str) -> None:
    message = head + ada.message(creation(title="x").replace('"x"', '"&a;"'))
    answer = await ada.post(message.encode(encoding))
    assert code(opened(answer)) == SYNTAX
    assert await ada.listed() == []


async def test_a_bomb_is_refused(ada: Visitor) -> None:
    assert code(opened(await ada.post(BOMB))) == SYNTAX


async def test_depth_is_refused(ada: Visitor) -> None:
    message = ada.message("<a>" * 2000 + "</a>" * 2000)
    assert code(opened(await ada.post(message))) == SYNTAX


async def test_what_is_too_large_is_not_read(ada: Visitor) -> None:
    answer = await ada.post(ada.message(creation(title="x" * 300_000)))
    assert answer.status_code == 413

    async def parts() -> object:
        yield b"<PlaceWareConfCenter/>"

    answer = await ada.http.post(ada.posting, content=parts())
    assert answer.status_code == 411


async def test_replies_never_say_a_charset(ada: Visitor) -> None:
    await ada.makes(title="ö")
    answer = await ada.post(ada.message(f"<ListMeetingsRequest>{field_list(['title'])}"))
    assert answer.headers["content-type"] == "application/xml"
    request = f"<ListMeetingsRequest>{field_list(['title'])}</ListMeetingsRequest>"
    answer = await ada.post(ada.message(request))
    assert answer.headers["content-type"] == "application/xml"
    assert "ö".encode() in answer.content
    assert "content-encoding" not in answer.headers


async def test_nonsense_is_always_answered(admin: Visitor) -> None:
    chance = random.Random(7)
    samples = [admin.message(each).encode() for each in SAMPLES.values()]
    for _ in range(300):
        body = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 4)):
            at, length = chance.randrange(len(body)), chance.randint(0, 12)
            other = chance.choice(samples)
            start = chance.randrange(len(other))
            body[at : at + length] = other[start : start + chance.randint(0, 40)]
        reply = opened(await admin.post(bytes(body)))
        assert reply.tag == "Fault" or reply.tag.endswith("Reply")
