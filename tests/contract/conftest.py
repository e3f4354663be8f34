"""What the contract suite shares: one service, set up and reachable, for each of the catalog."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest

from meetings.catalog import configured
from meetings.client import ServiceClient
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Exchange, MeetingService
from tests.contract.between import Between, between
from tests.contract.places import PLACES, Place

T = TypeVar("T")

NOBODY = Credentials(secrets={})


@dataclass
class Here:
    """A service with its loopback behind it; *name* is the place's."""

    name: str
    service: MeetingService
    place: Place
    address: str
    wire: ServiceClient
    between: Between
    ada: Credentials = NOBODY

    async def run(self, steps: Exchange[T], within: float = 20) -> T:
        """Hold one conversation on behalf of ada, and store what it wants kept."""
        limit = timedelta(seconds=within)
        info = self.service.info
        return await self.wire.run(
            steps, service=info, account="ada", save=self._keep, time_limit=limit
        )

    async def _keep(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def outcome(self, steps: Exchange[T], within: float = 20) -> T | MeetingError:
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

    def stands(self, ended: object) -> bool:
        """Whether a meeting came of it all the same, honestly."""
        return self.place.does_without and isinstance(ended, Meeting) and bool(ended.notes)

    async def opens(self, link: str) -> bool:
        """Whether a person who follows *link* gets a page."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            return (await browser.get(link)).status_code == 200

    async def made(self) -> int:
        """How many meetings the loopback has in its book."""
        async with httpx.AsyncClient(trust_env=False) as client:
            book = await client.get(f"{self.address}/sandbox/book")
        return self.place.made(book.json())


Talk = Callable[[Here], Exchange[Any]]


@asynccontextmanager
async def a_place_of(name: str) -> AsyncIterator[Here]:
    """The service called *name* with a loopback of its own, and ada signed in."""
    place = PLACES[name]
    known = place.service or name
    async with place.opens() as address, between() as proxy:
        service = configured({known: place.options(address)})[known]
        async with ServiceClient(allow_private=True, resolve=proxy.resolve) as wire:
            here = Here(name, service, place, address, wire, proxy)
            await here.connect()
            yield here


@pytest.fixture(params=PLACES)
async def here(request: pytest.FixtureRequest) -> AsyncIterator[Here]:
    async with a_place_of(request.param) as here:
        yield here


async def at_every_step(
    here: Here, talk: Talk, check: Callable[[Here, int], Awaitable[None]]
) -> None:
    """Do *check* for each request of *talk*, side by side, each at a place of its own."""

    async def at(nth: int) -> None:
        async with a_place_of(here.name) as own:
            await check(own, nth)

    steps = range(await steps_of(here, talk))
    for ended in await asyncio.gather(*map(at, steps), return_exceptions=True):
        if ended is not None:
            raise ended


async def steps_of(here: Here, talk: Talk) -> int:
    """How many requests the conversation takes when all is well."""
    signed_in = here.ada
    here.between.heal()
    await here.run(talk(here))
    here.ada = signed_in
    return len(here.between.asked)
