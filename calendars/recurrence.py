"""How a meeting repeats, as a value: a recurrence rule (RRULE) of RFC 5545, section 3.3.10."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

MAX_COUNT: Final = 10_000
"""Occurrences of a series that names their number: 27 years of days."""

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_FIELDS: Final[Mapping[str, str]] = {
    "BYMONTH": "months",
    "BYWEEKNO": "weeks",
    "BYYEARDAY": "year_days",
    "BYMONTHDAY": "month_days",
    "BYDAY": "days",
    "BYHOUR": "hours",
    "BYMINUTE": "minutes",
    "BYSECOND": "seconds",
    "BYSETPOS": "positions",
}
"""The BY parts of a rule, in the order in which they are printed, and our fields for them."""

_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (-366, 366),
}
"""The least and the greatest number; zero is allowed only where it is the least."""

_BYDAY: Final = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z)?)?")


class Frequency(StrEnum):
    """The unit of time by which a meeting repeats."""

    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class ByDay:
    """A weekday by its code, such as ``MO``; *ordinal* 2 is the second one, -1 the last, 0 each."""

    weekday: str
    ordinal: int = 0

    def __str__(self) -> str:
        """As it is written in a rule: ``MO``, ``2MO``, ``-1MO``."""
        return f"{self.ordinal or ''}{self.weekday}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A recurrence rule. ``Recurrence.parse`` checks it; ``str`` prints it.

    At most one of *count* and *until* is given. *until* is the last start that counts: a date, a
    naive time on the clocks of the series, or a moment in UTC. *week_start* is a weekday's code,
    or empty for Monday. The tuples are the BY parts, in the order in which they were written.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    days: tuple[ByDay, ...] = ()
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: str = ""

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read *text*, an RRULE without its prefix; ValueError if it is none that we can keep."""
        return _parse(text)

    def __str__(self) -> str:
        """Print it as an RRULE without its prefix."""
        parts: dict[str, object] = {"FREQ": self.frequency.value}
        if self.interval > 1:
            parts["INTERVAL"] = self.interval
        for name, field in _FIELDS.items():
            if values := getattr(self, field):
                parts[name] = ",".join(map(str, values))
        if self.week_start:
            parts["WKST"] = self.week_start
        if self.count is not None:
            parts["COUNT"] = self.count
        if self.until is not None:
            parts["UNTIL"] = _print_until(self.until)
        return ";".join(f"{name}={value}" for name, value in parts.items())

    @property
    def last(self) -> datetime | None:
        """*until* as a time: in UTC, or naive on the clocks of the series. A date counts whole."""
        if self.until is None or isinstance(self.until, datetime):
            return self.until
        return datetime.combine(self.until, time.max)

    def last_in(self, zone: ZoneInfo) -> datetime | None:
        """*until* on the clocks of *zone*, aware."""
        last = self.last
        if last is None or last.tzinfo is None:
            return last and last.replace(tzinfo=zone)
        return last.astimezone(zone)

    @property
    def parts(self) -> frozenset[str]:
        """The names of the BY parts that are given, such as ``BYDAY``."""
        return frozenset(name for name, field in _FIELDS.items() if getattr(self, field))

    def names_day(self, day: date) -> bool:
        """Whether the rule names *day*, as far as weekdays and days of a month tell."""
        weekdays = {each.weekday for each in self.days}
        from_the_end = day.day - monthrange(day.year, day.month)[1] - 1
        return (
            (not weekdays or WEEKDAYS[day.weekday()] in weekdays)
            and (not self.month_days or bool({day.day, from_the_end} & {*self.month_days}))
            and (not self.months or day.month in self.months)
        )


def optional_recurrence(text: str) -> Recurrence | None:
    """Read *text* as ``Recurrence.parse`` does; None where it is empty."""
    return Recurrence.parse(text) if text else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> Recurrence:
    pairs = [part.partition("=")[::2] for part in text.upper().split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs):
        raise ValueError("a part of the rule comes twice")
    frequency = parts.pop("FREQ", "")
    if frequency not in Frequency.__members__:
        raise ValueError(f"a meeting cannot repeat {frequency or 'without FREQ'}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("COUNT and UNTIL exclude each other")
    fields = dict(_field(name, value) for name, value in parts.items())
    return Recurrence(frequency=Frequency(frequency), **fields)


def _field(name: str, value: str) -> tuple[str, Any]:
    """Return our field for a part of a rule, with its value; dateutil would read some oddly."""
    match name:
        case "INTERVAL":
            return "interval", _number(name, value, 1, 9999)
        case "COUNT":
            return "count", _number(name, value, 1, MAX_COUNT)
        case "UNTIL":
            return "until", _read_until(value)
        case "WKST" if value in WEEKDAYS:
            return "week_start", value
        case "BYDAY":
            return "days", tuple(map(_read_day, value.split(",")))
    if name not in _RANGES:
        raise ValueError(f"a rule has no {name}={value}")
    least, most = _RANGES[name]
    numbers = tuple(_number(name, number, least, most) for number in value.split(","))
    if least and 0 in numbers:
        raise ValueError(f"{name} counts from 1")
    return _FIELDS[name], numbers


def _number(name: str, value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,5}", value) or not least <= int(value) <= most:
        raise ValueError(f"{name} is from {least} to {most}")
    return int(value)


def _read_day(value: str) -> ByDay:
    match = _BYDAY.fullmatch(value)
    if not match:
        raise ValueError(f"BYDAY has no {value}")
    return ByDay(match[2], int(match[1] or 0))


def _read_until(value: str) -> date:
    match = _UNTIL.fullmatch(value)
    if not match:
        raise ValueError("UNTIL is a date, a time, or a time in UTC")
    day, clock, in_utc = match.groups()
    wall = datetime.strptime(day + (clock or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007  # wall clock
    if not clock:
        return wall.date()
    return wall.replace(tzinfo=UTC) if in_utc else wall


def _print_until(until: date) -> str:
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}"
    return f"{until:%Y%m%dT%H%M%S}{'Z' if until.tzinfo else ''}"
