"""Follows one exchange: what it was sent, what it may have changed, and how it ended."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import httpx
from lxml import etree

from meetings.errors import MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.service import Exchange, SaveCredentials, ServiceInfo, Sleep

T = TypeVar("T")

Failure: TypeAlias = httpx.ReadTimeout | MeetingError
"""What is thrown into an exchange in place of a reply."""

MISREAD = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,  # RecursionError, and a StopIteration out of place
    etree.LxmlError,
    httpx.HTTPError,
    httpx.InvalidURL,
)
"""What reading a reply as if everything were there can raise."""

HARMLESS = ("GET", "HEAD", "OPTIONS")
LEAVING = "send_request_headers.started"  # httpcore's word for the first byte about to go out

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    """The exchange is over, with this result."""

    result: T


class ExchangeRun(Generic[T]):
    """One run of a service's generator."""

    def __init__(self, exchange: Exchange[T], service: ServiceInfo) -> None:
        self._exchange = exchange
        self.service = service
        self._last_status = 0
        self._changed = False
        self._sent = False
        self.requests = 0

    def advance(
        self, reply: httpx.Response | Failure | None
    ) -> httpx.Request | SaveCredentials | Sleep | Finished[T]:
        """Send it *reply*, and return what it yields next, or its result."""
        if isinstance(reply, httpx.Response):
            self._last_status = reply.status_code
        try:
            if isinstance(reply, Exception):
                return self._exchange.throw(reply)
            return self._exchange.send(reply)
        except StopIteration as end:
            return Finished(end.value)
        except httpx.ReadTimeout:
            raise self.unreachable("no answer within its limit") from None
        except MISREAD as fault:
            if not self._last_status:
                raise
            # Neither the fault's text nor the reply goes on: either may hold a secret.
            what = f"HTTP {self._last_status}, not understood: {type(fault).__name__}"
            raise self.unexpected(f"{what} {_place(fault)}") from None

    def sending(self, request: httpx.Request) -> None:
        """Count *request*, and have its transport tell when its first byte is sent."""
        self.requests += 1
        harmless = request.method in HARMLESS
        self._sent = False

        async def trace(event: str, _: Any) -> None:
            if event.endswith(LEAVING):
                self._sent = True
                self._changed = self._changed or not harmless

        request.extensions = {**request.extensions, "trace": trace}

    def unreachable(self, detail: str) -> ServiceUnreachable:
        """The error for a request that failed, true about what may have happened by now."""
        info = self.service
        sent = self._changed or self._sent
        return ServiceUnreachable(info.title, detail, name=info.name, sent=sent)

    def unexpected(self, detail: str) -> UnexpectedReply:
        """The error for a reply that cannot be used."""
        return UnexpectedReply(self.service.title, detail, name=self.service.name)

    def close(self) -> None:
        """Close the generator, which may not ask for anything more."""
        try:
            self._exchange.close()
        except MISREAD as fault:
            log.warning("an exchange ended badly: %s %s", type(fault).__name__, _place(fault))


def _place(fault: Exception) -> str:
    """Where in our own code *fault* arose, such as ``(jitsi.py:80)``."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "meetings" in Path(frame.filename).parts]
    return f"({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
