"""The real bot as a child process, with a sandbox that runs in the test's own event loop."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

from bot.cli.sandbox_environment import service_settings
from sandbox.environment import Environment
from tests.journeys import fork_server

START_WITHIN = 30


def bot_environment(sandbox, folder, **more):
    """The environment of a bot on *sandbox* whose files are in *folder*; *more* settings win."""
    slack = sandbox.announced["slack"]
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "SLACK_BOT_TOKEN": slack["token"],
        "SLACK_SIGNING_SECRET": slack["signing_secret"],
        "SLACK_API_URL": slack["api"],
        "PARLEY_PORT": "0",
        "PARLEY_DATABASE": str(folder / "parley.db"),
        "PARLEY_ALLOW_PRIVATE": "1",
        "PARLEY_LOG_LEVEL": "WARNING",
    }
    for name, announced in sandbox.announced.items():
        if name != "slack":
            settings |= service_settings(announced)
    return settings | more


class BotProcess:
    """A bot that runs: *url* is where it listens."""

    def __init__(self, process, url):
        self.process = process
        self.url = url

    async def kill(self):
        """SIGKILL."""
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        """SIGTERM, and the status it ends with."""
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 25)


async def start_bot(settings, *command, errors=None):
    """Start ``python -m bot serve``, or *command* instead, and wait until it listens."""
    process = await fork_server.start(command or ("bot", "serve"), settings, errors)
    line = (await asyncio.wait_for(process.stdout.readline(), START_WITHIN)).decode().strip()
    if not line.startswith("listening on "):
        status = await process.wait()
        raise AssertionError(f"the bot ended with {status} and printed {line!r}")
    return BotProcess(process, line.removeprefix("listening on "))


@asynccontextmanager
async def running_bot(sandbox: Environment, folder, *command, **more):
    """A bot that *sandbox* delivers to; killed at the end if it still runs."""
    bot = await start_bot(bot_environment(sandbox, folder, **more), *command)
    sandbox.slack.point_at(bot.url)
    try:
        yield bot
    finally:
        await bot.kill()  # it may have ended: then its output is closed


async def until(condition, within=15.0, every=0.02):
    """Wait until *condition()* gives something true, and return it."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within
    while loop.time() < end:
        if result := condition():
            return result
        await asyncio.sleep(every)
    raise AssertionError(f"not true within {within} s")


def messages(sandbox, *, person=None):
    """The bot's messages that are not deleted, to everyone or to *person* alone, oldest first."""
    workspace = sandbox.slack.workspace
    everything = (m for c in workspace.conversations.values() for m in c.messages.values())
    return [
        message
        for message in sorted(everything, key=lambda message: message.ts)
        if message.author == workspace.bot.id and not message.deleted and message.only_for == person
    ]


def join_link(message):
    """The address behind the card's Join button; empty if there is none."""
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == "parley.join":
                return element["url"]
    return ""


def card_title(message):
    """The title of a card; empty if the message is none."""
    return next((b["text"]["text"] for b in message.blocks if b["type"] == "header"), "")
