"""The table of mistakes, and how one is planted.

A planted service is a copy of the real one, some of whose exchanges go another way. The check that
is named beside a mistake has to fail on it (``test_planted_mistakes.py``).
"""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import httpx

from meetings.errors import MeetingError
from meetings.model import Credentials, NewMeeting
from meetings.service import Capability, Exchange, MeetingService
from tests.contract.conftest import ServiceUnderTest
from tests.contract.meaning import CHECKS

Exchanges: TypeAlias = Exchange[Any]
Plant: TypeAlias = Callable[[ServiceUnderTest], MeetingService]
Fits: TypeAlias = Callable[[ServiceUnderTest], bool]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A mistake, how it is planted, and the name of the check that has to see it."""

    name: str
    seen_by: str
    plant: Plant
    fits: Fits

    def concerns(self, tested: ServiceUnderTest) -> bool:
        """Whether the service can have this mistake."""
        return CHECKS[self.seen_by].concerns(tested) and self.fits(tested)


MISTAKES: dict[str, Mistake] = {}
"""Every mistake, by its name."""


def mistake(name: str, seen_by: str, plant: Plant, *, fits: Fits = lambda _: True) -> None:
    """Add a mistake to the table."""
    MISTAKES[name] = Mistake(name=name, seen_by=seen_by, plant=plant, fits=fits)


def can(capability: Capability) -> Fits:
    """Whether the service claims *capability*."""
    return lambda tested: capability in tested.service.info.capabilities


def copied(tested: ServiceUnderTest, **methods: Any) -> MeetingService:
    """A copy of the service with *methods* in place of its own."""
    service = copy(tested.service)
    for name, method in methods.items():
        setattr(service, name, method)
    return service


def wanting(
    change: Callable[[NewMeeting], NewMeeting],
) -> Callable[[ServiceUnderTest], MeetingService]:
    """Ask for another meeting than was wanted, and tell of it as if it were that one."""

    def plant(tested: ServiceUnderTest) -> MeetingService:
        def create(wanted: NewMeeting, ada: Credentials) -> Exchanges:
            made = yield from tested.service.create(change(wanted), ada)
            times = {"starts_at": wanted.starts_at, "lasts": wanted.lasts}
            return replace(made, title=wanted.title, **times)

        return copied(tested, create=create)

    return plant


def answering(
    method: str, change: Callable[[Any], Any]
) -> Callable[[ServiceUnderTest], MeetingService]:
    """Give another result of *method* than the one it had."""

    def plant(tested: ServiceUnderTest) -> MeetingService:
        def changed(*arguments: Any) -> Exchanges:
            return change((yield from getattr(tested.service, method)(*arguments)))

        return copied(tested, **{method: changed})

    return plant


def raising(
    method: str, caught: type[MeetingError], instead: type[MeetingError]
) -> Callable[[ServiceUnderTest], MeetingService]:
    """Take one error of *method* for another."""

    def plant(tested: ServiceUnderTest) -> MeetingService:
        def changed(*arguments: Any) -> Exchanges:
            try:
                return (yield from getattr(tested.service, method)(*arguments))
            except caught as error:
                raise instead(error.service, error.detail, name=error.name) from error

        return copied(tested, **{method: changed})

    return plant


def with_replies(
    exchange: Exchanges, change: Callable[[httpx.Request, httpx.Response], httpx.Response]
) -> Exchanges:
    """*exchange*, which is sent what *change* makes of each reply."""
    try:
        step = next(exchange)
        while True:
            try:
                reply = yield step
            except (MeetingError, httpx.ReadTimeout) as failure:
                step = exchange.throw(failure)
                continue
            if isinstance(step, httpx.Request) and reply is not None:
                reply = change(step, reply)
            step = exchange.send(reply)
    except StopIteration as end:
        return end.value


def first_request_of_a_kind(exchange: Exchanges) -> Exchanges:
    """*exchange* until it asks twice for the same but for some numbers; then its result is None."""
    seen = set()
    try:
        step = next(exchange)
        while True:
            if isinstance(step, httpx.Request):
                kind = (step.method, step.url.path, re.sub(rb"[0-9]+", b"", step.content))
                if kind in seen:
                    exchange.close()
                    return None
                seen.add(kind)
            step = exchange.send((yield step))
    except StopIteration as end:
        return end.value
