"""People's accounts with meeting services, as rows whose secrets came here sealed.

A sign-in makes a row that waits for its person's yes, beside the account that may be there already.
Every change names what it was made from: what somebody else has changed meanwhile stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from storage.columns import from_json, from_moment, to_json, to_moment
from storage.seal import CellContext
from storage.store import Row, Store, Transaction

State: TypeAlias = Literal["pending", "active", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAccount:
    """One person's account with one service; *id* is that of the sign-in that made it.

    *kid* names the key of the cells in *sealed*, which lie there by field. *facts* may be shown.
    *version* counts the changes. ``pending`` waits for the person's yes; ``refused`` is an account
    whose sign-in the service does not take any more.
    """

    team: str
    person: str
    service: str
    id: str
    state: State
    kid: str
    sealed: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    version: int = 1
    connected_at: datetime

    def place(self, name: str) -> CellContext:
        """Where the cell of the field *name* belongs."""
        return CellContext(self.team, self.person, self.service, name)


class NothingPending(Exception):
    """No account of that person waits under that id."""


class Accounts:
    """The accounts, by workspace, person and service."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, team: str, person: str, service: str) -> StoredAccount | None:
        """Return the account that counts, or one that counted until it was refused."""
        return await self._one(_GET, (team, person, service))

    async def waiting(self, team: str, person: str, sign_in: str) -> StoredAccount | None:
        """Return the account of that person that waits under *sign_in*."""
        return await self._one(_WAITING, (team, person, sign_in))

    async def of(self, team: str, person: str) -> list[StoredAccount]:
        """Return everything that the person has, in the order of the services' names."""
        rows = await self._store.read(lambda tx: tx.execute(_OF, (team, person)))
        return [_account(row) for row in rows]

    def wait(self, account: StoredAccount) -> Callable[[Transaction], None]:
        """Return what lets *account* wait for its person's yes, in place of what waited before."""
        row = _row(replace(account, state="pending"))

        def write(tx: Transaction) -> None:
            tx.execute(_DROP_WAITING, (account.team, account.person, account.service))
            tx.execute(_INSERT, row)

        return write

    def confirm(self, team: str, person: str, sign_in: str) -> Callable[[Transaction], None]:
        """Return what makes the waiting account count, in place of what did; once or again.

        It raises ``NothingPending`` where there is no such account.
        """

        def write(tx: Transaction) -> None:
            found = tx.execute(_CONFIRMABLE, (team, person, sign_in))
            if not found:
                raise NothingPending
            if found[0]["state"] == "pending":
                tx.execute(_DROP_KEPT, (team, person, found[0]["service"]))
                tx.execute(_CONFIRM, (sign_in,))

        return write

    async def keep(self, account: StoredAccount, version: int) -> bool:
        """Put *account* in place of its *version*; False if that is not what stands there."""
        changed = (
            account.state,
            account.kid,
            from_json(account.sealed),
            from_json(account.facts),
            _moment(account.expires_at),
            account.version,
        )
        return await self._changed(_KEEP, (*changed, account.id, version))

    async def reseal(self, account: StoredAccount, kid: str, sealed: Mapping[str, str]) -> bool:
        """Put cells of another key in place of those of *account*; False if it has changed."""
        before = from_json(account.sealed)
        return await self._changed(_RESEAL, (kid, from_json(sealed), account.id, before))

    async def dismiss(self, team: str, person: str, sign_in: str) -> bool:
        """Delete what waits under *sign_in*; False if nothing does."""
        return await self._changed(_DISMISS, (team, person, sign_in))

    async def forget(self, team: str, person: str, service: str) -> bool:
        """Delete all that the person has with *service*; False if there was nothing."""
        return await self._changed(_FORGET, (team, person, service))

    async def delete(self, account: StoredAccount) -> bool:
        """Delete *account* as it was read; False if it has changed."""
        return await self._changed(_DELETE, (account.id, from_json(account.sealed)))

    async def prune(self, before: datetime) -> None:
        """Delete what has waited for a yes since *before*."""
        at = from_moment(before)
        await self._store.write(lambda tx: tx.execute(_PRUNE, (at,)))

    async def after(self, sign_in: str, limit: int) -> list[StoredAccount]:
        """Return the next *limit* accounts of all, in the order of their ids."""
        rows = await self._store.read(lambda tx: tx.execute(_AFTER, (sign_in, limit)))
        return [_account(row) for row in rows]

    async def kids(self) -> dict[str, int]:
        """Return how many accounts are sealed with which key."""
        rows = await self._store.read(lambda tx: tx.execute(_KIDS))
        return {row["kid"]: row["accounts"] for row in rows}

    async def _one(self, sql: str, params: tuple[str, ...]) -> StoredAccount | None:
        rows = await self._store.read(lambda tx: tx.execute(sql, params))
        return _account(rows[0]) if rows else None

    async def _changed(self, sql: str, params: tuple[str | int | None, ...]) -> bool:
        return bool(await self._store.write(lambda tx: tx.execute(sql, params)))


def _account(row: Row) -> StoredAccount:
    return StoredAccount(
        team=row["team"],
        person=row["person"],
        service=row["service"],
        id=row["id"],
        state=row["state"],
        kid=row["kid"],
        sealed=to_json(row["sealed"]),
        facts=to_json(row["facts"]),
        expires_at=None if row["expires_at"] is None else to_moment(row["expires_at"]),
        version=row["version"],
        connected_at=to_moment(row["connected_at"]),
    )


def _row(account: StoredAccount) -> tuple[str | int | None, ...]:
    return (
        account.id,
        account.team,
        account.person,
        account.service,
        account.state,
        account.kid,
        from_json(account.sealed),
        from_json(account.facts),
        _moment(account.expires_at),
        account.version,
        from_moment(account.connected_at),
    )


def _moment(moment: datetime | None) -> int | None:
    return None if moment is None else from_moment(moment)


_GET = "select * from account where team = ? and person = ? and service = ? and state <> 'pending'"
_WAITING = "select * from account where team = ? and person = ? and id = ? and state = 'pending'"
_OF = "select * from account where team = ? and person = ? order by service, state"
_AFTER = "select * from account where id > ? order by id limit ?"
_KIDS = "select kid, count(*) as accounts from account group by kid"
_INSERT = """
    insert into account(id, team, person, service, state, kid, sealed, facts, expires_at, version,
      connected_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CONFIRMABLE = """
    select state, service from account
    where team = ? and person = ? and id = ? and state in ('pending', 'active')"""
_CONFIRM = "update account set state = 'active', version = version + 1 where id = ?"
_KEEP = """
    update account set state = ?, kid = ?, sealed = ?, facts = ?, expires_at = ?, version = ?
    where id = ? and version = ? returning 1"""
_RESEAL = "update account set kid = ?, sealed = ? where id = ? and sealed = ? returning 1"
_DROP_WAITING = """
    delete from account where team = ? and person = ? and service = ? and state = 'pending'"""
_DROP_KEPT = """
    delete from account where team = ? and person = ? and service = ? and state <> 'pending'"""
_DISMISS = """
    delete from account where team = ? and person = ? and id = ? and state = 'pending'
    returning 1"""
_FORGET = "delete from account where team = ? and person = ? and service = ? returning 1"
_DELETE = "delete from account where id = ? and sealed = ? returning 1"
_PRUNE = "delete from account where state = 'pending' and connected_at < ?"
