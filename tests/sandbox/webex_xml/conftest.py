"""A loopback WebEx site on a free port, a stopped clock, and a visitor."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.services.webex_xml import WebexXmlServer
from sandbox.serving import served
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.visitor import Visitor


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2027, 5, 20, 12, 0, tzinfo=UTC))


@pytest.fixture
def webex(clock: StoppedClock) -> WebexXmlServer:
    return WebexXmlServer(clock=clock)


@pytest.fixture
async def url(webex: WebexXmlServer) -> AsyncIterator[str]:
    async with served(webex.app) as address:
        webex.announce(address)
        yield address


@pytest.fixture
def visitor(http_client: httpx.AsyncClient, url: str) -> Visitor:
    return Visitor(http_client, url)
