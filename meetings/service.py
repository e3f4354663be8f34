"""The interface that every meeting service provides: what it is, what it can do, what it is asked.

A service does no I/O: each method is an exchange, a generator that yields HTTP requests.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NoReturn, Protocol, TypeAlias, TypeVar

import httpx

from meetings.errors import NotPossible, UnexpectedReply
from meetings.model import (
    Attendance,
    Choice,
    Credentials,
    Meeting,
    NewMeeting,
)

HARMLESS = "harmless"
"""The extension of a request that changes nothing, although it is no GET."""

REFUSED = "refused"
"""The extension of a reply that says no to its request."""

T = TypeVar("T")

Options: TypeAlias = Mapping[str, str]
"""What the administrator set for one service: PARLEY_JITSI__URL is ``options["url"]``."""


class Capability(Enum):
    """What a service says it can do; the contract suite tests what is claimed."""

    SCHEDULE = "schedule"  # a start time that the service itself knows
    REPEAT = "repeat"  # a series that the service itself knows
    READ = "read"
    LIST = "list"
    CHANGE = "change"
    CANCEL = "cancel"
    HOST_LINK = "host link"
    ATTENDANCE = "attendance"


class AccountKind(Enum):
    """Whose account a service is asked with."""

    NONE = "none"
    """None is needed: nobody signs in."""

    PERSONAL = "personal"
    """Each person's own: they sign in once, on the connect page."""

    ORGANIZATION = "organization"
    """One for the whole workspace, by the administrator's settings: nobody signs in.

    Each exchange is told for whom it asks (``Credentials.on_behalf_of``), and refuses what is not
    that person's.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that the connect page asks; *name* is the form field, such as ``password``."""

    name: str
    label: str
    secret: bool = False
    required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Signing in at the vendor's own page: OAuth's authorization code with PKCE (RFC 6749, 7636).

    The browser is sent to *authorize_url* with *parameters* (``client_id``, ``scope`` ...), to
    which ``response_type``, ``redirect_uri``, ``state`` and the S256 challenge are added.
    """

    authorize_url: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """What came back from the vendor's page: *code* works once, with *verifier* and *redirect_uri*.

    *redirect_uri* is the one that the browser was sent to the vendor with.
    """

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInfo:
    """How a service introduces itself to people and to the handlers.

    *name* is typed and stored (``webex-xml``), *title* is read (``WebEx``). *account* is whose
    account it is asked with. A personal one is connected by *questions*, which our page asks, or by
    *consent*, which leads to the vendor's. *capabilities* are claims, *choices* what a person may
    choose about a meeting. *consistency_delay* is how long after a lost answer the effect, if any,
    must be visible. *concurrency* is how many exchanges the service is sent at the same time.
    *invites*: it is given the e-mail addresses of a meeting's people; whether it writes to them is
    its own.
    """

    name: str
    title: str
    account: AccountKind
    questions: tuple[Question, ...] = ()
    consent: Consent | None = None
    capabilities: frozenset[Capability] = frozenset()
    choices: tuple[Choice, ...] = ()
    consistency_delay: timedelta = timedelta(seconds=5)
    concurrency: int = 8
    invites: bool = False

    def __post_init__(self) -> None:
        """A personal account is connected in one way, and no other account is connected."""
        ways = bool(self.questions) + (self.consent is not None)
        if ways != (self.account is AccountKind.PERSONAL):
            raise ValueError(
                f"{self.name}: {ways} ways to sign in to a {self.account.value} account"
            )

    @property
    def needs_sign_in(self) -> bool:
        """Whether each person has to connect an account of their own."""
        return self.account is AccountKind.PERSONAL


@dataclass(frozen=True, slots=True)
class SaveCredentials:
    """Store these credentials before going on; the exchange is sent None."""

    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds before going on; the exchange is sent None."""

    seconds: float


