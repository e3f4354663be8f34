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
from storage.store import statement
from tests.handlers.timed_bot import NOW, RecordingSlack, slack_request

ROW = "insert into preference(team, whose, body) values ('T1', ?, '{}')"
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
    await store.close()


async def test_what_was_claimed_while_the_disk_filled_is_done_once_there_is_room(
    tmp_path,
    capsys,  # so that the log needs no file, which could not grow either
):
    store = await DiskThatFills.open(tmp_path / "parley.db")
    bench = Bench(store)
    async with bench.working():
        for done in range(0, 760, 20):  # each time the last refusal strikes something else
            await asyncio.gather(*(bench.accept(done + number) for number in range(20)))
            store.refuse(40 + done % 17)
            await bench.until_done(done + 20)
            store.refuse(0)
    rows = await store.read(lambda tx: tx.execute("select whose from preference"))
    assert len(rows) == 2 * 760
    await store.close()


class DiskThatFills(SqliteStore):
    """The store on a disk that is full at about half of the next writes: no file can grow then."""

    unsure = 0
    _chance = random.Random(760)

    def refuse(self, writes: int) -> None:
        self.unsure = writes
        self._fill(False)

    def _fill(self, full: bool) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024 if full else hard, hard))

    async def write(self, work, **how):
        self.unsure -= 1
        self._fill(self.unsure > 0 and self._chance.random() < 0.5)
        return await super().write(work, **how)


@pytest.mark.parametrize("failures", [1, 3])
async def test_work_goes_on_after_an_error_that_nobody_expected(bench, failures, capsys):
    async with bench.working():
        await bench.accept(1)
        await bench.until_done(1)
        bench.clock_fails = failures
        await bench.accept(2)
        await bench.until_done(2)
    assert "begins again" in capsys.readouterr().out
