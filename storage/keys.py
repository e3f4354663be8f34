"""The keys of one database: whether the right ones are set, and sealing all with the newest one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from storage.accounts import Accounts, StoredAccount
from storage.seal import CellDamaged, Keys, KeysWrong, KeyUnknown
from storage.store import Store, Transaction

PAGE = 100  # accounts that are read at once
PASSES = 5  # the bot may seal with an older key meanwhile, but not for ever

_LOST = "If it is lost, `parley keys check --forget` deletes the accounts that it sealed."


class KeyProofs:
    """The proofs of the keys with which this database was sealed, one for each key's id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accounts = Accounts(store)

    async def check(self, keys: Keys) -> None:
        """Raise ``KeysWrong`` if an account here was sealed with a key that is not among *keys*.

        A proof that no account needs any more is ignored.
        """
        used = await self._accounts.count_by_key()
        if missing := [kid for kid in used if kid not in keys]:
            number = sum(used[kid] for kid in missing)
            raise KeysWrong(
                f"{_counted(number)} in this database sealed with the key "
                f"{' or '.join(sorted(missing))}, which is not set. Add it after the newest one, "
                f"separated by a comma. {_LOST}"
            )
        for kid, proof in (await self._proofs()).items():
            if kid in used and not keys.proves(proof):
                raise KeysWrong(
                    f"{_counted(used[kid])} in this database sealed with another key called {kid} "
                    f"than the one that is set. Set the right one. {_LOST}"
                )

    async def add(self, keys: Keys) -> None:
        """Store a proof of the newest key, before anything is sealed with it."""
        proof = (keys.newest, keys.proof(keys.newest))
        used = await self._accounts.count_by_key()

        def work(tx: Transaction) -> None:
            if keys.newest not in used:  # there may have been another key with this id
                tx.execute(_DELETE, (keys.newest,))
            tx.execute(_ADD, proof)

        await self._store.write(work)

    async def prune(self, keys: Keys) -> None:
        """Delete the proofs of keys that seal nothing here any more, except the newest one's."""
        await self._store.write(lambda tx: tx.execute(_PRUNE, (keys.newest,)))

    async def known(self) -> frozenset[str]:
        """Return the ids of the keys that a bot has been started with here."""
        return frozenset(await self._proofs())

    async def _proofs(self) -> dict[str, str]:
        rows = await self._store.read(lambda tx: tx.execute(_ALL))
        return {row["kid"]: row["proof"] for row in rows}


def _counted(accounts: int) -> str:
    return "One account is" if accounts == 1 else f"{accounts} accounts are"


@dataclass(frozen=True, slots=True)
class UnopenedAccount:
    """An account whose cells cannot be opened, and why, in words."""

    account: StoredAccount
    why: str


@dataclass(frozen=True, slots=True)
class RotationResult:
    """How many accounts were sealed again, how many are still to do, and which do not open."""

    sealed: int
    left: int
    unopened: tuple[UnopenedAccount, ...]


class KeyRotation:
    """Opens every account, and seals it with the newest key, while others go on using them.

    Each account is read and written by itself, and written only where it has not changed since.
    """

    def __init__(self, store: Store, keys: Keys) -> None:
        self._accounts = Accounts(store)
        self._proofs = KeyProofs(store)
        self._keys = keys

    async def inspect(self) -> tuple[int, list[UnopenedAccount]]:
        """Open every account; return how many there are, and those that do not open."""
        number, unopened = 0, []
        async for account in self._all():
            number += 1
            if why := self._why_unopened(account):
                unopened.append(UnopenedAccount(account, why))
        return number, unopened

    async def rotate(self) -> RotationResult:
        """Seal with the newest key all that is sealed with another."""
        await self._proofs.add(self._keys)
        sealed = 0
        for _ in range(PASSES):
            done = await self._pass()
            sealed += done
            if not done:
                break
        _, unopened = await self.inspect()
        await self._proofs.prune(self._keys)
        used = await self._accounts.count_by_key()
        others = sum(number for kid, number in used.items() if kid != self._keys.newest)
        return RotationResult(sealed, others - len(unopened), tuple(unopened))

    async def delete(self, unopened: UnopenedAccount) -> bool:
        """Delete an account that does not open; False if it has changed meanwhile."""
        return await self._accounts.delete(unopened.account)

    async def _pass(self) -> int:
        done = 0
        async for account in self._all():
            if account.kid != self._keys.newest and not self._why_unopened(account):
                cells = self._sealed_again(account)
                done += await self._accounts.reseal(account, self._keys.newest, cells)
        return done

    def _sealed_again(self, account: StoredAccount) -> dict[str, str]:
        cells = {}
        for name, cell in account.sealed.items():
            context = account.cell_context(name)
            cells[name] = self._keys.seal(self._keys.open(cell, context), context)
        return cells

    def _why_unopened(self, account: StoredAccount) -> str:
        try:
            for name, cell in account.sealed.items():
                self._keys.open(cell, account.cell_context(name))
        except KeyUnknown as fault:
            return f"its key {fault} is not set"
        except CellDamaged as fault:
            return str(fault)
        return ""

    async def _all(self) -> AsyncIterator[StoredAccount]:
        last = ""
        while page := await self._accounts.page_after(last, PAGE):
            for account in page:
                yield account
            last = page[-1].id


_ALL = "select kid, proof from key_proof"
_ADD = "insert into key_proof(kid, proof) values (?, ?) on conflict do nothing"
_DELETE = "delete from key_proof where kid = ?"
_PRUNE = "delete from key_proof where kid not in (select kid from account) and kid <> ?"
