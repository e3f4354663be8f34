"""One account's session with its pool: a token on every request, and the application resource."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx

from meetings.errors import (
    MeetingError,
    NotAllowed,
    ServiceUnreachable,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)
from meetings.service import Exchange, SaveCredentials, Sleep, harmless, refused
from meetings.services.skype.credentials import StoredCredentials
from meetings.services.skype.endpoints import Endpoints, origin
from meetings.services.skype.errors import ScopeMissing, SignedOut, TokenNotTaken, refuse
from meetings.services.skype.formats import Body, WireFormat
from meetings.services.skype.replies import (
    Refusal,
    Resource,
    ask_or_time_out,
    read_refusal,
    read_resource,
    with_read_limit,
)
from meetings.services.skype.sign_in import Login, PoolSignIn, read_challenge, wants_token

T = TypeVar("T")

_TRANSIENT_STATUSES = (408, 429, 500, 502, 503, 504)
_RETRY_PAUSES = (1.0, 2.0)
_LONGEST_RETRY_PAUSE = 5.0
_APPLICATION_PAUSE = 1.0
_WORTH_REPEATING = ("AlreadyExists", "AnotherOperationPending", "InactiveApplicationExpired")


class Session:
    """What one exchange knows: where it may go, and what is stored about the account.

    *save* is false while a person is only trying to connect: then nothing is stored.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        stored: StoredCredentials,
        wire_format: WireFormat,
        *,
        save: bool = True,
    ) -> None:
        self.stored = stored
        self.discovered = False  # in this exchange, rather than stored by an earlier one
        self._endpoints = endpoints
        self._format = wire_format
        self._save = save

    def save(self) -> Exchange[None]:
        """Have the credentials stored before going on."""
        if self._save:
            yield SaveCredentials(self.stored.write())

    def applications(self) -> Exchange[httpx.URL]:
        """Where the person's applications are made: as stored, or discovered."""
        if self.stored.applications:
            url = httpx.URL(self.stored.applications)
            if self._endpoints.allows(url):
                return url
        return (yield from self.rediscover())

    def rediscover(self) -> Exchange[httpx.URL]:
        """Find the pool and sign in there, whatever was known before."""
        pool = yield from self._noting_refusal(self._sign_in().discover())
        self.discovered = True
        self._use_token(pool.token, pool.applications)
        self.stored = replace(self.stored, applications=str(pool.applications))
        return pool.applications

    def forget_pool(self) -> Exchange[None]:
        """Have the next exchange look for the pool again."""
        self.stored = replace(self.stored, applications="")
        yield from self.save()

    def follow(self, href: str | httpx.URL) -> httpx.URL:
        """A link of the pool as an address; relative ones start at the applications' host."""
        return self._endpoints.follow(httpx.URL(self.stored.applications), href)

    def call(
        self, method: str, href: str | httpx.URL, body: Body | None = None, etag: str = ""
    ) -> Exchange[httpx.Response]:
        """Send one request and return its reply, having renewed the token if it asked for that.

        A reply that demands a token did nothing, so asking again is safe. With an *etag* the
        request is refused unless the resource is still as it was then.
        """
        response = yield from self._send(method, href, body, etag)
        if response is None:
            raise refuse(ServiceUnreachable, "no answer within its limit")
        return response

    def call_again(
        self, method: str, href: str | httpx.URL, body: Body | None = None, etag: str = ""
    ) -> Exchange[httpx.Response]:
        """``call`` for what is idempotent: a refusal that may pass is waited out twice."""
        for pause in _RETRY_PAUSES:
            response = yield from self.call(method, href, body, etag)
            refusal = self.refusal(response)
            if response.status_code not in _TRANSIENT_STATUSES or not refusal.may_pass:
                return response
            yield Sleep(min(refusal.retry_after or pause, _LONGEST_RETRY_PAUSE))
        return (yield from self.call(method, href, body, etag))

    def poll(self, url: httpx.URL, seconds: float) -> Exchange[httpx.Response | None]:
        """A long poll; None when *seconds* passed without a reply."""
        return (yield from self._send("GET", url, seconds=seconds))

    def renew(self, url: httpx.URL, refused: httpx.Response | None = None) -> Exchange[None]:
        """Get a fresh token for the host of *url*, and save it."""
        if self.stored.pasted:
            raise refuse(SignInExpired, "the pasted token is not taken any more")
        sign_in = self._sign_in()
        challenge = read_challenge(refused.headers) if refused is not None else None
        steps = sign_in.answer(challenge, url) if challenge else sign_in.obtain_token(url)
        self._use_token((yield from self._noting_refusal(steps)), url)
        yield from self.save()

    def refusal(self, response: httpx.Response) -> Refusal:
        """What a reply says about why it is not the expected one."""
        return read_refusal(response, self.stored.secrets)

    def resource(self, response: httpx.Response) -> Resource:
        """The resource in a reply, or its error. Every resource of UCWA links to itself."""
        if response.status_code != 200:
            raise self.error(response)
        resource = read_resource(response)
        if not resource.link("self"):
            raise refuse(UnexpectedReply, "a resource without a link to itself")
        return resource

    def deleted(self, response: httpx.Response) -> bool:
        """Whether the reply to a DELETE says that it is done, or was done before."""
        return response.status_code == 204 or self.absent(response)

    def absent(self, response: httpx.Response) -> bool:
        """Whether the server itself says that there is no such thing, or no longer."""
        return response.status_code in (404, 410) and self.refusal(response).from_server

    def missing(self, response: httpx.Response) -> bool:
        """``absent``, and not only because the application or the pool is gone."""
        return self.absent(response) and not self.refusal(response).about_other

    def error(self, response: httpx.Response) -> MeetingError:
        """The error that a reply is."""
        fault = self.refusal(response).error()
        plain_no = response.status_code == 403 and type(fault) is NotAllowed
        return self.not_allowed(NotAllowed, fault.detail) if plain_no else fault

    def not_allowed(self, kind: type[NotAllowed], detail: str) -> NotAllowed:
        """The error where the person may not: a token of their own may only lack the scope."""
        return refuse(ScopeMissing if self.stored.pasted else kind, detail)

    def _send(
        self,
        method: str,
        href: str | httpx.URL,
        body: Body | None = None,
        etag: str = "",
        seconds: float | None = None,
    ) -> Exchange[httpx.Response | None]:
        """Send a request, and once more with a fresh token if the reply demands one."""
        url = self.follow(href)
        renewed = False
        while True:
            if not self.stored.pasted and self.stored.token_host != origin(url):
                yield from self.renew(url)  # a token of another host is not sent there
            request = self._format.request(method, url, self.stored.token, body)
            if str(url) == self.stored.applications:  # an application is no meeting
                request = harmless(request)
            if etag:
                request.headers["If-Match"] = f'"{etag}"'
            if seconds is not None:
                request.headers["Accept"] = self._format.events_media_type
                request = with_read_limit(request, seconds)
            response = yield from ask_or_time_out(request)
            if response is None or not wants_token(response):
                return self._marked(response)
            if renewed:
                raise refuse(TokenNotTaken, f"HTTP {response.status_code} with a fresh token")
            yield from self.renew(url, response)
            renewed = True

    def _marked(self, response: httpx.Response | None) -> httpx.Response | None:
        """*response*, marked where the server itself says that its request changed nothing."""
        if response is not None and response.status_code >= 500:
            refusal = self.refusal(response)
            if refusal.from_server and not refusal.error().outcome_unknown:
                return refused(response)
        return response

    def _use_token(self, token: str, url: httpx.URL) -> None:
        self.stored = replace(self.stored, token=token, token_host=origin(url))

    def _noting_refusal(self, steps: Exchange[T]) -> Exchange[T]:
        """Carry out *steps*, and note a refused password for good: servers lock accounts."""
        try:
            return (yield from steps)
        except SignInRefused:
            if not self.stored.pasted:
                self.stored = replace(self.stored, refused=True)
                yield from self.save()
            raise

    def _sign_in(self) -> PoolSignIn:
        stored = self.stored
        if stored.refused:
            raise refuse(SignInRefused, "refused before, and not sent again")
        token = stored.token if stored.pasted else ""
        login = Login(username=stored.username, password=stored.password, token=token)
        return PoolSignIn(self._endpoints, login, self._format)


