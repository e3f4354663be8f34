"""The meeting services that are set up here, and exchanges with them on behalf of one person."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Protocol, TypeAlias, TypeVar

from handlers.places import Places
from handlers.renewals import QUEUE_LIMIT, RenewableAccount, Renewals
from meetings.abilities import InheritsSignIn, Revokes, SignsInByConsent, SignsOut
from meetings.client import ServiceClient
from meetings.errors import (
    AppRefused,
    Interrupted,
    MeetingError,
    NotConnected,
    ServiceBusy,
    SignInExpired,
)
from meetings.model import Credentials
from meetings.service import (
    AccountKind,
    AuthorizationCode,
    Exchange,
    MeetingService,
    ServiceInfo,
)

T = TypeVar("T")

Observe: TypeAlias = Callable[[str, MeetingError], None]

log = logging.getLogger(__name__)


NO_CLOCK = datetime(1970, 1, 1, tzinfo=UTC)
"""The time without a clock: nothing ends soon, and only a refusal says that it has ended."""

IN_USE = timedelta(seconds=0.2)
"""How long to wait for an account before it counts as being used."""

CONNECT_LIMIT = timedelta(seconds=30)
"""How long a sign-in may take: somebody is looking at the page and waits."""

SIGN_OUT_LIMIT = timedelta(seconds=10)
"""How long signing out may take, before the account is forgotten all the same."""


@dataclass(frozen=True, slots=True)
class AccountOwner:
    """Who an account belongs to: a person of a workspace, at one service."""

    team: str
    person: str
    service: str

    @property
    def parking_key(self) -> str:
        """What a request is parked under that needs this account."""
        return f"account:{self.team}:{self.person}:{self.service}"

    @property
    def lock_name(self) -> str:
        """The account's name among those of its service, of which one exchange is run at a time."""
        return f"{self.team}/{self.person}"

    @classmethod
    def from_parking_key(cls, key: str) -> "AccountOwner":
        """Whose account a request needs that was parked under *key*."""
        _, team, person, service = key.split(":", 3)
        return cls(team, person, service)


class UsableAccount(RenewableAccount, Protocol):
    """One account while an exchange uses it."""

    async def is_shared(self) -> bool:
        """Whether other accounts here are the same user at the service, with the same tokens."""


class AccountStore(Protocol):
    """Where people's accounts are stored, sealed."""

    async def open(self, owner: AccountOwner) -> UsableAccount | None:
        """The account as it is now, or None where nothing usable is connected."""


class OrganizationStore(Protocol):
    """Where the organization's accounts are stored, and for whom they are used."""

    async def open(self, owner: AccountOwner) -> UsableAccount | None:
        """The account of the settings as they are now, or None where there is none yet."""

    async def store(self, owner: AccountOwner, credentials: Credentials) -> UsableAccount:
        """Store first credentials."""

    async def address(self, info: ServiceInfo, owner: AccountOwner) -> str:
        """For whom is asked: the owner's verified e-mail address, else NoVerifiedEmail."""


class Left(Enum):
    """What is left at a service after an account was forgotten here."""

    NOTHING = "nothing"
    SESSION = "session"  # it could not be signed out, and ends by itself
    PERMISSION = "permission"  # it could not be taken back
    SHARED = "shared"  # it was not taken back: another account here is the same user there


