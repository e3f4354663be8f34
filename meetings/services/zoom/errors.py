"""The errors of Zoom: what each status and code means, and the sentence that the person reads.

Decided by status and code. Zoom's texts change: one is read only where nothing else tells.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from meetings.errors import (
    AppRefused,
    DailyLimit,
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    PermissionMissing,
    PolicyForbids,
    Rejected,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)
from meetings.replies import answered_at, read_json
from meetings.text import showable

NAME = "zoom"
TITLE = "Zoom"

PAID_ONLY = "it does that on paid plans only"
TOO_LONG_AGO = "it keeps that for a year"
LONGEST_WAIT = 60.0  # seconds; to be told to wait for longer is a limit of the day
_LONGEST_DAY = timedelta(hours=25).total_seconds()
_WITHOUT_A_CLOCK = 3600.0  # seconds until a limit of the day is tried again, if no time is known
_ONE_SCOPE = re.compile(r"[a-z_]+(?::[a-z_]+){1,3}")

E = TypeVar("E", bound=MeetingError)


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class CodeRefused(SignInRefused):
    """The authorization code was used before, is older than 5 minutes, or is another app's."""

    sentence = (
        "{service} did not accept that sign-in: it took too long, or its page was opened twice. "
        "Type `/meet connect {name}` to sign in again."
    )


class PersonUnknown(NotAllowed):
    """404, 1001: the organization's account has no user with the asker's verified e-mail."""

    sentence = (
        "Your organization's {service} knows nobody by the e-mail address that you have in Slack. "
        "Ask your {service} administrator to add you, or type `/meet on` and another service."
    )


class OrganizationPermissionMissing(PermissionMissing):
    """The same for the organization's account, which nobody signs in to."""

    sentence = (
        "{service} does not let this bot do that yet. Its administrator has to add these scopes "
        "to the server-to-server app: {reason}. After that, ask again."
    )
    sentence_without_reason = (
        "{service} does not let this bot do that yet. Its administrator has to add a scope "
        "to the server-to-server app. After that, ask again."
    )


class AccountIdRefused(AppRefused):
    """400, invalid_request for the organization's token: a wrong account id, or the app is off."""

    sentence = (
        "{service} does not know this bot's account there. The bot's administrator has to check "
        "PARLEY_ZOOM__ACCOUNT_ID, and that the server-to-server app is activated."
    )


class RedirectRefused(AppRefused):
    """4709: the redirect address is none of those that are entered for the app."""

    sentence = (
        "{service} does not know the address that it should send people back to. The bot's "
        "administrator has to enter it at {service} as the app's redirect URL."
    )


class OutsideLimits(NotPossible):
    """What ``objections`` would have said; *detail* is its sentence, without the full stop."""

    sentence = "{reason}."


class Misunderstood(UnexpectedReply):
    """It could not read the request, which is our mistake. Surely nothing was done."""

    sentence = (
        "{service} did not understand this bot, so nothing was done: {reason}. "
        "Tell the administrator of this bot, or use another service."
    )
    sentence_without_reason = (
        "{service} did not understand this bot, so nothing was done. "
        "Tell the administrator of this bot, or use another service."
    )
    outcome_unknown = False
    may_pass = False


class ServerFault(UnexpectedReply):
    """A fault of the server, also in Zoom's own JSON: the request may have had its effect."""

    sentence = "{service} reports an error of its own. Try again in a minute."


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """``{"code": 3001, "message": "..."}``; 0 and nothing where it is not there."""

    code: int = 0
    message: str = ""
    known: bool = False


_MEANINGS: Mapping[tuple[int, int], type[MeetingError]] = {
    (400, 300): Misunderstood,
    (400, 1001): PersonUnknown,
    (400, 3161): PolicyForbids,
    (401, 4702): AppRefused,
    (401, 4704): AppRefused,
    (401, 4717): AppRefused,
    (401, 4738): PolicyForbids,
    (404, 1001): PersonUnknown,
    (404, 3001): NoSuchMeeting,
}
_BY_STATUS: Mapping[int, type[MeetingError]] = {401: SignInExpired, 403: NotAllowed}


