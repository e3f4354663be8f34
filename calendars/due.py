"""What is due when: the reminders, the start and the end of each occurrence of a plan."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile

from calendars.occurrences import MeetingPlan, Occurrence, occurrences_after


class DueKind(Enum):
    """What is due, in the order in which things of one moment come."""

    END = "end"
    REMIND = "remind"
    START = "start"


_ORDER = tuple(DueKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due *at* a moment; *lead* is how long before the start a reminder is."""

    at: datetime
    kind: DueKind
    occurrence: Occurrence
    lead: timedelta = timedelta()


def due(
    plan: MeetingPlan, leads: Collection[timedelta], after: datetime, until: datetime
) -> list[Due]:
    """Return everything that is due later than *after* and not later than *until*, in order."""
    longest = max(leads, default=timedelta())
    near = takewhile(lambda each: each.starts_at - longest <= until, occurrences_after(plan, after))
    things = (thing for occurrence in near for thing in _due_of(occurrence, leads))
    return sorted((thing for thing in things if after < thing.at <= until), key=_order)


def next_due(plan: MeetingPlan, leads: Collection[timedelta], after: datetime) -> Due | None:
    """Return the first thing that is due later than *after*; None where nothing more is."""
    longest = max(leads, default=timedelta())
    best: Due | None = None
    for occurrence in occurrences_after(plan, after):
        if best is not None and occurrence.starts_at - longest > best.at:
            break
        things = (thing for thing in _due_of(occurrence, leads) if thing.at > after)
        best = min((*things, *([best] if best else [])), key=_order, default=None)
    return best


def _due_of(occurrence: Occurrence, leads: Collection[timedelta]) -> Iterator[Due]:
    for lead in set(leads):
        at = occurrence.starts_at - lead
        yield Due(at=at, kind=DueKind.REMIND, occurrence=occurrence, lead=lead)
    yield Due(at=occurrence.starts_at, kind=DueKind.START, occurrence=occurrence)
    yield Due(at=occurrence.ends_at, kind=DueKind.END, occurrence=occurrence)


def _order(thing: Due) -> tuple[datetime, int, datetime, timedelta]:
    """Its place in the order; the end of one meeting comes before the start of the next."""
    return thing.at, _ORDER.index(thing.kind), thing.occurrence.starts_at, thing.lead
