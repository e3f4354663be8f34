"""A stored meeting as its service and a calendar know it, and the service's answer in its row."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendars.changed_dates import occurrence_of
from calendars.occurrences import ChangedDate, MeetingPlan, Occurrence
from calendars.wall_clock import moment_of
from handlers.replay import Run
from handlers.slack_types import JSON, SlackRequest
from meetings.model import Meeting
from storage import payloads
from storage.meetings import StoredDate, StoredMeeting


def meeting_id(run: Run, service: str) -> str:
    """Our id of the meeting that this job makes."""
    return f"{service}-{run.job.id}"


def note_made(run: Run, stored: StoredMeeting) -> None:
    """Note that the meeting was made, where its row is."""
    run.note("meeting made", meeting=stored.id, service=stored.service, by=stored.organizer)


def is_organizer(stored: StoredMeeting | None, request: SlackRequest) -> bool:
    """Whether *request* comes from the person who had the meeting made."""
    return stored is not None and (stored.team, stored.organizer) == (request.team, request.person)


def concerns(stored: StoredMeeting, request: SlackRequest) -> bool:
    """Whether *request* comes from one of the meeting's people, or from its conversation."""
    among = request.person == stored.organizer or request.person in stored.people
    here = request.channel != "" and request.channel == stored.channel
    return stored.team == request.team and (among or here)


def declined(stored: StoredMeeting, person: str, starts_at: datetime) -> bool:
    """Whether *person* does not come then: answers are for the date that runs or comes next."""
    own = stored.starts_at == starts_at and person != stored.organizer
    return own and stored.answers.get(person) == "cant"


def plan_of(stored: StoredMeeting) -> MeetingPlan | None:
    """When it takes place; None for a meeting that began as soon as it was made."""
    if stored.wall is None or stored.lasts is None:
        return None
    plan = MeetingPlan(
        wall=stored.wall, zone=stored.zone, lasts=stored.lasts, repeats=stored.repeats
    )
    return with_dates(plan, stored.dates) if stored.dates else plan


def with_dates(plan: MeetingPlan, dates: Sequence[StoredDate]) -> MeetingPlan:
    """*plan* with the dates that were changed alone."""
    return replace(plan, changes=tuple(map(_change, dates)))


def _change(date: StoredDate) -> ChangedDate:
    return ChangedDate(
        original=date.original,
        wall=date.wall and date.wall.replace(fold=date.fold),
        lasts=None if date.minutes is None else timedelta(minutes=date.minutes),
    )


def dates_of(plan: MeetingPlan) -> tuple[StoredDate, ...]:
    """The changed dates of *plan* as they are stored."""
    return tuple(
        StoredDate(
            original=change.original,
            wall=change.wall,
            fold=change.wall.fold if change.wall else 0,
            minutes=None if change.lasts is None else change.lasts // timedelta(minutes=1),
        )
        for change in plan.changes
    )


def occurrence_at(stored: StoredMeeting, starts_at: datetime, now: datetime) -> Occurrence | None:
    """The occurrence that starts at *starts_at*; None if there is none, or it is over."""
    plan = plan_of(stored)
    if plan is None or stored.state != "made":
        return None
    found = occurrence_of(plan, starts_at)
    return found if found and found.ends_at > now else None


def is_cancelled_date(stored: StoredMeeting, starts_at: datetime) -> bool:
    """Whether the date that was to start then, by the rule of the series, is cancelled alone."""
    zone = ZoneInfo(stored.zone)
    gone = (date.original for date in stored.dates if date.wall is None)
    return any(moment_of(original, zone) == starts_at for original in gone)


def meeting_of(stored: StoredMeeting) -> Meeting:
    """The meeting as its service made it."""
    return Meeting(
        id=stored.service_id,
        title=stored.title,
        join_url=stored.join_url,
        starts_at=stored.starts_at or stored.created_at,
        lasts=stored.lasts,
        data=stored.data,
    )


def dial_in_of(meeting: Meeting) -> list[dict[str, str]]:
    """Its telephone ways in, as they are stored."""
    return [
        {"number": way.number, "region": way.region, "code": way.code} for way in meeting.dial_in
    ]


def with_answer(row: StoredMeeting, answer: Meeting, *, new: bool) -> StoredMeeting:
    """*row* with what the service answered; *new*: of another meeting in place of the old."""
    return replace(
        row,
        service_id=answer.id,
        title=answer.title,
        join_url=answer.join_url,
        passcode=answer.passcode or ("" if new else row.passcode),
        dial_in=dial_in_of(answer) or (() if new else row.dial_in),
        said_to_all=answer.said_to_all,
        data={**({} if new else row.data), **answer.data},
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
