"""What a person changed last, for as long as it can be taken back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from handlers.changing.change import MeetingChange
from handlers.slack_types import SlackRequest
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import Write
from storage.meetings import StoredMeeting

UNDONE_WITHIN = timedelta(minutes=10)
"""How long a change can be taken back."""

Kind: TypeAlias = Literal["changed", "cancelled", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastChange:
    """What was done to *meeting* at *at*; *back* is the change that takes it back."""

    kind: Kind
    meeting: str
    at: datetime
    back: MeetingChange | None = None


class LastChanges:
    """The last change of each person. The next one replaces it."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    async def of(self, request: SlackRequest) -> LastChange | None:
        """What the person changed last, if that was not too long before *request*."""
        row = await self._drafts.own(_id(request), request.team, request.person)
        if row is None:
            return None
        last = payloads.load(row.body, LastChange)
        # A change later than the request was made while the clock was ahead.
        return last if abs(request.asked_at - last.at) <= UNDONE_WITHIN else None

    def changed(self, request: SlackRequest, back: MeetingChange, now: datetime) -> Write:
        """Return the write that remembers a change, which *back* takes back in time."""
        back = replace(back, until=now + UNDONE_WITHIN)
        last = LastChange(kind="changed", meeting=back.meeting, at=now, back=back)
        return self._write(request, last)

    def cancelled(self, request: SlackRequest, meeting: StoredMeeting, now: datetime) -> Write:
        """Return the write that remembers that *meeting* was cancelled."""
        return self._write(request, LastChange(kind="cancelled", meeting=meeting.id, at=now))

    def ended(self, request: SlackRequest, meeting: StoredMeeting, now: datetime) -> Write:
        """Return the write that remembers that *meeting* was ended."""
        return self._write(request, LastChange(kind="ended", meeting=meeting.id, at=now))

    def _write(self, request: SlackRequest, last: LastChange) -> Write:
        body = payloads.dump(last)
        return self._drafts.put_write(_id(request), request.team, request.person, body, last.at)


def can_be_undone(request: SlackRequest, until: datetime) -> bool:
    """Whether it can be undone *until* then; not if that is farther off than it can be."""
    return until - 2 * UNDONE_WITHIN <= request.asked_at <= until


def _id(request: SlackRequest) -> str:
    return f"last-{request.team}-{request.person}"
