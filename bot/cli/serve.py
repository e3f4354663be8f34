"""`parley serve`: runs the bot on its port until it is told to stop, and finishes open work."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import structlog
import uvicorn

from bot.settings import Settings
from bot.wiring import build
from storage.sqlite import start_problem

FINISH_WITHIN = 15.0
"""Seconds for open work after SIGTERM: together with the rest of the stop, 25 at most."""

BACKLOG = 2048

log = structlog.get_logger(__name__)


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. *say* is told ``listening on http://host:port`` when ready."""
    with _listener(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        settings = replace(settings, port=port)
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stopping.set)
        async with build(settings) as bot:
            server = _Server(
                uvicorn.Config(
                    bot.web,
                    loop="none",
                    http="httptools",
                    lifespan="off",
                    access_log=False,
                    log_config=None,
                    server_header=False,
                    timeout_graceful_shutdown=3,
                    backlog=BACKLOG,
                )
            )
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            working = asyncio.create_task(bot.worker.run())
            say(f"listening on http://{settings.host}:{port}")
            stopped = asyncio.create_task(stopping.wait())
            ends = {serving, working, stopped}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            log.info("stopping")
            # First accept nothing more, then finish what was accepted.
            if bot.socket:
                await bot.socket.close()
            server.should_exit = True
            await asyncio.wait({serving}, timeout=5)
            await bot.worker.stop(FINISH_WITHIN)
            stopped.cancel()
            await asyncio.gather(serving, working)


def start_problems(settings: Settings) -> Iterator[str]:
    """What keeps a bot with these settings from starting on this machine, in sentences."""
    if problem := start_problem(settings.database):
        yield f"PARLEY_DATABASE: {problem}"
    if problem := port_problem(settings):
        yield f"PARLEY_PORT: {problem}"


def port_problem(settings: Settings) -> str:
    """What keeps this process from listening, in a sentence; empty if nothing does."""
    try:
        _listener(settings.host, settings.port).close()
    except CannotListen as fault:
        return str(fault)
    return ""


class CannotListen(Exception):
    """The address is taken, or not this machine's; the argument is a sentence."""


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: ``serve`` decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def _listener(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as fault:
        listener.close()
        raise CannotListen(
            f"Cannot listen on {host}, port {port}: {fault.strerror or fault}. "
            "Choose another PARLEY_HOST or PARLEY_PORT."
        ) from fault
    return listener
