"""What the contract suite shares: one service, set up and reachable, for each of the catalog."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest

from meetings.catalog import SERVICES, configured
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import MeetingService, Steps
from meetings.wire import Wire
from tests.contract.between import Between, between
from tests.contract.places import PLACES, Place

T = TypeVar("T")

NOBODY = Credentials(secrets={})
NAMES = [entry.card.name for entry in SERVICES]


@dataclass
class Here:
    """A service with its loopback behind it."""

    service: MeetingService
    place: Place
    wire: Wire
    between: Between
    ada: Credentials = NOBODY

    async def run(self, steps: Steps[T], within: float = 20) -> T:
        """Hold one conversation on behalf of ada, and store what it wants kept."""
        limit = timedelta(seconds=within)
        card = self.service.card
        return await self.wire.run(
            steps, service=card, account="ada", keep=self._keep, within=limit
        )

    async def _keep(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def outcome(self, steps: Steps[T], within: float = 20) -> T | MeetingError:
        """What the conversation returns, or the error it ends in. Anything else is a bug."""
        try:
            return await self.run(steps, within)
        except MeetingError as fault:
            return fault

    async def connect(self) -> None:
        """Sign ada in."""
        self.ada = await self.run(self.service.connect(self.place.ada))

    async def make(self, wanted: NewMeeting) -> Meeting:
        """Make a meeting with ada's account as it is by now."""
        return await self.run(self.service.create(wanted, self.ada))


@pytest.fixture(params=NAMES)
async def here(request: pytest.FixtureRequest) -> AsyncIterator[Here]:
    name: str = request.param
    place = PLACES[name]
    async with place.opens() as address, between() as proxy:
        service = configured({name: place.options(address)})[name]
        async with Wire(allow_private=True, resolve=proxy.resolve) as wire:
            here = Here(service, place, wire, proxy)
            await here.connect()
            yield here
