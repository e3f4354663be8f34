"""Creates a meeting, or finds the one that an earlier try created under the same name."""

from dataclasses import replace

import httpx

from meetings import xml
from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import values
from meetings.services.live_meeting.errors import (
    NAME_IN_USE,
    NO_ONGOING,
    PLACE_TAKEN,
    Fault,
    NameTaken,
    refuse,
)
from meetings.services.live_meeting.listing import by, exists, find_meeting, read_meeting
from meetings.services.live_meeting.request import (
    MeetingTerms,
    check,
    creation,
    end_modification,
    is_personal,
    length,
    personal_creation,
    plan,
)
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.values import OptionValues
from meetings.xml import Element

ENDLESS = (
    "At Live Meeting this meeting has no end: delete it there when you do not need it any more."
)
NO_ANSWER = (httpx.ReadTimeout, MeetingError, LookupError, ValueError, TypeError, ArithmeticError)


def create(session: Session, wanted: NewMeeting) -> Exchange[Meeting]:
    """Create the meeting. A name that is in use is ours, of a try whose answer was lost."""
    check(wanted)
    if is_personal(wanted):
        return (yield from _create_personal(session, wanted))
    terms = yield from plan(session, wanted)
    reply = yield from session.send(creation(session.credentials, wanted, terms))
    if isinstance(reply, Fault) and reply.is_under(NO_ONGOING) and terms.ends_at is None:
        terms = _with_times(terms, wanted, reply)
        reply = yield from session.send(creation(session.credentials, wanted, terms))
    options = yield from _created_or_found(session, wanted, reply)
    notes = terms.notes
    if terms.ends_at is None and not options.has("endTime"):
        options, end_notes = yield from _set_end(session, wanted, options)
        notes = (*notes, *end_notes)
    return (yield from read_meeting(session, options, notes))


def find(session: Session, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """Find what an earlier ``create`` of *wanted* created, if it did."""
    title, notes = values.clean_title(wanted.title)
    if is_personal(wanted):
        place = yield from _find_personal(session)
        return (yield from read_meeting(session, place, notes, title=title)) if place else None
    options = yield from _find_ours(session, wanted)
    if options is None:
        return None
    if wanted.starts_at is None and not options.has("endTime"):
        options, end_notes = yield from _set_end(session, wanted, options)
        notes = (*notes, *end_notes)
    return (yield from read_meeting(session, options, notes))


def only_meeting(reply: Element) -> OptionValues:
    """The one MeetingReply in the reply to a creation or a modification."""
    return values.read(xml.find(reply, "MeetingReply"))


def _created_or_found(
    session: Session, wanted: NewMeeting, reply: Element | Fault
) -> Exchange[OptionValues]:
    if not isinstance(reply, Fault):
        return only_meeting(reply)
    if not reply.is_under(NAME_IN_USE):
        raise reply.error()
    options = yield from _find_ours(session, wanted)
    if options is None:
        raise refuse(NameTaken, reply.code)
    return options


def _find_ours(session: Session, wanted: NewMeeting) -> Exchange[OptionValues | None]:
    """The meeting under our name, unless it carries another marker or is deleted."""
    options = yield from find_meeting(session, by("name", wanted.marker))
    if options is None or options.text("opaque1") not in ("", wanted.marker):
        return None
    return options if exists(options) else None


def _with_times(terms: MeetingTerms, wanted: NewMeeting, fault: Fault) -> MeetingTerms:
    """The terms with times: a center without endless meetings tells its time in the fault."""
    now = fault.options.moment("time")
    if now is None:
        raise fault.error()
    return replace(terms, starts_at=now, ends_at=now + length(wanted))


def _set_end(
    session: Session, wanted: NewMeeting, options: OptionValues
) -> Exchange[tuple[OptionValues, tuple[str, ...]]]:
    """Set the end of a meeting that was created without times, since seats are kept until the end.

    The meeting exists, so a failure becomes a note.
    """
    try:
        starts_at = options.moment("startTime")
        if starts_at is None:
            return options, (ENDLESS,)
        ends_at = starts_at + length(wanted)
        reply = yield from session.call(end_modification(options.text("mid"), ends_at))
        return only_meeting(reply), ()
    except NO_ANSWER:
        return options, (ENDLESS,)


def _create_personal(session: Session, wanted: NewMeeting) -> Exchange[Meeting]:
    """The person's Meet Now meeting: they have one at most, so it is looked for first."""
    title, notes = values.clean_title(wanted.title)
    options = yield from _find_personal(session)
    if options is None:
        request = personal_creation(session.credentials, wanted, title)
        reply = yield from session.send(request)
        if not isinstance(reply, Fault):
            options = only_meeting(reply)
        elif reply.is_under(PLACE_TAKEN):
            options = yield from _find_personal(session)
        if options is None:
            raise reply.error() if isinstance(reply, Fault) else LookupError("no meeting came")
    return (yield from read_meeting(session, options, notes, title=title))


def _find_personal(session: Session) -> Exchange[OptionValues | None]:
    return (yield from find_meeting(session, by("personalPlaceOf", session.credentials.owner)))
