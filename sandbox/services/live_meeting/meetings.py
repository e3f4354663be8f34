"""The meetings of one conference center: their identifiers, their states, their seats."""

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from sandbox.services.live_meeting.options import Options

_MID_LETTERS = string.ascii_lowercase + string.digits
_NAME_LETTERS = string.ascii_uppercase + string.digits
_KEY_SPECIALS = "!#$%*+-=?^_{|}~"


def token(length: int, letters: str = _MID_LETTERS) -> str:
    """A random identifier."""
    return "".join(secrets.choice(letters) for _ in range(length))


def meeting_key() -> str:
    """An entry code as the center makes it: 8 characters of every class, letters at both ends."""
    classes = (string.ascii_lowercase, string.ascii_uppercase, _KEY_SPECIALS, string.digits)
    inner = [secrets.choice(each) for each in classes]
    inner += [secrets.choice(string.ascii_letters + string.digits) for _ in range(2)]
    secrets.SystemRandom().shuffle(inner)
    return token(1, string.ascii_letters) + "".join(inner) + token(1, string.ascii_letters)


@dataclass(slots=True, kw_only=True)
class Poll:
    """A question put in a meeting; *votes* maps a visitor's vid to the number of a choice."""

    asked_at: datetime
    question: str
    choices: tuple[str, ...]
    votes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Visit:
    """Somebody's stay in a meeting; *details* is what else the entry URL told."""

    vid: str
    user_name: str
    started_at: datetime
    ended_at: datetime | None = None
    details: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class HeldMeeting:
    """One meeting; *options* has everything that can be set, under the names of the wire."""

    mid: str
    owner: str
    options: Options
    made_at: datetime
    state: str = "Active"
    deleted_at: datetime | None = None
    visits: list[Visit] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The Meeting ID that people type."""
        return str(self.options["name"])

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return cast("datetime", self.options["startTime"])

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None for an ongoing one."""
        return cast("datetime | None", self.options.get("endTime"))

    @property
    def seats(self) -> int:
        """How many seats it reserves."""
        return cast("int", self.options["maxUsers"])

    @property
    def place_of(self) -> str:
        """Whose personal place it is held in; empty for a scheduled one."""
        return str(self.options.get("personalPlaceOf", ""))

    def status(self, now: datetime, retention: timedelta) -> str:
        """Active, Undeleted, Deleted or Expired (*retention* after its end)."""
        if self.state == "Active" and self.ends_at is not None and self.ends_at + retention <= now:
            return "Expired"
        return self.state

    def inside(self) -> list[Visit]:
        """The visits that have not ended."""
        return [each for each in self.visits if each.ended_at is None]

    def overlaps(self, starts_at: datetime, ends_at: datetime | None) -> bool:
        """Whether it shares a moment with that interval."""
        before_end = ends_at is None or self.starts_at < ends_at
        return before_end and (self.ends_at is None or starts_at < self.ends_at)


@dataclass(slots=True, kw_only=True)
class HeldMeetings:
    """Every meeting that has not been removed; *retention* is how long one stays after its end."""

    retention: timedelta = timedelta(days=30)
    _all: dict[str, HeldMeeting] = field(default_factory=dict)

    def __iter__(self) -> Iterator[HeldMeeting]:
        return iter(list(self._all.values()))

    def __len__(self) -> int:
        return len(self._all)

    def add(self, meeting: HeldMeeting) -> None:
        """Take in a new meeting."""
        self._all[meeting.mid] = meeting

    def remove(self, meeting: HeldMeeting) -> None:
        """Remove a meeting for good; its mid is never given again."""
        meeting.state = "Removed"
        del self._all[meeting.mid]

    def status(self, meeting: HeldMeeting, now: datetime) -> str:
        """What the option ``status`` says."""
        return meeting.status(now, self.retention)

    def live(self, meeting: HeldMeeting, now: datetime) -> bool:
        """Whether it is on the schedule."""
        return self.status(meeting, now) in ("Active", "Undeleted")

    def named(self, name: str) -> HeldMeeting | None:
        """The meeting called *name*, without regard to case; a deleted one has no name."""
        wanted = name.casefold()
        holders = (each for each in self._all.values() if each.state != "Deleted")
        return next((each for each in holders if each.name.casefold() == wanted), None)

    def in_place_of(self, user_id: str, now: datetime) -> HeldMeeting | None:
        """The meeting in somebody's personal place."""
        wanted = user_id.casefold()
        meetings = (each for each in self._all.values() if each.place_of.casefold() == wanted)
        return next((each for each in meetings if self.live(each, now)), None)

    def fresh_name(self) -> str:
        """A name that no meeting has."""
        while self.named(name := token(6, _NAME_LETTERS)):
            pass
        return name

    def reserved(self, wanted: HeldMeeting, now: datetime) -> int:
        """How many seats others hold, at most, at one moment of *wanted*."""
        others = [
            each
            for each in self._all.values()
            if each.overlaps(wanted.starts_at, wanted.ends_at) and self.live(each, now)
        ]
        steps = sorted(
            [(max(each.starts_at, wanted.starts_at), each.seats) for each in others]
            + [(each.ends_at, -each.seats) for each in others if each.ends_at is not None]
        )
        most = held = 0
        for _, step in steps:
            held += step
            most = max(most, held)
        return most
