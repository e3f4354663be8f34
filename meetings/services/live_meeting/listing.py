"""Reads meetings by ListMeetings: one or many, by a name, a title or a time.

There is no GetMeeting. A MeetingReply is read into a meeting with its join link.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from meetings import xml
from meetings.errors import NoSuchMeeting
from meetings.model import Meeting
from meetings.service import Exchange
from meetings.services.live_meeting import values
from meetings.services.live_meeting.endpoints import entry_link
from meetings.services.live_meeting.errors import refuse
from meetings.services.live_meeting.session import ADMINISTRATOR, Session
from meetings.services.live_meeting.values import LONGEST_ID, LONGEST_TITLE, OptionValues, clean
from meetings.xml import Element

PAGE = 100  # meetings
MOST_PAGES = 20
LONGEST_NAME = 32
LONGEST_PASSWORD = 64
LONGEST_MEETING = timedelta(days=1)
"""How long before now a meeting may have begun to be listed as one that is still running."""

ACCESS_LIST = (
    "Only people on this meeting's access list get in at Live Meeting, and they sign in there: "
    "its owner keeps the list."
)
PERSONAL = (
    "This is your personal place at Live Meeting: anyone who has its link can use it again later. "
    "It keeps its own title and time there."
)
SERIES = "At Live Meeting this is a series; it can be changed there and not here."
GONE = ("Deleted", "Expired", "Removed")
FIELDS = (
    "mid",
    "name",
    "title",
    "owner",
    "status",
    "startTime",
    "endTime",
    "meetingType",
    "audiencePassword",
    "audienceEntryControl",
    "opaque1",
)
"""The fields that a meeting is read from, in every request that is answered with a MeetingReply."""

StringField: TypeAlias = Literal[
    "mid", "name", "owner", "title", "billing", "opaque1", "personalPlaceOf"
]
Operator: TypeAlias = Literal["=", "LIKE"]


def by(field: StringField, value: str, operator: Operator = "=") -> Element:
    """A StringQuery. With ``LIKE``, ``%`` is any run of characters and ``_`` any one."""
    attributes = {"fieldName": field, "operator": operator, "value": value}
    return xml.tree("StringQuery", attributes=attributes)


def within(field: Literal["startTime", "visitedIn"], since: datetime, until: datetime) -> Element:
    """A TimeIntervalQuery: from *since* on and before *until*."""
    ends = {"startTime": values.format_time(since), "endTime": values.format_time(until)}
    interval = xml.tree("TimeInterval", attributes=ends)
    return xml.tree("TimeIntervalQuery", interval, attributes={"fieldName": field})


def get_meeting(session: Session, query: Element, *fields: str) -> Exchange[OptionValues]:
    """The one meeting that *query* finds, with *fields*; NoSuchMeeting where it finds none."""
    meeting = yield from find_meeting(session, query, *fields)
    if meeting is None:
        raise refuse(NoSuchMeeting, "nothing is listed under that id")
    return meeting


def find_meeting(session: Session, query: Element, *fields: str) -> Exchange[OptionValues | None]:
    """The one meeting that *query* finds, or None. An Organizer is shown only their own."""
    request = xml.tree(
        "ListMeetingsRequest",
        query,
        values.field_list(*(fields or FIELDS)),
        attributes={"listDeleted": "False"},
    )
    meetings = _meeting_replies((yield from session.call(request)))
    if len(meetings) > 1:
        raise ValueError("more than one meeting where one was asked for")
    return meetings[0] if meetings else None


def upcoming(session: Session, until: datetime) -> Exchange[Sequence[Meeting]]:
    """What ends after now and begins before *until*; now is by the center's own clock."""
    now = yield from session.get_time()
    since = (now or until - timedelta(days=60)) - LONGEST_MEETING
    if since >= until:
        return []
    meetings = yield from _list_meetings(session, within("startTime", since, until))
    return [meeting for meeting in meetings if now is None or not _is_over(meeting, now)]


def search(session: Session, field: StringField, text: str) -> Exchange[Sequence[Meeting]]:
    """The account's meetings whose *field* is *text*; ``%`` and ``_`` are wildcards."""
    operator: Operator = "LIKE" if "%" in text or "_" in text else "="
    return (yield from _list_meetings(session, by(field, text, operator)))


