"""What a person may choose about a meeting, and the requests that create and change it.

``timeZone`` shifts nothing, since every time is sent in UTC: it is what the meeting's page shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings import xml
from meetings.errors import NotPossible, Rejected
from meetings.model import Choice, NewMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import values
from meetings.services.live_meeting.errors import NOT_IMPLEMENTED, Fault, refuse
from meetings.services.live_meeting.listing import FIELDS, by
from meetings.services.live_meeting.session import Session, StoredCredentials
from meetings.xml import Element

KINDS = ("OneTime", "MeetNow", "Recurring")
ENTRIES = ("ACL", "None", "Password")
SEATS = 15  # reserved where neither the person nor their profile says how many
MOST_SEATS = 2**31 - 1
SHORTEST = timedelta(minutes=1)
HALF_A_YEAR = timedelta(days=182)
NO_SERIES = "its documents do not say how a series is asked for, so I keep the series myself"
NO_ZONE = "Live Meeting does not know your time zone: its own pages show another one."

PLACE = Choice(
    name="place",
    label="Where",
    options=(("own", "A meeting of its own"), ("personal", "My personal place (Meet Now)")),
    default="own",
)
ENTRY = Choice(
    name="entry",
    label="Way in",
    options=(("center", "As the conference center sets it"), ("open", "Without a password")),
    default="center",
)
SEATS_WANTED = Choice(name="seats", label="Seats to reserve")
OWNER = Choice(name="owner", label="Owner's user ID (for administrators)")
CHOICES = (PLACE, ENTRY, SEATS_WANTED, OWNER)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTerms:
    """A wanted meeting in the service's terms, and sentences about what had to change.

    Without *ends_at* there are no times, and the meeting begins when it is made. *zone* is one of
    the service's ids, or empty.
    """

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    notes: tuple[str, ...]


def check(wanted: NewMeeting) -> None:
    """Refuse what cannot be asked for, before anything is sent."""
    if wanted.recurrence:
        raise refuse(NotPossible, NO_SERIES)
    seats = wanted.choices.get(SEATS_WANTED.name, "")
    number = int(seats) if seats.isascii() and seats.isdigit() and len(seats) <= 10 else 0
    if seats and not 1 <= number <= MOST_SEATS:
        raise refuse(Rejected, "the number of seats has to be a number such as 25")
    owner = wanted.choices.get(OWNER.name, "")
    if owner and not values.is_user_id(owner):
        raise refuse(Rejected, "the owner has to be a user ID there")


def is_personal(wanted: NewMeeting) -> bool:
    """Whether the meeting is to be in the person's own place."""
    return wanted.chosen(PLACE) == "personal"


def plan(session: Session, wanted: NewMeeting) -> Exchange[MeetingTerms]:
    """Put *wanted* into the service's terms. A meeting now begins by the center's own clock."""
    title, notes = values.clean_title(wanted.title)
    starts_at, zone = wanted.starts_at, ""
    if starts_at is None:
        starts_at = yield from session.get_time()
    else:
        zones = yield from _list_zones(session)
        zone = choose_zone(zones, wanted.zone, starts_at)
        notes = notes if zone else (*notes, NO_ZONE)
    ends_at = None if starts_at is None else starts_at + length(wanted)
    return MeetingTerms(title=title, starts_at=starts_at, ends_at=ends_at, zone=zone, notes=notes)


def creation(credentials: StoredCredentials, wanted: NewMeeting, terms: MeetingTerms) -> Element:
    """CreateMeetingRequest; the meeting's name is the marker."""
    options = [
        *_times(terms),
        values.one_of("meetingType", "OneTime", KINDS),
        values.text("opaque1", wanted.marker),
        *_entry(wanted),
        *_owner(wanted),
        *_guests(wanted),
    ]
    seats = str(_seats(credentials, wanted))
    attributes = {"maxUsers": seats, "name": wanted.marker, "title": terms.title}
    return _request("CreateMeetingRequest", options, attributes=attributes)