@dataclass(slots=True)
class Application:
    """The account's application at the pool, as the server described it.

    *events* moves on as the channel is read: no event is asked for twice.
    """

    session: Session
    url: httpx.URL
    events: httpx.URL
    fresh: bool  # made just now, so that it holds nothing of an earlier exchange
    resource: Resource

    def link(self, part: str, rel: str) -> str:
        """The href of *rel* in the embedded *part*; empty when the person may not do that."""
        return next((embedded.link(rel) for embedded in self.resource.embedded(part)), "")

    @property
    def has_meetings(self) -> bool:
        """Whether the person may start or schedule meetings at all."""
        may_start = self.link("communication", "startOnlineMeeting")
        return bool(may_start or self.link("onlineMeetings", "myOnlineMeetings"))


def open_application(session: Session) -> Exchange[Application]:
    """Get the account's application, or make it.

    UCWA: applications, POST. It is idempotent with one endpointId: an application that is there is
    returned. When the pool says that it is not the right one, discovery is run again; when it does
    not answer, or something else answers for it, it is forgotten, so that the next exchange runs
    discovery.
    """
    url = yield from session.applications()
    try:
        response = yield from _post_application(session, url)
    except ServiceUnreachable:
        yield from session.forget_pool()
        raise
    refusal = session.refusal(response)
    if _may_have_moved(refusal) and not refusal.from_server:
        yield from session.forget_pool()
    elif _may_have_moved(refusal) and not session.discovered:
        url = yield from session.rediscover()
        yield from session.save()
        response = yield from _post_application(session, url)
    if response.status_code not in (200, 201):
        raise session.error(response)
    resource = read_resource(response)
    own, events = resource.link("self"), resource.link("events")
    if not own or not events:
        raise refuse(UnexpectedReply, "an application without self or events")
    application = Application(
        session=session,
        url=session.follow(own),
        events=session.follow(events),
        fresh=response.status_code == 201,
        resource=resource,
    )
    session.stored = replace(session.stored, application=str(application.url))
    return application


