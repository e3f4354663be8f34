"""A series that is rescheduled by one of its occurrences: what its rule says from then on."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from calendars.changed_dates import kept_changes, original_start
from calendars.occurrences import MeetingPlan, Occurrence, occurrences
from calendars.recurrence import WEEKDAYS, ByDay, Frequency, Recurrence

_PERIODS: Final = {
    Frequency.HOURLY: 1,
    Frequency.DAILY: 1,
    Frequency.WEEKLY: 7,
    Frequency.MONTHLY: 28,
    Frequency.YEARLY: 365,
}
_ONE_DAY_PARTS: Final = {"BYDAY", "BYMONTHDAY", "BYMONTH"}


def reschedule(
    plan: MeetingPlan, was: Occurrence, starts_at: datetime, lasts: timedelta
) -> MeetingPlan | None:
    """Return *plan* from its occurrence *was* on, moved so that *was* begins at *starts_at*.

    The clock time moves for all that follow. A day moves with it where the rule names one day: the
    Tuesdays become Thursdays, and the last day of the series with them. None where it names
    several, since moving one of them says nothing about the others. Occurrences that were counted
    already are not counted again. What was changed of single dates stays changed where the series
    still has them; *was*, which may have been moved, is where the rule has it.
    """
    new = MeetingPlan.at(starts_at, plan.zone, lasts)
    recurrence = plan.recurrence
    if recurrence is None:
        return new
    if recurrence.count is not None:
        left = max(1, recurrence.count - _count_before(plan, was))
        recurrence = replace(recurrence, count=left)
    was_at = original_start(plan, was).astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
    before, after = was_at.date(), new.wall.date()
    moved = recurrence if before == after else _on_another_day(recurrence, before, after)
    if moved is None:
        return None
    if moved.until is not None:
        days = _within_a_period(moved.frequency, after - before)
        moved = replace(moved, until=_move_end(moved.until, days, ZoneInfo(plan.zone)))
    changed = MeetingPlan(wall=new.wall, zone=plan.zone, lasts=lasts, repeats=str(moved))
    kept = kept_changes(plan.changes, new.wall - (was.original or was_at), changed)
    return replace(changed, changes=kept)


def _within_a_period(frequency: Frequency, by: timedelta) -> timedelta:
    """How far the days move inside their week, month or year; whole periods end no series later."""
    period = timedelta(days=_PERIODS[frequency])
    return timedelta(days=by.days - int(by / period) * period.days)


def _move_end(until: date, by: timedelta, zone: ZoneInfo) -> date:
    """The end of the series, so many days later on the clocks of *zone*."""
    if isinstance(until, datetime) and until.tzinfo:
        return (until.astimezone(zone) + by).astimezone(UTC)
    return until + by


def _count_before(plan: MeetingPlan, was: Occurrence) -> int:
    """How many occurrences came before *was* by the rule: cancelled ones count as well."""
    before = plan.wall.replace(tzinfo=ZoneInfo(plan.zone)) - timedelta(days=2)
    by_rule = replace(plan, changes=())
    return sum(1 for _ in occurrences(by_rule, before, original_start(plan, was)))


def _on_another_day(recurrence: Recurrence, before: date, after: date) -> Recurrence | None:
    """Make the rule name the day *after*; None where it names more than the day *before*."""
    parts = recurrence.parts
    lists = (recurrence.days, recurrence.month_days, recurrence.months)
    if parts - _ONE_DAY_PARTS or any(len(values) > 1 for values in lists):
        return None
    if not parts:
        return recurrence
    moved = None
    match recurrence.frequency, *parts:
        case Frequency.WEEKLY, "BYDAY":
            moved = replace(recurrence, days=(ByDay(WEEKDAYS[after.weekday()]),))
        case Frequency.MONTHLY, "BYMONTHDAY":
            moved = _month_day(recurrence, after)
        case Frequency.MONTHLY, "BYDAY":
            moved = _ordinal_day(recurrence, before, after)
        case Frequency.YEARLY, *_ if "BYDAY" not in parts:
            months, month_days = recurrence.months, recurrence.month_days
            months, month_days = months and (after.month,), month_days and (after.day,)
            moved = replace(recurrence, months=months, month_days=month_days)
    return moved


def _month_day(recurrence: Recurrence, after: date) -> Recurrence | None:
    """``BYMONTHDAY=24``, and ``-1`` for the last day where it is that again."""
    [number] = recurrence.month_days
    if number < 0:
        return recurrence if number == after.day - _length(after) - 1 else None
    return replace(recurrence, month_days=(after.day,))


def _ordinal_day(recurrence: Recurrence, before: date, after: date) -> Recurrence | None:
    """``BYDAY=2TU``: the second of the month; ``-1FR``: the last, while it stays the last."""
    [day] = recurrence.days
    weekday, ordinal = WEEKDAYS[after.weekday()], (after.day - 1) // 7 + 1
    if day.ordinal == -1 and after.day > _length(after) - 7:
        return replace(recurrence, days=(ByDay(weekday, -1),))
    named_before = day.ordinal > 0 and day.weekday == WEEKDAYS[before.weekday()]
    if not named_before or ordinal == 5:
        return None
    return replace(recurrence, days=(ByDay(weekday, ordinal),))


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
