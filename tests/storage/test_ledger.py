"""A promise is written once, done by one worker at a time, and survives every crash."""

import asyncio
from datetime import datetime, timedelta

import pytest

from storage.ledger import Inbound, LeaseLost, Ledger, NewJob, StepEnd

LEASE = timedelta(seconds=90)
MARKER = "mbaaaaaaaaaaaaaaaaaaaaaaaaaa"


def second(n: float) -> timedelta:
    return timedelta(seconds=n)


def inbound(key: str, now: datetime) -> Inbound:
    return Inbound(key=key, kind="command", team="T1", body="text=stand-up", received_at=now)


def new_job(key: str, now: datetime, **payload: str) -> NewJob:
    return NewJob(key=key, kind="ask", payload=payload, run_at=now)


async def promise(ledger: Ledger, key: str, now: datetime) -> int:
    """Accept and claim a job."""
    assert await ledger.accept(inbound(key, now), new_job(key, now), now=now)
    job = await ledger.claim(now, LEASE)
    assert job.key == key
    return job.id


async def test_what_is_accepted_comes_back_whole(ledger, now):
    payload = {"text": "half \ud83d a face\0", "names": ["ü", None, 1.5, {"a": [True]}]}
    job = NewJob(key="k", kind="ask", payload=payload, run_at=now)
    assert await ledger.accept(inbound("k", now), job, now=now)
    claimed = await ledger.claim(now, LEASE)
    assert (claimed.key, claimed.kind, claimed.payload) == ("k", "ask", payload)
    assert (claimed.run_at, claimed.created_at, claimed.attempts) == (now, now, 1)
    assert claimed.lease_until == now + LEASE


async def test_what_slack_delivers_again_is_known(ledger, now):
    taken = await asyncio.gather(
        *(ledger.accept(inbound("k", now), new_job("k", now), now=now) for _ in range(20))
    )
    assert sum(taken) == 1
    assert len(await ledger.claim_many(now, LEASE, 100)) == 1


async def test_a_known_job_takes_its_delivery_with_it(ledger, now):
    assert await ledger.accept(inbound("a", now), new_job("same", now), now=now)
    assert not await ledger.accept(inbound("b", now), new_job("same", now), now=now)
    assert await ledger.accept(inbound("b", now), new_job("other", now), now=now)


@pytest.mark.parametrize("key", ["a\0b", "half \ud83d a face"])
async def test_a_key_that_no_database_keeps_is_refused_alone(ledger, now, key):
    ends = await asyncio.gather(
        *(ledger.accept(inbound(one, now), new_job(one, now), now=now) for one in ("a", key, "b")),
        return_exceptions=True,
    )
    assert (ends[0], isinstance(ends[1], ValueError), ends[2]) == (True, True, True)
    assert [job.key for job in await ledger.claim_many(now, LEASE, 9)] == ["a", "b"]


async def test_a_moment_without_a_zone_is_refused(ledger, now):
    with pytest.raises(TypeError):
        await ledger.accept(inbound("k", now), new_job("k", now.replace(tzinfo=None)), now=now)
    assert await ledger.claim(now, LEASE) is None


async def test_jobs_are_taken_in_the_order_in_which_they_are_due(ledger, now):
    for key, due in (("c", 3), ("a", 1), ("d", 4), ("b", 2)):
        assert await ledger.accept(inbound(key, now), new_job(key, now + second(due)), now=now)
    assert await ledger.claim(now, LEASE) is None
    assert await ledger.next_due(now) == now + second(1)
    first = await ledger.claim_many(now + second(3), LEASE, 2)
    rest = await ledger.claim_many(now + second(3), LEASE, 10)
    assert [job.key for job in first + rest] == ["a", "b", "c"]
    assert await ledger.next_due(now) == now + second(4)


async def test_many_workers_never_share_a_job(ledger, now):
    for n in range(50):
        await ledger.accept(inbound(str(n), now), new_job(str(n), now), now=now)
    claims = await asyncio.gather(*(ledger.claim_many(now, LEASE, 7) for _ in range(10)))
    ids = [job.id for jobs in claims for job in jobs]
    assert len(ids) == len(set(ids)) == 50


async def test_a_lease_that_runs_out_frees_the_job(store, ledger, now):
    job = await promise(ledger, "k", now)
    other = Ledger(store, "test")
    assert await other.claim(now + LEASE - second(1), LEASE) is None
    assert await other.next_due(now) == now + LEASE
    taken = await other.claim(now + LEASE, LEASE)
    assert (taken.id, taken.attempts) == (job, 2)
    for late in (
        ledger.begin(job, "create", now, MARKER),
        ledger.finish(job),
        ledger.postpone(job, now),
        ledger.park(job, "account"),
    ):
        with pytest.raises(LeaseLost):
            await late
    await other.finish(job)


