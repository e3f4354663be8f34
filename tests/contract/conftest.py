"""What the contract suite shares: one service, set up and reachable, for each of the catalog."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from meetings.catalog import SERVICES, configured
from meetings.errors import MeetingError
from meetings.model import Credentials
from meetings.service import MeetingService, Steps
from meetings.wire import Wire
from tests.contract.between import Between, between
from tests.contract.places import PLACES, Place

T = TypeVar("T")

NAMES = [entry.card.name for entry in SERVICES]


@dataclass
class Here:
    """A service with its loopback behind it."""

    service: MeetingService
    place: Place
    wire: Wire
    between: Between

    async def run(self, steps: Steps[T], within: float = 20) -> T:
        """Hold one conversation, and store nothing."""
        limit = timedelta(seconds=within)
        return await self.wire.run(steps, service=self.service.card, account="ada", within=limit)

    async def outcome(self, steps: Steps[T], within: float = 20) -> T | MeetingError:
        """What the conversation returns, or the error it ends in. Anything else is a bug."""
        try:
            return await self.run(steps, within)
        except MeetingError as fault:
            return fault

    async def connected(self, answers: Mapping[str, str] | None = None) -> Credentials:
        """Ada's credentials, or those of whoever gives *answers*."""
        return await self.run(self.service.connect(answers or self.place.ada))


@pytest.fixture(params=NAMES)
async def here(request: pytest.FixtureRequest) -> AsyncIterator[Here]:
    name: str = request.param
    place = PLACES[name]
    async with place.opens() as address, between() as proxy:
        service = configured({name: place.options(address)})[name]
        async with Wire(allow_private=True, resolve=proxy.resolve) as wire:
            yield Here(service, place, wire, proxy)
