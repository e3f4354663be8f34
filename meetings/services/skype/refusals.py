"""What the server says when it says no, and which of our errors that is.

UCWA: Errors and informational messages, Generic synchronous errors, and the "Synchronous errors" of
startOnlineMeeting and myOnlineMeetings. An error whose ``outcome_unknown`` is false promises that
the refused request did nothing.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import httpx

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    Rejected,
    ServiceBusy,
    ServiceUnreachable,
    UnexpectedReply,
)
from meetings.services.skype.errors import (
    AlreadyExists,
    BotNotAllowed,
    ChannelUnreachable,
    HomeServerDown,
    LimitReached,
    Misunderstood,
    SignedOut,
    TokenNotTaken,
    TooManySignIns,
    Unsupported,
    refuse,
)
from meetings.services.skype.forms import read_body

_GROUPS = "too many groups"
_MEETINGS = "too many online meetings"
_CONVERSATIONS = "too many open conversations"

_BY_SUBCODE: dict[str, tuple[type[MeetingError], str]] = {
    "AlreadyExists": (AlreadyExists, ""),
    "AnonymousNotAllowed": (NotAllowed, ""),
    "AnotherOperationPending": (ServiceBusy, ""),
    "APIVersionNotSupported": (Unsupported, "it is too old"),
    "ApplicationNotFound": (SignedOut, ""),
    "CallbackChannelError": (ChannelUnreachable, ""),
    "CannotRedirect": (HomeServerDown, ""),
    "DestinationNotFound": (NoSuchMeeting, ""),
    "ExchangeTimeout": (ServiceUnreachable, "its mailbox server did not answer"),
    "InactiveApplicationExpired": (SignedOut, ""),
    "InvalidExchangeServerVersion": (Unsupported, "its mailbox server is too old"),
    "MobileApplicationNoLongerAllowed": (NotAllowed, ""),
    "ThreadIdAlreadyExists": (AlreadyExists, ""),
    "TooManyApplications": (TooManySignIns, ""),
    "TooManyConversations": (LimitReached, _CONVERSATIONS),
    "TooManyGroups": (LimitReached, _GROUPS),
    "TooManyOnlineMeetings": (LimitReached, _MEETINGS),
    "UserAgentNotAllowed": (BotNotAllowed, ""),
}

_BY_STATUS: dict[int, type[MeetingError]] = {
    400: Rejected,
    401: TokenNotTaken,
    403: NotAllowed,
    404: Misunderstood,
    405: Misunderstood,
    406: Misunderstood,
    408: ServiceUnreachable,
    409: Rejected,
    410: SignedOut,
    412: Misunderstood,
    413: Rejected,
    415: Misunderstood,
    428: Misunderstood,
    429: ServiceBusy,
    500: ServiceUnreachable,
    502: ServiceUnreachable,
    503: ServiceBusy,
    504: ServiceUnreachable,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply that is not the one hoped for. *code* and what follows are empty unless UCWA spoke.

    *secrets* never get into the texts, whatever the server echoes. *parameters* are the names of
    properties that were not taken.
    """

    status: int
    code: str = ""
    subcode: str = ""
    message: str = ""
    parameters: tuple[str, ...] = ()
    retry_after: float | None = None

    @property
    def spoken(self) -> bool:
        """Whether the server itself said it, and not something in front of it."""
        return bool(self.code)

    @property
    def may_pass(self) -> bool:
        """Whether the server itself speaks, and not of what it does not have at all."""
        return self.spoken and not isinstance(self.error(), Unsupported)

    @property
    def about_other(self) -> bool:
        """Whether it names another reason than that what was asked for is not there."""
        return self.subcode in _BY_SUBCODE and self.subcode != "DestinationNotFound"

    def error(self) -> MeetingError:
        """The error that this refusal is."""
        if self.status == 409 and self.spoken and self.subcode in ("", "None"):
            return refuse(Unsupported, self.message or "it does not support this")
        kind, detail = _BY_SUBCODE.get(self.subcode, (None, ""))
        if kind is None:
            kind = _BY_STATUS.get(self.status, UnexpectedReply)
            detail = self.message
        if kind is SignedOut and not self.spoken:  # something in front of it: who knows what of
            kind = UnexpectedReply
        if kind is UnexpectedReply or (kind is not Rejected and not detail):
            detail = self.label
        fault = refuse(kind, detail)
        if isinstance(fault, ServiceBusy):
            fault.retry_after = self.retry_after
        return fault

    @property
    def label(self) -> str:
        """What the log says of it."""
        words = (f"HTTP {self.status}", self.code, self.subcode)
        return " ".join(word for word in words if word)


