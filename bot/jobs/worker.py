"""Does the jobs of the ledger: claims those that are due, many at once, until it is to stop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.jobs.runners import BackgroundRunner, RequestRunner
from storage.ledger import Job, LeaseLost, Ledger
from storage.store import StoreRefused

LEASE = timedelta(seconds=90)
"""Longer than three times any single call; renewed while a job is being done."""

AT_ONCE = 64
"""Jobs done at the same time. None waits in here for another: it is postponed instead."""

POLL = 0.5
"""Seconds between looks into the ledger: its event only wakes sooner."""

log = structlog.get_logger(__name__)


class Worker:
    """Takes due jobs and tries them: requests of people, and background jobs."""

    def __init__(
        self,
        ledger: Ledger,
        requests: RequestRunner,
        background: BackgroundRunner,
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._requests = requests
        self._background = background
        self._clock = clock
        self._doing: dict[int, asyncio.Task[None]] = {}
        self._next: dict[int, Job] = {}
        self._refused: set[int] = set()
        self._claiming = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until ``rest`` or ``stop``."""
        renewing = asyncio.create_task(self._renew())
        try:
            while not self._stopping.is_set():
                await self._claim()
                await self._wait()
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    def rest(self) -> None:
        """Claim no more jobs."""
        self._stopping.set()
        self._ledger.work_arrived.set()

    async def stop(self, within: float) -> None:
        """Claim no more; wait *within* seconds for open jobs, then hand them back."""
        self.rest()
        async with self._claiming:
            open_jobs = list(self._doing.values())
        if open_jobs:
            await asyncio.wait(open_jobs, timeout=within)
        unfinished = list(self._doing.values())
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await self._requests.cancel_progress_notices()

    async def _claim(self) -> None:
        self._ledger.work_arrived.clear()
        free = AT_ONCE - len(self._doing)
        if not free:
            return
        async with self._claiming:
            try:
                jobs = await self._ledger.claim_many(self._clock(), LEASE, free)
                if self._refused:
                    await self._take_up_refused()
                if self._stopping.is_set():
                    for job in jobs:
                        await self._hand_back(job.id, "handed back at stop")
                    return
            except StoreRefused as refusal:
                log.warning("cannot claim work", reason=str(refusal))
                return
            for job in jobs:
                self._start(job)

    def _start(self, job: Job) -> None:
        if job.id in self._doing:
            # Handed back a moment ago, and its task is still ending: then this begins.
            self._next[job.id] = job
            return
        task = asyncio.create_task(self._run_job(job), name=f"job {job.id}")
        self._doing[job.id] = task
        task.add_done_callback(lambda _task: self._done(job.id))

    def _done(self, job: int) -> None:
        self._doing.pop(job, None)
        if waiting := self._next.pop(job, None):
            self._start(waiting)
        self._ledger.work_arrived.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._ledger.work_arrived.wait()
        except TimeoutError:
            return

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._ledger.renew(list(self._doing), self._clock(), LEASE)
            except StoreRefused as refusal:
                log.warning("cannot renew leases", reason=str(refusal))

    async def _run_job(self, job: Job) -> None:
        with structlog.contextvars.bound_contextvars(reference=job.key, job=job.id):
            try:
                await (self._requests if job.kind == "ask" else self._background)(job)
            except LeaseLost:
                log.warning("lease lost, another worker goes on")
            except StoreRefused as refusal:
                log.warning("store refused", reason=str(refusal))
                metrics.RETRIES.labels(job.kind, "store").inc()
                self._refused.add(job.id)
            except asyncio.CancelledError:
                await self._hand_back(job.id, "handed back at stop")
                raise
            except Exception:
                log.exception("a job that cannot be done or answered")
                with suppress(LeaseLost, StoreRefused):
                    await self._ledger.finish(job.id, "cannot be done")

    async def _take_up_refused(self) -> None:
        """The store takes writes again: take up the jobs whose writes it refused."""
        while self._refused:
            job = self._refused.pop()
            if job not in self._doing:
                await self._hand_back(job, "the store had refused")

    async def _hand_back(self, job: int, why: str) -> None:
        with suppress(LeaseLost):
            await self._ledger.postpone(job, self._clock(), why)
