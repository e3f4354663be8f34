"""The server as a whole: an ASGI application, its book, and the ways to make it misbehave."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, show_record
from sandbox.clock import DatedApp, SandboxClock, push_clock
from sandbox.fault_injection import BadRule, FaultInjector, take_rules
from sandbox.services.skype import conferences, routes
from sandbox.services.skype.applications import Applications, ServedApplication
from sandbox.services.skype.autodiscover import Autodiscover
from sandbox.services.skype.calls import Calls
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.door import Door
from sandbox.services.skype.people import PEOPLE
from sandbox.services.skype.refusals import ROWS, RequestRefused
from sandbox.services.skype.scheduling import Scheduling
from sandbox.services.skype.starting import Starting
from sandbox.services.skype.tickets import IssuedTickets, NoToken
from sandbox.services.skype.variations import Variations

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class SkypeServer:
    """A Skype for Business server with its people.

    Serve ``app`` on one port, or on several as several hosts (see ``Deployment.pool_url``).
    ``book`` holds entries of the kinds ``request``, ``sign_in``, ``meeting``, ``joined``,
    ``scheduled`` and ``faults``. ``deployment`` and ``clock`` may be changed at any time.
    """

    def __init__(
        self,
        base_url: str = "",
        *,
        deployment: Deployment | None = None,
        clock: SandboxClock | None = None,
    ) -> None:
        self.deployment = deployment or Deployment()
        self.deployment.base_url = self.deployment.base_url or base_url
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.tickets = IssuedTickets(self.deployment, PEOPLE, self.clock, self.book)
        self.applications = Applications(self.deployment, self.clock)
        self.conferences = conferences.Conferences(self.deployment, self.clock)
        self._variations = Variations()
        self._faults = FaultInjector(self.book)
        self._door = self._build_door()
        routes = [
            Route("/sandbox/book", self._show_book, methods=["GET"]),
            Route("/sandbox/record", self._show_record, methods=["GET"]),
            Route("/sandbox/misbehave", self._take_rules, methods=["POST"]),
            Route("/sandbox/clock", self._push_clock, methods=["POST"]),
            Route("/meet/{who}/{meeting}", self._show_meeting, methods=["GET"]),
            Route("/{path:path}", self._door.answer, methods=_METHODS),
        ]
        self.app = DatedApp(Starlette(routes=routes), self.clock)

    def _build_door(self) -> Door:
        starting = Starting(
            self.deployment, self.conferences, self.applications, self._variations, self.book
        )
        scheduling = Scheduling(self.deployment, self.conferences, self.book)
        calls = Calls(self.deployment, self.applications, self.tickets, starting, scheduling)
        return Door(
            self.deployment,
            Autodiscover(self.deployment),
            self.tickets,
            self.applications,
            routes.routes(calls),
            self._variations,
            self._faults,
            self.book,
        )

    def announce(self, url: str) -> dict[str, Any]:
        """The settings of a client of this server at *url*, and how its people sign in."""
        people = {
            each.address.partition("@")[0]: {"username": each.address, "password": each.password}
            for each in PEOPLE
        }
        return {"settings": {"url": f"{url}/"}, "people": people}

    async def close(self) -> None:
        """End every application, and with it what is under way."""
        for application in list(self.applications.running.values()):
            self.applications.end(application)

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*, as ``sandbox.fault_injection`` and ``variations`` have it.

        Raises BadRule.
        """
        arguments = dict(rule)
        kind = arguments.pop("do", "")
        if kind == "start":
            self._variations.start(arguments)
        elif kind == "refuse":
            self._variations.refuse(arguments)
        elif kind == "page":
            self._variations.page(arguments)
        elif kind in ("expire", "change", "replace", "reset"):
            self._act(f"{kind} {arguments.pop('what', '')}".strip(), arguments)
        else:
            self._faults.ask(**_in_our_words(rule))

    def behave(self) -> None:
        """Remove all rules."""
        self._variations.clear()
        self._faults.clear()

    def _act(self, name: str, when: dict[str, Any]) -> None:
        """Do something now, or before the calls that *when* names."""
        settings = when.pop("said", {}) if name == "change" else {}
        acts: Mapping[str, Callable[[], None]] = {
            "expire token": self._expire_tokens,
            "expire application": self._expire_applications,
            "expire meetings": self.conferences.expire_all,
            "change": lambda: self.conferences.change_all(settings),
            "expire channel": lambda: self._each(
                lambda application: application.channel.lose_track()
            ),
            "replace": lambda: self._each(
                lambda application: application.channel.end(RequestRefused("PGetReplaced"))
            ),
            "reset": lambda: self._each(ServedApplication.reset),
        }
        if (
            name not in acts
            or set(when) - {"on", "next"}
            or not set(settings) <= set(self.conferences.whole({}))
        ):
            raise BadRule(f"one of {', '.join(acts)}; with on and next, if it is to wait")
        if "on" in when:
            self._variations.act(when["on"], acts[name], when.get("next", 1))
        else:
            acts[name]()

    def _expire_tokens(self) -> None:
        self.tickets.withdraw()
        self._each(lambda application: application.channel.end(NoToken(stale=True)))

    def _expire_applications(self) -> None:
        self._each(lambda application: self.applications.end(application, expired=True))

    def _each(self, act: Callable[[ServedApplication], None]) -> None:
        for application in list(self.applications.running.values()):
            act(application)

    async def _show_book(self, request: Request) -> Response:
        kinds = ("request", "sign_in", "meeting", "joined", "scheduled", "injected_fault")
        return JSONResponse({f"{kind}s": self.book.read(kind) for kind in kinds})

    async def _show_record(self, _: Request) -> Response:
        return show_record(each.record() for each in self.conferences.made())

    async def _push_clock(self, request: Request) -> Response:
        return await push_clock(request, self.clock)

    async def _take_rules(self, request: Request) -> Response:
        return await take_rules(request, self.misbehave, self.behave)

    async def _show_meeting(self, request: Request) -> Response:
        conference = self.conferences.find(request.path_params["meeting"])
        if conference and conference.organizer.alias != request.path_params["who"]:
            conference = None
        return conferences.page(conference)


def _in_our_words(rule: Mapping[str, Any]) -> dict[str, Any]:
    """*rule*, with a body of UCWA's where a bare status is asked for."""
    if rule.get("do") != "status" or "body" in rule:
        return dict(rule)
    status = rule.get("status", 500)
    known = (name for name, row in ROWS.items() if row[0] == status)
    body = RequestRefused(next(known, "ServiceFailure")).reason
    return {**rule, "body": body}
