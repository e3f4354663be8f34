"""A small meeting service with an organization's account, and its server: what a vendor's may be.

Its account sees the meetings of everybody, as that of an organization does: whose each is, the
service's client has to look at. It takes two dates of a series at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from meetings import catalog
from meetings.catalog import CatalogEntry, ServiceCode, ServiceSetting
from meetings.errors import (
    AppRefused,
    DailyLimit,
    MeetingError,
    NoSuchMeeting,
    NotTheirs,
    Rejected,
    SignInExpired,
)
from meetings.model import Attendance, Credentials, Meeting, NewMeeting
from meetings.replies import read_json
from meetings.service import (
    AccountKind,
    Capability,
    Exchange,
    Options,
    ServiceInfo,
    ask,
    harmless,
)
from sandbox import environment
from sandbox.book import Book
from sandbox.clock import SandboxClock

MOST_DATES = 2
SECRET = "canary-of-the-guild"

INFO = ServiceInfo(
    name="guild",
    title="Guild",
    account=AccountKind.ORGANIZATION,
    capabilities=frozenset(Capability),
)


class Guild:
    """The client."""

    info = INFO

    def __init__(self, options: Options) -> None:
        self._options = options

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        body = {name: self._options.get(name, "") for name in ("account", "secret")}
        reply = yield from ask(harmless(self._request("POST", "token", json=body)))
        if reply.status_code == 401:
            raise AppRefused("Guild", "invalid_client", name="guild")
        given = read_json(reply)
        ends_at = datetime.fromisoformat(given["ends"])
        secrets = {"token": str(given["token"])}
        return Credentials(secrets=secrets, facts={"account": body["account"]}, expires_at=ends_at)

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        return (yield from self.connect({}))

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        row = _row(wanted, credentials)
        return _meeting((yield from self._ask(credentials, "POST", "meetings", json=row)))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        rows = yield from self._ask(credentials, "GET", "meetings")
        found = [row for row in rows["meetings"] if row["marker"] == wanted.marker]
        return _meeting(found[0]) if found else None

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        return _meeting((yield from self._own(credentials, meeting_id)))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        rows = yield from self._ask(credentials, "GET", "meetings")
        own = [row for row in rows["meetings"] if row["host"] == credentials.on_behalf_of]
        return [_meeting(row) for row in own]

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        row = yield from self._own(credentials, meeting.id)
        changed = {**_row(wanted, credentials), "marker": row["marker"]}
        path = f"meetings/{meeting.id}"
        return _meeting((yield from self._ask(credentials, "PUT", path, json=changed)))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        try:
            yield from self._own(credentials, meeting.id)
            yield from self._ask(credentials, "DELETE", f"meetings/{meeting.id}")
        except NoSuchMeeting:
            return

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        row = yield from self._own(credentials, meeting.id)
        return f"{row['link']}/host"

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        yield from self._own(credentials, meeting.id)
        return [Attendance(name="Grace", came_at=datetime.now(UTC))]

    def objections(self, wanted: NewMeeting) -> Sequence[str]:
        """Two dates of a series, and a title of 60 characters, at most."""
        wrong = []
        if wanted.recurrence and not 0 < (wanted.recurrence.count or 0) <= MOST_DATES:
            wrong.append("Guild takes two dates of a series at most: say “for 2 times”.")
        if len(wanted.title) > 60:
            wrong.append("Guild takes titles of 60 characters at most: choose a shorter one.")
        return wrong

    def _own(self, credentials: Credentials, meeting_id: str) -> Exchange[Mapping[str, Any]]:
        row = yield from self._ask(credentials, "GET", f"meetings/{meeting_id}")
        if row["host"] != credentials.on_behalf_of:
            raise NotTheirs("Guild", name="guild")
        return row

    def _ask(
        self, credentials: Credentials, method: str, path: str, json: object = None
    ) -> Exchange[Mapping[str, Any]]:
        headers = {"Authorization": f"Bearer {credentials.secrets['token']}"}
        reply = yield from ask(self._request(method, path, headers=headers, json=json))
        if reply.status_code in (200, 201):
            return read_json(reply)
        raise _error(reply)

    def _request(self, method: str, path: str, **more: Any) -> httpx.Request:
        return httpx.Request(method, f"{self._options['url']}/{path}", **more)


def _error(reply: httpx.Response) -> MeetingError:
    if reply.status_code == 429:
        after = float(reply.headers["Retry-After"])
        return DailyLimit("Guild", "daily limit", name="guild", retry_after=after)
    kinds: Mapping[int, type[MeetingError]] = {401: SignInExpired, 404: NoSuchMeeting}
    return kinds.get(reply.status_code, Rejected)("Guild", name="guild")


def _row(wanted: NewMeeting, credentials: Credentials) -> dict[str, Any]:
    return {
        "title": wanted.title,
        "host": credentials.on_behalf_of,
        "marker": wanted.marker,
        "starts": wanted.starts_at.isoformat() if wanted.starts_at else "",
        "minutes": wanted.lasts // timedelta(minutes=1),
    }


def _meeting(row: Mapping[str, Any]) -> Meeting:
    return Meeting(
        id=row["id"],
        title=row["title"],
        join_url=row["link"],
        starts_at=datetime.fromisoformat(row["starts"]) if row["starts"] else None,
        lasts=timedelta(minutes=row["minutes"]),
    )


@dataclass
class GuildServer:
    """The server: what was asked with which token is in *asked*, *busy_for* seconds it refuses."""

    accounts: dict[str, str] = field(default_factory=lambda: {"contoso": SECRET, "fabrikam": "f"})
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    busy_for: float = 0
    takes_tokens: bool = True

    def __post_init__(self) -> None:
        self.url = ""
        self.book = Book(SandboxClock())
        self.app = Starlette(
            routes=[
                Route("/token", self._token, methods=["POST"]),
                Route("/meetings", self._all, methods=["GET", "POST"]),
                Route("/meetings/{id}", self._one, methods=["GET", "PUT", "DELETE"]),
                Route("/{rest:path}", self._home, methods=["GET"]),
            ]
        )

    def announce(self, url: str) -> dict[str, Any]:
        self.url = url
        return {"settings": {"url": url, "account": "contoso", "secret": SECRET}, "people": {}}

    async def close(self) -> None:
        """Nothing is left open."""

    def add(self, title: str, host: str, starts_at: datetime, **more: Any) -> dict[str, Any]:
        """A meeting that was made without the bot, or with it."""
        number = str(100 + len(self.meetings))
        starts = starts_at.isoformat()
        row = {"id": number, "title": title, "host": host, "marker": "", "minutes": 30}
        self.meetings[number] = {**row, "starts": starts, "link": f"{self.url}/j/{number}", **more}
        return self.meetings[number]

    async def _token(self, request: Request) -> Response:
        body = await request.json()
        if self.accounts.get(body["account"]) != body["secret"]:
            return JSONResponse({}, 401)
        token = f"token-{len(self.tokens)}-{SECRET}"
        self.tokens[token] = body["account"]
        ends_at = datetime.now(UTC) + timedelta(hours=1)
        return JSONResponse({"token": token, "ends": ends_at.isoformat()})

    def _refusal(self, request: Request) -> Response | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.asked.append((f"{request.method} {request.url.path}", self.tokens.get(token, "")))
        if token not in self.tokens or not self.takes_tokens:
            return JSONResponse({}, 401)
        if self.busy_for:
            return JSONResponse({}, 429, {"Retry-After": str(self.busy_for)})
        return None

    async def _all(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if request.method == "GET":
            return JSONResponse({"meetings": [*self.meetings.values()]})
        body = await request.json()
        starts_at = datetime.fromisoformat(body.pop("starts") or datetime.now(UTC).isoformat())
        return JSONResponse(self.add(starts_at=starts_at, **body), 201)

    async def _one(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        number = request.path_params["id"]
        if number not in self.meetings:
            return JSONResponse({}, 404)
        if request.method == "PUT":
            self.meetings[number] |= await request.json()
        if request.method == "DELETE":
            return JSONResponse(self.meetings.pop(number))
        return JSONResponse(self.meetings[number])

    async def _home(self, request: Request) -> Response:
        return HTMLResponse("<h1>Guild</h1>")


ENTRY = CatalogEntry(
    name="guild",
    title="Guild",
    load=lambda: ServiceCode(INFO, Guild, lambda options: []),
    about="",
    settings=(
        ServiceSetting(name="url", meaning="", turns_on=True, address=True),
        ServiceSetting(name="account", meaning=""),
        ServiceSetting(name="secret", meaning=""),
    ),
)


def add_guild(monkeypatch: Any) -> None:
    """Add it to the services that there are, as long as the test runs."""
    monkeypatch.setattr(catalog, "SERVICES", (*catalog.SERVICES, ENTRY))
    monkeypatch.setitem(catalog.TITLES, "guild", "Guild")  # type: ignore[arg-type]
    server = f"{__name__}:{GuildServer.__name__}"
    monkeypatch.setitem(environment.LOOPBACKS, "guild", server)  # type: ignore[arg-type]
    monkeypatch.setitem(environment.TITLES, "guild", "Guild")  # type: ignore[arg-type]
