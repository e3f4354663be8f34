"""Watches the clock: where it was set back, what is due is decided again."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from handlers.coming.set_back import DecideAgain
from handlers.replay import LITTLE
from storage.store import StoreRefused

LOOK_EVERY = 1.0
"""Seconds between looks at the clock."""

log = structlog.get_logger(__name__)


class ClockWatch:
    """Looks every second at the clock, and at what was written while it may have been ahead."""

    def __init__(self, decide_again: DecideAgain, clock: Callable[[], datetime]) -> None:
        self._decide_again = decide_again
        self._clock = clock

    async def run(self) -> None:
        """Watch for as long as the bot runs."""
        latest: datetime | None = None
        while True:
            now = self._clock()
            if latest is None or latest - now > LITTLE or await self._is_needed(now):
                if await self._decided_again(now):
                    latest = now
            else:
                latest = max(latest, now)
            await asyncio.sleep(LOOK_EVERY)

    async def _is_needed(self, now: datetime) -> bool:
        """A clock that was ahead for less than a second was not seen."""
        try:
            return await self._decide_again.is_needed(now)
        except StoreRefused:
            return False

    async def _decided_again(self, now: datetime) -> bool:
        try:
            meetings = await self._decide_again(now)
        except StoreRefused as refusal:
            log.warning("cannot decide again what is due", reason=str(refusal))
            return False
        if meetings:
            log.warning("the clock was ahead: what is due was decided again", meetings=meetings)
        return True
