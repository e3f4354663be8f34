"""What tests can change in a center: visits, polls, accounts and settings.

``POST /sandbox/<name>`` with JSON; all name a ``center`` (``contoso`` unless said otherwise)::

    attended {"id": mid, "name": "Ken", "minutes": 25}     somebody was there until now
    visit    {"meeting": name, "user_name": "Ken", "ago": 3600, "lasts": 1500, "email": ...}
    leave    {"vid": "..."}                       somebody who is inside goes
    poll     {"meeting": name, "question": "...", "choices": [...], "votes": {vid: 1}}
    account  {"user": "ada", "role": "Member", "password": "...", "expired": true}
    center   {"seats": 10, "ongoing": false, "maintenance": [[from, to]]}     seconds for lengths
    tickets  {}                                   all that were given out are dead
    clock    {"advance": 3600}

Names, questions and choices may be as hostile as ``plant`` allows. Times are in seconds; *ago* is
how long ago a visit began; without *lasts* it still goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.meetings import HeldMeeting, Poll, Visit, token
from sandbox.services.live_meeting.people import Role
from sandbox.services.live_meeting.shapes import disguised

_DETAILS = ("email", "company", "browser", "extra1", "extra2", "extra3", "ipAddr")
_SETTINGS = (
    "seats",
    "largest",
    "schedule",
    "ongoing",
    "restores",
    "complex_keys",
    "own_keys",
    "plain_titles",
    "most_listed",
    "any_time",
    "lock_after",
)
_LENGTHS = ("buffer", "locked_for", "lag")


@dataclass(frozen=True, slots=True)
class LiveMeetingControl:
    """The controls of one server. All raise LookupError, TypeError or ValueError."""

    centers: Mapping[str, Center]
    clock: SandboxClock
    book: Book

    def do(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do what was posted to */sandbox/name*; returns the members of the answer."""
        acts: Mapping[str, Callable[..., Any]] = {
            "attended": self.attended,
            "visit": self.visit,
            "leave": self.leave,
            "poll": self.poll,
            "account": self.account,
            "center": self.center,
            "tickets": self.tickets,
            "clock": self.clock.advance,
        }
        if name == "clock":
            arguments = {"seconds": arguments["advance"]}
        result = acts[name](**arguments)
        return {"vid": result} if name == "visit" else {}

    def _meeting(self, name: str, center: str) -> HeldMeeting:
        meeting = self.centers[center].meetings.named(name)
        if meeting is None:
            raise LookupError(f"there is no meeting {name} in {center}")
        return meeting

    def visit(
        self,
        meeting: str,
        user_name: str,
        *,
        ago: float = 0,
        lasts: float | None = None,
        center: str = "contoso",
        **details: str,
    ) -> str:
        """Record a visit; returns its id."""
        if unknown := set(details) - set(_DETAILS):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        started_at = self.clock.moment().replace(microsecond=0) - timedelta(seconds=ago)
        ended_at = None if lasts is None else started_at + timedelta(seconds=lasts)
        target = self._meeting(meeting, center)
        vid = token(13)
        visit = Visit(
            vid=vid, user_name=disguised(user_name), started_at=started_at, ended_at=ended_at
        )
        visit.details = {name: disguised(value) for name, value in details.items()}
        target.visits.append(visit)
        self.book.write("visit", mid=target.mid, vid=vid, user_name=user_name)
        return vid

    def attended(self, id: str, name: str, minutes: float) -> None:  # noqa: A002 - a word of JSON
        """Record that *name* was in the meeting *id* for so many *minutes* until now."""
        for center, each in self.centers.items():
            for meeting in each.meetings:
                if meeting.mid == id:
                    seconds = minutes * 60
                    self.visit(meeting.name, name, ago=seconds, lasts=seconds, center=center)
                    return
        raise LookupError(f"there is no meeting {id}")

    def leave(self, vid: str, *, center: str = "contoso") -> None:
        """End the visit *vid*."""
        for meeting in self.centers[center].meetings:
            for each in meeting.inside():
                if each.vid == vid:
                    each.ended_at = self.clock.moment()
                    return
        raise LookupError(f"nobody with the vid {vid} is inside")

    def poll(
        self,
        meeting: str,
        question: str,
        choices: list[str],
        *,
        votes: Mapping[str, int] | None = None,
        center: str = "contoso",
    ) -> None:
        """Add a poll."""
        target = self._meeting(meeting, center)
        asked_at = self.clock.moment()
        texts = tuple(disguised(each) for each in choices)
        poll = Poll(asked_at=asked_at, question=disguised(question), choices=texts)
        poll.votes = dict(votes or {})
        target.polls.append(poll)

    def account(
        self,
        user: str,
        *,
        center: str = "contoso",
        role: str | None = None,
        password: str | None = None,
        expired: bool | None = None,
    ) -> None:
        """Change somebody's role or password, or expire their account."""
        target = self.centers[center].user(user)
        if target is None:
            raise LookupError(f"there is no {user} in {center}")
        if role is not None:
            target.role = Role[role.upper()]
        if password is not None:
            target.password = password
        if expired is not None:
            target.expires_at = self.clock.moment() if expired else None

    def center(self, *, center: str = "contoso", **settings: Any) -> None:
        """Change a center's settings."""
        target = self.centers[center]
        for name, value in settings.items():
            if name in _LENGTHS:
                setattr(target, name, timedelta(seconds=value))
            elif name == "maintenance":
                target.maintenance = [(_moment(first), _moment(last)) for first, last in value]
            elif name in _SETTINGS:
                setattr(target, name, value)
            else:
                raise ValueError(f"unknown: {name}")

    def tickets(self, *, center: str = "contoso") -> None:
        """Invalidate all tickets."""
        self.centers[center].tickets.withdraw()


def _moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"{text} needs an offset or Z")
    return read
