"""A clock that is set back, a little or by a day, ends no timers and leaves nothing wrong."""

from datetime import timedelta

import pytest

from handlers.coming import agenda
from handlers.coming.set_back import DecideAgain
from handlers.slack_types import CardState
from storage.ledger import NewJob
from storage.tickets import Tickets
from tests.handlers.timed_bot import LEASE, NOW, timed_bot

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot:
        yield bot


async def decide_again(bot):
    """What the bot does when it sees that its clock was set back."""
    return await DecideAgain(bot.store)(bot.now)


async def is_listed(bot):
    """Whether its organizer finds a meeting in what is coming up."""
    return bool(await bot.meetings.upcoming("T1", ["U11"], bot.now, None, 10))


@pytest.mark.parametrize(
    "step", [timedelta(milliseconds=1), timedelta(seconds=2), 30 * MINUTE / 60]
)
async def test_a_small_step_back_after_a_claim_ends_no_chain(bot, step):
    await bot.make(AT_TWO, repeats="FREQ=DAILY;COUNT=2", card_channel="C1", card_ts="1.0")
    end = AT_TWO + DAY + 31 * MINUTE
    while (due := await bot.ledger.next_due(bot.now)) is not None and due <= end:
        bot.now = max(bot.now, due)
        for job in await bot.ledger.claim_many(bot.now, LEASE, 50):
            bot.now -= step
            await bot.background(job)
    assert [at + step for at, _ in bot.heard()] == [
        AT_TWO - 10 * MINUTE,
        AT_TWO + DAY - 10 * MINUTE,
    ]
    assert [card.state for card in bot.slack.cards] == [
        CardState.RUNNING,
        CardState.UPCOMING,
        CardState.RUNNING,
        CardState.ENDED,
    ]


async def test_a_tick_that_was_claimed_by_a_clock_a_day_ahead_waits_for_its_time(bot):
    await bot.make(AT_TWO)
    await bot.go_to(NOW + MINUTE)
    bot.now = AT_TWO - 10 * MINUTE
    jobs = await bot.ledger.claim_many(bot.now, LEASE, 50)
    bot.now = NOW + 2 * MINUTE
    for job in jobs:
        await bot.background(job)
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_a_meeting_that_a_clock_a_day_ahead_has_ended_is_to_come_again(bot):
    await bot.make(AT_TWO, card_channel="C1", card_ts="1.0")
    await bot.sleep_until(NOW + DAY)
    assert bot.slack.cards[-1].state is CardState.ENDED
    assert (bot.heard(), await is_listed(bot)) == ([], False)
    bot.now = NOW + MINUTE
    assert await decide_again(bot) == 1
    assert await is_listed(bot)
    await bot.go_to(NOW + 2 * MINUTE)
    assert bot.slack.cards[-1].state is CardState.UPCOMING
    await bot.go_to(AT_TWO + DAY)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]
    assert bot.slack.cards[-1].state is CardState.ENDED


async def test_a_reminder_of_tomorrow_that_was_posted_today_is_posted_again_tomorrow(bot):
    await bot.make(AT_TWO, repeats="FREQ=DAILY;COUNT=3")
    await bot.sleep_until(AT_TWO + DAY - 5 * MINUTE)
    assert len(bot.heard()) == 1
    bot.now = NOW + MINUTE
    await decide_again(bot)
    bot.slack.posts.clear()
    await bot.go_to(AT_TWO + 3 * DAY)
    assert bot.heard() == [(AT_TWO + n * DAY - 10 * MINUTE, "C1") for n in range(3)]


async def test_what_was_decided_by_a_right_clock_stays(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 5 * MINUTE)
    assert len(bot.heard()) == 1
    bot.now -= timedelta(seconds=30)
    assert await decide_again(bot) == 0
    await bot.go_to(AT_TWO + DAY)
    assert len(bot.heard()) == 1


async def test_an_agenda_that_was_posted_a_day_early_is_posted_on_its_day(bot):
    asked = []
    bot.kinds["agenda"] = lambda run, payload: posted(run, payload, asked)
    reader = await bot.slack.who("T1", "U11")
    await bot.add(agenda.job("T1", reader, "11:00", bot.now))
    await bot.sleep_until(NOW + DAY)
    bot.now = NOW + MINUTE
    asked.clear()
    await decide_again(bot)
    await bot.go_to(NOW + timedelta(hours=3))
    assert asked == ["2026-11-20"]


async def posted(run, payload, asked):
    """In place of the agenda itself."""
    await run.commit("next")
    asked.append(payload["day"])


@pytest.mark.parametrize("kind", ["ask", "card", "tell"])
async def test_what_was_put_off_for_a_moment_is_not_put_off_for_a_day(bot, kind):
    bot.now = NOW + DAY
    soon = bot.now + timedelta(seconds=1)
    await bot.add(NewJob(key="put off", kind=kind, payload={}, run_at=soon))
    bot.now = NOW
    assert await bot.ledger.claim(bot.now, LEASE) is None
    await decide_again(bot)
    job = await bot.ledger.claim(bot.now, LEASE)
    assert job is not None
    assert job.key == "put off"


async def test_what_was_asked_of_a_clock_three_minutes_ahead_is_done_at_once(bot):
    bot.now = NOW + 3 * MINUTE
    await bot.add(NewJob(key="asked", kind="ask", payload={}, run_at=bot.now))
    bot.now = NOW
    await decide_again(bot)
    job = await bot.ledger.claim(bot.now, LEASE)
    assert job is not None
    assert job.key == "asked"


async def test_what_had_begun_is_looked_for_at_once_and_from_before_it_began(bot):
    run = await bot.running()
    await bot.ledger.begin(run.job.id, "say", NOW + DAY, "marker")
    await decide_again(bot)
    step = (await bot.ledger.steps(run.job.id))["say"]
    assert step.begun_at <= NOW


async def test_what_was_taken_and_left_by_a_clock_ahead_is_free_soon(bot):
    bot.now = NOW + DAY
    left = await bot.running()
    await bot.ledger.renew([left.job.id], bot.now, LEASE)
    bot.now = NOW
    await decide_again(bot)
    assert await bot.ledger.claim(NOW + MINUTE, LEASE) is None
    job = await bot.ledger.claim(NOW + 6 * MINUTE, LEASE)
    assert job is not None
    assert job.id == left.job.id


async def test_a_link_to_sign_in_lasts_ten_minutes_of_the_right_clock(bot):
    tickets = Tickets(bot.store)
    ticket = await tickets.issue("T1", "U11", "ada", "skype", {}, NOW + DAY)
    await decide_again(bot)
    assert await tickets.get(ticket, NOW + 9 * MINUTE) is not None
    assert await tickets.get(ticket, NOW + 11 * MINUTE) is None
