"""A change of a meeting that was made: what is wanted, and the meeting as it would be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from calendars.changed_dates import kept_changes, original_start, without
from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.rescheduling import reschedule
from handlers.making.draft import LONGEST
from handlers.stored_meetings import dates_of, plan_of, with_dates
from storage.meetings import StoredDate, StoredMeeting

Scope: TypeAlias = Literal["", "one", "later"]
"""Which dates of a series a change is for: all that are to come, one, or one and those after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChange:
    """A change of *version* of the meeting with the id *meeting*; what is None stays as it is.

    *was* is the start of the occurrence that is changed, *starts_at* its new start, both aware.
    *repeats* is an RRULE, "" for none, None to move a series as a whole. *other* is the other start
    that could have been meant. *anew*: a new meeting replaces the old one, with another link.
    *verb* is the label of the button that makes the change, where that is not *Move*. *until* is
    the last moment at which that button may be pressed, None for no limit. *shown* are the people
    whom the person saw when they gave *people*; None: a version before wrote it.

    *scope* says which dates of a series are changed, from *was* on; *cancels*: they are cancelled.
    To take a change back, *rule* is when the series began, *dates* are those that were changed
    alone, and *drops* is the meeting that was split off it.
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
    verb: str = ""
    until: datetime | None = None
    shown: tuple[str, ...] | None = None
    scope: Scope = ""
    cancels: bool = False
    rule: StoredDate | None = None
    dates: tuple[StoredDate, ...] | None = None
    drops: str = ""

    @property
    def lasts(self) -> timedelta:
        """The new length."""
        return timedelta(minutes=self.minutes)

    @property
    def fits(self) -> bool:
        """Whether a meeting can be that long."""
        return timedelta() < self.lasts <= LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """A change as it waits for a click, and what is doubtful about it.

    *which*: it is still to be said for which dates of a series it is.
    """

    change: MeetingChange
    doubts: tuple[str, ...] = ()
    which: bool = False


class Problem(Enum):
    """Why a change cannot be made as it was asked for."""

    PAST = "the new start is over"
    TOO_LONG = "no meeting lasts that long"
    SEVERAL_DAYS = "one day of a series that names several is to be another"
    ANOTHER = "the occurrence that was meant is over, or is another one now"
    AS_IT_IS = "there is nothing to change"
    TAKEN = "the series has another date at that time"
    LAST = "nothing would be left of the series"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """*before* is the meeting as it is, *after* as it is to be.

    *retimed*: its time changes; *seen_there*: something changes that its service shows.
    """

    before: StoredMeeting
    after: StoredMeeting
    retimed: bool
    seen_there: bool


class TooLate(Exception):
    """The new start passed before anything was done."""


def still_to_come(planned: PlannedChange, now: datetime) -> None:
    """Raise ``TooLate`` if the new start is over; a running meeting may keep its start."""
    starts_at = planned.after.starts_at
    moved = starts_at != planned.before.starts_at
    if starts_at is not None and starts_at <= now and moved:
        raise TooLate


def plan_change(
    meeting: StoredMeeting, change: MeetingChange, now: datetime
) -> PlannedChange | Problem:
    """Work out what *change* means for *meeting*, which runs at *now* or is to come."""
    old = plan_of(meeting)
    current = occurrence(old, now) if old else None
    if not change.fits:
        return Problem.TOO_LONG
    if old is None or current is None or _is_past(change, current, now):
        return Problem.PAST
    if current.starts_at != change.was:
        return Problem.ANOTHER
    plan = _new_plan(old, current, change)
    if plan is None:
        return Problem.SEVERAL_DAYS
    return _planned(meeting, change, now, old, plan)


def _planned(
    meeting: StoredMeeting,
    change: MeetingChange,
    now: datetime,
    old: MeetingPlan,
    plan: MeetingPlan,
) -> PlannedChange | Problem:
    coming = occurrence(plan, now)
    if coming is None:
        return Problem.PAST
    after = _changed(meeting, change, plan, coming)
    retimed = plan is not old
    seen = (after.title, after.choices) != (meeting.title, meeting.choices)
    unseen = (set(after.people), after.agenda) != (set(meeting.people), meeting.agenda)
    if not (retimed or seen or unseen or change.anew):
        return Problem.AS_IT_IS
    return PlannedChange(before=meeting, after=after, retimed=retimed, seen_there=retimed or seen)


def _is_past(change: MeetingChange, current: Occurrence, now: datetime) -> bool:
    """Whether the new start is over; a running meeting may keep its start."""
    return change.starts_at <= now and change.starts_at != current.starts_at


def _changed(
    meeting: StoredMeeting, change: MeetingChange, plan: MeetingPlan, coming: Occurrence
) -> StoredMeeting:
    return replace(
        meeting,
        title=meeting.title if change.title is None else change.title,
        wall=plan.wall,
        lasts=plan.lasts,
        repeats=plan.repeats,
        dates=meeting.dates if plan.changes == _changes(meeting) else dates_of(plan),
        starts_at=coming.starts_at,
        ends_at=coming.ends_at,
        people=_people(meeting, change),
        agenda=meeting.agenda if change.agenda is None else change.agenda,
        choices=meeting.choices if change.choices is None else change.choices,
    )


def _people(meeting: StoredMeeting, change: MeetingChange) -> Sequence[str]:
    if change.people is None:
        return meeting.people
    return people_after(meeting.people, change.people, change.shown)


def people_after(
    now: Sequence[str], asked: Sequence[str], shown: Sequence[str] | None
) -> tuple[str, ...]:
    """Who is invited where *asked* was given by somebody who saw *shown*.

    Whom somebody else added or removed since stays so; None: what was shown is not known.
    """
    if shown is None:
        return tuple(asked)
    invited, new, known = set(now), {*asked}.difference(shown), {*asked, *shown}
    stay = [person for person in asked if person in new or person in invited]
    return (*stay, *(person for person in now if person not in known))


def _changes(meeting: StoredMeeting) -> object:
    plan = plan_of(meeting)
    return plan and plan.changes


def _new_plan(old: MeetingPlan, current: Occurrence, change: MeetingChange) -> MeetingPlan | None:
    """When it takes place after *change*: *old* itself where nothing about the time changes."""
    if change.rule is not None:
        return _taken_back(old, change, change.rule)
    times = (change.starts_at, change.lasts)
    if times == (current.starts_at, old.lasts) and change.repeats in (None, old.repeats):
        return old
    starts_at = by_the_rule(old, current, change.starts_at)
    if change.starts_at != current.starts_at:
        old = without(old, current)  # it is no longer at a time of its own
    if change.repeats is None:
        return reschedule(old, current, starts_at, change.lasts)
    plan = MeetingPlan.at(starts_at, old.zone, change.lasts, change.repeats)
    by = plan.wall - (current.original or plan.wall)
    return replace(plan, changes=kept_changes(old.changes, by, plan))


def by_the_rule(plan: MeetingPlan, date: Occurrence, starts_at: datetime) -> datetime:
    """Where the rule has *date* if *starts_at* is its new start, though it was moved alone.

    What was moved on its day has the day of the rule again, and the new time.
    """
    original, zone = original_start(plan, date), ZoneInfo(plan.zone)
    if date.starts_at in (original, starts_at):
        return original if date.starts_at == starts_at else starts_at
    was, new = date.starts_at.astimezone(zone), starts_at.astimezone(zone)
    if was.date() != new.date():
        return starts_at
    return datetime.combine(original.astimezone(zone).date(), new.time(), zone)


def _taken_back(old: MeetingPlan, change: MeetingChange, rule: StoredDate) -> MeetingPlan:
    """The series as it was before the change that is taken back."""
    wall = rule.original.replace(fold=rule.fold)
    plan = replace(old, wall=wall, lasts=change.lasts, repeats=change.repeats or "", changes=())
    return with_dates(plan, change.dates or ())
