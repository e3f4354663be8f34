"""A loopback Zoom on a free port, a stopped clock, and a visitor who is signed in as ada."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.services.zoom import ZoomServer
from sandbox.serving import served
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import ZoomVisitor


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2027, 5, 20, 12, 0, tzinfo=UTC))


@pytest.fixture
async def zoom(clock: StoppedClock) -> AsyncIterator[ZoomServer]:
    server = ZoomServer(clock=clock)
    yield server
    await server.close()


@pytest.fixture
async def url(zoom: ZoomServer) -> AsyncIterator[str]:
    async with served(zoom.app) as address:
        zoom.announce(address)
        yield address


@pytest.fixture
def visitor(http_client: httpx.AsyncClient, url: str, zoom: ZoomServer) -> ZoomVisitor:
    return ZoomVisitor(http_client, url, zoom)


@pytest.fixture
async def ada(visitor: ZoomVisitor) -> ZoomVisitor:
    await visitor.sign_in()
    return visitor
