"""Tickets: short-lived substitutes for a password."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.services.live_meeting.meetings import token


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTicket:
    """Who it is for, until when, and whether for one use only."""

    user_id: str
    until: datetime
    one_time: bool


@dataclass(slots=True)
class IssuedTickets:
    """The tickets that a center has given out."""

    _given: dict[str, SessionTicket] = field(default_factory=dict, repr=False)

    def give(self, user_id: str, lasts: timedelta, now: datetime, *, one_time: bool) -> str:
        """A new ticket."""
        text = token(12)
        self._given[text] = SessionTicket(user_id=user_id, until=now + lasts, one_time=one_time)
        return text

    def use(self, text: str, now: datetime) -> str | None:
        """Whom the ticket is for; None if it is not valid. A one-time ticket is used up."""
        ticket = self._given.get(text)
        if ticket is None or ticket.until <= now:
            return None
        if ticket.one_time:
            del self._given[text]
        return ticket.user_id

    def withdraw(self) -> None:
        """Invalidate all tickets."""
        self._given.clear()
