"""What the tests of services share: a client, and an impatient one."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from meetings.client import ServiceClient
from tests.meetings.acme import SHORT


@pytest.fixture
async def client() -> AsyncIterator[ServiceClient]:
    async with ServiceClient(allow_private=True, request_limit=timedelta(seconds=5)) as client:
        yield client


@pytest.fixture
async def impatient_client() -> AsyncIterator[ServiceClient]:
    """One that gives a request little time."""
    async with ServiceClient(allow_private=True, request_limit=SHORT) as client:
        yield client
