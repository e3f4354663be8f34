"""Looks into every account, and seals it with the newest key, while others go on using them.

Each account is read and written by itself, and only where it still is as it was read.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from storage.accounts import Accounts, StoredAccount
from storage.proofs import Proofs
from storage.seal import CellDamaged, Keys, KeyUnknown
from storage.store import Store

AT_ONCE = 100  # accounts that are read in one go
PASSES = 5  # the bot may seal with an older key while we are at it, but not for ever


@dataclass(frozen=True, slots=True)
class Closed:
    """An account that does not open, and why, in words."""

    account: StoredAccount
    why: str


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many accounts were sealed anew, how many could not be, and who does not open."""

    sealed: int
    left: int
    closed: tuple[Closed, ...]


class Rotation:
    """The accounts of one store, under *keys*."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self._accounts = Accounts(store)
        self._proofs = Proofs(store)
        self._keys = keys

    async def look(self) -> tuple[int, list[Closed]]:
        """Open every account: how many there are, and those that do not open."""
        number, closed = 0, []
        async for account in self._all():
            number += 1
            if why := self._why_not(account):
                closed.append(Closed(account, why))
        return number, closed

    async def seal(self) -> Rotated:
        """Seal with the newest key all that is sealed with another."""
        await self._proofs.add(self._keys)
        sealed = 0
        for _ in range(PASSES):
            done = await self._pass()
            sealed += done
            if not done:
                break
        _, closed = await self.look()
        await self._proofs.tidy(self._keys)
        kids = await self._accounts.kids()
        others = sum(number for kid, number in kids.items() if kid != self._keys.newest)
        return Rotated(sealed, others - len(closed), tuple(closed))

    async def forget(self, closed: Closed) -> bool:
        """Delete an account that does not open; False if it has changed meanwhile."""
        return await self._accounts.delete(closed.account)

    async def _pass(self) -> int:
        done = 0
        async for account in self._all():
            if account.kid != self._keys.newest and not self._why_not(account):
                done += await self._accounts.reseal(account, self._keys.newest, self._anew(account))
        return done

    def _anew(self, account: StoredAccount) -> dict[str, str]:
        return {
            name: self._keys.seal(self._keys.open(cell, account.place(name)), account.place(name))
            for name, cell in account.sealed.items()
        }

    def _why_not(self, account: StoredAccount) -> str:
        try:
            for name, cell in account.sealed.items():
                self._keys.open(cell, account.place(name))
        except KeyUnknown as fault:
            return f"its key {fault} is not set"
        except CellDamaged as fault:
            return str(fault)
        return ""

    async def _all(self) -> AsyncIterator[StoredAccount]:
        last = ""
        while some := await self._accounts.after(last, AT_ONCE):
            for account in some:
                yield account
            last = some[-1].id
