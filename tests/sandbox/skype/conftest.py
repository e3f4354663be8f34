"""A loopback Skype for Business on a free port, a clock to push, and a visitor."""

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.services.skype import SkypeServer
from sandbox.serving import served
from tests.sandbox.skype.visitor import Visitor


class HandClock(SandboxClock):
    """A clock stopped at one moment until it is pushed."""

    def __init__(self, stands_at: float = 1_792_400_000.0) -> None:
        super().__init__()
        self._stands_at = stands_at

    def stand_at(self, moment: datetime) -> None:
        """Show *moment* from now on."""
        self._stands_at, self._ahead = moment.timestamp(), 0

    def now(self) -> float:
        return self._stands_at + self._ahead


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def skype(clock: HandClock) -> AsyncIterator[SkypeServer]:
    loopback = SkypeServer(clock=clock)
    loopback.deployment.step = 0.005
    yield loopback
    await loopback.close()


@pytest.fixture
async def url(skype: SkypeServer) -> AsyncIterator[str]:
    async with served(skype.app) as address:
        yield address


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5, verify=False) as client:  # noqa: S501 - plain http
        yield client


@pytest.fixture
async def visitor(http: httpx.AsyncClient, url: str) -> Visitor:
    return Visitor(http, url)


@pytest.fixture
async def ada(visitor: Visitor) -> Visitor:
    """Ada, with an application."""
    return await visitor.open()
