"""How meetings are held is stored, and shown on their cards: beginnings at once, people in time.

When many come within a minute, a card is brought up to date a few times and not for each of them.
The cards of a workspace take turns, because Slack counts all updates of a bot together.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.meeting import living_card
from handlers.meeting.standing import date_of
from meetings.model import EventKind, MeetingEvent
from storage.meetings import Meetings, StoredMeeting
from storage.sessions import CardJobs, Happened, SessionEvent, Sessions

PEOPLE_EVERY = timedelta(seconds=8)
"""How long after somebody came or left a card shows it, with all others who did meanwhile."""

APART = timedelta(seconds=2)
"""Between two updates of people on cards, of whatever meetings."""

FARTHEST = timedelta(minutes=10)
"""A turn that is farther off was given while the clock was ahead."""

_HAPPENED: dict[EventKind, Happened] = {
    EventKind.STARTED: "started",
    EventKind.ENDED: "ended",
    EventKind.JOINED: "joined",
    EventKind.LEFT: "left",
}


class ShowProgress:
    """Stores what a service tells of how its meetings are held, and has their cards show it."""

    def __init__(self, meetings: Meetings, sessions: Sessions) -> None:
        self._meetings = meetings
        self._sessions = sessions
        self._free_at: datetime | None = None

    async def __call__(
        self, meeting_id: str, events: Sequence[MeetingEvent], now: datetime, *, told: bool
    ) -> None:
        """Store what has happened; *told* by the service itself, else it was asked. Idempotent."""
        happened = [event for event in events if event.kind in _HAPPENED]
        meeting = await self._meetings.by_id(meeting_id) if happened else None
        if meeting is None:
            return
        turn = now + PEOPLE_EVERY
        if self._free_at and self._free_at - now < FARTHEST:
            turn = max(turn, self._free_at)
        stored = [_session_event(meeting, event) for event in happened]
        card = _card_jobs(meeting_id, now, turn)
        if await self._sessions.apply(meeting_id, stored, now, card, told=told):
            self._free_at = turn + APART


def _card_jobs(meeting_id: str, now: datetime, turn: datetime) -> CardJobs:
    prefix = f"card:{meeting_id}:people:"
    in_time = replace(living_card.job(meeting_id, turn), key=f"{prefix}{secrets.token_hex(8)}")
    return CardJobs(at_once=living_card.job(meeting_id, now), in_time=in_time, prefix=prefix)


def _session_event(meeting: StoredMeeting, event: MeetingEvent) -> SessionEvent:
    """*event* as it is stored; a service without names for sessions has one for each date."""
    session = event.session
    if not session and meeting.repeats:
        date = date_of(meeting, event.at)
        session = date.isoformat() if date else ""
    return SessionEvent(
        what=_HAPPENED[event.kind], at=event.at, session=session[:200], person=event.person[:200]
    )
