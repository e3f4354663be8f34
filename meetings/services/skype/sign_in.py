"""Signs a person in: the password for a token, asked for at the place the challenge names."""

import re
from dataclasses import dataclass, field

import httpx

from meetings.errors import MeetingError, NotAllowed, ServiceBusy, SignInRefused, UnexpectedReply
from meetings.service import Exchange, Sleep
from meetings.services.skype.asking import ask, plain, token_form
from meetings.services.skype.challenge import Challenge, diagnostics, read_challenge, wants_token
from meetings.services.skype.errors import Misunderstood, NotEnabled, PasswordNotOffered, refuse
from meetings.services.skype.forms import Form
from meetings.services.skype.places import Places
from meetings.services.skype.refusals import clean, read_refusal
from meetings.services.skype.resource import read

_TOKEN = re.compile(r"[\x21-\x7e]{1,16000}")
_PAUSES = (1.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What the person typed. With a *token* of their own the password is never used."""

    username: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def obtain(places: Places, login: Login, address: httpx.URL, form: Form) -> Exchange[str]:
    """Return a token for the host of *address*, which a request without one makes it demand."""
    if login.token:
        return login.token
    response = yield from ask(plain("GET", address, form))
    if not wants_token(response):
        fault = read_refusal(response).error()
        raise refuse(UnexpectedReply, "no challenge") if response.is_success else fault
    challenge = read_challenge(response.headers)
    if challenge is None:
        raise refuse(UnexpectedReply, "a 401 without MsRtcOAuth")
    return (yield from grant(places, login, challenge, address))


def grant(places: Places, login: Login, challenge: Challenge, asked: httpx.URL) -> Exchange[str]:
    """Trade the password for a token. A refused password is never sent a second time."""
    if "password" not in challenge.grants:
        offered = ", ".join(challenge.grants) or "nothing"
        raise refuse(PasswordNotOffered, f"it offers {clean(offered)}")
    where = places.follow(asked, challenge.href)
    fields = {"grant_type": "password", "username": login.username, "password": login.password}
    for seconds in (*_PAUSES, None):
        response = yield from ask(token_form(where, fields))
        if response.status_code == 200:
            return check_token(read(response).text("access_token"))
        if seconds is None or _error(response) != "server_error":
            break
        yield Sleep(seconds)
    raise _refused(response)


def check_token(token: str) -> str:
    """Return *token* if it can stand in a header, else raise UnexpectedReply."""
    if not _TOKEN.fullmatch(token):
        raise refuse(UnexpectedReply, "no usable access_token")
    return token


def _error(response: httpx.Response) -> str:
    if "json" not in response.headers.get("content-type", ""):
        return ""
    return read(response).text("error")


def _refused(response: httpx.Response) -> MeetingError:
    """What a refused token request means. The texts beside it are not shown: they may echo."""
    error, status = _error(response), response.status_code
    label = " ".join(filter(None, (f"HTTP {status}", clean(error), diagnostics(response))))
    if error == "unsupported_grant_type":
        return refuse(PasswordNotOffered, "it refused that kind of sign-in")
    if error in ("invalid_request", "invalid_scope"):
        return refuse(Misunderstood, label)
    if error == "server_error" or diagnostics(response) == "28001":
        return refuse(ServiceBusy, label)
    if status == 403:
        return refuse(NotEnabled if diagnostics(response) == "28000" else NotAllowed, label)
    if error or status == 401:  # invalid_grant, and whatever else says no: better not ask again
        return refuse(SignInRefused, label)
    return read_refusal(response).error()
