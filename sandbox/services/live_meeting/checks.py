"""What a meeting has to be, whether made or changed: its references, its place, its limits."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.services.live_meeting.faults import (
    ServedFault,
    bad_character,
    malformed,
    senseless,
    unknown_people,
)
from sandbox.services.live_meeting.meetings import HeldMeeting
from sandbox.services.live_meeting.options import Options
from sandbox.services.live_meeting.people import Role
from sandbox.services.live_meeting.reading import Call
from sandbox.services.live_meeting.timezones import ZONES
from sandbox.services.live_meeting.values import ValueRule

RESERVED_TAGS = ("LRS", "RPD", "OLK")
_PLAIN_TITLE = ValueRule(spaces=True, foreign=True)


def title(call: Call, options: Options) -> None:
    """The title's characters, where the center is literal about them. Raises ServedFault."""
    if call.center.plain_titles and "title" in options:
        _PLAIN_TITLE.read("title", str(options["title"]))


def tag(options: Options) -> None:
    """The tag is not one that the service keeps for itself. Raises ServedFault."""
    text = str(options.get("tag", ""))
    if text in RESERVED_TAGS:
        raise senseless("tag", "it is reserved")
    if text.startswith("_"):
        raise bad_character("tag", "_", text)


def kind(options: Options) -> None:
    """A kind of meeting that can be made. Raises ServedFault."""
    if options.get("meetingType") == "Recurring":
        raise ServedFault("Client.Meeting.RecurrencePattern.Invalid")


def references(call: Call, options: Options) -> None:
    """The time zone and the people that are named exist. Raises ServedFault."""
    zone = options.get("timeZone")
    if zone is not None and zone not in ZONES:
        raise ServedFault("Client.BadData.BadTimeZoneID", fieldName="timeZone")
    for name in ("personalPlaceOf", "owner"):
        if name in options and call.center.user(str(options[name])) is None:
            raise unknown_people(name, [str(options[name])])


def invited(call: Call, options: Options, *, partly: bool) -> dict[str, tuple[str, ...]]:
    """Take unknown people out of the access lists, if *partly*; gives them by field.

    Raises ServedFault if there are any and that is not wanted, or if nobody is left.
    """
    lists: Mapping[str, tuple[str, ...]] = {
        name: value
        for name in ("audienceACL", "presenterACL")
        if isinstance(value := options.get(name), tuple)
    }
    unknown = {name: tuple(call.center.strangers(each)) for name, each in lists.items()}
    some = next((name for name, each in unknown.items() if each), None)
    if some is None:
        return {}
    left = {name: tuple(i for i in each if i not in unknown[name]) for name, each in lists.items()}
    if not partly or not any(left.values()):
        raise unknown_people(some, [each for ids in unknown.values() for each in ids])
    options.update(left)
    return {name.replace("ACL", "ListInvalid"): each for name, each in unknown.items()}


def free_name(call: Call, name: str, itself: HeldMeeting | None = None) -> None:
    """Nobody else's meeting has the name. Raises ServedFault."""
    holder = call.center.meetings.named(name)
    if holder is not None and holder is not itself:
        raise ServedFault("Client.BadData.NameInUse.Meeting", fieldName="name")


def free_place(call: Call, place_of: str, itself: HeldMeeting | None = None) -> None:
    """Nothing is held in the personal place. Raises ServedFault."""
    holder = call.center.meetings.in_place_of(place_of, call.now) if place_of else None
    if holder is not None and holder is not itself:
        raise ServedFault("Client.BadMatch.Need0.Meeting")


def ownership(call: Call, options: Options) -> None:
    """The caller may give the meeting away, or use the personal place. Raises ServedFault."""
    owner, place = str(options.get("owner", "")), str(options.get("personalPlaceOf", ""))
    if call.administrator:
        taker = call.center.user(owner) if owner else None
        if taker is not None and taker.role is Role.MEMBER:
            raise senseless("owner", "this user may not schedule meetings")
        return
    if owner and not call.is_caller(owner):
        raise ServedFault("Client.Authorization.NotAdministrator")
    if place and not call.is_caller(place):
        raise ServedFault("Client.Authorization.NotOwner.PersonalPlace")


def interval(starts_at: object, ends_at: object) -> None:
    """A meeting ends after it begins. Raises ServedFault."""
    if not isinstance(starts_at, datetime) or not isinstance(ends_at, datetime):
        return
    if ends_at <= starts_at:
        raise senseless("endTime", "it is not after startTime")


def keys(call: Call, options: Options, name: str) -> None:
    """Chosen entry codes keep the center's policy. Raises ServedFault."""
    for side in ("audiencePassword", "presenterPassword"):
        if side in options:
            call.center.check_key(side, str(options[side]), name)


def limits(call: Call, meeting: HeldMeeting) -> None:
    """The center has seats for the meeting as it is. Raises ServedFault."""
    center = call.center
    ongoing = meeting.ends_at is None and meeting.options["meetingType"] != "MeetNow"
    if ongoing and not center.ongoing:
        raise ServedFault("Server.OperationUnavailable.NotImplemented.Meeting.Ongoing")
    if meeting.options["meetingType"] != "MeetNow":
        center.check_open(meeting.starts_at, meeting.ends_at)
    wanted = meeting.seats
    if wanted > center.largest:
        code = "Client.ResourceLimit.Seats"
        raise ServedFault(code, maxUsers=wanted, available=center.largest)
    available = max(0, center.seats - center.meetings.reserved(meeting, call.now))
    if wanted > available:
        code = "Client.ResourceLimit.Seats.Reserved"
        raise ServedFault(code, maxUsers=wanted, available=available)


def schedule(call: Call) -> None:
    """One more meeting may be scheduled. Raises ServedFault."""
    meetings = call.center.meetings
    if sum(meetings.live(each, call.now) for each in meetings) >= call.center.schedule:
        raise ServedFault("Client.ServiceLimit", "No more meetings can be scheduled.")


def place_and_kind(options: Options) -> None:
    """Only a Meet Now meeting is held in a personal place. Raises ServedFault."""
    if "personalPlaceOf" in options and options.get("meetingType") != "MeetNow":
        raise malformed("personalPlaceOf", "only a MeetNow meeting is held in a personal place")
