"""The faults of the service: what each code means, and the sentence that the person reads.

A code is looked up from its most particular form to its least. Fault Messages: "the client must
accept any code", and none of the options beside it is certain to be there. A ``Client`` fault is a
refusal: nothing was done.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from meetings import xml
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Owner,
    Rejected,
    ServiceUnreachable,
    SignInRefused,
    UnexpectedReply,
)
from meetings.services.live_meeting import values
from meetings.services.live_meeting.values import OptionValues, clean
from meetings.xml import Element

NAME = "live-meeting"
TITLE = "Live Meeting"

AUTHENTICATION = "Client.Authentication"
AUTHORIZATION = "Client.Authorization"
NO_MATCH = ("Client.BadMatch.Need1Got0", "Client.BadMatch.NeedNonZero", "Client.BadData.NoSuch")
NAME_IN_USE = "Client.BadData.NameInUse"
WRONG_STATE = "Client.BadState"
PLACE_TAKEN = "Client.BadMatch.Need0"
NOT_IMPLEMENTED = "Server.OperationUnavailable.NotImplemented"
NO_ONGOING = f"{NOT_IMPLEMENTED}.Meeting.Ongoing"

E = TypeVar("E", bound=MeetingError)


def refuse(kind: type[E], detail: str = "") -> E:
    """An error of this service."""
    return kind(TITLE, detail, name=NAME)


class WrongSignIn(SignInRefused):
    """Client.Authentication: there are no sub-codes for the causes."""

    sentence = (
        "{service} did not accept that sign-in. Check the user ID and the password; an "
        "expired account gives the same answer. Then type `/meet connect {name}` to try again."
    )


class MemberOnly(NotAllowed):
    """Client.Authorization.NotOrganizer: a Member may attend, but not schedule."""

    sentence = (
        "{service} knows you as a member, who may attend meetings but not make them. "
        "Ask your {service} administrator to make you an organizer, or use another service."
    )


class NotAdministrator(NotAllowed):
    """Client.Authorization.NotAdministrator."""

    owner = Owner.PERSON
    sentence = (
        "{service} lets only its administrators do that. Ask one of them, or leave out what is "
        "for administrators: another owner, or acting for somebody else."
    )


class NotOwner(NotAllowed):
    """Client.Authorization.NotOwner and NotOwnerOrAdministrator."""

    owner = Owner.PERSON
    sentence = (
        "At {service} that meeting belongs to somebody else, so I have changed nothing. "
        "Ask its owner, or an administrator there."
    )


class CannotActFor(NotAllowed):
    """A new ticket was refused: the account that it acts for may have expired."""

    sentence = (
        "{service} gave a ticket for the person you act for and then did not accept it: that "
        "account may have expired. Ask your {service} administrator."
    )


class TooManySeats(Rejected):
    """Client.ResourceLimit.Seats: seats are reserved for as long as a meeting lasts."""

    sentence = (
        "{service} has not enough seats free at that time: {reason}. "
        "Ask for fewer seats, or for another time."
    )
    sentence_without_reason = (
        "{service} has not enough seats free at that time. "
        "Ask for fewer seats, or for another time."
    )


class UnderMaintenance(Rejected):
    """Client.ServiceLimit.ScheduledMaintenance."""

    sentence = "{service} is closed for maintenance at that time. Ask for another time."


class NotOffered(NotPossible):
    """Server.OperationUnavailable: not implemented, switched off, or without a licence."""

    sentence = (
        "{service} does not offer that on your server: {reason}. "
        "Ask your {service} administrator, or use another service."
    )
    sentence_without_reason = (
        "{service} does not offer that on your server. "
        "Ask your {service} administrator, or use another service."
    )


class RequestNotUnderstood(UnexpectedReply):
    """Client.BadSyntax: our request was wrong, and nothing was done."""

    sentence = (
        "{service} did not understand this bot, so nothing was done. "
        "Tell the administrator of this bot, or use another service."
    )
    outcome_unknown = False
    may_pass = False


class WrongAddress(UnexpectedReply):
    """There is no conference center at the address that should tell the posting URL."""

    sentence = (
        "There is no {service} conference center at the address that this bot was given. "
        "Tell the administrator of this bot: PARLEY_LIVE_MEETING__URL says where it is looked for."
    )
    outcome_unknown = False
    may_pass = False


class ForeignHost(UnexpectedReply):
    """The posting URL is on another host than the settings allow."""

    sentence = (
        "{service} pointed to a server that this bot may not send your password to. "
        "Tell the administrator of this bot, or use another service."
    )
    outcome_unknown = False
    may_pass = False


class NameTaken(UnexpectedReply):
    """The meeting's name, made from our marker, is in use by a meeting that we are not shown."""

    sentence = (
        "{service} says that this meeting already exists, but does not show it. "
        "Look there before you ask again: it may have been deleted."
    )


class ServerFault(ServiceUnreachable):
    """A fault that begins with Server: the outcome is unknown."""

    sentence = "{service} has a problem: {reason}. Try again in a minute."
    sentence_without_reason = "{service} has a problem. Try again in a minute."


