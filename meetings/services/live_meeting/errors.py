"""The errors that only this service has, each with the sentence that the person reads."""

from typing import TypeVar

from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    Rejected,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)

NAME = "live-meeting"
TITLE = "Live Meeting"

E = TypeVar("E", bound=MeetingError)


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class WrongSignIn(SignInRefused):
    """Client.Authentication: no sub-codes tell the causes apart."""

    said = (
        "{service} did not accept that sign-in. Check the user ID and the password; an account "
        "that has expired looks just the same. Then type `/meet connect {name}` to try again."
    )


class MemberOnly(NotAllowed):
    """Client.Authorization.NotOrganizer: a Member may attend and not schedule."""

    said = (
        "{service} knows you as a member, who may attend meetings and not make them. "
        "Ask whoever runs {service} for you to make you an organizer, or use another service."
    )


class NotAdministrator(NotAllowed):
    """Client.Authorization.NotAdministrator."""

    said = (
        "{service} lets only its administrators do that. Ask one of them, or leave out what is "
        "for administrators: another owner, or acting for somebody else."
    )


class SomebodyElses(NotAllowed):
    """Client.Authorization.NotOwner and NotOwnerOrAdministrator."""

    said = (
        "At {service} that meeting belongs to somebody else, so I have changed nothing. "
        "Ask its owner, or an administrator there."
    )


class CannotActFor(NotAllowed):
    """A ticket that was just given is not accepted: the account that it is for has expired."""

    said = (
        "{service} gave a ticket for the person you act for and then did not accept it: that "
        "account may have expired. Ask whoever runs {service} for you."
    )


class TooManySeats(Rejected):
    """Client.ResourceLimit.Seats: the seats are reserved for as long as the meeting lasts."""

    said = (
        "{service} has not enough seats free at that time: {reason}. "
        "Ask for fewer seats, or for another time."
    )
    said_without_reason = (
        "{service} has not enough seats free at that time. "
        "Ask for fewer seats, or for another time."
    )


class Maintenance(Rejected):
    """Client.ServiceLimit.ScheduledMaintenance."""

    said = "{service} is closed for maintenance at that time. Ask for another time."


class NotOffered(NotPossible):
    """Server.OperationUnavailable: not there, switched off, or without a licence."""

    said = (
        "{service} does not offer that on your server: {reason}. "
        "Ask whoever runs {service} for you, or use another service."
    )
    said_without_reason = (
        "{service} does not offer that on your server. "
        "Ask whoever runs {service} for you, or use another service."
    )


class Misunderstood(UnexpectedReply):
    """Client.BadSyntax: a fault of ours, and surely nothing was done."""

    said = (
        "{service} did not understand this bot, so nothing was done. "
        "Tell whoever runs this bot, or use another service."
    )
    outcome_unknown = False


class WrongAddress(UnexpectedReply):
    """What answered where the posting URL is asked for is no conference center."""

    said = (
        "There is no {service} conference center at the address that this bot was given. "
        "Tell whoever runs this bot: PARLEY_LIVE_MEETING__URL says where it is looked for."
    )
    outcome_unknown = False


class ForeignHost(UnexpectedReply):
    """The posting URL leads away from where the settings point."""

    said = (
        "{service} pointed to a server that this bot may not send your password to. "
        "Tell whoever runs this bot, or use another service."
    )
    outcome_unknown = False


class NameTaken(UnexpectedReply):
    """Our own name for the meeting is in use, and no meeting of that name is shown to us."""

    said = (
        "{service} says that this meeting is there already, and does not show it. "
        "Look there before you ask again; it may have been deleted meanwhile."
    )


class InTrouble(ServiceUnreachable):
    """Server faults: the center's side, and nobody knows what was done."""

    said = "{service} has trouble of its own: {reason}. Try again in a minute."
    said_without_reason = "{service} has trouble of its own. Try again in a minute."


class UnknownFault(UnexpectedReply):
    """A fault whose code begins like none that is documented."""

    said = (
        "{service} refused in a way that I do not know: {reason}. "
        "Look there before you ask again, and tell whoever runs this bot if it stays so."
    )
    said_without_reason = (
        "{service} refused in a way that I do not know. "
        "Look there before you ask again, and tell whoever runs this bot if it stays so."
    )
