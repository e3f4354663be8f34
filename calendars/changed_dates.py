"""The dates of a series that were changed alone: found, added, and kept when the rest changes."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from calendars.occurrences import (
    ChangedDate,
    MeetingPlan,
    Occurrence,
    last_counted,
    occurrences,
    occurrences_after,
    wall_times,
)
from calendars.recurrence import Frequency, Recurrence
from calendars.wall_clock import moment_of

KEPT_FOR: Final = timedelta(days=62)
"""How long a changed date is kept after it was: for what is asked about a meeting that is over."""

_A_MINUTE: Final = timedelta(minutes=1)
_LOOKED_BACK: Final = (timedelta(days=8), timedelta(days=64), timedelta(days=1600))


def original_start(plan: MeetingPlan, occurrence: Occurrence) -> datetime:
    """When the rule has *occurrence*, in UTC: how services know a date of a series."""
    if occurrence.original is None:
        return occurrence.starts_at
    return moment_of(occurrence.original, ZoneInfo(plan.zone))


def occurrence_of(plan: MeetingPlan, starts_at: datetime) -> Occurrence | None:
    """The occurrence that starts at that moment, whenever it was by the rule."""
    near = occurrences(plan, starts_at, starts_at + timedelta(milliseconds=1))
    return next((each for each in near if each.starts_at == starts_at), None)


def with_change(plan: MeetingPlan, change: ChangedDate, now: datetime) -> MeetingPlan:
    """*plan* with that one date changed; what was changed long before *now* is forgotten."""
    before = (now - KEPT_FOR).astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
    others = (
        each
        for each in plan.changes
        if each.original != change.original
        and max(each.original, each.wall or each.original) >= before
    )
    changes = sorted((*others, change), key=lambda each: each.original)
    return replace(plan, changes=tuple(changes))


def moved(
    plan: MeetingPlan, date_: Occurrence, starts_at: datetime, lasts: timedelta
) -> ChangedDate:
    """That date of *plan*, moved alone."""
    wall = MeetingPlan.at(starts_at, plan.zone, lasts).wall
    own = None if lasts == plan.lasts else lasts
    return ChangedDate(original=_original(plan, date_), wall=wall, lasts=own)


def cancelled(plan: MeetingPlan, date_: Occurrence) -> ChangedDate:
    """That date of *plan*, cancelled alone."""
    return ChangedDate(original=_original(plan, date_))


def _original(plan: MeetingPlan, date_: Occurrence) -> datetime:
    if date_.original is not None:
        return date_.original
    return date_.starts_at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)


def without(plan: MeetingPlan, date_: Occurrence) -> MeetingPlan:
    """*plan* with that date as the rule has it."""
    original = _original(plan, date_)
    return replace(plan, changes=tuple(each for each in plan.changes if each.original != original))


def kept_changes(
    changes: tuple[ChangedDate, ...], by: timedelta, new: MeetingPlan
) -> tuple[ChangedDate, ...]:
    """The *changes* of a series that is as *new* says from now on, and that moved *by* so much.

    A date stays cancelled, or at its own time, where the series still has that date.
    """
    recurrence = new.recurrence
    if recurrence is None:
        return ()
    return tuple(
        replace(change, original=change.original + by)
        for change in changes
        if _is_date_of(recurrence, new.wall, change.original + by)
    )


def _is_date_of(recurrence: Recurrence, first: datetime, wall: datetime) -> bool:
    if wall < first:
        return False
    walls = takewhile(lambda each: each <= wall, wall_times(recurrence, first, wall))
    return wall in walls


def ended_before(plan: MeetingPlan, date_: Occurrence) -> MeetingPlan | None:
    """*plan* without *date_* and all later ones; None where nothing is left of it."""
    recurrence, first = plan.recurrence, _original(plan, date_)
    if recurrence is None or first <= plan.wall:
        return None
    several_a_day = recurrence.frequency is Frequency.HOURLY or recurrence.hours
    until = first - _A_MINUTE if several_a_day else first.date() - timedelta(days=1)
    ended = replace(recurrence, count=None, until=until)
    changes = tuple(change for change in plan.changes if change.original < first)
    return replace(plan, repeats=str(ended), changes=changes)


def last_date(plan: MeetingPlan, now: datetime) -> Occurrence | None:
    """The last occurrence of a series that ends, if it is still to come; else None."""
    recurrence, zone = plan.recurrence, ZoneInfo(plan.zone)
    if recurrence is None:
        return None
    until = recurrence.last_in(zone)
    if recurrence.count is not None:
        until = moment_of(last_counted(recurrence, plan.wall), zone)
    if until is None:
        return None
    found = (_last(occurrences_after(plan, max(now, until - back))) for back in _LOOKED_BACK)
    return next((last for last in found if last), None)


def _last(dates: Iterator[Occurrence]) -> Occurrence | None:
    return next(iter(deque(dates, maxlen=1)), None)


def days_of(plan: MeetingPlan, day: date, zone: ZoneInfo, now: datetime) -> list[Occurrence]:
    """The occurrences that start on *day* as the clocks of *zone* show it and are not over."""
    since = datetime.combine(day, datetime.min.time(), zone)
    until = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    return [each for each in occurrences(plan, max(since, now), until) if each.starts_at >= since]
