"""A strict vendor with a consent page, PKCE, codes that work once, and refresh tokens that rotate.

Written from RFC 6749, 7636 and 7009; and a service that asks it. The rules that vendors differ in
can be chosen: whether a refresh token that was used once more, for a lost answer, still counts.
"""

import asyncio
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from meetings.errors import AppRefused, ServiceBusy, SignInExpired, SignInRefused, UnexpectedReply
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.replies import answered_at, read_json
from meetings.service import (
    AccountKind,
    AuthorizationCode,
    Consent,
    Exchange,
    ServiceInfo,
    ask,
    harmless,
)
from sandbox.serving import cut

CLIENT_ID, CLIENT_SECRET = "parley", "a client's secret"
LASTS = timedelta(hours=1)
AGAIN_WITHIN = timedelta(minutes=1)


@dataclass
class _Code:
    user: str
    challenge: str
    redirect_uri: str
    used: bool = False


@dataclass
class _Token:
    user: str
    expires_at: datetime | None = None


@dataclass
class Guild:
    """The vendor. *says* is what its page answers: "yes", "no", or an error in OAuth's words."""

    user: str = "ada"
    says: str = "yes"
    redirect_uris: set[str] = field(default_factory=set)
    grace: bool = False
    one_grant: bool = True
    """A newer sign-in of a user makes the earlier refresh tokens worthless."""
    lost: Counter[str] = field(default_factory=Counter)
    """How many answers of each kind of request are lost, after their effect."""
    faults: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """Requests of a kind that wait, before anything is done, until a test lets them."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a request waits."""
    ahead: timedelta = timedelta()
    asked: Counter[str] = field(default_factory=Counter)
    made: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What no client may do: a code or a refresh token that comes again, a verifier that is off."""
    codes: dict[str, _Code] = field(default_factory=dict)
    access: dict[str, _Token] = field(default_factory=dict)
    refresh: dict[str, _Token] = field(default_factory=dict)
    spent: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=[
                Route("/authorize", self._authorize),
                Route("/token", self._answered, methods=["POST"]),
                Route("/revoke", self._answered, methods=["POST"]),
                Route("/meetings", self._answered, methods=["POST"]),
            ]
        )

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def hold(self, kind: str) -> asyncio.Event:
        """Let requests of *kind* wait until the event is set that this returns."""
        self.reached.clear()
        self.held[kind] = asyncio.Event()
        return self.held[kind]

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        self.asked["authorize"] += 1
        known = asked.get("client_id") == CLIENT_ID
        if not known or asked.get("redirect_uri") not in self.redirect_uris:
            return HTMLResponse("<h1>Unknown app or redirect address</h1>", 400)
        pkce = asked.get("code_challenge_method") == "S256" and len(asked["code_challenge"]) == 43
        if asked.get("response_type") != "code" or not asked.get("state") or not pkce:
            return HTMLResponse("<h1>Not OAuth with PKCE</h1>", 400)
        if "go" not in asked:
            to = f"{request.url.path}?{request.url.query}&go=1"
            return HTMLResponse(f"<h1>Guild</h1><a href='{to.replace('&', '&amp;')}'>Allow</a>")
        back = {"state": asked["state"]}
        if self.says == "yes":
            code = secrets.token_urlsafe(24)
            self.codes[code] = _Code(self.user, asked["code_challenge"], asked["redirect_uri"])
            back["code"] = code
        else:
            back["error"] = "access_denied" if self.says == "no" else self.says
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def _answered(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        kind = form.get("grant_type") or request.url.path.strip("/")
        self.asked[kind] += 1
        if waits := self.held.get(kind):
            self.reached.set()
            await waits.wait()
        status, body = self.faults[kind] if kind in self.faults else self._do(kind, request, form)
        if self.lost[kind]:
            self.lost[kind] -= 1
            cut(request.scope)
        date = format_datetime(self.now, usegmt=True)
        return JSONResponse(body, status, headers={"Date": date, "Cache-Control": "no-store"})

    def _do(
        self, kind: str, request: Request, form: Mapping[str, str]
    ) -> tuple[int, dict[str, str]]:
        sent = request.headers.get("authorization", "")
        if kind == "meetings":
            return self._make(sent.removeprefix("Bearer "))
        basic = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if sent != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        match kind:
            case "authorization_code":
                return self._redeem(form)
            case "refresh_token":
                return self._rotate(form["refresh_token"])
            case _:
                return self._revoke(form["token"])

    def _redeem(self, form: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        code = self.codes.get(form["code"])
        if code is None or code.used:
            self.wrong.append("a code that was used, or never given")
            return 400, {"error": "invalid_grant"}
        code.used = True
        digest = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest())
        if digest.rstrip(b"=").decode() != code.challenge:
            self.wrong.append("a verifier that does not fit")
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != code.redirect_uri:
            self.wrong.append("another redirect_uri")
            return 400, {"error": "invalid_grant"}
        if self.one_grant:
            self.refresh = {t: of for t, of in self.refresh.items() if of.user != code.user}
            self.spent = {}
        return 200, self._tokens(code.user)

    def _rotate(self, given: str) -> tuple[int, dict[str, str]]:
        before, when = self.spent.get(given, ("", self.now))
        if before and self.grace and self.now - when < AGAIN_WITHIN:
            return 200, self._tokens(before)
        if before:
            self.wrong.append("a refresh token that was used before")
        if given not in self.refresh:
            return 400, {"error": "invalid_grant"}
        user = self.refresh.pop(given).user
        self.spent[given] = user, self.now
        return 200, self._tokens(user)

    def _tokens(self, user: str) -> dict[str, str]:
        access, refresh = f"access-{secrets.token_hex(8)}", f"refresh-{secrets.token_hex(8)}"
        self.access[access] = _Token(user, self.now + LASTS)
        self.refresh[refresh] = _Token(user)
        lasts = str(int(LASTS.total_seconds()))
        return {"access": access, "refresh": refresh, "expires_in": lasts, "user": user}

    def _revoke(self, token: str) -> tuple[int, dict[str, str]]:
        known = self.refresh.get(token) or self.access.get(token)
        if known:
            self.revoked.append(known.user)
            self.refresh = {t: of for t, of in self.refresh.items() if of.user != known.user}
            self.access = {t: of for t, of in self.access.items() if of.user != known.user}
        return 200, {}

    def _make(self, token: str) -> tuple[int, dict[str, str]]:
        known = self.access.get(token)
        if known is None or known.expires_at is None or known.expires_at <= self.now:
            return 401, {}
        self.made.append(known.user)
        return 201, {"id": str(len(self.made))}


class GuildService:
    """A client of it."""

    def __init__(self, url: str, secret: str = CLIENT_SECRET) -> None:
        self._url, self._secret = url, secret
        self.info = ServiceInfo(
            name="guild",
            title="Guild",
            account=AccountKind.PERSONAL,
            consent=Consent(authorize_url=f"{url}/authorize", parameters={"client_id": CLIENT_ID}),
        )

    def redeem(self, code: AuthorizationCode) -> Exchange[Credentials]:
        return (
            yield from self._token(
                grant_type="authorization_code",
                code=code.code,
                code_verifier=code.verifier,
                redirect_uri=code.redirect_uri,
            )
        )

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        refresh = credentials.secrets["refresh"]
        try:
            return (yield from self._token(grant_type="refresh_token", refresh_token=refresh))
        except SignInRefused:
            raise SignInExpired("Guild", name="guild") from None

    def revoke(self, credentials: Credentials) -> Exchange[None]:
        yield from self._post("revoke", token=credentials.secrets["refresh"])

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        headers = {"Authorization": f"Bearer {credentials.secrets['access']}"}
        request = httpx.Request("POST", f"{self._url}/meetings", headers=headers)
        reply = yield from ask(request)
        if reply.status_code == 401:
            raise SignInExpired("Guild", name="guild")
        return Meeting(id=read_json(reply)["id"], title=wanted.title, join_url=f"{self._url}/1")

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        yield from ()

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        yield from ()
        return ()

    def _token(self, **form: str) -> Exchange[Credentials]:
        reply = yield from self._post("token", **form)
        said = read_json(reply)
        at = answered_at(reply)
        lasts = timedelta(seconds=int(said["expires_in"]))
        return Credentials(
            secrets={"access": said["access"], "refresh": said["refresh"]},
            facts={"account": f"{said['user']}@guild.example", "id": said["user"]},
            expires_at=at + lasts if at else None,
        )

    def _post(self, path: str, **form: str) -> Exchange[httpx.Response]:
        basic = b64encode(f"{CLIENT_ID}:{self._secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        request = httpx.Request("POST", f"{self._url}/{path}", headers=headers, data=form)
        reply = yield from ask(harmless(request))
        match reply.status_code:
            case 200:
                return reply
            case 400:
                raise SignInRefused("Guild", name="guild")
            case 401:
                raise AppRefused("Guild", "invalid_client", name="guild")
            case 429:
                raise ServiceBusy("Guild", name="guild")
            case status:
                raise UnexpectedReply("Guild", f"HTTP {status}", name="guild")
