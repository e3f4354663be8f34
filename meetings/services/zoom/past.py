"""What has happened to a meeting at Zoom: its sessions, who came to them, whether it runs."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from meetings.errors import NoSuchMeeting, NotPossible
from meetings.model import Attendance, EventKind, Meeting, MeetingEvent
from meetings.service import Exchange
from meetings.services.zoom.errors import refuse
from meetings.services.zoom.moments import moment, optional_moment
from meetings.services.zoom.session import Session, meeting_path, uuid_in_path
from meetings.text import showable

NOBODY_KNOWS = "it tells who came on paid plans only"
SOMEBODY = "Somebody"
_ONE_DATE = timedelta(hours=12)
_MOST_SESSIONS = 10
_INSTANCES = "meeting:read:list_past_instances"
_PAST = "meeting:read:past_meeting"
_PARTICIPANTS = "meeting:read:list_past_participants"


def who_came(session: Session, meeting: Meeting) -> Exchange[Sequence[Attendance]]:
    """Everyone's stays at the last date of *meeting*, soonest first; none before it took place."""
    stays: list[Attendance] = []
    if session.sees_all:
        with suppress(NoSuchMeeting):  # its past is there after it was deleted
            yield from session.meeting(meeting.id)
    for row in (yield from _sessions(session, meeting)):
        for each in (yield from _participants(session, str(row["uuid"]))):
            left = each.get("leave_time")
            stays.append(
                Attendance(
                    name=_name(each),
                    came_at=moment(each["join_time"]),
                    left_at=moment(left) if left else None,
                )
            )
    return sorted(stays, key=lambda stay: stay.came_at)


def events_so_far(session: Session, meeting: Meeting) -> Exchange[Sequence[MeetingEvent]]:
    """What would have been notified: whether it runs, ended, or is gone; and who was there."""
    events: list[MeetingEvent] = []
    try:
        row = yield from session.meeting(meeting.id)
    except NoSuchMeeting:
        return [_event(EventKind.DELETED, meeting, session.now)] if session.now else []
    for ended in (yield from _sessions(session, meeting)):
        events += yield from _session_events(session, meeting, str(ended["uuid"]))
    if row.get("status") == "started" and session.now:
        uuid = str(row.get("uuid") or "")
        events.append(_event(EventKind.STARTED, meeting, session.now, uuid))
    return sorted(events, key=lambda event: event.at)


def _session_events(session: Session, meeting: Meeting, uuid: str) -> Exchange[list[MeetingEvent]]:
    row = yield from session.get(f"past_meetings/{uuid_in_path(uuid)}", _PAST)
    events = [_event(EventKind.STARTED, meeting, moment(row["start_time"]), uuid)]
    if ended_at := optional_moment(row.get("end_time")):
        events.append(_event(EventKind.ENDED, meeting, ended_at, uuid))
    return events


def _sessions(session: Session, meeting: Meeting) -> Exchange[list[Mapping[str, Any]]]:
    """The past sessions of the last date on which *meeting* took place, latest first.

    People who come back after the end open another one, as does each date of a series.
    """
    path = f"past_{meeting_path(meeting.id)}/instances"
    try:
        listed = yield from session.get(path, _INSTANCES)
    except NoSuchMeeting:
        return []  # it has not taken place
    rows = sorted(listed["meetings"], key=lambda row: moment(row["start_time"]), reverse=True)
    if not rows:
        return []
    last: datetime = moment(rows[0]["start_time"])
    rows = [row for row in rows if last - moment(row["start_time"]) < _ONE_DATE]
    yield from _check_theirs(session, str(rows[0]["uuid"]))
    return rows[:_MOST_SESSIONS]


def _check_theirs(session: Session, uuid: str) -> Exchange[None]:
    """NotTheirs for another person's meeting, which the organization's account would show."""
    if session.sees_all:
        row = yield from session.get(f"past_meetings/{uuid_in_path(uuid)}", _PAST)
        yield from session.check_theirs(row, "user_email")


def _participants(session: Session, uuid: str) -> Exchange[list[Any]]:
    path = f"past_meetings/{uuid_in_path(uuid)}/participants"
    try:
        return (yield from session.pages(path, "participants", _PARTICIPANTS))
    except NotPossible:
        raise refuse(NotPossible, NOBODY_KNOWS) from None


def _name(row: Mapping[str, Any]) -> str:
    return showable(str(row.get("name") or ""), length=100) or SOMEBODY


def _event(kind: EventKind, meeting: Meeting, at: datetime, session: str = "") -> MeetingEvent:
    return MeetingEvent(kind=kind, meeting_id=meeting.id, at=at, session=session)
