"""The operations that the service knows: what each takes, what it gives, and its rate limit group.

Source: Cisco's schemas for names, order and occurrence; release notes for the three groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.services.webex_xml.meeting_shapes import BLOCKS, INSTANCE, JOIN_STATUS, STATE, attendee
from sandbox.services.webex_xml.shapes import (
    ShapeField,
    ShapeGroup,
    choice,
    flag,
    group,
    several,
    text,
    whole,
)

ROOTS = {
    "meeting": ("meet", "att"),
    "attendee": ("att",),
    "user": ("use",),
    "ep": ("ep", "meet"),
    "site": ("ns1", "event"),
}
ATTENDEE_ORDERS = (
    *("CONFID", "ATTENDEEID", "ATTENDEETYPE", "ATTENDEENAME", "ATTENDEEWEBEXID", "JOINSTATUS"),
    *("EMAIL", "PHONE", "MOBILE", "FAX", "COMPANY", "TITLE", "URL", "ADDRESS1", "ADDRESS2"),
    *("CITY", "STATE", "ZIPCODE", "COUNTRY", "NOTES", "ADDRESSTYPE"),
)
MEETING_ORDERS = (
    *("HOSTWEBEXID", "CONFNAME", "STARTTIME"),
    *(f"TRACKINGCODE{number}" for number in range(1, 11)),
)


@dataclass(frozen=True, slots=True)
class ServedOperation:
    """One operation. *rate*: ``user``, ``write``, ``list``, or nothing for no limit."""

    name: str
    service: str
    takes: ShapeGroup
    gives: ShapeGroup
    rate: str = ""

    @property
    def schema_name(self) -> str:
        """The name of its type in the schema form."""
        return self.name[0].lower() + self.name[1:]

    @property
    def reply_type(self) -> str:
        """The ``xsi:type`` of its reply."""
        return f"{ROOTS[self.service][0]}:{self.schema_name}Response"


def _operation(
    name: str,
    service: str,
    takes: Sequence[ShapeField],
    gives: Sequence[ShapeField],
    rate: str = "",
) -> ServedOperation:
    prefix = ROOTS[service][0]
    return ServedOperation(
        name, service, ShapeGroup(prefix, tuple(takes)), ShapeGroup(prefix, tuple(gives)), rate
    )


def _order(prefix: str, words: Sequence[str]) -> ShapeField:
    by, direction = choice("orderBy", *words), choice("orderAD", "ASC", "DESC")
    return group("order", prefix, (several(by, 3), several(direction, 3)))


_CONTROL = group(
    "listControl",
    "serv",
    (whole("startFrom", 0), whole("maximumNum", 1), choice("listMethod", "AND", "OR")),
)
_SCOPE = group(
    "dateScope",
    "meet",
    (
        text("startDateStart"),
        text("startDateEnd"),
        whole("timeZoneID", -1, 61),
        text("endDateStart"),
        text("endDateEnd"),
    ),
)
_LIST = (_CONTROL, _order("meet", MEETING_ORDERS), _SCOPE, whole("meetingKey"))
_RECORDS = group("matchingRecords", "serv", (whole("total"), whole("returned"), whole("startFrom")))
_CALENDAR = group("iCalendarURL", "serv", (text("host"), text("attendee")))
_INSTANCE = (*BLOCKS, whole("meetingkey", required=True), *STATE)
_SUMMARY = (
    whole("meetingKey"),
    text("meetingUUID"),
    text("confName"),
    whole("meetingType"),
    text("hostWebExID"),
    text("otherHostWebExID"),
    whole("timeZoneID"),
    text("timeZone"),
    text("status"),
    text("startDate"),
    whole("duration"),
    choice("listStatus", "PUBLIC", "PRIVATE", "UNLISTED"),
    flag("hostJoined"),
    flag("participantsJoined"),
    flag("telePresence"),
)
_CREATED = (
    whole("meetingkey"),
    text("meetingUUID"),
    text("meetingPassword"),
    _CALENDAR,
    text("guestToken"),
)
_READ = (
    *_INSTANCE,
    text("hostKey"),
    whole("eventID"),
    text("guestToken"),
    text("hostType"),
    text("meetingLink"),
)
_EITHER_KEY = (whole("meetingKey"), whole("sessionKey"))
_JOIN = (
    *_EITHER_KEY,
    text("attendeeName"),
    text("attendeeEmail"),
    text("meetingPW"),
    text("RegID"),
)
_JOIN_LINKS = (text("joinMeetingURL"), text("inviteMeetingURL"), text("registerMeetingURL"))
_KEY = (whole("meetingKey", required=True),)
_CHECK = flag("validateFormat")
_INVITE = (*attendee(person=False), several(group("attendees", "att", attendee())), _CHECK)
_REGISTER = (whole("attendeeID"), whole("registerID"))
_INVITED = (several(whole("attendeeId")), several(group("register", "att", _REGISTER)))
_ATTENDEE_LIST = (
    _CONTROL,
    _order("att", ATTENDEE_ORDERS),
    *_EITHER_KEY,
    choice("joinStatus", *JOIN_STATUS),
    whole("confID"),
    flag("inclHistory"),
)
_BY_EMAIL = (text("email", required=True), whole("sessionKey", required=True))
_UNINVITE = (
    several(whole("attendeeID")),
    several(group("attendeeEmail", "att", _BY_EMAIL)),
    flag("sendEmail"),
)
_TICKET = (text("sessionTicket"), whole("createTime"), whole("timeToLive"))
_TIME_ZONE = (
    whole("timeZoneID"),
    whole("gmtOffset"),
    text("description"),
    text("shortName"),
    flag("hideTimeZoneName"),
    flag("fallInDST"),
    text("standardLabel"),
    text("daylightLabel"),
)
_VERSION = (text("apiVersion"), text("release"), text("trainReleaseVersion"))

OPERATIONS = (
    _operation(
        "AuthenticateUser", "user", (text("samlResponse"), text("accessToken")), _TICKET, "user"
    ),
    _operation("GetAPIVersion", "ep", (flag("returnTrainReleaseVersion"),), _VERSION),
    _operation("CreateMeeting", "meeting", (*BLOCKS, _CHECK), _CREATED, "write"),
    _operation("SetMeeting", "meeting", (*_INSTANCE, _CHECK), (_CALENDAR,), "write"),
    _operation("GetMeeting", "meeting", _KEY, _READ),
    _operation("DelMeeting", "meeting", _KEY, (_CALENDAR,), "write"),
    _operation(
        "LstsummaryMeeting",
        "meeting",
        (*_LIST, text("hostWebExID")),
        (several(group("meeting", "meet", _SUMMARY)), _RECORDS),
        "list",
    ),
    _operation(
        "LstMeeting",
        "meeting",
        _LIST,
        (several(group("meeting", "meet", _INSTANCE)), _RECORDS),
        "list",
    ),
    _operation("GetjoinurlMeeting", "meeting", _JOIN, _JOIN_LINKS),
    _operation("GethosturlMeeting", "meeting", _EITHER_KEY, (text("hostMeetingURL"),)),
    _operation("CreateMeetingAttendee", "attendee", _INVITE, _INVITED, "write"),
    _operation(
        "LstMeetingAttendee",
        "attendee",
        _ATTENDEE_LIST,
        (_RECORDS, several(group("attendee", "att", INSTANCE))),
        "list",
    ),
    _operation("DelMeetingAttendee", "attendee", _UNINVITE, (), "write"),
    _operation(
        "LstTimeZone",
        "site",
        (several(whole("timeZoneID")), text("date")),
        (several(group("timeZone", "ns1", _TIME_ZONE)),),
    ),
)
