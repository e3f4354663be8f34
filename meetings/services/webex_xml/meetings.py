"""Reads meetings: one of them, the account's list, and the one that an earlier request made.

WebEx XML API: GetMeeting, GetjoinurlMeeting and LstsummaryMeeting.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from meetings.errors import NoSuchMeeting, NotAllowed, UnexpectedReply
from meetings.model import DialIn, Meeting, NewMeeting, check_link
from meetings.service import Exchange
from meetings.services.webex_xml.errors import NothingFound, clean, refuse
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.request import (
    PHONE_BEFORE_HOST,
    enable_options,
    marker_text,
    notes,
    title,
)
from meetings.services.webex_xml.session import Session
from meetings.services.webex_xml.times import UTC_ZONE, parse_time, to_utc
from meetings.xml import Element, find, find_all, text, tree

BACKUP = "WebEx runs on its backup system just now."
NO_PHONE_BEFORE_HOST = (
    "Callers cannot speak before the host is there: your site did not take that. "
    "It needs Cisco Unified MeetingPlace, MP or TSP audio, and no end-to-end encryption."
)
PAGE = 100  # meetings; the vendor's limit is said to be 500, and ours is a megabyte
_MOST_PAGES = 50
_MOST_NUMBERS = 20
_MOST_READ = 40  # meetings of one title, in looking for the one with our marker
_MARGIN = timedelta(days=1)  # more than a site can be wrong about time zones
_LOOK_BACK = timedelta(days=7)  # how long after a crash a meeting "now" is still looked for
_COMPARED = 60  # characters of a title, should the site have cut it


@dataclass(frozen=True, slots=True)
class MeetingDetails:
    """A meeting as GetMeeting shows it; *backup*: the site runs on its backup system."""

    body: Element
    starts_at: datetime
    backup: bool

    @property
    def agenda(self) -> str:
        """The agenda, which holds our marker."""
        return text(self.body, "metaData/agenda")

    def meeting(self, key: str, join_url: str) -> Meeting:
        """The meeting that is joined by *join_url*."""
        return Meeting(
            id=key,
            title=text(self.body, "metaData/confName"),
            join_url=join_url,
            passcode=text(self.body, "accessControl/meetingPassword"),
            dial_in=tuple(_dial_in(self.body)),
            starts_at=self.starts_at,
            lasts=timedelta(minutes=int(text(self.body, "schedule/duration"))),
            notes=(BACKUP,) if self.backup else (),
            data={"guest_token": text(self.body, "guestToken")},
        )

    def differences(self, wanted: NewMeeting) -> list[str]:
        """Sentences about what WebEx made other than was asked."""
        sentences = []
        for option, on in enable_options(wanted):
            state = text(self.body, f"enableOptions/{option.element}").lower()
            if state in ("true", "false") and (state == "true") is not on:
                label = option.choice.label[:1].lower() + option.choice.label[1:]
                switch = "on" if state == "true" else "off"
                sentences.append(f"WebEx has {label} {switch} in this meeting.")
        asked = wanted.starts_at
        if asked is not None and abs(self.starts_at - asked) >= timedelta(minutes=1):
            start = self.starts_at.strftime("%Y-%m-%d %H:%M UTC")
            sentences.append(f"WebEx has set another start than was asked for: {start}.")
        phone_first = text(self.body, "schedule/joinTeleconfBeforeHost").lower()
        if wanted.chosen(PHONE_BEFORE_HOST) == "yes" and phone_first == "false":
            sentences.append(NO_PHONE_BEFORE_HOST)
        return sentences


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A row of the list. Its values are read when they are asked for: most rows are skipped."""

    element: Element

    @property
    def key(self) -> str:
        """The meeting key; LookupError without one."""
        return find(self.element, "meetingKey").text or ""

    @property
    def title(self) -> str:
        """The title, maybe empty."""
        return text(self.element, "confName")

    @property
    def lasts(self) -> timedelta:
        """The length."""
        return timedelta(minutes=int(text(self.element, "duration")))

    def starts_at(self, session: Session) -> Exchange[datetime]:
        """The start, which the row tells as a wall-clock time in a zone of its own."""
        wall = parse_time(text(self.element, "startDate"))
        return (yield from to_utc(session, wall, int(text(self.element, "timeZoneID"))))


def is_key(meeting_id: str) -> bool:
    """Whether *meeting_id* can be a meeting key: the schema's long."""
    return meeting_id.isascii() and meeting_id.isdigit() and len(meeting_id) <= 18


def get_details(session: Session, key: str) -> Exchange[MeetingDetails]:
    """GetMeeting; NoSuchMeeting when it is gone, or *key* cannot be a meeting key."""
    if not is_key(key):
        raise refuse(NoSuchMeeting, "not a meeting key")
    success = yield from session.call_idempotent(Operation.GET, tree("meetingKey", key))
    if text(success.body, "meetingkey") != key:
        raise refuse(UnexpectedReply, "it showed another meeting")
    schedule = find(success.body, "schedule")
    wall, zone_id = parse_time(text(schedule, "startDate")), int(text(schedule, "timeZoneID"))
    starts_at = yield from to_utc(session, wall, zone_id)
    return MeetingDetails(success.body, starts_at, success.backup)


