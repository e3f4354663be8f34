"""Meetings take place: the host starts one, people come and go, it ends, and Zoom tells the app.

Source: reference, sections 2.4 and 2.7. The host's own arrival is not told at the start (measured).
A series has another uuid each time; a meeting that is held again has one, too.
"""

from dataclasses import dataclass

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.zoom.meetings import (
    FIXED_TIME,
    NO_FIXED_TIME,
    HeldSession,
    HostedMeeting,
    Presence,
)
from sandbox.services.zoom.notices import Notices
from sandbox.services.zoom.people import ZoomPeople
from sandbox.services.zoom.values import Numbers


@dataclass(slots=True)
class Holding:
    """What happens in meetings; the clock says when."""

    people: ZoomPeople
    numbers: Numbers
    notices: Notices
    clock: SandboxClock
    book: Book

    def start(self, meeting: HostedMeeting) -> str:
        """The host starts it; returns the uuid. Raises ValueError."""
        if meeting.session is not None:
            raise ValueError(f"{meeting.id} is going on already")
        if meeting.sessions or meeting.type in (FIXED_TIME, NO_FIXED_TIME):
            meeting.uuid = self.numbers.uuid()
        session = HeldSession(meeting.uuid, self.clock.moment().replace(microsecond=0))
        meeting.sessions.append(session)
        self.book.write("started", id=meeting.id, uuid=session.uuid)
        host = meeting.host
        number, uuid = self.numbers.participant()
        session.attendees.append(Presence(number, uuid, host.name, session.started_at, host))
        self.notices.started(meeting, session)
        return session.uuid

    def join(self, meeting: HostedMeeting, name: str, email: str = "") -> str:
        """Somebody comes; *email* if they are signed in. Returns their uuid. Raises ValueError."""
        session = _session(meeting)
        user = self.people.user(email, meeting.host.account) if email else None
        number, uuid = self.numbers.participant()
        moment = self.clock.moment().replace(microsecond=0)
        who = Presence(number, uuid, name, moment, user)
        session.attendees.append(who)
        self.book.write("joined", id=meeting.id, name=name)
        self.notices.joined(meeting, session, who)
        return uuid

    def leave(self, meeting: HostedMeeting, name: str) -> None:
        """Somebody goes, who came last by that name. Raises ValueError."""
        session = _session(meeting)
        inside = (each for each in reversed(session.attendees) if each.left_at is None)
        who = next((each for each in inside if each.name == name), None)
        if who is None:
            raise ValueError(f"{name} is not in {meeting.id}")
        who.left_at = self.clock.moment().replace(microsecond=0)
        self.book.write("left", id=meeting.id, name=name)
        self.notices.left(meeting, session, who)

    def end(self, meeting: HostedMeeting) -> None:
        """It ends for everybody. Raises ValueError."""
        session = _session(meeting)
        moment = self.clock.moment().replace(microsecond=0)
        session.ended_at = moment
        for who in session.attendees:
            if who.left_at is None:
                who.left_at = moment
                if who.user is not meeting.host:
                    self.notices.left(meeting, session, who)
        self.book.write("ended", id=meeting.id, uuid=session.uuid)
        self.notices.ended(meeting, session)


def _session(meeting: HostedMeeting) -> HeldSession:
    if meeting.session is None:
        raise ValueError(f"{meeting.id} is not going on")
    return meeting.session
