"""The meetings that Zoom keeps: what they are, who was there, and which id leads to which."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import MeetingRecord
from sandbox.services.zoom.people import ZoomUser
from sandbox.services.zoom.values import write_moment

INSTANT, SCHEDULED, NO_FIXED_TIME, FIXED_TIME, SHARING = 1, 2, 3, 8, 10
TYPES = (INSTANT, SCHEDULED, NO_FIXED_TIME, FIXED_TIME, SHARING)
LAPSES_AFTER = timedelta(days=30)


@dataclass(slots=True)
class SeriesDate:
    """One date of a series; *changes* are what was set for it alone."""

    id: str
    starts_at: datetime
    duration: int
    deleted: bool = False
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        """Its end, as planned."""
        return self.starts_at + timedelta(minutes=self.duration)


@dataclass(slots=True)
class Presence:
    """Somebody who came, once; who comes again is another."""

    number: str
    uuid: str
    name: str
    joined_at: datetime
    user: ZoomUser | None = None
    left_at: datetime | None = None


@dataclass(slots=True)
class HeldSession:
    """One time that a meeting was held."""

    uuid: str
    started_at: datetime
    ended_at: datetime | None = None
    attendees: list[Presence] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, eq=False)
class HostedMeeting:
    """One meeting; *starts_at* None where it has no time of its own."""

    id: int
    uuid: str
    host: ZoomUser
    topic: str
    type: int
    created_at: datetime
    timezone: str
    starts_at: datetime | None = None
    duration: int = 60
    agenda: str = ""
    password: str = ""
    phone_password: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    recurrence: dict[str, Any] | None = None
    dates: list[SeriesDate] = field(default_factory=list)
    tracking_fields: list[dict[str, str]] = field(default_factory=list)
    sessions: list[HeldSession] = field(default_factory=list)
    remade: int = 0
    deleted: bool = False

    @property
    def session(self) -> HeldSession | None:
        """The one that is going on."""
        latest = self.sessions[-1] if self.sessions else None
        return latest if latest and latest.ended_at is None else None

    @property
    def listed(self) -> bool:
        """Whether lists show it: instant meetings are never listed."""
        return self.type in (SCHEDULED, NO_FIXED_TIME, FIXED_TIME)

    @property
    def encrypted_password(self) -> str:
        """What the links carry instead of the passcode; another passcode, another link."""
        if not self.password:
            return ""
        return hashlib.sha256(f"{self.id} {self.password}".encode()).hexdigest()[:22] + ".1"

    def future_dates(self, now: datetime) -> list[SeriesDate]:
        """The dates that are not over."""
        return [date for date in self.dates if date.ends_at > now]

    def next_start(self, now: datetime) -> datetime | None:
        """The start of the next date, or of the meeting itself."""
        left = [date.starts_at for date in self.future_dates(now) if not date.deleted]
        return min(left) if left else self.starts_at

    def last_end(self) -> datetime | None:
        """When it is over; None if it has no time."""
        if self.dates:
            return max(date.ends_at for date in self.dates)
        return self.starts_at and self.starts_at + timedelta(minutes=self.duration)

    def lapsed(self, now: datetime) -> bool:
        """Whether it is 30 days since it was over (an instant one: since it was made)."""
        if self.session:
            return False
        over = self.last_end() if self.listed else self.created_at
        return over is not None and now >= over + LAPSES_AFTER

    def record(self, join_url: str, host_secrets: Sequence[str]) -> MeetingRecord:
        """The meeting in the form of all loopbacks."""
        dates = [date.starts_at for date in self.dates if not date.deleted]
        starts = sorted(dates) if self.dates else [self.starts_at] if self.starts_at else []
        own = ("meeting_invitees",)
        return MeetingRecord(
            id=str(self.id),
            organizer=self.host.email,
            title=self.topic,
            join_url=join_url,
            passcode=self.password,
            starts=starts,
            lasts=timedelta(minutes=self.duration),
            zone=self.timezone,
            agenda=self.agenda,
            host_secrets=host_secrets,
            people=[each["email"] for each in self.settings.get("meeting_invitees", [])],
            settings={name: self.settings[name] for name in self.settings if name not in own},
        )

    def facts(self) -> dict[str, Any]:
        """What the book shows of it."""
        return {
            "id": self.id,
            "uuid": self.uuid,
            "host": self.host.email,
            "account": self.host.account.name,
            "topic": self.topic,
            "agenda": self.agenda,
            "type": self.type,
            "starts_at": self.starts_at and write_moment(self.starts_at),
            "duration": self.duration,
            "timezone": self.timezone,
            "recurrence": self.recurrence,
            "dates": [_date(date) for date in self.dates],
            "settings": dict(self.settings),
            "people": [each["email"] for each in self.settings.get("meeting_invitees", [])],
            "has_password": bool(self.password),
            "created_at": write_moment(self.created_at),
            "deleted": self.deleted,
        }


def _date(date: SeriesDate) -> dict[str, Any]:
    return {
        "id": date.id,
        "starts_at": write_moment(date.starts_at),
        "duration": date.duration,
        "deleted": date.deleted,
        **({"changes": date.changes} if date.changes else {}),
    }


@dataclass(slots=True)
class HostedMeetings:
    """All meetings, deleted ones too."""

    _meetings: dict[int, HostedMeeting] = field(default_factory=dict)

    def __iter__(self) -> Iterator[HostedMeeting]:
        return iter(self._meetings.values())

    def add(self, meeting: HostedMeeting) -> None:
        """Keep a new one."""
        self._meetings[meeting.id] = meeting

    def get(self, number: str) -> HostedMeeting | None:
        """The one with that id, deleted or not."""
        digits = number.isascii() and number.isdigit() and len(number) < 20
        return self._meetings.get(int(number)) if digits else None

    def of(self, user: ZoomUser) -> list[HostedMeeting]:
        """Those that *user* hosts and that were not deleted."""
        return [each for each in self if each.host is user and not each.deleted]
