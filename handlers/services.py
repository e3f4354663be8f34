"""The meeting services that are set up here, spoken to on behalf of one person."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from meetings.errors import NotConnected, SignInExpired, SignInRefused
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import MeetingService, Steps
from meetings.wire import Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who an account belongs to: a person of a workspace, at one service."""

    team: str
    person: str
    service: str


class Accounts(Protocol):
    """Where people's accounts lie, sealed."""

    async def open(self, holder: Holder) -> Credentials | None:
        """The account's credentials, or none where nothing usable is connected."""

    async def keep(self, holder: Holder, credentials: Credentials) -> None:
        """Store what the service gave us in exchange, in place of what there was."""

    async def spoil(self, holder: Holder) -> None:
        """Mark the account as refused, so that its password is never sent again by itself."""


class NoAccounts:
    """The accounts of a bot that was given no key to seal them with."""

    async def open(self, holder: Holder) -> Credentials | None:
        """None: nothing can be connected."""
        return None

    async def keep(self, holder: Holder, credentials: Credentials) -> None:
        """Nothing is kept."""

    async def spoil(self, holder: Holder) -> None:
        """Nothing is there to be refused."""


class Services:
    """The services by name, the default first."""

    def __init__(
        self,
        services: Mapping[str, MeetingService],
        wire: Wire,
        accounts: Accounts,
        default: str = "",
    ) -> None:
        self._services = dict(services)
        self._wire = wire
        self._accounts = accounts
        self.default = default if default in services else next(iter(services), "")

    def __iter__(self) -> Iterator[MeetingService]:
        """The default service, then the others in the catalog's order."""
        if self.default:
            yield self._services[self.default]
        yield from (one for name, one in self._services.items() if name != self.default)

    def named(self, name: str) -> MeetingService | None:
        """The service called *name*, if it is set up here."""
        return self._services.get(name)

    async def create(self, service: MeetingService, wanted: NewMeeting, holder: Holder) -> Meeting:
        """Make a meeting with the holder's account; every error is a ``MeetingError``."""
        return await self._talk(service, holder, lambda account: service.create(wanted, account))

    async def find(
        self, service: MeetingService, wanted: NewMeeting, holder: Holder
    ) -> Meeting | None:
        """Look for what an earlier ``create`` may have made."""
        return await self._talk(service, holder, lambda account: service.find(wanted, account))

    async def _talk(
        self, service: MeetingService, holder: Holder, steps: Callable[[Credentials], Steps[T]]
    ) -> T:
        account = await self._account(service, holder)
        try:
            return await self._run(service, holder, steps(account))
        except SignInExpired:
            account = await self._renewed(service, holder, account)
        return await self._run(service, holder, steps(account))

    async def _account(self, service: MeetingService, holder: Holder) -> Credentials:
        if not service.card.questions:
            return Credentials(secrets={})
        account = await self._accounts.open(holder)
        if account is None:
            raise NotConnected(service.card.title, name=service.card.name)
        return account

    async def _renewed(
        self, service: MeetingService, holder: Holder, account: Credentials
    ) -> Credentials:
        """Fresh credentials; a sign-in that is refused now is never tried again by itself."""
        try:
            fresh = await self._run(service, holder, service.renew(account))
        except (SignInExpired, SignInRefused):
            await self._accounts.spoil(holder)
            raise
        await self._accounts.keep(holder, fresh)
        return fresh

    async def _run(self, service: MeetingService, holder: Holder, steps: Steps[T]) -> T:
        try:
            return await self._wire.run(
                steps,
                service=service.card,
                account=f"{holder.team}/{holder.person}" if service.card.questions else "",
                keep=self._keeper(holder),
            )
        except SignInRefused:
            await self._accounts.spoil(holder)
            raise

    def _keeper(self, holder: Holder) -> Callable[[Credentials], Awaitable[None]]:
        async def keep(credentials: Credentials) -> None:
            await self._accounts.keep(holder, credentials)

        return keep
