"""One run of a job: what is written together, what is looked for again, what is never lost."""

from datetime import timedelta

import pytest

from handlers.replay import Later, Run
from storage.ledger import Ledger, Prevented
from tests.handlers.timed_bot import LEASE, NOW, timed_bot

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot:
        yield bot


async def steps(bot, run):
    return {name: step.done for name, step in (await bot.ledger.steps(run.job.id)).items()}


async def after_a_crash(bot):
    """The job again, in another process."""
    bot.now += 2 * LEASE + timedelta(days=4000)
    bot.ledger = Ledger(bot.store, owner="the next")
    [job] = await bot.ledger.claim_many(bot.now, LEASE, 5)
    return Run(job, bot.ledger, lambda: bot.now)


def effect(done, result=None):
    async def do(marker):
        done.append(marker)
        return result or len(done)

    return do


def row(bot, title):
    return lambda tx: tx.execute(
        "insert into preference(team, whose, body) values ('T1', ?, '{}')", (title,)
    )


async def rows(bot):
    found = await bot.store.read(lambda tx: tx.execute("select whose from preference"))
    return [each["whose"] for each in found]


async def test_the_end_of_a_step_goes_with_the_begin_of_the_next(bot):
    run, done = await bot.running(), []
    await run.effect("create", effect(done), also=lambda _: [row(bot, "made")], with_next=True)
    assert await steps(bot, run) == {"create": False}
    assert await rows(bot) == []

    async def post(_marker):
        assert await steps(bot, run) == {"create": True, "post": False}
        assert await rows(bot) == ["made"]

    await run.effect("post", post, with_next=True)
    await run.complete()
    assert await steps(bot, run) == {"create": True, "post": True}


@pytest.mark.parametrize("found", [None, 7])
async def test_a_step_whose_end_was_not_written_is_looked_for_after_a_crash(bot, found):
    run, done = await bot.running(), []
    await run.effect("create", effect(done), also=lambda _: [row(bot, "made")], with_next=True)
    again = await after_a_crash(bot)
    looked = []

    async def look(marker):
        looked.append(marker)
        return found

    result = await again.effect(
        "create", effect(done), find=look, also=lambda n: [row(bot, f"made {n}")]
    )
    assert looked == done[:1]
    assert (result, len(done)) == ((7, 1) if found else (2, 2))
    assert await rows(bot) == [f"made {result}"]


async def test_it_is_not_looked_for_before_a_late_effect_must_have_shown(bot):
    run, done = await bot.running(), []
    await run.effect("create", effect(done), with_next=True)
    again = await after_a_crash(bot)
    begun_at = (await bot.ledger.steps(run.job.id))["create"].begun_at
    delay = bot.now - begun_at + MINUTE

    async def look(_marker):
        raise AssertionError("it is too early")

    with pytest.raises(Later) as later:
        await again.effect("create", effect(done), find=look, consistency_delay=delay)
    assert later.value.at == bot.now + MINUTE


async def test_a_decision_is_kept_with_the_next_write_and_not_taken_again(bot):
    run, answers = await bot.running(), iter(["first", "second", "third"])

    async def decide():
        return next(answers)

    assert await run.decide("plan", decide) == "first"
    assert await run.decide("plan", decide) == "first"
    assert await steps(bot, run) == {}
    await run.effect("create", effect([]))
    assert await steps(bot, run) == {"plan": True, "create": True}
    again = await after_a_crash(bot)
    assert await again.decide("plan", decide) == "first"


@pytest.mark.parametrize("obstacle", [None, "another start"])
async def test_a_step_begins_in_the_transaction_that_looks_for_an_obstacle(bot, obstacle):
    run, done = await bot.running(), []

    async def plan():
        return "planned"

    def reserve(tx):
        row(bot, obstacle or "reserved")(tx)
        return obstacle

    await run.decide("plan", plan)
    begins = run.effect("create", effect(done), unless=reserve)
    if obstacle:
        with pytest.raises(Prevented) as prevented:
            await begins
        assert prevented.value.obstacle == obstacle
        assert await steps(bot, run) == {}
    else:
        await begins
    assert len(done) == (0 if obstacle else 1)
    await run.complete()  # with the decision, which was not written in between
    assert await steps(bot, run) == {"plan": True} | ({} if obstacle else {"create": True})


async def test_a_decision_that_brings_rows_is_written_at_once(bot):
    run = await bot.running()

    async def decide():
        return "yes"

    await run.decide("plan", decide, also=lambda _: [row(bot, "planned")])
    assert await rows(bot) == ["planned"]
    assert await steps(bot, run) == {"plan": True}


async def test_rows_that_cannot_be_written_take_no_earlier_step_with_them(bot):
    run, done = await bot.running(), []
    await run.effect("create", effect(done), also=lambda _: [row(bot, "made")], with_next=True)

    def fails(tx):
        raise LookupError("overtaken")

    with pytest.raises(LookupError, match="overtaken"):
        await run.commit("tick", writes=[row(bot, "ticked"), fails])
    assert await rows(bot) == []
    await run.complete()
    assert await rows(bot) == ["made"]
    assert await steps(bot, run) == {"create": True}


@pytest.mark.parametrize("end", ["flush", "postpone", "park", "complete"])
async def test_whatever_ends_a_run_writes_what_it_did(bot, end):
    run, done = await bot.running(), []
    await run.effect("create", effect(done), with_next=True)
    match end:
        case "flush":
            await run.flush()
        case "postpone":
            await run.postpone(NOW, "later")
        case "park":
            await run.park("account")
        case "complete":
            await run.complete()
    assert await steps(bot, run) == {"create": True}


async def test_what_was_done_is_written_before_anybody_is_told_that_the_rest_failed(bot):
    """A bug after an effect: the job ends, and its row is tbot."""

    async def handler(run, _payload):
        await run.effect("create", effect([]), also=lambda _: [row(bot, "made")], with_next=True)
        raise RuntimeError("a bug")

    bot.kinds["test"] = handler
    run = await bot.running()
    await bot.background(run.job)
    assert await rows(bot) == ["made"]
    assert await steps(bot, run) == {"create": True}


async def test_when_something_was_first_seen_is_kept(bot):
    run = await bot.running()
    first = await run.first_time("failing since")
    bot.now += MINUTE
    assert await run.first_time("failing since") == first
    await run.postpone(bot.now, "away")
    [job] = await bot.ledger.claim_many(bot.now, LEASE, 5)
    assert await Run(job, bot.ledger, lambda: bot.now).first_time("failing since") == first
