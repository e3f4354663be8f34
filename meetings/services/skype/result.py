"""What is done once a link is known, or is known not to come: remember, leave, hand over."""

from dataclasses import replace

from meetings.errors import MeetingError, UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.service import Steps
from meetings.services.skype.errors import refuse
from meetings.services.skype.find import Found
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import notes as notes_of

STILL_THERE = (
    "Skype for Business did not confirm that it took you out of the meeting again: "
    "for up to a quarter of an hour you may be shown as being in it."
)


def result(
    session: Session, wanted: NewMeeting, found: Found, notes: tuple[str, ...] = ()
) -> Steps[Meeting]:
    """Turn what was found into a meeting, and leave its conversation.

    The meeting is written down first: once left, the conversation is not there to be found again.
    A conversation that cannot be left ends with the application.
    """
    meeting = _meeting(wanted, found.meeting, notes)
    session.kept = session.kept.with_made(wanted.marker, meeting, found.conversation)
    yield from session.keep()
    return (yield from without_us(session, meeting, found.conversation))


def without_us(session: Session, meeting: Meeting, conversation: str) -> Steps[Meeting]:
    """Leave the *conversation*, if any; the *meeting* says so if that is not confirmed."""
    if not conversation:
        return meeting
    try:
        gone = yield from leave(session, conversation)
    except MeetingError:
        gone = False
    return meeting if gone else replace(meeting, notes=(*meeting.notes, STILL_THERE))


def leave(session: Session, conversation: str) -> Steps[bool]:
    """Leave *conversation*, and say whether the server says so. UCWA: DELETE, 204."""
    response = yield from session.call_again("DELETE", session.follow(conversation))
    return session.gone(response)


def left(session: Session, watch: Watch) -> Steps[bool]:
    """Leave the conversation of a start, or call it back; say whether the server says so."""
    if watch.conversation:
        return (yield from leave(session, watch.conversation))
    if not watch.cancel:
        return False
    response = yield from session.call("POST", session.follow(watch.cancel), {})
    return response.status_code == 204


def _meeting(wanted: NewMeeting, shown: Resource, notes: tuple[str, ...]) -> Meeting:
    """The meeting that the onlineMeeting or myOnlineMeeting *shown* is."""
    join_url, uri = shown.text("joinUrl"), shown.text("onlineMeetingUri")
    named = shown.text("onlineMeetingId") or uri.rpartition(":")[2]
    try:
        return Meeting(
            id=named or join_url.rstrip("/").rpartition("/")[2],
            title=wanted.title,
            join_url=join_url,
            notes=(*notes_of(wanted), *notes),
            data={"uri": uri},
        )
    except ValueError:
        raise refuse(UnexpectedReply, "no link that a person may be sent to") from None
