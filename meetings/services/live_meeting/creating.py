"""Makes a meeting, or finds the one that an earlier try has made under the same name."""

from dataclasses import replace

import httpx

from meetings import xml
from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import options, strings
from meetings.services.live_meeting.errors import NameTaken, refuse
from meetings.services.live_meeting.faults import NAME_IN_USE, NO_ONGOING, PLACE_TAKEN, Fault
from meetings.services.live_meeting.listing import by, maybe_meeting
from meetings.services.live_meeting.options import Values
from meetings.services.live_meeting.result import meeting, stands
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.wish import (
    PLACE,
    Plan,
    check,
    creation,
    ending,
    length,
    personal_creation,
    plan,
)
from meetings.xml import Element

ENDLESS = (
    "At Live Meeting this meeting has no end: delete it there when you do not need it any more."
)
NO_ANSWER = (httpx.ReadTimeout, MeetingError, LookupError, ValueError, TypeError, ArithmeticError)


def create(session: Session, wanted: NewMeeting) -> Exchange[Meeting]:
    """Make it. A name that is taken is ours, from a try whose answer was lost."""
    check(wanted)
    if _personal(wanted):
        return (yield from _personal_place(session, wanted))
    planned = yield from plan(session, wanted)
    told = yield from session.try_(creation(session.kept, wanted, planned))
    if isinstance(told, Fault) and told.under(NO_ONGOING) and planned.ends_at is None:
        planned = _ending(planned, wanted, told)
        told = yield from session.try_(creation(session.kept, wanted, planned))
    found = yield from _made_or_found(session, wanted, told)
    if planned.ends_at is None and not found.has("endTime"):
        found, notes = yield from _given_an_end(session, wanted, found)
        planned = replace(planned, notes=(*planned.notes, *notes))
    return (yield from meeting(session, found, planned.notes))


def find(session: Session, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Look for what an earlier ``create`` has made."""
    title, notes = strings.title(wanted.title)
    if _personal(wanted):
        place = yield from _find_place(session)
        return (yield from meeting(session, place, notes, title=title)) if place else None
    found = yield from _ours(session, wanted)
    if found is None:
        return None
    if wanted.starts_at is None and not found.has("endTime"):
        found, endless = yield from _given_an_end(session, wanted, found)
        notes = (*notes, *endless)
    return (yield from meeting(session, found, notes))


def only_meeting(reply: Element) -> Values:
    """The options of the one MeetingReply that creating and changing are answered with."""
    return options.read(xml.find(reply, "MeetingReply"))


def _made_or_found(session: Session, wanted: NewMeeting, told: Element | Fault) -> Exchange[Values]:
    if not isinstance(told, Fault):
        return only_meeting(told)
    if not told.under(NAME_IN_USE):
        raise told.error()
    found = yield from _ours(session, wanted)
    if found is None:
        raise refuse(NameTaken, told.code)
    return found


def _ours(session: Session, wanted: NewMeeting) -> Exchange[Values | None]:
    """The meeting under our name; somebody else's would carry another mark, or none that we see."""
    found = yield from maybe_meeting(session, by("name", wanted.marker))
    if found is None or found.text("opaque1") not in ("", wanted.marker) or not stands(found):
        return None
    return found


def _ending(planned: Plan, wanted: NewMeeting, told: Fault) -> Plan:
    """The plan with times: a center without endless meetings says in its fault what time it is."""
    now = told.beside.moment("time")
    if now is None:
        raise told.error()
    return replace(planned, starts_at=now, ends_at=now + length(wanted))


def _given_an_end(
    session: Session, wanted: NewMeeting, found: Values
) -> Exchange[tuple[Values, tuple[str, ...]]]:
    """Set the end of a meeting whose start only the center knew: seats are kept until the end.

    The meeting is made, whatever comes of this.
    """
    try:
        starts_at = found.moment("startTime")
        if starts_at is None:
            return found, (ENDLESS,)
        told = yield from session.call(ending(found.text("mid"), starts_at + length(wanted)))
        return only_meeting(told), ()
    except NO_ANSWER:
        return found, (ENDLESS,)


def _personal(wanted: NewMeeting) -> bool:
    return wanted.choices.get(PLACE.name) == "personal"


def _personal_place(session: Session, wanted: NewMeeting) -> Exchange[Meeting]:
    """The person's Meet Now meeting: there is one at most, so it is looked for first."""
    title, notes = strings.title(wanted.title)
    found = yield from _find_place(session)
    if found is None:
        told = yield from session.try_(personal_creation(session.kept, wanted, title))
        if not isinstance(told, Fault):
            found = only_meeting(told)
        elif told.under(PLACE_TAKEN):
            found = yield from _find_place(session)
        if found is None:
            raise told.error() if isinstance(told, Fault) else LookupError("no meeting came")
    return (yield from meeting(session, found, notes, title=title))


def _find_place(session: Session) -> Exchange[Values | None]:
    return (yield from maybe_meeting(session, by("personalPlaceOf", session.kept.owner)))
