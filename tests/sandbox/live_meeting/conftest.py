"""A loopback Live Meeting on a free port, a clock to push, and people who talk to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.services.live_meeting import (
    ADA_PASSWORD,
    API_PASSWORD,
    DORI_PASSWORD,
    MALLORY_PASSWORD,
    LiveMeetingServer,
)
from sandbox.serving import served
from tests.sandbox.live_meeting.visitor import Visitor
from tests.sandbox.stopped_clock import StoppedClock

NOW = datetime(2007, 3, 1, 9, tzinfo=UTC)  # before the times in the documents' samples


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
def live(clock: StoppedClock) -> LiveMeetingServer:
    return LiveMeetingServer(clock=clock)


@pytest.fixture
async def url(live: LiveMeetingServer) -> AsyncIterator[str]:
    async with served(live.app) as address:
        yield address


@pytest.fixture
async def ada(http_client: httpx.AsyncClient, url: str) -> Visitor:
    """An organizer."""
    return Visitor(http_client, url, "ada", ADA_PASSWORD)


@pytest.fixture
async def dori(http_client: httpx.AsyncClient, url: str) -> Visitor:
    """Another organizer."""
    return Visitor(http_client, url, "dori", DORI_PASSWORD)


@pytest.fixture
async def mallory(http_client: httpx.AsyncClient, url: str) -> Visitor:
    """A member, who may not schedule."""
    return Visitor(http_client, url, "mallory", MALLORY_PASSWORD)


@pytest.fixture
async def admin(http_client: httpx.AsyncClient, url: str) -> Visitor:
    """The documents' own administrator."""
    return Visitor(http_client, url, "apiuser", API_PASSWORD)
