"""Serves one loopback on a port of 127.0.0.1, inside the event loop that is already running.

uvicorn's own ``Server`` looks every 0.1 s whether it should stop and takes over the process's
signals; a sandbox opens and closes by the dozen in tests, so only uvicorn's protocol is used.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

CUT = "sandbox.cut"  # the ASGI extension by which an application drops its own connection


class _Cuttable(HttpToolsProtocol):
    """HTTP whose application may drop the connection without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CUT: {"drop": self.transport.abort}}


def cut(scope: Any) -> None:
    """Drop the connection that *scope* came in on, as a broken network would."""
    drop: Callable[[], None] = scope["extensions"][CUT]["drop"]
    drop()


async def until_gone(request: Request) -> None:
    """Wait until the caller has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _config(app: Any) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=_Cuttable,
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        ws_ping_interval=None,
    )
    config.load()
    return config


@asynccontextmanager
async def served(app: Any, port: int = 0) -> AsyncIterator[str]:
    """Serve *app* until the block ends; gives its address, such as ``http://127.0.0.1:41234``."""
    closing = asyncio.Event()

    async def quiet(scope: Any, receive: Any, send: Any) -> None:
        """A caller who hung up, or a sandbox that closes, is no error to be logged."""
        try:
            await app(scope, receive, send)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            if not closing.is_set():
                raise

    config = _config(quiet)
    state = ServerState()
    loop = asyncio.get_running_loop()

    def protocol() -> asyncio.Protocol:
        return _Cuttable(config=config, server_state=state, app_state={}, _loop=loop)

    # The protocol is named because asyncio switches Nagle's delay off only where it is.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    server = await loop.create_server(protocol, sock=listening, backlog=2048)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        closing.set()
        server.close()
        await _drop_everything(state)


async def _drop_everything(state: ServerState) -> None:
    """Close what is open and end what is under way: a sandbox closes at once."""
    for connection in list(state.connections):
        with suppress(AttributeError):
            connection.transport.abort()
    for _ in range(2):
        await asyncio.sleep(0)  # the aborted connections learn that they are closed
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
