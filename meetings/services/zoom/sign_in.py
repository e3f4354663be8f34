"""Tokens of Zoom: got for a code or for the organization, renewed, and revoked."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from meetings.errors import (
    AppRefused,
    MeetingError,
    ServiceUnreachable,
    SignInExpired,
    UnexpectedReply,
)
from meetings.model import Credentials
from meetings.replies import answered_at, read_json
from meetings.service import AuthorizationCode, Exchange, ask, harmless
from meetings.services.zoom.endpoints import OAuthApp
from meetings.services.zoom.errors import (
    AccountIdRefused,
    CodeRefused,
    Misunderstood,
    RedirectRefused,
    ServerFault,
    read_error,
    refuse,
    too_many,
)
from meetings.text import showable

BASIC_PLAN = "basic"
ORGANIZATION = "your organization's account"
_BASIC = 1  # the type of a user without a licence
_LONGEST_LIFE = 366 * 24 * 3600  # seconds
_BAD_APP = (4702, 4704, 4717)
_BAD_REDIRECT = 4709


def redeem(app: OAuthApp, code: AuthorizationCode) -> Exchange[Credentials]:
    """Exchange *code* for tokens; it is sent once. Whose they are is to be asked next."""
    form = {
        "grant_type": "authorization_code",
        "code": code.code,
        "redirect_uri": code.redirect_uri,
        "code_verifier": code.verifier,
    }
    reply = yield from ask(_token_request(app, form))
    if _error(reply) == "invalid_grant":
        raise refuse(CodeRefused, "invalid_grant")
    return _credentials(app, _tokens(reply), reply, {})


def try_app(app: OAuthApp) -> Exchange[None]:
    """Show Zoom the app's id and secret with a code that nobody was given; AppRefused."""
    form = {"grant_type": "authorization_code", "code": "none", "redirect_uri": app.token_url}
    reply = yield from ask(_token_request(app, form))
    error = _refusal(reply)
    if not isinstance(error, Misunderstood | RedirectRefused) or not _error(reply):
        raise error


def organization_token(app: OAuthApp) -> Exchange[Credentials]:
    """Get the organization's token; it has no refresh token, and is got in this way again."""
    form = {"grant_type": "account_credentials", "account_id": app.account_id}
    reply = yield from ask(_token_request(app, form))
    if _error(reply) in ("invalid_request", "invalid_grant"):
        raise refuse(AccountIdRefused, _error(reply))
    return _credentials(app, _tokens(reply), reply, {"account": ORGANIZATION})


def refresh(app: OAuthApp, credentials: Credentials) -> Exchange[Credentials]:
    """Exchange the refresh token for new tokens; the old one is dead then.

    A request whose answer was lost is sent once more: if it had its effect, Zoom answers that the
    token is invalid, and only a new sign-in helps.
    """
    old = credentials.secrets.get("refresh_token", "")
    if not old:
        raise refuse(SignInExpired, "no refresh token")
    form = {"grant_type": "refresh_token", "refresh_token": old}
    try:
        reply = yield from ask(_token_request(app, form))
    except (httpx.ReadTimeout, ServiceUnreachable) as lost:
        if isinstance(lost, ServiceUnreachable) and not lost.sent:
            raise
        reply = yield from ask(_token_request(app, form))
    if _error(reply) == "invalid_grant":
        raise refuse(SignInExpired, "invalid_grant")
    return _credentials(app, {"refresh_token": old, **_tokens(reply)}, reply, credentials.facts)


def revoke(app: OAuthApp, credentials: Credentials) -> Exchange[None]:
    """Take the tokens back. The refresh token is named where the other one is worthless already."""
    for name in ("access_token", "refresh_token"):
        token = credentials.secrets.get(name, "")
        if not token:
            continue
        reply = yield from ask(_request(app, app.revoke_url, {"token": token}))
        if reply.status_code == 200:
            return
        error = _refusal(reply)
        if isinstance(error, Misunderstood) and _error(reply):
            continue  # this one is worthless already
        raise error


def describe_person(row: Mapping[str, Any]) -> Mapping[str, str]:
    """The facts about a user, from ``GET /users/me``."""
    account, identity = str(row["email"]), str(row["id"])
    if "@" not in account or not identity:
        raise ValueError("a user without an e-mail address or an id")
    plan = BASIC_PLAN if row.get("type") == _BASIC else ""
    return {"account": showable(account), "id": identity, "plan": plan}


def _token_request(app: OAuthApp, form: Mapping[str, str]) -> httpx.Request:
    return _request(app, app.token_url, form)


def _request(app: OAuthApp, address: str, form: Mapping[str, str]) -> httpx.Request:
    pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Accept": "application/json"}
    return harmless(httpx.Request("POST", address, data=dict(form), headers=headers))


def _tokens(reply: httpx.Response) -> Mapping[str, Any]:
    if reply.status_code != 200:
        raise _refusal(reply)
    return read_json(reply)


def _error(reply: httpx.Response) -> str:
    """The word in ``{"reason": "...", "error": "..."}`` of a refusal; empty without one."""
    if not 400 <= reply.status_code < 500:
        return ""
    try:
        return str(read_json(reply).get("error") or "")
    except ValueError:
        return ""


def _refusal(reply: httpx.Response) -> MeetingError:
    """The error of a token reply that holds no token."""
    status, word, body = reply.status_code, _error(reply), read_error(reply)
    if status == 429:
        return too_many(reply, body)
    if word in ("invalid_client", "unauthorized_client") or body.code in _BAD_APP:
        return refuse(AppRefused, showable(word, length=50) or str(body.code))
    if body.code == _BAD_REDIRECT:
        return refuse(RedirectRefused, str(body.code))
    if status >= 500 or status == 408:
        return refuse(ServerFault, f"HTTP {status}")
    if 400 <= status < 500:
        return refuse(Misunderstood, showable(word, length=50) or f"HTTP {status}")
    return refuse(UnexpectedReply, f"HTTP {status}")


def _credentials(
    app: OAuthApp, tokens: Mapping[str, Any], reply: httpx.Response, facts: Mapping[str, str]
) -> Credentials:
    secrets = {"access_token": _token(tokens, "access_token")}
    if "refresh_token" in tokens:
        secrets["refresh_token"] = _token(tokens, "refresh_token")
    return Credentials(
        secrets=secrets,
        facts={**facts, "api_url": app.api_for(tokens.get("api_url"))},
        expires_at=_end(tokens.get("expires_in"), answered_at(reply)),
    )


def _token(tokens: Mapping[str, Any], name: str) -> str:
    token = tokens[name]
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise ValueError("not a token")
    return token


def _end(seconds: object, now: datetime | None) -> datetime | None:
    """When a token ends, by the service's own clock; None where that is not known."""
    if now is None or not isinstance(seconds, int) or not 0 < seconds <= _LONGEST_LIFE:
        return None
    return now + timedelta(seconds=seconds)
