"""Where a meeting stands in its life at a moment, and when it is, or was at last.

What its service tells of how it is held counts before its times: it runs as long as people are in
it, and it has ended when they have left.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.occurrences import MeetingPlan, Occurrence, occurrence, occurrences
from calendars.wall_clock import moment_of
from calendars.wording import in_words
from handlers.dates_in_words import Clock, without_zone
from handlers.slack_types import CardState, MeetingProgress, MeetingTime
from handlers.stored_meetings import plan_of
from storage.meeting_rows import Progress
from storage.meetings import StoredMeeting
from storage.sessions import RUNS_AT_MOST

NEAR = timedelta(hours=12)
"""How long before or after the time of a date people may meet for it."""


MOST_DATES = 4
"""Dates of a series that a card names because they are not as its rule says."""


def standing(meeting: StoredMeeting, now: datetime) -> tuple[MeetingTime | None, CardState]:
    """When the meeting is, or was at last, and where that stands at *now*."""
    plan = plan_of(meeting)
    if plan is None:
        return _standing_started(meeting, now)
    upcoming = occurrence(plan, now)
    running = running_since(meeting, now)
    shown = upcoming or _known(meeting, plan)
    if meeting.state == "cancelled":
        return _time(meeting, plan, shown), CardState.CANCELLED
    if running:
        return _time(meeting, plan, _nearest(plan, running) or shown), CardState.RUNNING
    if upcoming is None or (not meeting.repeats and was_held(meeting, upcoming.starts_at)):
        return _time(meeting, plan, shown), CardState.ENDED
    begun = upcoming.starts_at <= now
    return _time(meeting, plan, upcoming), CardState.RUNNING if begun else CardState.UPCOMING


def running_since(meeting: StoredMeeting, now: datetime) -> datetime | None:
    """Since when people are in it, as far as its service tells."""
    held = meeting.progress
    if held is None or held.ended_at is not None or now - held.began_at > RUNS_AT_MOST:
        return None
    return held.began_at


def was_held(meeting: StoredMeeting, starts_at: datetime) -> bool:
    """Whether people met for what begins at *starts_at*, and have left. A trial before is none."""
    held = meeting.progress
    return held is not None and held.ended_at is not None and held.ended_at > starts_at


def shown_on_card(
    meeting: StoredMeeting, now: datetime
) -> tuple[MeetingTime | None, CardState, MeetingProgress | None]:
    """The same as ``standing`` for the card, with what it says of how the meeting is held.

    Of a series whose date was held, the next date is shown, as soon as everyone has left.
    """
    when, state = standing(meeting, now)
    held, plan = meeting.progress, plan_of(meeting)
    if held is None or state is CardState.CANCELLED:
        return when, state, None
    if plan and when and meeting.repeats and was_held(meeting, when.starts_at):
        after = occurrence(plan, max(now, when.ends_at))
        if after:
            when, state = _time(meeting, plan, after), CardState.UPCOMING
    running = running_since(meeting, now)
    told = _told(held, when, state, series=bool(meeting.repeats), running=running)
    return when, state, told


def _told(
    held: Progress,
    when: MeetingTime | None,
    state: CardState,
    *,
    series: bool,
    running: datetime | None,
) -> MeetingProgress | None:
    """What is said of *held*: what goes on, how it ended, and of a series how it ended last."""
    if state is CardState.RUNNING and running:
        return MeetingProgress(began_at=held.began_at, people=held.people)
    if held.ended_at is None:
        return None
    over = state is CardState.ENDED and (when is None or held.ended_at > when.starts_at)
    last_time = state is CardState.UPCOMING and series
    if not over and not last_time:
        return None
    return MeetingProgress(began_at=held.began_at, ended_at=held.ended_at)


def _standing_started(
    meeting: StoredMeeting, now: datetime
) -> tuple[MeetingTime | None, CardState]:
    """The same of a meeting that was started at once: it has a length once it has ended."""
    if meeting.state == "cancelled":
        return None, CardState.CANCELLED
    if meeting.lasts is None or meeting.starts_at is None or meeting.ends_at is None:
        return None, CardState.RUNNING if running_since(meeting, now) else CardState.NOW
    when = MeetingTime(
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, zone=meeting.zone, repeats=""
    )
    return when, CardState.ENDED


def _time(meeting: StoredMeeting, plan: MeetingPlan, shown: Occurrence) -> MeetingTime:
    return MeetingTime(
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=meeting.zone,
        repeats=in_words(meeting.repeats, plan.wall, meeting.zone),
        rule=meeting.repeats,
        wall=plan.wall if meeting.repeats else None,
    )


def dates_line(meeting: StoredMeeting, now: datetime, clock: Clock) -> str:
    """The next dates of a series that are not as its rule says; empty where there are none.

    *clock* is the organizer's: the line is the same for every reader, as the card is.
    """
    zone, lines = ZoneInfo(meeting.zone), list[str]()
    for date in meeting.dates:
        original = moment_of(date.original, zone)
        to = date.wall and moment_of(date.wall.replace(fold=date.fold), zone)
        if max(original, to or original) > now:
            day = clock.day(date.original.date(), year=False)
            instead = f"{day}: {without_zone(to, clock)} instead" if to else f"Not on {day}"
            lines.append(f"{instead}.")
    more = f" And {len(lines) - MOST_DATES} more." if len(lines) > MOST_DATES else ""
    return " ".join(lines[:MOST_DATES]) + more


def date_of(meeting: StoredMeeting, moment: datetime) -> datetime | None:
    """The start of the date that a *moment* belongs to, where people meet then."""
    plan = plan_of(meeting)
    nearest = _nearest(plan, moment) if plan else None
    return nearest.starts_at if nearest else None


def _nearest(plan: MeetingPlan, moment: datetime) -> Occurrence | None:
    """The occurrence that people who meet at *moment* meet for."""
    near: Iterator[Occurrence] = occurrences(plan, moment - NEAR, moment + NEAR)
    return min(near, key=lambda each: abs(each.starts_at - moment), default=None)


def _known(meeting: StoredMeeting, plan: MeetingPlan) -> Occurrence:
    """The last time that was known to be the next one."""
    if meeting.starts_at is not None and meeting.ends_at is not None:
        return Occurrence(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    first = MeetingPlan(wall=plan.wall, zone=plan.zone, lasts=plan.lasts)
    earliest = occurrence(first, meeting.created_at - timedelta(days=366))
    if earliest is None:
        raise LookupError(f"meeting {meeting.id} takes place at no time")
    return earliest
