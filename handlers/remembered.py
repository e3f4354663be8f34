"""A stored meeting as its service, a calendar and the journal know it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from calendars.occurrences import MeetingPlan, Occurrence, occurrences
from handlers.slack_types import JSON, SlackRequest
from meetings.model import Meeting
from storage import payloads
from storage.meetings import StoredMeeting


def is_organizer(meeting: StoredMeeting | None, request: SlackRequest) -> bool:
    """Whether *request* comes from the person who had the meeting made."""
    return meeting is not None and (meeting.team, meeting.organizer) == (
        request.team,
        request.person,
    )


def plan_of(meeting: StoredMeeting) -> MeetingPlan | None:
    """When it takes place; None for a meeting that began as soon as it was made."""
    if meeting.wall is None or meeting.lasts is None:
        return None
    return MeetingPlan(
        wall=meeting.wall, zone=meeting.zone, lasts=meeting.lasts, repeats=meeting.repeats
    )


def still_on(meeting: StoredMeeting, starts_at: datetime, now: datetime) -> Occurrence | None:
    """The occurrence of *meeting* that starts at *starts_at*, if it does, and is not over."""
    plan = plan_of(meeting)
    if plan is None or meeting.state != "made":
        return None
    near = occurrences(plan, starts_at, starts_at + timedelta(milliseconds=1))
    return next((o for o in near if o.starts_at == starts_at and o.ends_at > now), None)


def meeting_of(meeting: StoredMeeting) -> Meeting:
    """The meeting as its service knows it."""
    return Meeting(
        id=meeting.service_id,
        title=meeting.title,
        join_url=meeting.join_url,
        starts_at=meeting.starts_at or meeting.created_at,
        lasts=meeting.lasts,
        data=meeting.data,
    )


def phones_of(meeting: Meeting) -> list[dict[str, str]]:
    """Its telephone ways in, as they are stored."""
    return [
        {"number": way.number, "region": way.region, "code": way.code} for way in meeting.dial_in
    ]


def as_made(row: StoredMeeting, made: Meeting, *, anew: bool) -> StoredMeeting:
    """*row* with what the service said of it; *anew*: of another meeting in place of the old."""
    return replace(
        row,
        service_id=made.id,
        title=made.title,
        join_url=made.join_url,
        passcode=made.passcode or ("" if anew else row.passcode),
        dial_in=phones_of(made) or (() if anew else row.dial_in),
        said_to_all=made.said_to_all,
        data={**({} if anew else row.data), **made.data},
    )


def load_meeting(payload: JSON) -> Meeting:
    """Return the meeting that the journal has of a service's answer."""
    return payloads.load(payload, Meeting, _with_named_dial_in)


def _with_named_dial_in(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """A meeting of the first version, whose ways in by telephone had no names for their parts."""
    dial_in = [
        dict(zip(("number", "region", "code"), way, strict=True)) for way in payload["dial_in"]
    ]
    return {**payload, "dial_in": dial_in}
