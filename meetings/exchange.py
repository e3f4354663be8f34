"""Follows one conversation: what it was told, what it may have changed, and how it ended."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import httpx
from lxml import etree

from meetings.errors import MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.model import ServiceInfo
from meetings.service import Exchange, SaveCredentials, Sleep

T = TypeVar("T")

Failure: TypeAlias = httpx.ReadTimeout | MeetingError
"""What is thrown into a conversation in place of a reply."""

MISREAD = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,  # RecursionError, and a StopIteration that nobody expected
    etree.LxmlError,
    httpx.HTTPError,
    httpx.InvalidURL,
)
"""What reading a reply as if everything were there can raise."""

HARMLESS = ("GET", "HEAD", "OPTIONS")
LEAVING = "send_request_headers.started"  # httpcore's word for the first byte about to go out

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended(Generic[T]):
    """The conversation is over, and this came of it."""

    result: T


class ExchangeRun(Generic[T]):
    """One run of a service's generator."""

    def __init__(self, steps: Exchange[T], service: ServiceInfo) -> None:
        self._steps = steps
        self._service = service
        self._last_status = 0
        self._changed = False
        self._leaving = False
        self.requests = 0

    def go_on(
        self, told: httpx.Response | Failure | None
    ) -> httpx.Request | SaveCredentials | Sleep | Ended[T]:
        """Tell it *told*, and return what it asks for next, or its end."""
        if isinstance(told, httpx.Response):
            self._last_status = told.status_code
        try:
            if isinstance(told, Exception):
                return self._steps.throw(told)
            return self._steps.send(told)
        except StopIteration as end:
            return Ended(end.value)
        except httpx.ReadTimeout:
            raise self.unreachable("no answer within its limit") from None
        except MISREAD as fault:
            if not self._last_status:
                raise
            # Neither the fault's text nor the reply goes on: either may hold a secret.
            what = f"HTTP {self._last_status}, not understood: {type(fault).__name__}"
            raise self.unexpected(f"{what} {_place(fault)}") from None

    def asks(self, request: httpx.Request) -> None:
        """Count *request*, and learn from its transport when it leaves the house."""
        self.requests += 1
        harmless = request.method in HARMLESS
        self._leaving = False

        async def trace(event: str, _: Any) -> None:
            if event.endswith(LEAVING):
                self._leaving = True
                self._changed = self._changed or not harmless

        request.extensions = {**request.extensions, "trace": trace}

    def unreachable(self, detail: str) -> ServiceUnreachable:
        """The error for a request that failed, true about what may have happened by now."""
        info = self._service
        sent = self._changed or self._leaving
        return ServiceUnreachable(info.title, detail, name=info.name, sent=sent)

    def unexpected(self, detail: str) -> UnexpectedReply:
        """The error for a reply that cannot be used."""
        return UnexpectedReply(self._service.title, detail, name=self._service.name)

    def close(self) -> None:
        """End it for good. It may not ask for anything more."""
        try:
            self._steps.close()
        except MISREAD as fault:
            log.warning("a conversation ended badly: %s %s", type(fault).__name__, _place(fault))


def _place(fault: Exception) -> str:
    """Where in our own code *fault* arose, such as ``(jitsi.py:80)``."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [one for one in frames if "meetings" in Path(one.filename).parts]
    return f"({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