def read_refusal(response: httpx.Response, secrets: Collection[str] = ()) -> Refusal:
    """Read what a reply says about why it is not the one hoped for; it may say nothing."""
    body = _said(response)
    message = clean(body.get("message"), secrets)
    named = body.get("parameters")
    if isinstance(named, dict) and named:
        parameters = (
            f"{key}: {value}" if isinstance(value, str) else key for key, value in named.items()
        )
        message = clean(f"{message.rstrip('.')} ({', '.join(parameters)})", secrets)
    return Refusal(
        status=response.status_code,
        code=_word(body.get("code")),
        subcode=_word(body.get("subcode")),
        message=message,
        parameters=tuple(named) if isinstance(named, dict) else (),
        retry_after=_seconds(response.headers.get("retry-after", "")),
    )


def _said(response: httpx.Response) -> Mapping[str, object]:
    kind = response.headers.get("content-type", "").lower()
    if "json" not in kind and "xml" not in kind:
        return {}
    try:
        return read_body(response)
    except ValueError:
        return {}


def clean(value: object, secrets: Collection[str] = ()) -> str:
    """Make a server's text fit to show: one line, 300 characters, nothing of *secrets* in it."""
    text = value if isinstance(value, str) else ""
    for secret in secrets:
        text = text.replace(secret, "...") if secret else text
    return " ".join("".join(c if c.isprintable() else " " for c in text[:1000]).split())[:300]


def _word(value: object) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9]{1,60}", value) else ""


def _seconds(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,5}", text.strip()) else None


_REASONS: dict[str, tuple[type[MeetingError], str]] = {
    "ConnectedElsewhere": (Rejected, "it was answered on another of your devices"),
    "Declined": (Rejected, "the invitation was declined"),
    "Denied": (NotAllowed, ""),
    "Ejected": (Rejected, "you were removed from the meeting"),
    "Ended": (Rejected, "the meeting was ended"),
    "FederationRequired": (NotAllowed, ""),
    "InviteesOnly": (NotAllowed, ""),
    "NotAllowed": (NotAllowed, ""),
    "Removed": (Rejected, "you were removed from the meeting"),
    "TooManyLobbyParticipants": (LimitReached, "the lobby is full"),
    "TooManyParticipants": (LimitReached, "too many participants"),
}
PASSING = frozenset({"Unavailable", "TemporarilyUnavailable", "Timeout", "EscalationFailed"})
"""Reasons in the event channel that are worth one more try."""


def failed_operation(code: str, subcode: str, message: str) -> MeetingError:
    """The error for an operation that the event channel reports as failed: nothing came of it."""
    label = " ".join(word for word in (code, subcode) if word) or "no reason given"
    if subcode in _REASONS:
        kind, detail = _REASONS[subcode]
        return refuse(kind, detail or label)
    if subcode in _BY_SUBCODE:
        kind, detail = _BY_SUBCODE[subcode]
        return refuse(kind, detail or label)
    if code == "Forbidden":
        return refuse(NotAllowed, label)
    if subcode in PASSING or code in ("ServiceFailure", "Timeout", "RemoteFailure"):
        return refuse(ServiceBusy, f"{label}: {message}")
    return refuse(Rejected, message or label)
