"""A loopback Skype for Business on a free port, a clock to push, and a visitor."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.services.skype import SkypeServer
from sandbox.serving import served
from tests.sandbox.skype.visitor import Visitor
from tests.sandbox.stopped_clock import StoppedClock


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime.fromtimestamp(1_792_400_000, UTC))


@pytest.fixture
async def skype(clock: StoppedClock) -> AsyncIterator[SkypeServer]:
    loopback = SkypeServer(clock=clock)
    loopback.deployment.step = 0.005
    yield loopback
    await loopback.close()


@pytest.fixture
async def url(skype: SkypeServer) -> AsyncIterator[str]:
    async with served(skype.app) as address:
        yield address


@pytest.fixture
async def visitor(http_client: httpx.AsyncClient, url: str) -> Visitor:
    return Visitor(http_client, url)


@pytest.fixture
async def ada(visitor: Visitor) -> Visitor:
    """Ada, with an application."""
    return await visitor.open()


@pytest.fixture
async def mine(ada: Visitor) -> str:
    """The address of Ada's scheduled meetings."""
    return ada.link("myOnlineMeetings", "onlineMeetings")
