"""Nobody waits for somebody else's rush: in which order jobs are claimed, and what wakes them."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.ledger import Inbound, Ledger, NewJob, StepEnd
from storage.sqlite.connection import Statements, connect
from storage.sqlite.migrations import migrations

LEASE = timedelta(seconds=90)
A_CLAIM = 64


def second(n: float) -> timedelta:
    return timedelta(seconds=n)


async def ask(ledger, now, person, number=0, channel=""):
    """One request of *person*, in a channel of its own unless one is named."""
    key = f"{person}-{number}"
    inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=now)
    channel = channel or f"T1/C-{key}"
    job = NewJob(
        key=key, kind="ask", payload={}, run_at=now, person=f"T1/{person}", channel=channel
    )
    assert await ledger.accept(inbound, job, now=now)


async def rush(ledger, now, person, many, channel=""):
    await asyncio.gather(*(ask(ledger, now, person, n, channel) for n in range(many)))


async def claimed(ledger, now, limit=A_CLAIM, **room):
    return [job.key for job in await ledger.claim_many(now, LEASE, limit, **room)]


async def background_jobs(ledger, now, many, kind="remind"):
    """Make *many* background jobs, by a job that ends."""
    await ask(ledger, now, "maker")
    [maker] = await ledger.claim_many(now, LEASE, 1)
    jobs = [NewJob(key=f"{kind}-{n}", kind=kind, payload={}, run_at=now) for n in range(many)]
    await ledger.finish(maker.id, jobs=jobs)


async def test_a_rush_of_one_person_goes_behind_what_others_ask_meanwhile(ledger, now):
    await rush(ledger, now, "noisy", 1500)
    await ask(ledger, now + second(0.05), "bystander")
    assert "bystander-0" in (await claimed(ledger, now + second(0.05), 2))


async def test_a_rush_in_one_channel_goes_behind_what_others_ask_elsewhere(ledger, now):
    everybody = (ask(ledger, now, f"U{n}", channel="T1/busy") for n in range(500))
    await asyncio.gather(*everybody)
    await ask(ledger, now + second(0.05), "bystander")
    assert "bystander-0" in (await claimed(ledger, now + second(0.05), 4))


async def test_who_shares_the_channel_of_a_noisy_person_does_not_pay_for_it(ledger, now):
    await rush(ledger, now, "noisy", 1500, channel="T1/shared")
    await ask(ledger, now + second(0.05), "bystander", channel="T1/shared")
    assert "bystander-0" in (await claimed(ledger, now + second(0.05), 4))


async def test_who_asked_while_the_clock_was_ahead_has_a_turn_once_it_is_right(ledger, now):
    await rush(ledger, now + second(86_400), "early", 5)
    await rush(ledger, now, "noisy", 100)
    await ask(ledger, now + second(0.05), "early", 9)
    assert "early-9" in (await claimed(ledger, now + second(0.05), 2))


async def test_where_nobody_else_asks_a_rush_is_done_at_once(ledger, now):
    await rush(ledger, now, "noisy", 200)
    first = await claimed(ledger, now)
    assert first == [f"noisy-{n}" for n in range(A_CLAIM)]
    assert len(await claimed(ledger, now, 500)) == 200 - A_CLAIM


async def test_a_rush_is_not_put_off_for_ever(ledger, now):
    """Others go on asking more than can be done; the one in a rush keeps their turns."""
    await rush(ledger, now, "noisy", 20)
    done = []
    for tenth in range(40):
        at = now + second(tenth / 10)
        await asyncio.gather(*(ask(ledger, at, f"U{tenth}x{n}") for n in range(8)))
        done += await claimed(ledger, at, 6)
    assert {f"noisy-{n}" for n in range(20)} <= set(done)


async def test_reminders_have_room_while_people_ask_for_much(ledger, now):
    await background_jobs(ledger, now, 1)
    everybody = (ask(ledger, now - second(5), f"U{n}") for n in range(500))
    await asyncio.gather(*everybody)
    assert "remind-0" in await claimed(ledger, now, 64, background=16)


async def test_people_have_room_while_a_thousand_reminders_are_due(ledger, now):
    await background_jobs(ledger, now, 1000)
    await ask(ledger, now + second(1), "bystander")
    got = await claimed(ledger, now + second(1), 64, background=16)
    assert "bystander-0" in got
    assert len(got) == 17


async def test_what_follows_from_a_rush_goes_behind_what_follows_from_others(ledger, now):
    await rush(ledger, now, "noisy", 30)
    await ask(ledger, now, "bystander")
    for job in await ledger.claim_many(now, LEASE, 100):
        card = NewJob(key=f"card-{job.key}", kind="card", payload={}, run_at=now)
        await ledger.end(job.id, StepEnd("made", jobs=[card], decided_at=now))
        await ledger.finish(job.id)
    assert "card-bystander-0" in await claimed(ledger, now, 3)


async def test_a_postponed_job_keeps_its_turn(ledger, now):
    await rush(ledger, now, "noisy", 3)
    jobs = await ledger.claim_many(now, LEASE, 3)
    for job in reversed(jobs):
        await ledger.postpone(job.id, now)
    assert await claimed(ledger, now, 3) == [job.key for job in jobs]


async def test_who_waits_for_a_place_is_woken_in_turn_and_no_more_than_there_are_places(
    ledger, now
):
    await rush(ledger, now, "a", 3)
    await ask(ledger, now, "b")
    for job in await ledger.claim_many(now, LEASE, 4):
        await ledger.postpone(job.id, now + second(60), "full", waiting_for="place:webex")
    assert await claimed(ledger, now + second(1)) == []
    later = now + second(2)
    ledger.work_arrived.clear()
    assert await ledger.wake({"place:webex": 2, "place:zoom": 1}, later) == {
        "place:webex": 2,
        "place:zoom": 0,
    }
    assert ledger.work_arrived.is_set()
    assert sorted(await claimed(ledger, later)) == ["a-0", "b-0"]
    assert await ledger.wake({"place:webex": 9}, later) == {"place:webex": 2}
    assert await claimed(ledger, later) == ["a-1", "a-2"]


async def test_who_is_not_woken_comes_back_at_the_time_that_was_said(ledger, now):
    await ask(ledger, now, "a")
    [job] = await ledger.claim_many(now, LEASE, 1)
    await ledger.postpone(job.id, now + second(60), "full", waiting_for="place:webex")
    assert await ledger.next_due(now) == now + second(60)
    assert await claimed(ledger, now + second(60)) == ["a-0"]
    assert await ledger.wake({"place:webex": 1}, now + second(60)) == {"place:webex": 0}


async def test_after_a_restart_nobody_waits_for_who_is_gone(store, ledger, now):
    await ask(ledger, now, "a")
    [job] = await ledger.claim_many(now, LEASE, 1)
    await ledger.postpone(job.id, now + second(60), "full", waiting_for="place:webex")
    after = Ledger(store, "test")
    await after.recover(now + second(1))
    assert await claimed(after, now + second(1)) == ["a-0"]


async def test_what_is_ours_and_not_being_done_is_freed(store, ledger, now):
    await rush(ledger, now, "a", 3)
    doing, lost, theirs = await ledger.claim_many(now, LEASE, 3)
    other = Ledger(store, "other")
    await ledger.postpone(theirs.id, now)
    [theirs] = await other.claim_many(now, LEASE, 1)
    assert await ledger.free_others([doing.id]) == 1
    assert await claimed(ledger, now) == [lost.key]
    await other.finish(theirs.id)
    await ledger.finish(doing.id)


async def test_a_row_that_cannot_be_read_holds_nobody_up(store, ledger, now):
    await rush(ledger, now, "a", 3)
    await store.write(lambda tx: tx.execute("update job set payload = '{' where key = 'a-1'"))
    assert await claimed(ledger, now) == ["a-0", "a-2"]
    counts = await ledger.counts(now)
    assert (counts["running"], counts["failed"]) == (2, 1)


@pytest.mark.parametrize("asleep", [False, True])
async def test_a_claim_costs_the_same_where_100_times_as_many_jobs_wait(tmp_path, now, asleep):
    few, many = [await steps_of_a_claim(tmp_path, now, n, asleep) for n in (60, 6000)]
    assert many < 2 * few


async def steps_of_a_claim(folder, now, waiting, asleep):
    """How many steps SQLite's machine takes for a claim among so many jobs of each class."""
    run_at = now + timedelta(days=1) if asleep else now
    store = CountingStore(folder / f"{waiting}.db")
    ledger = Ledger(store, "test")
    jobs = [NewJob(key=f"{n}", kind="remind", payload={}, run_at=run_at) for n in range(waiting)]
    await rush(ledger, now, "noisy", waiting)
    [first] = await ledger.claim_many(now, LEASE, 1, background=0)
    await ledger.finish(first.id, jobs=jobs)
    await ask(ledger, now, "bystander")
    store.steps = 0
    taken = await ledger.claim_many(now, LEASE, 16, background=16)
    assert len(taken) == (16 if asleep else 32)
    return store.steps


class CountingStore:
    """A store in one SQLite file, in this thread, that counts the steps of SQLite's machine."""

    def __init__(self, path: Path) -> None:
        self.steps = 0
        self._connection = connect(path)
        migrations.apply(Database(self._connection))
        self._connection.set_progress_handler(self._count, 1)

    async def write(self, work, **how):
        self._connection.execute("begin immediate")
        result = work(Statements(self._connection))
        self._connection.execute("commit")
        return result

    def _count(self) -> int:
        self.steps += 1
        return 0
