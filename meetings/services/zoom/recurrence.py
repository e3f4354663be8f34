"""How a meeting repeats at Zoom: the rule in its words, what it cannot keep, and its dates."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from calendars.occurrences import MeetingPlan, occurrences_after
from calendars.recurrence import WEEKDAYS, ByDay, Frequency, Recurrence
from meetings.model import NewMeeting
from meetings.services.zoom.moments import from_milliseconds, moment

SERIES = 8
"""The type of a meeting that repeats at fixed times."""

MOST_DATES = 60
NO_END = "Zoom needs to know when a series ends: say until when, or how many times"
TOO_MANY = f"Zoom keeps {MOST_DATES} dates of a series at most: let it end sooner, or repeat less"
NO_WORDS = "Zoom has no words for how this meeting repeats: choose a simpler rule"
NOT_ITS_DAY = (
    "The first date of this series is none of the days that it repeats on: begin it on one of them"
)
WEEKS = (
    "Zoom may count the weeks of this series from another day than you do: repeat it every week, "
    "or on one weekday"
)
NOT_EVERY_MONTH = (
    "Not every month has that day, and Zoom does not say what it does then: choose a day up to "
    "the 28th"
)
TWICE = "The clocks are set back in that hour, so Zoom would not know which one is meant"
_EVERYWHERE = 28  # the last day that every month has
_WORKDAYS = frozenset(map(ByDay, WEEKDAYS[:5]))
_ORDINALS = (-1, 1, 2, 3, 4)
_MOST_EVERY: Mapping[Frequency, tuple[int, str]] = {
    Frequency.DAILY: (90, "days"),
    Frequency.WEEKLY: (12, "weeks"),
    Frequency.MONTHLY: (3, "months"),
}

Words = dict[str, object]


class NoWords(ValueError):
    """Zoom cannot keep this series; the argument says why and what to change, without full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDate:
    """One date of a series. *id* is Zoom's; *original* its first start, where the id tells it."""

    id: str
    starts_at: datetime
    original: datetime
    lasts: timedelta
    is_deleted: bool


def dates_of(row: Mapping[str, Any]) -> list[OneDate]:
    """The dates that Zoom lists of a series, soonest first; none for a single meeting."""
    listed = [_date(each, row) for each in row.get("occurrences") or ()]
    return sorted(listed, key=lambda one: one.starts_at)


def find_date(row: Mapping[str, Any], start: datetime) -> OneDate | None:
    """The date of the series that was at *start* when it was made, else the one that is now."""
    listed = dates_of(row)
    at_first = (one for one in listed if one.original == start)
    by_now = (one for one in listed if one.starts_at == start)
    return next(at_first, None) or next(by_now, None)


def length_of(row: Mapping[str, Any]) -> timedelta | None:
    """How long it lasts."""
    length = row.get("duration")
    return timedelta(minutes=int(length)) if length else None


def is_same_series(wanted: NewMeeting, row: Mapping[str, Any]) -> bool:
    """Whether Zoom has the series as it is wanted, from the first wanted date on.

    Single dates may have been moved or deleted there.
    """
    if row.get("type") != SERIES or wanted.recurrence is None:
        return False
    listed, expected = {one.original for one in dates_of(row)}, dates(wanted)
    return (
        bool(listed and expected)
        and expected[0] in listed
        and max(listed) == expected[-1]
        and _rule(row.get("recurrence") or {}) == _rule(write_recurrence(wanted))
        and (row.get("timezone"), length_of(row)) == (wanted.zone, wanted.lasts)
    )


def write_recurrence(wanted: NewMeeting) -> Words:
    """The ``recurrence`` of a meeting of type 8; NoWords where Zoom cannot keep the series."""
    rule, first = wanted.recurrence, first_start(wanted)
    if rule is None or first is None:
        raise NoWords("A series needs its first start: say when it begins")
    write = _FREQUENCIES.get(rule.frequency)
    if write is None:
        raise NoWords(NO_WORDS)
    words = write(rule, first)
    most, unit = _MOST_EVERY[rule.frequency]
    if rule.interval > most:
        raise NoWords(f"Zoom repeats a meeting every {most} {unit} at most: repeat it more often")
    if not rule.names_day(first.date()):
        raise NoWords(NOT_ITS_DAY)
    return {**words, "repeat_interval": rule.interval, "end_times": _count(rule, wanted, first)}


def first_start(wanted: NewMeeting) -> datetime | None:
    """The start on the clocks of the meeting's zone."""
    return wanted.starts_at and wanted.starts_at.astimezone(ZoneInfo(wanted.zone))


