"""When a meeting takes place: its wall-clock time, its zone, and its occurrences as moments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import takewhile
from zoneinfo import ZoneInfo

from calendars.rule import check_rule, read_rule, walls
from calendars.wall import earliest_of, moment_of

_LONGEST_GAP = timedelta(days=2)  # clocks have skipped a day (Samoa, 2011), never more


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """When a meeting takes place.

    *wall* is the naive start in *zone*, an IANA name; its ``fold`` tells which of a repeated hour
    is meant. *repeats* is an RRULE without its prefix, whose first occurrence is *wall*. Raises
    ValueError for what cannot be kept, ZoneInfoNotFoundError for an unknown zone.
    """

    wall: datetime
    zone: str
    lasts: timedelta
    repeats: str = ""

    def __post_init__(self) -> None:
        """Refuse at once what no calendar can keep."""
        if self.wall.tzinfo is not None or self.wall.microsecond:
            raise ValueError("a wall-clock time has no zone, and whole seconds")
        if self.lasts <= timedelta():
            raise ValueError("a meeting lasts for some time")
        ZoneInfo(self.zone)
        if self.repeats:
            check_rule(self.repeats, self.wall)

    @classmethod
    def at(
        cls, starts_at: datetime, zone: str, lasts: timedelta, repeats: str = ""
    ) -> "MeetingPlan":
        """Plan what starts at a moment, from then on by the clocks of *zone*."""
        local = starts_at.astimezone(ZoneInfo(zone))
        wall = local.replace(tzinfo=None, microsecond=0)
        return cls(wall=wall, zone=zone, lasts=lasts, repeats=repeats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time that a meeting takes place; both in UTC."""

    starts_at: datetime
    ends_at: datetime


def occurrence(plan: MeetingPlan, after: datetime) -> Occurrence | None:
    """Return the first occurrence that ends later than *after*: the running or the next one."""
    return next(from_then_on(plan, after), None)


def occurrences(plan: MeetingPlan, since: datetime, until: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences that end later than *since* and start before *until*, in order."""
    return takewhile(lambda one: one.starts_at < until, from_then_on(plan, since))


def from_then_on(plan: MeetingPlan, since: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences that end later than *since*, in order, perhaps without end."""
    zone = ZoneInfo(plan.zone)
    rule = read_rule(plan.repeats) if plan.repeats else None
    last = rule.until if rule and rule.until and rule.until.tzinfo else None
    told: Iterable[datetime] = (plan.wall,)
    if rule:
        near = (since - plan.lasts).astimezone(zone).replace(tzinfo=None) - _LONGEST_GAP
        told = walls(rule, plan.wall, near)
    for starts_at in _in_order(told, zone):
        if last and starts_at > last and starts_at != moment_of(plan.wall, zone):
            return
        if starts_at + plan.lasts > since:
            yield Occurrence(starts_at=starts_at, ends_at=starts_at + plan.lasts)


def _in_order(told: Iterable[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments of wall-clock times, each once.

    A time that the clocks skip moves on, perhaps past the times after it, or onto one of them: it
    waits until no earlier one can come.
    """
    waiting: list[datetime] = []
    latest = None
    for wall in told:
        heappush(waiting, moment_of(wall, zone))
        bound = earliest_of(wall, zone)
        while waiting and waiting[0] <= bound:
            if (ready := heappop(waiting)) != latest:
                yield (latest := ready)
    for ready in sorted({*waiting} - {latest}):
        yield ready