def visited(session: Session, since: datetime, until: datetime) -> Exchange[Sequence[Meeting]]:
    """The meetings that had visitors from *since* to *until*, deleted ones included."""
    query = within("visitedIn", since, until)
    return (yield from _list_meetings(session, query, deleted=True))


def read_meeting(
    session: Session, options: OptionValues, notes: tuple[str, ...] = (), *, title: str = ""
) -> Exchange[Meeting]:
    """The meeting that *options* describe. *title* replaces the title of a personal place."""
    join_base = yield from session.join_base()
    name, kind = _identity(options, "name", LONGEST_NAME), options.text("meetingType")
    entry = options.text("audienceEntryControl")
    password = "" if entry in ("ACL", "None") else _password(options, "audiencePassword")
    starts_at = ends_at = None
    if kind != "MeetNow":  # a personal place has no time
        starts_at, ends_at = options.moment("startTime"), options.moment("endTime")
    lasts = ends_at - starts_at if starts_at and ends_at and ends_at > starts_at else None
    kind_notes = {"Recurring": (SERIES,), "MeetNow": (PERSONAL,)}.get(kind, ())
    return Meeting(
        id=_identity(options, "mid", LONGEST_ID),
        title=title or clean(options.text("title"), LONGEST_TITLE) or name,
        join_url=entry_link(join_base, name, "attend", password),
        passcode=password if password.isprintable() else "",
        starts_at=starts_at,
        lasts=lasts,
        notes=(*notes, *kind_notes, *((ACCESS_LIST,) if entry == "ACL" else ())),
        data={"name": name, "kind": kind},
    )


def presenter_link(session: Session, options: OptionValues) -> Exchange[str]:
    """The entry link for presenters; with an access list the page asks them to sign in."""
    join_base = yield from session.join_base()
    name = _identity(options, "name", LONGEST_NAME)
    return entry_link(join_base, name, "present", _password(options, "presenterPassword"))


def exists(options: OptionValues) -> bool:
    """Whether the meeting is neither deleted nor expired."""
    return options.text("status") not in GONE


def _list_meetings(
    session: Session, query: Element, *, deleted: bool = False
) -> Exchange[list[Meeting]]:
    """The account's meetings that *query* finds, soonest first.

    An Administrator is shown everybody's, and has to ask for their own.
    """
    if session.credentials.role == ADMINISTRATOR and query.get("fieldName") != "owner":
        query.set("ownedOnly", "True")
    meetings = []
    for options in (yield from _all_pages(session, query, deleted=deleted)):
        if deleted or exists(options):
            meetings.append((yield from read_meeting(session, options)))
    return sorted(meetings, key=_start)


def _all_pages(session: Session, query: Element, *, deleted: bool) -> Exchange[list[OptionValues]]:
    meetings: dict[str, OptionValues] = {}
    for page in range(1, MOST_PAGES + 1):
        paging = {"pageSize": str(PAGE), "pageNum": str(page)}
        request = xml.tree(
            "ListMeetingsRequest",
            deepcopy(query),
            values.field_list(*FIELDS),
            attributes={"listDeleted": str(deleted), **paging},
        )
        more = _meeting_replies((yield from session.call(request)))
        before = len(meetings)
        meetings |= {options.text("mid"): options for options in more}
        if len(more) < PAGE or len(meetings) == before:  # the last page, or the same page again
            break
    return list(meetings.values())


def _meeting_replies(reply: Element) -> list[OptionValues]:
    return [values.read(element) for element in xml.find_all(reply, "MeetingReply")]


def _identity(options: OptionValues, field: str, longest: int) -> str:
    value = options.text(field)
    if not (value.isprintable() and 1 <= len(value) <= longest):
        raise ValueError(f"no usable {field}")
    return value


def _password(options: OptionValues, field: str) -> str:
    password = options.text(field)
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"a {field} that is too long")
    return password


def _start(meeting: Meeting) -> tuple[bool, float]:
    """Sorts by start; meetings without one come last."""
    starts_at = meeting.starts_at
    return starts_at is None, starts_at.timestamp() if starts_at else 0.0


def _is_over(meeting: Meeting, now: datetime) -> bool:
    starts_at, lasts = meeting.starts_at, meeting.lasts
    return starts_at is not None and lasts is not None and starts_at + lasts <= now
