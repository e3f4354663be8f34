"""What is due when: the reminders, the start and the end of each occurrence of a plan."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile

from calendars.plan import MeetingPlan, Occurrence, from_then_on


class What(Enum):
    """What is due, in the order in which things of one moment come."""

    END = "end"
    REMIND = "remind"
    START = "start"


_ORDER = tuple(What)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due *at* a moment; *lead* is how long before the start a reminder is."""

    at: datetime
    what: What
    occurrence: Occurrence
    lead: timedelta = timedelta()


def due(
    plan: MeetingPlan, leads: Collection[timedelta], after: datetime, until: datetime
) -> list[Due]:
    """Return everything that is due later than *after* and not later than *until*, in order."""
    longest = max(leads, default=timedelta())
    near = takewhile(lambda one: one.starts_at - longest <= until, from_then_on(plan, after))
    told = (thing for one in near for thing in _of(one, leads) if after < thing.at <= until)
    return sorted(told, key=_place)


def next_due(plan: MeetingPlan, leads: Collection[timedelta], after: datetime) -> Due | None:
    """Return the first thing that is due later than *after*; none where nothing more is."""
    longest = max(leads, default=timedelta())
    best: Due | None = None
    for one in from_then_on(plan, after):
        if best is not None and one.starts_at - longest > best.at:
            break
        told = (thing for thing in _of(one, leads) if thing.at > after)
        best = min((*told, *([best] if best else [])), key=_place, default=None)
    return best


def _of(one: Occurrence, leads: Collection[timedelta]) -> Iterator[Due]:
    """Yield what belongs to one occurrence."""
    for lead in set(leads):
        yield Due(at=one.starts_at - lead, what=What.REMIND, occurrence=one, lead=lead)
    yield Due(at=one.starts_at, what=What.START, occurrence=one)
    yield Due(at=one.ends_at, what=What.END, occurrence=one)


def _place(thing: Due) -> tuple[datetime, int, datetime, timedelta]:
    """Where it comes in the order; the end of one meeting before the start of the next."""
    return thing.at, _ORDER.index(thing.what), thing.occurrence.starts_at, thing.lead
