"""The whole bot in the test's own event loop, with the sandbox, over real sockets."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from bot.settings import Settings
from bot.wiring import build
from sandbox.environment import Environment
from sandbox.serving import served
from sandbox.slack.loopback import Slack
from sandbox.slack.workspace import PostedMessage
from storage.seal import new_key
from tests.bot.browser_user import browsing
from tests.journeys.bot_process import join_link, messages

T = TypeVar("T")

ADA, BO, MALLORY = "U0ADA00001", "U0BO000001", "U0MALLORY1"
ADDRESS, PASSWORD = "ada@contoso.example", "Analytical!Engine1"


PATIENCE = 10.0
"""Seconds that a test waits for what has to come."""

Options = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""A service's settings from what its loopback announces."""

JITSI_AND_SKYPE: Mapping[str, Options] = MappingProxyType(
    {
        "jitsi": lambda announced: {"url": announced["url"]},
        "skype": lambda announced: {"url": announced["url"]},
    }
)


class Clock:
    """The bot's clock, which a test can push on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class InProcessBot:
    """A bot with its sandbox; *running* ends the bot alone."""

    sandbox: Environment
    url: str
    clock: Clock
    folder: Path
    settings: Settings
    running: AsyncExitStack

    async def stop(self) -> None:
        """Stop the bot, but not the sandbox."""
        await self.running.aclose()

    def messages(self, person: str | None = None) -> list[PostedMessage]:
        """The bot's messages that are not deleted, to everyone or to *person* alone."""
        return messages(self.sandbox, person=person)

    async def ephemeral_with(self, text: str, person: str = ADA, after: str = "") -> PostedMessage:
        """Wait for a message to *person* alone with *text*, later than the ``ts`` *after*."""
        return await self._wait(text, person, after)

    async def post_with(self, text: str, after: str = "") -> PostedMessage:
        """Wait for a message to everyone with *text*, later than the ``ts`` *after*."""
        return await self._wait(text, None, after)

    async def answer_to(self, command: str, person: str = "ada") -> str:
        """Type *command* and return the text of the answer to *person* alone."""
        user = self.sandbox.slack.workspace.person(person).id
        typed = await self.sandbox.slack.type(person, "general", "hm")
        await self.sandbox.slack.type(person, "general", f"/meet {command}")
        return (await self._wait("", user, typed["ts"])).text

    async def press(self, label: str, person: str = "ada", ts: str | None = None) -> None:
        """Press the newest button of that label, or the one on the message *ts*."""
        await self.sandbox.slack.click(person, label, message_ts=ts)

    async def until(self, condition: Callable[[], T | None]) -> T:
        """Wait until *condition* gives something true, and return it."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            if result := condition():
                return result
            await asyncio.sleep(0.02)
        raise AssertionError(f"never true; messages: {self.messages()} {self.messages(ADA)}")

    async def _wait(self, text: str, person: str | None, after: str) -> PostedMessage:
        def newest() -> PostedMessage | None:
            newest_first = reversed(self.messages(person))
            fresh = (m for m in newest_first if max(m.ts, m.edited_ts or "") > after)
            return next((message for message in fresh if text in message.text), None)

        return await self.until(newest)

    async def start(self, title: str, service: str = "live-meeting", person: str = "ada") -> str:
        """Start a meeting and return its link."""
        before = max((message.ts for message in self.messages()), default="")
        await self.sandbox.slack.type(person, "general", f"/meet on {service} {title}")
        card = await self.post_with(f"{title}: meeting started by {person}", after=before)
        if service == "live-meeting":
            user = self.sandbox.slack.workspace.person(person).id
            await self.ephemeral_with(f"You are the host of “{title}”", user)
        return join_link(card)

    async def connect(
        self, service: str, link: str = "", person: str = "ada", **answers: str
    ) -> None:
        """Sign in at *service* with *answers* on the page of *link*, or of a new one; say yes."""
        user = self.sandbox.slack.workspace.person(person).id
        link = link or await self.connect_link(person, service)
        before = max((message.ts for message in self.messages(user)), default="")
        async with browsing(link) as browser_user:
            assert await browser_user.send(**answers) == 200
        await self.ephemeral_with("Was that you?", user, before)
        await self.press("Yes, that was me", person)
        await self.ephemeral_with("is connected as", user, before)

    async def connect_link(self, person: str = "ada", service: str = "skype") -> str:
        """Type `/meet connect`, and return the address of the page."""
        return (await self.answer_to(f"connect {service}", person)).splitlines()[-1]


@asynccontextmanager
async def in_process_bot(
    folder: Path,
    *,
    services: Mapping[str, Options] = JITSI_AND_SKYPE,
    without_loopback: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    **more: Any,
) -> AsyncIterator[InProcessBot]:
    """A bot with *services*; *more* are settings that override the usual ones.

    *without_loopback*: the options of services that are not in the sandbox.
    """
    clock = Clock()
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(services=tuple(services), slack=slack) as sandbox:
        workspace = sandbox.announced["slack"]
        settings = Settings(
            **{
                "bot_token": workspace["token"],
                "signing_secret": workspace["signing_secret"],
                "api_url": workspace["api"],
                "port": free_port(),
                "database": folder / "parley.db",
                "keys": new_key("k1"),
                "allow_private": True,
                "services": {
                    name: options(sandbox.announced[name]) for name, options in services.items()
                }
                | dict(without_loopback),
                **more,
            }
        )
        async with AsyncExitStack() as running:
            url = await running.enter_async_context(serving(settings, clock))
            sandbox.slack.point_at(url)
            yield InProcessBot(sandbox, url, clock, folder, settings, running)


@asynccontextmanager
async def serving(settings: Settings, clock: Clock) -> AsyncIterator[str]:
    """The bot of *settings*, with its worker, on its port."""
    async with build(settings, clock) as bot, served(bot.web, settings.port) as url:
        working = asyncio.create_task(bot.worker.run())
        try:
            yield url
        finally:
            await bot.worker.stop(5)
            await working


def free_port() -> int:
    """A port below those that the system hands out, so that no other test gets it meanwhile."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
