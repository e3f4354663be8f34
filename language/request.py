"""A meeting request: what a person's words ask for, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

CalendarDay: TypeAlias = date

MOST_READ: Final = 600
"""Characters that are read of what a person typed: more is said to be too long, never started."""

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRequest:
    """What was understood.

    *start* is aware, in *zone*, and None where no clock time is known: *date* is then the day, if
    one is known, and *last_date* the last day of several. *end* and *minutes* say how long, where
    it was said. *rrule* is an RFC 5545 rule without its prefix, whose first occurrence is *start*
    (or *date*). *people* are Slack ids, ``@names`` where no id came, and e-mail addresses;
    *channels* are Slack ids or ``#names``. *service* is one of the names that were given; *zone*
    always an IANA name. *uncertain* holds codes of what was guessed (``past, gap, fold, next,
    today, vague, numeric_date, hour, no_time, too_long, not_read, several, length``), *other* the
    other defensible start. *words* tells which of the person's words gave which field.
    """

    title: str | None = None
    start: datetime | None = None
    date: CalendarDay | None = None
    last_date: CalendarDay | None = None
    end: datetime | None = None
    minutes: int | None = None
    rrule: str | None = None
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    service: str | None = None
    zone: str = "UTC"
    uncertain: tuple[str, ...] = ()
    other: datetime | None = None
    words: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    @property
    def has_time(self) -> bool:
        """Whether a time was meant: a start, a day, a repetition, or something in doubt."""
        if self.start is not None or self.date is not None or self.rrule is not None:
            return True
        return bool(self.uncertain)

    def as_json(self) -> dict[str, Any]:
        """The request as ``parley understand`` prints it: names and forms are a promise."""
        return {
            "title": self.title,
            "start": _iso(self.start),
            "date": _iso(self.date),
            "last_date": _iso(self.last_date),
            "end": _iso(self.end),
            "minutes": self.minutes,
            "rrule": self.rrule,
            "people": list(self.people),
            "channels": list(self.channels),
            "service": self.service,
            "zone": self.zone,
            "uncertain": list(self.uncertain),
            "other": _iso(self.other),
            "words": dict(self.words),
        }


def _iso(moment: date | None) -> str | None:
    """ISO 8601: to the minute with an offset for a datetime, the day alone for a date."""
    return moment.isoformat() if moment is not None else None
