"""Who is in a meeting, who was, and how they voted in its polls.

ListConnectedVisitors and ListVisitors, as one list of stays; ListPolls.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings import xml
from meetings.errors import NoSuchMeeting
from meetings.model import Attendance, Meeting
from meetings.service import Exchange
from meetings.services.live_meeting import values
from meetings.services.live_meeting.listing import by, within
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.values import clean
from meetings.xml import Element

LONGEST_NAME = 80
LONGEST_TEXT = 200
NEXT_ROW = timedelta(minutes=1)
"""A stay is one row for each hour: the next row of the same stay begins at most this much later."""

DAY = timedelta(days=1)

Poll = tuple[str, Sequence[tuple[str, int]]]
"""A question, and each choice with its votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _VisitorRow:
    """One row of a list of visitors; *vid* is the visitor's id."""

    name: str
    vid: str
    came_at: datetime
    left_at: datetime | None


def list_attendance(session: Session, meeting: Meeting) -> Exchange[Sequence[Attendance]]:
    """Every stay, the earliest first.

    Who is there is asked first, so that one who leaves between the two requests is not missed.
    """
    try:
        connected = yield from _visitors(session, meeting, "ListConnectedVisitorsRequest")
    except NoSuchMeeting:  # a deleted meeting still lists who came
        connected = []
    rows = yield from _visitors(session, meeting, "ListVisitorsRequest")
    vids = {row.vid for row in rows if row.vid}
    stays = _stays([*rows, *(row for row in connected if row.vid not in vids)])
    return sorted(stays, key=lambda stay: (stay.came_at, stay.name))


def list_polls(session: Session, mid: str) -> Exchange[Sequence[Poll]]:
    """The polls of a meeting, in the order in which the server lists them."""
    reply = yield from session.call(xml.tree("ListPollsRequest", by("mid", mid)))
    return [_poll(element) for element in xml.find_all(reply, "Poll")]


def _poll(element: Element) -> Poll:
    """A voter's last vote counts; choice 0 is no choice, and does not count."""
    votes = Counter(
        cast[-1].get("choice", "")
        for voter in xml.find_all(element, "Voters/Voter")
        if (cast := xml.find_all(voter, "Vote"))
    )
    choices = [
        (clean(choice.get("text", ""), LONGEST_TEXT), votes[choice.get("choice", "")])
        for choice in xml.find_all(element, "Choices/Choice")
    ]
    return clean(element.get("question", ""), LONGEST_TEXT), choices


def _visitors(session: Session, meeting: Meeting, name: str) -> Exchange[list[_VisitorRow]]:
    past = name == "ListVisitorsRequest"
    request = xml.tree(
        name,
        by("mid", meeting.id),
        *_day(meeting),
        values.field_list("userName", "vid", "startTime", *(("endTime",) if past else ())),
        attributes={"deletedOK": "True"} if past else {},
    )
    reply = yield from session.call(request)
    visitors = xml.find_all(reply, "Visitor")
    return [row for visitor in visitors for row in _rows(visitor, meeting, session)]


def _day(meeting: Meeting) -> Iterator[Element]:
    """A place that is used again has one mid, so only the day of *meeting* is asked for."""
    if meeting.data.get("kind") in ("MeetNow", "Recurring") and meeting.starts_at is not None:
        yield within("startTime", meeting.starts_at, meeting.starts_at + DAY)


def _rows(visitor: Element, meeting: Meeting, session: Session) -> Iterator[_VisitorRow]:
    for options in values.read_each(visitor):
        came_at = options.moment("startTime") or meeting.starts_at or session.now
        if came_at is None:
            raise ValueError("a visitor who came at no time")
        yield _VisitorRow(
            name=clean(options.text("userName"), LONGEST_NAME),
            vid=options.text("vid"),
            came_at=came_at,
            left_at=options.moment("endTime"),
        )


def _stays(rows: Sequence[_VisitorRow]) -> Iterator[Attendance]:
    """Rows of one visitor that follow each other are one stay."""
    by_visitor: dict[tuple[str, str], list[_VisitorRow]] = {}
    for row in sorted(rows, key=lambda row: row.came_at):
        by_visitor.setdefault((row.name, row.vid), []).append(row)
    for (name, _), visitor_rows in by_visitor.items():
        came_at, left_at = visitor_rows[0].came_at, visitor_rows[0].left_at
        for row in visitor_rows[1:]:
            if left_at is not None and row.came_at > left_at + NEXT_ROW:
                yield Attendance(name=name, came_at=came_at, left_at=left_at)
                came_at, left_at = row.came_at, row.left_at
            else:
                left_at = max(left_at, row.left_at) if left_at and row.left_at else None
        yield Attendance(name=name, came_at=came_at, left_at=left_at)
