"""What is asked of the server for one wanted meeting, and sentences about what had to change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings import xml
from meetings.errors import NotPossible, Rejected
from meetings.model import Choice, NewMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import options, strings
from meetings.services.live_meeting.errors import refuse
from meetings.services.live_meeting.kept import Kept
from meetings.services.live_meeting.listing import READ, by
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.zones import NO_ZONE, choose_zone, list_zones
from meetings.xml import Element

KINDS = ("OneTime", "MeetNow", "Recurring")
ENTRIES = ("ACL", "None", "Password")
SEATS = 15
"""How many seats are reserved where neither the person nor their profile says."""

MOST_SEATS = 2**31 - 1
SHORTEST = timedelta(minutes=1)
NO_SERIES = "its documents do not say how a series is asked for, so I keep the series myself"

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
class Plan:
    """A wish in the service's terms: its title, its times, its zone there, and the sentences."""

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
    if owner and not strings.is_user_id(owner):
        raise refuse(Rejected, "the owner has to be a user ID there")


def plan(session: Session, wanted: NewMeeting) -> Exchange[Plan]:
    """Turn *wanted* into the service's terms. A meeting now begins by the center's own clock."""
    title, notes = strings.title(wanted.title)
    starts_at, zone = wanted.starts_at, ""
    if starts_at is None:
        starts_at = yield from session.tell_time()
    else:
        zones = yield from list_zones(session)
        zone = choose_zone(zones, wanted.zone, starts_at)
        notes = notes if zone else (*notes, NO_ZONE)
    ends_at = None if starts_at is None else starts_at + length(wanted)
    return Plan(title=title, starts_at=starts_at, ends_at=ends_at, zone=zone, notes=notes)


def creation(kept: Kept, wanted: NewMeeting, planned: Plan) -> Element:
    """CreateMeetingRequest, for a meeting of its own under our name."""
    chosen = [
        *_times(planned),
        options.one_of("meetingType", "OneTime", KINDS),
        options.text("opaque1", wanted.marker),
        *_entry(wanted),
        *_owner(wanted),
        *_guests(wanted),
    ]
    asked = {"maxUsers": str(seats(kept, wanted)), "name": wanted.marker, "title": planned.title}
    return xml.tree(
        "CreateMeetingRequest", options.listed(chosen), options.fields(*READ), attributes=asked
    )


def personal_creation(kept: Kept, wanted: NewMeeting, title: str) -> Element:
    """CreateMeetingRequest, for the person's own place: it has no time, and the server names it."""
    chosen = [
        options.one_of("meetingType", "MeetNow", KINDS),
        options.text("personalPlaceOf", kept.owner),
        *_entry(wanted),
    ]
    asked = {"maxUsers": str(seats(kept, wanted)), "title": title}
    return xml.tree(
        "CreateMeetingRequest", options.listed(chosen), options.fields(*READ), attributes=asked
    )


def modification(mid: str, wanted: NewMeeting, planned: Plan) -> Element:
    """ModifyMeetingRequest: what was an attribute on creation is an option here."""
    chosen = [options.text("title", planned.title), *_entry(wanted), *_owner(wanted)]
    if wanted.starts_at is not None:
        chosen += _times(planned)
    if number := wanted.choices.get(SEATS_WANTED.name, ""):
        chosen.append(options.number("maxUsers", int(number)))
    return _modifying(mid, chosen)


def ending(mid: str, ends_at: datetime) -> Element:
    """ModifyMeetingRequest that gives a meeting its end, and changes nothing else."""
    return _modifying(mid, [options.moment("endTime", ends_at)])


def length(wanted: NewMeeting) -> timedelta:
    """How long it lasts: no meeting ends as it begins."""
    return max(wanted.lasts, SHORTEST)


def seats(kept: Kept, wanted: NewMeeting) -> int:
    """How many seats are reserved: chosen, or the profile's, and in any case one for everybody."""
    if number := wanted.choices.get(SEATS_WANTED.name, ""):
        return int(number)
    return max(kept.seats or SEATS, len(wanted.people) + 1)


def _modifying(mid: str, chosen: Iterable[Element]) -> Element:
    """What each change has in common: the fields are not optional."""
    return xml.tree(
        "ModifyMeetingRequest", by("mid", mid), options.listed(chosen), options.fields(*READ)
    )


def _times(planned: Plan) -> Iterator[Element]:
    if planned.starts_at is not None and planned.ends_at is not None:
        yield options.moment("startTime", planned.starts_at)
        yield options.moment("endTime", planned.ends_at)
    if planned.zone:
        yield options.text("timeZone", planned.zone)


def _entry(wanted: NewMeeting) -> Iterator[Element]:
    if wanted.choices.get(ENTRY.name) == "open":
        yield options.one_of("audienceEntryControl", "None", ENTRIES)


def _owner(wanted: NewMeeting) -> Iterator[Element]:
    if owner := wanted.choices.get(OWNER.name, ""):
        yield options.text("owner", owner)


def _guests(wanted: NewMeeting) -> Iterator[Element]:
    """Who is invited, for the center's own pages: it mails nobody."""
    if emails := [one.email for one in wanted.people if strings.is_email(one.email)]:
        yield options.texts("audienceListEmail", emails)
