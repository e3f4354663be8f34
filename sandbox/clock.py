"""A clock that a test can push ahead, so that an expiry is tested without waiting."""

import time
from datetime import UTC, datetime


class SandboxClock:
    """The time of day in seconds since 1970 (UTC), plus how far it was pushed ahead."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self._ahead

    def moment(self) -> datetime:
        """The same as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Push the clock *seconds* ahead; it never goes back."""
        if seconds < 0:
            raise ValueError("a clock is only pushed ahead")
        self._ahead += seconds
