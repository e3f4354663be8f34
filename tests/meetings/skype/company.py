"""A company with a pool of its own, over real sockets: service, server, and ada's account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

import httpx

from meetings.client import ServiceClient
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype import Skype
from sandbox.services import skype as loopback
from sandbox.serving import served
from tests.contract.wishes import wish
from tests.sandbox.skype.visitor import Visitor

T = TypeVar("T")


class Company:
    """A pool, the bot's service for it, and what the bot has stored for ada."""

    def __init__(
        self, wire: ServiceClient, url: str, pool: loopback.SkypeServer, form: str = "json"
    ) -> None:
        self.pool = pool
        self.url = url
        self.service = Skype({"url": f"{url}/", "format": form})
        self.ada = Credentials(secrets={})
        self._wire = wire

    async def run(self, steps: Exchange[T], within: float = 20) -> T:
        limit = timedelta(seconds=within)
        info = self.service.info
        return await self._wire.run(
            steps, service=info, account="ada", save=self.keep, time_limit=limit
        )

    async def keep(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def connect(self, who: loopback.Colleague = loopback.ADA, **other: str) -> None:
        answers = {"username": who.address, "password": who.password, **other}
        self.ada = await self.run(self.service.connect(answers))

    async def create(self, wanted: NewMeeting | None = None, within: float = 20) -> Meeting:
        return await self.run(self.service.create(wanted or wish(), self.ada), within)

    async def outcome(self, wanted: NewMeeting) -> Meeting | MeetingError:
        """What comes of a start that has little time."""
        try:
            return await self.create(wanted, within=0.4)
        except MeetingError as fault:
            return fault

    async def find(self, wanted: NewMeeting) -> Meeting | None:
        return await self.run(self.service.find(wanted, self.ada))

    def meetings(self, wanted: NewMeeting) -> int:
        """How many meetings the server has made for one wish."""
        entries = self.pool.book.read()
        made = [one for one in entries if one["kind"] == "meeting"]
        marked = [
            one for one in entries if one["kind"] == "scheduled" and wanted.marker in str(one)
        ]
        return len(marked) + len([one for one in made if one["operationId"] == wanted.marker])

    async def shown(self) -> dict[str, Any]:
        """The one scheduled meeting as the server shows it by now to whoever asks in bare JSON."""
        async with httpx.AsyncClient(trust_env=False) as http:
            visitor = await Visitor(http, self.url).open(endpointId="a visitor")
            mine = await visitor.get(visitor.link("myOnlineMeetings", "onlineMeetings"))
        [meeting] = mine.json()["_embedded"]["myOnlineMeeting"]
        return dict(meeting)

    def times(self, name: str) -> int:
        """How often the server was asked for *name*."""
        return len([one for one in self.pool.book.read("request") if one["name"] == name])

    def passwords(self) -> int:
        """How often a password was sent."""
        return len([one for one in self.pool.book.read() if one["kind"] == "sign_in"])


@asynccontextmanager
async def company(form: str = "json") -> AsyncIterator[Company]:
    pool = loopback.SkypeServer()
    async with served(pool.app) as url, ServiceClient(allow_private=True) as wire:
        yield Company(wire, url, pool, form)
        await pool.close()
