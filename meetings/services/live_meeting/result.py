"""A MeetingReply becomes a meeting with a link, or is found not to be one."""

from datetime import timedelta

from meetings.model import Meeting
from meetings.service import Exchange
from meetings.services.live_meeting.options import Values
from meetings.services.live_meeting.places import entry_link
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.strings import LONGEST_TITLE, shown

LONGEST_NAME = 32
LONGEST_PASSWORD = 64

ACCESS_LIST = (
    "Only people on this meeting's access list get in at Live Meeting, and they sign in there: "
    "its owner keeps the list."
)
PERSONAL = (
    "This is your personal place at Live Meeting: whoever has its link can use it again later. "
    "It keeps its own title and time there."
)
SERIES = "At Live Meeting this is a series; it can be changed there and not here."
GONE = ("Deleted", "Expired", "Removed")


def meeting(
    session: Session, found: Values, notes: tuple[str, ...] = (), *, title: str = ""
) -> Exchange[Meeting]:
    """The meeting that *found* describes. *title* stands in for what its place is called."""
    base = yield from session.join_base()
    name, kind = _identity(found, "name", LONGEST_NAME), found.text("meetingType")
    entry = found.text("audienceEntryControl")
    password = "" if entry in ("ACL", "None") else _password(found, "audiencePassword")
    timed = kind != "MeetNow"  # a place that is there all the time
    starts_at, ends_at = (found.moment(f) if timed else None for f in ("startTime", "endTime"))
    lasts = ends_at - starts_at if starts_at and ends_at else None
    said = {"Recurring": (SERIES,), "MeetNow": (PERSONAL,)}.get(kind, ())
    return Meeting(
        id=_identity(found, "mid", 64),
        title=title or shown(found.text("title"), LONGEST_TITLE) or name,
        join_url=entry_link(base, name, "attend", password),
        passcode=password if password.isprintable() else "",
        starts_at=starts_at,
        lasts=lasts if lasts is None or lasts > timedelta(0) else None,
        notes=(*notes, *said, *((ACCESS_LIST,) if entry == "ACL" else ())),
        data={"name": name, "kind": kind},
    )


def presenter_link(session: Session, found: Values) -> Exchange[str]:
    """The way in for whoever presents; with an access list it asks them to sign in."""
    base = yield from session.join_base()
    name = _identity(found, "name", LONGEST_NAME)
    return entry_link(base, name, "present", _password(found, "presenterPassword"))


def stands(found: Values) -> bool:
    """Whether the meeting is still to be had."""
    return found.text("status") not in GONE


def _identity(found: Values, field: str, longest: int) -> str:
    value = found.text(field)
    if not (value.isprintable() and 1 <= len(value) <= longest):
        raise ValueError(f"no usable {field}")
    return value


def _password(found: Values, field: str) -> str:
    password = found.text(field)
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"a {field} that is too long")
    return password
