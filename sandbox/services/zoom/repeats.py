"""Recurrence: whether it is valid, and on which dates the meeting then takes place.

Source: reference, section 2.3; days are numbered from Sunday, 1. ASSUMED: without an end there are
7 dates; the first is the first date on or after the start that fits; a day that a month does not
have is left out; what says nothing about the day takes that of the start; a series of more than 60
dates is refused; weeks begin on Sunday.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.services.zoom.refusals import bad_field
from sandbox.services.zoom.values import read_moment

MOST = 60
WITHOUT_END = 7
LARGEST = {1: 90, 2: 12, 3: 3}
_DAYS_AHEAD = 366 * 20
_BELONG: Mapping[int, frozenset[str]] = {
    1: frozenset(),
    2: frozenset({"weekly_days"}),
    3: frozenset({"monthly_day", "monthly_week", "monthly_week_day"}),
}
_ALWAYS = frozenset({"type", "repeat_interval", "end_times", "end_date_time"})

Repeat = Mapping[str, Any]


def check(repeat: Repeat) -> None:
    """Refuse parts that do not fit together; single values were checked. Raises ApiRefused."""
    if "type" not in repeat:
        raise bad_field("recurrence.type")
    kind = repeat["type"]
    if extra := sorted(set(repeat) - _ALWAYS - _BELONG[kind]):
        raise bad_field(f"recurrence.{extra[0]}")
    if repeat.get("repeat_interval", 1) > LARGEST[kind]:
        raise bad_field("recurrence.repeat_interval")
    if "end_times" in repeat and "end_date_time" in repeat:
        raise bad_field("recurrence.end_times")
    week = {"monthly_week", "monthly_week_day"} & set(repeat)
    if len(week) == 1 or (week and "monthly_day" in repeat):
        raise bad_field(f"recurrence.{sorted(week)[0]}")


def weekly_days(repeat: Repeat) -> set[int]:
    """The numbers of the days, told as text or as one number."""
    return {int(day) for day in str(repeat["weekly_days"]).split(",")}


def dates(repeat: Repeat, starts_at: datetime, zone: str) -> list[datetime]:
    """The starts in UTC, by the wall clock of *zone*. Raises ApiRefused."""
    local = ZoneInfo(zone)
    first = starts_at.astimezone(local).replace(tzinfo=None, fold=0)
    number, until = repeat.get("end_times", WITHOUT_END), None
    if "end_date_time" in repeat:
        number, until = MOST + 1, read_moment(repeat["end_date_time"], "UTC")
    found: list[datetime] = []
    for wall in _days(first):
        moment = wall.replace(tzinfo=local).astimezone(UTC)
        if len(found) >= number or (until is not None and moment > until):
            break
        if _is_one(repeat, first, wall):
            found.append(moment)
    if not found or len(found) > MOST:
        raise bad_field("recurrence.end_date_time")
    return found


def _days(first: datetime) -> Iterator[datetime]:
    return (first + timedelta(days=day) for day in range(_DAYS_AHEAD))


def _is_one(repeat: Repeat, first: datetime, day: datetime) -> bool:
    interval, kind = repeat.get("repeat_interval", 1), repeat["type"]
    if kind == 1:
        return bool((day - first).days % interval == 0)
    if kind == 2:
        wanted = weekly_days(repeat) if "weekly_days" in repeat else {_number(first)}
        return _number(day) in wanted and _weeks_between(first, day) % interval == 0
    months = (day.year - first.year) * 12 + day.month - first.month
    return months % interval == 0 and _in_month(repeat, first, day)


def _in_month(repeat: Repeat, first: datetime, day: datetime) -> bool:
    if "monthly_week" not in repeat:
        return bool(day.day == repeat.get("monthly_day", first.day))
    last = (day + timedelta(days=7)).month != day.month
    week = repeat["monthly_week"]
    fits = last if week == -1 else (day.day + 6) // 7 == week
    return fits and _number(day) == repeat["monthly_week_day"]


def _number(day: datetime) -> int:
    return day.isoweekday() % 7 + 1


def _weeks_between(first: datetime, day: datetime) -> int:
    sunday = first - timedelta(days=first.isoweekday() % 7)
    return (day - sunday).days // 7
