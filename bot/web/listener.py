"""The listening socket: accepts connections as long as there is room and there are files for them.

uvloop and asyncio accept whatever comes, and close it or try again for ever once no file is left.
"""

import asyncio
import contextlib
import errno
import resource
import socket
from collections.abc import Callable
from typing import Any

from bot.web.connections import AT_MOST, GRACE, Closed, Connections

BACKLOG = 2048
"""Connections that the system holds until there is room."""

AT_ONCE = 64
"""Connections accepted before the rest of the program has its turn."""

OTHER_FILES = 128
"""Files for the database, Slack, Socket Mode and meeting services: kept free at the least."""

TRY_AGAIN = 0.5
"""Seconds until the next try, where no file is left."""

_NO_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class CannotListen(Exception):
    """The address is taken, or not this machine's; the argument is a sentence."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.settimeout(0)
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


def raise_file_limit() -> None:
    """Let this process have as many files open as the system allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):  # macOS refuses what it reports
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def connection_limit() -> int:
    """How many connections may be open beside the other files of this process."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return AT_MOST
    others = max(files // 4, min(OTHER_FILES, files // 2))
    return min(AT_MOST, files - others)


class Listener:
    """Accepts connections from *listening* and hands each to a protocol that *factory* makes."""

    def __init__(
        self,
        listening: socket.socket,
        connections: Connections,
        factory: Callable[[], asyncio.BaseProtocol],
    ) -> None:
        self._socket = listening
        self._connections = connections
        self._factory = factory
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[Any]] = set()
        self._again: asyncio.TimerHandle | None = None
        self._loop.add_reader(listening, self._accept)

    def close(self) -> None:
        """Accept nothing more."""
        if self._again:
            self._again.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            if not self._room():
                self._pause(GRACE)
                return
            try:
                accepted, _ = self._socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as fault:
                if fault.errno not in _NO_FILES:
                    raise
                self._connections.count(Closed.NO_FILES)
                self._connections.make_room()
                self._pause(TRY_AGAIN)
                return
            self._open(accepted)

    def _room(self) -> bool:
        few = len(self._connections) + len(self._opening) < self._connections.limit
        return few or self._connections.make_room()

    def _open(self, accepted: socket.socket) -> None:
        accepted.settimeout(0)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opening = self._loop.create_task(self._connect(accepted))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    async def _connect(self, accepted: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._factory, accepted)
        except OSError:  # it has gone already
            accepted.close()

    def _pause(self, seconds: float) -> None:
        """Leave what comes to the system for a moment: to look again at once is a busy loop."""
        self._loop.remove_reader(self._socket)
        self._again = self._loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._again = None
        self._loop.add_reader(self._socket, self._accept)
