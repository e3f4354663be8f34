"""The interface that every meeting service provides, and what a conversation with one is."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, Protocol, TypeAlias, TypeVar

import httpx

from meetings.errors import NotPossible
from meetings.model import Attendance, Credentials, Meeting, NewMeeting, ServiceInfo

T = TypeVar("T")

Options: TypeAlias = Mapping[str, str]
"""What the person who runs the bot set for one service: PARLEY_JITSI__URL is ``options["url"]``."""


@dataclass(frozen=True, slots=True)
class SaveCredentials:
    """Store these credentials before going on; the conversation is sent None."""

    credentials: Credentials


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds before going on; the conversation is sent None."""

    seconds: float


Exchange: TypeAlias = Generator[httpx.Request | SaveCredentials | Sleep, httpx.Response | None, T]
"""A conversation: yield a request, be sent its response, return the result.

It does no I/O, reads no clock, and never yields inside ``finally``. A request may carry its own
limits, in seconds, in ``request.extensions["timeout"]`` as httpx has them; a *read* limit that
passes is thrown into the conversation as ``httpx.ReadTimeout``, and any other failure to talk as
``ServiceUnreachable`` (or ``UnexpectedReply``, for a reply too big or encoded). What it does not
catch ends it. A redirect is a reply like any other: the conversation decides.

A ``GET`` that was answered is taken to have changed nothing, in telling whether the outcome of what
fails later is unknown.

It may read a reply as if everything were there: a ``LookupError``, ``ValueError``, ``TypeError`` or
``AttributeError`` after the first reply becomes ``UnexpectedReply``.
"""


class MeetingService(Protocol):
    """A place where meetings are held. An object holds its options and nothing else."""

    @property
    def info(self) -> ServiceInfo:
        """How the service introduces itself. A plain class attribute will do."""

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Turn what the person typed on the connect page into credentials, having tried them."""

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Exchange credentials that no longer serve for fresh ones, or raise SignInExpired."""

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
    """Return *result* without saying anything to anyone."""
    yield from ()
    return result
