"""Sends requests to the server and reads its replies without trust: resources, and refusals.

UCWA: Errors and informational messages, Generic synchronous errors, and the "Synchronous errors" of
startOnlineMeeting and myOnlineMeetings. An error whose ``outcome_unknown`` is false promises that
the refused request did nothing.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeGuard

import httpx

from meetings import service
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    Rejected,
    ServiceBusy,
    ServiceUnreachable,
    UnexpectedReply,
)
from meetings.replies import retry_after
from meetings.service import Exchange
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
from meetings.services.skype.formats import read_body
from meetings.text import showable

_LONGEST_TEXT = 4_000
_LONGEST_LIST = 1_000


def ask(request: httpx.Request) -> Exchange[httpx.Response]:
    """Send *request* and return the reply; ServiceUnreachable when its read limit passes."""
    response = yield from ask_or_time_out(request)
    if response is None:
        raise refuse(ServiceUnreachable, "no answer within its limit")
    return response


def ask_or_time_out(request: httpx.Request) -> Exchange[httpx.Response | None]:
    """Send *request* and return the reply; None when its read limit passes."""
    try:
        return (yield from service.ask(request))
    except httpx.ReadTimeout:
        return None


def with_read_limit(request: httpx.Request, seconds: float) -> httpx.Request:
    """The same request with a read limit of its own."""
    request.extensions = {**request.extensions, "timeout": {"read": seconds}}
    return request


class Resource:
    """A resource as UCWA writes it: properties, ``_links`` and ``_embedded``.

    What is missing or of a wrong type reads as empty: the caller says what it cannot do without.
    """

    __slots__ = ("_body",)

    def __init__(self, body: Mapping[str, object]) -> None:
        self._body = body

    def text(self, name: str) -> str:
        """The property *name* if it is a string, else an empty one."""
        value = self._body.get(name)
        return value if _is_text(value) else ""

    def texts(self, name: str) -> list[str]:
        """The strings in the list that the property *name* is."""
        value = self._body.get(name)
        items = value[:_LONGEST_LIST] if isinstance(value, list) else []
        return [item for item in items if _is_text(item)]

    @property
    def properties(self) -> Mapping[str, object]:
        """Every property as it came, without links and embedded resources: a PUT sends it back."""
        return {
            name: value for name, value in self._body.items() if name not in ("_links", "_embedded")
        }

    def part(self, name: str) -> "Resource":
        """The property *name* as an object, such as an event's ``link`` or ``reason``."""
        return Resource(_object(self._body.get(name)))

    def parts(self, name: str) -> "list[Resource]":
        """The property *name* as a list of objects; a single object is a list of one."""
        return _resources(self._body.get(name))

    def link(self, rel: str) -> str:
        """The href of the link *rel*, or of the first of several; empty if there is none."""
        return next(iter(self.links(rel)), "")

    def links(self, rel: str) -> list[str]:
        """The hrefs of all links *rel*: one object or a list of them."""
        links = _resources(_object(self._body.get("_links")).get(rel))
        return [href for link in links if (href := link.text("href"))]

    def embedded(self, rel: str) -> "list[Resource]":
        """The embedded resources *rel*: one object or a list of them."""
        return _resources(_object(self._body.get("_embedded")).get(rel))

    def __bool__(self) -> bool:
        """Whether it has anything in it."""
        return bool(self._body)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _resources(value: object) -> list[Resource]:
    members = value if isinstance(value, list) else [value]
    return [Resource(member) for member in members[:_LONGEST_LIST] if isinstance(member, dict)]


def read_resource(response: httpx.Response) -> Resource:
    """Read a reply that has to be a resource or the channel's events, or raise UnexpectedReply."""
    try:
        return Resource(read_body(response))
    except ValueError:
        raise refuse(UnexpectedReply, f"HTTP {response.status_code}, not a resource") from None


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
    "TooManyConversations": (LimitReached, "too many open conversations"),
    "TooManyGroups": (LimitReached, "too many groups"),
    "TooManyOnlineMeetings": (LimitReached, "too many online meetings"),
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

_BY_FAILURE: dict[str, tuple[type[MeetingError], str]] = {
    **_BY_SUBCODE,
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

TRANSIENT = frozenset({"Unavailable", "TemporarilyUnavailable", "Timeout", "EscalationFailed"})
"""Reasons in the event channel that are worth one more try."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a reply says about why it is not the expected one.

    All but *status* is empty unless the body is an error of UCWA. *secrets* never get into the
    texts, whatever the server echoes. *parameters* are the names of properties that were refused;
    *retry_after* is in seconds.
    """

    status: int
    code: str = ""
    subcode: str = ""
    message: str = ""
    parameters: tuple[str, ...] = ()
    retry_after: float | None = None

    @property
    def from_server(self) -> bool:
        """Whether it is an error of the server itself, and not of a proxy in front of it."""
        return bool(self.code)

    @property
    def may_pass(self) -> bool:
        """Whether it is of the server itself, and not about what that does not support."""
        return self.from_server and not isinstance(self.error(), Unsupported)

    @property
    def about_other(self) -> bool:
        """Whether it names another reason than that what was asked for is not there."""
        return self.subcode in _BY_SUBCODE and self.subcode != "DestinationNotFound"

    def error(self) -> MeetingError:
        """The error that this refusal is."""
        if self.status == 409 and self.from_server and self.subcode in ("", "None"):
            return refuse(Unsupported, self.message or "it does not support this")
        kind, detail = _BY_SUBCODE.get(self.subcode, (None, ""))
        if kind is None:
            kind = _BY_STATUS.get(self.status, UnexpectedReply)
            detail = self.message
        if kind is SignedOut and not self.from_server:  # a proxy, say: it may be about anything
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
        return " ".join(filter(None, (f"HTTP {self.status}", self.code, self.subcode)))


def read_refusal(response: httpx.Response, secrets: Collection[str] = ()) -> Refusal:
    """Read from a reply why it is not the expected one; it may not say."""
    body = _error_body(response)
    text = body.get("message")
    message = showable(text, secrets) if isinstance(text, str) else ""
    named = _object(body.get("parameters"))
    if named:
        parameters = (
            f"{name}: {value}" if isinstance(value, str) else name for name, value in named.items()
        )
        message = showable(f"{message.rstrip('.')} ({', '.join(parameters)})", secrets)
    return Refusal(
        status=response.status_code,
        code=_identifier(body.get("code")),
        subcode=_identifier(body.get("subcode")),
        message=message,
        parameters=tuple(named),
        retry_after=retry_after(response),
    )


def _error_body(response: httpx.Response) -> Mapping[str, object]:
    media_type = response.headers.get("content-type", "").lower()
    if "json" not in media_type and "xml" not in media_type:
        return {}
    try:
        return read_body(response)
    except ValueError:
        return {}


def _identifier(value: object) -> str:
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9]{1,60}", value) else ""


def failed_operation(code: str, subcode: str, message: str) -> MeetingError:
    """The error for an operation that the event channel reports as failed: it made nothing."""
    label = " ".join(filter(None, (code, subcode))) or "no reason given"
    if subcode in _BY_FAILURE:
        kind, detail = _BY_FAILURE[subcode]
        return refuse(kind, detail or label)
    if code == "Forbidden":
        return refuse(NotAllowed, label)
    if subcode in TRANSIENT or code in ("ServiceFailure", "Timeout", "RemoteFailure"):
        return refuse(ServiceBusy, f"{label}: {message}")
    return refuse(Rejected, message or label)
