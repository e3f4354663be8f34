"""The errors of WebEx: what each exceptionID means, and the sentence that the person reads.

WebEx XML API: Global Response Elements, ``result``, ``reason``, ``exceptionID``, ``subErrors``. The
vendor's full list is not public; these are the numbers that are known. An id is text: its leading
zeros count.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    Owner,
    Rejected,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)
from meetings.text import showable
from meetings.xml import Element, find_all, text

NAME = "webex-xml"
TITLE = "WebEx"

FREE_AGAIN = 60.0  # seconds after which the rate limit lets requests through again

E = TypeVar("E", bound=MeetingError)

_DEAD_TOKEN = "access token is invalid"  # noqa: S105 - the vendor's words, with no known number
_NOT_PARSED = "validation:"  # how the reason begins where the request could not be parsed
_SHORTEST_SECRET = 4  # characters; a shorter one would be found in every text


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class UnknownUser(SignInRefused):
    """030001, 030006: no such user ID."""

    sentence = (
        "{service} does not know that user name on your company's site. Check it, then type "
        "`/meet connect {name}` to try again. If it is right, ask the administrator of this bot "
        "whether the site is set right."
    )


class AccountLocked(SignInRefused):
    """030007, 030008: the account has expired, or is inactive or locked."""

    sentence = (
        "Your {service} account is inactive, expired or locked. Ask your {service} "
        "administrator to reactivate it, then type `/meet connect {name}`."
    )


class TokenRefused(SignInRefused):
    """The pasted access token is not valid there."""

    sentence = (
        "{service} did not accept that access token. It may have expired or lack the right to "
        "sign in (spark:all); get a fresh one and type `/meet connect {name}`."
    )


class TicketExpired(SignInExpired):
    """030047: the session ticket is not valid, or no longer."""


class TokenExpired(SignInExpired):
    """The access token was valid once, and there is no password to sign in with instead."""

    sentence = (
        "Your {service} access token has expired. "
        "Type `/meet connect {name}` and paste a fresh one, or use your password."
    )


class FreshTicketRefused(ServiceBusy):
    """A new ticket was refused. The vendor says that sign-ins fail now and then."""

    sentence = (
        "{service} accepted your sign-in and then ignored it. That usually passes: "
        "try again in a few minutes, and tell your {service} administrator if it keeps happening."
    )


class AccessDenied(NotAllowed):
    """000001, 009001 to 009004: not permitted, or another host's meeting."""

    sentence = (
        "{service} does not let your account do that, or the meeting belongs to another host. "
        "Ask your {service} administrator, or type `/meet on` and another service."
    )


class DeletionRefused(NotAllowed):
    """The same ids for a deletion, which is also refused while the meeting is running."""

    owner = Owner.PERSON
    sentence = (
        "{service} did not delete the meeting: it deletes only your own, and not while they run. "
        "If it is running, end it in {service} first and try again."
    )


class HostNotPermitted(NotAllowed):
    """060021: the account may not schedule for that host."""

    owner = Owner.PERSON
    sentence = (
        "{service} does not let your account schedule for that host. "
        "They need to give you scheduling permission in {service} first."
    )


class SiteSuspended(NotAllowed):
    """010107: the site is suspended."""

    task = "Look at the {service} site: it is suspended."
    sentence = (
        "Your {service} site is suspended. "
        "Ask your {service} administrator, or type `/meet on` and another service."
    )


class EventsOff(NotAllowed):
    """010106: Webex Events (classic) is off on the site."""

    sentence = (
        "{service} has switched off that kind of meeting (classic events) on your site. "
        "Choose another meeting type, or ask your {service} administrator."
    )


class DatesRefused(Rejected):
    """009007, 009008, 009009: the start or the end was refused."""

    sentence = "{service} did not accept the start or the end: {reason}. Ask for another time."
    sentence_without_reason = "{service} did not accept the start or the end. Ask for another time."


class MeetingTooLong(Rejected):
    """060017: longer than the site allows."""

    sentence = (
        "{service} refused: {reason}. The meeting is longer than your site allows: shorten it."
    )
    sentence_without_reason = "The meeting is longer than your {service} site allows: shorten it."


class PasswordRefused(Rejected):
    """019011: the meeting's password has characters, or a form, that the site does not take."""

    sentence = "{service} did not take the meeting's password: {reason}. Choose another one."
    sentence_without_reason = "{service} did not take the meeting's password. Choose another one."


