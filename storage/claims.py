"""Which job is done next, and by whom: claims, leases, and what wakes a postponed job.

Every method is one transaction. Jobs are done in turn, see ``storage.intake.Turns``.
"""

import asyncio
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from storage import ledger_sql as sql
from storage.columns import from_json, from_moment, from_span, to_json, to_moment
from storage.entries import Job
from storage.store import Row, Store, Transaction

log = logging.getLogger(__name__)


class Claims:
    """The part of the ledger that hands out jobs. *owner* is for people who read the rows."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        # A process that was killed had the same name as the one after it, and other jobs.
        self._owner = f"{owner}-{secrets.token_hex(6)}"
        self.work_arrived = asyncio.Event()
        """Set when there may be something to claim sooner than was known. The waiter clears it.

        It only wakes sooner: look every second or so as well.
        """

    async def claim(self, now: datetime, lease: timedelta) -> Job | None:
        """Take the job that has been due longest, or None; it is ours until *now* + *lease*."""
        jobs = await self.claim_many(now, lease, 1)
        return jobs[0] if jobs else None

    async def claim_many(
        self, now: datetime, lease: timedelta, limit: int, *, background: int | None = None
    ) -> list[Job]:
        """Take jobs that are due, or whose lease has run out: first those whose turn has come.

        At most *limit* in all; or so many requests of people and *background* other jobs.
        """
        at = from_moment(now)
        others = limit if background is None else background
        in_all = limit if background is None else limit + background
        claim = (self._owner, at + from_span(lease), at)
        choice = tuple(n for most in (limit, others) for n in (at, most, at, most, most))

        def claim_due(tx: Transaction) -> list[Row]:
            tx.execute(sql.FREE_EXPIRED, (at,))
            return tx.execute(sql.CLAIM, (*claim, *choice, in_all))

        rows = await self._store.write(claim_due, quick=True)
        return await self._readable(sorted(rows, key=itemgetter("turn", "id")))

    async def _readable(self, rows: Sequence[Row]) -> list[Job]:
        """Return the jobs of *rows*; one whose row is damaged ends here, and holds nobody up."""
        jobs: list[Job] = []
        damaged: list[int] = []
        for row in rows:
            try:
                jobs.append(_job_in(row))
            except (ValueError, OverflowError):
                damaged.append(row["id"])
        if damaged:
            log.error("jobs that cannot be read are given up: %s", damaged)
            await self._store.write(lambda tx: self._give_up(tx, damaged))
        return jobs

    def _give_up(self, tx: Transaction, jobs: Sequence[int]) -> None:
        for job in jobs:
            tx.execute(sql.FINISH, ("failed", "cannot be read", job, self._owner))

    async def free_others(self, doing: Collection[int]) -> int:
        """Free every job that is ours but is none of *doing*; return how many.

        A claim or a hand-back may have failed in a way that leaves open whether it was written.
        """
        mine = (self._owner, from_json(list(doing)))
        freed = await self._store.write(lambda tx: tx.execute(sql.FREE_OTHERS, mine))
        if freed:
            self.work_arrived.set()
        return len(freed)

    async def wake(self, places: Mapping[str, int], now: datetime) -> dict[str, int]:
        """Make due, for each name, so many of the jobs that were postponed to wait for it.

        Those whose turn is first come first. Returns how many there were.
        """
        at = from_moment(now)

        def work(tx: Transaction) -> dict[str, int]:
            return {
                name: len(tx.execute(sql.WAKE, (at, at, name, most)))
                for name, most in places.items()
            }

        woken = await self._store.write(work)
        if any(woken.values()):
            self.work_arrived.set()
        return woken

    async def renew(self, jobs: Collection[int], now: datetime, lease: timedelta) -> None:
        """Hold on to those of *jobs* that are still ours until *now* + *lease*.

        Name only jobs that are being done: one that its worker gave up must become free.
        """
        until, at = from_moment(now) + from_span(lease), from_moment(now)

        def work(tx: Transaction) -> None:
            for job in jobs:
                tx.execute(sql.RENEW, (until, at, job, self._owner))

        if jobs:
            await self._store.write(work)

    async def recover(self, now: datetime) -> int:
        """Free every job that a process before this one left running, or was to wake.

        Returns how many. To be called once, at the start, and only where the store lets no second
        process in.
        """
        at = from_moment(now)

        def work(tx: Transaction) -> list[Row]:
            return tx.execute(sql.RECOVER, (at, self._owner)) + tx.execute(sql.WAKE_ALL, (at, at))

        freed = await self._store.write(work)
        if freed:
            self.work_arrived.set()
        return len(freed)

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when there will be something to claim, not before *now*; None if nothing waits."""
        at = (await self._store.read(lambda tx: tx.execute(sql.NEXT_DUE)))[0]["at"]
        return None if at is None else max(now, to_moment(at))


def _job_in(row: Row) -> Job:
    return Job(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        payload=to_json(row["payload"]),
        attempts=row["attempts"],
        run_at=to_moment(row["run_at"]),
        created_at=to_moment(row["created_at"]),
        lease_until=to_moment(row["lease_until"]),
    )
