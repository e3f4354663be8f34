"""The guard in front of Bolt: malformed and too large requests do not reach Slack's library.

Bolt answers some malformed headers with a traceback, and logs the body of a request with a wrong
signature. Here such requests get a status without a body, and only the reason is logged.
"""

import asyncio
import re
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 256 * 1024
"""Bytes: Slack sends far less."""

BODY_WITHIN = 5.0
"""Seconds that a body may take to arrive: Slack itself gives up after three."""

_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
_TIMESTAMP = re.compile(rb"[0-9]{1,11}")
_TYPES = (b"application/x-www-form-urlencoded", b"application/json")
_SSL_CHECK = re.compile(rb"(?:^|&)ssl_check=1(?:&|$)")

log = structlog.get_logger(__name__)


class Guard:
    """Passes well-formed requests on to *app*, and answers the others itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401, 405, 408 or 413, or pass the request on with its body already read."""
        if scope["method"] != "POST":
            await _refuse(send, 405, "not a POST")
            return
        headers = dict(scope["headers"])
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(headers, receive)
        except TimeoutError:
            await _refuse(send, 408, "body too slow")
            return
        if body is None:
            await _refuse(send, 413, "body too large or cut off")
            return
        if reason := _malformed(headers, body):
            await _refuse(send, 401, reason)
            return
        answer = _BareRefusals(send)
        try:
            await self._app(scope, _once(body), answer)
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as fault:
            # Bolt parses the body before it checks the signature: Slack sends nothing unreadable.
            if answer.started:
                raise
            await _refuse(send, 401, f"unreadable body: {type(fault).__name__}")


class _BareRefusals:
    """Passes Bolt's answer on; a refusal loses its body, and is logged."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._refused = False
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        if message["type"] == "http.response.start" and message["status"] == 401:
            self._refused = True
            await _refuse(self._send, 401, "signature or timestamp")
        elif not self._refused:
            await self._send(message)


def _malformed(headers: Mapping[bytes, bytes], body: bytes) -> str:
    """Why the request cannot be Slack's, or "". Slack's ``ssl_check`` is not signed."""
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() not in _TYPES:
        return "content type"
    timestamp = headers.get(b"x-slack-request-timestamp", b"")
    signature = headers.get(b"x-slack-signature", b"")
    if _TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature):
        return ""
    return "" if _SSL_CHECK.search(body) else "timestamp or signature header"


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes | None:
    """The whole body; None if it is too large or the sender went away."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > BODY_LIMIT:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _refuse(send: Send, status: int, reason: str) -> None:
    log.warning("request refused", status=status, reason=reason)
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
