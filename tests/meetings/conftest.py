"""What the tests of this room share: a wire, and one in a hurry."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from meetings.client import ServiceClient
from tests.meetings.acme import SHORT


@pytest.fixture
async def wire() -> AsyncIterator[ServiceClient]:
    async with ServiceClient(allow_private=True, request_limit=timedelta(seconds=5)) as wire:
        yield wire


@pytest.fixture
async def hasty() -> AsyncIterator[ServiceClient]:
    """One that gives a request little time."""
    async with ServiceClient(allow_private=True, request_limit=SHORT) as wire:
        yield wire
