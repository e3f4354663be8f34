"""People's accounts, opened for one conversation at a time and sealed again at the border."""

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
"""How long a sign-in waits for its person's yes."""

log = logging.getLogger(__name__)


class AccountStatus(Enum):
    """How an account stands, as far as can be told without asking its service."""

    NONE = "not connected"
    WAITS = "waits for your yes"
    GOOD = "connected"
    REFUSED = "not accepted any more, connect it again"
    SEALED = "cannot be opened, connect it again"


def may_have_yes(kept: StoredAccount, now: datetime) -> bool:
    """Whether *kept* is a sign-in that still waits for its person's yes."""
    return kept.state == "pending" and now - kept.connected_at <= WAITS_FOR_YES


class SealedAccounts:
    """The accounts, sealed with the newest key and opened with the key that each cell names.

    *read_keys* reads the settings again: a key may have been added since the bot was started.
    """

    def __init__(self, rows: Accounts, keys: Keys, read_keys: Callable[[], Keys]) -> None:
        self.rows = rows
        self.keys = keys
        self._read_keys = read_keys

    async def open(self, owner: AccountOwner) -> "OpenAccount | None":
        """The account as it stands, or none where nothing usable is connected."""
        kept = await self.rows.get(owner.team, owner.person, owner.service)
        if kept is None or kept.state != "active":
            return None
        try:
            return OpenAccount(self, kept, self._opened(kept))
        except DoesNotOpen as fault:
            log.warning("an account at %s does not open: %s", kept.service, _why(fault))
            return None

    async def standing(self, owner: AccountOwner) -> AccountStatus:
        """How the holder's account stands."""
        kept = await self.rows.get(owner.team, owner.person, owner.service)
        return AccountStatus.NONE if kept is None else self.stands(kept)

    def stands(self, kept: StoredAccount) -> AccountStatus:
        """How *kept* stands."""
        if kept.state != "active":
            return AccountStatus.REFUSED if kept.state == "refused" else AccountStatus.WAITS
        try:
            self._opened(kept)
        except DoesNotOpen:
            return AccountStatus.SEALED
        return AccountStatus.GOOD

    def sealed(
        self, owner: AccountOwner, credentials: Credentials, sign_in: str, now: datetime
    ) -> StoredAccount:
        """The row of a sign-in that has just been tried; *sign_in* is its id."""
        keys = self.keys
        empty = StoredAccount(
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
        sealed = {name: keys.seal(secret, empty.cell_context(name)) for name, secret in secrets}
        return replace(empty, sealed=sealed)

    async def changed(self, before: StoredAccount, after: StoredAccount) -> bool:
        """Keep *after* in place of *before*; what was connected anew meanwhile stays as it is."""
        kept = await self.rows.update(after, before.version)
        if not kept:
            log.info("an account at %s was replaced or removed meanwhile", before.service)
        return kept

    def _opened(self, kept: StoredAccount) -> Credentials:
        try:
            return _credentials(self.keys, kept)
        except KeyUnknown:
            return _credentials(self.read_again(), kept)

    def read_again(self) -> Keys:
        """The keys as they are set now; as they were, where those cannot be used."""
        try:
            self.keys = self._read_keys()
        except KeysWrong as wrong:
            log.warning("the keys that are set now cannot be used: %s", wrong)
        return self.keys


class OpenAccount:
    """One account while a conversation uses it: ``handlers.services.Account``."""

    def __init__(
        self, accounts: SealedAccounts, kept: StoredAccount, credentials: Credentials
    ) -> None:
        self._accounts = accounts
        self._kept = kept
        self.credentials = credentials

    async def keep(self, credentials: Credentials) -> None:
        """Store what the service gave in exchange, in place of what there was."""
        kept = self._kept
        owner = AccountOwner(kept.team, kept.person, kept.service)
        fresh = self._accounts.sealed(owner, credentials, kept.id, kept.connected_at)
        self.credentials = credentials
        await self._change(replace(fresh, state=kept.state))

    async def mark_refused(self) -> None:
        """Mark it as refused, so that its password is never sent again by itself."""
        await self._change(replace(self._kept, state="refused"))

    async def _change(self, after: StoredAccount) -> None:
        after = replace(after, version=self._kept.version + 1)
        if await self._accounts.changed(self._kept, after):
            self._kept = after


def _credentials(keys: Keys, kept: StoredAccount) -> Credentials:
    return Credentials(
        secrets={
            name: keys.open(cell, kept.cell_context(name)) for name, cell in kept.sealed.items()
        },
        facts=dict(kept.facts),
        expires_at=kept.expires_at,
    )


def _why(fault: DoesNotOpen) -> str:
    return f"its key {fault} is not set" if isinstance(fault, KeyUnknown) else str(fault)
