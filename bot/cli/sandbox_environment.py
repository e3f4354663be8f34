"""Runs the sandbox and the real bot as child processes, configured by environment variables."""

import asyncio
import base64
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import aiohttp

from meetings.service import setting

LOG_LINES = 20
"""Lines of a log that say why a child process did not come up."""

STOP_WITHIN = 26
"""Seconds: a little more than the bot takes at most."""

START_WITHIN = 30


class SandboxBroken(Exception):
    """A child process ended, or did not come up; the argument says which."""


@dataclass(frozen=True, slots=True)
class SandboxProcesses:
    """The running sandbox: what Slack and each loopback announced, and a client to talk to them.

    *log* is the file of what the child processes log, None where they log to the terminal.
    """

    slack: Mapping[str, Any]
    announced: tuple[Mapping[str, Any], ...]
    session: aiohttp.ClientSession
    log: Path | None = None

    @property
    def page(self) -> str:
        """The chat page's address."""
        return str(self.slack["slack"])

    async def do(self, action: str, **arguments: Any) -> Mapping[str, Any]:
        """Do *action* (type, click ...) in the loopback Slack."""
        given = {name: value for name, value in arguments.items() if value is not None}
        async with self.session.post(f"{self.page}/sandbox/{action}", json=given) as reply:
            answer: Mapping[str, Any] = await reply.json()
            return answer

    async def book(self) -> Mapping[str, Any]:
        """The loopback Slack's event log."""
        async with self.session.get(f"{self.page}/sandbox/book") as reply:
            book: Mapping[str, Any] = await reply.json()
            return book

    async def form(self, person: str) -> str:
        """The form that *person* has open, as plain text; empty if there is none."""
        lines: list[str] = (await self._transcript(person))["said"]
        return lines[-1] if lines and lines[-1].startswith("Form: ") else ""

    async def texts(self, person: str) -> Mapping[str, str]:
        """The text of each message that *person* sees, as they read it, by its ``ts``."""
        texts: Mapping[str, str] = (await self._transcript(person))["texts"]
        return texts

    async def _transcript(self, person: str) -> Mapping[str, Any]:
        query = {"person": person}
        async with self.session.get(f"{self.page}/sandbox/transcript", params=query) as reply:
            transcript: Mapping[str, Any] = await reply.json()
            return transcript

    async def now(self) -> datetime:
        """The time by the sandbox's clock."""
        clock = await self.do("clock", advance=0)
        return datetime.fromtimestamp(clock["now"], UTC)


@asynccontextmanager
async def start_sandbox(
    environment: Mapping[str, str],
    services: Sequence[str],
    organization: Sequence[str] = (),
    *,
    to_terminal: bool = False,
) -> AsyncIterator[SandboxProcesses]:
    """Start the sandbox with *services*, then the bot; both end with the block.

    Those in *organization* are used with one account of the organization. The processes log to a
    file, which is gone afterwards, or *to_terminal*.
    """
    with TemporaryDirectory(prefix="parley-demo-") as name:
        folder = Path(name)
        log = None if to_terminal else folder / "parley.log"
        with (log or Path(os.devnull)).open("a") as written:
            errors = written if log else None
            try:
                command = (
                    "--services",
                    ",".join(services),
                    "--organization",
                    ",".join(organization),
                )
                async with _running(environment, command, folder, errors) as processes:
                    yield replace(processes, log=log)
            except SandboxBroken as fault:
                raise SandboxBroken(f"{fault}{_end_of(log)}") from fault


def _end_of(log: Path | None) -> str:
    lines = log.read_text().splitlines() if log else []
    return "\n".join([".", *lines[-LOG_LINES:]]) if lines else "."


@asynccontextmanager
async def _running(
    environment: Mapping[str, str], arguments: Sequence[str], folder: Path, errors: IO[str] | None
) -> AsyncIterator[SandboxProcesses]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        command = (sys.executable, "-m", "sandbox", *arguments)
        sandbox = await stack.enter_async_context(_child(*command, env=environment, errors=errors))
        number = len(arguments[1].split(",")) + 1  # Slack announces itself first
        announced = [await _announcement(sandbox) for _ in range(number)]
        processes = SandboxProcesses(announced[0], tuple(announced), session)
        settings = {**environment, **_settings(announced, folder)}
        bot = (sys.executable, "-m", "bot", "serve")
        serving = await stack.enter_async_context(_child(*bot, env=settings, errors=errors))
        address = await _line(serving, "listening on ", "the bot")
        await processes.do("bot", url=address)
        yield processes


def _settings(announced: list[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """The bot's settings that the sandbox needs; others stay as they are in the environment."""
    slack, *loopbacks = announced
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    settings = {
        "SLACK_BOT_TOKEN": slack["token"],
        "SLACK_SIGNING_SECRET": slack["signing_secret"],
        "SLACK_API_URL": slack["api"],
        "SLACK_APP_TOKEN": "",
        "SLACK_CLIENT_ID": "",
        "SLACK_CLIENT_SECRET": "",
        "PARLEY_HOST": "127.0.0.1",
        "PARLEY_PORT": "0",
        "PARLEY_URL": "",
        "PARLEY_DATABASE": str(folder / "parley.db"),
        "PARLEY_KEY": f"demo:{key}",
        "PARLEY_KEY_FILE": "",
        "PARLEY_ALLOW_PRIVATE": "1",
    }
    for loopback in loopbacks:
        settings |= service_settings(loopback)
    return settings


def service_settings(announced: Mapping[str, Any]) -> dict[str, str]:
    """The environment variables for what a loopback of a meeting service announced."""
    service, options = str(announced["service"]), announced["settings"]
    return {setting(service, option): str(value) for option, value in options.items()}


@asynccontextmanager
async def _child(
    *command: str, env: Mapping[str, str], errors: IO[str] | None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process that ends with the block: terminated, and killed if that is not enough."""
    child = await asyncio.create_subprocess_exec(
        *command,
        env={**env, "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=errors,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
            try:
                await asyncio.wait_for(child.wait(), STOP_WITHIN)
            except TimeoutError:
                child.kill()
                await child.wait()


async def _announcement(sandbox: asyncio.subprocess.Process) -> Mapping[str, Any]:
    announced: Mapping[str, Any] = json.loads(await _line(sandbox, "", "the sandbox"))
    return announced


async def _line(child: asyncio.subprocess.Process, beginning: str, who: str) -> str:
    """What follows *beginning* on the next line that the child prints."""
    if child.stdout is None:
        raise SandboxBroken(f"{who} has no voice")
    try:
        line = await asyncio.wait_for(child.stdout.readline(), START_WITHIN)
    except TimeoutError:
        raise SandboxBroken(f"{who} did not come up in {START_WITHIN} s") from None
    text = line.decode().strip()
    if not line or not text.startswith(beginning):
        raise SandboxBroken(f"{who} did not start")
    return text.removeprefix(beginning)
