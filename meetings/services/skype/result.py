"""What is done once a link is known, or is known not to come: remember, leave, hand over."""

from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype import made
from meetings.services.skype.application import Application, open_application
from meetings.services.skype.dial_in import has_code, with_dial_in, without_numbers
from meetings.services.skype.find import Found
from meetings.services.skype.made import with_notes
from meetings.services.skype.session import Session
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import notes as notes_of

STILL_THERE = (
    "Skype for Business did not confirm that it took you out of the meeting again: "
    "for up to a quarter of an hour you may be shown as being in it."
)


def result(
    session: Session, application: Application, wanted: NewMeeting, found: Found
) -> Exchange[Meeting]:
    """Turn what was found into a meeting, and leave its conversation.

    The meeting is written down first: once left, the conversation is not there to be found again.
    A conversation that cannot be left ends with the application.
    """
    meeting = made.meeting(found.meeting, made.INSTANT, wanted.title)
    meeting = with_notes(meeting, *notes_of(wanted))
    session.kept = session.kept.with_made(wanted.marker, meeting, found.conversation)
    yield from session.keep()
    meeting = yield from without_us(session, meeting, found.conversation)
    if STILL_THERE in meeting.notes:  # a server in trouble is asked for nothing more
        return without_numbers(meeting)
    return (yield from with_dial_in(session, application, meeting))


def again(session: Session, meeting: Meeting, conversation: str) -> Exchange[Meeting]:
    """A meeting that was written down: its *conversation* left, if it was not, and its numbers."""
    meeting = yield from without_us(session, meeting, conversation)
    if STILL_THERE in meeting.notes or not has_code(meeting):
        return without_numbers(meeting)
    try:
        application = yield from open_application(session)
    except MeetingError:
        return without_numbers(meeting)
    return (yield from with_dial_in(session, application, meeting))


def without_us(session: Session, meeting: Meeting, conversation: str) -> Exchange[Meeting]:
    """Leave the *conversation*, if any; the *meeting* says so if that is not confirmed."""
    if not conversation:
        return meeting
    try:
        gone = yield from leave(session, conversation)
    except MeetingError:
        gone = False
    return meeting if gone else with_notes(meeting, STILL_THERE)


def leave(session: Session, conversation: str) -> Exchange[bool]:
    """Leave *conversation*, and say whether the server says so. UCWA: DELETE, 204."""
    response = yield from session.call_again("DELETE", session.follow(conversation))
    return session.gone(response)


def left(session: Session, watch: Watch) -> Exchange[bool]:
    """Leave the conversation of a start, or call it back; say whether the server says so."""
    if watch.conversation:
        return (yield from leave(session, watch.conversation))
    if not watch.cancel:
        return False
    response = yield from session.call("POST", session.follow(watch.cancel), {})
    return response.status_code == 204
