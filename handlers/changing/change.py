"""A change of a meeting that was made: what is wanted, and the meeting as it would be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast

from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.rescheduling import reschedule
from handlers.making.draft import LONGEST
from handlers.remembered import plan_of
from handlers.slack_types import JSON
from storage.meetings import StoredMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChange:
    """A change of *meeting*, as it was when *version* counted; what is none stays as it is.

    *starts_at* is aware: when the occurrence that began, or was to begin, at *was* is to begin.
    *repeats* none: a series moves as a whole. *other* is the other defensible start. *anew*: a new
    meeting is made in place of the old one, with another link.
    """

    meeting: str
    version: int
    was: datetime
    starts_at: datetime
    minutes: int
    repeats: str | None = None
    title: str | None = None
    people: tuple[str, ...] | None = None
    agenda: str | None = None
    choices: Mapping[str, str] | None = field(default=None, repr=False)
    other: datetime | None = None
    anew: bool = False

    @property
    def lasts(self) -> timedelta:
        """How long it is to be."""
        return timedelta(minutes=self.minutes)

    @property
    def fits(self) -> bool:
        """Whether a meeting can be that long."""
        return timedelta() < self.lasts <= LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """A change as it waits for a click, and what is doubtful about it."""

    change: MeetingChange
    doubts: tuple[str, ...] = ()


class Problem(Enum):
    """Why a change cannot be made as it was said."""

    PAST = "the new start is over"
    TOO_LONG = "no meeting lasts that long"
    SEVERAL_DAYS = "one day of a series that names several is to be another"
    ANOTHER = "the occurrence that was meant is over, or is another one now"
    AS_IT_IS = "there is nothing to change"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """*before* and *after* are the meeting as it is and as it is to be.

    *retimed*: the time is another; *seen_there*: so is something that its service shows.
    """

    before: StoredMeeting
    after: StoredMeeting
    retimed: bool
    seen_there: bool


class TooLate(Exception):
    """The new start passed before anything was done."""


def still_to_come(target: PlannedChange, now: datetime) -> None:
    """Raise ``TooLate`` if the time that it is to have is over; what runs may keep its start."""
    starts_at = target.after.starts_at
    kept = starts_at == target.before.starts_at
    if starts_at is not None and starts_at <= now and not kept:
        raise TooLate


def plan_change(
    kept: StoredMeeting, change: MeetingChange, now: datetime
) -> PlannedChange | Problem:
    """Work out what *change* means for *kept*, which runs at *now* or is to come."""
    old = plan_of(kept)
    was = occurrence(old, now) if old else None
    if not change.fits:
        return Problem.TOO_LONG
    if old is None or was is None or _over(change, was, now):
        return Problem.PAST
    if was.starts_at != change.was:
        return Problem.ANOTHER
    plan = _plan(old, was, change)
    if plan is None:
        return Problem.SEVERAL_DAYS
    return _target(kept, change, now, old, plan)


def _target(
    kept: StoredMeeting, change: MeetingChange, now: datetime, old: MeetingPlan, plan: MeetingPlan
) -> PlannedChange | Problem:
    coming = occurrence(plan, now)
    if coming is None:
        return Problem.PAST
    after = _with(kept, change, plan, coming)
    retimed = plan is not old
    seen = (after.title, after.choices) != (kept.title, kept.choices)
    beside = (set(after.people), after.agenda) != (set(kept.people), kept.agenda)
    if not (retimed or seen or beside or change.anew):
        return Problem.AS_IT_IS
    return PlannedChange(before=kept, after=after, retimed=retimed, seen_there=retimed or seen)


def _over(change: MeetingChange, was: Occurrence, now: datetime) -> bool:
    """Whether its new start has passed; what runs may keep the start that it has."""
    return change.starts_at <= now and change.starts_at != was.starts_at


def _with(
    kept: StoredMeeting, change: MeetingChange, plan: MeetingPlan, coming: Occurrence
) -> StoredMeeting:
    return replace(
        kept,
        title=kept.title if change.title is None else change.title,
        wall=plan.wall,
        lasts=plan.lasts,
        repeats=plan.repeats,
        starts_at=coming.starts_at,
        ends_at=coming.ends_at,
        people=kept.people if change.people is None else change.people,
        agenda=kept.agenda if change.agenda is None else change.agenda,
        choices=kept.choices if change.choices is None else change.choices,
    )


def _plan(old: MeetingPlan, was: Occurrence, change: MeetingChange) -> MeetingPlan | None:
    """When it takes place then; *old* itself where nothing about the time is to be another."""
    times = (change.starts_at, change.lasts)
    if times == (was.starts_at, old.lasts) and change.repeats in (None, old.repeats):
        return old
    if change.repeats is None:
        return reschedule(old, was, change.starts_at, change.lasts)
    return MeetingPlan.at(change.starts_at, old.zone, change.lasts, change.repeats)
