"""A loopback Live Meeting on a free port, a clock to push, and people who talk to it."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.services.live_meeting import (
    ADA_PASSWORD,
    API_PASSWORD,
    DORI_PASSWORD,
    MALLORY_PASSWORD,
    LiveMeetingServer,
)
from sandbox.serving import served
from tests.sandbox.live_meeting.visitor import Visitor

NOW = "2007-03-01T09:00:00+00:00"  # before the times in the documents' samples


class HandClock(SandboxClock):
    """A clock stopped at one moment until it is pushed."""

    def __init__(self) -> None:
        super().__init__()
        self.stand_at(NOW)

    def stand_at(self, moment: str) -> None:
        """Show *moment*, in ISO 8601, from now on."""
        self._stands_at, self._ahead = datetime.fromisoformat(moment).timestamp(), 0

    def now(self) -> float:
        return self._stands_at + self._ahead


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def live(clock: HandClock) -> LiveMeetingServer:
    return LiveMeetingServer(clock=clock)


@pytest.fixture
async def url(live: LiveMeetingServer) -> AsyncIterator[str]:
    async with served(live.app) as address:
        yield address


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5, verify=False) as client:  # noqa: S501 - plain http
        yield client


@pytest.fixture
async def ada(http: httpx.AsyncClient, url: str) -> Visitor:
    """An organizer."""
    return Visitor(http, url, "ada", ADA_PASSWORD)


@pytest.fixture
async def dori(http: httpx.AsyncClient, url: str) -> Visitor:
    """Another organizer."""
    return Visitor(http, url, "dori", DORI_PASSWORD)


@pytest.fixture
async def mallory(http: httpx.AsyncClient, url: str) -> Visitor:
    """A member, who may not schedule."""
    return Visitor(http, url, "mallory", MALLORY_PASSWORD)


@pytest.fixture
async def admin(http: httpx.AsyncClient, url: str) -> Visitor:
    """The documents' own administrator."""
    return Visitor(http, url, "apiuser", API_PASSWORD)
