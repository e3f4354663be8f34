"""A connection that breaks, and errors that nobody expected: who waits is told, and it goes on."""

import asyncio

import pytest

from storage.ledger import Inbound, Ledger, NewJob
from storage.sqlite import SqliteStore
from storage.store import StoreRefused

LEAST_WAIT = 20


@pytest.fixture
async def path(tmp_path):
    return tmp_path / "parley.db"


def breaks_the_connection(tx) -> None:
    tx._execute.__self__.close()


async def accept(ledger, key, now) -> bool:
    inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=now)
    job = NewJob(key=key, kind="ask", payload={}, run_at=now)
    async with asyncio.timeout(LEAST_WAIT):
        return await ledger.accept(inbound, job, now=now)


@pytest.mark.parametrize("quick", [True, False])
async def test_after_a_connection_broke_what_comes_is_written_again(path, now, quick):
    store = await SqliteStore.open(path)
    ledger = Ledger(store, "test")
    with pytest.raises(StoreRefused):
        async with asyncio.timeout(LEAST_WAIT):
            await store.write(breaks_the_connection, quick=quick)
    taken = await asyncio.gather(
        *(accept(ledger, f"{n}", now) for n in range(3)), return_exceptions=True
    )
    assert all(each is True or isinstance(each, StoreRefused) for each in taken)
    assert await accept(ledger, "after", now)
    assert "after" in [job.key for job in await ledger.claim_many(now, now - now, 9)]
    await store.close()


class OddError(Exception):
    """An error that cannot be made again from its arguments."""

    def __init__(self, one, two) -> None:
        super().__init__(one)


class FailsOnce(SqliteStore):
    """The store, but for one write that nobody expected to fail like this."""

    fails = False

    async def write(self, work, **how):
        if self.fails:
            self.fails = False
            raise OddError(1, 2)
        return await super().write(work, **how)


async def test_an_intake_that_failed_tells_who_waited_and_goes_on(path, now):
    store = await FailsOnce.open(path)
    ledger = Ledger(store, "test")
    store.fails = True
    first = [accept(ledger, f"{n}", now) for n in range(3)]
    taken = await asyncio.gather(*first, return_exceptions=True)
    assert [type(each) for each in taken] == 3 * [StoreRefused]
    assert await accept(ledger, "after", now)
    await store.close()
