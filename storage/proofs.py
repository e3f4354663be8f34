"""Whether the keys that are set are those of this database: proofs lie beside the accounts."""

from storage.accounts import Accounts
from storage.seal import Keys, KeysWrong
from storage.store import Store, Transaction

_LOST = "If it is lost, `parley keys check --forget` deletes the accounts that it sealed."


class Proofs:
    """The proofs of the keys with which this database was sealed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accounts = Accounts(store)

    async def check(self, keys: Keys) -> None:
        """Raise ``KeysWrong`` if an account here was sealed with a key that is not among *keys*.

        A proof that no account needs any more says nothing.
        """
        used = await self._accounts.kids()
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
        """Write down a proof of the newest key, before anything is sealed with it."""
        proof = (keys.newest, keys.proof(keys.newest))
        used = await self._accounts.kids()

        def work(tx: Transaction) -> None:
            if keys.newest not in used:  # a key of that name may have been there, and gone
                tx.execute(_DROP, (keys.newest,))
            tx.execute(_ADD, proof)

        await self._store.write(work)

    async def tidy(self, keys: Keys) -> None:
        """Drop the proofs of keys that seal nothing here any more, but for the newest."""
        await self._store.write(lambda tx: tx.execute(_TIDY, (keys.newest,)))

    async def known(self) -> frozenset[str]:
        """The ids of the keys that a bot has been started with here."""
        return frozenset(await self._proofs())

    async def _proofs(self) -> dict[str, str]:
        rows = await self._store.read(lambda tx: tx.execute(_ALL))
        return {row["kid"]: row["proof"] for row in rows}


def _counted(accounts: int) -> str:
    return "One account is" if accounts == 1 else f"{accounts} accounts are"


_ALL = "select kid, proof from key_proof"
_ADD = "insert into key_proof(kid, proof) values (?, ?) on conflict do nothing"
_DROP = "delete from key_proof where kid = ?"
_TIDY = "delete from key_proof where kid not in (select kid from account) and kid <> ?"
