"""People's accounts: sealed in the database, and opened for one exchange with a service."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from handlers.services import AccountOwner
from meetings.model import Credentials
from storage.accounts import Accounts, Share, StoredAccount
from storage.seal import DoesNotOpen, Keys, KeysWrong, KeyUnknown

WAITS_FOR_YES = timedelta(hours=1)
"""How long a sign-in waits for the person's yes."""

LOOK_AGAIN = 0.1
"""Seconds until it is seen whether another process has renewed the account."""

log = logging.getLogger(__name__)


class AccountStatus(Enum):
    """Whether an account can be used, as far as can be told without asking its service."""

    NONE = "not connected"
    WAITS = "waiting for you to confirm"
    GOOD = "connected"
    REFUSED = "no longer accepted, connect it again"
    SEALED = "cannot be opened, connect it again"


def waits_for_yes(account: StoredAccount, now: datetime) -> bool:
    """Whether *account* is a sign-in that still waits for the person's yes."""
    return account.state == "pending" and abs(now - account.connected_at) <= WAITS_FOR_YES


class SealedAccounts:
    """The accounts, sealed with the newest key and opened with the key that each cell names.

    *read_keys* reads the settings again: a key may have been added since the bot was started.
    """

    def __init__(self, rows: Accounts, keys: Keys, read_keys: Callable[[], Keys]) -> None:
        self.rows = rows
        self.keys = keys
        self._read_keys = read_keys

    async def open(self, owner: AccountOwner) -> "OpenAccount | None":
        """The owner's account, None if it is not connected or cannot be used."""
        account = await self.rows.get(owner.team, owner.person, owner.service)
        return self.opened(account) if account and account.state == "active" else None

    def opened(self, account: StoredAccount) -> "OpenAccount | None":
        """The account of a row, None if it cannot be opened."""
        try:
            return OpenAccount(self, account, self._credentials(account))
        except DoesNotOpen as error:
            log.warning("an account at %s does not open: %s", account.service, _why(error))
            return None

    async def status_of(self, owner: AccountOwner) -> AccountStatus:
        """The status of the owner's account."""
        account = await self.rows.get(owner.team, owner.person, owner.service)
        return AccountStatus.NONE if account is None else self.status(account)

    def status(self, account: StoredAccount) -> AccountStatus:
        """The status of *account*."""
        if account.state != "active":
            return AccountStatus.REFUSED if account.state == "refused" else AccountStatus.WAITS
        try:
            self._credentials(account)
        except DoesNotOpen:
            return AccountStatus.SEALED
        return AccountStatus.GOOD

    def seal(
        self, owner: AccountOwner, credentials: Credentials, sign_in: str, now: datetime
    ) -> StoredAccount:
        """The row of a sign-in that the service has accepted; *sign_in* is its id."""
        keys = self.keys
        account = StoredAccount(
            team=owner.team,
            person=owner.person,
            service=owner.service,
            id=sign_in,
            state="pending",
            kid=keys.newest,
            sealed={},
            facts=dict(credentials.facts),
            expires_at=credentials.expires_at,
            connected_at=now,
            # The organization's account, which is nobody's, is shared with nobody.
            service_user=credentials.facts.get("id", "") if owner.person else "",
        )
        given = credentials.secrets.items()
        sealed = {name: keys.seal(secret, account.cell_context(name)) for name, secret in given}
        return replace(account, sealed=sealed)

    def sharing(self, credentials: Credentials) -> Share:
        """Seals *credentials* for another account of the same user."""

        def share(other: StoredAccount) -> StoredAccount:
            owner = AccountOwner(other.team, other.person, other.service)
            fresh = self.seal(owner, credentials, other.id, other.connected_at)
            return replace(fresh, state=other.state, facts=other.facts, version=other.version + 1)

        return share

    async def update(
        self, before: StoredAccount, after: StoredAccount, share: Share | None = None
    ) -> bool:
        """Store *after* in place of *before*, unless the account was replaced or removed."""
        updated = await self.rows.update_user(after, before.version, share)
        if not updated:
            log.info("an account at %s was replaced or removed meanwhile", before.service)
        return updated

    def _credentials(self, account: StoredAccount) -> Credentials:
        try:
            return _open_cells(self.keys, account)
        except KeyUnknown:
            return _open_cells(self.read_again(), account)

    def read_again(self) -> Keys:
        """The keys that are set now, or the earlier ones if those cannot be used."""
        try:
            self.keys = self._read_keys()
        except KeysWrong as error:
            log.warning("the keys that are set now cannot be used: %s", error)
        return self.keys


class OpenAccount:
    """One account while an exchange uses it: ``handlers.services.UsableAccount``."""

    def __init__(
        self, accounts: SealedAccounts, account: StoredAccount, credentials: Credentials
    ) -> None:
        self._accounts = accounts
        self._account = account
        self.credentials = credentials

    async def save(self, credentials: Credentials) -> None:
        """Store new credentials in place of the old ones, for all accounts of the same user."""
        account = self._account
        owner = AccountOwner(account.team, account.person, account.service)
        known = replace(credentials, facts={**account.facts, **credentials.facts})
        fresh = self._accounts.seal(owner, known, account.id, account.connected_at)
        self.credentials = known
        await self._update(replace(fresh, state=account.state), self._accounts.sharing(known))

    async def mark_refused(self) -> None:
        """Mark it as refused, so that its password is never sent again by itself."""
        await self._update(replace(self._account, state="refused"))

    async def reload(self) -> bool:
        """Take what is stored now; False where that is what there was, or nothing usable."""
        before = self._account
        owner = AccountOwner(before.team, before.person, before.service)
        opened = await self._accounts.open(owner)
        if opened is None or opened.is_version(before):
            return False
        opened.show(self)
        return True

    def is_version(self, account: StoredAccount) -> bool:
        """Whether it was opened from *account* as it is."""
        return (self._account.id, self._account.version) == (account.id, account.version)

    def show(self, other: "OpenAccount") -> None:
        """Have *other* be opened from the same row."""
        other._account, other.credentials = self._account, self.credentials  # noqa: SLF001 - its own class

    async def is_shared(self) -> bool:
        """Whether other accounts here are the same user at the service."""
        return await self._accounts.rows.is_shared(self._account)

    @asynccontextmanager
    async def leased(self, now: datetime) -> AsyncIterator[None]:
        """Hold the account, and the others of its user, in all processes."""
        rows, account, lease = self._accounts.rows, self._account, secrets.token_hex(8)
        while not await rows.lease(account, lease, now):  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(LOOK_AGAIN)
        try:
            yield
        finally:
            await rows.release(account, lease)

    async def _update(self, after: StoredAccount, share: Share | None = None) -> None:
        after = replace(after, version=self._account.version + 1)
        if await self._accounts.update(self._account, after, share):
            self._account = after


def _open_cells(keys: Keys, account: StoredAccount) -> Credentials:
    return Credentials(
        secrets={
            name: keys.open(cell, account.cell_context(name))
            for name, cell in account.sealed.items()
        },
        facts=dict(account.facts),
        expires_at=account.expires_at,
    )


def _why(error: DoesNotOpen) -> str:
    return f"its key {error} is not set" if isinstance(error, KeyUnknown) else str(error)
