"""Reads, changes and cancels one meeting of the person's list, wherever it stands there."""

from meetings.errors import NoSuchMeeting, NotPossible
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype.application import Application
from meetings.services.skype.changing import change
from meetings.services.skype.dial_in import with_dial_in
from meetings.services.skype.errors import refuse
from meetings.services.skype.listing import Entry, read_list
from meetings.services.skype.made import INSTANT, ROOM
from meetings.services.skype.session import Session

_UNSEEN = "a meeting that was started at once cannot be seen from outside"
_AS_IT_IS = "a meeting that was started at once cannot be changed"
_BY_ITSELF = "a meeting that was started at once ends by itself, when its last guest leaves"
_ROOM = "that is your own permanent meeting room"


def read_one(session: Session, application: Application, meeting_id: str) -> Exchange[Meeting]:
    """The meeting with its telephone numbers. UCWA: myOnlineMeetings, GET."""
    entry = (yield from read_list(session, application)).called(meeting_id)
    if entry is None and session.kept.started(meeting_id):
        raise refuse(NotPossible, _UNSEEN)
    if entry is None:
        raise refuse(NoSuchMeeting, "not in the list")
    return (yield from with_dial_in(session, application, entry.meeting(None)))


def change_one(
    session: Session, application: Application, meeting: Meeting, wanted: NewMeeting
) -> Exchange[Meeting]:
    """Make *meeting* be as *wanted*. UCWA: myOnlineMeeting, PUT."""
    entry = yield from _entry(session, application, meeting)
    if entry is None:
        raise refuse(NoSuchMeeting, "not in the list")
    return (yield from change(session, application, entry.href, (meeting, wanted)))


def cancel_one(session: Session, application: Application, meeting: Meeting) -> Exchange[None]:
    """Delete *meeting*; one that is gone is done. UCWA: myOnlineMeeting, DELETE."""
    entry = yield from _entry(session, application, meeting)
    if entry is None:
        return
    response = yield from session.call_again("DELETE", session.follow(entry.href))
    if response.status_code != 204 and not session.missing(response):
        raise session.error(response)


def check_changeable(meeting: Meeting) -> None:
    """Raise NotPossible for a meeting that was started at once: it is in no list."""
    if meeting.data.get("kind") == INSTANT:
        raise refuse(NotPossible, _AS_IT_IS)


def check_cancellable(meeting: Meeting) -> None:
    """Raise NotPossible for a meeting that was started at once: it is in no list."""
    if meeting.data.get("kind") == INSTANT:
        raise refuse(NotPossible, _BY_ITSELF)


def _entry(session: Session, application: Application, meeting: Meeting) -> Exchange[Entry | None]:
    """Where *meeting* stands in the list; NotPossible where it is the permanent one."""
    entry = (yield from read_list(session, application)).called(meeting.id)
    if entry is not None and entry.kind == ROOM:
        raise refuse(NotPossible, _ROOM)
    return entry
