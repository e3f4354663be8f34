"""``/oauth/token`` and ``/oauth/revoke``: codes, refresh tokens and accounts in, tokens out.

Source: reference, sections 2.2, 2.9 and 9: a form only, the app's id and secret as Basic only.
ASSUMED: the words for a grant type that is not known, and for fields that do not belong.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.book import Book
from sandbox.fault_injection import FaultInjector
from sandbox.services.zoom.leaks import Leaks
from sandbox.services.zoom.people import ZoomApp, ZoomPeople
from sandbox.services.zoom.refusals import (
    SignInFault,
    invalid_client,
    invalid_request,
)
from sandbox.services.zoom.tokens import ACCESS_LIFE, AppGrant, IssuedTokens

FORM = "application/x-www-form-urlencoded"
_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "authorization_code": (frozenset({"code", "redirect_uri"}), frozenset({"code_verifier"})),
    "refresh_token": (frozenset({"refresh_token"}), frozenset()),
    "account_credentials": (frozenset({"account_id"}), frozenset()),
}
"""What each grant type needs, and what it may have beside."""


@dataclass(slots=True)
class SigningIn:
    """The two endpoints."""

    people: ZoomPeople
    tokens: IssuedTokens
    faults: FaultInjector
    leaks: Leaks
    book: Book
    api_url: str = ""

    async def token(self, request: Request) -> Response:
        """Answer ``POST /oauth/token``."""
        return await self._answered("token", request, self._token)

    async def revoke(self, request: Request) -> Response:
        """Answer ``POST /oauth/revoke``."""
        return await self._answered("revoke", request, self._revoke)

    async def _answered(self, name: str, request: Request, act: Any) -> Response:
        self.leaks.look_at(request)
        entry = self.book.write("request", call=name, method="POST", path=request.url.path)

        async def effect() -> Response:
            try:
                app = self._app(request)
                response: Response = act(app, await _form(request), entry)
            except SignInFault as fault:
                entry.update(error=fault.error, reason=fault.reason)
                response = fault.response()
            entry["status"] = response.status_code
            return response

        return await self.faults.around(name, request, effect)

    def _app(self, request: Request) -> ZoomApp:
        """The app that the Basic header names. Raises SignInFault."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError):
            raise invalid_client() from None
        client_id, colon, secret = given.partition(":")
        app = self.people.app(unquote(client_id))
        if scheme.lower() != "basic" or not colon or app is None:
            raise invalid_client()
        if not hmac.compare_digest(unquote(secret).encode(), app.client_secret.encode()):
            raise invalid_client()
        return app

    def _token(self, app: ZoomApp, form: Mapping[str, str], entry: dict[str, Any]) -> Response:
        kind = form.get("grant_type", "")
        entry["grant_type"] = kind
        if not kind:
            raise invalid_request("grant_type is missing")
        for_account = kind == "account_credentials"
        if kind not in _FIELDS or for_account != (app.account is not None):
            raise SignInFault(400, "unsupported_grant_type", "Unsupported grant type")
        needed, possible = _FIELDS[kind]
        _check_fields(form, needed | {"grant_type"}, possible)
        grant = self._granted(kind, app, form)
        entry["user"] = grant.user.email if grant.user else grant.account.name
        return JSONResponse(self._reply(grant))

    def _granted(self, kind: str, app: ZoomApp, form: Mapping[str, str]) -> AppGrant:
        if kind == "refresh_token":
            return self.tokens.refresh(app, form["refresh_token"])
        if kind == "authorization_code":
            return self.tokens.exchange(
                app, form["code"], form["redirect_uri"], form.get("code_verifier")
            )
        if app.account is None or form["account_id"] != app.account.id:
            raise invalid_request()
        return AppGrant(app, None, app.account, app.scopes)

    def _reply(self, grant: AppGrant) -> dict[str, Any]:
        renewal = {"refresh_token": self.tokens.renewal(grant)} if grant.user else {}
        return {
            "access_token": self.tokens.access(grant),
            "token_type": "bearer",
            **renewal,
            "expires_in": ACCESS_LIFE,
            "scope": " ".join(sorted(grant.scopes)),
            "api_url": self.api_url,
        }

    def _revoke(self, app: ZoomApp, form: Mapping[str, str], _entry: dict[str, Any]) -> Response:
        _check_fields(form, frozenset({"token"}), frozenset())
        self.tokens.revoke(app, form["token"])
        return JSONResponse({"status": "success"})


def _check_fields(
    form: Mapping[str, str], needed: frozenset[str], possible: frozenset[str]
) -> None:
    """Refuse what is missing and what does not belong. Raises SignInFault."""
    if missing := sorted(needed - set(form)):
        raise invalid_request(f"{missing[0]} is missing")
    if unknown := sorted(set(form) - needed - possible):
        raise invalid_request(f"{unknown[0]} does not belong here")


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of the body, each once. Raises SignInFault."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise invalid_request(f"the body must be {FORM}")
    if request.url.query:
        raise invalid_request("parameters belong into the body")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, strict_parsing=True
        )
    except ValueError:
        raise invalid_request() from None
    if len(dict(pairs)) != len(pairs):
        raise invalid_request("a parameter is there twice")
    return dict(pairs)