def get_join_url(session: Session, key: str) -> Exchange[str]:
    """GetjoinurlMeeting: the page that invites everyone, else the one that joins.

    No name, e-mail or password is sent, so the link cannot contain one.
    """
    success = yield from session.call_idempotent(Operation.JOIN_URL, tree("sessionKey", key))
    link = text(success.body, "inviteMeetingURL") or text(success.body, "joinMeetingURL")
    return check_link(link)


def read_meeting(session: Session, key: str) -> Exchange[Meeting]:
    """The meeting and its link; NoSuchMeeting when it is gone."""
    details = yield from get_details(session, key)
    return details.meeting(key, (yield from get_join_url(session, key)))


def list_meetings(
    session: Session,
    *,
    starts_after: datetime | None = None,
    starts_before: datetime | None = None,
    ends_after: datetime | None = None,
) -> Exchange[list[MeetingSummary]]:
    """The host's meetings in that span, the latest start first, maybe none."""
    meetings: list[MeetingSummary] = []
    span = _date_scope(
        startDateStart=starts_after, startDateEnd=starts_before, endDateStart=ends_after
    )
    for _ in range(_MOST_PAGES):
        content = _list_content(session, len(meetings) + 1, span)
        try:
            success = yield from session.call_idempotent(Operation.LIST, *content)
        except NothingFound:
            return meetings
        page = [MeetingSummary(element) for element in find_all(success.body, "meeting")]
        meetings += page
        total = int(text(success.body, "matchingRecords/total"))
        if not page or len(meetings) >= total:
            return meetings
    raise refuse(UnexpectedReply, "a list without an end")


def find_meeting(session: Session, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Find the meeting that an earlier CreateMeeting for *wanted* made, if it did.

    CreateMeeting takes no key of ours, so it is not idempotent. The marker is in the agenda, which
    the list does not show: each meeting of that title and time is read.
    """
    if wanted.starts_at is not None:
        after, before = wanted.starts_at - _MARGIN, wanted.starts_at + _MARGIN
        rows = yield from list_meetings(session, starts_after=after, starts_before=before)
    else:
        now = yield from session.now()
        rows = yield from list_meetings(session, starts_after=now - _LOOK_BACK if now else None)
    candidates = [row for row in rows if _comparable(row.title) == _comparable(title(wanted))]
    for row in candidates[:_MOST_READ]:
        meeting = yield from _if_marked(session, row.key, wanted)
        if meeting is not None:
            return meeting
    if len(candidates) > _MOST_READ:
        raise refuse(UnexpectedReply, "too many meetings of that name to look through")
    return None


def with_calendar_links(meeting: Meeting, body: Element) -> Meeting:
    """Add the iCalendarURL links in *body*: for everyone and for the host."""
    everyone, host = (_link_or_empty(body, f"iCalendarURL/{who}") for who in ("attendee", "host"))
    sentences = []
    if everyone and everyone != meeting.join_url:
        sentences.append(f"Calendar entry for everyone invited: {everyone}")
    if host and host != everyone:
        sentences.append(f"Calendar entry for you, the host: {host}")
    data = {**meeting.data, "calendar_url": everyone}
    return replace(meeting, notes=(*meeting.notes, *sentences), data=data)


def _if_marked(session: Session, key: str, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """The meeting if it has our marker. Meetings of other hosts may be in the list as well."""
    try:
        details = yield from get_details(session, key)
    except (NoSuchMeeting, NotAllowed):
        return None
    if marker_text(wanted) not in details.agenda:
        return None
    meeting = details.meeting(key, (yield from get_join_url(session, key)))
    sentences = (*notes(wanted), *details.differences(wanted), *meeting.notes)
    return replace(meeting, notes=sentences)


def _comparable(name: str) -> str:
    return " ".join(name.split())[:_COMPARED].rstrip()


def _list_content(session: Session, start_from: int, span: Element) -> Iterator[Element]:
    """An administrator who names no host is given the meetings of the whole site."""
    control = {"startFrom": str(start_from), "maximumNum": str(PAGE), "listMethod": "AND"}
    order = {"orderBy": "STARTTIME", "orderAD": "DESC"}
    yield tree("listControl", *(tree(name, value) for name, value in control.items()))
    yield tree("order", *(tree(name, value) for name, value in order.items()))
    yield span
    yield tree("hostWebExID", session.credentials.username)


def _date_scope(**ends: datetime | None) -> Element:
    """The dateScope, in the schema's order, in UTC."""
    texts = {name: UTC_ZONE.format(end) for name, end in ends.items() if end is not None}
    texts["timeZoneID"] = str(UTC_ZONE.id)
    order = ("startDateStart", "startDateEnd", "timeZoneID", "endDateStart")
    return tree("dateScope", *(tree(name, texts[name]) for name in order if name in texts))


def _dial_in(body: Element) -> list[DialIn]:
    """The telephone numbers; ``callInNum`` is often empty."""
    code = clean(text(body, "meetingkey"))
    numbers = [
        (text(body, f"telephony/callInNum/{name}"), "") for name in ("tollNum", "tollFreeNum")
    ]
    numbers += [
        (text(element, "phoneNumber"), clean(text(element, "countryAlias")))
        for element in find_all(body, "telephony/callInNum/globalNum")[:_MOST_NUMBERS]
    ]
    unique = dict.fromkeys((clean(number), region) for number, region in numbers if number)
    return [DialIn(number=number, region=region, code=code) for number, region in unique]


def _link_or_empty(body: Element, path: str) -> str:
    """The link at *path*; empty where it is unusable."""
    try:
        return check_link(text(body, path))
    except ValueError:
        return ""