class Services:
    """The services by name, the default first."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it joins
        self,
        services: Mapping[str, MeetingService],
        client: ServiceClient,
        accounts: AccountStore,
        default: str = "",
        places: Places | None = None,
        organizations: OrganizationStore | None = None,
        clock: Callable[[], datetime] = lambda: NO_CLOCK,
    ) -> None:
        self._services = dict(services)
        self._organizations = organizations
        self._places = places or Places()
        self._client = client
        self.observe: Observe = lambda _service, _error: None
        """Is told of each error that an exchange ends with, and of which service."""
        self._accounts = accounts
        self.renewals = Renewals(client, clock)
        self._used: dict[AccountOwner, float] = {}
        self.default = default if default in services else next(iter(services), "")

    def __iter__(self) -> Iterator[MeetingService]:
        """The default service, then the others in the catalog's order."""
        if self.default:
            yield self._services[self.default]
        yield from (service for name, service in self._services.items() if name != self.default)

    def get(self, name: str) -> MeetingService | None:
        """The service called *name*, if it is set up here; "webex" is the one by XML without it."""
        return self._services.get(name) or self._services.get(f"{name}-xml")

    def titles(self) -> list[str]:
        """Each service, with what is typed for it."""
        return [f"{service.info.title} (`on {service.info.name}`)" for service in self]

    async def run(
        self,
        service: MeetingService,
        owner: AccountOwner,
        exchange: Callable[[Credentials], Exchange[T]],
    ) -> T:
        """Run *exchange* with the owner's account, opened when no other exchange is using it.

        Two exchanges that began with the same token would both renew it, and many services take a
        token that was renewed already for a stolen one. Where the token has expired, *exchange* is
        run again with a new one, unless it may have changed something by then: the new token is
        there for the look that follows. Every error is a ``MeetingError``.
        """
        with self._places.taken(service.info, owner.lock_name), self._observed(service.info):
            return await self._run_for(service, owner, exchange)

    async def _run_for(
        self,
        service: MeetingService,
        owner: AccountOwner,
        exchange: Callable[[Credentials], Exchange[T]],
    ) -> T:
        info = service.info
        if info.account is AccountKind.NONE:
            without_account = exchange(Credentials(secrets={}))
            return await self._client.run(without_account, service=info, queue_limit=QUEUE_LIMIT)
        if info.account is AccountKind.ORGANIZATION:
            return await self._run_for_one(service, owner, exchange)
        async with self._lock(service, owner):
            account = await self._accounts.open(owner)
            if account is None:
                raise NotConnected(info.title, name=info.name)
            self._used[owner] = asyncio.get_running_loop().time()
            if self.renewals.is_due(service, account.credentials):
                await self.renewals.renew_early(service, account)
            try:
                return await self._run(service, account, exchange)
            except SignInExpired:
                await self.renewals.renew(service, account)
            except Interrupted as error:
                if isinstance(error.refusal, SignInExpired):
                    with suppress(MeetingError):  # the next exchange says what is wrong with it
                        await self.renewals.renew(service, account)
                raise
            return await self._run(service, account, exchange)

    async def _run_for_one(
        self,
        service: MeetingService,
        owner: AccountOwner,
        exchange: Callable[[Credentials], Exchange[T]],
    ) -> T:
        """Run *exchange* with the organization's account, on behalf of *owner* alone.

        The account is locked while it is connected or renewed, and not for each exchange.
        """
        store = self._organizations
        if store is None:
            raise NotConnected(service.info.title, name=service.info.name)
        address = await store.address(service.info, owner)

        def on_behalf(credentials: Credentials) -> Exchange[T]:
            return exchange(replace(credentials, on_behalf_of=address))

        shared = replace(owner, person="")
        try:
            account = await self._organizations_account(service, store, shared)
            try:
                return await self._run(service, account, on_behalf)
            except SignInExpired:
                account = await self._organizations_account(service, store, shared, account)
            except Interrupted as error:
                if isinstance(error.refusal, SignInExpired):
                    with suppress(MeetingError):  # the next exchange says what is wrong with it
                        await self._organizations_account(service, store, shared, account)
                raise
            return await self._run(service, account, on_behalf)
        except MeetingError as error:
            if not error.needs_sign_in:
                raise
            raise AppRefused(error.service, error.detail, name=error.name) from error

    async def _organizations_account(
        self,
        service: MeetingService,
        store: OrganizationStore,
        shared: AccountOwner,
        expired: UsableAccount | None = None,
    ) -> UsableAccount:
        """The organization's account, connected where there is none; *expired* is not it any more.

        Another exchange may have renewed it in the meantime.
        """
        renew = self.renewals.renew
        if expired is None and (account := await store.open(shared)):
            if not self.renewals.is_due(service, account.credentials):
                return account
            expired, renew = account, self.renewals.renew_early
        async with self._lock(service, shared):
            account = await store.open(shared)
            if account and expired and account.credentials.secrets == expired.credentials.secrets:
                try:
                    await renew(service, account)
                except SignInExpired:
                    account = None  # marked as refused: new ones by the settings
            return account or await store.store(shared, await self.first_credentials(service))

    async def first_credentials(self, service: MeetingService) -> Credentials:
        """Those of the organization's account, by the settings."""
        connect = service.connect({})
        return await self._client.run(
            connect, service=service.info, time_limit=CONNECT_LIMIT, queue_limit=QUEUE_LIMIT
        )

    async def connect(
        self, service: MeetingService, answers: Mapping[str, str], owner: AccountOwner
    ) -> Credentials:
        """Try a sign-in, and return what it gave; every error is a ``MeetingError``."""
        with self._observed(service.info):
            new = await self._client.run(
                service.connect(answers),
                service=service.info,
                account=owner.lock_name,
                time_limit=CONNECT_LIMIT,
            )
        old = await self._accounts.open(owner)
        if old is None or not isinstance(service, InheritsSignIn):
            return new
        return service.inherit(old.credentials, new)

    @contextmanager
    def _observed(self, info: ServiceInfo) -> Iterator[None]:
        try:
            yield
        except MeetingError as error:
            self.observe(info.name, error)
            raise

    async def redeem(
        self, service: SignsInByConsent, code: AuthorizationCode, owner: AccountOwner
    ) -> Credentials:
        """Exchange what came back from a vendor's page, once; every error is a MeetingError."""
        with self._observed(service.info):
            return await self._client.run(
                service.redeem(code),
                service=service.info,
                account=owner.lock_name,
                time_limit=CONNECT_LIMIT,
            )

    async def forget(
        self, service: MeetingService, owner: AccountOwner, forget: Callable[[], Awaitable[None]]
    ) -> Left:
        """Call *forget* when nothing uses the account, with what it left at the service undone.

        The permission is taken back first, so that a crash in between leaves nothing there. Returns
        what is left all the same; ServiceBusy where nothing has been forgotten yet.
        """
        with self._places.taken(service.info, owner.lock_name):
            return await self._forget(service, owner, forget)

    async def _forget(
        self, service: MeetingService, owner: AccountOwner, forget: Callable[[], Awaitable[None]]
    ) -> Left:
        async with self._lock(service, owner):
            account = await self._accounts.open(owner)
            left = await self.take_back(service, account) if account else Left.NOTHING
            await forget()
            self._used.pop(owner, None)
            if account is None or await self._sign_out(service, account):
                return left
            return Left.SESSION

    async def take_back(self, service: MeetingService, account: UsableAccount) -> Left:
        """Make the credentials worthless at the service, unless another account needs them."""
        if not isinstance(service, Revokes):
            return Left.NOTHING
        if await account.is_shared():
            return Left.SHARED
        revoke = service.revoke(account.credentials)
        try:
            await self._client.run(revoke, service=service.info, time_limit=SIGN_OUT_LIMIT)
        except MeetingError as error:
            log.info("could not take a permission back: %s", type(error).__name__)
            return Left.PERMISSION
        return Left.NOTHING

    async def sign_out_idle(self, idle: timedelta = timedelta(0)) -> None:
        """Sign out the accounts that were used since the start, but not for *idle* or longer.

        Not to be called while a step has an unknown outcome: what it may have made could then not
        be found.
        """
        before = asyncio.get_running_loop().time() - idle.total_seconds()
        owners = [owner for owner, used in self._used.items() if used <= before]
        await asyncio.gather(*(self._sign_out_unused(owner) for owner in owners))

    async def _sign_out_unused(self, owner: AccountOwner) -> None:
        service = self.get(owner.service)
        if service is None:
            return
        try:
            async with self._lock(service, owner, IN_USE):
                self._used.pop(owner, None)
                if account := await self._accounts.open(owner):
                    await self._sign_out(service, account)
        except ServiceBusy:
            return  # it is in use after all

    async def _sign_out(self, service: MeetingService, account: UsableAccount) -> bool:
        """Sign out what the account left open; False where that did not succeed."""
        if not isinstance(service, SignsOut):
            return True
        leave = service.leave(account.credentials)
        try:
            await self._client.run(leave, service=service.info, time_limit=SIGN_OUT_LIMIT)
        except MeetingError as error:
            log.info("could not sign out: %s", type(error).__name__)
            return False
        return True

    def _lock(
        self, service: MeetingService, owner: AccountOwner, limit: timedelta = QUEUE_LIMIT
    ) -> AbstractAsyncContextManager[None]:
        """Wait until no other exchange uses the account."""
        return self._client.account_lock(service.info, owner.lock_name, limit)

    async def _run(
        self,
        service: MeetingService,
        account: UsableAccount,
        exchange: Callable[[Credentials], Exchange[T]],
    ) -> T:
        try:
            return await self._client.run(
                exchange(account.credentials),
                service=service.info,
                save=account.save,
                queue_limit=QUEUE_LIMIT,
            )
        except MeetingError as error:
            expired = isinstance(error.refusal, SignInExpired)  # which may be renewed
            if error.refusal.spoils_account and not expired:
                await account.mark_refused()
            raise
