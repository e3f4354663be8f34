"""People's accounts with meeting services, as rows whose secrets came here sealed.

A sign-in makes a pending row, which waits for the person's yes, beside an account that may be there
already. Each change says what it was made from, and is refused where that has changed meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from storage.columns import RowCodec, from_json, from_moment
from storage.seal import CellContext
from storage.store import SqlValue, Store, Transaction, Write, statement

State: TypeAlias = Literal["pending", "active", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAccount:
    """One person's account with one service; *id* is that of the sign-in that made it.

    *sealed* holds a cell for each secret field, and *kid* is the id of their key. *facts* may be
    shown. *version* counts the changes. ``pending`` waits for the person's yes; ``refused`` is an
    account whose sign-in the service does not accept any more.
    *service_user* is the service's own id of the user, where it has one: accounts of one user share
    the newest tokens, because a vendor may make the earlier ones worthless.
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
    service_user: str = ""

    def cell_context(self, name: str) -> CellContext:
        """Return where the cell of the field *name* belongs."""
        return CellContext(self.team, self.person, self.service, name)


Share: TypeAlias = Callable[[StoredAccount], StoredAccount]
"""Makes of an account the same one with the newest tokens."""

LEASE = timedelta(seconds=90)
"""How long an account is held: longer than a renewal can take. It counts after a crash alone."""


class NothingPending(Exception):
    """No account of that person is pending under that id."""


class Accounts:
    """The accounts, by workspace, person and service."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, team: str, person: str, service: str) -> StoredAccount | None:
        """Return the active account, or the one that was active until it was refused."""
        return await self._get(_GET, (team, person, service))

    async def pending(self, team: str, person: str, sign_in: str) -> StoredAccount | None:
        """Return the person's account that is pending under *sign_in*."""
        return await self._get(_PENDING, (team, person, sign_in))

    async def of(self, team: str, person: str) -> list[StoredAccount]:
        """Return all of the person's accounts, pending ones too, in the order of services."""
        rows = await self._store.read(lambda tx: tx.execute(_OF, (team, person)))
        return [_ROWS.decode(row) for row in rows]

    def save_pending(self, account: StoredAccount) -> Write:
        """Return the write that makes *account* the pending one, replacing any before it."""
        row = _ROWS.params(replace(account, state="pending"))

        def write(tx: Transaction) -> None:
            tx.execute(_DELETE_PENDING, (account.team, account.person, account.service))
            tx.execute(_INSERT, row)

        return write

    async def put(self, account: StoredAccount) -> None:
        """Store *account* as the active one, in place of any other of that owner and service."""
        row = _ROWS.params(replace(account, state="active"))

        def work(tx: Transaction) -> None:
            tx.execute(_DELETE_CONFIRMED, (account.team, account.person, account.service))
            tx.execute(_INSERT, row)

        await self._store.write(work)

    def confirm(self, team: str, person: str, sign_in: str) -> Write:
        """Return the write that makes the pending account the active one; idempotent.

        It raises ``NothingPending`` where there is no such account.
        """

        def write(tx: Transaction) -> None:
            rows = tx.execute(_CONFIRMABLE, (team, person, sign_in))
            if not rows:
                raise NothingPending
            if rows[0]["state"] == "pending":
                tx.execute(_DELETE_CONFIRMED, (team, person, rows[0]["service"]))
                tx.execute(_CONFIRM, (sign_in,))

        return write

    async def update(self, account: StoredAccount, version: int) -> bool:
        """Replace *version* of *account* by it; False if the row has another version."""
        row = _ROWS.encode(account)
        values = [row[name] for name in _UPDATABLE]
        return await self._write(_UPDATE, (*values, account.id, version))

    async def update_user(
        self, account: StoredAccount, version: int, share: "Share | None" = None
    ) -> bool:
        """Like ``update``, and *share* with the other accounts of that user, all or none."""
        row = _ROWS.encode(account)
        values = [row[name] for name in _UPDATABLE]
        others = self.share(account, share) if share else None

        def work(tx: Transaction) -> bool:
            if not tx.execute(_UPDATE, (*values, account.id, version)):
                return False
            if others:
                others(tx)
            return True

        return await self._store.write(work)

    def share(self, account: StoredAccount, share: "Share") -> Write:
        """Return the write that gives the other accounts of its user what *share* makes of them.

        One that was refused stays so.
        """

        def write(tx: Transaction) -> None:
            for row in tx.execute(_SAME_USER, _user_of(account)):
                other = _ROWS.decode(row)
                new = _ROWS.encode(share(other))
                values = [new[name] for name in _UPDATABLE]
                tx.execute(_UPDATE, (*values, other.id, other.version))

        return write

    async def write(self, write: Write) -> None:
        """Do one of the writes above by itself."""
        await self._store.write(write)

    async def is_shared(self, account: StoredAccount) -> bool:
        """Whether other accounts that are not refused are the same user at the service."""
        return bool(await self._store.read(lambda tx: tx.execute(_SAME_USER, _user_of(account))))

    async def lease(self, account: StoredAccount, lease: str, now: datetime) -> bool:
        """Hold *account*, and all others of its user, under *lease*; False while others do."""
        at, until = from_moment(now), from_moment(now + LEASE)
        whose = (account.id, *_user_of(account))

        def work(tx: Transaction) -> bool:
            if tx.execute(_LEASED, (*whose, at, until)):
                return False
            tx.execute(_LEASE, (lease, until, *whose))
            return True

        return await self._store.write(work)

    async def release(self, account: StoredAccount, lease: str) -> None:
        """Give back what ``lease`` has taken."""
        params = (account.id, *_user_of(account), lease)
        await self._store.write(lambda tx: tx.execute(_RELEASE, params))

    async def end_leases(self) -> None:
        """End all leases: this process alone has the store, and has just begun."""
        await self._store.write(lambda tx: tx.execute(_END_LEASES))

    async def reseal(self, account: StoredAccount, kid: str, sealed: Mapping[str, str]) -> bool:
        """Replace the cells of *account* by those of another key; False if it has changed."""
        before = from_json(account.sealed)
        return await self._write(_RESEAL, (kid, from_json(sealed), account.id, before))

    async def dismiss(self, team: str, person: str, sign_in: str) -> bool:
        """Delete what is pending under *sign_in*; False if nothing is."""
        return await self._write(_DISMISS, (team, person, sign_in))

    async def forget(self, team: str, person: str, service: str) -> bool:
        """Delete all that the person has with *service*; False if there was nothing."""
        return await self._write(_FORGET, (team, person, service))

    async def of_id_there(
        self, service: str, id_there: str, before: datetime
    ) -> list[StoredAccount]:
        """Return people's accounts of who is *id_there* at *service*, connected before then."""
        params = (service, id_there, from_moment(before))
        rows = await self._store.read(lambda tx: tx.execute(_OF_ID_THERE, params))
        return [_ROWS.decode(row) for row in rows]

    def delete_sign_in(self, sign_in: str) -> Write:
        """Return the write that deletes the account that *sign_in* made, however it has changed."""
        return statement(_DELETE_SIGN_IN, (sign_in,))

    async def delete(self, account: StoredAccount) -> bool:
        """Delete *account* as it was read; False if it has changed."""
        return await self._write(_DELETE, (account.id, from_json(account.sealed)))

    async def prune(self, before: datetime) -> None:
        """Delete what has been pending since *before*."""
        at = from_moment(before)
        await self._store.write(lambda tx: tx.execute(_PRUNE, (at,)))

    async def page_after(self, sign_in: str, limit: int) -> list[StoredAccount]:
        """Return the next *limit* accounts of all, in the order of their ids."""
        rows = await self._store.read(lambda tx: tx.execute(_AFTER, (sign_in, limit)))
        return [_ROWS.decode(row) for row in rows]

    async def count_by_key(self) -> dict[str, int]:
        """Return how many accounts are sealed with each key, by its id."""
        rows = await self._store.read(lambda tx: tx.execute(_COUNT_BY_KEY))
        return {row["kid"]: row["accounts"] for row in rows}

    async def _get(self, sql: str, params: tuple[str, ...]) -> StoredAccount | None:
        rows = await self._store.read(lambda tx: tx.execute(sql, params))
        return _ROWS.decode(rows[0]) if rows else None

    async def _write(self, sql: str, params: Sequence[SqlValue]) -> bool:
        return bool(await self._store.write(lambda tx: tx.execute(sql, params)))


