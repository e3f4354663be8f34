"""Of many clicks on a draft, one makes the meeting."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from storage.drafts import Drafts, StoredDraft
from storage.ledger import Ledger

BODY = {"title": "Retro", "people": ["U2", "@bo"], "minutes": 45}


@pytest.fixture
async def drafts(store, now) -> Drafts:
    """Has one open draft."""
    drafts = Drafts(store)
    await drafts.put("d1", "T1", "U1", BODY, now)
    return drafts


async def test_a_draft_is_read_as_it_was_put(store, drafts, now):
    draft = StoredDraft(id="d1", team="T1", person="U1", body=BODY)
    assert await drafts.get("d1") == draft
    await store.write(drafts.put_write("d2", "T1", "U2", {}, now))
    assert await drafts.get("d2") == StoredDraft(id="d2", team="T1", person="U2", body={})
    assert await drafts.get("d1") == draft
    assert await drafts.get("d3") is None


async def test_a_change_replaces_the_draft(drafts, now):
    assert await drafts.put("d1", "T1", "U1", {"title": "Sprint"}, now)
    assert (await drafts.get("d1")).body == {"title": "Sprint"}


async def test_one_click_makes_it(store, drafts, running_job):
    jobs = [await running_job(f"{n}") for n in range(5)]
    answers = await asyncio.gather(*(drafts.take("d1", job) for job in jobs))
    assert Counter(answers) == {"go": 1, "already": 4}
    winner = jobs[answers.index("go")]
    assert (await drafts.get("d1")).job == winner
    assert [await drafts.take("d1", job) for job in jobs] == answers
    await store.write(drafts.mark_made("d1"))
    assert [await drafts.take("d1", job) for job in jobs] == answers  # a replay shows the card


async def test_what_is_being_made_or_was_made_is_not_changed(store, drafts, now, running_job):
    job = await running_job("a")
    await drafts.take("d1", job)
    for state in ("taken", "made"):
        assert not await drafts.put("d1", "T1", "U1", {"title": "Sprint"}, now)
        await store.write(drafts.put_write("d1", "T1", "U1", {"title": "Sprint"}, now))
        assert not await drafts.delete("d1")
        assert await drafts.get("d1") == StoredDraft(
            id="d1", team="T1", person="U1", body=BODY, state=state, job=job
        )
        await store.write(drafts.mark_made("d1"))


async def test_a_deleted_draft_is_gone(drafts, running_job):
    assert await drafts.delete("d1")
    assert await drafts.get("d1") is None
    assert await drafts.take("d1", await running_job("a")) == "gone"
    assert not await drafts.delete("d1")


async def test_a_failed_attempt_leaves_it_to_the_next(ledger, drafts, running_job):
    first, second = await running_job("a"), await running_job("b")
    await drafts.take("d1", first)
    await ledger.finish(first, "no", also=[drafts.free(first)])
    assert await drafts.get("d1") == StoredDraft(id="d1", team="T1", person="U1", body=BODY)
    assert await drafts.take("d1", second) == "go"


async def test_a_draft_that_was_made_is_not_freed(store, ledger, drafts, running_job):
    first, second = await running_job("a"), await running_job("b")
    await drafts.take("d1", first)
    await store.write(drafts.mark_made("d1"))
    await ledger.finish(first, "not said", also=[drafts.free(first)])
    assert await drafts.take("d1", second) == "already"


async def end(ledger: Ledger, job: int, how: str, now) -> None:
    """Let *job* end without a word to the drafts."""
    await ledger.finish(job, "bug" if how == "failed" else "")
    if how == "swept":
        await ledger.sweep(now + timedelta(days=8), timedelta(days=7))


@pytest.mark.parametrize("how", ["done", "failed", "swept"])
async def test_a_job_that_ended_without_a_word_blocks_nobody(ledger, drafts, now, running_job, how):
    first = await running_job("a")
    await drafts.take("d1", first)
    await end(ledger, first, how, now)
    sprint = {"title": "Sprint"}
    assert await drafts.put("d1", "T1", "U1", sprint, now)
    assert await drafts.get("d1") == StoredDraft(id="d1", team="T1", person="U1", body=sprint)
    assert await drafts.take("d1", await running_job("b")) == "go"


async def test_the_next_click_goes_where_a_job_was_lost(ledger, drafts, running_job):
    first = await running_job("a")
    await drafts.take("d1", first)
    await ledger.finish(first, "bug")
    assert await drafts.take("d1", await running_job("b")) == "go"


async def test_a_job_that_was_lost_does_not_keep_a_draft(ledger, drafts, now, running_job):
    first = await running_job("a")
    await drafts.take("d1", first)
    await end(ledger, first, "failed", now)
    assert await drafts.delete("d1")


@pytest.mark.parametrize("how", ["postponed", "parked"])
async def test_a_job_that_goes_on_later_keeps_it(ledger, drafts, now, running_job, how):
    first = await running_job("a")
    await drafts.take("d1", first)
    if how == "postponed":
        await ledger.postpone(first, now + timedelta(hours=1))
    else:
        await ledger.park(first, "an account")
    assert await drafts.take("d1", await running_job("b")) == "already"
    assert await drafts.take("d1", first) == "go"


async def test_what_nobody_clicked_is_deleted(drafts, now):
    await drafts.put("d2", "T1", "U1", BODY, now + timedelta(days=1))
    await drafts.sweep(now + timedelta(hours=1))
    assert await drafts.get("d1") is None
    assert await drafts.get("d2") is not None
