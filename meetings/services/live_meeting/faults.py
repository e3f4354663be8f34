"""What the service means by a fault: its code is read from the most particular part to the least.

Fault Messages: "the client must accept any code", and none of the options beside it is sure to be
there. A ``Client`` fault is a refusal: nothing was done.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from meetings import xml
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Rejected,
)
from meetings.services.live_meeting import options
from meetings.services.live_meeting.errors import (
    InTrouble,
    Maintenance,
    MemberOnly,
    Misunderstood,
    NotAdministrator,
    NotOffered,
    SomebodyElses,
    TooManySeats,
    UnknownFault,
    WrongSignIn,
    refuse,
)
from meetings.services.live_meeting.options import Values
from meetings.services.live_meeting.strings import shown
from meetings.xml import Element

NO_MATCH = ("Client.BadMatch.Need1Got0", "Client.BadMatch.NeedNonZero", "Client.BadData.NoSuch")
NAME_IN_USE = "Client.BadData.NameInUse"
WRONG_STATE = "Client.BadState"
PLACE_TAKEN = "Client.BadMatch.Need0"
NO_ONGOING = "Server.OperationUnavailable.NotImplemented.Meeting.Ongoing"
NOT_THERE = "Server.OperationUnavailable.NotImplemented"
AUTHENTICATION = "Client.Authentication"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: *text* is the server's own, fit to be shown; *beside* are its options."""

    code: str
    text: str
    beside: Values

    def under(self, *prefixes: str) -> bool:
        """Whether the code is one of *prefixes*, or more particular than one."""
        return any(f"{self.code}.".startswith(f"{prefix}.") for prefix in prefixes)

    def error(self) -> MeetingError:
        """The error that this fault is."""
        parts = self.code.split(".")
        ways = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        kind = next((_KINDS[way] for way in ways if way in _KINDS), UnknownFault)
        if not issubclass(kind, Rejected | NotPossible | InTrouble | UnknownFault):
            return refuse(kind, f"{self.code}: {self.text}")
        ways = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        say = next((_REASONS[way] for way in ways if way in _REASONS), _own_words)
        return refuse(kind, say(self))


def read_fault(root: Element, secrets: Collection[str]) -> Fault | None:
    """The fault that *root* holds, if it holds one; nothing of *secrets* is left in its text."""
    found = xml.find_all(root, "Fault")
    if not found:
        return None
    code = shown(xml.text(found[0], "FaultCode"), 200, without=secrets)
    return Fault(
        code=code if re.fullmatch(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*", code) else "?",
        text=shown(xml.text(found[0], "FaultString"), 160, without=secrets),
        beside=options.read(found[0]),
    )


def _own_words(fault: Fault) -> str:
    return fault.text or fault.code


def _field(fault: Fault) -> str:
    field = shown(fault.beside.text("fieldName"), 40)
    return f"{_own_words(fault)} ({field})" if field else _own_words(fault)


def _seats(fault: Fault) -> str:
    free, asked = fault.beside.number("available"), fault.beside.number("maxUsers")
    if free is None:
        return fault.text
    return f"{free} are free" + ("" if asked is None else f", {asked} were asked for")


def _character(fault: Fault) -> str:
    field = shown(fault.beside.text("fieldName"), 40) or "text"
    character = shown(fault.beside.text("badCharacter"), 10)
    return f"its {field} may not hold " + (f"“{character}”" if character else "that character")


def _nobody(fault: Fault) -> str:
    named = ", ".join(shown(one, 64) for one in fault.beside.several("ids")[:5])
    return f"it does not know {named}" if named else _own_words(fault)


def _said(sentence: str) -> Callable[[Fault], str]:
    return lambda _fault: sentence


_KINDS: Mapping[str, type[MeetingError]] = {
    "Client": Rejected,
    AUTHENTICATION: WrongSignIn,
    "Client.Authorization": NotAllowed,
    "Client.Authorization.BadPassword": Rejected,
    "Client.Authorization.NotAdministrator": NotAdministrator,
    "Client.Authorization.NotOrganizer": MemberOnly,
    "Client.Authorization.NotOwner": SomebodyElses,
    "Client.Authorization.NotOwnerOrAdministrator": SomebodyElses,
    "Client.BadData.NoSuch": NoSuchMeeting,
    "Client.BadData.NoSuch.UserOrGroup": Rejected,
    "Client.BadMatch.Need1Got0": NoSuchMeeting,
    "Client.BadMatch.NeedNonZero": NoSuchMeeting,
    "Client.BadSyntax": Misunderstood,
    "Client.BadSyntax.BadCharacter": Rejected,
    "Client.Meeting.RecurrencePattern": NotPossible,
    "Client.ResourceLimit.Seats": TooManySeats,
    "Client.ServiceLimit.ScheduledMaintenance": Maintenance,
    "Server": InTrouble,
    "Server.OperationUnavailable": NotOffered,
}

_REASONS: Mapping[str, Callable[[Fault], str]] = {
    "Client.Authorization.BadPassword": _said("the meeting's password is not right"),
    "Client.BadData": _field,
    "Client.BadData.BadTimeZoneID": _said("it does not know that time zone"),
    "Client.BadData.NoSuch.UserOrGroup": _nobody,
    NAME_IN_USE: _said("another meeting has that name"),
    PLACE_TAKEN: _said("there is a meeting in that personal place already"),
    "Client.BadMatch.Need1GotMore": _said("more than one meeting fits"),
    "Client.BadSyntax.BadCharacter": _character,
    "Client.Meeting.Early": _said("the meeting is not open yet"),
    "Client.Meeting.Late": _said("the meeting is not open any more"),
    "Client.Meeting.Inactive": _said("the meeting is not active"),
    "Client.Meeting.NeedsRegistration": _said("that meeting asks for an e-mail and a company"),
    "Client.Meeting.RecurrencePattern": _said("it does not take that repetition"),
    "Client.ResourceLimit.Meeting.Full": _said("the meeting is full"),
    "Client.ResourceLimit.Seats": _seats,
    NO_ONGOING: _said("meetings without an end"),
    "Server.OperationUnavailable.License": _said("it has no licence for it"),
    "Server.OperationUnavailable.Disabled": _said("it is switched off"),
}