def failure(
    reply: httpx.Response,
    scopes: str,
    *,
    organization: bool = False,
    secrets: Collection[str] = (),
) -> MeetingError:
    """The error that *reply* means; *scopes* are those that its request needed."""
    status, body = reply.status_code, read_error(reply, secrets)
    if status == 429:
        return too_many(reply, body)
    if status >= 500 or status == 408:
        return refuse(ServerFault, f"HTTP {status} {body.code or ''}")
    if not 400 <= status < 500:
        return refuse(UnexpectedReply, f"HTTP {status}")
    return _refusal(status, body, scopes, organization=organization)


def _refusal(status: int, body: ErrorBody, scopes: str, *, organization: bool) -> MeetingError:
    if (status, body.code) == (401, 4700):
        missing = OrganizationPermissionMissing if organization else PermissionMissing
        return refuse(missing, _scopes_named(body.message) or scopes)
    if (status, body.code) == (400, 200):
        return refuse(NotPossible, PAID_ONLY)
    if (status, body.code) == (400, 12702):
        return refuse(NotPossible, TOO_LONG_AGO)
    if body.code == 1001 and not organization:
        return refuse(SignInExpired, "the user does not exist")
    by_status = _BY_STATUS.get(status, Rejected if body.known else Misunderstood)
    detail = f"{body.message} ({body.code})" if body.message else f"HTTP {status}"
    return refuse(_MEANINGS.get((status, body.code), by_status), detail)


def read_error(reply: httpx.Response, secrets: Collection[str] = ()) -> ErrorBody:
    """What *reply* says of its error; a page says nothing."""
    try:
        body = read_json(reply)
        code, message = int(body.get("code") or 0), body.get("message")
    except (ValueError, TypeError):
        return ErrorBody()
    if not code or not isinstance(message, str):
        return ErrorBody(code)
    return ErrorBody(code, showable(message, secrets, length=150).rstrip(". "), known=True)


def too_many(reply: httpx.Response, body: ErrorBody) -> ServiceBusy:
    """429: too many in this second, or in this day."""
    now = answered_at(reply)
    wait = _seconds_to_wait(reply.headers.get("retry-after", ""), now)
    if not _is_of_the_day(reply, body, wait):
        return ServiceBusy(TITLE, body.message, name=NAME, retry_after=max(wait or 0, 1.0))
    if wait is None:
        wait = _until_midnight(now) if now else _WITHOUT_A_CLOCK
    return DailyLimit(TITLE, body.message, name=NAME, retry_after=min(max(wait, 1.0), _LONGEST_DAY))


def _is_of_the_day(reply: httpx.Response, body: ErrorBody, wait: float | None) -> bool:
    kind = str(reply.headers.get("x-ratelimit-type", "")).lower()
    if kind.startswith(("daily", "qps")):
        return kind.startswith("daily")
    if body.code == 4001:
        return False
    if wait is not None:
        return wait > LONGEST_WAIT
    return "daily" in body.message.lower()  # no code and no header tells: only the text does


def _seconds_to_wait(value: str, now: datetime | None) -> float | None:
    """Retry-After: seconds, an HTTP date, or Zoom's ISO time. RFC 9110, 10.2.3."""
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    moment = _moment(value)
    if moment is None or now is None:
        return None
    return max(0.0, (moment - now).total_seconds())


def _moment(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _until_midnight(now: datetime) -> float:
    """Seconds until the next day of UTC, by which Zoom counts."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (midnight - now).total_seconds()


def _scopes_named(message: str) -> str:
    """The scopes in "does not contain scopes:[meeting:write:meeting]"."""
    inside = message.partition("[")[2].partition("]")[0]
    return ", ".join(_ONE_SCOPE.findall(inside))
