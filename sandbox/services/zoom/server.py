"""Zoom as a whole: an ASGI application, its book, and the ways to make it misbehave."""

from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, show_record
from sandbox.clock import DatedApp, SandboxClock
from sandbox.fault_injection import FaultInjector, take_rules
from sandbox.services.zoom.consent import ConsentPage, html
from sandbox.services.zoom.control import ZoomControl
from sandbox.services.zoom.door import API, ApiDoor, Handler
from sandbox.services.zoom.holding import Holding
from sandbox.services.zoom.leaks import Leaks
from sandbox.services.zoom.limits import RateLimits
from sandbox.services.zoom.links import ZoomLinks
from sandbox.services.zoom.listing import PageTokens, ZoomListing
from sandbox.services.zoom.meeting_rules import MeetingRules
from sandbox.services.zoom.meetings import HostedMeetings
from sandbox.services.zoom.notices import Notices
from sandbox.services.zoom.past import PastMeetings
from sandbox.services.zoom.people import ZoomApp, everybody
from sandbox.services.zoom.scheduling import ZoomScheduling
from sandbox.services.zoom.shapes import user as shape_of_user
from sandbox.services.zoom.signing_in import SigningIn
from sandbox.services.zoom.switches import ZoomSwitches
from sandbox.services.zoom.tokens import IssuedTokens
from sandbox.services.zoom.values import Numbers
from sandbox.services.zoom.variations import KINDS, ZoomVariations
from sandbox.services.zoom.webhooks import Webhooks

