"""The interface that every meeting service provides: what it is, what it can do, what it is asked.

A service does no I/O: each method is an exchange, a generator that yields HTTP requests.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NoReturn, Protocol, TypeAlias, TypeVar, runtime_checkable

import httpx

from meetings.errors import NotPossible, UnexpectedReply
from meetings.model import Attendance, Choice, Credentials, Meeting, NewMeeting

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that the connect page asks; *name* is the form field, such as ``password``."""

    name: str
    label: str
    secret: bool = False
    required: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInfo:
    """How a service introduces itself to people and to the handlers.

    *name* is typed and stored (``webex-xml``), *title* is read (``WebEx``). No *questions* means
    that no account is needed. *capabilities* are claims, *choices* what a person may choose about
    a meeting. *consistency_delay* is how long after a lost answer the effect, if any, must be
    visible. *concurrency* is how many exchanges the service is sent at the same time. *invites*:
    it is given the e-mail addresses of a meeting's people; whether it writes to them is its own.
    """

    name: str
    title: str
    questions: tuple[Question, ...] = ()
    capabilities: frozenset[Capability] = frozenset()
    choices: tuple[Choice, ...] = ()
    consistency_delay: timedelta = timedelta(seconds=5)
    concurrency: int = 8
    invites: bool = False


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
    """A service that holds meetings. An object has its options and no other state."""

    @property
    def info(self) -> ServiceInfo:
        """How the service introduces itself. A plain class attribute will do."""

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Turn what the person typed on the connect page into credentials, having tried them."""

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Exchange credentials that have expired for new ones, or raise SignInExpired."""

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


@runtime_checkable
class SignsOut(Protocol):
    """A service at which an account leaves something open that can be signed out."""

    def leave(self, credentials: Credentials) -> Exchange[None]:
        """Sign out what the account left open."""


@runtime_checkable
class InheritsSignIn(Protocol):
    """A service whose new sign-in has to know what the old one of the same account left open."""

    def inherit(self, old: Credentials, new: Credentials) -> Credentials:
        """*new* with what a look after a lost answer needs of *old*, if both are one account."""


Poll: TypeAlias = tuple[str, Sequence[tuple[str, int]]]
"""A question that was asked in a meeting, and each answer to it with its votes."""


@runtime_checkable
class TellsPolls(Protocol):
    """A service that tells what was asked in a meeting's polls, and how people voted."""

    def polls(self, meeting: Meeting, credentials: Credentials) -> Exchange[Sequence[Poll]]:
        """The polls of *meeting*."""


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
