"""Slack's pace: about one message a second in each conversation, bursts tolerated."""

import math

from sandbox.clock import SandboxClock
from sandbox.slack.refusals import TooManyRequests


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
