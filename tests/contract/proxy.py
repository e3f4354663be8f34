"""A proxy between the client and the loopbacks, which spoils the request that it is told to.

The client is led here by its resolver, whatever address it asks for; the ``Host`` field says where
the request was meant to go. One request a connection.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.meetings.vendor import Answer, Asked, read_request, reply


@dataclass
class FaultProxy:
    """What was asked, in order, and which request is spoiled how."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    _spoilt: int = -1
    _answer: Answer = b""
    _after_all: bool = False
    _before: Callable[[], Awaitable[None]] | None = None

    def spoil(self, nth: int, answer: Answer, *, after_all: bool = False) -> None:
        """Answer the *nth* request from now, counted from 0, with *answer*.

        *after_all*: the service gets the request as well, and does what it asks for.
        """
        self.asked.clear()
        self._spoilt, self._answer, self._after_all = nth, answer, after_all
        self._before = None

    def before(self, nth: int, action: Callable[[], Awaitable[None]]) -> None:
        """Do *action* before the *nth* request from now is passed on."""
        self.spoil(nth, b"")
        self._before = action

    def heal(self) -> None:
        """Pass every request on, and count from 0."""
        self.spoil(-1, b"")

    async def resolve(self, _: str, __: int) -> list[tuple[str, int]]:
        """Every name is found here."""
        return [("127.0.0.1", self.port)]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                asked = await read_request(reader)
                nth = len(self.asked)
                self.asked.append(asked)
                spoilt = nth == self._spoilt and self._before is None
                if nth == self._spoilt and self._before is not None:
                    await self._before()
                answer = await _pass_on(asked) if not spoilt or self._after_all else b""
                answer = self._answer if spoilt else answer
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def fault_proxy() -> AsyncIterator[FaultProxy]:
    """The proxy, served until the block ends."""
    proxy = FaultProxy()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(proxy.serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pass_on(asked: Asked) -> bytes:
    """Ask where the request was meant to go; the whole answer, byte for byte."""
    host, _, port = asked.headers["host"].partition(":")
    try:
        reader, writer = await asyncio.open_connection(host, int(port or 80))
    except OSError:
        return reply(502, "no such server")
    fields = {**asked.headers, "connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    writer.write(f"{asked.method} {asked.target} HTTP/1.1\r\n{head}\r\n".encode() + asked.body)
    try:
        return await reader.read(-1)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
