"""A clock that a test can push ahead, so that an expiry is tested without waiting."""

import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send


class SandboxClock:
    """The time of day in seconds since 1970 (UTC), plus how far it was pushed ahead."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self._ahead

    def moment(self) -> datetime:
        """The same as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Push the clock *seconds* ahead; it never goes back."""
        if seconds < 0:
            raise ValueError("a clock is only pushed ahead")
        self._ahead += seconds


async def push_clock(request: Request, clock: SandboxClock) -> Response:
    """Answer ``POST /sandbox/clock`` ``{"advance": seconds}``; 400 if that is no order."""
    try:
        clock.advance((await request.json())["advance"])
    except (ValueError, TypeError, LookupError) as error:
        return JSONResponse({"ok": False, "error": str(error)}, 400)
    return JSONResponse({"ok": True})


class DatedApp:
    """An ASGI application whose replies say in ``Date`` what *clock* shows."""

    def __init__(self, app: ASGIApp, clock: SandboxClock) -> None:
        self.app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_dated(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                now = format_datetime(self._clock.moment(), usegmt=True).encode()
                message["headers"] = [*message["headers"], (b"date", now)]
            await send(message)

        await self.app(scope, receive, send_dated)
