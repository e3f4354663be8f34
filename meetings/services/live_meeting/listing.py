"""ListMeetings: the only way to read meetings, one or many, by whatever they are known by."""

from copy import deepcopy
from datetime import datetime
from typing import Literal, TypeAlias

from meetings import xml
from meetings.errors import NoSuchMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import options
from meetings.services.live_meeting.errors import refuse
from meetings.services.live_meeting.kept import ADMINISTRATOR
from meetings.services.live_meeting.options import Values
from meetings.services.live_meeting.session import Session
from meetings.xml import Element

PAGE = 100
MOST_PAGES = 20

READ = (
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
"""The fields from which a meeting is made, asked for alike wherever one comes back."""

Field: TypeAlias = Literal["mid", "name", "owner", "title", "billing", "opaque1", "personalPlaceOf"]


def by(field: Field, value: str, operator: Literal["=", "LIKE"] = "=") -> Element:
    """A StringQuery. With ``LIKE``, ``%`` is any run of characters and ``_`` any one."""
    asked = {"fieldName": field, "operator": operator, "value": value}
    return xml.tree("StringQuery", attributes=asked)


def within(field: Literal["startTime", "visitedIn"], since: datetime, until: datetime) -> Element:
    """A TimeIntervalQuery: from *since* on and before *until*."""
    interval = {"startTime": options.utc(since), "endTime": options.utc(until)}
    inside = xml.tree("TimeInterval", attributes=interval)
    return xml.tree("TimeIntervalQuery", inside, attributes={"fieldName": field})


def one_meeting(session: Session, query: Element, *fields: str) -> Exchange[Values]:
    """The one meeting that *query* finds, with *fields*; NoSuchMeeting where it finds none."""
    found = yield from maybe_meeting(session, query, *fields)
    if found is None:
        raise refuse(NoSuchMeeting, "nothing is listed under that id")
    return found


def maybe_meeting(session: Session, query: Element, *fields: str) -> Exchange[Values | None]:
    """The one meeting that *query* finds, or none. An Organizer is shown their own alone."""
    request = xml.tree(
        "ListMeetingsRequest",
        query,
        options.fields(*(fields or READ)),
        attributes={"listDeleted": "False"},
    )
    found = _meetings((yield from session.call(request)))
    if len(found) > 1:
        raise ValueError("more than one meeting where one was asked for")
    return found[0] if found else None


def list_meetings(
    session: Session, query: Element, *, deleted: bool = False
) -> Exchange[list[Values]]:
    """Every meeting of the account that *query* finds, page by page.

    An Administrator is shown everybody's, and has to ask for their own.
    """
    if session.kept.role == ADMINISTRATOR and query.get("fieldName") != "owner":
        query.set("ownedOnly", "True")
    found: dict[str, Values] = {}
    for page in range(1, MOST_PAGES + 1):
        paging = {"pageSize": str(PAGE), "pageNum": str(page)}
        request = xml.tree(
            "ListMeetingsRequest",
            deepcopy(query),
            options.fields(*READ),
            attributes={"listDeleted": str(deleted), **paging},
        )
        more = _meetings((yield from session.call(request)))
        before = len(found)
        found |= {one.text("mid"): one for one in more}
        if len(more) < PAGE or len(found) == before:  # the last page, or one that came twice
            break
    return list(found.values())


def _meetings(reply: Element) -> list[Values]:
    return [options.read(one) for one in xml.find_all(reply, "MeetingReply")]
