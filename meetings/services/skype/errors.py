"""The errors that only this service has, each with the sentence that the person reads."""

from typing import TypeVar

from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    Owner,
    Rejected,
    ServiceBusy,
    SignInRefused,
    UnexpectedReply,
)

NAME = "skype"
TITLE = "Skype for Business"

E = TypeVar("E", bound=MeetingError)


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class ForeignHost(UnexpectedReply):
    """A redirect or a link leads away from the hosts that the settings name."""

    sentence = (
        "{service} pointed to a server that this bot may not call. Tell the administrator of "
        "this bot: the host is in its log, and PARLEY_SKYPE__DOMAINS says which ones are allowed."
    )
    outcome_unknown = False
    may_pass = False


class Misunderstood(UnexpectedReply):
    """The server did not understand us: a fault of ours, and surely nothing was done."""

    sentence = (
        "{service} did not understand this bot, so nothing was done. "
        "Tell the administrator of this bot, or use another service."
    )
    outcome_unknown = False
    may_pass = False


class LinkMissing(UnexpectedReply):
    """The start was accepted, and no link came of it."""

    sentence = (
        "{service} took the meeting and then gave no link to it. It may still be there: "
        "try again in a few minutes, or use another service."
    )


class PasswordNotOffered(NotPossible):
    """The server takes no name and password."""

    sentence = (
        "{service} does not take a name and a password there: {reason}. Ask its administrator to "
        "allow password sign-in, or paste an access token instead."
    )


class TokenRefused(SignInRefused):
    """The pasted access token is not good there."""

    sentence = (
        "{service} did not accept that access token. It may have expired or be meant for another "
        "server; get a fresh one and type `/meet connect {name}`."
    )


class TokenNotTaken(ServiceBusy):
    """The password was good, the token that came of it was not. Seen to come and go by itself."""

    sentence = (
        "{service} accepted your sign-in and then ignored it. That usually passes: "
        "try again in a few minutes, and tell your {service} administrator if it keeps happening."
    )


class NotEnabled(NotAllowed):
    """X-Ms-diagnostics 28000: the person has no Skype for Business account."""

    sentence = (
        "{service} knows you, but your account is not enabled for it. "
        "Ask your {service} administrator, or type `/meet on` and another service."
    )


class MayNotStart(NotAllowed):
    """The application has no startOnlineMeeting link: policy takes it away."""

    sentence = (
        "{service} does not let your account start online meetings. Ask your {service} "
        "administrator to allow them, or type `/meet on` and another service."
    )


class MayNotSchedule(NotAllowed):
    """The application has no myOnlineMeetings link: policy takes it away."""

    sentence = (
        "{service} does not let your account schedule online meetings. Ask your {service} "
        "administrator to allow them, or type `/meet on` and another service."
    )


class ScopeMissing(NotAllowed):
    """A pasted token may not do it: those of Azure AD need the scope Meetings.ReadWrite."""

    owner = Owner.PERSON
    sentence = (
        "{service} does not let your access token do that. It may lack the permission "
        "Meetings.ReadWrite (“Create Skype Meetings”): get a token that has it and type "
        "`/meet connect {name}`, or ask your {service} administrator."
    )


class BotNotAllowed(NotAllowed):
    """410 UserAgentNotAllowed."""

    task = "Allow the user agent Parley on the {service} server."
    sentence = (
        "{service} does not allow this bot. Ask your {service} administrator to allow the "
        "user agent Parley, or type `/meet on` and another service."
    )


class ChannelUnreachable(ServiceBusy):
    """500 CallbackChannelError."""

    sentence = (
        "{service} could not reach its own event channel, so it started no meeting. "
        "Try again in a minute, or use another service."
    )


class AlreadyExists(ServiceBusy):
    """409 AlreadyExists."""

    sentence = (
        "{service} says that this already exists, but I can't find it. "
        "Wait a minute and try again, or use another service."
    )


class LimitReached(Rejected):
    """409 TooManyGroups, TooManyOnlineMeetings, TooManyConversations."""

    sentence = (
        "{service} refused because your account has reached a limit: {reason}. "
        "Delete or leave what you do not need there and ask again."
    )


class NotEligible(Rejected):
    """A choice that eligible values or policies leave no room for: it was not even sent."""

    sentence = (
        "{service} does not give your account that choice: {reason}. "
        "Choose something else, or leave it out, and ask again."
    )


class ChangedMeanwhile(ServiceBusy):
    """412, again and again: somebody else changes the meeting at the same time."""

    sentence = (
        "Someone else is changing that meeting in {service}. "
        "Look at it there, and try again in a minute."
    )


class Unsupported(NotPossible):
    """409 None: un-supported service, resource or API."""

    sentence = (
        "{service} cannot do that on your server: {reason}. "
        "Ask your {service} administrator, or type `/meet on` and another service."
    )


class HomeServerDown(ServiceBusy):
    """410 CannotRedirect."""

    sentence = (
        "Your {service} home server is down, and there is no backup for it. "
        "Try again later, or type `/meet on` and another service."
    )


class TooManySignIns(ServiceBusy):
    """410 TooManyApplications."""

    sentence = (
        "{service} says that you are signed in in too many places. Sign out of one of them, "
        "or wait 15 minutes, and try again."
    )


class SignedOut(ServiceBusy):
    """410 InactiveApplicationExpired, 404 ApplicationNotFound, more than once."""

    sentence = "{service} signed the bot out. Try again in a minute."
