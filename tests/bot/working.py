"""A worker on a real database, for tests of what it does first and what it goes on with."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager

from bot.jobs.runners import BackgroundRunner, FailureHooks, RequestRunner
from bot.jobs.worker import Worker
from handlers.places import Places
from handlers.replay import BackgroundJob
from storage import payloads
from storage.ledger import Inbound, Ledger, NewJob, insert_job
from storage.store import statement
from tests.handlers.timed_bot import NOW, RecordingSlack, slack_request

ROW = "insert into preference(team, whose, body) values ('T1', ?, '{}')"
HOOKS = FailureHooks(failed=lambda job: (), waiting=lambda job: (), retry=lambda request: ())


class WorkingBot:
    """A worker on a store, with a clock that stands still: no lease ever runs out."""

    def __init__(self, store) -> None:
        self.store = store
        self.ledger = Ledger(store, "test")
        self.slack = RecordingSlack(self.clock)
        self.clock_fails = 0
        self.background: dict[str, BackgroundJob] = {}
        self.places = Places(self.ledger.work_arrived.set)

    def clock(self):
        if self.clock_fails:
            self.clock_fails -= 1
            raise OSError("the clock is broken")
        return NOW

    async def accept(self, number: int, person: str = "") -> None:
        key = f"k{number}"
        inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=NOW)
        payload = payloads.dump(slack_request(person=person or f"U{number}", text=key))
        job = NewJob(key=key, kind="ask", payload=payload, run_at=NOW)
        assert await self.ledger.accept(inbound, job, now=NOW)

    async def add(self, kind: str, **payload: str) -> None:
        """Add a background job that is due."""
        job = NewJob(key=f"{kind}:{payload}", kind=kind, payload=payload, run_at=NOW)
        await self.store.write(lambda tx: insert_job(tx, job, 0))
        self.ledger.work_arrived.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(500):
            if condition():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(await self.counts())

    async def answer(self, run, request) -> None:
        """Leave two rows, one after the other."""
        for name in ("first", "second"):
            await run.commit(name, writes=[statement(ROW, (f"{request.text} {name}",))])

    async def counts(self):
        return await self.ledger.counts(NOW)

    async def until_done(self, jobs: int) -> None:
        for _ in range(1500):
            if (await self.counts())["done"] >= jobs:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(await self.counts())

    @asynccontextmanager
    async def working(self):
        places = self.places
        requests = RequestRunner(self.ledger, self.slack, self.answer, self.clock, HOOKS, places)
        background = BackgroundRunner(self.ledger, self.background, self.clock, places)
        worker = Worker(self.ledger, requests, background, self.clock, places)
        running = asyncio.create_task(worker.run())
        yield worker
        await worker.stop(5)
        await running
