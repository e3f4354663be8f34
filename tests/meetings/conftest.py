"""What the tests of this room share: a wire with short limits."""

from collections.abc import AsyncIterator

import pytest

from meetings.wire import Wire
from tests.meetings.acme import SHORT


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire(allow_private=True, request_limit=SHORT) as wire:
        yield wire
