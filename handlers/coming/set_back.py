"""After the clock was set back: what is due of each meeting is decided again.

A clock that is ahead ends meetings, and their timers with them. Once it is right, such a meeting
has its times, its place in people's calendars, its card and its reminders again.
"""

from dataclasses import replace
from datetime import datetime

from calendars.occurrences import occurrence
from handlers.coming import timers
from handlers.meeting import living_card
from handlers.stored_meetings import plan_of
from storage.clock_set_back import ClockSetBack
from storage.meetings import Meetings, StoredMeeting, VersionConflict
from storage.store import Store


class DecideAgain:
    """Decides again what is due, wherever that was decided for a time that is still to come."""

    def __init__(self, store: Store) -> None:
        self._meetings = Meetings(store)
        self._rows = ClockSetBack(store)

    async def is_needed(self, now: datetime) -> bool:
        """Whether anything was decided for a time that is still to come at *now*."""
        return await self._rows.any_meeting(now)

    async def __call__(self, now: datetime) -> int:
        """Return how many meetings it concerned. Idempotent; nothing is lost if it is cut short."""
        await self._rows.put_right(now)
        ahead = await self._rows.meetings(now)
        for meeting in ahead:
            await self._begin_again(meeting, now)
        return len(ahead)

    async def _begin_again(self, meeting: StoredMeeting, now: datetime) -> None:
        """Begin a new chain of timers at *now*, and show what the meeting is."""
        plan = plan_of(meeting)
        current = occurrence(plan, now) if plan else None
        write = self._meetings.advance(
            meeting.id,
            tick=meeting.tick,
            at=now,
            starts_at=current.starts_at if current else None,
            ends_at=current.ends_at if current else None,
            new_chain=True,
        )
        next_timer = timers.job_after_other_change(replace(meeting, tick=meeting.tick + 1), now)
        try:
            await self._rows.write(write, [next_timer, living_card.job(meeting.id, now)], now)
        except VersionConflict:
            return  # it was changed at this very moment, and has another chain
