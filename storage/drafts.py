"""What was understood of a wish, as it waits for its person's click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.columns import JSON, from_json, from_moment, from_span, to_json
from storage.ledger import Write
from storage.store import Row, SqlValue, Store, Transaction

State = Literal["open", "taken", "made"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A wish of *person*. ``taken``: *job* is making the meeting; ``made``: *job* has made it."""

    id: str
    team: str
    person: str
    body: Mapping[str, JSON] = field(repr=False)
    state: State = "open"
    job: int | None = None


class Drafts:
    """Drafts, by an id that whoever shows one chooses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(
        self, draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
    ) -> bool:
        """Keep *body* under the id *draft*, in place of what it said before.

        False, and nothing is written, where the meeting is being made already or is there.
        """
        row = _row(draft, team, person, body, now)
        return bool(await self._store.write(lambda tx: tx.execute(_PUT, row)))

    def put_write(
        self, draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
    ) -> Write:
        """Return what does the same as ``put``, for the transaction of something else."""
        row = _row(draft, team, person, body, now)

        def write(tx: Transaction) -> None:
            tx.execute(_PUT, row)

        return write

    async def get(self, draft: str) -> StoredDraft | None:
        """Return the draft, unless it was dropped or nobody clicked for days."""
        rows = await self._store.read(lambda tx: tx.execute(_GET, (draft,)))
        return _draft(rows[0]) if rows else None

    async def own(self, draft: str, team: str, person: str) -> StoredDraft | None:
        """Return the draft, if there is one and it is that person's own."""
        stored = await self.get(draft)
        return stored if stored and (stored.team, stored.person) == (team, person) else None

    async def twin(self, draft: str, within: timedelta) -> bool:
        """Return whether the same person had the very same wish at most *within* before."""
        params = (from_span(within), draft)
        return bool(await self._store.read(lambda tx: tx.execute(_TWIN, params)))

    async def take(self, draft: str, job: int) -> Literal["go", "already", "gone"]:
        """Let *job*, and no other, make the meeting; ``go`` again in every replay, to its end.

        ``already``: another job is making it, waits for its person to be able to, or has made it.
        One that has ended without a meeting stands in nobody's way.
        """

        def work(tx: Transaction) -> Literal["go", "already", "gone"]:
            if tx.execute(_TAKE, (job, draft, job)):
                return "go"
            found = tx.execute(_GET, (draft,))
            if not found:
                return "gone"
            return "go" if found[0]["job"] == job else "already"

        return await self._store.write(work)

    def made(self, draft: str) -> Write:
        """Return what writes down that the meeting is there."""

        def write(tx: Transaction) -> None:
            tx.execute(_MADE, (draft,))

        return write

    def freed(self, job: int) -> Write:
        """Return what gives back what *job* took and did not make; for when the job ends."""

        def write(tx: Transaction) -> None:
            tx.execute(_FREE, (job,))

        return write

    async def drop(self, draft: str) -> bool:
        """Forget *draft*; False, and it stays, where the meeting is being made or is there."""
        return bool(await self._store.write(lambda tx: tx.execute(_DROP, (draft,))))

    async def sweep(self, before: datetime) -> None:
        """Forget what was shown before that, whatever became of it."""
        at = from_moment(before)
        await self._store.write(lambda tx: tx.execute(_SWEEP, (at,)))


def _row(
    draft: str, team: str, person: str, body: Mapping[str, JSON], now: datetime
) -> tuple[SqlValue, ...]:
    return (draft, team, person, from_json(body), from_moment(now))


def _draft(row: Row) -> StoredDraft:
    return StoredDraft(
        id=row["id"],
        team=row["team"],
        person=row["person"],
        body=to_json(row["body"]),
        state=row["state"],
        job=row["job"],
    )


# Parked counts as at work: such a job may have asked the service for the meeting already.
_FREELY = """
    (draft.state = 'open' or draft.state = 'taken' and not exists(
      select 1 from job
      where job.id = draft.job and job.state in ('ready', 'running', 'parked')))"""
_GET = "select * from draft where id = ?"
_TWIN = """
    select 1 from draft as mine join draft as other
      on other.put_at between mine.put_at - ? and mine.put_at
    where mine.id = ? and other.team = mine.team and other.person = mine.person
      and other.body = mine.body
      and (other.put_at < mine.put_at or other.id < mine.id)
    limit 1"""
_PUT = f"""
    insert into draft(id, team, person, body, state, put_at) values (?, ?, ?, ?, 'open', ?)
    on conflict(id) do update set body = excluded.body, put_at = excluded.put_at,
      state = 'open', job = null
    where {_FREELY} returning 1"""  # noqa: S608 - words of ours
_TAKE = f"""
    update draft set state = 'taken', job = ?
    where id = ? and (draft.job = ? and draft.state = 'taken' or {_FREELY}) returning 1"""  # noqa: S608 - words of ours
_MADE = "update draft set state = 'made' where id = ?"
_FREE = "update draft set state = 'open', job = null where state = 'taken' and job = ?"
_DROP = f"delete from draft where id = ? and {_FREELY} returning 1"  # noqa: S608 - words of ours
_SWEEP = "delete from draft where put_at < ?"
