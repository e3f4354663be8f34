"""The guard in front of Bolt: what is malformed or too large never gets as far as Slack's library.

Bolt answers some malformed headers with a traceback, and logs the body of a request with a wrong
signature; here such requests end in a bare status, and only the reason is written down.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeAlias

import structlog

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

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
    """Lets well-formed requests of a bearable size through to *app*; answers the others itself."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 405, 413, 401 or 400, or pass the request on with its body already read."""
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
        answer = _Answer(send)
        try:
            await self._app(scope, _once(body), answer)
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as fault:
            # Bolt reads the body before it checks the signature: what it cannot read is no Slack.
            if answer.begun:
                raise
            await _refuse(send, 401, f"unreadable body: {type(fault).__name__}")


class _Answer:
    """Passes Bolt's answer on; a refusal goes out bare, and is written down."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._refused = False
        self.begun = False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        if message["type"] == "http.response.start" and message["status"] == 401:
            self._refused = True
            await _refuse(self._send, 401, "signature or timestamp")
        elif not self._refused:
            await self._send(message)


def _malformed(found: Mapping[bytes, bytes], body: bytes) -> str:
    """Why the request cannot be Slack's, or nothing. Slack's ``ssl_check`` comes unsigned."""
    if found.get(b"content-type", b"").partition(b";")[0].strip().lower() not in _TYPES:
        return "content type"
    timestamp = found.get(b"x-slack-request-timestamp", b"")
    signature = found.get(b"x-slack-signature", b"")
    if _TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature):
        return ""
    return "" if _SSL_CHECK.search(body) else "timestamp or signature header"


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes | None:
    """The whole body, or none where it is too large or the sender went away."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > BODY_LIMIT:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT:
            return None
        if not message.get("more_body", False) and not chunks:
            return bytes(chunk)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _once(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _refuse(send: Send, status: int, reason: str) -> None:
    log.warning("request refused", status=status, reason=reason)
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