async def test_a_renewed_lease_holds_and_others_run_out(store, ledger, now):
    held = await promise(ledger, "held", now)
    left = await promise(ledger, "left", now)
    await ledger.renew([held], now + second(60), LEASE)
    other = Ledger(store, "other")
    await other.renew([left], now + second(60), LEASE)  # not theirs to renew
    taken = await other.claim_many(now + second(100), LEASE, 10)
    assert [job.id for job in taken] == [left]
    await ledger.finish(held)


async def test_a_new_process_takes_up_what_was_running(store, ledger, now):
    job = await promise(ledger, "k", now)
    await promise(ledger, "also", now)
    after = Ledger(store, "test")  # the same name: a restart
    assert await after.recover(now) == 2
    assert after.work_arrived.is_set()
    assert [one.id for one in await after.claim_many(now, LEASE, 1)] == [job]
    assert await after.recover(now) == 0  # what is its own stays its own
    with pytest.raises(LeaseLost):
        await ledger.finish(job)


async def test_a_step_begins_once_and_ends_once(ledger, now):
    job = await promise(ledger, "k", now)
    begun = await ledger.begin(job, "create", now, MARKER)
    assert (begun.fresh, begun.done, begun.marker, begun.begun_at) == (True, False, MARKER, now)
    assert await ledger.unsettled(job)
    again = await ledger.begin(job, "create", now + second(9), "another marker")
    assert (again.fresh, again.done, again.marker, again.begun_at) == (False, False, MARKER, now)
    await ledger.end(job, StepEnd("create", {"url": "https://x"}))
    assert not await ledger.unsettled(job)
    done = await ledger.begin(job, "create", now, "another marker")
    assert (done.fresh, done.done, done.result) == (False, True, {"url": "https://x"})
    with pytest.raises(LookupError):
        await ledger.end(job, StepEnd("create", "something else"))
    assert (await ledger.begin(job, "create", now, "")).result == {"url": "https://x"}


@pytest.mark.parametrize("result", [None, "", 0, [], {"a": [1, None, "ü\0"]}])
async def test_a_step_s_result_comes_back_as_it_was(ledger, now, result):
    job = await promise(ledger, "k", now)
    await ledger.begin(job, "create", now, MARKER)
    await ledger.end(job, StepEnd("create", result))
    done = await ledger.begin(job, "create", now, MARKER)
    assert (done.done, done.result) == (True, result)


async def test_a_step_outlives_its_process(store, ledger, now):
    job = await promise(ledger, "k", now)
    await ledger.begin(job, "create", now, MARKER)
    after = Ledger(store, "test")
    await after.recover(now)
    await after.claim(now, LEASE)
    found = await after.begin(job, "create", now + second(5), "another marker")
    assert (found.fresh, found.done, found.marker, found.begun_at) == (False, False, MARKER, now)
    await after.again(job, "create", now + second(5))
    assert (await after.begin(job, "create", now, "")).begun_at == now + second(5)
    for late in (
        ledger.end(job, StepEnd("create", None)),
        ledger.withdraw(job, "create"),
        ledger.again(job, "create", now),
    ):
        with pytest.raises(LeaseLost):
            await late
    assert await after.unsettled(job)


async def test_a_step_without_effect_begins_again(ledger, now):
    job = await promise(ledger, "k", now)
    await ledger.begin(job, "create", now, MARKER)
    await ledger.withdraw(job, "create")
    assert not await ledger.unsettled(job)
    fresh = await ledger.begin(job, "create", now, "another marker")
    assert (fresh.fresh, fresh.marker) == (True, "another marker")
    await ledger.end(job, StepEnd("create", 1))
    with pytest.raises(LookupError):
        await ledger.withdraw(job, "create")  # what was done cannot be undone


async def test_a_result_and_what_follows_are_one_write(ledger, now):
    job = await promise(ledger, "k", now)
    await ledger.begin(job, "create", now, MARKER)
    reminder = new_job("reminder", now + second(60))

    def fails(tx) -> None:
        tx.execute("insert into inbox values ('also', '', '', '', 0)")
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await ledger.end(job, StepEnd("create", 1, also=[fails], jobs=[reminder]))
    assert await ledger.unsettled(job)
    assert await ledger.claim(now + second(60), LEASE) is None
    await ledger.end(job, StepEnd("create", 1, jobs=[reminder, reminder]))
    timer = await ledger.claim(now + second(60), LEASE)
    assert (timer.key, timer.run_at, timer.created_at) == ("reminder", now + second(60), now)
    await ledger.finish(timer.id, jobs=[new_job("next", now), reminder])
    assert [one.key for one in await ledger.claim_many(now + second(60), LEASE, 9)] == ["next"]


