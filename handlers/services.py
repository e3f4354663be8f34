"""The meeting services that are set up here, spoken to on behalf of one person."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, runtime_checkable

from meetings.client import ServiceClient
from meetings.errors import MeetingError, NotConnected, ServiceBusy, SignInExpired, SignInRefused
from meetings.model import Attendance, Credentials, Meeting, NewMeeting
from meetings.service import Exchange, MeetingService

T = TypeVar("T")

log = logging.getLogger(__name__)


NO_ACCOUNT = (NotConnected, SignInExpired, SignInRefused)
"""What only the owner of an account can mend, by signing in."""

IN_LINE = timedelta(seconds=0.2)
"""How long a request waits for its turn before it makes room for other people's."""

CONNECT_WITHIN = timedelta(seconds=30)
"""How long a sign-in may take: somebody sits before the page and waits."""

LEAVE_WITHIN = timedelta(seconds=10)
"""How long signing out may take, before the account is forgotten all the same."""


@dataclass(frozen=True, slots=True)
class AccountOwner:
    """Who an account belongs to: a person of a workspace, at one service."""

    team: str
    person: str
    service: str

    @property
    def waiting_for(self) -> str:
        """What a request is parked under that needs this account."""
        return f"account:{self.team}:{self.person}:{self.service}"

    @property
    def account(self) -> str:
        """What stands in line for the account at its service."""
        return f"{self.team}/{self.person}"

    @classmethod
    def waited_for(cls, words: str) -> "AccountOwner":
        """Whose account a request waits for that was parked under *words*."""
        _, team, person, service = words.split(":", 3)
        return cls(team, person, service)


class UsableAccount(Protocol):
    """One account while a conversation uses it."""

    credentials: Credentials

    async def keep(self, credentials: Credentials) -> None:
        """Store what the service gave us in exchange, in place of what there was."""

    async def mark_refused(self) -> None:
        """Mark the account as refused, so that its password is never sent again by itself."""


class Accounts(Protocol):
    """Where people's accounts lie, sealed."""

    async def open(self, owner: AccountOwner) -> UsableAccount | None:
        """The account as it is now, or none where nothing usable is connected."""


@runtime_checkable
class SignsOut(Protocol):
    """A service at which an account leaves something open that can be signed out."""

    def leave(self, credentials: Credentials) -> Exchange[None]:
        """Sign out what the account left open."""


@runtime_checkable
class Inherits(Protocol):
    """A service whose new sign-in has to know what the old one of the same account left open."""

    def inherit(self, old: Credentials, new: Credentials) -> Credentials:
        """*new* with what a look after a lost answer needs of *old*, if both are one account."""


