"""Does the jobs of the ledger: claims those that are due, many at once, until it is to stop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.jobs.runners import BackgroundRunner, RequestRunner
from bot.loops import keep_running
from handlers.places import Places
from storage.ledger import Job, LeaseLost, Ledger
from storage.store import StoreRefused

LEASE = timedelta(seconds=90)
"""Longer than three times any single call; renewed while a job is being done."""

AT_ONCE = 64
"""Requests of people done at the same time, beside those that are with a service."""

BACKGROUND_AT_ONCE = 16
"""Background jobs done at the same time: these and people's requests have room of their own."""

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
        places: Places,
    ) -> None:
        self._ledger = ledger
        self._requests = requests
        self._background = background
        self._clock = clock
        self._places = places
        self._doing: dict[int, asyncio.Task[None]] = {}
        self._asked: set[int] = set()
        self._next: dict[int, Job] = {}
        self._refused = False
        self._claiming = asyncio.Lock()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until ``rest`` or ``stop``."""
        renewing = asyncio.create_task(keep_running("leases", self._renew))
        try:
            await keep_running("worker", self._work, self._stopping)
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

    async def _work(self) -> None:
        """Claim and start what is due, until it is to stop."""
        work_arrived = self._ledger.work_arrived
        while not self._stopping.is_set():
            work_arrived.clear()
            await self._claim()
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await work_arrived.wait()

    async def _claim(self) -> None:
        async with self._claiming:
            try:
                jobs = await self._take_due()
            except StoreRefused as refusal:
                # Whether it was written is not known, after a disk that could not be written to.
                self._refused = True
                log.warning("cannot claim work", reason=str(refusal))
                return
            except BaseException:
                self._refused = True
                raise
            for job in jobs:
                self._start(job)

    async def _take_due(self) -> Sequence[Job]:
        """Claim as many jobs as there is room for; wake those that wait for a place that is free.

        These writes are one transaction, because they wait for the writer together.
        """
        now, self._places.work_is_left = self._clock(), True
        if self._refused:
            await self._ledger.free_others(list(self._doing))
            self._refused = False
        wanted = self._places.to_wake()
        asked, background = self._room()
        if not asked and not background:
            await self._wake(wanted, now)
            return ()
        claiming = self._ledger.claim_many(now, LEASE, asked, background=background)
        if wanted:
            _, jobs = await asyncio.gather(self._wake(wanted, now), claiming)
        else:
            jobs = await claiming
        asks = sum(job.kind == "ask" for job in jobs)
        self._places.work_is_left = asks >= asked or len(jobs) - asks >= background
        if jobs and self._stopping.is_set():
            await self._ledger.free_others(list(self._doing))
            return ()
        return jobs

    def _room(self) -> tuple[int, int]:
        """How many more requests and background jobs there is room for: who has a place needs none.

        So neither kind waits for the other's slow service.
        """
        with_place = self._places.tasks
        inside = sum(task in with_place for job, task in self._doing.items() if job in self._asked)
        others = sum(task in with_place for task in self._doing.values()) - inside
        background = len(self._doing) - len(self._asked) - others
        return max(0, AT_ONCE - len(self._asked) + inside), max(0, BACKGROUND_AT_ONCE - background)

    async def _wake(self, wanted: Mapping[str, int], now: datetime) -> None:
        if not wanted:
            return
        try:
            self._places.woken(wanted, await self._ledger.wake(wanted, now))
        except StoreRefused as refusal:
            self._places.not_woken(wanted)
            log.warning("cannot wake who waits for a service", reason=str(refusal))

    def _start(self, job: Job) -> None:
        if job.id in self._doing:
            # Handed back a moment ago, and its task is still ending: then this begins.
            self._next[job.id] = job
            return
        task = asyncio.create_task(self._run_job(job), name=f"job {job.id}")
        self._doing[job.id] = task
        if job.kind == "ask":
            self._asked.add(job.id)
        task.add_done_callback(lambda _task: self._done(job.id))

    def _done(self, job: int) -> None:
        self._doing.pop(job, None)
        self._asked.discard(job)
        if waiting := self._next.pop(job, None):
            self._start(waiting)
        if self._places.work_is_left or self._refused:
            self._ledger.work_arrived.set()

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
                try:
                    await (self._requests if job.kind == "ask" else self._background)(job)
                except (LeaseLost, StoreRefused):
                    raise
                except Exception:
                    log.exception("a job that cannot be done or answered")
                    await self._ledger.finish(job.id, "cannot be done")
            except LeaseLost:
                log.warning("lease lost, another worker goes on")
            except StoreRefused as refusal:
                # It is ours still, and not being done: free_others hands it back.
                log.warning("store refused", reason=str(refusal))
                metrics.RETRIES.labels(job.kind, "store").inc()
                self._refused = True
            except asyncio.CancelledError:
                await self._hand_back(job.id, "handed back at stop")
                raise

    async def _hand_back(self, job: int, why: str) -> None:
        with suppress(LeaseLost):
            await self._ledger.postpone(job, self._clock(), why)
