"""The real bot as a child process on a street that runs in the test's own event loop."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

from bot.cli.sandbox_environment import ANNOUNCED_SETTINGS
from sandbox.environment import Environment
from tests.journeys import fork_server

START_WITHIN = 30


def surroundings(street, folder, **more):
    """The environment of a bot on *street* whose files are in *folder*; *more* settings win."""
    told = street.announced["slack"]
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "SLACK_BOT_TOKEN": told["token"],
        "SLACK_SIGNING_SECRET": told["signing_secret"],
        "SLACK_API_URL": told["api"],
        "PARLEY_PORT": "0",
        "PARLEY_DATABASE": str(folder / "parley.db"),
        "PARLEY_ALLOW_PRIVATE": "1",
        "PARLEY_LOG_LEVEL": "WARNING",
    }
    for name, told_here in street.announced.items():
        if name != "slack":
            signs = ANNOUNCED_SETTINGS.items()
            settings |= {sign: str(told_here[key]) for sign, key in signs if key in told_here}
    return settings | more


class Bot:
    """A bot that runs: *url* is where it listens."""

    def __init__(self, process, url):
        self.process = process
        self.url = url

    async def kill(self):
        """SIGKILL: no goodbye."""
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        """SIGTERM, and the status it ends with."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 25)


async def start(settings, *command, errors=None):
    """Start ``python -m bot serve``, or *command* instead, and wait until it listens."""
    process = await fork_server.start(command or ("bot", "serve"), settings, errors)
    line = await asyncio.wait_for(process.stdout.readline(), START_WITHIN)
    said = line.decode().strip()
    if not said.startswith("listening on "):
        status = await process.wait()
        raise AssertionError(f"the bot ended with {status} and said {said!r}")
    return Bot(process, said.removeprefix("listening on "))


@asynccontextmanager
async def running(street: Environment, folder, *command, **more):
    """A bot on *street*, which knows where it is; killed at the end if it still runs."""
    bot = await start(surroundings(street, folder, **more), *command)
    street.slack.point_at(bot.url)
    try:
        yield bot
    finally:
        if bot.process.returncode is None:
            await bot.kill()


async def until(condition, within=15.0, every=0.02):
    """Wait until *condition()* gives something true, and return it."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while loop.time() < end:
        if found := condition():
            return found
        await asyncio.sleep(every)
    raise AssertionError(f"it did not come true in {within} s")


def said(street, *, person=None):
    """What the bot said so far, not taken back: for everyone, or to *person* alone."""
    space = street.slack.workspace
    everything = (m for c in space.conversations.values() for m in c.messages.values())
    return [
        message
        for message in sorted(everything, key=lambda one: one.ts)
        if message.author == space.bot.id and not message.deleted and message.only_for == person
    ]


def join_link(message):
    """The address behind the card's Join button; empty where there is none."""
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "parley.join":
                return element["url"]
    return ""


def title(message):
    """The title of a card; empty where the message is none."""
    return next((b["text"]["text"] for b in message.blocks if b["type"] == "header"), "")