class Services:
    """The services by name, the default first."""

    def __init__(
        self,
        services: Mapping[str, MeetingService],
        wire: ServiceClient,
        accounts: Accounts,
        default: str = "",
    ) -> None:
        self._services = dict(services)
        self._wire = wire
        self._accounts = accounts
        self._used: dict[AccountOwner, float] = {}
        self.default = default if default in services else next(iter(services), "")

    def __iter__(self) -> Iterator[MeetingService]:
        """The default service, then the others in the catalog's order."""
        if self.default:
            yield self._services[self.default]
        yield from (one for name, one in self._services.items() if name != self.default)

    def named(self, name: str) -> MeetingService | None:
        """The service called *name*, if it is set up here; "webex" is the one by XML without it."""
        return self._services.get(name) or self._services.get(f"{name}-xml")

    def introduced(self) -> list[str]:
        """Each service, with what is typed for it."""
        return [f"{one.info.title} (`on {one.info.name}`)" for one in self]

    async def create(
        self, service: MeetingService, wanted: NewMeeting, owner: AccountOwner
    ) -> Meeting:
        """Make a meeting with the holder's account; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda account: service.create(wanted, account))

    async def find(
        self, service: MeetingService, wanted: NewMeeting, owner: AccountOwner
    ) -> Meeting | None:
        """Look for what an earlier ``create`` may have made."""
        return await self.talk(service, owner, lambda account: service.find(wanted, account))

    async def read(self, service: MeetingService, meeting_id: str, owner: AccountOwner) -> Meeting:
        """Read a meeting back; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda who: service.read(meeting_id, who))

    async def change(
        self, service: MeetingService, meeting: Meeting, wanted: NewMeeting, owner: AccountOwner
    ) -> Meeting:
        """Make *meeting* be as *wanted*; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda who: service.change(meeting, wanted, who))

    async def cancel(self, service: MeetingService, meeting: Meeting, owner: AccountOwner) -> None:
        """Take *meeting* out of the service; every error is a ``MeetingError``."""
        await self.talk(service, owner, lambda who: service.cancel(meeting, who))

    async def upcoming(
        self, service: MeetingService, until: datetime, owner: AccountOwner
    ) -> Sequence[Meeting]:
        """Ask for the holder's own calendar there; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda who: service.upcoming(until, who))

    async def attendance(
        self, service: MeetingService, meeting: Meeting, owner: AccountOwner
    ) -> Sequence[Attendance]:
        """Ask who came; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda who: service.attendance(meeting, who))

    async def host_link(
        self, service: MeetingService, meeting: Meeting, owner: AccountOwner
    ) -> str:
        """Ask for the organizer's own link; every error is a ``MeetingError``."""
        return await self.talk(service, owner, lambda who: service.host_link(meeting, who))

    async def connect(
        self, service: MeetingService, answers: Mapping[str, str], owner: AccountOwner
    ) -> Credentials:
        """Try a sign-in, and return what it gave; every error is a ``MeetingError``."""
        fresh = await self._wire.run(
            service.connect(answers),
            service=service.info,
            account=owner.account,
            within=CONNECT_WITHIN,
        )
        before = await self._accounts.open(owner)
        if before is None or not isinstance(service, Inherits):
            return fresh
        return service.inherit(before.credentials, fresh)

    async def forget(
        self, service: MeetingService, owner: AccountOwner, forget: Callable[[], Awaitable[None]]
    ) -> bool:
        """Do *forget* when nothing is under way with the account, and sign out what it left open.

        False where signing out did not succeed; ServiceBusy where nothing has been forgotten yet.
        """
        async with self._lock(service, owner):
            account = await self._accounts.open(owner)
            await forget()
            self._used.pop(owner, None)
            return account is None or await self._leave(service, account)

    async def _leave(self, service: MeetingService, account: UsableAccount) -> bool:
        """Sign out what the account left open; False where that did not succeed."""
        if not isinstance(service, SignsOut):
            return True
        try:
            await self._wire.run(
                service.leave(account.credentials), service=service.info, within=LEAVE_WITHIN
            )
        except MeetingError as error:
            log.info("could not sign out: %s", type(error).__name__)
            return False
        return True

    async def sign_out_idle(self, idle: timedelta = timedelta(0)) -> None:
        """Sign out the accounts that were used since the start, but not for *idle* or longer.

        Not to be called while a step is unsettled: what it may have made could then not be found.
        """
        before = asyncio.get_running_loop().time() - idle.total_seconds()
        resting = [owner for owner, used in self._used.items() if used <= before]
        await asyncio.gather(*(self._sign_out(owner) for owner in resting))

    async def _sign_out(self, owner: AccountOwner) -> None:
        service = self.named(owner.service)
        if service is None:
            return
        try:
            async with self._lock(service, owner):
                self._used.pop(owner, None)
                if account := await self._accounts.open(owner):
                    await self._leave(service, account)
        except ServiceBusy:
            return  # it is in use after all

    async def talk(
        self,
        service: MeetingService,
        owner: AccountOwner,
        steps: Callable[[Credentials], Exchange[T]],
    ) -> T:
        """Hold the conversation with the account as it is when its turn has come.

        Two conversations that began with the same token would both renew it, and many services
        take a token that was renewed already for a stolen one.
        """
        info = service.info
        if not info.questions:
            open_to_all = steps(Credentials(secrets={}))
            return await self._wire.run(open_to_all, service=info, in_line=IN_LINE)
        async with self._lock(service, owner):
            account = await self._accounts.open(owner)
            if account is None:
                raise NotConnected(info.title, name=info.name)
            self._used[owner] = asyncio.get_running_loop().time()
            try:
                return await self._run(service, account, steps)
            except SignInExpired:
                await self._renew(service, account)
            return await self._run(service, account, steps)

    def _lock(
        self, service: MeetingService, owner: AccountOwner
    ) -> AbstractAsyncContextManager[None]:
        """Wait until the other conversations of the account are over."""
        return self._wire.account_lock(service.info, owner.account, IN_LINE)

    async def _renew(self, service: MeetingService, account: UsableAccount) -> None:
        """Get fresh credentials; a sign-in that is refused now is never tried again by itself."""
        try:
            fresh = await self._run(service, account, service.renew)
        except SignInExpired:
            await account.mark_refused()
            raise
        await account.keep(fresh)

    async def _run(
        self,
        service: MeetingService,
        account: UsableAccount,
        steps: Callable[[Credentials], Exchange[T]],
    ) -> T:
        try:
            return await self._wire.run(
                steps(account.credentials),
                service=service.info,
                keep=account.keep,
                in_line=IN_LINE,
            )
        except SignInRefused:
            await account.mark_refused()
            raise
