"""A meeting service's server, made of a plain socket, that answers exactly the bytes it is told."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Vendor:
    """What the server says, and what it was asked; one request a connection."""

    say: Callable[[Asked], Answer]
    url: str = ""
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    now: int = 0
    most_at_once: int = 0
    met: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(asyncio.IncompleteReadError):
                asked = await read_request(reader)
                self.asked.append(asked)
                self.met.set()
                await self._answer(self.say(asked), writer)
        except ConnectionError:
            self.hung_up.set()
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> None:
        self.now += 1
        self.most_at_once = max(self.now, self.most_at_once)
        try:
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        finally:
            self.now -= 1


@asynccontextmanager
async def vendor(
    say: Callable[[Asked], Answer] | Answer, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Vendor]:
    """Serve on a free port of 127.0.0.1; *say* is told each request, or is the answer to all."""
    told = say if callable(say) and not _is_writing(say) else lambda _: say
    one = Vendor(told)
    tasks: set[asyncio.Task[None]] = set()

    def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(one.serve(reader, writer)))

    server = await asyncio.start_server(met, "127.0.0.1", 0, ssl=tls)
    one.port = server.sockets[0].getsockname()[1]
    one.url = f"{'https' if tls else 'http'}://127.0.0.1:{one.port}"
    try:
        yield one
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reply(status: int = 200, body: bytes | str = b"{}", **headers: str) -> bytes:
    """One whole answer; ``content_type="text/xml"`` is a header."""
    content = body.encode() if isinstance(body, str) else body
    fields = {"Content-Length": str(len(content)), "Connection": "close"}
    fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + content


def drip(start: bytes, drop: bytes, every: float = 0.02) -> Answer:
    """Say *start*, and then *drop* again and again for ever."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return write


async def silence(_: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.sleep(3600)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Take the request and drop the connection."""
    writer.transport.abort()


def after(seconds: float, answer: bytes) -> Answer:
    """Think for a while, then answer."""

    async def write(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer)
        await writer.drain()

    return write


def _is_writing(say: Callable[..., object]) -> bool:
    return asyncio.iscoroutinefunction(say)


async def read_request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)
