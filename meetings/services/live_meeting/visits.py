"""Who is in a meeting and who was: ListConnectedVisitors and ListVisitors, as one list of stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings import xml
from meetings.errors import NoSuchMeeting
from meetings.model import Attendance, Meeting
from meetings.service import Exchange
from meetings.services.live_meeting import options
from meetings.services.live_meeting.listing import by, within
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.strings import shown
from meetings.xml import Element

LONGEST_NAME = 80
NEXT_ROW = timedelta(minutes=1)
"""A stay is one row for each hour: the next row of the same stay begins at most this much later."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    vid: str
    came_at: datetime
    left_at: datetime | None


def attendance(session: Session, meeting: Meeting) -> Exchange[Sequence[Attendance]]:
    """Every stay, the earliest first. Who is there is asked first, so that nobody slips through."""
    try:
        there = yield from _visitors(session, meeting, "ListConnectedVisitorsRequest")
    except NoSuchMeeting:  # deleted: that does not take back who came
        there = []
    came = yield from _visitors(session, meeting, "ListVisitorsRequest")
    left = {one.vid for one in came if one.vid}
    stays = _stays([*came, *(one for one in there if one.vid not in left)])
    return sorted(stays, key=lambda one: (one.came_at, one.name))


def _visitors(session: Session, meeting: Meeting, request: str) -> Exchange[list[_Row]]:
    past = request == "ListVisitorsRequest"
    asked = xml.tree(
        request,
        by("mid", meeting.id),
        *_when(meeting),
        options.fields("userName", "vid", "startTime", *(("endTime",) if past else ())),
        attributes={"deletedOK": "True"} if past else {},
    )
    told = yield from session.call(asked)
    return [row for one in xml.find_all(told, "Visitor") for row in _rows(one, meeting, session)]


def _when(meeting: Meeting) -> Iterator[Element]:
    """A place that is used again and again has one mid: only the day that is meant is asked for."""
    if meeting.data.get("kind") in ("MeetNow", "Recurring") and meeting.starts_at is not None:
        yield within("startTime", meeting.starts_at, meeting.starts_at + DAY)


def _rows(visitor: Element, meeting: Meeting, session: Session) -> Iterator[_Row]:
    for values in options.read_each(visitor):
        came_at = values.moment("startTime") or meeting.starts_at or session.now
        if came_at is None:
            raise ValueError("a visitor who came at no time")
        yield _Row(
            name=shown(values.text("userName"), LONGEST_NAME),
            vid=values.text("vid"),
            came_at=came_at,
            left_at=values.moment("endTime"),
        )


def _stays(rows: Sequence[_Row]) -> Iterator[Attendance]:
    """Rows of one visit that follow each other are one stay."""
    groups: dict[tuple[str, str], list[_Row]] = {}
    for row in sorted(rows, key=lambda one: one.came_at):
        groups.setdefault((row.name, row.vid), []).append(row)
    for (name, _), own in groups.items():
        came_at, left_at = own[0].came_at, own[0].left_at
        for row in own[1:]:
            if left_at is not None and row.came_at > left_at + NEXT_ROW:
                yield Attendance(name=name, came_at=came_at, left_at=left_at)
                came_at = row.came_at
                left_at = row.left_at
            else:
                left_at = _later(left_at, row.left_at)
        yield Attendance(name=name, came_at=came_at, left_at=left_at)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)
