"""CreateMeetingAttendee, LstMeetingAttendee and DelMeetingAttendee."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.book import Book
from sandbox.services.webex_xml.listing import ordered, page
from sandbox.services.webex_xml.meetings import SiteAttendee, SiteMeeting, SiteMeetings
from sandbox.services.webex_xml.operations import ATTENDEE_ORDERS
from sandbox.services.webex_xml.refusals import RequestRefused, unbound
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

Values = dict[str, Any]
Content = Mapping[str, Any]

_ABOUT_THE_CALL = ("attendees", "validateFormat")
_PLACES = {
    "ATTENDEETYPE": ("person", "type"),
    "ATTENDEENAME": ("person", "name"),
    "ATTENDEEWEBEXID": ("person", "webExId"),
    "JOINSTATUS": ("joinStatus",),
    "PHONE": ("person", "phones", "phone"),
    "MOBILE": ("person", "phones", "mobilePhone"),
    "FAX": ("person", "phones", "fax"),
    "ZIPCODE": ("person", "address", "zipCode"),
    "ADDRESSTYPE": ("person", "address", "addressType"),
    **{word: ("person", word.lower()) for word in ("EMAIL", "COMPANY", "TITLE", "URL", "NOTES")},
    **{
        word: ("person", "address", word.lower())
        for word in ("ADDRESS1", "ADDRESS2", "CITY", "STATE", "COUNTRY")
    },
}


def _sorter(word: str) -> Callable[[SiteAttendee], Any]:
    if word not in _PLACES:
        return lambda attendee: attendee.id

    def key(attendee: SiteAttendee) -> str:
        value: Any = attendee.values
        for name in _PLACES[word]:
            value = value.get(name, {})
        return str(value or "").casefold()

    return key


_WORDS = {word: _sorter(word) for word in ATTENDEE_ORDERS}


def meeting_key(content: Content) -> int | None:
    """The key, under either of its names."""
    key: int | None = content.get("meetingKey", content.get("sessionKey"))
    return key


@dataclass(slots=True)
class Inviting:
    """Adds, lists and removes attendees."""

    site: WebexSite
    meetings: SiteMeetings
    book: Book

    def add(self, caller: SiteAccount, content: Content) -> Values:
        """CreateMeetingAttendee: one person at the top, or several below. Raises RequestRefused."""
        direct = {name: content[name] for name in content if name not in _ABOUT_THE_CALL}
        everyone = ([direct] if direct else []) + list(content.get("attendees", []))
        if not everyone or any("person" not in each for each in everyone):
            raise unbound("person is missing")
        meetings = [self.meetings.own(meeting_key(each), caller) for each in everyone]
        if content.get("validateFormat"):
            return {}
        pairs = zip(meetings, everyone, strict=True)
        added = [self._add(meeting, each) for meeting, each in pairs]
        registered = [attendee for attendee in added if attendee.register_id is not None]
        return {
            "attendeeId": [attendee.id for attendee in added],
            "register": [
                {"attendeeID": attendee.id, "registerID": attendee.register_id}
                for attendee in registered
            ],
        }

    def _add(self, meeting: SiteMeeting, content: Content) -> SiteAttendee:
        attendee = self.meetings.invite(meeting, dict(content))
        self.book.write("invited", key=meeting.key, email=attendee.email)
        if content.get("emailInvitations"):
            self.book.write("mail", to=attendee.email, key=meeting.key)
        return attendee

    def list(self, caller: SiteAccount, content: Content) -> Values:
        """LstMeetingAttendee. Raises RequestRefused."""
        meeting = self.meetings.own(meeting_key(content), caller)
        wanted = content.get("joinStatus")
        attendees = [
            attendee for attendee in meeting.attendees if wanted in (None, _join_status(attendee))
        ]
        listed = ordered(attendees, content.get("order", {}), _WORDS)
        part, records = page(listed, content.get("listControl", {}), self.site)
        return {
            "matchingRecords": records,
            "attendee": [_shown(meeting, attendee) for attendee in part],
        }

    def remove(self, caller: SiteAccount, content: Content) -> Values:
        """DelMeetingAttendee: all of those named, or none. Raises RequestRefused."""
        pairs = [self._by_id(number, caller) for number in content.get("attendeeID", [])]
        for named in content.get("attendeeEmail", []):
            meeting = self.meetings.own(named["sessionKey"], caller)
            attendee = meeting.attendee(named["email"])
            if attendee is None:
                raise RequestRefused("009010")
            pairs.append((meeting, attendee))
        if not pairs:
            raise unbound("attendeeID is missing")
        for meeting, attendee in pairs:
            if attendee in meeting.attendees:
                meeting.attendees.remove(attendee)
                self.book.write("uninvited", key=meeting.key, email=attendee.email)
            if content.get("sendEmail"):
                self.book.write("mail", to=attendee.email, key=meeting.key)
        return {}

    def _by_id(self, number: int, caller: SiteAccount) -> tuple[SiteMeeting, SiteAttendee]:
        for meeting in self.meetings:
            for attendee in meeting.attendees:
                if attendee.id == number:
                    return self.meetings.own(meeting.key, caller), attendee
        raise RequestRefused("009010")


def _join_status(attendee: SiteAttendee) -> str:
    return str(attendee.values.get("joinStatus", "INVITE"))


def _shown(meeting: SiteMeeting, attendee: SiteAttendee) -> Values:
    status = _join_status(attendee)
    shown = {
        **attendee.values,
        "joinStatus": status,
        "meetingKey": meeting.key,
        "sessionKey": meeting.key,
        "role": attendee.values.get("role", "ATTENDEE"),
        "attendeeId": attendee.id,
        "confID": meeting.event_id,
        "status": {
            "invited": status == "INVITE",
            "registered": status == "REGISTER",
            "rejected": status == "REJECT",
            "accepted": status == "ACCEPT",
        },
    }
    shown.pop("emailInvitations", None)
    if attendee.register_id is not None:
        shown["registerID"] = attendee.register_id
    return shown