Exchange: TypeAlias = Generator[httpx.Request | SaveCredentials | Sleep, httpx.Response | None, T]
"""Yield a request, be sent its response, return the result.

An exchange does no I/O, reads no clock, and never yields inside ``finally``. A request may carry
its own limits, in seconds, in ``request.extensions["timeout"]`` as httpx has them; a *read* limit
that passes is thrown into the exchange as ``httpx.ReadTimeout``, and any other failure to get a
reply as ``ServiceUnreachable`` (or ``UnexpectedReply``, for a reply too big or encoded). What it
does not catch ends it. A redirect is a reply like any other: the exchange decides.

From the first request that may have changed something and was not refused, nothing is run again
from the top, and an error that ends the exchange becomes ``Interrupted``, whose outcome is unknown.
A ``GET`` changes nothing; of what else changes nothing ``harmless`` and ``refused`` tell.

It may read a reply as if everything were there: a ``LookupError``, ``ValueError``, ``TypeError`` or
``AttributeError`` after the first reply becomes ``UnexpectedReply``.
"""


class MeetingService(Protocol):
    """A service that holds meetings. An object has its options and no other state.

    What only some services can do besides stands in ``meetings/abilities.py``.
    """

    @property
    def info(self) -> ServiceInfo:
        """How the service introduces itself. A plain class attribute will do."""

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Turn what the person typed on the connect page into credentials, having tried them.

        With an organization's account nothing was typed: the first credentials, by the settings.
        """

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Exchange credentials that have expired, or soon will, for new ones.

        SignInExpired where only a new sign-in helps. Whether a request whose answer was lost may be
        sent once more is the vendor's rule, so it is decided here. Other credentials than those
        returned are not used again.
        """

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """Make the meeting."""

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look, by its marker, for what an earlier ``create`` of *wanted* may have made."""

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """Read a meeting back; NoSuchMeeting when it is gone."""

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """The person's meetings that end after now and start before *until*, soonest first."""

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """Make *meeting* be as *wanted*."""

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """Take the meeting out of the service; one that is gone already counts as done."""

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """The organizer's own way in: fetched at the click, never stored."""

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Who came, and when."""


def setting(service: str, option: str) -> str:
    """Return the name of the environment variable that holds *option* of *service*."""
    return f"PARLEY_{service}__{option}".upper().replace("-", "_")


def harmless(request: httpx.Request) -> httpx.Request:
    """Mark *request*, which is no GET, as one that changes nothing people see: a sign-in, a search.

    What is not marked may have made or changed a meeting, unless its reply is a refusal.
    """
    request.extensions = {**request.extensions, HARMLESS: True}
    return request


def refused(reply: httpx.Response) -> httpx.Response:
    """Mark *reply* as the service's no to its request, so that the request changed nothing.

    A status from 400 to 499, 408 aside, says so by itself. This is for services that say no in the
    body of a reply with another status, or in a later one.
    """
    reply.extensions[REFUSED] = True
    return reply


def ask(request: httpx.Request) -> Exchange[httpx.Response]:
    """Yield *request* and return its reply."""
    reply = yield request
    if reply is None:
        raise TypeError("a request was answered with nothing")
    return reply


def not_possible(info: ServiceInfo, why: str) -> Exchange[NoReturn]:
    """Raise NotPossible, for what *info* does not claim; *why* has no full stop."""
    yield from ()
    raise NotPossible(info.title, why, name=info.name)


def done(result: T) -> Exchange[T]:
    """Return *result* without asking the service."""
    yield from ()
    return result


def probe(info: ServiceInfo, address: str) -> Exchange[str]:
    """GET *address* without an account and say that something answers there.

    UnexpectedReply for a failure of the server's own.
    """
    reply = yield from ask(httpx.Request("GET", address))
    if reply.status_code >= 500:
        raise UnexpectedReply(info.title, f"HTTP {reply.status_code}", name=info.name)
    return f"{httpx.URL(address).host} answers"
