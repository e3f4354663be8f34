"""A meeting is changed by one job at a time, and nobody overwrites what they have not read."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.ledger import Ledger, StepEnd
from storage.meetings import Meetings, StoredMeeting, VersionConflict

HOUR = timedelta(hours=1)


@pytest.fixture
async def meetings(store, now, meeting) -> Meetings:
    """Has one meeting, an hour from now."""
    meetings = Meetings(store)
    await store.write(meetings.save(scheduled(meeting, now)))
    return meetings


def scheduled(meeting: StoredMeeting, now: datetime) -> StoredMeeting:
    return replace(
        meeting,
        wall=datetime.fromisoformat("2026-03-29T04:00"),
        lasts=HOUR,
        starts_at=now + HOUR,
        ends_at=now + 2 * HOUR,
        people=("U2AA",),
        card_channel="C1",
        card_ts="1.1",
        ticked_at=now,
    )


async def listed(meetings: Meetings, whose: str, now: datetime) -> list[str]:
    return [meeting.id for meeting in await meetings.upcoming("T1", [whose], now, None, 10)]


async def test_who_is_invited_while_the_service_is_asked_stays_invited(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    await store.write(meetings.add_people("jitsi-1", ["U9AA"]))
    moved = replace(read, title="Retro", people=("U3AA",))
    await store.write(meetings.change(moved, read))
    assert (await meetings.by_id("jitsi-1")).people == ("U3AA", "U9AA")
    assert await listed(meetings, "U9AA", now) == ["jitsi-1"]
    assert await listed(meetings, "U2AA", now) == []


async def test_a_change_is_written_with_the_next_version_and_tick(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    changed = replace(
        read,
        title="Retro",
        wall=datetime.fromisoformat("2026-10-25T02:30").replace(fold=1),
        lasts=2 * HOUR,
        repeats="FREQ=WEEKLY",
        starts_at=now + 3 * HOUR,
        ends_at=now + 5 * HOUR,
        people=("U3AA",),
        agenda="Talk.",
        choices={"lobby": "nobody"},
        note="Moved.",
        service_id="retro-2",
        join_url="https://meet.example/retro-2",
        passcode="11",
        data={"etag": "2"},
        ticked_at=now + HOUR,
    )
    await store.write(meetings.change(changed))
    stored = await meetings.by_id("jitsi-1")
    assert stored == replace(changed, version=read.version + 1, tick=read.tick + 1)
    assert stored.wall.fold == 1


async def test_another_link_leaves_the_times_and_the_timers_as_they_are(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    advance = meetings.advance(
        "jitsi-1", tick=read.tick, at=now + HOUR, starts_at=now + HOUR, ends_at=now + 2 * HOUR
    )
    await store.write(advance)
    there = {"service_id": "room-2", "join_url": "https://meet.example/2", "passcode": "22"}
    there |= {"dial_in": ({"number": "1"},), "said_to_all": "Tell Eve.", "data": {"etag": "2"}}
    changed = replace(read, title="not this", starts_at=now + 9 * HOUR, **there)
    await store.write(meetings.relink(changed))
    stored = await meetings.by_id("jitsi-1")
    as_advanced = replace(read, ticked_at=now + HOUR)
    assert stored == replace(as_advanced, version=read.version + 1, **there)
    with pytest.raises(VersionConflict):
        await store.write(meetings.relink(changed))


async def test_what_happened_beside_a_change_is_not_undone_by_it(store, meetings, running_job):
    read = await meetings.by_id("jitsi-1")
    job = await running_job("move")
    await meetings.lock("jitsi-1", job, read.version)
    await store.write(meetings.set_answer("jitsi-1", "U2AA", "going"))
    await store.write(meetings.set_card("jitsi-1", "C1", "2.2"))
    await store.write(meetings.change(replace(read, title="Retro")))
    stored = await meetings.by_id("jitsi-1")
    assert (stored.title, stored.answers, stored.card_ts) == ("Retro", {"U2AA": "going"}, "2.2")
    assert stored.held_by == job


@pytest.mark.parametrize("how", ["changed", "cancelled"])
@pytest.mark.parametrize("meanwhile", ["changed", "cancelled", "never there"])
async def test_a_change_of_an_old_version_writes_nothing(store, meetings, now, how, meanwhile):
    read = await meetings.by_id("jitsi-1")
    first = replace(read, title="First", starts_at=now + 4 * HOUR, ends_at=now + 5 * HOUR)
    other = {
        "changed": meetings.change(first),
        "cancelled": meetings.cancel(read, "Called off."),
        "never there": lambda tx: tx.execute("delete from meeting"),
    }[meanwhile]
    await store.write(other)
    before = await meetings.by_id("jitsi-1"), await listed(meetings, "U1AA", now)
    second = replace(read, title="Second", people=("U9AA",))
    late = meetings.change(second) if how == "changed" else meetings.cancel(read, "Off.")
    with pytest.raises(VersionConflict):
        await store.write(late)
    assert (await meetings.by_id("jitsi-1"), await listed(meetings, "U1AA", now)) == before
    assert await listed(meetings, "U9AA", now) == []


async def test_a_job_s_result_is_not_written_without_the_change_that_belongs_to_it(
    ledger, meetings, now, running_job
):
    read = await meetings.by_id("jitsi-1")
    job = await running_job("move")
    await ledger.begin(job, "change", now, "mb")
    stale = meetings.change(replace(read, version=read.version - 1))
    with pytest.raises(VersionConflict):
        await ledger.end(job, StepEnd("change", None, also=[stale]))
    assert await ledger.unsettled(job)


async def test_of_many_changes_of_one_version_one_is_written(store, meetings):
    read = await meetings.by_id("jitsi-1")
    writes = [meetings.change(replace(read, title=f"{n}")) for n in range(20)]
    ends = await asyncio.gather(*map(store.write, writes), return_exceptions=True)
    assert Counter(type(end) for end in ends) == {type(None): 1, VersionConflict: 19}
    assert (await meetings.by_id("jitsi-1")).title == f"{ends.index(None)}"


async def test_a_cancelled_meeting_keeps_its_values(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    await store.write(meetings.cancel(read, "Cancelled by Ada."))
    stored = await meetings.by_id("jitsi-1")
    assert stored == replace(
        read,
        state="cancelled",
        note="Cancelled by Ada.",
        version=read.version + 1,
        tick=read.tick + 1,
    )


async def test_timers_of_an_old_chain_change_nothing(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    await store.write(meetings.change(replace(read, title="Retro")))
    before = await meetings.by_id("jitsi-1")
    times = {"at": now + HOUR, "starts_at": now + 9 * HOUR, "ends_at": now + 10 * HOUR}
    for late in (
        meetings.advance("jitsi-1", tick=read.tick, **times),
        meetings.advance("nothing", tick=read.tick, **times),
    ):
        with pytest.raises(VersionConflict):
            await store.write(late)
    assert await meetings.by_id("jitsi-1") == before


async def test_timers_move_on_to_the_next_occurrence(store, meetings, now):
    read = await meetings.by_id("jitsi-1")
    later = {"starts_at": now + 25 * HOUR, "ends_at": now + 26 * HOUR}
    await store.write(meetings.advance("jitsi-1", tick=read.tick, at=now + 2 * HOUR, **later))
    assert await meetings.by_id("jitsi-1") == replace(read, ticked_at=now + 2 * HOUR, **later)


async def test_answers_are_stored_beside_each_other(store, meetings):
    answers = [("U2AA", "going"), ("U3AA", "maybe"), ("U2AA", "cant")]
    for person, answer in answers:
        await store.write(meetings.set_answer("jitsi-1", person, answer))
    stored = await meetings.by_id("jitsi-1")
    assert stored.answers == {"U2AA": "cant", "U3AA": "maybe"}
    assert stored.version == 1


async def test_one_job_locks_a_meeting_and_locks_it_again(meetings, running_job):
    first, second = await running_job("a", "U7AA"), await running_job("b")
    assert await meetings.who_is_changing("jitsi-1") is None
    for _replay in range(2):
        assert await meetings.lock("jitsi-1", first, 1) == "locked"
    assert await meetings.lock("jitsi-1", second, 1) == "busy"
    assert await meetings.who_is_changing("jitsi-1") == "U7AA"


async def test_of_many_jobs_at_once_one_locks(meetings, running_job):
    jobs = [await running_job(f"{n}") for n in range(20)]
    outcomes = await asyncio.gather(*(meetings.lock("jitsi-1", job, 1) for job in jobs))
    assert Counter(outcomes) == {"locked": 1, "busy": 19}
    assert (await meetings.by_id("jitsi-1")).held_by == jobs[outcomes.index("locked")]


async def test_a_replay_after_its_own_change_is_still_locked(store, ledger, meetings, running_job):
    first, second = await running_job("a"), await running_job("b")
    read = await meetings.by_id("jitsi-1")
    await meetings.lock("jitsi-1", first, read.version)
    await store.write(meetings.change(replace(read, title="Retro")))
    assert await meetings.lock("jitsi-1", first, read.version) == "locked"
    await ledger.finish(first, also=[meetings.release(first)])
    assert (await meetings.by_id("jitsi-1")).held_by is None
    assert await meetings.lock("jitsi-1", second, read.version) == "stale"
    assert await meetings.lock("jitsi-1", second, read.version + 1) == "locked"


async def test_a_job_releases_nothing_of_another_s(store, meetings, running_job):
    first, second = await running_job("a"), await running_job("b")
    await meetings.lock("jitsi-1", first, 1)
    await store.write(meetings.release(second))
    assert await meetings.lock("jitsi-1", second, 1) == "busy"


async def test_what_is_gone_cannot_be_locked(store, meetings, running_job):
    job = await running_job("a")
    assert await meetings.lock("nothing", job, 1) == "gone"
    read = await meetings.by_id("jitsi-1")
    await store.write(meetings.cancel(read, "Off."))
    assert await meetings.lock("jitsi-1", job, read.version + 1) == "gone"


async def ended(ledger: Ledger, job: int, how: str, now: datetime) -> None:
    """Let *job* end, or wait, without letting go of what it holds."""
    if how == "parked":
        await ledger.park(job, "an account")
        return
    await ledger.finish(job, "bug" if how == "failed" else "")
    if how == "swept":
        await ledger.sweep(now + timedelta(days=8), timedelta(days=7))


@pytest.mark.parametrize("how", ["done", "failed", "swept", "parked"])
async def test_a_job_that_does_not_run_any_more_blocks_nobody(
    ledger, meetings, now, running_job, how
):
    first = await running_job("a")
    await meetings.lock("jitsi-1", first, 1)
    await ended(ledger, first, how, now)
    assert await meetings.who_is_changing("jitsi-1") is None
    second = await running_job("b")
    assert await meetings.lock("jitsi-1", second, 1) == "locked"
    assert await meetings.lock("jitsi-1", first, 1) == "busy"


@pytest.mark.parametrize("how", ["postponed", "lease ran out", "the process died"])
async def test_a_job_that_goes_on_later_keeps_its_lock(
    ledger, store, meetings, now, running_job, how
):
    first, second = await running_job("a"), await running_job("b")
    await meetings.lock("jitsi-1", first, 1)
    if how == "postponed":
        await ledger.postpone(first, now + HOUR)
    elif how == "lease ran out":
        await ledger.claim(now + HOUR, HOUR)
    else:
        await Ledger(store, "next").recover(now)
    assert await meetings.lock("jitsi-1", second, 1) == "busy"


async def test_a_job_that_waited_for_its_person_sees_what_was_changed_meanwhile(
    store, ledger, meetings, now, running_job
):
    first = await running_job("a")
    await meetings.lock("jitsi-1", first, 1)
    await ledger.park(first, "an account")
    second = await running_job("b")
    assert await meetings.lock("jitsi-1", second, 1) == "locked"
    change = meetings.change(replace(await meetings.by_id("jitsi-1"), title="Retro"))
    await ledger.finish(second, also=[change, meetings.release(second)])
    await ledger.unpark("an account", now)
    assert await meetings.lock("jitsi-1", first, 1) == "stale"
