"""Finds a person's pool: the root document, its user link, redirects, and the applications link."""

from dataclasses import dataclass, field

import httpx

from meetings.errors import MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.service import Exchange
from meetings.services.skype.asking import ask, limited, plain
from meetings.services.skype.challenge import wants_token
from meetings.services.skype.errors import TokenNotTaken, TokenRefused, refuse
from meetings.services.skype.forms import Form
from meetings.services.skype.places import Places, origin
from meetings.services.skype.refusals import read_refusal
from meetings.services.skype.resource import read
from meetings.services.skype.sign_in import Login, obtain

_HOPS = 5  # as in Microsoft's samples
_ROOT_SECONDS = 6.0  # a candidate that says nothing for so long has failed


@dataclass(frozen=True, slots=True)
class Pool:
    """Where a person's applications are made, and a token for that host."""

    applications: httpx.URL
    token: str = field(repr=False)


class _Way:
    """The redirects of one discovery: within the places, and not many."""

    def __init__(self, places: Places, form: Form) -> None:
        self.places = places
        self.form = form
        self._left = _HOPS

    def hop(self, base: httpx.URL, href: str) -> httpx.URL:
        address = self.places.follow(base, href)
        self._left -= 1
        if self._left < 0 or address == base:
            raise refuse(UnexpectedReply, "redirected in circles")
        return address


def discover(places: Places, login: Login, form: Form) -> Exchange[Pool]:
    """Try the candidates in order; the first that has a root document is the one.

    A candidate has failed when it does not answer, is not there, or leads elsewhere. What comes
    after the root document is final: a password is refused once, not once for each candidate.
    """
    failed: MeetingError | None = None
    for candidate in places.candidates(login.username):
        way = _Way(places, form)
        try:
            user = yield from _find_user(way, candidate)
        except MeetingError as fault:
            if failed is None or not isinstance(fault, ServiceUnreachable):
                failed = fault
            continue
        return (yield from _enter(way, login, user))
    raise failed or refuse(UnexpectedReply, "no address to look at")


def _find_user(way: _Way, address: httpx.URL) -> Exchange[httpx.URL]:
    """Follow root documents from *address* to the user link; nothing secret is sent."""
    while True:
        response = yield from ask(limited(plain("GET", address, way.form), _ROOT_SECONDS))
        if response.is_redirect:
            address = way.hop(address, response.headers.get("location", ""))
            continue
        if wants_token(response):
            raise refuse(UnexpectedReply, "a root document that wants a token")
        if response.status_code != 200:
            raise read_refusal(response).error()
        root = read(response)
        if user := root.link("user"):
            return way.places.follow(address, user)
        redirect = root.link("redirect")
        if not redirect:
            raise refuse(UnexpectedReply, "a root document without user and redirect")
        address = way.hop(address, redirect)


def _enter(way: _Way, login: Login, user: httpx.URL) -> Exchange[Pool]:
    """Sign in at the *user* resource and follow it to the pool that the person is homed on."""
    places = way.places
    while True:
        token = yield from obtain(places, login, user, way.form)
        response = yield from ask(plain("GET", user, way.form, token))
        if wants_token(response):
            raise refuse(TokenRefused if login.token else TokenNotTaken, "at the user resource")
        if response.status_code != 200:
            raise read_refusal(response, (token, login.password)).error()
        resource = read(response)
        if href := resource.link("applications"):
            applications = places.follow(user, href)
            if origin(applications) != origin(user):
                token = yield from obtain(places, login, applications, way.form)
            return Pool(applications, token)
        redirect = resource.link("redirect")
        if not redirect:
            raise refuse(UnexpectedReply, "a user resource without applications and redirect")
        user = yield from _find_user(way, way.hop(user, redirect))
