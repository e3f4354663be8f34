"""The HTTP server: uvicorn behind our own listener, with limits for connections and requests."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.loops import keep_running
from bot.web.connections import Connections
from bot.web.listener import Listener
from bot.web.protocol import LimitedProtocol

CUT_AFTER = 3
"""Seconds for open requests when the server stops."""

STOP_WITHIN = 5.0


class HttpServer:
    """Serves *app* on a socket that listens, from now on."""

    def __init__(self, app: ASGIApp, listening: socket.socket, connections: Connections) -> None:
        config = uvicorn.Config(
            app,
            loop="none",
            http=LimitedProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=CUT_AFTER,
        )
        config.load()  # what it imports is read now, while there are files for it
        self._uvicorn = _Uvicorn(config)
        state = self._uvicorn.server_state
        self.serving = asyncio.create_task(self._uvicorn.serve(sockets=[]))
        self._watching = asyncio.create_task(keep_running("connections", connections.watch))
        self._listener = Listener(
            listening, connections, lambda: LimitedProtocol(config, state, connections)
        )

    async def stop(self) -> None:
        """Accept nothing more, and let open requests finish for a moment."""
        self._listener.close()
        self._uvicorn.should_exit = True
        await asyncio.wait({self.serving}, timeout=STOP_WITHIN)
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)


class _Uvicorn(uvicorn.Server):
    """uvicorn without its signal handlers: ``serve`` decides when to stop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield
