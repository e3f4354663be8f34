"""The door of ``/v2``: every call comes in here, is checked in order, answered and noted.

Source: reference, section 9: path, method, ``Authorization``, scope, content type, body, fields,
state. ASSUMED: the frames of 404, 405 and 415; where in that order the rate limits come (after the
scope); that unknown parameters of the query are refused like unknown fields.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.book import Book, Entry
from sandbox.clock import SandboxClock
from sandbox.fault_injection import FaultInjector
from sandbox.services.zoom.calls import ZoomCall
from sandbox.services.zoom.fields import check_body
from sandbox.services.zoom.leaks import Leaks
from sandbox.services.zoom.limits import CONCURRENT, RateLimits, too_many
from sandbox.services.zoom.meetings import HostedMeetings
from sandbox.services.zoom.operations import ApiOperation, match
from sandbox.services.zoom.refusals import (
    ApiRefused,
    bad_parameter,
    lacks_scope,
    no_token,
)
from sandbox.services.zoom.switches import ZoomSwitches
from sandbox.services.zoom.tokens import AppGrant, IssuedTokens
from sandbox.services.zoom.variations import ZoomVariations

API = "/v2/"
LARGEST = 1_048_576  # characters of a body

Handler = Callable[[ZoomCall], Response]


@dataclass(slots=True)
class ApiDoor:
    """Lets calls in; *handlers* answer them, by the name of the operation."""

    handlers: Mapping[str, Handler]
    meetings: HostedMeetings
    tokens: IssuedTokens
    limits: RateLimits
    leaks: Leaks
    variations: ZoomVariations
    faults: FaultInjector
    switches: ZoomSwitches
    clock: SandboxClock
    book: Book
    _deleting: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: Request) -> Response:
        """Answer whatever comes to ``/v2``, in whatever way it was told to misbehave."""
        raw = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
        operations, path = match(raw.partition(API)[2])
        operation = operations.get(request.method)
        leaked = self.leaks.look_at(request)
        name = operation.name if operation else "unknown"
        entry = self.book.write(
            "request", call=name, method=request.method, path=raw, query=_names(request)
        )
        await request.body()

        async def effect() -> Response:
            if operation is None:
                return self._unknown(request, entry, known=bool(operations))
            return await self._reply(operation, path, request, entry, leaked=leaked)

        host = self._host(path) if name == "delete" else ""
        self._deleting[host] += 1
        try:
            response = await self.faults.around(name, request, effect)
        finally:
            self._deleting[host] -= 1
        response.headers["x-zm-trackingid"] = f"v=2.0;clid=loop1;rid=WEB_{entry['n']:032x}"
        entry["status"] = response.status_code
        return response

    def _unknown(self, request: Request, entry: Entry, *, known: bool) -> Response:
        refused = ApiRefused(404, 2300, "This API endpoint is not recognized.")
        if known:
            refused = ApiRefused(405, 405, f"Request method '{request.method}' is not supported.")
        entry["code"] = refused.code
        return refused.response()

    async def _reply(
        self,
        operation: ApiOperation,
        path: tuple[str, ...],
        request: Request,
        entry: Entry,
        *,
        leaked: bool,
    ) -> Response:
        odd = self.variations.rule_for(operation.name)
        if odd:
            self.book.write("injected_fault", on=operation.name, do="refuse", effect=odd.effect)
        try:
            if odd and not odd.effect:
                raise odd.refusal
            if leaked:
                raise no_token()
            grant = self._grant(request)
            entry["user"] = grant.user.email if grant.user else grant.account.name
            response = await self._done(operation, grant, path, request)
            if odd:
                raise odd.refusal
        except ApiRefused as refused:
            entry.update(code=refused.code, message=refused.message)
            return refused.response()
        response.headers["x-ratelimit-category"] = operation.category
        return response

    def _grant(self, request: Request) -> AppGrant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise no_token()
        return self.tokens.bearer(token)

    async def _done(
        self, operation: ApiOperation, grant: AppGrant, path: tuple[str, ...], request: Request
    ) -> Response:
        """Check the rest, in order, and do what was asked. Raises ApiRefused."""
        scope = operation.scope if grant.user else f"{operation.scope}:admin"
        if scope not in grant.scopes or {scope, operation.scope} & self.variations.lacking:
            raise lacks_scope(scope)
        self.limits.call(grant.account, operation.category)
        host = self._host(path) if operation.name == "delete" else ""
        if host and self._deleting[host] > 1:
            raise too_many(CONCURRENT, self.clock.moment())
        query = self._query(operation, request)
        body: Mapping[str, Any] = {}
        if operation.body is not None:
            body = await _body(request)
            one_date = operation.name == "change" and "occurrence_id" in query
            if not one_date:
                check_body(body, operation.body, strict=self.switches.strict)
        call = ZoomCall(grant, path, query, body, operation.scope)
        return self.handlers[operation.name](call)

    def _host(self, path: tuple[str, ...]) -> str:
        """The id of the host of the path's meeting; empty if there is no such meeting."""
        meeting = self.meetings.get(path[0])
        return meeting.host.id if meeting else ""

    def _query(self, operation: ApiOperation, request: Request) -> dict[str, str]:
        query = dict(request.query_params)
        if (unknown := sorted(set(query) - operation.query)) and self.switches.strict:
            raise bad_parameter(unknown[0])
        return query


def _names(request: Request) -> list[str]:
    """What the query says, by name only."""
    return sorted(request.query_params)


async def _body(request: Request) -> Mapping[str, Any]:
    """The JSON object that was sent. Raises ApiRefused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiRefused(415, 300, f"Content type '{kind}' is not supported.")
    no_object = ApiRefused(400, 300, "Request Body should be a valid JSON object.")
    try:
        text = (await request.body()).decode()
        body = json.loads(text, parse_constant=_no_number) if len(text) <= LARGEST else None
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise no_object from None
    if not isinstance(body, dict):
        raise no_object
    return body


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")
