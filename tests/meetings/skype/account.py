"""Ada's account at a loopback pool, over real sockets, and the meetings that its tests want."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx

from meetings.client import ServiceClient
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype import Skype
from sandbox.services import skype as loopback
from sandbox.serving import served
from tests.contract.new_meetings import WILD, new_meeting
from tests.sandbox.skype.visitor import Visitor

T = TypeVar("T")

POST, GET, PUT, DELETE = (
    "POST myOnlineMeetings",
    "GET myOnlineMeetings",
    "PUT myOnlineMeeting",
    "DELETE myOnlineMeeting",
)
SPRING = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
EVERYTHING = {
    "access": "locked",
    "presenters": "company",
    "announcements": "yes",
    "phone": "yes",
    "phone_lobby": "no",
    "leaders": "alex@contoso.example",
}


class SkypeAccount:
    """A pool, the bot's service for it, and what the bot has stored for ada."""

    def __init__(
        self,
        client: ServiceClient,
        url: str,
        server: loopback.SkypeServer,
        wire_format: str = "json",
    ) -> None:
        self.server = server
        self.url = url
        self.service = Skype({"url": f"{url}/", "format": wire_format})
        self.ada = Credentials(secrets={})
        self._client = client

    async def run(self, steps: Exchange[T], within: float = 20) -> T:
        limit = timedelta(seconds=within)
        info = self.service.info
        return await self._client.run(
            steps, service=info, account="ada", save=self.save, time_limit=limit
        )

    async def save(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def connect(self, who: loopback.Colleague = loopback.ADA, **other: str) -> None:
        answers = {"username": who.address, "password": who.password, **other}
        self.ada = await self.run(self.service.connect(answers))

    async def create(self, wanted: NewMeeting | None = None, within: float = 20) -> Meeting:
        return await self.run(self.service.create(wanted or new_meeting(), self.ada), within)

    async def change(self, meeting: Meeting, wanted: NewMeeting, **more: Any) -> Meeting:
        """Change *meeting* to *wanted* with *more*."""
        wanted = replace(wanted, **more)
        return await self.run(self.service.change(meeting, wanted, self.ada))

    async def outcome(self, wanted: NewMeeting) -> Meeting | MeetingError:
        """What comes of a start that has little time."""
        try:
            return await self.create(wanted, within=0.4)
        except MeetingError as fault:
            return fault

    async def find(self, wanted: NewMeeting) -> Meeting | None:
        return await self.run(self.service.find(wanted, self.ada))

    def meetings(self, wanted: NewMeeting) -> int:
        """How many meetings the server has made for *wanted*."""
        started = [
            entry
            for entry in self.server.book.read("meeting")
            if entry["operationId"] == wanted.marker
        ]
        scheduled = [
            entry for entry in self.server.book.read("scheduled") if wanted.marker in str(entry)
        ]
        return len(started) + len(scheduled)

    async def shown(self) -> dict[str, Any]:
        """The one scheduled meeting as the server now shows it, in bare JSON."""
        async with httpx.AsyncClient(trust_env=False) as http:
            visitor = await Visitor(http, self.url).open(endpointId="a visitor")
            listed = await visitor.get(visitor.link("myOnlineMeetings", "onlineMeetings"))
        [meeting] = listed.json()["_embedded"]["myOnlineMeeting"]
        return dict(meeting)

    def times(self, name: str) -> int:
        """How often the server was asked for *name*."""
        return len([entry for entry in self.server.book.read("request") if entry["name"] == name])

    def passwords(self) -> int:
        """How often a password was sent."""
        return len(self.server.book.read("sign_in"))


@asynccontextmanager
async def skype_account(wire_format: str = "json") -> AsyncIterator[SkypeAccount]:
    """Ada's account at a pool of its own, connected."""
    server = loopback.SkypeServer()
    async with served(server.app) as url, ServiceClient(allow_private=True) as client:
        account = SkypeAccount(client, url, server, wire_format)
        await account.connect()
        yield account
        await server.close()


def later(title: str = WILD, **more: Any) -> NewMeeting:
    """A meeting in spring."""
    return new_meeting(title, **{"starts_at": SPRING, "zone": "Europe/Paris", **more})