async def test_a_postponed_job_comes_back_at_its_time(ledger, now):
    job = await promise(ledger, "k", now)
    await ledger.postpone(job, now + second(7), "busy")
    assert await ledger.claim(now + second(6), LEASE) is None
    again = await ledger.claim(now + second(7), LEASE)
    assert (again.id, again.attempts, again.created_at) == (job, 2, now)


@pytest.mark.parametrize("error", ["", "the service said no"])
async def test_an_ended_job_does_not_come_back(ledger, now, error):
    job = await promise(ledger, "k", now)
    await ledger.finish(job, error)
    assert await ledger.claim(now + 100 * LEASE, LEASE) is None
    assert await ledger.next_due(now) is None
    with pytest.raises(LeaseLost):
        await ledger.finish(job)


async def test_a_parked_job_waits_for_its_account(ledger, now):
    skype, zoom = await promise(ledger, "skype", now), await promise(ledger, "zoom", now)
    await ledger.park(skype, "account:T1:U1:skype")
    await ledger.park(zoom, "account:T1:U1:zoom")
    assert await ledger.claim(now + 100 * LEASE, LEASE) is None
    later = now + 50 * LEASE
    ledger.work_arrived.clear()
    assert await ledger.unpark("account:T1:U1:skype", later) == 1
    assert ledger.work_arrived.is_set()
    assert await ledger.unpark("account:T1:U1:skype", later) == 0
    taken = await ledger.claim_many(later, LEASE, 9)
    assert [(job.id, job.run_at) for job in taken] == [(skype, later)]


async def test_an_account_and_what_waited_for_it_are_one_write(ledger, now):
    job = await promise(ledger, "k", now)
    await ledger.park(job, "account")

    def fails(_tx) -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await ledger.unpark("account", now, also=[fails])
    assert await ledger.claim(now, LEASE) is None


async def test_work_that_arrives_is_announced(ledger, now):
    async def announces(writing) -> bool:
        ledger.work_arrived.clear()
        await writing
        return ledger.work_arrived.is_set()

    assert await announces(ledger.accept(inbound("k", now), new_job("k", now), now=now))
    assert not await announces(ledger.accept(inbound("k", now), new_job("k", now), now=now))
    job = (await ledger.claim(now, LEASE)).id
    await ledger.begin(job, "create", now, MARKER)
    assert await announces(ledger.end(job, StepEnd("create", None, jobs=[new_job("next", now)])))
    assert await announces(ledger.postpone(job, now))


async def test_a_sweep_forgets_only_what_ended_long_ago(ledger, now):
    day = timedelta(days=1)
    old, waiting = await promise(ledger, "old", now), await promise(ledger, "waiting", now)
    await ledger.begin(old, "create", now, MARKER)
    await ledger.end(old, StepEnd("create", None))
    await ledger.finish(old)
    failed = await promise(ledger, "failed", now)
    await ledger.finish(failed, "no")
    await ledger.park(waiting, "account")
    young = now + 2 * day
    await ledger.finish(await promise(ledger, "young", young))
    await ledger.sweep(young + day / 2, 2 * day)
    assert await ledger.counts(young) == {
        "ready": 0,
        "running": 0,
        "done": 1,
        "failed": 0,
        "parked": 0,
        "oldest_due_seconds": 0,
    }
    assert await ledger.accept(inbound("old", young), new_job("old", young), now=young)
    assert not await ledger.accept(inbound("young", young), new_job("x", young), now=young)


async def test_a_large_sweep_goes_to_the_end(ledger, now):
    await asyncio.gather(
        *(ledger.accept(inbound(str(n), now), new_job(str(n), now), now=now) for n in range(1100))
    )
    jobs = await ledger.claim_many(now, LEASE, 2000)
    await asyncio.gather(*(ledger.finish(job.id) for job in jobs))
    await ledger.sweep(now + timedelta(days=3), timedelta(days=2))
    assert (await ledger.counts(now))["done"] == 0
    assert await ledger.accept(inbound("7", now), new_job("7", now), now=now)


async def test_a_sweep_keeps_a_day_at_least(ledger, now):
    with pytest.raises(ValueError, match="a day"):
        await ledger.sweep(now, timedelta(hours=23))


async def test_the_counts_say_how_long_the_oldest_waits(ledger, now):
    await ledger.accept(inbound("timer", now), new_job("timer", now + second(60)), now=now)
    assert (await ledger.counts(now))["oldest_due_seconds"] == 0
    await ledger.accept(inbound("due", now), new_job("due", now), now=now)
    counts = await ledger.counts(now + second(42))
    assert (counts["ready"], counts["oldest_due_seconds"]) == (2, 42)