def _user_of(account: StoredAccount) -> tuple[str, str, str]:
    """What finds the other accounts of its user: their service, its id there, and not itself."""
    return account.service, account.service_user, account.id


_ROWS = RowCodec(StoredAccount)
_SAME = "service = ? and service_user = ? and service_user <> '' and id <> ?"
_SAME_USER = f"select * from account where {_SAME} and state <> 'refused'"  # noqa: S608 - words of ours
_LEASED = f"""
    select 1 from account where (id = ? or ({_SAME}))
      and renewed_by <> '' and renewed_until > ? and renewed_until <= ? limit 1"""  # noqa: S608 - words of ours
_LEASE = f"update account set renewed_by = ?, renewed_until = ? where id = ? or ({_SAME})"  # noqa: S608 - words of ours
_RELEASE = f"""
    update account set renewed_by = '', renewed_until = null
    where (id = ? or ({_SAME})) and renewed_by = ?"""  # noqa: S608 - words of ours
_END_LEASES = "update account set renewed_by = '', renewed_until = null where renewed_by <> ''"
_GET = "select * from account where team = ? and person = ? and service = ? and state <> 'pending'"
_PENDING = "select * from account where team = ? and person = ? and id = ? and state = 'pending'"
_OF = "select * from account where team = ? and person = ? order by service, state"
_AFTER = "select * from account where id > ? order by id limit ?"
_COUNT_BY_KEY = "select kid, count(*) as accounts from account group by kid"
_INSERT = f"""
    insert into account({", ".join(_ROWS.columns)})
    values ({", ".join("?" * len(_ROWS.columns))})"""  # noqa: S608 - names of ours
_CONFIRMABLE = """
    select state, service from account
    where team = ? and person = ? and id = ? and state in ('pending', 'active')"""
_CONFIRM = "update account set state = 'active', version = version + 1 where id = ?"
_UPDATABLE = ("state", "kid", "sealed", "facts", "expires_at", "version", "service_user")
_UPDATE = f"""
    update account set {", ".join(f"{name} = ?" for name in _UPDATABLE)}
    where id = ? and version = ? returning 1"""  # noqa: S608 - names of ours
_RESEAL = "update account set kid = ?, sealed = ? where id = ? and sealed = ? returning 1"
_DELETE_PENDING = """
    delete from account where team = ? and person = ? and service = ? and state = 'pending'"""
_DELETE_CONFIRMED = """
    delete from account where team = ? and person = ? and service = ? and state <> 'pending'"""
_DISMISS = """
    delete from account where team = ? and person = ? and id = ? and state = 'pending'
    returning 1"""
_FORGET = "delete from account where team = ? and person = ? and service = ? returning 1"
_DELETE = "delete from account where id = ? and sealed = ? returning 1"
_OF_ID_THERE = """
    select * from account
    where service = ? and person <> '' and json_extract(facts, '$.id') = ? and connected_at < ?"""
_DELETE_SIGN_IN = "delete from account where id = ?"
_PRUNE = "delete from account where state = 'pending' and connected_at < ?"
