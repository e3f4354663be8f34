"""The errors that only this service has, each with the sentence that the person reads."""

from typing import TypeVar

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    Rejected,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)

NAME = "webex-xml"
TITLE = "WebEx"

E = TypeVar("E", bound=MeetingError)


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class UnknownUser(SignInRefused):
    """030001, 030006: no such user ID."""

    said = (
        "{service} does not know that user name on your company's site. "
        "Check it, then type `/meet connect {name}` to try again."
    )


class AccountLocked(SignInRefused):
    """030007, 030008: the account has expired, or is inactive or locked."""

    said = (
        "Your {service} account is inactive, expired or locked. Ask whoever runs {service} for "
        "you to open it again, then type `/meet connect {name}`."
    )


class TokenRefused(SignInRefused):
    """The pasted access token is not good there."""

    said = (
        "{service} did not accept that access token. It may have expired or lack the right to "
        "sign in (spark:all); get a fresh one and type `/meet connect {name}`."
    )


class TicketExpired(SignInExpired):
    """030047: the session ticket is not valid, or no longer."""


class TokenExpired(SignInExpired):
    """The access token was good once, and the account has no password to go on with."""

    said = (
        "Your {service} access token has expired. "
        "Type `/meet connect {name}` and paste a fresh one, or use your password."
    )


class TicketNotTaken(ServiceBusy):
    """A fresh ticket was refused. The vendor says that sign-ins fail now and then."""

    said = (
        "{service} accepted your sign-in and then did not honour it. That is known to pass: "
        "try again in a few minutes, and tell whoever runs {service} for you if it stays so."
    )


class MayNot(NotAllowed):
    """000001, 009001 to 009004: no right to do this, or not your meeting."""

    said = (
        "{service} does not let your account do that, or the meeting belongs to another host. "
        "Ask whoever runs {service} for you, or type `/meet on` and another service."
    )


class MayNotNow(NotAllowed):
    """The same to a deletion, which is refused for meetings that are running, too."""

    said = (
        "{service} did not delete the meeting: it deletes only your own, and none that is running. "
        "If it is running, end it in {service} first and try again."
    )


class MayNotForHost(NotAllowed):
    """060021: the account may not schedule for that host."""

    said = (
        "{service} does not let your account schedule for that host. "
        "They have to give you scheduling permission in {service} first."
    )


class SiteSuspended(NotAllowed):
    """010107."""

    said = (
        "Your {service} site is suspended. "
        "Ask whoever runs {service} for you, or type `/meet on` and another service."
    )


class EventsOff(NotAllowed):
    """010106: Webex Events (classic) is off on the site."""

    said = (
        "{service} has switched off that kind of meeting (classic events) on your site. "
        "Choose another meeting type, or ask whoever runs {service} for you."
    )


class DatesRefused(Rejected):
    """009007, 009008, 009009."""

    said = "{service} did not accept the start or the end: {reason}. Ask for another time."
    said_without_reason = "{service} did not accept the start or the end. Ask for another time."


class TooLong(Rejected):
    """060017: longer than the site allows."""

    said = "{service} refused: {reason}. The meeting is longer than your site allows: shorten it."
    said_without_reason = "The meeting is longer than your {service} site allows: shorten it."


class PasswordRefused(Rejected):
    """019011: the meeting's password has characters, or a form, that the site does not take."""

    said = "{service} did not take the meeting's password: {reason}. Choose another one."
    said_without_reason = "{service} did not take the meeting's password. Choose another one."


class PasswordNeeded(Rejected):
    """060026."""

    said = "Your {service} site wants a password for every meeting: {reason}. Choose one."
    said_without_reason = "Your {service} site wants a password for every meeting. Choose one."


class HostUnknown(Rejected):
    """060019: no such host."""

    said = (
        "{service} does not know the host of that meeting: {reason}. "
        "Type `/meet connect {name}` and sign in with your own user name."
    )
    said_without_reason = (
        "{service} does not know the host of that meeting. "
        "Type `/meet connect {name}` and sign in with your own user name."
    )


class NothingFound(NoSuchMeeting):
    """000015: nothing matched. For a list that is an answer, and no error."""


class RateLimited(ServiceBusy):
    """000045: too many requests in this minute."""


class ServerFault(UnexpectedReply):
    """000000, 000035, 999999: it failed within itself. Whether something came of it is open."""

    said = "{service} reports a fault of its own: {reason}. Try again in a minute."
    said_without_reason = "{service} reports a fault of its own. Try again in a minute."


class Misunderstood(UnexpectedReply):
    """It could not read the request: surely nothing was done."""

    said = (
        "{service} did not understand this bot, so nothing was done: {reason}. "
        "Tell whoever runs this bot, or use another service."
    )
    said_without_reason = (
        "{service} did not understand this bot, so nothing was done. "
        "Tell whoever runs this bot, or use another service."
    )
    outcome_unknown = False


class InterfaceGone(UnexpectedReply):
    """404, 405, 410: nobody speaks the XML API at that address."""

    said = (
        "{service} has no XML service at the address that this bot was given. Cisco is closing it "
        "down: tell whoever runs this bot, and use another service."
    )
    outcome_unknown = False


class LinkMissing(UnexpectedReply):
    """The meeting was made, and its link could not be had."""

    said = (
        "{service} made the meeting and then gave no link to it: {reason}. "
        "Try again in a minute; I look for it before I make another."
    )
    said_without_reason = (
        "{service} made the meeting and then gave no link to it. "
        "Try again in a minute; I look for it before I make another."
    )
