"""What a change of one date of a series means, or of one and those after it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.changed_dates import (
    cancelled,
    ended_before,
    last_date,
    moved,
    occurrence_of,
    original_start,
    with_change,
    without,
)
from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.recurrence import MAX_COUNT
from calendars.rescheduling import reschedule
from calendars.wording import in_words
from handlers.changing.change import MeetingChange, Problem, by_the_rule
from handlers.slack_types import MeetingTime
from handlers.stored_meetings import dates_of, plan_of
from storage.meetings import StoredDate, StoredMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDates:
    """The series as it is, and as it is to be from the date *original* on, or on it alone.

    *original* is when the rule has that date. *was* and *to* are its times, as they are and as they
    are to be; None where it does not take place. *later*: the series that is split off.
    """

    before: StoredMeeting
    after: StoredMeeting
    original: datetime
    was: MeetingTime | None
    to: MeetingTime | None
    later: StoredMeeting | None = None


def date_shown(
    meeting: StoredMeeting, starts_at: datetime | None, now: datetime
) -> Occurrence | None:
    """The date of *meeting* that starts at *starts_at*, or, where that is over, the next one."""
    plan = plan_of(meeting)
    if plan is None:
        return None
    shown = occurrence_of(plan, starts_at) if starts_at else None
    return shown if shown and shown.ends_at > now else occurrence(plan, now)


def is_first(meeting: StoredMeeting, starts_at: datetime, now: datetime) -> bool:
    """Whether no date before that one is still to come: it and those after it are all of them."""
    plan = plan_of(meeting)
    date = occurrence_of(plan, starts_at) if plan else None
    if plan is None or date is None or not meeting.repeats:
        return False
    ended = ended_before(plan, date)
    return ended is None or occurrence(ended, now) is None


def for_all(meeting: StoredMeeting, change: MeetingChange, now: datetime) -> MeetingChange:
    """*change*, which was said of one date, for all dates that are still to come."""
    plan = plan_of(meeting)
    current = occurrence(plan, now) if plan else None
    whole = replace(change, scope="")
    if plan is None or current is None or current.starts_at == change.was:
        return whole
    zone = ZoneInfo(plan.zone)
    was, to, first = (
        moment.astimezone(zone).replace(tzinfo=None)
        for moment in (change.was, change.starts_at, current.starts_at)
    )
    starts_at = (first + (to - was)).replace(tzinfo=zone)
    return replace(whole, was=current.starts_at, starts_at=starts_at, other=None)


def time_of_date(meeting: StoredMeeting, date: Occurrence) -> MeetingTime:
    """That date alone, without how the series repeats."""
    return MeetingTime(starts_at=date.starts_at, ends_at=date.ends_at, zone=meeting.zone)


def plan_dates(
    meeting: StoredMeeting, change: MeetingChange, now: datetime
) -> PlannedDates | Problem:
    """Work out what *change* means, for one date of *meeting* or for one and those after it."""
    plan = plan_of(meeting)
    if not change.fits:
        return Problem.TOO_LONG
    if plan is None or not meeting.repeats:
        return Problem.ANOTHER
    if change.dates is not None:
        return _taken_back(meeting, plan, change, now)
    date = occurrence_of(plan, change.was)
    if date is None or date.ends_at <= now:
        return Problem.ANOTHER
    if not change.cancels and (problem := _problem(plan, date, change, now)):
        return problem
    plan_it = _one if change.scope == "one" else _later
    return plan_it(meeting, plan, date, change, now)


def _problem(
    plan: MeetingPlan, date: Occurrence, change: MeetingChange, now: datetime
) -> Problem | None:
    if change.starts_at == date.starts_at:
        same = change.lasts == date.ends_at - date.starts_at
        return Problem.AS_IT_IS if same else None
    if change.starts_at <= now:
        return Problem.PAST
    taken = change.scope == "one" and occurrence_of(plan, change.starts_at) is not None
    return Problem.TAKEN if taken else None


def _one(
    meeting: StoredMeeting,
    plan: MeetingPlan,
    date: Occurrence,
    change: MeetingChange,
    now: datetime,
) -> PlannedDates | Problem:
    one = (
        cancelled(plan, date)
        if change.cancels
        else moved(plan, date, change.starts_at, change.lasts)
    )
    new = with_change(plan, one, now)
    after = _as_planned(meeting, new, now)
    if after is None:
        return Problem.LAST
    ends_at = change.starts_at + change.lasts
    to = MeetingTime(starts_at=change.starts_at, ends_at=ends_at, zone=meeting.zone)
    return PlannedDates(
        before=meeting,
        after=after,
        original=original_start(plan, date),
        was=time_of_date(meeting, date),
        to=None if change.cancels else to,
    )


def _later(
    meeting: StoredMeeting,
    plan: MeetingPlan,
    date: Occurrence,
    change: MeetingChange,
    now: datetime,
) -> PlannedDates | Problem:
    """The series ends before *date*; unless they are cancelled, another one goes on from there."""
    ended = ended_before(plan, date)
    after = _as_planned(meeting, ended, now) if ended else None
    if after is None:
        return Problem.LAST
    later = None if change.cancels else _split_off(meeting, plan, date, change, now)
    if isinstance(later, Problem):
        return later
    return PlannedDates(
        before=meeting,
        after=after,
        original=original_start(plan, date),
        was=_with_rule(meeting, date),
        to=_whole_time(later) if later else None,
        later=later,
    )


def _split_off(
    meeting: StoredMeeting,
    plan: MeetingPlan,
    date: Occurrence,
    change: MeetingChange,
    now: datetime,
) -> StoredMeeting | Problem:
    starts_at = by_the_rule(plan, date, change.starts_at)
    if change.starts_at != date.starts_at:
        plan = without(plan, date)
    new = reschedule(plan, date, starts_at, change.lasts)
    if new is None:
        return Problem.SEVERAL_DAYS
    later = _as_planned(meeting, new, now)
    return Problem.PAST if later is None else replace(later, answers={}, note="")


def _taken_back(
    meeting: StoredMeeting, plan: MeetingPlan, change: MeetingChange, now: datetime
) -> PlannedDates | Problem:
    """The date as it was before it was changed alone."""
    old = plan_of(replace(meeting, dates=change.dates or ()))
    date = occurrence_of(old, change.starts_at) if old else None
    after = _as_planned(meeting, old, now) if old else None
    if old is None or date is None or after is None or date.ends_at <= now:
        return Problem.PAST
    changed = occurrence_of(plan, change.was)
    same = changed is not None and changed.original == date.original
    return PlannedDates(
        before=meeting,
        after=after,
        original=original_start(old, date),
        was=time_of_date(meeting, changed) if changed and same else None,
        to=time_of_date(meeting, date),
    )


def _as_planned(meeting: StoredMeeting, plan: MeetingPlan, now: datetime) -> StoredMeeting | None:
    """*meeting* by *plan*; None where no date is to come."""
    coming = occurrence(plan, now)
    if coming is None:
        return None
    return replace(
        meeting,
        wall=plan.wall,
        lasts=plan.lasts,
        repeats=plan.repeats,
        dates=dates_of(plan),
        starts_at=coming.starts_at,
        ends_at=coming.ends_at,
    )


def _with_rule(meeting: StoredMeeting, date: Occurrence) -> MeetingTime:
    repeats = in_words(meeting.repeats, meeting.wall, meeting.zone) if meeting.wall else ""
    return replace(
        time_of_date(meeting, date), repeats=repeats, rule=meeting.repeats, wall=meeting.wall
    )


def _whole_time(meeting: StoredMeeting) -> MeetingTime | None:
    if meeting.starts_at is None or meeting.ends_at is None:
        return None
    next_date = Occurrence(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    return _with_rule(meeting, next_date)


def renewal(meeting: StoredMeeting, now: datetime) -> MeetingChange | None:
    """The change that lets a series that ends go on, as long again; None: it has no end."""
    plan = plan_of(meeting)
    current, last = (occurrence(plan, now), last_date(plan, now)) if plan else (None, None)
    if plan is None or current is None or last is None or meeting.lasts is None:
        return None
    rest = reschedule(plan, current, original_start(plan, current), plan.lasts)
    recurrence, whole = (rest.recurrence if rest else None), plan.recurrence
    if recurrence is None or whole is None:
        return None
    if recurrence.count is not None:
        count = min(recurrence.count + (whole.count or 0), MAX_COUNT)
        recurrence = replace(recurrence, count=count)
    else:
        wall = last.starts_at.astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
        until = wall.date() + max(wall.date() - plan.wall.date(), timedelta(days=7))
        recurrence = replace(recurrence, until=until)
    return MeetingChange(
        meeting=meeting.id,
        version=meeting.version,
        was=current.starts_at,
        starts_at=current.starts_at,
        minutes=meeting.lasts // timedelta(minutes=1),
        repeats=str(recurrence),
        verb="Renew",
    )


def way_back(planned: PlannedDates, version: int) -> MeetingChange:
    """The change that makes the series as it was, at that *version* of it."""
    before, after, was = planned.before, planned.after, planned.was
    if was is None or before.wall is None or before.lasts is None or before.starts_at is None:
        raise LookupError(f"meeting {before.id} had no such date")
    back = MeetingChange(
        meeting=before.id,
        version=version,
        was=planned.to.starts_at if planned.to else was.starts_at,
        starts_at=was.starts_at,
        minutes=(was.ends_at - was.starts_at) // timedelta(minutes=1),
        scope="one",
        dates=tuple(before.dates),
        verb="Undo",
    )
    if after.repeats == before.repeats:
        return back
    return replace(
        back,
        was=after.starts_at or before.starts_at,
        starts_at=before.starts_at,
        minutes=before.lasts // timedelta(minutes=1),
        repeats=before.repeats,
        scope="",
        rule=StoredDate(original=before.wall, fold=before.fold),
        drops=planned.later.id if planned.later else "",
    )
