"""What all parts of the loopback Slack share: the workspace, the book, tickets, pace and tokens."""

import math
import secrets
from dataclasses import dataclass, field

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.slack.refusals import TooManyRequests
from sandbox.slack.tickets import TriggersAndUrls
from sandbox.slack.workspace import Workspace


class Pace:
    """A bucket for each conversation; *burst* None switches the limit off."""

    def __init__(self, clock: SandboxClock, burst: int | None, per_second: float = 1.0) -> None:
        self.burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def post(self, conversation: str) -> None:
        """Count one message in *conversation*; raises TooManyRequests."""
        if self.burst is None:
            return
        now = self._clock.now()
        left, since = self._buckets.get(conversation, (float(self.burst), now))
        left = min(float(self.burst), left + (now - since) * self._per_second)
        if left < 1:
            self._buckets[conversation] = (left, now)
            raise TooManyRequests(max(1, math.ceil((1 - left) / self._per_second)))
        self._buckets[conversation] = (left - 1, now)


@dataclass(slots=True, kw_only=True)
class Backend:
    """One workspace behind one address; *url* is known once it is served."""

    clock: SandboxClock
    book: Book
    workspace: Workspace
    tickets: TriggersAndUrls
    pace: Pace
    url: str = ""
    token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-sandbox-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    commands: tuple[str, ...] = ("/meet",)
    installed: bool = True
    socket_tickets: set[str] = field(default_factory=set)
