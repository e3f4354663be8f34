"""A clock for tests: it shows one moment until a test pushes or sets it."""

from datetime import datetime

from sandbox.clock import SandboxClock


class StoppedClock(SandboxClock):
    """Stopped at *moment* (an aware datetime), by default at the time of its making."""

    def __init__(self, moment: datetime | None = None) -> None:
        super().__init__()
        self._shown = super().now() if moment is None else moment.timestamp()

    def show(self, moment: datetime) -> None:
        """Show *moment* from now on."""
        self._shown, self._ahead = moment.timestamp(), 0

    def now(self) -> float:
        return self._shown + self._ahead