def is_ambiguous(local: datetime) -> bool:
    """Whether *local*, an aware time, is one that the clocks show twice."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def dates(wanted: NewMeeting) -> list[datetime]:
    """The starts of the series in UTC, one more than Zoom keeps at most."""
    if wanted.starts_at is None or wanted.recurrence is None:
        return []
    rule = str(wanted.recurrence)
    plan = MeetingPlan.at(wanted.starts_at, wanted.zone, wanted.lasts, rule)
    coming = occurrences_after(plan, wanted.starts_at)
    return [each.starts_at for each in islice(coming, MOST_DATES + 1)]


def _count(rule: Recurrence, wanted: NewMeeting, first: datetime) -> int:
    """How many dates there are; the end is told in this way, which no time zone can move."""
    if rule.count is None and rule.until is None:
        raise NoWords(NO_END)
    if is_ambiguous(first):
        raise NoWords(TWICE)
    if rule.count is not None and rule.count > MOST_DATES:
        raise NoWords(TOO_MANY)
    starts = dates(wanted)
    if len(starts) > MOST_DATES:
        raise NoWords(TOO_MANY)
    for day in ("MO", "SU"):  # Zoom does not say on which one its weeks begin
        if rule.interval > 1 and starts != dates(
            replace(wanted, recurrence=replace(rule, week_start=day))
        ):
            raise NoWords(WEEKS)
    return len(starts)


def _date(each: Mapping[str, Any], row: Mapping[str, Any]) -> OneDate:
    """Its id is likely the first start in milliseconds; taken for that only if it fits closely."""
    starts_at = moment(each["start_time"], row.get("timezone") or "UTC")
    return OneDate(
        id=str(each["occurrence_id"]),
        starts_at=starts_at,
        original=from_milliseconds(each["occurrence_id"]) or starts_at,
        lasts=length_of(each) or length_of(row) or timedelta(),
        is_deleted=each.get("status") == "deleted",
    )


def _rule(words: Mapping[str, Any]) -> tuple[str, ...]:
    """A rule without its end, to compare; the days of a week may be a text or a number."""
    names = ("type", "repeat_interval", "weekly_days", "monthly_day", "monthly_week")
    return tuple(str(words.get(name) or "") for name in (*names, "monthly_week_day"))


def _daily(rule: Recurrence, _first: datetime) -> Words:
    _allow(rule, "BYDAY")
    if not rule.days:
        return {"type": 1}
    if {*rule.days} != _WORKDAYS or rule.interval != 1:
        raise NoWords(NO_WORDS)
    return {"type": 2, "weekly_days": _weekly_days(_WORKDAYS)}


def _weekly(rule: Recurrence, first: datetime) -> Words:
    _allow(rule, "BYDAY")
    if any(day.ordinal for day in rule.days):
        raise NoWords(NO_WORDS)
    days = frozenset(rule.days) or {ByDay(WEEKDAYS[first.weekday()])}
    return {"type": 2, "weekly_days": _weekly_days(days)}


def _monthly(rule: Recurrence, first: datetime) -> Words:
    _allow(rule, "BYDAY", "BYMONTHDAY", "BYSETPOS")
    if rule.days:
        return {"type": 3, **_weekday_of_month(rule, first.date())}
    if rule.positions or len(rule.month_days) > 1:
        raise NoWords(NO_WORDS)
    day = rule.month_days[0] if rule.month_days else first.day
    if day < 1:
        raise NoWords(NO_WORDS)
    if day > _EVERYWHERE:
        raise NoWords(NOT_EVERY_MONTH)
    return {"type": 3, "monthly_day": day}


_FREQUENCIES: Mapping[Frequency, Callable[[Recurrence, datetime], Words]] = {
    Frequency.DAILY: _daily,
    Frequency.WEEKLY: _weekly,
    Frequency.MONTHLY: _monthly,
}


def _weekday_of_month(rule: Recurrence, first: date) -> Words:
    """The first to fourth, or the last, such weekday of a month."""
    named = (*filter(None, (rule.days[0].ordinal,)), *rule.positions)
    if len(rule.days) > 1 or rule.month_days or len(named) != 1 or named[0] not in _ORDINALS:
        raise NoWords(NO_WORDS)
    week = named[0]
    is_last = first.day + 7 > monthrange(first.year, first.month)[1]
    if not (is_last if week == -1 else (first.day + 6) // 7 == week):
        raise NoWords(NOT_ITS_DAY)
    return {"monthly_week": week, "monthly_week_day": _number(rule.days[0])}


def _weekly_days(days: frozenset[ByDay] | set[ByDay]) -> str:
    return ",".join(map(str, sorted(map(_number, days))))


def _number(day: ByDay) -> int:
    """Zoom's number of a weekday: 1 is Sunday, 7 is Saturday."""
    return (WEEKDAYS.index(day.weekday) + 1) % 7 + 1


def _allow(rule: Recurrence, *parts: str) -> None:
    if rule.parts - {*parts}:
        raise NoWords(NO_WORDS)
