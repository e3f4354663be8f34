"""The worker on bad days: a disk that fills and empties, and errors that nobody expected."""

import asyncio
import random
import resource

import pytest

from bot import metrics
from storage.sqlite import SqliteStore
from tests.bot.working import WorkingBot


@pytest.fixture
async def bot(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield WorkingBot(store)
    await store.close()


async def test_what_was_claimed_while_the_disk_filled_is_done_once_there_is_room(
    tmp_path,
    capsys,  # so that the log needs no file, which could not grow either
):
    store = await DiskThatFills.open(tmp_path / "parley.db")
    bot = WorkingBot(store)
    async with bot.working():
        for done in range(0, 760, 20):  # each time the last refusal strikes something else
            await asyncio.gather(*(bot.accept(done + number) for number in range(20)))
            store.refuse(40 + done % 17)
            await bot.until_done(done + 20)
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
async def test_work_goes_on_after_an_error_that_nobody_expected(bot, failures, capsys):
    before = restarts()
    async with bot.working():
        await bot.accept(1)
        await bot.until_done(1)
        bot.clock_fails = failures
        await bot.accept(2)
        await bot.until_done(2)
    assert "begins again" in capsys.readouterr().out
    assert restarts() > before


def restarts():
    """How often a loop began again in this process, as /metrics says."""
    [family] = metrics.LOOPS_RESTARTED.collect()
    return sum(sample.value for sample in family.samples)


async def test_who_found_no_room_has_their_turn_as_soon_as_there_is_some(bot, monkeypatch):
    monkeypatch.setattr("bot.jobs.worker.AT_ONCE", 1)
    monkeypatch.setattr("bot.jobs.worker.POLL", 3600)  # only what it is told of wakes the worker
    await asyncio.gather(*(bot.accept(number) for number in range(5)))
    async with bot.working():
        await bot.until_done(5)
