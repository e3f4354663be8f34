"""When a meeting takes place: its plan, and its occurrences as moments in UTC.

dateutil counts the days of a series. It starts with the period that is asked about, so that a
series of long ago costs no more than one of today, and near the end of its calendar, so that it
cannot search without end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush, merge
from itertools import islice, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from calendars.recurrence import WEEKDAYS, ByDay, Frequency, Recurrence, optional_recurrence
from calendars.wall_clock import earliest_of, moment_of

_LONGEST_GAP: Final = timedelta(days=2)  # clocks have skipped a day (Samoa, 2011), never more
_STEPS: Final = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(weeks=1),
}
_WHICH_DAY: Final = {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
_CYCLE: Final = 400  # years after which the calendar repeats itself, weekdays included
_AHEAD: Final = 100  # years that are searched at least: no rule pauses for longer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDate:
    """One date of a series that is not as the rule says.

    *original* is when the rule has it, naive on the clocks of the series, as RECURRENCE-ID is
    (RFC 5545, 3.8.4.4); *wall* when it is instead, with its fold, or None where it is cancelled;
    *lasts* is its own length, or None for that of the series.
    """

    original: datetime
    wall: datetime | None = None
    lasts: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """When a meeting takes place.

    *wall* is the naive start in *zone*, an IANA name; its ``fold`` tells which of a repeated hour
    is meant. *repeats* is an RRULE without its prefix, whose first occurrence is *wall*; *changes*
    are the dates that are not as it says. Raises ValueError for what cannot be kept,
    ZoneInfoNotFoundError for an unknown zone.
    """

    wall: datetime
    zone: str
    lasts: timedelta
    repeats: str = ""
    changes: tuple[ChangedDate, ...] = ()

    def __post_init__(self) -> None:
        """Refuse at once what no calendar can keep."""
        if self.wall.tzinfo is not None or self.wall.microsecond:
            raise ValueError("a wall-clock time has no zone, and whole seconds")
        if self.lasts <= timedelta():
            raise ValueError("a meeting lasts for some time")
        ZoneInfo(self.zone)
        if self.recurrence:
            _check(self.recurrence, self.wall)

    @classmethod
    def at(
        cls, starts_at: datetime, zone: str, lasts: timedelta, repeats: str = ""
    ) -> "MeetingPlan":
        """Plan what starts at a moment, from then on by the clocks of *zone*."""
        local = starts_at.astimezone(ZoneInfo(zone))
        wall = local.replace(tzinfo=None, microsecond=0)
        return cls(wall=wall, zone=zone, lasts=lasts, repeats=repeats)

    @property
    def recurrence(self) -> Recurrence | None:
        """How it repeats; None for a single meeting."""
        return optional_recurrence(self.repeats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time that a meeting takes place; both in UTC. *original* as in ``ChangedDate``."""

    starts_at: datetime
    ends_at: datetime
    original: datetime | None = field(default=None, compare=False)


def occurrence(plan: MeetingPlan, after: datetime) -> Occurrence | None:
    """Return the first occurrence that ends later than *after*: the running or the next one."""
    return next(occurrences_after(plan, after), None)


