"""Reads the account's list of meetings, page by page. WebEx XML API: LstsummaryMeeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.errors import UnexpectedReply
from meetings.service import Exchange
from meetings.services.webex_xml.clocks import IN_GREENWICH, moment_of
from meetings.services.webex_xml.errors import NothingFound, refuse
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.session import Session
from meetings.services.webex_xml.zones import read
from meetings.xml import Element, find, find_all, text, tree

PAGE = 100  # meetings; the vendor's most is said to be 500, and ours is a megabyte
_MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. It is read when it is asked: most lines are never looked at closer."""

    element: Element

    @property
    def key(self) -> str:
        """The meeting key; LookupError without one."""
        return find(self.element, "meetingKey").text or ""

    @property
    def title(self) -> str:
        """The title; empty for none."""
        return text(self.element, "confName")

    @property
    def lasts(self) -> timedelta:
        """How long."""
        return timedelta(minutes=int(text(self.element, "duration")))

    def starts_at(self, session: Session) -> Exchange[datetime]:
        """When it begins: a wall-clock time in a zone of its own."""
        wall = read(text(self.element, "startDate"))
        return (yield from moment_of(session, wall, int(text(self.element, "timeZoneID"))))


def listed(
    session: Session,
    *,
    starts_after: datetime | None = None,
    starts_before: datetime | None = None,
    ends_after: datetime | None = None,
) -> Exchange[list[Line]]:
    """The host's meetings in that span, the latest start first. An empty list is an answer."""
    found: list[Line] = []
    span = _span(startDateStart=starts_after, startDateEnd=starts_before, endDateStart=ends_after)
    begin = 1
    for _ in range(_MOST_PAGES):
        try:
            answer = yield from session.call_again(Operation.LIST, *_asked(session, begin, span))
        except NothingFound:
            return found
        page = read_page(answer.body)
        found += page
        begin += len(page)
        total = int(text(answer.body, "matchingRecords/total"))
        if not page or begin > total:
            return found
    raise refuse(UnexpectedReply, "a list without an end")


def read_page(body: Element) -> list[Line]:
    """The meetings of one page."""
    return [Line(one) for one in find_all(body, "meeting")]


def _asked(session: Session, begin: int, span: Element) -> Iterator[Element]:
    """An administrator who names no host is given the meetings of the whole site."""
    control = {"startFrom": str(begin), "maximumNum": str(PAGE), "listMethod": "AND"}
    order = {"orderBy": "STARTTIME", "orderAD": "DESC"}
    yield tree("listControl", *(tree(name, value) for name, value in control.items()))
    yield tree("order", *(tree(name, value) for name, value in order.items()))
    yield span
    yield tree("hostWebExID", session.kept.username)


def _span(**ends: datetime | None) -> Element:
    """The dateScope, in the schema's order, on the clock of Greenwich."""
    told = {name: IN_GREENWICH.written(end) for name, end in ends.items() if end is not None}
    told["timeZoneID"] = str(IN_GREENWICH.zone_id)
    order = ("startDateStart", "startDateEnd", "timeZoneID", "endDateStart")
    return tree("dateScope", *(tree(name, told[name]) for name in order if name in told))