class PasswordNeeded(Rejected):
    """060026: every meeting of the site needs a password."""

    sentence = "Your {service} site wants a password for every meeting: {reason}. Choose one."
    sentence_without_reason = "Your {service} site wants a password for every meeting. Choose one."


class HostUnknown(Rejected):
    """060019: no such host."""

    sentence = (
        "{service} does not know the host of that meeting: {reason}. "
        "Type `/meet connect {name}` and sign in with your own user name."
    )
    sentence_without_reason = (
        "{service} does not know the host of that meeting. "
        "Type `/meet connect {name}` and sign in with your own user name."
    )


class NothingFound(NoSuchMeeting):
    """000015: nothing matched. An empty list is told in this way, so it is no error there."""


class RateLimited(ServiceBusy):
    """000045: too many requests in this minute."""


class ServerFault(UnexpectedReply):
    """000000, 000035, 999999: a fault of the server. The outcome is unknown."""

    sentence = "{service} reports an error: {reason}. Try again in a minute."
    sentence_without_reason = "{service} reports an error. Try again in a minute."


class RequestNotUnderstood(UnexpectedReply):
    """It could not parse the request, so nothing was done."""

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


class InterfaceGone(UnexpectedReply):
    """HTTP 404, 405, 410: there is no XML service at that address."""

    sentence = (
        "{service} has no XML service at the address that this bot was given. Cisco is closing it "
        "down: tell the administrator of this bot, and use another service."
    )
    outcome_unknown = False
    may_pass = False


class LinkMissing(UnexpectedReply):
    """The meeting was made, but its link could not be fetched."""

    sentence = (
        "{service} made the meeting and then gave no link to it: {reason}. "
        "Try again in a minute; I look for it before I make another."
    )
    sentence_without_reason = (
        "{service} made the meeting and then gave no link to it. "
        "Try again in a minute; I look for it before I make another."
    )


MEANINGS: Mapping[str, type[MeetingError]] = {
    "000000": ServerFault,
    "000001": AccessDenied,
    "000015": NothingFound,
    "000035": ServerFault,
    "000045": RateLimited,
    "009001": AccessDenied,
    "009002": AccessDenied,
    "009003": AccessDenied,
    "009004": AccessDenied,
    "009007": DatesRefused,
    "009008": DatesRefused,
    "009009": DatesRefused,
    "009010": NoSuchMeeting,
    "009011": NoSuchMeeting,
    "010106": EventsOff,
    "010107": SiteSuspended,
    "019011": PasswordRefused,
    "030001": UnknownUser,
    "030002": SignInRefused,
    "030004": Rejected,
    "030005": Rejected,
    "030006": UnknownUser,
    "030007": AccountLocked,
    "030008": AccountLocked,
    "030047": TicketExpired,
    "040007": Rejected,
    "060001": NoSuchMeeting,
    "060017": MeetingTooLong,
    "060019": HostUnknown,
    "060021": HostNotPermitted,
    "060026": PasswordNeeded,
    "999999": ServerFault,
}


def failure(response: Element, secrets: Collection[str] = ()) -> MeetingError:
    """Return the error for a FAILURE. *secrets* are cut out of what the server echoes."""
    number, reason = _number_and_reason(response)
    kind, number, reason = (
        MEANINGS.get(number, Rejected),
        clean(number)[:20],
        clean(reason, secrets),
    )
    if _DEAD_TOKEN in reason.lower():
        kind = TokenExpired
    elif reason.lower().startswith(_NOT_PARSED):
        kind = RequestNotUnderstood
    error = refuse(kind, " ".join(filter(None, (reason, f"({number})" if number else ""))))
    if isinstance(error, RateLimited):
        error.retry_after = FREE_AGAIN
    return error


def clean(server_text: str, secrets: Collection[str] = ()) -> str:
    """Return *server_text* fit to be shown: one line, 150 characters, without *secrets*."""
    secrets = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]
    return showable(server_text, secrets, length=150).rstrip(". ")


def _number_and_reason(response: Element) -> tuple[str, str]:
    """The id and the reason, completed from the first subError."""
    number, reason = text(response, "exceptionID"), text(response, "reason")
    for detail in find_all(response, "subErrors/subError")[:1]:
        number = number or text(detail, "exceptionID")
        more = text(detail, "reason")
        reason = ": ".join(filter(None, (reason, more if more != reason else "")))
    return number, reason