def occurrences(plan: MeetingPlan, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences that end later than *since* and start before *until*, in order."""
    return takewhile(lambda each: each.starts_at < until, occurrences_after(plan, since))


def occurrences_after(plan: MeetingPlan, since: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences that end later than *since*, in order, perhaps without end."""
    changed = (_changed_occurrence(plan, change) for change in plan.changes)
    moved = [each for each in changed if each is not None and each.ends_at > since]
    moved.sort(key=_start)
    return merge(_by_rule(plan, since), moved, key=_start) if moved else _by_rule(plan, since)


def _start(occurrence: Occurrence) -> datetime:
    return occurrence.starts_at


def _changed_occurrence(plan: MeetingPlan, change: ChangedDate) -> Occurrence | None:
    if change.wall is None:
        return None
    starts_at = moment_of(change.wall, ZoneInfo(plan.zone))
    ends_at = starts_at + (change.lasts or plan.lasts)
    return Occurrence(starts_at=starts_at, ends_at=ends_at, original=change.original)


def _by_rule(plan: MeetingPlan, since: datetime) -> Iterator[Occurrence]:
    """Yield the dates that are as the rule says."""
    zone, recurrence = ZoneInfo(plan.zone), plan.recurrence
    last = recurrence.last if recurrence else None
    walls: Iterable[datetime] = (plan.wall,)
    if recurrence:
        near = (since - plan.lasts).astimezone(zone).replace(tzinfo=None) - _LONGEST_GAP
        walls = wall_times(recurrence, plan.wall, near)
    others = {change.original for change in plan.changes}
    for starts_at, wall in _in_order((wall for wall in walls if wall not in others), zone):
        past_the_last = last is not None and last.tzinfo is not None and starts_at > last
        if past_the_last and starts_at != moment_of(plan.wall, zone):
            return
        if starts_at + plan.lasts > since:
            ends_at = starts_at + plan.lasts
            yield Occurrence(starts_at=starts_at, ends_at=ends_at, original=wall)


def _in_order(walls: Iterable[datetime], zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the moments of wall-clock times, each once, with the wall-clock time.

    A time that the clocks skip moves on, perhaps past the times after it, or onto one of them: it
    is held back until no earlier one can come.
    """
    waiting: list[tuple[datetime, datetime]] = []
    latest = None
    for wall in walls:
        heappush(waiting, (moment_of(wall, zone), wall))
        bound = earliest_of(wall, zone)
        while waiting and waiting[0][0] <= bound:
            ready = heappop(waiting)
            if ready[0] != latest:
                latest = ready[0]
                yield ready
    for ready in sorted(waiting):
        if ready[0] != latest:
            latest = ready[0]
            yield ready


def wall_times(recurrence: Recurrence, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield the wall-clock times of the series that begins at *first*, in order.

    *first* itself belongs to it in any case. What lies before *since* may be left out; an UNTIL
    that is a moment is left to the caller, who knows the zone.
    """
    walls = _endless(recurrence, first, since)
    last = recurrence.last if recurrence.count is None else last_counted(recurrence, first)
    if last is None or last.tzinfo is not None:
        return walls
    return takewhile(lambda wall: wall == first or wall <= last, walls)


@lru_cache(maxsize=1024)
def _check(recurrence: Recurrence, first: datetime) -> None:
    """Raise ValueError if no series can begin at *first* and go on by this rule."""
    _counted_out(recurrence, first, first)


@lru_cache(maxsize=1024)
def last_counted(recurrence: Recurrence, first: datetime) -> datetime:
    """Return the last time of a series that names their number: so it is counted only once."""
    *_, last = islice(_endless(recurrence, first, first), recurrence.count)
    return last


def _endless(recurrence: Recurrence, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield the series as if it never ended."""
    if since <= first:
        yield first
    for wall in _counted_out(recurrence, first, max(first, since)):
        if wall > first:
            yield wall.replace(fold=first.fold)


def _counted_out(recurrence: Recurrence, first: datetime, since: datetime) -> Iterator[datetime]:
    """Yield what the rule names, from the beginning of the period that *since* lies in.

    The years are moved on by whole cycles, to near the last one that dateutil knows: there it
    gives up soon if the rule names nothing more, such as a 30th of February.
    """
    begin = _period(recurrence, first, since)
    cycles = (MAXYEAR - _AHEAD - begin.year) // _CYCLE * _CYCLE
    rule = str(_written_out(recurrence, first))
    walls = rrulestr(rule, dtstart=begin.replace(year=begin.year + cycles))
    return (wall.replace(year=wall.year - cycles) for wall in walls)


@lru_cache(maxsize=1024)
def _written_out(recurrence: Recurrence, first: datetime) -> Recurrence:
    """Return the rule without its end, with all that it takes from the first occurrence."""
    rule = replace(
        recurrence,
        count=None,
        until=None,
        hours=recurrence.hours or (first.hour,),
        minutes=recurrence.minutes or (first.minute,),
        seconds=recurrence.seconds or (first.second,),
    )
    which_day = _WHICH_DAY & recurrence.parts
    if rule.frequency == Frequency.HOURLY:
        rule = replace(rule, hours=recurrence.hours)
    if rule.frequency == Frequency.YEARLY and not which_day:
        rule = replace(rule, months=rule.months or (first.month,))
    if rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY) and not which_day:
        rule = replace(rule, month_days=(first.day,))
    if rule.frequency == Frequency.WEEKLY or which_day == {"BYWEEKNO"}:
        rule = replace(rule, days=rule.days or (ByDay(WEEKDAYS[first.weekday()]),))
    return rule


def _period(recurrence: Recurrence, first: datetime, since: datetime) -> datetime:
    """Return the beginning of the last period of the series that *since* has reached."""
    midnight = first.replace(hour=0, minute=0, second=0, fold=0)
    interval = recurrence.interval
    if recurrence.frequency == Frequency.YEARLY:
        years = (since.year - first.year) // interval * interval
        return midnight.replace(year=first.year + years, month=1, day=1)
    if recurrence.frequency == Frequency.MONTHLY:
        months = (since.year - first.year) * 12 + since.month - first.month
        index = first.year * 12 + first.month - 1 + months // interval * interval
        return midnight.replace(year=index // 12, month=index % 12 + 1, day=1)
    begin = midnight
    if recurrence.frequency == Frequency.WEEKLY:
        opening = WEEKDAYS.index(recurrence.week_start or "MO")
        begin -= timedelta(days=(first.weekday() - opening) % 7)
    elif recurrence.frequency == Frequency.HOURLY:
        begin = midnight.replace(hour=first.hour)
    step = _STEPS[recurrence.frequency] * interval
    return begin + (since - begin) // step * step
