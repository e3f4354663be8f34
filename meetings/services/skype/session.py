"""One account's talk with its pool: the token on every request, renewed where the pool says so."""

from dataclasses import replace
from typing import TypeVar

import httpx

from meetings.errors import MeetingError, NotAllowed, SignInExpired, SignInRefused, UnexpectedReply
from meetings.service import Exchange, SaveCredentials, Sleep
from meetings.services.skype.asking import ask, limited, listen, plain
from meetings.services.skype.challenge import read_challenge, wants_token
from meetings.services.skype.discovery import discover
from meetings.services.skype.errors import ScopeMissing, TokenNotTaken, refuse
from meetings.services.skype.forms import Body, Form
from meetings.services.skype.kept import Kept
from meetings.services.skype.places import Places, origin
from meetings.services.skype.refusals import Refusal, read_refusal
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.sign_in import Login, grant, obtain

T = TypeVar("T")

_PASSING = (408, 429, 500, 502, 503, 504)
_PAUSES = (1.0, 2.0)
_LONGEST_PAUSE = 5.0


class Session:
    """What one conversation knows: where it may go, and what is kept about the account."""

    def __init__(self, places: Places, kept: Kept, form: Form, *, stored: bool = True) -> None:
        self.places = places
        self._form = form
        self.kept = kept
        self._stored = stored  # not while somebody is only trying to connect
        self.discovered = False  # in this conversation, rather than kept from an earlier one

    def keep(self) -> Exchange[None]:
        """Have what is kept stored before going on."""
        if self._stored:
            yield SaveCredentials(self.kept.credentials())

    def applications(self) -> Exchange[httpx.URL]:
        """Where the person's applications are made: as kept, or discovered."""
        if self.kept.applications:
            url = httpx.URL(self.kept.applications)
            if self.places.allows(url):
                return url
        return (yield from self.rediscover())

    def rediscover(self) -> Exchange[httpx.URL]:
        """Find the pool and sign in there, whatever was known before."""
        pool = yield from self._sign_in(discover(self.places, self._login(), self._form))
        self.discovered = True
        self._took(pool.token, pool.applications)
        self.kept = replace(self.kept, applications=str(pool.applications))
        return pool.applications

    def forget(self) -> Exchange[None]:
        """Have the next conversation look for the pool again."""
        self.kept = replace(self.kept, applications="")
        yield from self.keep()

    def follow(self, href: str) -> httpx.URL:
        """A link of the pool as an address; relative ones start at the applications' host."""
        return self.places.follow(httpx.URL(self.kept.applications), href)

    def call(
        self, method: str, url: httpx.URL, body: Body | None = None, tag: str = ""
    ) -> Exchange[httpx.Response]:
        """Send one request and return its reply, having renewed the token if it asked for that.

        A reply that demands a token did nothing, so asking again is safe. *tag* is an ETag: the
        request is meant for the resource as it was then.
        """
        response = yield from ask((yield from self._request(method, url, body, tag)))
        if wants_token(response):
            yield from self.renew(url, response)
            response = yield from ask((yield from self._request(method, url, body, tag)))
        self._check_taken(response)
        return response

    def call_again(
        self, method: str, url: httpx.URL, body: Body | None = None, tag: str = ""
    ) -> Exchange[httpx.Response]:
        """``call`` for what may be repeated: a refusal that may pass is waited out twice."""
        for pause in _PAUSES:
            response = yield from self.call(method, url, body, tag)
            refusal = self.refusal(response)
            if response.status_code not in _PASSING or not refusal.may_pass:
                return response
            yield Sleep(min(refusal.retry_after or pause, _LONGEST_PAUSE))
        return (yield from self.call(method, url, body, tag))

    def poll(self, url: httpx.URL, seconds: float) -> Exchange[httpx.Response | None]:
        """A long poll; none when *seconds* passed in silence."""
        response = yield from listen((yield from self._poll(url, seconds)))
        if response is not None and wants_token(response):
            yield from self.renew(url, response)
            response = yield from listen((yield from self._poll(url, seconds)))
        if response is not None:
            self._check_taken(response)
        return response

    def renew(self, url: httpx.URL, refused: httpx.Response | None = None) -> Exchange[None]:
        """Get a fresh token for the host of *url* and keep it."""
        if self.kept.pasted:
            raise refuse(SignInExpired, "the pasted token is not taken any more")
        challenge = read_challenge(refused.headers) if refused is not None else None
        if challenge is None:
            token = yield from self._sign_in(obtain(self.places, self._login(), url, self._form))
        else:
            token = yield from self._sign_in(grant(self.places, self._login(), challenge, url))
        self._took(token, url)
        yield from self.keep()

    def refusal(self, response: httpx.Response) -> Refusal:
        """What a reply says about why it is not the one hoped for."""
        return read_refusal(response, self.kept.secrets)

    def resource(self, response: httpx.Response) -> Resource:
        """The resource that a reply holds. Every resource of UCWA links to itself."""
        if response.status_code != 200:
            raise self.error(response)
        shown = read(response)
        if not shown.link("self"):
            raise refuse(UnexpectedReply, "a resource without a link to itself")
        return shown

    def gone(self, response: httpx.Response) -> bool:
        """Whether a DELETE has done what it should, or the server says that it is done."""
        return response.status_code == 204 or self.absent(response)

    def absent(self, response: httpx.Response) -> bool:
        """Whether the server itself says that there is no such thing, or no longer."""
        return response.status_code in (404, 410) and self.refusal(response).spoken

    def missing(self, response: httpx.Response) -> bool:
        """``absent``, where it is about what outlives the application and the pool's good days."""
        return self.absent(response) and not self.refusal(response).about_other

    def error(self, response: httpx.Response) -> MeetingError:
        """The error that a reply is."""
        fault = self.refusal(response).error()
        plain_no = response.status_code == 403 and type(fault) is NotAllowed
        return self.not_allowed(NotAllowed, fault.detail) if plain_no else fault

    def not_allowed(self, kind: type[NotAllowed], detail: str) -> NotAllowed:
        """The error where the person may not: a token of their own may only lack the scope."""
        return refuse(ScopeMissing if self.kept.pasted else kind, detail)

    def _request(
        self, method: str, url: httpx.URL, body: Body | None = None, tag: str = ""
    ) -> Exchange[httpx.Request]:
        """The request with the token for its host; a token of another host is not sent there."""
        url = self.places.check(url)
        if not self.kept.pasted and self.kept.token_host != origin(url):
            yield from self.renew(url)
        request = plain(method, url, self._form, self.kept.token, body)
        if tag:
            request.headers["If-Match"] = f'"{tag}"'
        return request

    def _poll(self, url: httpx.URL, seconds: float) -> Exchange[httpx.Request]:
        request = yield from self._request("GET", url)
        request.headers["Accept"] = self._form.events
        return limited(request, seconds)

    def _check_taken(self, response: httpx.Response) -> None:
        if wants_token(response):
            raise refuse(TokenNotTaken, f"HTTP {response.status_code} with a fresh token")

    def _took(self, token: str, url: httpx.URL) -> None:
        self.kept = replace(self.kept, token=token, token_host=origin(url))

    def _sign_in(self, steps: Exchange[T]) -> Exchange[T]:
        """Carry out *steps*, and note it for good if the password is refused: servers lock."""
        try:
            return (yield from steps)
        except SignInRefused:
            if not self.kept.pasted:
                self.kept = replace(self.kept, refused=True)
                yield from self.keep()
            raise

    def _login(self) -> Login:
        kept = self.kept
        if kept.refused:
            raise refuse(SignInRefused, "refused before, and not sent again")
        pasted = kept.token if kept.pasted else ""
        return Login(username=kept.username, password=kept.password, token=pasted)