def personal_creation(credentials: StoredCredentials, wanted: NewMeeting, title: str) -> Element:
    """CreateMeetingRequest for the personal place: it has no time, and the server names it."""
    options = [
        values.one_of("meetingType", "MeetNow", KINDS),
        values.text("personalPlaceOf", credentials.owner),
        *_entry(wanted),
    ]
    attributes = {"maxUsers": str(_seats(credentials, wanted)), "title": title}
    return _request("CreateMeetingRequest", options, attributes=attributes)


def modification(mid: str, wanted: NewMeeting, terms: MeetingTerms) -> Element:
    """ModifyMeetingRequest: what was an attribute on creation is an option here."""
    options = [values.text("title", terms.title), *_entry(wanted), *_owner(wanted)]
    if wanted.starts_at is not None:
        options += _times(terms)
    if number := wanted.choices.get(SEATS_WANTED.name, ""):
        options.append(values.number("maxUsers", int(number)))
    return _request("ModifyMeetingRequest", options, by("mid", mid))


def end_modification(mid: str, ends_at: datetime) -> Element:
    """ModifyMeetingRequest that gives a meeting its end, and changes nothing else."""
    return _request("ModifyMeetingRequest", [values.moment("endTime", ends_at)], by("mid", mid))


def length(wanted: NewMeeting) -> timedelta:
    """How long it lasts: at least a minute."""
    return max(wanted.lasts, SHORTEST)


def choose_zone(zones: Sequence[str], wanted: str, at: datetime) -> str:
    """The id in *zones* for *wanted*, an IANA zone, around the time *at*; empty where none is.

    It is the same id, else one whose offsets are the same then and half a year later, so that
    hemispheres are not mixed up. The offsets that the service lists are not used: they do not say
    when summer is.
    """
    if wanted in zones:
        return wanted
    offsets = _offsets(wanted, at)
    alike = (zone for zone in sorted(zones) if offsets and _offsets(zone, at) == offsets)
    return next(alike, "")


def _list_zones(session: Session) -> Exchange[Sequence[str]]:
    """ListTimeZones: the ids, which are the only zones that a meeting may name."""
    reply = yield from session.send(xml.tree("ListTimeZonesRequest"))
    if isinstance(reply, Fault):
        if reply.is_under(NOT_IMPLEMENTED):
            return ()
        raise reply.error()
    return [zone.get("id", "") for zone in xml.find_all(reply, "TimeZone")]


def _offsets(zone: str, at: datetime) -> tuple[timedelta | None, timedelta | None] | None:
    """The offsets from UTC then and half a year later; None where there is no such zone."""
    try:
        rules = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return at.astimezone(rules).utcoffset(), (at + HALF_A_YEAR).astimezone(rules).utcoffset()


def _request(
    name: str, options: Sequence[Element], *query: Element, attributes: dict[str, str] | None = None
) -> Element:
    """A request that is answered with a MeetingReply; the FieldList is not optional."""
    option_list = xml.tree("OptionList", *options)
    return xml.tree(name, *query, option_list, values.field_list(*FIELDS), attributes=attributes)


def _seats(credentials: StoredCredentials, wanted: NewMeeting) -> int:
    """How many seats are reserved: as chosen, else the profile's, enough for all the people."""
    if number := wanted.choices.get(SEATS_WANTED.name, ""):
        return int(number)
    return max(credentials.seats or SEATS, len(wanted.people) + 1)


def _times(terms: MeetingTerms) -> Iterator[Element]:
    if terms.starts_at is not None and terms.ends_at is not None:
        yield values.moment("startTime", terms.starts_at)
        yield values.moment("endTime", terms.ends_at)
    if terms.zone:
        yield values.text("timeZone", terms.zone)


def _entry(wanted: NewMeeting) -> Iterator[Element]:
    if wanted.chosen(ENTRY) == "open":
        yield values.one_of("audienceEntryControl", "None", ENTRIES)


def _owner(wanted: NewMeeting) -> Iterator[Element]:
    if owner := wanted.choices.get(OWNER.name, ""):
        yield values.text("owner", owner)


def _guests(wanted: NewMeeting) -> Iterator[Element]:
    """Who is invited, for the center's own pages: it mails nobody."""
    emails = [person.email for person in wanted.people if values.is_email(person.email)]
    if emails:
        yield values.texts("audienceListEmail", emails)
