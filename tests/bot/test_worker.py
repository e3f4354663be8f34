"""The worker on bad days: a disk that fills and empties, and errors that nobody expected."""

import asyncio
import random
import resource
from contextlib import asynccontextmanager

import pytest

from bot.jobs.runners import BackgroundRunner, FailureHooks, RequestRunner
from bot.jobs.worker import Worker
from handlers.places import Places
from storage import payloads
from storage.ledger import Inbound, Ledger, NewJob
from storage.sqlite import SqliteStore
from tests.handlers.timed_bot import NOW, RecordingSlack, slack_request

HOOKS = FailureHooks(failed=lambda job: (), waiting=lambda job: (), retry=lambda request: ())


class Bench:
    """A worker on a store, with a clock that stands still: no lease ever runs out."""

    def __init__(self, store) -> None:
        self.store = store
        self.ledger = Ledger(store, "test")
        self.slack = RecordingSlack(self.clock)
        self.clock_fails = 0

    def clock(self):
        if self.clock_fails:
            self.clock_fails -= 1
            raise OSError("the clock is broken")
        return NOW

    async def accept(self, number: int) -> None:
        key = f"k{number}"
        inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=NOW)
        payload = payloads.dump(slack_request(person=f"U{number}", text=key))
        job = NewJob(key=key, kind="ask", payload=payload, run_at=NOW)
        assert await self.ledger.accept(inbound, job, now=NOW)

    async def answer(self, run, request) -> None:
        """Leave two rows, one after the other."""
        for name in ("first", "second"):
            key = f"{request.text} {name}"
            row = "insert into preference(team, whose, body) values ('T1', ?, '{}')"
            await run.commit(name, writes=[lambda tx, key=key: tx.execute(row, (key,))])

    async def counts(self):
        return await self.ledger.counts(NOW)

    async def until_done(self, jobs: int) -> None:
        async with asyncio.timeout(30):
            while (await self.counts())["done"] < jobs:
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def working(self):
        places = Places(self.ledger.work_arrived.set)
        requests = RequestRunner(self.ledger, self.slack, self.answer, self.clock, HOOKS, places)
        background = BackgroundRunner(self.ledger, {}, self.clock, places)
        worker = Worker(self.ledger, requests, background, self.clock, places)
        running = asyncio.create_task(worker.run())
        yield worker
        await worker.stop(5)
        await running


@pytest.fixture
async def bench(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield Bench(store)
    set_full(False)
    await store.close()


async def test_what_was_claimed_while_the_disk_filled_is_done_once_there_is_room(bench):
    await asyncio.gather(*(bench.accept(number) for number in range(760)))
    chance = random.Random(760)
    async with bench.working():
        for _ in range(150):
            set_full(chance.random() < 0.6)
            await asyncio.sleep(chance.random() * 0.01)
        set_full(False)
        assert (await bench.counts())["done"] < 760
        await bench.until_done(760)
    rows = await bench.store.read(lambda tx: tx.execute("select whose from preference"))
    assert len(rows) == 2 * 760


def set_full(full: bool) -> None:
    """Let no file of this process grow beyond what a disk has that is full, or let them again."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 if full else hard, hard))


@pytest.mark.parametrize("failures", [1, 3])
async def test_work_goes_on_after_an_error_that_nobody_expected(bench, failures, capsys):
    async with bench.working():
        await bench.accept(1)
        await bench.until_done(1)
        bench.clock_fails = failures
        await bench.accept(2)
        await bench.until_done(2)
    assert "begins again" in capsys.readouterr().out
