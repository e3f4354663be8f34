"""Which dates of a series were said in an order, and which date of a meeting that is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from calendars.occurrences import occurrence
from handlers.slack_types import Person
from handlers.stored_meetings import plan_of
from language import understand
from language.orders.which_dates import dates_said
from storage.meetings import StoredMeeting

_A_MOMENT = datetime(1, 1, 1, tzinfo=UTC).resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidDates:
    """What an order says of dates: *named* is the rest of it.

    *scope*: which dates; empty where the words do not say it. *first*: the day from which on.
    """

    named: str
    scope: Literal["", "one", "later", "all"] = ""
    first: datetime | None = None


def said_of(typed: str, person: Person, asked_at: datetime) -> SaidDates:
    """Read *typed*, as *person* typed it: a day that cannot be read, or a clock time, is no day."""
    said = dates_said(typed, person.locale)
    if said is None:
        return SaidDates(named=typed)
    if not said.day:
        return SaidDates(named=said.rest, scope=said.which)
    day = understand(said.day, asked_at, person.zone, person.locale)
    if day.start or day.date is None or day.title:
        return SaidDates(named=typed)
    first = datetime.combine(day.date, datetime.min.time(), ZoneInfo(person.zone))
    return SaidDates(named=said.rest, scope=said.which, first=first)


def first_from(meeting: StoredMeeting, first: datetime | None, now: datetime) -> datetime | None:
    """The start of the first date of *meeting* from then on; None: no day was said."""
    plan = plan_of(meeting)
    if first is None or plan is None:
        return None
    date = occurrence(plan, max(first, now) - _A_MOMENT)
    while date is not None and date.starts_at < first:
        date = occurrence(plan, date.ends_at)
    return date.starts_at if date else None
