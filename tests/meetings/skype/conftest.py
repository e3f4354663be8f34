"""Ada's account at a pool of her company: in JSON, and in either format."""

from collections.abc import AsyncIterator

import pytest

from meetings.services.skype.formats import FORMATS
from tests.meetings.skype.account import SkypeAccount, skype_account


@pytest.fixture
async def skype() -> AsyncIterator[SkypeAccount]:
    """In JSON."""
    async with skype_account() as account:
        yield account


@pytest.fixture(params=FORMATS)
async def any_skype(request: pytest.FixtureRequest) -> AsyncIterator[SkypeAccount]:
    """The same in each format, where the server's replies are long."""
    async with skype_account(request.param) as account:
        yield account
