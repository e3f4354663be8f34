"""The whole bot, joined in the test's own event loop, on a street with real sockets."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.settings import Settings
from bot.wiring import build
from sandbox.environment import Environment
from sandbox.serving import served
from sandbox.slack.loopback import Slack
from sandbox.slack.workspace import PostedMessage
from storage.seal import new_key

T = TypeVar("T")

ADA, BO, MALLORY = "U0ADA00001", "U0BO000001", "U0MALLORY1"
ADDRESS, PASSWORD = "ada@contoso.example", "Analytical!Engine1"


PATIENCE = 10.0
"""Seconds that a test waits for what has to come."""


class Clock:
    """The bot's clock, which a test can push on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Joined:
    """A street with a bot on it."""

    street: Environment
    url: str
    clock: Clock
    folder: Path
    settings: Settings
    bot: AsyncExitStack

    async def stop(self) -> None:
        """Stop the bot, and leave the street open."""
        await self.bot.aclose()

    def said(self, person: str | None = None) -> list[PostedMessage]:
        """What the bot said and did not take back, to everyone or to *person* alone."""
        space = self.street.slack.workspace
        everything = (m for c in space.conversations.values() for m in c.messages.values())
        return [
            one
            for one in sorted(everything, key=lambda one: one.ts)
            if one.author == space.bot.id and not one.deleted and one.only_for == person
        ]

    async def whispered(self, text: str, person: str = ADA, after: str = "") -> PostedMessage:
        """Wait until *person* alone reads something with *text*, later than the ``ts`` *after*."""
        return await self._wait(text, person, after)

    async def posted(self, text: str, after: str = "") -> PostedMessage:
        """Wait until everyone reads something with *text*, later than the ``ts`` *after*."""
        return await self._wait(text, None, after)

    async def told(self, command: str, person: str = "ada") -> str:
        """Type *command* and return what the person alone is told about it."""
        who = self.street.slack.workspace.person(person).id
        typed = await self.street.slack.type(person, "general", "hm")
        await self.street.slack.type(person, "general", f"/meet {command}")
        return (await self._wait("", who, typed["ts"])).text

    async def press(self, label: str, person: str = "ada", ts: str | None = None) -> None:
        """Press the newest button of that label, or the one on the message *ts*."""
        await self.street.slack.click(person, label, message_ts=ts)

    async def until(self, condition: Callable[[], T | None]) -> T:
        """Wait until *condition* gives something true, and return it."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            if found := condition():
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"it did not come true; said: {self.said()} {self.said(ADA)}")

    async def _wait(self, text: str, person: str | None, after: str) -> PostedMessage:
        def found() -> PostedMessage | None:
            fresh = (m for m in reversed(self.said(person)) if max(m.ts, m.edited_ts or "") > after)
            return next((message for message in fresh if text in message.text), None)

        return await self.until(found)

    async def ask_for_link(self, person: str = "ada", service: str = "skype") -> str:
        """Type the command, and return the address of the page."""
        return (await self.told(f"connect {service}", person)).splitlines()[-1]


@asynccontextmanager
async def joined(folder: Path, monkeypatch, **more) -> AsyncIterator[Joined]:
    """A bot with Skype for Business and Jitsi; *more* settings win."""
    clock = Clock()
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(services=("jitsi", "skype"), slack=slack) as street:
        told = street.announced["slack"]
        port = _free_port()
        options = {
            "jitsi": {"url": street.urls["jitsi"]},
            "skype": {"url": street.urls["skype"]},
        }
        settings = Settings(
            **{
                "bot_token": told["token"],
                "signing_secret": told["signing_secret"],
                "api_url": told["api"],
                "port": port,
                "database": folder / "parley.db",
                "keys": new_key("k1"),
                "allow_private": True,
                "services": options,
                **more,
            }
        )
        async with AsyncExitStack() as bot_alone:
            url = await bot_alone.enter_async_context(serving(settings, clock))
            street.slack.point_at(url)
            yield Joined(street, url, clock, folder, settings, bot_alone)


@asynccontextmanager
async def serving(settings: Settings, clock: Clock) -> AsyncIterator[str]:
    """The bot of *settings*, with its worker, on its port."""
    async with build(settings, clock) as one, served(one.web, settings.port) as url:
        working = asyncio.create_task(one.worker.run())
        try:
            yield url
        finally:
            await one.worker.stop(5)
            await working


def _free_port() -> int:
    """One below those that the system hands out, so that no other test is given it meanwhile."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
