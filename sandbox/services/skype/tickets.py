"""The token endpoint: passwords in, tokens out, wrong passwords counted, accounts locked.

Source: "Authentication in UCWA". A token is valid on the host that issued it, until it expires.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.skype.deployment import PASSIVE, PASSWORD, WINDOWS, Deployment
from sandbox.services.skype.people import Colleague

_FORM = "application/x-www-form-urlencoded"


class NoToken(Exception):
    """The request needs a token; *stale*: it had one, and that does not serve here or now."""

    def __init__(self, *, stale: bool) -> None:
        super().__init__("a token that does not serve" if stale else "no token")
        self.stale = stale


@dataclass(frozen=True, slots=True)
class Token:
    """What a token is for: somebody, on one host, until a moment (seconds since 1970)."""

    person: Colleague
    host: str
    until: float


@dataclass(slots=True)
class _Lock:
    """The wrong passwords of one account since the last right one."""

    wrong: int = 0
    until: float = 0


@dataclass(slots=True)
class IssuedTickets:
    """Who signed in, and how often somebody failed to."""

    deployment: Deployment
    people: Sequence[Colleague]
    clock: SandboxClock
    book: Book
    _tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    _locks: dict[str, _Lock] = field(default_factory=dict)

    def bearer(self, request: Request) -> Token:
        """The good token that *request* carries. Raises NoToken."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise NoToken(stale=False)
        token = self._tokens.get(text)
        if not token or token.host != request.headers["host"] or not self.serves(token):
            raise NoToken(stale=True)
        return token

    def serves(self, token: Token) -> bool:
        """Whether *token* was neither withdrawn nor has run out."""
        return token in self._tokens.values() and self.clock.now() < token.until

    def withdraw(self) -> None:
        """Revoke all tokens."""
        self._tokens.clear()

    async def issue(self, request: Request) -> Response:
        """Answer a POST to the token endpoint."""
        form = await _form(request)
        grant = form.get("grant_type", "")
        if refused := self._refused(form, grant):
            return refused
        if grant == WINDOWS:
            return _negotiate()
        return self._password(form["username"], form["password"], request.headers["host"])

    def _refused(self, form: Mapping[str, str], grant: str) -> Response | None:
        """What keeps a request from being looked at any further, if anything does."""
        if not grant:
            return self._failed("invalid_request")
        if grant not in self.deployment.grants or grant not in (PASSWORD, WINDOWS, PASSIVE):
            return self._failed("unsupported_grant_type", 28029, "Authentication type not allowed.")
        if form.get("scope", "all") != "all":
            return self._failed("invalid_scope")
        if grant == PASSIVE:
            page = f"https://{self.deployment.server}/PassiveAuth/PassiveAuth.aspx"
            reason = "No valid security token."
            return self._failed("invalid_grant", 28020, reason, ms_rtc_passiveauthuri=page)
        if grant == PASSWORD and not (form.get("username") and form.get("password")):
            return self._failed("invalid_request")
        return None

    def _password(self, username: str, password: str, host: str) -> Response:
        person = next((each for each in self.people if each.answers_to(username)), None)
        outcome = self._check(person, password)
        self.book.write("sign_in", username=username, outcome=outcome, host=host)
        if person is None or outcome not in ("right", "not enabled"):
            return self._failed("invalid_grant")
        if outcome == "not enabled":
            return self._failed("", 28000, "User is not SIP enabled.", status=403)
        token = f"cwt={secrets.token_urlsafe(48)}"
        lasts = self.deployment.token_lasts
        self._tokens[token] = Token(person, host, self.clock.now() + lasts)
        answer = {
            "access_token": token,
            "expires_in": int(lasts),
            "ms_rtc_identityscope": "local",
            "token_type": "Bearer",
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _check(self, person: Colleague | None, password: str) -> str:
        if person is None:
            return "unknown"
        lock = self._locks.setdefault(person.address, _Lock())
        now = self.clock.now()
        if now < lock.until:
            return "locked"
        if not secrets.compare_digest(person.password.encode(), password.encode()):
            lock.wrong += 1
            if lock.wrong >= self.deployment.lock_after:
                lock.wrong, lock.until = 0, now + self.deployment.lock_lasts
            return "wrong"
        lock.wrong = 0
        return "right" if person.sip_enabled else "not enabled"

    def _failed(
        self, error: str, diagnosis: int = 0, reason: str = "", status: int = 400, **more: Any
    ) -> Response:
        headers = {"Cache-Control": "no-store"}
        if diagnosis:
            source = self.deployment.server
            headers["X-Ms-diagnostics"] = f'{diagnosis};source="{source}";reason="{reason}"'
        body = {"error": error, **more} if error else more
        return JSONResponse(body, status, headers)


async def _form(request: Request) -> Mapping[str, str]:
    """The form's fields; empty where it is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return {}
    body = await request.body()
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError:
        return {}


def _negotiate() -> Response:
    """The first round of Windows authentication, which goes no further here."""
    response = Response("", 401, media_type="text/html")
    for scheme in ("Negotiate", "NTLM"):
        response.headers.append("WWW-Authenticate", scheme)
    return response
