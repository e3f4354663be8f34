"""The application resource: the bot's seat at the person's pool, and the links it gives."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx

from meetings.errors import ServiceUnreachable, UnexpectedReply
from meetings.service import Exchange, Sleep
from meetings.services.skype.errors import SignedOut, refuse
from meetings.services.skype.forms import Body
from meetings.services.skype.refusals import Refusal
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.session import Session

T = TypeVar("T")

_WAIT = 1.0
_ONCE_MORE = ("AlreadyExists", "AnotherOperationPending", "InactiveApplicationExpired")


@dataclass(slots=True)
class Application:
    """An application that is there, as the server described it.

    *events* moves on as the channel is read: what was read once is not asked for again.
    """

    url: httpx.URL
    events: httpx.URL
    fresh: bool  # made just now, so that nothing of an earlier conversation can be there
    resource: Resource

    def link(self, part: str, rel: str) -> str:
        """The href of *rel* in the embedded *part*; empty when the person may not do that."""
        return next((each.link(rel) for each in self.resource.embedded(part)), "")

    @property
    def has_meetings(self) -> bool:
        """Whether the person may start or schedule meetings at all."""
        may_start = self.link("communication", "startOnlineMeeting")
        return bool(may_start or self.link("onlineMeetings", "myOnlineMeetings"))


def open_application(session: Session) -> Exchange[Application]:
    """Take up the account's application, or make it.

    UCWA: applications, POST. With one endpointId it may be repeated: the application that is there
    is given back. A pool that says it is not the right one is looked for anew; one that says
    nothing, or is not even the pool, is forgotten, for the next conversation to look.
    """
    url = yield from session.applications()
    try:
        response = yield from _post(session, url)
    except ServiceUnreachable:
        yield from session.forget()
        raise
    refusal = session.refusal(response)
    if _moved(refusal) and not refusal.spoken:
        yield from session.forget()
    elif _moved(refusal) and not session.discovered:
        url = yield from session.rediscover()
        yield from session.keep()
        response = yield from _post(session, url)
    if response.status_code not in (200, 201):
        raise session.error(response)
    resource = read(response)
    own, events = resource.link("self"), resource.link("events")
    if not own or not events:
        raise refuse(UnexpectedReply, "an application without self or events")
    fresh = response.status_code == 201
    opened = Application(session.follow(own), session.follow(events), fresh, resource)
    session.kept = replace(session.kept, application=str(opened.url))
    return opened


def in_application(session: Session, work: Callable[[Application], Exchange[T]]) -> Exchange[T]:
    """Do *work* in the account's application, and once more where that was gone meanwhile.

    The request that finds it gone has done nothing; meetings outlive it, their addresses do not.
    """
    application = yield from _opened_and_kept(session)
    try:
        return (yield from work(application))
    except SignedOut:
        application = yield from _opened_and_kept(session)
        return (yield from work(application))


def close_application(session: Session) -> Exchange[None]:
    """Sign the application out; one that is gone counts as done. UCWA: application, DELETE."""
    if not session.kept.application:
        return
    url = httpx.URL(session.kept.application)
    response = yield from session.call_again("DELETE", url)
    if not session.gone(response):
        raise session.error(response)
    session.kept = replace(session.kept, application="")


def _opened_and_kept(session: Session) -> Exchange[Application]:
    """The application, written down where it is another than before: it is to be signed out."""
    before = session.kept.application
    application = yield from open_application(session)
    if session.kept.application != before:
        yield from session.keep()
    return application


def _post(session: Session, url: httpx.URL) -> Exchange[httpx.Response]:
    response = yield from session.call_again("POST", url, _body(session))
    if session.refusal(response).subcode in _ONCE_MORE:
        yield Sleep(_WAIT)
        response = yield from session.call_again("POST", url, _body(session))
    return response


def _body(session: Session) -> Body:
    """UCWA: applications; each property is required and at most 100 characters."""
    return {"userAgent": "Parley", "endpointId": session.kept.endpoint, "culture": "en-US"}


def _moved(refusal: Refusal) -> bool:
    """Whether discovery should be asked again: the pool does not know the person, or is down."""
    if refusal.status == 410:
        return refusal.subcode == "CannotRedirect"
    return refusal.status in (403, 404, 502)
