"""HTTP/1.1 by uvicorn's httptools protocol, with limits for headers, bodies and pipelines.

uvicorn has no such limits (docs/decisions/0013-limits-of-connections.md). Parsing, answering and
keep-alive stay uvicorn's.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from bot.web.connections import Closed, Connections, Phase

HEAD, BODY, ANSWER, IDLE, CLOSING = Phase

HEAD_AT_MOST = 64 * 1024
"""Bytes of a request line and its headers."""

HEADERS_AT_MOST = 100

URL_AT_MOST = 16 * 1024

REQUEST_AT_MOST = 2 * 1024 * 1024
"""Bytes of one request as sent: chunks of one byte each are six times as long as the body."""

PIPELINED_AT_MOST = 16
"""Requests of one connection that wait for the answer to an earlier one."""

DISCARDED_AT_MOST = 1024 * 1024
"""Bytes that are still taken from a client after its last answer, so that it reads that one."""


class _Refused(Exception):
    """Ends the parsing of a request that is over a limit."""


class LimitedProtocol(HttpToolsProtocol):
    """One connection, in the phase that *connections* knows it in."""

    def __init__(self, config: Config, state: ServerState, connections: Connections) -> None:
        super().__init__(config, state, {})
        self.phase = HEAD
        self.held = 0
        self._connections_open = connections
        self.url = b""
        self._in_head = True
        self._lingers = self._deaf = False
        self._fed = self._chunk = 0
        self._refusal = 400

    # What the transport calls.

    def connection_made(self, transport: Any) -> None:
        """A connection was accepted."""
        super().connection_made(transport)
        self._answers = _AnswerTransport(transport, self.finish)
        self._connections_open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed."""
        super().connection_lost(exc)
        self._connections_open.remove(self)

    def data_received(self, data: bytes) -> None:
        """Parse *data*; refuse what is no HTTP or over a limit."""
        if self._deaf or self.phase is CLOSING:
            self._discard(len(data))
            return
        self._chunk = len(data)
        self._fed += self._chunk
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse_for(self._refusal)
            return
        except httptools.HttpParserUpgrade:
            # No other protocol is spoken here: the request is answered, and what follows ignored.
            self._deaf, self.cycle.keep_alive = True, False
        self._take_stock(len(data))

    def eof_received(self) -> bool:  # type: ignore[override]
        """Still answer a client that only has nothing more to send."""
        if self.phase is not ANSWER:
            return False
        self.cycle.keep_alive = False
        return True

    # What the parser calls.

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Start the request, unless its head is over a limit."""
        if refusal := self._over():
            self._refusal = refusal
            raise _Refused
        self._in_head = False
        super().on_headers_complete()
        self.cycle.transport = self._answers  # type: ignore[assignment]

    def on_message_complete(self) -> None:
        """The request is complete."""
        super().on_message_complete()
        self._fed = 0

    def _over(self) -> int:
        """The status that refuses this head; 0 if it is within all limits."""
        if len(self.url) > URL_AT_MOST:
            return 414
        if len(self.headers) > HEADERS_AT_MOST:
            return 431
        # The exact size only where it may matter: what was fed may hold a body or others as well.
        if max(self._fed, self._chunk) > HEAD_AT_MOST and self._head_size() > HEAD_AT_MOST:
            return 431
        return 429 if len(self.pipeline) >= PIPELINED_AT_MOST else 0

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    # What the answer calls.

    def on_response_complete(self) -> None:
        """Wait for the next request, having dropped what is still to come of this one.

        Its answer has promised to keep the connection: the next request may be sent on it already.
        """
        self.server_state.total_requests += 1
        if self.phase is CLOSING or self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        self._move()

    def finish(self) -> None:
        """Close, but so that a client which is still sending reads its answer first.

        Closing at once would discard what has arrived, and the system then resets the connection.
        """
        if self.transport.is_closing() or self._lingers:
            return
        if self._in_head or self.cycle.more_body:
            self._lingers = True
            self._fed = 0
            self.flow.resume_reading()
            self.transport.write_eof()
        else:
            self.transport.close()
        self._move()

    # What the server and the connections call.

    def shutdown(self) -> None:
        """The server stops: as uvicorn does, but wait for no client that is late."""
        if self.phase is CLOSING:
            self.abort()
        else:
            super().shutdown()

    def refuse(self, status: int) -> None:
        """Answer *status* if no answer has begun, and close."""
        cycle: RequestResponseCycle | None = self.cycle
        if self.phase is CLOSING or self._deaf:
            return
        if cycle is not None and not cycle.response_complete and self._in_head:
            # It is about a later request: those before it are answered first.
            self._deaf, cycle.keep_alive = True, False
            return
        if self._may_answer():
            phrase = HTTPStatus(status).phrase
            head = f"HTTP/1.1 {status} {phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode("ascii"))
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()
        self._in_head = True  # whatever else it sends is not read
        self.finish()

    def _may_answer(self) -> bool:
        """Whether no answer to what is being read has begun."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None:
            return True
        if cycle.response_complete:
            return not cycle.more_body
        return not (cycle.response_started or self.pipeline)

    def abort(self) -> None:
        """Close without waiting for the client."""
        self.transport.abort()

    def _take_stock(self, size: int) -> None:
        """After *size* bytes: refuse an unfinished request that is over a limit."""
        if self._in_head and not self._fed:
            self._fed = size  # at most: an earlier request ended in these bytes
        self._move()
        if self.phase is not HEAD and self.phase is not BODY:
            return
        if not self._connections_open.hold(self, size):
            self._refuse_for(503)
        elif self._in_head and self._fed > HEAD_AT_MOST:
            self._refuse_for(414 if len(self.url) > URL_AT_MOST else 431)
        elif self.headers and len(self.headers) > HEADERS_AT_MOST:
            self._refuse_for(431)  # while they arrive, or behind a body in chunks
        elif self._fed > REQUEST_AT_MOST:
            self._refuse_for(413)

    def _discard(self, size: int) -> None:
        self._fed += size
        if self._fed > DISCARDED_AT_MOST:
            self.abort()

    def _refuse_for(self, status: int) -> None:
        not_http = status == 400
        self._connections_open.count(Closed.NOT_HTTP if not_http else Closed.TOO_LARGE)
        self.refuse(status)

    def _move(self) -> None:
        """Tell in which phase this connection is now."""
        if self._lingers or self.transport.is_closing():
            phase = CLOSING
        elif self._in_head:
            phase = HEAD
        elif self.cycle.more_body:
            phase = BODY
        elif self.cycle.response_complete:
            phase = IDLE
        else:
            phase = ANSWER
        if phase is not self.phase:
            if phase is not BODY:
                self._connections_open.release(self)
            self._connections_open.move(self, phase)


class _AnswerTransport:
    """The transport as an answer sees it: *finish* closes it."""

    def __init__(self, transport: asyncio.Transport, finish: Callable[[], None]) -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self.close = finish
