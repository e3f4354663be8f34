"""The ledger: what came in, what has to be done about it, and what has been done.

Every method is one transaction. A job is an integer to its worker, who may write about it only
while it is this ledger's running job: else LeaseLost, and nothing is written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from storage import ledger_sql as sql
from storage.claims import Claims
from storage.columns import JSON, from_json, from_moment, from_span, to_json, to_moment
from storage.entries import (
    Inbound,
    Job,
    LeaseLost,
    NewJob,
    Prevented,
    Step,
    StepEnd,
)
from storage.intake import Intake
from storage.store import Row, Store, Transaction, Work, Write, delete_all

__all__ = [
    "JSON",
    "Inbound",
    "Job",
    "LeaseLost",
    "Ledger",
    "NewJob",
    "Prevented",
    "Step",
    "StepEnd",
    "Write",
]

LEAST_KEPT = timedelta(hours=24)
"""Slack may deliver again for this long, and is known by its key in the inbox."""

INHERITED_LAG = 10_000
"""Milliseconds that a job of somebody's rush puts its further jobs behind at most."""


class Ledger(Claims):
    """What one process knows and writes of the jobs. *owner* is for people who read the rows."""

    def __init__(self, store: Store, owner: str) -> None:
        super().__init__(store, owner)
        self._intake = Intake(store)

    async def accept(self, inbound: Inbound, job: NewJob, *, now: datetime) -> bool:
        """Write down what came in and the job it makes; False if either key was there already.

        When this returns, the promise to do it will be kept.
        """
        fresh = await self._intake.take(inbound, job, from_moment(now))
        if fresh:
            self.work_arrived.set()
        return fresh

    async def begin(
        self,
        job: int,
        name: str,
        now: datetime,
        marker: str,
        *,
        ends: Sequence[StepEnd] = (),
        unless: Work[object | None] | None = None,
    ) -> Step:
        """Write down, before its effect leaves this process, that step *name* of *job* begins.

        *ends* are earlier steps that are done, written in the same transaction. Returns the row of
        the step, which an earlier run may have written, with its own marker. *unless* is run before
        in that transaction: what it returns is raised as ``Prevented``, and nothing begins.
        """
        begun = (name, marker, from_moment(now), job, self._owner)

        def write_begin(tx: Transaction) -> Step | Prevented:
            if unless and (obstacle := unless(tx)) is not None:
                return Prevented(obstacle)
            if ends:
                self._write_ends(tx, job, ends)
            fresh = bool(tx.execute(sql.BEGIN, begun))
            if not fresh:
                self._hold(tx, job)
            return _step(tx.execute(sql.STEP, (job, name))[0], fresh=fresh)

        step = await self._store.write(write_begin, quick=True)
        if isinstance(step, Prevented):
            raise step
        self._notify(ends)
        return step

    async def steps(self, job: int) -> dict[str, Step]:
        """Return every step of *job* that has begun, by its name."""
        rows = await self._store.read(lambda tx: tx.execute(sql.STEPS, (job,)), quick=True)
        return {row["name"]: _step(row, fresh=False) for row in rows}

    async def again(self, job: int, name: str, now: datetime) -> None:
        """Write down that a begun step was looked for, not found, and begins once more."""
        await self._on_begun_step(job, name, sql.BEGIN_AGAIN, (from_moment(now), job, name))

    async def end(self, job: int, *ends: StepEnd) -> None:
        """Write down that steps of *job* are done, all of them or none.

        LookupError: there is no such step that has begun and not ended.
        """
        await self._store.write(lambda tx: self._write_ends(tx, job, ends), quick=True)
        self._notify(ends)

    async def withdraw(self, job: int, name: str) -> None:
        """Take back a begun step that surely had no effect, so that it can begin again."""
        await self._on_begun_step(job, name, sql.WITHDRAW, (job, name))

    async def unsettled(self, job: int) -> bool:
        """Return whether a step of *job* has begun and its outcome is not known."""
        return bool(await self._store.read(lambda tx: tx.execute(sql.UNSETTLED, (job,))))

    async def any_unsettled(self) -> bool:
        """Return whether there is any step, of whatever job, whose outcome is still to be known."""
        return bool(await self._store.read(lambda tx: tx.execute(sql.ANY_UNSETTLED)))

    async def postpone(
        self,
        job: int,
        run_at: datetime,
        error: str = "",
        *,
        waiting_for: str | None = None,
        ends: Sequence[StepEnd] = (),
    ) -> None:
        """Give *job* back until *run_at*; *error* says why, for people who read the rows.

        With *waiting_for* it comes back sooner, when ``wake`` is called with this name. *ends*,
        here and below: steps of it that are done, written in the same transaction.
        """
        at = from_moment(run_at)
        if waiting_for is None:
            await self._let_go(job, sql.POSTPONE, (at, at, error), ends)
        else:
            await self._let_go(job, sql.POSTPONE_WAITING, (at, at, error, waiting_for), ends)
        self.work_arrived.set()

    async def finish(
        self,
        job: int,
        error: str = "",
        *,
        ends: Sequence[StepEnd] = (),
        also: Sequence[Write] = (),
        jobs: Sequence[NewJob] = (),
    ) -> None:
        """End *job*: done, or failed if there is an *error*; with *also* and further *jobs*."""
        state = "failed" if error else "done"
        await self._let_go(job, sql.FINISH, (state, error), ends, also=also, jobs=jobs)

    async def park(
        self,
        job: int,
        waiting_for: str,
        *,
        ends: Sequence[StepEnd] = (),
        also: Sequence[Write] = (),
    ) -> None:
        """Set *job* aside until ``unpark`` is called with the same words, and write *also*."""
        await self._let_go(job, sql.PARK, (waiting_for,), ends, also=also)

    async def unpark(self, waiting_for: str, now: datetime, *, also: Sequence[Write] = ()) -> int:
        """Make everything that waited for this ready, and write *also*; return how many jobs.

        A job that is parked after this waits for the next time: look once more after parking.
        """
        at = from_moment(now)

        def work(tx: Transaction) -> int:
            for write in also:
                write(tx)
            return len(tx.execute(sql.UNPARK, (at, at, waiting_for)))

        freed = await self._store.write(work)
        if freed:
            self.work_arrived.set()
        return freed

    async def waited_for(self) -> list[str]:
        """Return under which words jobs are parked."""
        rows = await self._store.read(lambda tx: tx.execute(sql.WAITED_FOR))
        return [str(row["waiting_for"]) for row in rows]

    async def sweep(self, now: datetime, keep: timedelta) -> None:
        """Forget what came in, and jobs that ended with all they wrote, more than *keep* ago."""
        if keep < LEAST_KEPT:
            raise ValueError("what Slack may deliver again has to be kept for a day")
        before = from_moment(now) - from_span(keep)
        for statement in sql.SWEEP:
            await delete_all(self._store, statement, (before,))

    async def counts(self, now: datetime) -> dict[str, int]:
        """Return how many jobs are in each state, and how long the oldest due one has waited.

        ``ready`` includes timers whose time has not come.
        """

        def work(tx: Transaction) -> dict[str, int]:
            states = {row["state"]: int(row["jobs"]) for row in tx.execute(sql.COUNTS)}
            oldest = tx.execute(sql.OLDEST_READY)[0]["at"]
            waited = 0 if oldest is None else max(0, from_moment(now) - oldest)
            return {**states, "oldest_due_seconds": waited // 1000}

        return await self._store.read(work)

    async def open_jobs(self) -> list[tuple[str, str, int]]:
        """Return kind, state and number of the jobs that have not ended."""
        rows = await self._store.read(lambda tx: tx.execute(sql.OPEN_BY_KIND))
        return [(row["kind"], row["state"], int(row["jobs"])) for row in rows]

    async def _on_begun_step(
        self,
        job: int,
        name: str,
        statement: str,
        params: Sequence[str | int],
    ) -> None:
        def work(tx: Transaction) -> None:
            self._hold(tx, job)
            if not tx.execute(statement, params):
                raise _no_such_step(job, name)

        await self._store.write(work, quick=True)

    async def _let_go(
        self,
        job: int,
        statement: str,
        params: Sequence[str | int],
        ends: Sequence[StepEnd],
        *,
        also: Sequence[Write] = (),
        jobs: Sequence[NewJob] = (),
    ) -> None:
        def write_release(tx: Transaction) -> None:
            if ends:
                self._write_ends(tx, job, ends)
            let_go = tx.execute(statement, (*params, job, self._owner))
            if not let_go:
                raise LeaseLost(job)
            _add(tx, let_go[0], also, jobs)

        await self._store.write(write_release, quick=True)
        self._notify(ends, jobs)

    def _write_ends(self, tx: Transaction, job: int, ends: Iterable[StepEnd]) -> None:
        held = self._hold(tx, job)
        for end in ends:
            result = from_json(end.result)
            if end.decided_at is None:
                ended = tx.execute(sql.END, (result, job, end.name))
            else:
                ended = tx.execute(sql.DECIDE, (job, end.name, from_moment(end.decided_at), result))
            if not ended:
                raise _no_such_step(job, end.name)
            _add(tx, held, end.also, end.jobs)

    def _notify(self, ends: Sequence[StepEnd], jobs: Sequence[NewJob] = ()) -> None:
        if jobs or any(end.jobs for end in ends):
            self.work_arrived.set()

    def _hold(self, tx: Transaction, job: int) -> Row:
        """Return when *job* was last claimed or renewed, and its lag; LeaseLost if not ours."""
        held = tx.execute(sql.HELD, (job, self._owner))
        if not held:
            raise LeaseLost(job)
        return held[0]


def insert_job(tx: Transaction, job: NewJob, created_at: int, lag: int = 0) -> bool:
    """Write *job* down; False, and nothing is written, where its key is there already.

    *lag*: milliseconds from when it is due to its turn.
    """
    run_at = from_moment(job.run_at)
    row = (job.key, job.kind, from_json(job.payload), run_at, run_at + lag)
    return bool(tx.execute(sql.INSERT_JOB, (*row, created_at, created_at)))


def _step(row: Row, *, fresh: bool) -> Step:
    return Step(
        name=row["name"],
        marker=row["marker"],
        begun_at=to_moment(row["begun_at"]),
        done=row["state"] == "done",
        fresh=fresh,
        result=None if row["result"] is None else to_json(row["result"]),
    )


def _no_such_step(job: int, name: str) -> LookupError:
    return LookupError(f"job {job} has no step {name!r} that has begun and not ended")


def _add(tx: Transaction, parent: Row, also: Sequence[Write], jobs: Sequence[NewJob]) -> None:
    for write in also:
        write(tx)
    for job in jobs:
        insert_job(tx, job, parent["touched_at"], min(parent["lag"], INHERITED_LAG))
