"""What is done once a link is known, or is known not to come: remember, leave, hand over."""

from meetings.errors import MeetingError, UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.service import Steps
from meetings.services.skype.errors import refuse
from meetings.services.skype.find import Found
from meetings.services.skype.resource import Resource
from meetings.services.skype.session import Session
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import notes as notes_of

_LEFT = (200, 202, 204)
_GONE = (404, 410)


def result(
    session: Session, wanted: NewMeeting, found: Found, notes: tuple[str, ...] = ()
) -> Steps[Meeting]:
    """Turn what was found into a meeting, and leave its conversation.

    The meeting is written down first: once left, the conversation is not there to be found again.
    A conversation that cannot be left costs nothing, it ends with the application.
    """
    meeting = _meeting(wanted, found.meeting, notes)
    session.kept = session.kept.with_made(wanted.marker, meeting)
    yield from session.keep()
    try:
        yield from leave(session, found.conversation)
    except MeetingError:
        return meeting
    return meeting


def leave(session: Session, conversation: str) -> Steps[bool]:
    """Leave *conversation*, if any, and say whether the server says so. UCWA: DELETE, 204."""
    if not conversation:
        return False
    response = yield from session.call_again("DELETE", session.follow(conversation))
    gone = response.status_code in _GONE and session.refusal(response).spoken
    return response.status_code in _LEFT or gone


def left(session: Session, watch: Watch) -> Steps[bool]:
    """Leave the conversation of a start, or call it back; say whether the server says so."""
    if watch.conversation:
        return (yield from leave(session, watch.conversation))
    if not watch.cancel:
        return False
    response = yield from session.call("POST", session.follow(watch.cancel), {})
    return response.status_code in _LEFT


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
