"""People's accounts: sealed in the database, and opened for one exchange with a service."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from handlers.services import AccountOwner
from meetings.model import Credentials
from storage.accounts import Accounts, StoredAccount
from storage.seal import DoesNotOpen, Keys, KeysWrong, KeyUnknown

WAITS_FOR_YES = timedelta(hours=1)
"""How long a sign-in waits for the person's yes."""

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
        if account is None or account.state != "active":
            return None
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
        )
        secrets = credentials.secrets.items()
        sealed = {name: keys.seal(secret, account.cell_context(name)) for name, secret in secrets}
        return replace(account, sealed=sealed)

    async def update(self, before: StoredAccount, after: StoredAccount) -> bool:
        """Store *after* in place of *before*, unless the account was replaced or removed."""
        updated = await self.rows.update(after, before.version)
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
        """Store new credentials in place of the old ones."""
        account = self._account
        owner = AccountOwner(account.team, account.person, account.service)
        fresh = self._accounts.seal(owner, credentials, account.id, account.connected_at)
        self.credentials = credentials
        await self._update(replace(fresh, state=account.state))

    async def mark_refused(self) -> None:
        """Mark it as refused, so that its password is never sent again by itself."""
        await self._update(replace(self._account, state="refused"))

    async def _update(self, after: StoredAccount) -> None:
        after = replace(after, version=self._account.version + 1)
        if await self._accounts.update(self._account, after):
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
