"""The door: messages and entry URLs come in, callers are authenticated, the book is written."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree
from lxml.etree import _Element
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sandbox.book import Book, Entry
from sandbox.clock import SandboxClock
from sandbox.fault_injection import Effect, FaultInjector
from sandbox.services.live_meeting import entering, envelope
from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.faults import ServedFault, malformed, not_allowed
from sandbox.services.live_meeting.operations import operation_name, perform
from sandbox.services.live_meeting.people import User
from sandbox.services.live_meeting.reading import Call
from sandbox.services.live_meeting.variations import Variation, Variations

_SECURITY_ATTRIBUTES = ("authUser", "authPassword", "authTicket", "clientAppId", "clientAppID")


@dataclass(slots=True)
class PostedCredentials:
    """Authenticates callers; wrong passwords lock an account for a while, without saying so."""

    book: Book
    _wrong: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)

    def caller(self, center: Center, attributes: Mapping[str, str], now: datetime) -> User:
        """Who is calling, by the attributes of a message. Raises ServedFault."""
        for name, value in attributes.items():
            if name not in _SECURITY_ATTRIBUTES:
                raise not_allowed(name)
            if name.startswith("clientApp") and not 1 <= len(value) <= 64:
                raise malformed(name, "1 to 64 characters")
        if "authTicket" in attributes and (
            "authUser" in attributes or "authPassword" in attributes
        ):
            raise malformed("authTicket", "either it, or authUser and authPassword")
        if "authTicket" in attributes:
            user = self._by_ticket(center, attributes["authTicket"], now)
        else:
            user = self._by_password(center, attributes, now)
        who = user.user_id if user else attributes.get("authUser", "")
        way = "ticket" if "authTicket" in attributes else "password"
        self.book.write("sign_in", center=center.name, user=who, by=way, ok=user is not None)
        if user is None:
            raise ServedFault("Client.Authentication")
        return user

    def _by_ticket(self, center: Center, text: str, now: datetime) -> User | None:
        user = center.user(center.tickets.use(text, now) or "")
        return None if user is None or user.expired(now) else user

    def _by_password(
        self, center: Center, attributes: Mapping[str, str], now: datetime
    ) -> User | None:
        user = center.user(attributes.get("authUser", ""))
        if user is None:
            return None
        key = (center.name, user.user_id)
        since = now - center.locked_for
        wrong = [each for each in self._wrong.get(key, []) if each > since]
        self._wrong[key] = wrong
        if len(wrong) >= center.lock_after:
            return None
        password = attributes.get("authPassword", "").encode()
        if not secrets.compare_digest(user.password.encode(), password):
            wrong.append(now)
            return None
        wrong.clear()
        return None if user.expired(now) else user


VERSION = "4.0"
UNREADABLE = "unreadable"  # the name of a message that is none
RELEASE = "8.0.REL.1821.0"
_NOT_FOUND = "<!DOCTYPE html><html><head><title>Error</title></head><body>{}</body></html>"


@dataclass(slots=True)
class Door:
    """Finds the conference center and lets the message or the visitor in."""

    centers: Mapping[str, Center]
    clock: SandboxClock
    book: Book
    faults: FaultInjector
    variations: Variations
    base_url: str = ""
    credentials: PostedCredentials = field(init=False)

    def __post_init__(self) -> None:
        self.credentials = PostedCredentials(self.book)

    def routes(self) -> list[Route]:
        """Where what is answered."""
        discovery = "/cc/{cc}/xml/{version}/GetPostingURLRequest"
        ways = [
            Route(f"/cc/{{cc}}/{way}", self._enter, methods=["GET", "HEAD", "POST"])
            for way in entering.WAYS
        ]
        return [
            Route(discovery, self._discover, methods=["GET"]),
            Route("/cc/_XML/{cc}/xml/{version}", self._post, methods=["POST"]),
            Route("/cc/{cc}/xml/{version}", self._post, methods=["POST"]),
            *ways,
            Route("/cc/{cc}", self._log_on, methods=["GET"]),
        ]

    def base(self, request: Request) -> str:
        """The address that clients reach."""
        return self.base_url or f"http://{request.headers['host']}"

    def _center(self, request: Request) -> Center | None:
        return self.centers.get(request.path_params["cc"])

    async def _discover(self, request: Request) -> Response:
        entry = self.book.write("request", name="GetPostingURL", path=request.url.path)

        async def effect() -> Response:
            center = self._center(request)
            if center is None:
                return _page("There is no such conference center.", 404)
            variation = self._variation("GetPostingURL")
            element = self._posting_url(request, center)
            return variation.page() or variation.dressed(element, self.clock.moment())

        return await self._around("GetPostingURL", request, entry, effect)

    def _variation(self, name: str) -> Variation:
        variation = self.variations.of(name)
        for rule in variation.rules:
            self.book.write("injected_fault", on=name, do=rule.do)
        return variation

    def _posting_url(self, request: Request, center: Center) -> _Element:
        if request.path_params["version"] != VERSION:
            return envelope.fault(_unknown_version(), self.clock.moment())
        element = envelope.reply("GetPostingURL")
        element.set("url", f"{self.base(request)}/cc/_XML/{center.name}/xml/{VERSION}")
        element.set("Release", RELEASE)
        return element

    async def _post(self, request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > envelope.LARGEST_BODY:
            return _page("Too large.", 413) if length.isdigit() else _page("How long?", 411)
        body = await request.body()
        name = _named(body)
        entry = self.book.write("request", name=name, path=request.url.path, bytes=len(body))

        async def effect() -> Response:
            center = self._center(request)
            if center is None:
                return _page("There is no such conference center.", 404)
            variation = self._variation(name)
            element = envelope.reply(name)
            if not variation.does_nothing():
                element = self._answered(request, center, body, entry)
            return variation.page() or variation.dressed(element, self.clock.moment())

        return await self._around(name, request, entry, effect)

    def _answered(self, request: Request, center: Center, body: bytes, entry: Entry) -> _Element:
        now = self.clock.moment()
        try:
            if request.path_params["version"] != VERSION:
                raise _unknown_version()
            root, element = envelope.read_request(body)
            attributes = {str(name): str(value) for name, value in root.attrib.items()}
            caller = self.credentials.caller(center, attributes, now)
            entry["user"], entry["asked"] = caller.user_id, etree.tostring(element).decode()
            call = Call(
                center=center,
                caller=caller,
                element=element,
                now=now,
                links=f"{self.base(request)}/cc/{center.name}",
                book=self.book,
            )
            return perform(call)
        except ServedFault as fault:
            entry["fault"] = fault.code
            return envelope.fault(fault, now)

    async def _enter(self, request: Request) -> Response:
        way = request.url.path.rpartition("/")[2]
        form = await request.form() if request.method == "POST" else {}

        async def effect() -> Response:
            center = self._center(request)
            if center is None:
                return _page("There is no such conference center.", 404)
            variation = self._variation("enter")
            if fault := variation.fault():
                return entering.refused(fault)
            if page := variation.page():
                return page
            visitor = entering.EntryPage(
                center=center,
                way=way,
                query=dict(request.query_params),
                form={name: str(value) for name, value in form.items()},
                browser=request.headers.get("user-agent", ""),
                address=request.client.host if request.client else "",
                now=self.clock.moment(),
                book=self.book,
            )
            return visitor.answer(looks_only=request.method == "HEAD")

        return await self.faults.around("enter", request, effect)

    async def _log_on(self, request: Request) -> Response:
        center = self._center(request)
        if center is None:
            return _page("There is no such conference center.", 404)
        ticket = request.query_params.get("ticket", "")
        user = center.tickets.use(ticket, self.clock.moment())
        if ticket and user is None:
            return entering.refused(ServedFault("Client.Authentication"))
        return entering.page(center.name, f"<p>{'You are logged on.' if user else 'Log on.'}</p>")

    async def _around(self, name: str, request: Request, entry: Entry, effect: Effect) -> Response:
        response = await self.faults.around(name, request, effect)
        entry["status"] = response.status_code
        return response


def _named(body: bytes) -> str:
    """What a message asks for, as far as it can be read."""
    try:
        return operation_name(envelope.read_request(body)[1]) or UNREADABLE
    except ServedFault:
        return UNREADABLE


def _unknown_version() -> ServedFault:
    return ServedFault("Server.OperationUnavailable.NotImplemented.Version", versions=(VERSION,))


def _page(text: str, status: int) -> Response:
    return HTMLResponse(_NOT_FOUND.format(text), status)
