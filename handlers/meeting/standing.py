"""Where a meeting stands in its life at a moment, and when it is, or was at last."""

from datetime import datetime, timedelta

from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.wording import in_words
from handlers.slack_types import CardState, MeetingTime
from handlers.stored_meetings import plan_of
from storage.meetings import StoredMeeting


def standing(meeting: StoredMeeting, now: datetime) -> tuple[MeetingTime | None, CardState]:
    """When the meeting is, or was at last, and where that stands at *now*."""
    plan = plan_of(meeting)
    if plan is None:
        return _standing_started(meeting)
    upcoming = occurrence(plan, now)
    shown = upcoming or _known(meeting, plan)
    when = MeetingTime(
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=meeting.zone,
        repeats=in_words(meeting.repeats, plan.wall, meeting.zone),
    )
    if meeting.state == "cancelled":
        return when, CardState.CANCELLED
    if upcoming is None:
        return when, CardState.ENDED
    return when, CardState.RUNNING if upcoming.starts_at <= now else CardState.UPCOMING


def _standing_started(meeting: StoredMeeting) -> tuple[MeetingTime | None, CardState]:
    """The same of a meeting that was started at once: it has a length once it has ended."""
    if meeting.state == "cancelled":
        return None, CardState.CANCELLED
    if meeting.lasts is None or meeting.starts_at is None or meeting.ends_at is None:
        return None, CardState.NOW
    when = MeetingTime(
        starts_at=meeting.starts_at, ends_at=meeting.ends_at, zone=meeting.zone, repeats=""
    )
    return when, CardState.ENDED


def _known(meeting: StoredMeeting, plan: MeetingPlan) -> Occurrence:
    """The last time that was known to be the next one."""
    if meeting.starts_at is not None and meeting.ends_at is not None:
        return Occurrence(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    first = MeetingPlan(wall=plan.wall, zone=plan.zone, lasts=plan.lasts)
    earliest = occurrence(first, meeting.created_at - timedelta(days=366))
    if earliest is None:
        raise LookupError(f"meeting {meeting.id} takes place at no time")
    return earliest
