"""A pool with ada signed in: in JSON, and in either form."""

from collections.abc import AsyncIterator

import pytest

from meetings.services.skype.formats import FORMATS
from tests.meetings.skype.company import Company, company


@pytest.fixture
async def here() -> AsyncIterator[Company]:
    """In JSON."""
    async with company() as one:
        await one.connect()
        yield one


@pytest.fixture(params=FORMATS)
async def either(request: pytest.FixtureRequest) -> AsyncIterator[Company]:
    """The same in each form, where the server says much."""
    async with company(request.param) as one:
        await one.connect()
        yield one
