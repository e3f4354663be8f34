"""The connections of the HTTP server: how many there may be, and how long each may wait.

A connection is in one phase at a time, and each phase has its queue, the longest waiting first. So
nothing here takes longer where there are more connections.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from enum import IntEnum, StrEnum
from typing import Protocol

import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

AT_MOST = 2000
"""Connections, however many files may be open: Slack and a proxy need far fewer."""

HELD_AT_MOST = 32 * 1024 * 1024
"""Bytes of requests that have not arrived completely, of all connections together."""

GRACE = 0.1
"""Seconds that a connection has at least, before it is closed to make room."""

LOOK_EVERY = 0.25
"""Seconds between looks for what has waited too long."""

REPORT_EVERY = 10.0
"""Seconds between two log lines at least, however many connections are closed."""

log = structlog.get_logger(__name__)


class Phase(IntEnum):
    """What a connection waits for."""

    HEAD = 0  # the headers of a request
    BODY = 1  # the rest of a request
    ANSWER = 2  # the bot
    IDLE = 3  # another request, if there will be one
    CLOSING = 4  # the client, to take the last bytes


class Closed(StrEnum):
    """Why a connection was closed, or not accepted."""

    SLOW_HEADERS = "slow_headers"
    STUCK = "stuck"
    TOO_LARGE = "too_large"
    NOT_HTTP = "not_http"
    MADE_ROOM = "made_room"
    NO_FILES = "no_files"


WITHIN = {
    Phase.HEAD: 10.0,
    Phase.BODY: 20.0,  # whoever reads the body gives up on it sooner
    Phase.ANSWER: 120.0,
    Phase.IDLE: 75.0,  # longer than proxies keep one: what they send on it is never cut off
    Phase.CLOSING: 5.0,
}
"""Seconds in each phase."""

_TOO_LATE = {
    Phase.HEAD: (408, Closed.SLOW_HEADERS),
    Phase.BODY: (408, Closed.STUCK),
    Phase.ANSWER: (503, Closed.STUCK),
}


class Connection(Protocol):
    """What the server's protocol lets us do with one connection."""

    phase: Phase
    held: int

    def refuse(self, status: int) -> None:
        """Answer *status* if no answer has begun, and close."""

    def finish(self) -> None:
        """Close once the client has what was sent to it."""

    def abort(self) -> None:
        """Close without waiting for the client."""


class Connections(Collector):
    """All connections of the server, in their phases; *limit* is how many there may be."""

    def __init__(self, limit: int, now: Callable[[], float]) -> None:
        self.limit = limit
        self.held = 0
        self._now = now
        self._since: tuple[dict[Connection, float], ...] = tuple({} for _ in Phase)
        self._closed: Counter[Closed] = Counter()
        self._reported: Counter[Closed] = Counter()
        self._report_at = 0.0

    def __len__(self) -> int:
        """Return how many are open."""
        return sum(map(len, self._since))

    def add(self, connection: Connection) -> None:
        """Remember one that has just been accepted: it owes us headers."""
        connection.phase = Phase.HEAD
        self._since[Phase.HEAD][connection] = self._now()

    def move(self, connection: Connection, phase: Phase) -> None:
        """Let *connection* wait in *phase* from now on; as before if it is in it already."""
        if phase is connection.phase or connection not in self._since[connection.phase]:
            return
        del self._since[connection.phase][connection]
        connection.phase = phase
        self._since[phase][connection] = self._now()

    def remove(self, connection: Connection) -> None:
        """Forget one that is closed. Idempotent."""
        self.release(connection)
        self._since[connection.phase].pop(connection, None)

    def hold(self, connection: Connection, size: int) -> bool:
        """Count *size* bytes of an unfinished request; False if that is more than is held."""
        connection.held += size
        self.held += size
        return self.held <= HELD_AT_MOST

    def release(self, connection: Connection) -> None:
        """The request is complete, or given up."""
        self.held -= connection.held
        connection.held = 0

    def make_room(self) -> bool:
        """Close the one that can best be missed; False if none has waited long enough."""
        before = self._now() - GRACE
        for phase in (Phase.CLOSING, Phase.HEAD, Phase.IDLE, Phase.BODY):
            for connection, since in self._since[phase].items():
                if since > before:
                    break
                self.remove(connection)
                connection.abort()
                self.count(Closed.MADE_ROOM)
                return True
        return False

    def count(self, reason: Closed) -> None:
        """Count a connection that was closed, or not accepted, because of *reason*."""
        self._closed[reason] += 1

    async def watch(self) -> None:
        """Close what has waited too long, and say what was closed, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.close_late()
            self.report()

    def close_late(self) -> None:
        """Close what has waited too long in its phase."""
        now = self._now()
        for phase, within in WITHIN.items():
            for connection in self._late(phase, now - within):
                self._give_up(connection, phase)

    def _give_up(self, connection: Connection, phase: Phase) -> None:
        if phase is Phase.CLOSING:
            self.remove(connection)
            connection.abort()
            return
        if phase is Phase.IDLE:
            connection.finish()
        else:
            status, reason = _TOO_LATE[phase]
            self.count(reason)
            connection.refuse(status)
        self.move(connection, Phase.CLOSING)

    def _late(self, phase: Phase, before: float) -> list[Connection]:
        late = []
        for connection, since in self._since[phase].items():
            if since > before:
                break
            late.append(connection)
        return late

    def report(self) -> None:
        """One line for all that were closed since the last, and not too often."""
        new = self._closed - self._reported
        if new and self._now() >= self._report_at:
            self._report_at = self._now() + REPORT_EVERY
            self._reported = self._closed.copy()
            counts = {str(reason): number for reason, number in new.items()}
            log.warning("connections closed", open=len(self), limit=self.limit, **counts)

    def collect(self) -> Iterator[Metric]:
        """Give the metrics, as prometheus_client asks for them."""
        yield GaugeMetricFamily("parley_connections", "Open HTTP connections.", len(self))
        yield GaugeMetricFamily("parley_connections_limit", "How many there may be.", self.limit)
        closed = CounterMetricFamily(
            "parley_connections_closed", "HTTP connections closed by the bot.", labels=["reason"]
        )
        for reason in Closed:
            closed.add_metric([reason], self._closed[reason])
        yield closed
