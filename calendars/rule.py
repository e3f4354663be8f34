"""A rule of RFC 5545 (3.3.10): read, checked, and counted out in wall-clock time.

dateutil counts out the days; it is given the period to begin with, so that a series of long ago
costs no more than one of today, and a calendar near its end, so that it cannot search for ever.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import Final

from dateutil.rrule import rrulestr

MOST: Final = 10_000
"""Occurrences of a series that names their number: 27 years of days."""

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_STEPS: Final = {
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}
_FREQS: Final = (*_STEPS, "MONTHLY", "YEARLY")
_MOST_OF: Final = {
    "BYMONTH": 12,
    "BYMONTHDAY": 31,
    "BYYEARDAY": 366,
    "BYWEEKNO": 53,
    "BYSETPOS": 366,
    "BYHOUR": 23,
    "BYMINUTE": 59,
    "BYSECOND": 59,
}
_BACKWARD: Final = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
_FROM_NOUGHT: Final = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_WHICH_DAY: Final = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
_WEEKDAY: Final = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z)?)?")
_CYCLE: Final = 400  # years after which the calendar comes again, weekdays included
_AHEAD: Final = 100  # years that are searched at least: no rule rests for longer


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read: *parts* are its BY parts and WKST, by name, as they were written.

    *until* is the last time that counts: on the clocks of the series if naive, else a moment.
    """

    freq: str
    interval: int
    parts: tuple[tuple[str, str], ...]
    count: int | None = None
    until: datetime | None = None


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """Read *text*, an RRULE without its prefix; ValueError if it cannot be kept."""
    pairs = [part.partition("=")[::2] for part in text.upper().split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs):
        raise ValueError("a part of the rule comes twice")
    freq = parts.pop("FREQ", "")
    if freq not in _FREQS:
        raise ValueError(f"a meeting cannot repeat {freq or 'without FREQ'}")
    interval = _number("INTERVAL", parts.pop("INTERVAL", "1"), 1, 9999)
    count = parts.pop("COUNT", None)
    until = parts.pop("UNTIL", None)
    if count is not None and until is not None:
        raise ValueError("COUNT and UNTIL exclude each other")
    for name, value in parts.items():
        _check(name, value)
    return Rule(
        freq,
        interval,
        tuple(parts.items()),
        None if count is None else _number("COUNT", count, 1, MOST),
        None if until is None else _read_until(until),
    )


@lru_cache(maxsize=1024)
def check_rule(text: str, first: datetime) -> None:
    """Raise ValueError if no series can begin at *first* and go on by this rule."""
    _counted_out(read_rule(text), first, first)


def _number(name: str, value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,5}", value) or not least <= int(value) <= most:
        raise ValueError(f"{name} is from {least} to {most}")
    return int(value)


def _check(name: str, value: str) -> None:
    """Raise ValueError if a BY part or WKST is none; dateutil would read some of them oddly."""
    if name == "WKST" and value in DAYS:
        return
    if name == "BYDAY" and all(_WEEKDAY.fullmatch(day) for day in value.split(",")):
        return
    if name not in _MOST_OF:
        raise ValueError(f"a rule has no {name}={value}")
    most = _MOST_OF[name]
    for number in value.split(","):
        told = _number(name, number, -most if name in _BACKWARD else 0, most)
        if told == 0 and name not in _FROM_NOUGHT:
            raise ValueError(f"{name} counts from 1")


def _read_until(value: str) -> datetime:
    told = _UNTIL.fullmatch(value)
    if not told:
        raise ValueError("UNTIL is a date, a time, or a time in UTC")
    day, clock, in_utc = told.groups()
    wall = datetime.strptime(day + (clock or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007  # wall clock
    if not clock:
        return datetime.combine(wall, time.max)
    return wall.replace(tzinfo=UTC) if in_utc else wall


def walls(rule: Rule, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield the wall-clock times of the series that begins at *first*, in order.

    *first* itself belongs to it in any case. What lies before *since* may be left out; an UNTIL
    that is a moment is left to the caller, who knows the zone.
    """
    told = _endless(rule, first, since)
    last = rule.until if rule.count is None else _last_counted(rule, first)
    if last is None or last.tzinfo is not None:
        return told
    return takewhile(lambda wall: wall == first or wall <= last, told)


@lru_cache(maxsize=1024)
def _last_counted(rule: Rule, first: datetime) -> datetime:
    """Return the last time of a series that names their number: so it is counted only once."""
    *_, last = islice(_endless(rule, first, first), rule.count)
    return last


def _endless(rule: Rule, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield the series as if it never ended."""
    if since <= first:
        yield first
    for wall in _counted_out(rule, first, max(first, since)):
        if wall > first:
            yield wall.replace(fold=first.fold)


def _counted_out(rule: Rule, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield what the rule names, from the beginning of the period that *since* lies in.

    The calendar is turned on by whole cycles, to near the last year that dateutil knows: there it
    gives up soon if the rule names nothing more, such as a 30th of February.
    """
    begin = _period(rule, first, since)
    turned = (MAXYEAR - _AHEAD - begin.year) // _CYCLE * _CYCLE
    text = ";".join(f"{name}={value}" for name, value in _spelled(rule, first).items())
    counted = rrulestr(text, dtstart=begin.replace(year=begin.year + turned))
    return (wall.replace(year=wall.year - turned) for wall in counted)


def _spelled(rule: Rule, first: datetime) -> Mapping[str, str]:
    """Return the rule with all that RFC 5545 takes from the first occurrence written out."""
    parts = {"FREQ": rule.freq, "INTERVAL": str(rule.interval), **dict(rule.parts)}
    if not _WHICH_DAY & parts.keys():
        if rule.freq == "YEARLY":
            parts.setdefault("BYMONTH", str(first.month))
        if rule.freq in ("MONTHLY", "YEARLY"):
            parts["BYMONTHDAY"] = str(first.day)
    if rule.freq == "WEEKLY" or _WHICH_DAY & parts.keys() == {"BYWEEKNO"}:
        parts.setdefault("BYDAY", DAYS[first.weekday()])
    clock = {"BYSECOND": first.second, "BYMINUTE": first.minute, "BYHOUR": first.hour}
    if rule.freq == "HOURLY":
        del clock["BYHOUR"]
    for name, number in clock.items():
        parts.setdefault(name, str(number))
    return parts


def _period(rule: Rule, first: datetime, since: datetime) -> datetime:
    """Return the beginning of the last period of the series that *since* has reached."""
    midnight = first.replace(hour=0, minute=0, second=0, fold=0)
    if rule.freq == "YEARLY":
        years = (since.year - first.year) // rule.interval * rule.interval
        return midnight.replace(year=first.year + years, month=1, day=1)
    if rule.freq == "MONTHLY":
        months = (since.year - first.year) * 12 + since.month - first.month
        index = first.year * 12 + first.month - 1 + months // rule.interval * rule.interval
        return midnight.replace(year=index // 12, month=index % 12 + 1, day=1)
    begin = midnight
    if rule.freq == "WEEKLY":
        opening = DAYS.index(dict(rule.parts).get("WKST", "MO"))
        begin -= timedelta(days=(first.weekday() - opening) % 7)
    elif rule.freq == "HOURLY":
        begin = midnight.replace(hour=first.hour)
    step = _STEPS[rule.freq] * rule.interval
    return begin + (since - begin) // step * step