class UnknownFault(UnexpectedReply):
    """A fault whose code begins with nothing that is documented."""

    sentence = (
        "{service} refused for a reason that I do not know: {reason}. "
        "Look there before you ask again. If it keeps happening, tell the administrator of "
        "this bot."
    )
    sentence_without_reason = (
        "{service} refused for a reason that I do not know. "
        "Look there before you ask again. If it keeps happening, tell the administrator of "
        "this bot."
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: *text* is the server's own, fit to be shown; *options* stand beside it."""

    code: str
    text: str
    options: OptionValues

    def is_under(self, *prefixes: str) -> bool:
        """Whether the code is one of *prefixes*, or more particular than one."""
        return any(f"{self.code}.".startswith(f"{prefix}.") for prefix in prefixes)

    def error(self) -> MeetingError:
        """The error that this fault is."""
        kind = next((_KINDS[code] for code in self._codes() if code in _KINDS), UnknownFault)
        if not issubclass(kind, Rejected | NotPossible | ServerFault | UnknownFault):
            return refuse(kind, f"{self.code}: {self.text}")
        reason = next((_REASONS[code] for code in self._codes() if code in _REASONS), _own_text)
        return refuse(kind, reason if isinstance(reason, str) else reason(self))

    def _codes(self) -> Iterator[str]:
        """The code and the less particular codes above it."""
        parts = self.code.split(".")
        return (".".join(parts[:length]) for length in range(len(parts), 0, -1))


def read_fault(root: Element, secrets: Collection[str]) -> Fault | None:
    """The fault in *root*, or None where there is none; *secrets* are cut out of its text."""
    faults = xml.find_all(root, "Fault")
    if not faults:
        return None
    code = clean(xml.text(faults[0], "FaultCode"), 200, secrets=secrets)
    return Fault(
        code=code if re.fullmatch(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*", code) else "?",
        text=clean(xml.text(faults[0], "FaultString"), 160, secrets=secrets),
        options=values.read(faults[0]),
    )


def _own_text(fault: Fault) -> str:
    return fault.text or fault.code


def _field(fault: Fault) -> str:
    field = clean(fault.options.text("fieldName"), 40)
    return f"{_own_text(fault)} ({field})" if field else _own_text(fault)


def _seats(fault: Fault) -> str:
    free, asked = fault.options.number("available"), fault.options.number("maxUsers")
    if free is None:
        return fault.text
    return f"{free} are free" + ("" if asked is None else f", {asked} were asked for")


def _character(fault: Fault) -> str:
    field = clean(fault.options.text("fieldName"), 40) or "text"
    character = clean(fault.options.text("badCharacter"), 10)
    return f"its {field} may not hold " + (f"“{character}”" if character else "that character")


def _unknown_people(fault: Fault) -> str:
    ids = ", ".join(clean(user_id, 64) for user_id in fault.options.strings("ids")[:5])
    return f"it does not know {ids}" if ids else _own_text(fault)


_KINDS: Mapping[str, type[MeetingError]] = {
    "Client": Rejected,
    AUTHENTICATION: WrongSignIn,
    AUTHORIZATION: NotAllowed,
    "Client.Authorization.BadPassword": Rejected,
    "Client.Authorization.NotAdministrator": NotAdministrator,
    "Client.Authorization.NotOrganizer": MemberOnly,
    "Client.Authorization.NotOwner": NotOwner,
    "Client.Authorization.NotOwnerOrAdministrator": NotOwner,
    "Client.BadData.NoSuch": NoSuchMeeting,
    "Client.BadData.NoSuch.UserOrGroup": Rejected,
    "Client.BadMatch.Need1Got0": NoSuchMeeting,
    "Client.BadMatch.NeedNonZero": NoSuchMeeting,
    "Client.BadSyntax": RequestNotUnderstood,
    "Client.BadSyntax.BadCharacter": Rejected,
    "Client.Meeting.RecurrencePattern": NotPossible,
    "Client.ResourceLimit.Seats": TooManySeats,
    "Client.ServiceLimit.ScheduledMaintenance": UnderMaintenance,
    "Server": ServerFault,
    "Server.OperationUnavailable": NotOffered,
}

# The reason in the sentence: a text, or what makes one of the fault's options.
_REASONS: Mapping[str, str | Callable[[Fault], str]] = {
    "Client.Authorization.BadPassword": "the meeting's password is not right",
    "Client.BadData": _field,
    "Client.BadData.BadTimeZoneID": "it does not know that time zone",
    "Client.BadData.NoSuch.UserOrGroup": _unknown_people,
    NAME_IN_USE: "another meeting has that name",
    PLACE_TAKEN: "there is a meeting in that personal place already",
    "Client.BadMatch.Need1GotMore": "more than one meeting fits",
    "Client.BadSyntax.BadCharacter": _character,
    "Client.Meeting.Early": "the meeting is not open yet",
    "Client.Meeting.Late": "the meeting is not open any more",
    "Client.Meeting.Inactive": "the meeting is not active",
    "Client.Meeting.NeedsRegistration": "that meeting asks for an e-mail and a company",
    "Client.Meeting.RecurrencePattern": "it does not take that repetition",
    "Client.ResourceLimit.Meeting.Full": "the meeting is full",
    "Client.ResourceLimit.Seats": _seats,
    NO_ONGOING: "meetings without an end",
    "Server.OperationUnavailable.License": "it has no licence for it",
    "Server.OperationUnavailable.Disabled": "it is switched off",
}
