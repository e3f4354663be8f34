"""A meeting as this bot remembers it, brought back to what its service and a calendar know."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from calendars.occurrences import MeetingPlan, Occurrence, occurrences
from handlers.slack_types import JSON, SlackRequest
from meetings.model import Meeting
from storage import payloads
from storage.meetings import StoredMeeting


def is_organizer(kept: StoredMeeting | None, request: SlackRequest) -> bool:
    """Whether *request* comes from the person who had the meeting made."""
    return kept is not None and (kept.team, kept.organizer) == (request.team, request.person)


def plan_of(kept: StoredMeeting) -> MeetingPlan | None:
    """When it takes place; none for a meeting that began as soon as it was made."""
    if kept.wall is None or kept.lasts is None:
        return None
    return MeetingPlan(wall=kept.wall, zone=kept.zone, lasts=kept.lasts, repeats=kept.repeats)


def still_on(kept: StoredMeeting, starts_at: datetime, now: datetime) -> Occurrence | None:
    """The occurrence of *kept* that starts at *starts_at*, if it does, and is not over."""
    plan = plan_of(kept)
    if plan is None or kept.state != "made":
        return None
    then = occurrences(plan, starts_at, starts_at + timedelta(milliseconds=1))
    return next((one for one in then if one.starts_at == starts_at and one.ends_at > now), None)


def meeting_of(kept: StoredMeeting) -> Meeting:
    """What the service is told of it."""
    return Meeting(
        id=kept.service_id,
        title=kept.title,
        join_url=kept.join_url,
        starts_at=kept.starts_at or kept.created_at,
        lasts=kept.lasts,
        data=kept.data,
    )


def phones_of(meeting: Meeting) -> list[dict[str, str]]:
    """Its telephone ways in, as they are remembered."""
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
