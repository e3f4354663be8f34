"""Watches the clock: where it was set back, what is due is decided again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from storage.store import StoreRefused

LOOK_EVERY = 1.0
"""Seconds between looks at the clock."""

SET_BACK_BY = timedelta(minutes=1)
"""A clock that is corrected by less leaves nothing that has to be decided again."""

log = structlog.get_logger(__name__)


class ClockWatch:
    """Looks at the clock every second, and at the start at what an earlier run has written."""

    def __init__(
        self,
        decide_again: Callable[[datetime], Awaitable[int]],
        clock: Callable[[], datetime],
    ) -> None:
        self._decide_again = decide_again
        self._clock = clock

    async def run(self) -> None:
        """Watch for as long as the bot runs."""
        latest: datetime | None = None
        while True:
            now = self._clock()
            if latest is None or latest - now > SET_BACK_BY:
                if await self._decided_again(now):
                    latest = now
            else:
                latest = max(latest, now)
            await asyncio.sleep(LOOK_EVERY)

    async def _decided_again(self, now: datetime) -> bool:
        try:
            meetings = await self._decide_again(now)
        except StoreRefused as refusal:
            log.warning("cannot decide again what is due", reason=str(refusal))
            return False
        if meetings:
            log.warning("the clock was ahead: what is due was decided again", meetings=meetings)
        return True
