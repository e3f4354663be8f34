"""Drafts: what was understood of a request, while it waits for the person's click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.columns import JSON, Codec, RowCodec, from_json, from_moment, from_span, to_json
from storage.store import SqlValue, Store, Transaction, Write, statement

State = Literal["open", "taken", "made"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A draft of *person*. ``taken``: *job* is making the meeting; ``made``: *job* has made it."""

    id: str
    team: str
    person: str
    body: Mapping[str, JSON] = field(repr=False)
    state: State = "open"
    job: int | None = None


class Drafts:
    """Drafts, by an id that the caller chooses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(
        self, draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
    ) -> bool:
        """Store *body* under the id *draft*, replacing the one before.

        False, and nothing is written, where the meeting is being made or has been made.
        """
        row = _row(draft, team, person, body, now)
        return bool(await self._store.write(lambda tx: tx.execute(_PUT, row)))

    def put_write(
        self, draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
    ) -> Write:
        """Return the write that does the same as ``put``, to share another transaction."""
        row = _row(draft, team, person, body, now)
        return statement(_PUT, row)

    async def get(self, draft: str) -> StoredDraft | None:
        """Return the draft, unless it was deleted or nobody clicked for days."""
        rows = await self._store.read(lambda tx: tx.execute(_GET, (draft,)))
        return _ROWS.decode(rows[0]) if rows else None

    async def own(self, draft: str, team: str, person: str) -> StoredDraft | None:
        """Return the draft, if there is one and it is that person's own."""
        stored = await self.get(draft)
        return stored if stored and (stored.team, stored.person) == (team, person) else None

    async def is_repeat(self, draft: str, within: timedelta) -> bool:
        """Return whether the same person had an equal draft at most *within* before this one."""
        params = (from_span(within), draft)
        return bool(await self._store.read(lambda tx: tx.execute(_IS_REPEAT, params)))

    async def take(self, draft: str, job: int) -> Literal["go", "already", "gone"]:
        """Let *job*, and no other, make the meeting; ``go`` again in every replay, to its end.

        ``already``: another job is making it, is parked, or has made it. A job that has ended
        without a meeting holds nothing. ``gone``: there is no such draft.
        """

        def work(tx: Transaction) -> Literal["go", "already", "gone"]:
            if tx.execute(_TAKE, (job, draft, job)):
                return "go"
            rows = tx.execute(_GET, (draft,))
            if not rows:
                return "gone"
            return "go" if rows[0]["job"] == job else "already"

        return await self._store.write(work)

    def mark_made(self, draft: str) -> Write:
        """Return the write that says that the meeting has been made."""
        return statement(_MARK_MADE, (draft,))

    def free(self, job: int) -> Write:
        """Return the write that reopens what *job* took and did not make; for when it ends."""
        return statement(_FREE, (job,))

    async def delete(self, draft: str) -> bool:
        """Delete *draft*; False where the meeting is being made or has been made."""
        return bool(await self._store.write(lambda tx: tx.execute(_DELETE, (draft,))))

    async def sweep(self, before: datetime) -> None:
        """Delete what was put before *before*, in any state."""
        at = from_moment(before)
        await self._store.write(lambda tx: tx.execute(_SWEEP, (at,)))


def _row(
    draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
) -> tuple[SqlValue, ...]:
    return (draft, team, person, from_json(body), from_moment(now))


_ROWS = RowCodec(StoredDraft, codecs={"body": Codec(from_json, to_json)})
# A parked job counts as well: it may have asked the service for the meeting already.
_UNCLAIMED = """
    (draft.state = 'open' or draft.state = 'taken' and not exists(
      select 1 from job
      where job.id = draft.job and job.state in ('ready', 'running', 'parked')))"""
_GET = "select * from draft where id = ?"
_IS_REPEAT = """
    select 1 from draft as this join draft as other
      on other.put_at between this.put_at - ? and this.put_at
    where this.id = ? and other.team = this.team and other.person = this.person
      and other.body = this.body
      and (other.put_at < this.put_at or other.id < this.id)
    limit 1"""
_PUT = f"""
    insert into draft(id, team, person, body, state, put_at) values (?, ?, ?, ?, 'open', ?)
    on conflict(id) do update set body = excluded.body, put_at = excluded.put_at,
      state = 'open', job = null
    where {_UNCLAIMED} returning 1"""  # noqa: S608 - words of ours
_TAKE = f"""
    update draft set state = 'taken', job = ?
    where id = ? and (draft.job = ? and draft.state = 'taken' or {_UNCLAIMED}) returning 1"""  # noqa: S608 - words of ours
_MARK_MADE = "update draft set state = 'made' where id = ?"
_FREE = "update draft set state = 'open', job = null where state = 'taken' and job = ?"
_DELETE = f"delete from draft where id = ? and {_UNCLAIMED} returning 1"  # noqa: S608 - words of ours
_SWEEP = "delete from draft where put_at < ?"
