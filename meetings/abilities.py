"""What only some meeting services can do: one protocol for each ability, and no flags beside them.

A service has an ability by having its method. All methods are exchanges, except the pure ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from meetings.model import Credentials, Meeting, MeetingEvent, NewMeeting
from meetings.service import AuthorizationCode, Exchange, ServiceInfo


@runtime_checkable
class SignsOut(Protocol):
    """A service at which an account leaves something open that can be signed out."""

    def leave(self, credentials: Credentials) -> Exchange[None]:
        """Sign out what the account left open."""


@runtime_checkable
class SignsInByConsent(Protocol):
    """A service that people sign in to at the vendor's own page; ``info.consent`` leads there."""

    @property
    def info(self) -> ServiceInfo:
        """How the service introduces itself."""

    def redeem(self, code: AuthorizationCode) -> Exchange[Credentials]:
        """Exchange *code* for credentials, with ``facts["account"]``; sent once and never again.

        SignInRefused where the vendor does not take the code.
        """


@runtime_checkable
class Revokes(Protocol):
    """A service at which credentials can be made worthless, when an account is disconnected."""

    def revoke(self, credentials: Credentials) -> Exchange[None]:
        """Take the credentials back at the vendor; no error where they are worthless already."""


@runtime_checkable
class TriesSettings(Protocol):
    """A service of which `parley doctor` can try the settings without anybody's account.

    An organization's account is tried by ``connect({})``, and needs no such method.
    """

    def try_settings(self) -> Exchange[str]:
        """Ask for something that is harmless, and say in a sentence what is good; AppRefused ..."""


@runtime_checkable
class TellsLimits(Protocol):
    """A service that cannot make every meeting, and says so before anything is made."""

    def objections(self, wanted: NewMeeting) -> Sequence[str]:
        """What stands against *wanted*, in sentences that say what to change; pure."""


@runtime_checkable
class ChangesOccurrences(Protocol):
    """A service that can change one date of a series.

    An occurrence is named by its original start, as RECURRENCE-ID does.
    """

    def change_occurrence(
        self,
        meeting: Meeting,
        original_start: datetime,
        wanted: NewMeeting,
        credentials: Credentials,
    ) -> Exchange[None]:
        """Move that date to ``wanted.starts_at`` and ``wanted.lasts``; else NoSuchMeeting."""

    def cancel_occurrence(
        self, meeting: Meeting, original_start: datetime, credentials: Credentials
    ) -> Exchange[None]:
        """Take that date out of the series; one that is gone already counts as done."""


@runtime_checkable
class EndsMeetings(Protocol):
    """A service that can end a meeting while it runs."""

    def end(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """End it for everyone; one that does not run counts as done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A delivery of the vendor's that is genuine.

    *events* are what it tells, none where it tells nothing that Parley knows. *answer* is the JSON
    that the vendor wants in return, such as the answer to its challenge. *key* is the same each
    time the same delivery comes.
    """

    key: str
    events: tuple[MeetingEvent, ...] = ()
    answer: Mapping[str, str] | None = None


class NotGenuine(Exception):
    """A delivery that is forged, damaged, or older than the vendor's deliveries can be."""


@runtime_checkable
class Notifies(Protocol):
    """A service that tells ``/hooks/<service>`` what happens to its meetings."""

    @property
    def is_notified(self) -> bool:
        """Whether it is set up here: there is a secret to check deliveries with."""

    def notification(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime
    ) -> Notification:
        """Check the signature of the raw *body* and its time, then read it; pure.

        *headers* have names in small letters. NotGenuine for what must not be believed.
        """


@runtime_checkable
class TellsProgress(Protocol):
    """A service that can be asked whether a meeting is running, where nothing notifies us."""

    def progress(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[MeetingEvent]]:
        """What has happened to *meeting* so far, oldest first, as it would have been notified."""


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