BOOK: Mapping[str, str] = {
    "meetings": "meeting",
    "changed": "changed",
    "deleted": "deleted",
    "recovered": "recovered",
    "started": "started",
    "joined": "joined",
    "left": "left",
    "ended": "ended",
    "consents": "consent",
    "requests": "request",
    "notifications": "notification",
    "leaks": "leak",
    "visits": "visit",
    "injected_fault": "injected_fault",
}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class ZoomServer:
    """A Zoom with two accounts.

    ``people``, ``switches`` and ``clock`` may be changed at any time; ``book`` holds what happened.
    """

    def __init__(self, *, clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.people, self.switches, self.meetings = everybody(), ZoomSwitches(), HostedMeetings()
        self.tokens = IssuedTokens(self.clock, self.switches)
        self.webhooks = Webhooks(self.switches, self.clock, self.book)
        self._faults = FaultInjector(self.book)
        self._leaks = Leaks(self.people, self.tokens, self.book)
        self.links = ZoomLinks(self.meetings, self.clock, self._faults, self.book)
        self._variations = ZoomVariations(self.people, self.tokens, self.switches, self.clock)
        self._signing_in = SigningIn(self.people, self.tokens, self._faults, self._leaks, self.book)
        numbers = Numbers()
        notices = Notices(self.people, self.tokens, self.webhooks, self.clock)
        self.holding = Holding(self.people, numbers, notices, self.clock, self.book)
        self.control = ZoomControl(
            people=self.people,
            meetings=self.meetings,
            holding=self.holding,
            notices=notices,
            webhooks=self.webhooks,
            tokens=self.tokens,
            clock=self.clock,
            book=self.book,
        )
        limits = RateLimits(self.clock)
        door = ApiDoor(
            handlers=self._handlers(numbers, notices, limits),
            meetings=self.meetings,
            tokens=self.tokens,
            limits=limits,
            leaks=self._leaks,
            variations=self._variations,
            faults=self._faults,
            switches=self.switches,
            clock=self.clock,
            book=self.book,
        )
        self.app = DatedApp(Starlette(routes=self._routes(door)), self.clock)

    def _handlers(
        self, numbers: Numbers, notices: Notices, limits: RateLimits
    ) -> Mapping[str, Handler]:
        scheduling = ZoomScheduling(
            people=self.people,
            meetings=self.meetings,
            links=self.links,
            limits=limits,
            rules=MeetingRules(self.people, numbers),
            numbers=numbers,
            switches=self.switches,
            notices=notices,
            holding=self.holding,
            clock=self.clock,
            book=self.book,
        )
        pages = PageTokens(self.clock, self.switches)
        listing = ZoomListing(
            self.people, self.meetings, self.links, pages, self.switches, self.clock
        )
        past = PastMeetings(self.meetings, pages, self.clock)
        return {
            "user": lambda call: JSONResponse(shape_of_user(call.user(self.people))),
            "create": scheduling.create,
            "read": scheduling.read,
            "change": scheduling.change,
            "delete": scheduling.delete,
            "status": scheduling.status,
            "invitation": scheduling.invitation,
            "invite_links": scheduling.invite_links,
            "list": listing.list,
            "upcoming": listing.upcoming,
            "past": past.past,
            "instances": past.instances,
            "participants": past.participants,
        }

    def _routes(self, door: ApiDoor) -> list[Route]:
        consent = ConsentPage(self.people, self.tokens, self._faults, self._leaks, self.book)
        return [
            Route("/", self._home, methods=["GET"]),
            Route("/oauth/authorize", consent.answer, methods=["GET", "POST"]),
            Route("/oauth/token", self._signing_in.token, methods=["POST"]),
            Route("/oauth/revoke", self._signing_in.revoke, methods=["POST"]),
            Route("/sandbox/book", self._show_book, methods=["GET"]),
            Route("/sandbox/record", self._show_record, methods=["GET"]),
            Route("/sandbox/misbehave", self._take_rules, methods=["POST"]),
            Route("/sandbox/{name}", self._take_order, methods=["POST"]),
            Route("/j/{id}", self.links.answer_guest, methods=["GET"]),
            Route("/s/{id}", self.links.answer_host, methods=["GET"]),
            Route("/v2", self._home, methods=["GET"]),
            Route(f"{API}{{rest:path}}", door.answer, methods=_METHODS),
        ]

    def announce(self, url: str) -> dict[str, Any]:
        """The settings of a client of this Zoom at *url*, and who may sign in.

        What *people* have is what they choose on the consent page. *organization* is what is told
        instead to who uses the account of the whole organization.
        """
        self.links.base = self._signing_in.api_url = url
        personal = {"authorize_url": f"{url}/oauth/authorize", **self._app(url, 0)}
        account = self.people.organization_app.account
        organization = {**self._app(url, 1), "account_id": account.id if account else ""}
        users = {each.first_name.lower(): {"user": each.email} for each in self.people.users}
        return {
            "settings": personal,
            "organization": {"settings": organization, "people": {}},
            "people": users,
        }

    def _app(self, url: str, which: int) -> dict[str, str]:
        app: ZoomApp = self.people.apps[which]
        return {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "token_url": f"{url}/oauth/token",
            "api_url": f"{url}{API.rstrip('/')}",
            "webhook_secret": app.webhook_secret,
        }

    async def close(self) -> None:
        """Stop sending notifications."""
        await self.webhooks.close()

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*, as ``sandbox.fault_injection`` and ``variations`` have it.

        Raises BadRule and LookupError.
        """
        if rule.get("do") in KINDS:
            self._variations.ask(rule)
            return
        if rule.get("do") == "status" and "body" not in rule:
            text, code = "Internal server error.", rule.get("status", 500)
            signing_in = rule.get("on") in ("token", "revoke")
            oauth = {"reason": text, "error": "server_error"}
            rule["body"] = oauth if signing_in else {"code": code, "message": text}
        self._faults.ask(**rule)

    def behave(self) -> None:
        """Remove all rules."""
        self._variations.clear()
        self._faults.clear()

    async def _home(self, request: Request) -> Response:
        return html("Zoom", "<p>A loopback Zoom.</p>")

    async def _show_book(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        start = int(since) if since.isdigit() else 0
        shown: dict[str, Any] = {"next": len(self.book)}
        shown.update({name: self.book.read(kind, since=start) for name, kind in BOOK.items()})
        shown["now"] = [meeting.facts() for meeting in self.meetings]
        return JSONResponse(shown)

    async def _show_record(self, _: Request) -> Response:
        kept = [meeting for meeting in self.meetings if not meeting.deleted]
        return show_record(
            meeting.record(self.links.join(meeting), self.links.keys_of_host(meeting))
            for meeting in kept
        )

    async def _take_rules(self, request: Request) -> Response:
        return await take_rules(request, self.misbehave, self.behave)

    async def _take_order(self, request: Request) -> Response:
        """Do what the controls are asked; 400 if the order is not valid."""
        try:
            arguments = await request.json()
            result = await self.control.do(request.path_params["name"], arguments)
        except (ValueError, TypeError, LookupError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        return JSONResponse({"ok": True, **result})
