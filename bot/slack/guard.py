"""Slack's requests over HTTP: only what Slack has signed, lately and in full, is passed on.

All else gets a status without a body, and only the reason is logged. Bolt's own way in makes some
thirty values for listeners, which the bot does not have (docs/decisions/0005-one-middleware.md).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any

import structlog
from slack_bolt.request.internals import extract_team_id, parse_body
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.types import Receive, Scope, Send

from bot import metrics
from bot.slack.deliveries import Payload

BODY_LIMIT = 256 * 1024
"""Bytes: Slack sends far less."""

BODY_WITHIN = 5.0
"""Seconds that a body may take to arrive: Slack itself gives up after three."""

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"

Take = Callable[[Payload, str | None], Awaitable[BoltResponse | None]]
"""Takes a payload for a workspace, and returns the answer; None for what the bot does not take."""

log = structlog.get_logger(__name__)


class _Rejected(Exception):
    """The request is answered with this status, and logged with this reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Guard:
    """Passes on to *take* what Slack has signed with *signing_secret*, and refuses the rest."""

    def __init__(self, signing_secret: str, take: Take) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as *take* says; or 401, 405, 408 or 413."""
        began, status, body = perf_counter(), 0, b""
        try:
            try:
                answer = await self._answer(scope, receive)
            except _Rejected as refusal:
                status, headers = refusal.status, [(b"connection", b"close")]
                log.warning("request refused", status=status, reason=str(refusal))
            else:
                status, body = answer.status, answer.body.encode()
                headers = [(b"content-type", answer.headers["content-type"][0].encode())]
            headers.append((b"content-length", b"%d" % len(body)))
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        finally:
            metrics.ACKNOWLEDGED.labels(str(status or "none")).observe(perf_counter() - began)

    async def _answer(self, scope: Scope, receive: Receive) -> BoltResponse:
        """What to answer; raises ``_Rejected``."""
        if scope["method"] != "POST":
            raise _Rejected(405, "not a POST")
        headers = dict(scope["headers"])
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(headers, receive)
        except TimeoutError:
            raise _Rejected(408, "body too slow") from None
        try:
            payload = self._verified(headers, body)
            team = extract_team_id(payload)
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as fault:
            raise _Rejected(401, f"unreadable: {type(fault).__name__}") from None
        if payload.get("ssl_check") == "1":
            return BoltResponse(status=200)
        if payload.get("type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": payload.get("challenge")})
        return await self._take(payload, team) or BoltResponse(status=404)

    def _verified(self, headers: Mapping[bytes, bytes], body: bytes) -> dict[str, Any]:
        """The payload in *body*, if Slack has signed it. Slack's ``ssl_check`` is not signed."""
        content_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode()
        if content_type not in (_FORM, _JSON):
            raise _Rejected(401, "content type")
        text = body.decode()
        if b"ssl_check=1" in body:
            payload: dict[str, Any] = parse_body(text, content_type)
            if payload.get("ssl_check") == "1":
                return payload
        timestamp = headers.get(b"x-slack-request-timestamp", b"").decode("latin-1")
        signature = headers.get(b"x-slack-signature", b"").decode("latin-1")
        if not self._verifier.is_valid(text, timestamp, signature):
            raise _Rejected(401, "signature or timestamp")
        return parse_body(text, content_type)


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    """The whole body; 413 if it is too large or the sender went away."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > BODY_LIMIT:
        raise _Rejected(413, "body too large")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _Rejected(413, "body cut off")
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise _Rejected(413, "body too large")
        if not message.get("more_body", False):
            return bytes(body)
