"""A loopback Jitsi Meet: rooms that answer, the conference mapper and the dial-in numbers.

Written from jitsi-meet's ``uri.ts`` (how a name becomes a room) and ``cloud-api.swagger`` (mapper
and numbers). A room exists because somebody opens it; Jitsi refuses no name, however easy to guess.
"""

import re
import unicodedata
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, MeetingRecord, show_record
from sandbox.clock import SandboxClock, push_clock
from sandbox.fault_injection import FaultInjector

MAPPER = "/phone/conferenceMapper"
NUMBERS = "/phone/phoneNumberList"

_DROPPED = re.compile(r"""[\s:?#\[\]@!$&'()*+,;=><"/]""")
_RANDOM_TAIL = re.compile(r".*?[a-z0-9]{16,}")
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Jitsi Meet</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem;
background:#1b2230;color:#eef2f8}}code{{color:#9fc3ff}}</style></head>
<body><main><h1>{title}</h1><p>You are in the room <code>{room}</code>.</p>
<p>This is a loopback: nobody can hear you.</p></main>
<script>
const wish = new URLSearchParams(location.hash.slice(1)).get("config.subject");
if (wish) document.querySelector("h1").textContent = JSON.parse(wish);
</script></body></html>"""


def room_name(typed: str) -> str:
    """The room behind a name: forbidden characters dropped, NFKC, lower case, percent-encoded."""
    text = _DROPPED.sub("", unquote(typed))
    return quote(unicodedata.normalize("NFKC", text).lower(), safe="-_.~").lower()


def subject(room: str) -> str:
    """What the page calls a room whose link says nothing else: its readable part."""
    words = [word for word in unquote(room).split("-") if not _RANDOM_TAIL.fullmatch(word)]
    return " ".join(words).strip().capitalize() or "Jitsi Meet"


class JitsiServer:
    """One Jitsi server; its pins are stable per conference."""

    def __init__(self, *, clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.faults = FaultInjector(self.book)
        self._pins: dict[str, int] = {}
        self.app = Starlette(
            routes=[
                Route(MAPPER, self._mapper, methods=["GET"]),
                Route(NUMBERS, self._numbers, methods=["GET"]),
                Route("/sandbox/book", self._read, methods=["GET"]),
                Route("/sandbox/record", self._show_record, methods=["GET"]),
                Route("/sandbox/misbehave", self._misbehave, methods=["POST"]),
                Route("/sandbox/clock", self._push_clock, methods=["POST"]),
                Route("/{room}", self._room, methods=["GET", "HEAD"]),
                Route("/{tenant}/{room}", self._room, methods=["GET", "HEAD"]),
            ]
        )

    def announce(self, url: str) -> dict[str, Any]:
        """The settings of a client of this server at *url*; nobody has to sign in."""
        settings = {
            "url": url,
            "dial_in_numbers": url + NUMBERS,
            "dial_in_mapper": url + MAPPER,
        }
        return {"settings": settings, "people": {}}

    async def close(self) -> None:
        """Nothing is left open."""

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*; see sandbox/fault_injection.py. Calls: room, mapper, numbers."""
        self.faults.ask(**rule)

    async def _room(self, request: Request) -> Response:
        async def effect() -> Response:
            name = room_name(request.path_params["room"])
            if not name or "sandbox" in request.path_params.get("tenant", ""):
                return Response("Not Found", 404)
            guessable = not _RANDOM_TAIL.fullmatch(name)
            self.book.write("visit", room=name, path=request.url.path, guessable=guessable)
            page = _PAGE.format(title=escape(subject(name)), room=escape(unquote(name)))
            return HTMLResponse(page)

        return await self.faults.around("room", request, effect)

    async def _mapper(self, request: Request) -> Response:
        async def effect() -> Response:
            query = request.query_params
            if "conference" in query:
                return self._by_conference(query["conference"])
            if "id" in query:
                return self._by_pin(query["id"])
            body = {
                "message": "No conference or id provided",
                "conference": False,
                "id": False,
            }
            return JSONResponse(body, 405)

        return await self.faults.around("mapper", request, effect)

    def _by_conference(self, address: str) -> Response:
        room, at, host = address.partition("@")
        conference = f"{room_name(room)}{at}{host.lower()}"
        fresh = conference not in self._pins
        pin = self._pins.setdefault(
            conference, 100_000 + (len(self._pins) * 7919 + 54_428) % 899_999
        )
        guessable = not _RANDOM_TAIL.fullmatch(room_name(room))
        self.book.write("mapped", conference=conference, pin=pin, new=fresh, guessable=guessable)
        return _mapping(pin, conference)

    def _by_pin(self, digits: str) -> Response:
        for conference, pin in self._pins.items():
            if str(pin) == digits:
                return _mapping(pin, conference)
        number = int(digits) if digits.isdigit() else digits
        body = {"message": "No conference mapping was found", "id": number, "conference": False}
        return JSONResponse(body)

    async def _numbers(self, request: Request) -> Response:
        async def effect() -> Response:
            self.book.write("numbers")
            numbers = {"DE": ["+49-721-0000-0000"], "US": ["+1-512-555-0100"]}
            body = {"message": "Dial-In numbers:", "numbers": numbers, "numbersEnabled": True}
            return JSONResponse(body)

        return await self.faults.around("numbers", request, effect)

    async def _read(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        start = int(since) if since.isdigit() else 0
        read = self.book.read
        return JSONResponse(
            {
                "next": len(self.book),
                "mapped": read("mapped", since=start),
                "visits": read("visit", since=start),
                "numbers": read("numbers", since=start),
                "injected_fault": read("injected_fault", since=start),
            }
        )

    async def _show_record(self, _: Request) -> Response:
        """The rooms that were opened or telephoned: a server knows nothing else of a meeting."""
        entries = self.book.read("mapped", "visit")
        rooms = [each.get("room") or each["conference"].partition("@")[0] for each in entries]
        return show_record(MeetingRecord(id=room) for room in dict.fromkeys(rooms))

    async def _push_clock(self, request: Request) -> Response:
        return await push_clock(request, self.clock)

    async def _misbehave(self, request: Request) -> Response:
        return self.faults.control(await request.json())


def _mapping(pin: int, conference: str) -> Response:
    message = "Successfully retrieved conference mapping"
    return JSONResponse({"message": message, "id": pin, "conference": conference})
