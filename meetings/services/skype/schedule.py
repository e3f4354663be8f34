"""Makes and finds scheduled meetings: what is left when an ad-hoc one gave no link."""

from meetings.model import NewMeeting
from meetings.service import Steps
from meetings.services.skype.application import Application
from meetings.services.skype.errors import MayNotStart, refuse
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.session import Session
from meetings.services.skype.wish import reference, schedule_body

_MOST = 50


def schedule(session: Session, application: Application, wanted: NewMeeting) -> Steps[Resource]:
    """Make a scheduled meeting and return it. UCWA: myOnlineMeetings, POST; 201, or 200.

    It has no start and no end: it is there at once, and expires by itself after eight hours.
    """
    href = application.link("onlineMeetings", "myOnlineMeetings")
    if not href:
        raise refuse(MayNotStart, "no myOnlineMeetings link")
    response = yield from session.call("POST", session.follow(href), schedule_body(wanted))
    if response.status_code not in (200, 201):
        raise session.error(response)
    return read(response)


def find_scheduled(
    session: Session, application: Application, wanted: NewMeeting
) -> Steps[Resource | None]:
    """The scheduled meeting that carries the marker of *wanted*. UCWA: myOnlineMeetings, GET."""
    href = application.link("onlineMeetings", "myOnlineMeetings")
    if not href:
        return None
    response = yield from session.call_again("GET", session.follow(href))
    every = session.resource(response)
    for meeting in every.embedded("myOnlineMeeting"):
        if reference(wanted) in meeting.text("description"):
            return meeting
    for link in every.links("myOnlineMeeting")[:_MOST]:
        response = yield from session.call_again("GET", session.follow(link))
        if response.status_code == 200 and reference(wanted) in read(response).text("description"):
            return read(response)
    return None
