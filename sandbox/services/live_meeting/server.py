"""The server as a whole: an ASGI application, its book, and the ways to make it misbehave."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, MeetingRecord, show_record
from sandbox.clock import DatedApp, SandboxClock
from sandbox.fault_injection import FaultInjector, take_rules
from sandbox.services.live_meeting import center, people
from sandbox.services.live_meeting.control import LiveMeetingControl
from sandbox.services.live_meeting.door import Door
from sandbox.services.live_meeting.listing import meeting_record
from sandbox.services.live_meeting.variations import KINDS, Variations

BOOK: Mapping[str, str] = {
    "requests": "request",
    "sign_ins": "sign_in",
    "meetings": "meeting",
    "changed": "changed",
    "deleted": "deleted",
    "restored": "restored",
    "tickets": "ticket",
    "visits": "visit",
    "injected_fault": "injected_fault",
}


class LiveMeetingServer:
    """A Live Meeting service with its conference centers.

    ``centers`` may be changed at any time, and so may ``clock``; ``book`` holds what happened.
    *base_url* is the address that clients reach (empty: as the Host header says).
    """

    def __init__(self, base_url: str = "", *, clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.centers = center.usual()
        self.control = LiveMeetingControl(self.centers, self.clock, self.book)
        self._faults = FaultInjector(self.book)
        self._variations = Variations()
        self._door = Door(
            self.centers, self.clock, self.book, self._faults, self._variations, base_url
        )
        routes = [
            Route("/sandbox/book", self._show_book, methods=["GET"]),
            Route("/sandbox/record", self._show_record, methods=["GET"]),
            Route("/sandbox/misbehave", self._take_rules, methods=["POST"]),
            Route("/sandbox/{name}", self._take_order, methods=["POST"]),
            *self._door.routes(),
        ]
        self.app = DatedApp(Starlette(routes=routes), self.clock)

    def announce(self, url: str) -> dict[str, Any]:
        """The settings of a client of this server at *url*, and how its people sign in."""
        passwords = {
            "ada": people.ADA_PASSWORD,
            "mallory": people.MALLORY_PASSWORD,
            "dori": people.DORI_PASSWORD,
        }
        return {
            "settings": {"url": f"{url}/cc/contoso/xml/4.0/GetPostingURLRequest"},
            "people": {
                name: {"username": name, "password": password}
                for name, password in passwords.items()
            },
        }

    async def close(self) -> None:
        """Nothing is left open."""

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*, as ``sandbox.fault_injection`` and ``variations`` have it.

        Raises BadRule.
        """
        if rule.get("do") in KINDS:
            self._variations.add(rule)
        else:
            self._faults.ask(**rule)

    def behave(self) -> None:
        """Remove all rules."""
        self._faults.clear()
        self._variations.clear()

    async def _show_book(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        start = int(since) if since.isdigit() else 0
        shown: dict[str, Any] = {"next": len(self.book)}
        shown.update({name: self.book.read(kind, since=start) for name, kind in BOOK.items()})
        return JSONResponse(shown)

    async def _show_record(self, request: Request) -> Response:
        return show_record(self._records(self._door.base(request)))

    def _records(self, base: str) -> Iterator[MeetingRecord]:
        """The meetings of all centers that are on the schedule."""
        now = self.clock.moment()
        for each in self.centers.values():
            for meeting in each.meetings:
                if each.meetings.live(meeting, now):
                    yield meeting_record(meeting, f"{base}/cc/{each.name}")

    async def _take_rules(self, request: Request) -> Response:
        return await take_rules(request, self.misbehave, self.behave)

    async def _take_order(self, request: Request) -> Response:
        """Do what the controls are asked; 400 if the order is not valid."""
        try:
            arguments = await request.json()
            result = self.control.do(request.path_params["name"], arguments)
        except (ValueError, TypeError, LookupError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        return JSONResponse({"ok": True, **result})
