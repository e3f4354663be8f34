"""The service as a whole: an ASGI application, its book, and the ways to make it misbehave."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, MeetingRecord, show_record
from sandbox.clock import DatedApp, SandboxClock, push_clock
from sandbox.fault_injection import FaultInjector, take_rules
from sandbox.services.webex_xml.answering import Answering
from sandbox.services.webex_xml.door import Door
from sandbox.services.webex_xml.inviting import Inviting
from sandbox.services.webex_xml.links import Links
from sandbox.services.webex_xml.listing import ListRequest
from sandbox.services.webex_xml.meetings import SiteMeeting, SiteMeetings
from sandbox.services.webex_xml.pages import Pages
from sandbox.services.webex_xml.scheduling import Scheduling
from sandbox.services.webex_xml.signing_in import SigningIn
from sandbox.services.webex_xml.site import WebexSite, contoso
from sandbox.services.webex_xml.variations import KINDS, Variations

PATH = "/WBXService/XMLService"
BOOKED = (
    *("call", "sign_in", "wrong_password", "meeting", "changed", "deleted", "invited"),
    *("uninvited", "mail", "visit", "injected_fault"),
)
_SETTINGS = (
    *("accessControl", "metaData", "participants", "enableOptions", "schedule", "telephony"),
    "attendeeOptions",
)
_OWN_PLACES = ("meetingPassword", "confName", "agenda", "duration")


class WebexXmlServer:
    """A WebEx site that speaks the URL XML API.

    ``book`` holds entries of the kinds in ``BOOKED``; ``site`` and ``clock`` may be changed at any
    time. Links lead to ``links.base``, which ``announce`` sets.
    """

    def __init__(self, *, site: WebexSite | None = None, clock: SandboxClock | None = None) -> None:
        self.site = site or contoso()
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.links = Links(self.site, self.clock)
        self.meetings = SiteMeetings()
        self.signing_in = SigningIn(self.site, self.clock, self.book)
        self._faults = FaultInjector(self.book)
        self._variations = Variations(self.site, self.signing_in)
        door = Door(
            self.site,
            self._build_answering(),
            self._variations,
            self._faults,
            self.book,
        )
        pages = Pages(self.site, self.meetings, self.links, self.clock, self.book)
        routes = [
            Route(PATH, door.answer, methods=["POST"]),
            Route("/sandbox/book", self._show_book, methods=["GET"]),
            Route("/sandbox/record", self._show_record, methods=["GET"]),
            Route("/sandbox/misbehave", self._take_rules, methods=["POST"]),
            Route("/sandbox/clock", self._push_clock, methods=["POST"]),
            Route("/{site}/{page}.php", pages.answer, methods=["GET", "HEAD"]),
        ]
        self.app = DatedApp(Starlette(routes=routes), self.clock)

    def _build_answering(self) -> Answering:
        scheduling = Scheduling(self.site, self.meetings, self.links, self.clock, self.book)
        return Answering(
            self.signing_in,
            self.meetings,
            self.links,
            scheduling,
            ListRequest(self.site, self.meetings, scheduling, self.clock),
            Inviting(self.site, self.meetings, self.book),
        )

    def announce(self, url: str) -> dict[str, Any]:
        """The settings of a client of this site at *url*, and how its people sign in."""
        self.links.base = url
        people = {
            each.web_ex_id.partition("@")[0]: {
                "username": each.web_ex_id,
                "password": each.password,
            }
            for each in self.site.accounts
        }
        return {"settings": {"url": url + PATH, "site": self.site.name}, "people": people}

    async def close(self) -> None:
        """Nothing is left open."""

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*, as ``sandbox.fault_injection`` and ``variations`` have it.

        Raises BadRule.
        """
        if rule.get("do") in KINDS:
            self._variations.ask(rule)
        else:
            self._faults.ask(**rule)

    def behave(self) -> None:
        """Remove all rules."""
        self._variations.clear()
        self._faults.clear()

    async def _show_book(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        start = int(since) if since.isdigit() else 0
        content: dict[str, Any] = {"next": len(self.book)}
        return JSONResponse(content | {f"{k}s": self.book.read(k, since=start) for k in BOOKED})

    async def _show_record(self, _: Request) -> Response:
        return show_record(self._record(each) for each in self.meetings)

    def _record(self, meeting: SiteMeeting) -> MeetingRecord:
        return MeetingRecord(
            id=str(meeting.key),
            organizer=meeting.host.web_ex_id,
            title=meeting.title,
            join_url=self.links.invitation(meeting),
            passcode=meeting.password,
            starts=meeting.starts,
            lasts=meeting.lasts,
            zone=meeting.zone.iana,
            agenda=meeting.blocks["metaData"]["agenda"],
            host_secrets=[meeting.host_key],  # the host's link asks them to sign in
            people=[attendee.email for attendee in meeting.attendees],
            settings={
                f"{block}.{name}": value
                for block in _SETTINGS
                for name, value in meeting.blocks[block].items()
                if name not in _OWN_PLACES
            },
        )

    async def _push_clock(self, request: Request) -> Response:
        return await push_clock(request, self.clock)

    async def _take_rules(self, request: Request) -> Response:
        return await take_rules(request, self.misbehave, self.behave)
