"""`parley serve`: runs the bot on its port until it is told to stop, and finishes open work."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace

import structlog

from bot import __version__
from bot.settings import Settings
from bot.web.listener import CannotListen, listening_socket, raise_file_limit
from bot.web.server import HttpServer
from bot.wiring import Bot, build
from language import prepare
from storage.sqlite import start_problem

FINISH_WITHIN = 15.0
"""Seconds for open work after SIGTERM: together with the rest of the stop, 25 at most."""

log = structlog.get_logger(__name__)


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. *say* is told ``listening on http://host:port`` when ready."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    raise_file_limit()
    with listening_socket(settings.host, settings.port) as listening:
        settings = replace(settings, port=listening.getsockname()[1])
        async with build(settings) as bot:
            server = HttpServer(bot.web, listening, bot.connections)
            working = asyncio.create_task(bot.worker.run())
            log.info("listening", port=settings.port, version=__version__, on=[*settings.services])
            say(f"listening on http://{settings.listening}")
            await _prepare()
            await _until_stopped(stopping, {server.serving, working})
            await _stop(bot, server, working)


async def _prepare() -> None:
    """Build what reading English needs, so that the first person who types need not wait for it.

    What is in memory then stays to the end. No collection of garbage has to look at it again, which
    would stop everything for some 30 ms.
    """
    try:
        await asyncio.to_thread(prepare, "en")
    except OSError as fault:  # no file is left: the first who types waits a little
        log.warning("not prepared yet", reason=str(fault))
    gc.freeze()


async def _until_stopped(stopping: asyncio.Event, running: set[asyncio.Task[None]]) -> None:
    """Wait until *stopping* is set, or one of what is *running* ends by itself."""
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait({*running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()


async def _stop(bot: Bot, server: HttpServer, working: asyncio.Task[None]) -> None:
    """First accept nothing more, then finish what was accepted."""
    log.info("stopping")
    if bot.socket:
        await bot.socket.close()
    await server.stop()
    await bot.worker.stop(FINISH_WITHIN)
    await asyncio.gather(server.serving, working)


def start_problems(settings: Settings) -> Iterator[str]:
    """What keeps a bot with these settings from starting on this machine, in sentences."""
    if problem := start_problem(settings.database):
        yield f"PARLEY_DATABASE: {problem}"
    if problem := port_problem(settings):
        yield f"PARLEY_PORT: {problem}"


def port_problem(settings: Settings) -> str:
    """What keeps this process from listening, in a sentence; empty if nothing does."""
    try:
        listening_socket(settings.host, settings.port).close()
    except CannotListen as fault:
        return str(fault)
    return ""
