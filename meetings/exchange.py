"""Follows one exchange: what it was sent, what it may have changed, and how it ended."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import httpx

from meetings.errors import Interrupted, MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.service import HARMLESS, REFUSED, Exchange, SaveCredentials, ServiceInfo, Sleep

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
    httpx.HTTPError,
    httpx.InvalidURL,
)
"""What reading a reply as if everything were there can raise."""

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")  # RFC 9110, 9.2.1
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
        self._changes: list[httpx.Response | None] = []
        """The reply to each request that left and may change something; None where none came."""
        self._sent = False
        self._may_change = False
        self.requests = 0

    def advance(
        self, reply: httpx.Response | Failure | None
    ) -> httpx.Request | SaveCredentials | Sleep | Finished[T]:
        """Send it *reply*, and return what it yields next, or its result.

        Raises Interrupted in place of an error that would promise that nothing was done, once
        something may have been done.
        """
        if isinstance(reply, httpx.Response):
            self._note(reply)
        try:
            if isinstance(reply, Exception):
                return self._exchange.throw(reply)
            return self._exchange.send(reply)
        except StopIteration as end:
            return Finished(end.value)
        except MeetingError as error:
            if error.outcome_unknown or not self.may_have_changed:
                raise
            raise self._interrupted(error) from error
        except (httpx.ReadTimeout, *MISREAD) as fault:
            raise self._as_error(fault) from None

    def _note(self, reply: httpx.Response) -> None:
        self._last_status = reply.status_code
        if self._sent and self._may_change:
            self._changes[-1] = reply

    def _interrupted(self, error: MeetingError) -> Interrupted:
        detail = f"{type(error).__name__}: {error.detail}"
        return Interrupted(error.service, detail, name=error.name, reason=error)

    def _as_error(self, fault: Exception) -> Exception:
        """The error for a *fault* that the exchange did not catch."""
        if isinstance(fault, httpx.ReadTimeout):
            return self.unreachable("no answer within its limit")
        if not self._last_status:
            return fault
        # Neither the fault's text nor the reply goes on: either may hold a secret.
        what = f"HTTP {self._last_status}, not understood: {type(fault).__name__}"
        return self.unexpected(f"{what} {_place(fault)}")

    def sending(self, request: httpx.Request) -> None:
        """Count *request*, and have its transport tell when its first byte is sent."""
        self.requests += 1
        self._sent = False
        self._may_change = not (
            request.method in SAFE_METHODS or request.extensions.get(HARMLESS, False)
        )

        async def trace(event: str, _: Any) -> None:
            if event.endswith(LEAVING) and not self._sent:
                self._sent = True
                if self._may_change:
                    self._changes.append(None)

        request.extensions = {**request.extensions, "trace": trace}

    @property
    def may_have_changed(self) -> bool:
        """Whether a request that may change something left, and was not refused."""
        return not all(reply is not None and _is_refusal(reply) for reply in self._changes)

    def unreachable(self, detail: str) -> ServiceUnreachable:
        """The error for a request that failed, true about what may have happened by now."""
        info = self.service
        sent = self.may_have_changed or self._sent
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


def _is_refusal(reply: httpx.Response) -> bool:
    """Whether *reply* says that its request changed nothing. RFC 9110, 15.5; 408 is no answer."""
    by_status = 400 <= reply.status_code < 500 and reply.status_code != 408
    return by_status or reply.extensions.get(REFUSED, False)


def _place(fault: Exception) -> str:
    """Where in our own code *fault* arose, such as ``(jitsi.py:80)``."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "meetings" in Path(frame.filename).parts]
    return f"({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
