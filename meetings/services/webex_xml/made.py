"""Turns what WebEx says of a meeting into ours, and tells what it made other than was asked.

WebEx XML API: GetMeeting and GetjoinurlMeeting. A link is taken as it is or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from meetings.errors import NoSuchMeeting, UnexpectedReply
from meetings.model import DialIn, Meeting, NewMeeting, check_link
from meetings.service import Exchange
from meetings.services.webex_xml import choices, zones
from meetings.services.webex_xml.choices import chosen, switched
from meetings.services.webex_xml.clocks import moment_of
from meetings.services.webex_xml.errors import refuse
from meetings.services.webex_xml.exceptions import clean
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.session import Session
from meetings.xml import Element, find, find_all, text, tree

BACKUP = "WebEx runs on its backup system just now."
PHONE_FIRST = (
    "Callers cannot speak before the host is there: your site did not take that. "
    "It needs Cisco Unified MeetingPlace, MP or TSP audio, and no end-to-end encryption."
)
_MOST_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting as GetMeeting shows it."""

    body: Element
    starts_at: datetime
    backup: bool

    @property
    def agenda(self) -> str:
        """The agenda, in which our marker stands."""
        return text(self.body, "metaData/agenda")

    def meeting(self, key: str, join_url: str) -> Meeting:
        """The meeting that is joined by *join_url*."""
        return Meeting(
            id=key,
            title=text(self.body, "metaData/confName"),
            join_url=join_url,
            passcode=text(self.body, "accessControl/meetingPassword"),
            dial_in=tuple(_numbers(self.body)),
            starts_at=self.starts_at,
            lasts=timedelta(minutes=int(text(self.body, "schedule/duration"))),
            notes=(BACKUP,) if self.backup else (),
            data={"guest_token": text(self.body, "guestToken")},
        )


def is_key(meeting_id: str) -> bool:
    """Whether *meeting_id* can be a meeting key: the schema's long."""
    return meeting_id.isascii() and meeting_id.isdigit() and len(meeting_id) <= 18


def get(session: Session, key: str) -> Exchange[Shown]:
    """GetMeeting; NoSuchMeeting when it is gone, or *key* is none."""
    if not is_key(key):
        raise refuse(NoSuchMeeting, "not a meeting key")
    answer = yield from session.call_again(Operation.GET, tree("meetingKey", key))
    if text(answer.body, "meetingkey") != key:
        raise refuse(UnexpectedReply, "it showed another meeting")
    schedule = find(answer.body, "schedule")
    wall, zone_id = zones.read(text(schedule, "startDate")), int(text(schedule, "timeZoneID"))
    starts_at = yield from moment_of(session, wall, zone_id)
    return Shown(answer.body, starts_at, answer.backup)


def join_link(session: Session, key: str) -> Exchange[str]:
    """GetjoinurlMeeting: the page that invites everyone, else the one that joins.

    No name, e-mail or password goes along, so none can stand in the link.
    """
    answer = yield from session.call_again(Operation.JOIN_URL, tree("sessionKey", key))
    link = text(answer.body, "inviteMeetingURL") or text(answer.body, "joinMeetingURL")
    return check_link(link)


def calendar_links(body: Element) -> tuple[str, str]:
    """The calendar entries of iCalendarURL: the attendees' and the host's; empty if unusable."""
    links = [text(body, f"iCalendarURL/{who}") for who in ("attendee", "host")]
    attendee, host = (link if _is_link(link) else "" for link in links)
    return attendee, host


def with_calendar(meeting: Meeting, body: Element) -> Meeting:
    """*meeting* with the calendar entries that *body* offers: each to whom it is for."""
    everyone, host = calendar_links(body)
    said = []
    if everyone and everyone != meeting.join_url:
        said.append(f"Calendar entry for everyone invited: {everyone}")
    said += [f"Calendar entry for you, the host: {host}"] if host and host != everyone else []
    return replace(
        meeting,
        notes=(*meeting.notes, *said),
        data={**meeting.data, "calendar_url": everyone},
    )


def differences(shown: Shown, wanted: NewMeeting) -> list[str]:
    """Sentences about what WebEx made other than was asked."""
    said = []
    for switch, on in switched(wanted):
        is_on = text(shown.body, f"enableOptions/{switch.element}").lower()
        if is_on in ("true", "false") and (is_on == "true") is not on:
            state = "on" if is_on == "true" else "off"
            said.append(f"WebEx has {_lower(switch.choice.label)} {state} in this meeting.")
    if wanted.starts_at is not None and _apart(shown.starts_at, wanted.starts_at):
        start = shown.starts_at.strftime("%Y-%m-%d %H:%M UTC")
        said.append(f"WebEx has set another start than was asked for: {start}.")
    phone_first = text(shown.body, "schedule/joinTeleconfBeforeHost").lower()
    if chosen(wanted, choices.PHONE_FIRST) == "yes" and phone_first == "false":
        said.append(PHONE_FIRST)
    return said


def _apart(one: datetime, other: datetime) -> bool:
    return abs(one - other) >= timedelta(minutes=1)


def _numbers(body: Element) -> Sequence[DialIn]:
    """The telephone numbers; an empty ``callInNum`` is usual."""
    key = clean(text(body, "meetingkey"))
    found = [(text(body, f"telephony/callInNum/{one}"), "") for one in ("tollNum", "tollFreeNum")]
    found += [
        (text(one, "phoneNumber"), clean(text(one, "countryAlias")))
        for one in find_all(body, "telephony/callInNum/globalNum")[:_MOST_NUMBERS]
    ]
    numbers = dict.fromkeys((clean(number), region) for number, region in found if number)
    return [DialIn(number=number, region=region, code=key) for number, region in numbers]


def _is_link(link: str) -> bool:
    try:
        return bool(check_link(link))
    except ValueError:
        return False


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
