"""Signs a person in: finds their pool by discovery, and gets a token for it with the password.

UCWA: Root URL; Authentication in UCWA.
"""

import re
from dataclasses import dataclass, field

import httpx

from meetings.errors import (
    MeetingError,
    NotAllowed,
    ServiceBusy,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)
from meetings.service import Exchange, Sleep, harmless
from meetings.services.skype.endpoints import Endpoints, origin
from meetings.services.skype.errors import (
    Misunderstood,
    NotEnabled,
    PasswordNotOffered,
    TokenNotTaken,
    TokenRefused,
    refuse,
)
from meetings.services.skype.formats import WireFormat
from meetings.services.skype.replies import (
    ask,
    read_refusal,
    read_resource,
    with_read_limit,
)
from meetings.text import showable

_MOST_REDIRECTS = 5  # as in Microsoft's samples
_ROOT_SECONDS = 6.0  # a candidate that does not answer within them has failed
_TOKEN_PAUSES = (1.0, 3.0)
_TOKEN = re.compile(r"[\x21-\x7e]{1,16000}")
_SCHEME = re.compile(r"(?:^|[\s,])MsRtcOAuth\s", re.IGNORECASE)
_NEXT_SCHEME = re.compile(r",\s*(?:Bearer|Negotiate|NTLM|Basic|Kerberos)\b", re.IGNORECASE)
_VALUE = r'\s*=\s*(?:"([^"]*)"|([^"\s]+))'
_HREF = re.compile(r"(?<![\w-])href" + _VALUE, re.IGNORECASE)
_GRANTS = re.compile(r"(?<![\w-])grant_type" + _VALUE, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Challenge:
    """Where a token is to be had, *href*, and which *grants* are taken there."""

    href: str
    grants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What the person typed. With a *token* of their own the password is never used."""

    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """Where a person's applications are made, and a token for that host."""

    applications: httpx.URL
    token: str = field(repr=False)


class PoolSignIn:
    """One person's sign-in at one installation."""

    def __init__(self, endpoints: Endpoints, login: Login, wire_format: WireFormat) -> None:
        self._endpoints = endpoints
        self._login = login
        self._format = wire_format
        self._redirects = 0

    def discover(self) -> Exchange[Pool]:
        """Try the candidates in order; the first that has a root document is taken.

        A candidate has failed when it does not answer, is not there, or leads elsewhere. What
        follows the root document is final: a refused password is sent once, not once for each
        candidate.
        """
        failure: MeetingError | None = None
        for candidate in self._endpoints.candidates(self._login.username):
            self._redirects = 0
            try:
                user = yield from self._find_user(candidate)
            except MeetingError as fault:
                if failure is None or not isinstance(fault, ServiceUnreachable):
                    failure = fault
                continue
            return (yield from self._find_pool(user))
        raise failure or refuse(UnexpectedReply, "no address to look at")

    def obtain_token(self, url: httpx.URL) -> Exchange[str]:
        """Return a token for the host of *url*, having asked there without one for a challenge."""
        if self._login.token:
            return self._login.token
        response = yield from ask(self._format.request("GET", url))
        if not wants_token(response):
            fault = read_refusal(response).error()
            raise refuse(UnexpectedReply, "no challenge") if response.is_success else fault
        challenge = read_challenge(response.headers)
        if challenge is None:
            raise refuse(UnexpectedReply, "a 401 without MsRtcOAuth")
        return (yield from self.answer(challenge, url))

    def answer(self, challenge: Challenge, url: httpx.URL) -> Exchange[str]:
        """Trade the password for a token, where the *challenge* of *url* says.

        A refused password is never sent a second time.
        """
        if "password" not in challenge.grants:
            offered = ", ".join(challenge.grants) or "nothing"
            raise refuse(PasswordNotOffered, f"it offers {showable(offered)}")
        tokens = self._endpoints.follow(url, challenge.href)
        login = self._login
        fields = {
            "grant_type": "password",
            "username": login.username,
            "password": login.password,
        }
        headers = {"Accept": "application/json"}
        for pause in (*_TOKEN_PAUSES, None):
            response = yield from ask(
                harmless(httpx.Request("POST", tokens, headers=headers, data=fields))
            )
            if response.status_code == 200:
                return check_token(read_resource(response).text("access_token"))
            if pause is None or _oauth_error(response) != "server_error":
                break
            yield Sleep(pause)
        raise _token_refusal(response)

    def _find_user(self, url: httpx.URL) -> Exchange[httpx.URL]:
        """Follow root documents from *url* to the user link; nothing secret is sent."""
        while True:
            response = yield from ask(
                with_read_limit(self._format.request("GET", url), _ROOT_SECONDS)
            )
            if response.is_redirect:
                url = self._redirect(url, response.headers.get("location", ""))
                continue
            if wants_token(response):
                raise refuse(UnexpectedReply, "a root document that wants a token")
            if response.status_code != 200:
                raise read_refusal(response).error()
            root = read_resource(response)
            if user := root.link("user"):
                return self._endpoints.follow(url, user)
            redirect = root.link("redirect")
            if not redirect:
                raise refuse(UnexpectedReply, "a root document without user and redirect")
            url = self._redirect(url, redirect)

    def _find_pool(self, user: httpx.URL) -> Exchange[Pool]:
        """Sign in at the *user* resource and follow it to the pool that the person is homed on."""
        while True:
            token = yield from self.obtain_token(user)
            response = yield from ask(self._format.request("GET", user, token))
            if wants_token(response):
                kind = TokenRefused if self._login.token else TokenNotTaken
                raise refuse(kind, "at the user resource")
            if response.status_code != 200:
                raise read_refusal(response, (token, self._login.password)).error()
            resource = read_resource(response)
            if href := resource.link("applications"):
                applications = self._endpoints.follow(user, href)
                if origin(applications) != origin(user):
                    token = yield from self.obtain_token(applications)
                return Pool(applications, token)
            redirect = resource.link("redirect")
            if not redirect:
                raise refuse(UnexpectedReply, "a user resource without applications and redirect")
            user = yield from self._find_user(self._redirect(user, redirect))

    def _redirect(self, base: httpx.URL, href: str) -> httpx.URL:
        """Follow a redirect within the endpoints, a few times for one candidate."""
        url = self._endpoints.follow(base, href)
        self._redirects += 1
        if self._redirects > _MOST_REDIRECTS or url == base:
            raise refuse(UnexpectedReply, "redirected in circles")
        return url


def read_challenge(headers: httpx.Headers) -> Challenge | None:
    """The MsRtcOAuth challenge in *headers*, or None.

    UCWA: Authentication in UCWA. Two WWW-Authenticate fields, possibly joined into one, in any
    order; ``href`` with and without quotes.
    """
    fields = ", ".join(headers.get_list("www-authenticate"))
    scheme = _SCHEME.search(fields)
    if scheme is None:
        return None
    parameters = _NEXT_SCHEME.split(fields[scheme.end() :], maxsplit=1)[0]
    href = _parameter(_HREF, parameters, stop=",")
    grants = (grant.strip().lower() for grant in _parameter(_GRANTS, parameters).split(","))
    return Challenge(href, tuple(filter(None, grants))) if href else None


def _parameter(pattern: re.Pattern[str], text: str, stop: str = "") -> str:
    match = pattern.search(text)
    if match is None:
        return ""
    quoted, bare = match.groups()
    if quoted is not None:
        return str(quoted)
    return str(bare).split(stop, 1)[0] if stop else str(bare)


def wants_token(response: httpx.Response) -> bool:
    """Whether a reply says that the token is missing, expired or another host's.

    That is a 401, and a 403 with 28055 in ``X-Ms-diagnostics`` or InvalidToken in ``Warning``.
    """
    if response.status_code == 401:
        return True
    return response.status_code == 403 and (
        _diagnostics(response) == "28055"
        or "invalidtoken" in response.headers.get("warning", "").lower()
    )


def check_token(token: str) -> str:
    """Return *token* if it can be sent in a header, else raise UnexpectedReply."""
    if not _TOKEN.fullmatch(token):
        raise refuse(UnexpectedReply, "no usable access_token")
    return token


def _diagnostics(response: httpx.Response) -> str:
    """The number at the front of ``X-Ms-diagnostics``; empty if there is none."""
    number = re.match(r"\s*(\d{1,6})", response.headers.get("x-ms-diagnostics", ""))
    return number.group(1) if number else ""


def _oauth_error(response: httpx.Response) -> str:
    if "json" not in response.headers.get("content-type", ""):
        return ""
    return read_resource(response).text("error")


def _token_refusal(response: httpx.Response) -> MeetingError:
    """What a refused token request means. The texts beside it are not shown: they may echo."""
    error, status, number = _oauth_error(response), response.status_code, _diagnostics(response)
    label = " ".join(filter(None, (f"HTTP {status}", showable(error), number)))
    if error == "unsupported_grant_type":
        return refuse(PasswordNotOffered, "it refused that kind of sign-in")
    if error in ("invalid_request", "invalid_scope"):
        return refuse(Misunderstood, label)
    if error == "server_error" or number == "28001":
        return refuse(ServiceBusy, label)
    if status == 403:
        return refuse(NotEnabled if number == "28000" else NotAllowed, label)
    if error or status == 401:  # invalid_grant, or another no: it is safer not to ask again
        return refuse(SignInRefused, label)
    return read_refusal(response).error()