def in_application(session: Session, work: Callable[[Application], Exchange[T]]) -> Exchange[T]:
    """Do *work* in the account's application, and once more in a new one if that was gone.

    The request that finds it gone has done nothing; meetings outlive it, their addresses do not.
    """
    application = yield from _open_and_save(session)
    try:
        return (yield from work(application))
    except SignedOut:
        application = yield from _open_and_save(session)
        return (yield from work(application))


def close_application(session: Session) -> Exchange[None]:
    """Delete the application; one that is gone counts as done. UCWA: application, DELETE."""
    if not session.stored.application:
        return
    response = yield from session.call_again("DELETE", session.stored.application)
    if not session.deleted(response):
        raise session.error(response)
    session.stored = replace(session.stored, application="")


def _open_and_save(session: Session) -> Exchange[Application]:
    """The application, stored if it is another than before: it has to be deleted some time."""
    before = session.stored.application
    application = yield from open_application(session)
    if session.stored.application != before:
        yield from session.save()
    return application


def _post_application(session: Session, url: httpx.URL) -> Exchange[httpx.Response]:
    """UCWA: applications; each property is required and at most 100 characters."""
    body = {"userAgent": "Parley", "endpointId": session.stored.endpoint, "culture": "en-US"}
    response = yield from session.call_again("POST", url, body)
    if session.refusal(response).subcode in _WORTH_REPEATING:
        yield Sleep(_APPLICATION_PAUSE)
        response = yield from session.call_again("POST", url, body)
    return response


def _may_have_moved(refusal: Refusal) -> bool:
    """Whether to run discovery again: the pool does not know the person, or is down."""
    if refusal.status == 410:
        return refusal.subcode == "CannotRedirect"
    return refusal.status in (403, 404, 502)
