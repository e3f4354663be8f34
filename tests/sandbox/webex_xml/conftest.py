"""A loopback WebEx site on a free port, a stopped clock, and a visitor."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import WebexXmlServer
from sandbox.serving import served
from tests.sandbox.webex_xml.visitor import Visitor


class HandClock(SandboxClock):
    """A stopped clock until it is pushed, or set."""

    def __init__(self) -> None:
        super().__init__()
        self.stand_at(datetime(2027, 5, 20, 12, 0, tzinfo=UTC))

    def stand_at(self, moment: datetime) -> None:
        """Show *moment* from now on."""
        self._stands_at, self._ahead = moment.timestamp(), 0

    def now(self) -> float:
        return self._stands_at + self._ahead


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def webex(clock: HandClock) -> WebexXmlServer:
    return WebexXmlServer(clock=clock)


@pytest.fixture
async def url(webex: WebexXmlServer) -> AsyncIterator[str]:
    async with served(webex.app) as address:
        webex.announce(address)
        yield address


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=5, verify=False) as client:  # noqa: S501 - plain http
        yield client


@pytest.fixture
def visitor(http: httpx.AsyncClient, url: str) -> Visitor:
    return Visitor(http, url)
