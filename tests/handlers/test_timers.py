"""Whatever happens to a meeting or to the bot, each reminder comes once, in time, or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.occurrences import MeetingPlan, occurrence
from handlers.coming import timers
from handlers.slack_types import CardState
from storage.meetings import StoredDate
from tests.handlers.timed_bot import LEASE, NOW, stored_meeting, timed_bot

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot:
        yield bot


async def likes(bot, whose, *minutes, key="remind"):
    write = bot.preferences.put("T1", whose, {key: list(minutes)}, NOW)
    await bot.store.write(lambda tx: write(tx))


async def change(bot, meeting, starts_at=None, **more):
    """What moving a meeting writes."""
    if starts_at is not None:
        plan = MeetingPlan.at(starts_at, meeting.zone, meeting.lasts, meeting.repeats)
        first = occurrence(plan, starts_at)
        more |= {"wall": plan.wall, "starts_at": first.starts_at, "ends_at": first.ends_at}
    after = replace(meeting, **more)
    as_written = replace(after, version=meeting.version + 1, tick=meeting.tick + 1)
    await bot.add(timers.job(as_written, bot.now), also=[bot.meetings.change(after)])


async def test_a_conversation_is_reminded_ten_minutes_before(bot):
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_everyone_who_was_named_is_reminded_alone_as_they_like(bot):
    await likes(bot, "U22", 60, 1)
    await likes(bot, "U33")
    await bot.make(AT_TWO, people=["U22", "U33", "@guest", "ken@example.org"])
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [
        (AT_TWO - 60 * MINUTE, "U22"),
        (AT_TWO - 10 * MINUTE, "U11"),
        (AT_TWO - 1 * MINUTE, "U22"),
    ]


async def test_who_declined_is_not_reminded(bot):
    await bot.make(AT_TWO, people=["U22"], answers={"U22": "cant"})
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "U11")]


async def test_who_declines_at_the_last_moment_is_not_reminded(bot):
    meeting = await bot.make(AT_TWO, people=["U22"])
    await bot.go_to(AT_TWO - 11 * MINUTE)
    await bot.store.write(lambda tx: bot.meetings.set_answer(meeting.id, "U22", "cant")(tx))
    await bot.go_to(AT_TWO)
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "U11")]


@pytest.mark.parametrize(
    ("channel", "organizer", "before"),
    [(None, None, [10]), (None, [5], [5]), ([30, 2], [5], [30, 2]), ([], [5], [])],
)
async def test_a_channel_is_reminded_as_it_likes_or_else_as_the_organizer_does(
    bot, channel, organizer, before
):
    if channel is not None:
        await likes(bot, "C1", *channel)
    if organizer is not None:
        await likes(bot, "U11", *organizer)
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in before]


async def test_a_series_is_reminded_of_each_time_and_its_card_follows(bot):
    meeting = await bot.make(AT_TWO, repeats="FREQ=DAILY;COUNT=3", card_channel="C1", card_ts="1.0")
    await bot.go_to(AT_TWO + timedelta(days=10))
    days = [AT_TWO + timedelta(days=day) for day in range(3)]
    assert bot.heard() == [(day - 10 * MINUTE, "C1") for day in days]
    shown = [card.state for card in bot.slack.cards]
    assert shown == [
        CardState.RUNNING,
        CardState.UPCOMING,
        CardState.RUNNING,
        CardState.UPCOMING,
        CardState.RUNNING,
        CardState.ENDED,
    ]
    assert (await bot.row(meeting)).starts_at == days[-1]
    assert await bot.meetings.upcoming("T1", ["U11", "C1"], bot.now, None, 10) == []


async def test_a_series_keeps_its_wall_clock_across_a_change_of_the_clocks(bot):
    bot.now = AT_TWO.replace(month=3, day=27)  # Berlin puts its clocks on at 2 on the 29th
    start = bot.now + timedelta(hours=1)
    await bot.make(start, "Europe/Berlin", repeats="FREQ=DAILY;COUNT=4")
    await bot.go_to(start + timedelta(days=10))
    said_at = [at for at, _ in bot.heard()]
    first = start - 10 * MINUTE
    assert said_at[:2] == [first, first + timedelta(days=1)]
    assert said_at[2:] == [first + timedelta(days=n, hours=-1) for n in (2, 3)]


async def test_what_is_made_five_minutes_before_is_announced_once_at_its_start(bot):
    await bot.make(NOW + 5 * MINUTE)
    await bot.go_to(NOW + timedelta(days=1))
    assert bot.heard() == [(NOW + 5 * MINUTE, "C1")]


async def test_leads_that_are_past_already_are_dropped(bot):
    await likes(bot, "U11", 60, 10, 1)
    await bot.make(NOW + 5 * MINUTE)
    await bot.go_to(NOW + timedelta(days=1))
    assert bot.heard() == [(NOW + 4 * MINUTE, "C1")]


async def test_whoever_wants_no_reminders_gets_none_at_the_start_either(bot):
    await likes(bot, "U11")
    await bot.make(NOW + 5 * MINUTE)
    await bot.go_to(NOW + timedelta(days=1))
    assert bot.heard() == []


async def test_a_move_takes_the_old_reminder_away(bot):
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 20 * MINUTE)
    await change(bot, await bot.row(meeting), AT_TWO + timedelta(hours=2))
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO + 110 * MINUTE, "C1")]


async def test_the_timers_of_the_old_time_do_nothing(bot):
    meeting = await bot.make(AT_TWO)
    await bot.go_to(NOW + MINUTE)
    await change(bot, meeting, AT_TWO + timedelta(days=7))
    await bot.go_to(NOW + 2 * MINUTE)
    moved = await bot.row(meeting)
    await bot.go_to(AT_TWO + timedelta(hours=1))
    assert await bot.row(meeting) == moved
    assert bot.heard() == []


async def test_a_change_while_a_timer_runs_is_not_overwritten(bot):
    """The timer has read the meeting; it is moved, and the timer of its new time is quicker."""
    meeting = await bot.make(AT_TWO)
    later = AT_TWO + timedelta(days=7)
    announced = bot.settings.announced

    async def announced_meanwhile(row):
        bot.settings.announced = announced
        await change(bot, meeting, later)
        for job in await bot.ledger.claim_many(bot.now, LEASE, 50):
            await bot.background(job)
        return await announced(row)

    await bot.go_to(AT_TWO - 11 * MINUTE)
    bot.settings.announced = announced_meanwhile
    await bot.go_to(AT_TWO - 9 * MINUTE)
    row = await bot.row(meeting)
    assert (row.starts_at, row.ends_at) == (later, later + meeting.lasts)
    await bot.go_to(AT_TWO)
    assert bot.heard() == []
    [listed] = await bot.meetings.upcoming("T1", ["U11"], bot.now, None, 5)
    assert listed.starts_at == later


async def test_a_move_to_and_fro_does_not_remind_twice(bot):
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 9 * MINUTE)
    await change(bot, await bot.row(meeting), AT_TWO + timedelta(hours=2))
    await bot.go_to(AT_TWO - 8 * MINUTE)
    await change(bot, await bot.row(meeting), AT_TWO)
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_a_new_title_after_the_reminder_does_not_remind_again(bot):
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 5 * MINUTE)
    await change(bot, await bot.row(meeting), title="design review, part two")
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_nothing_comes_after_a_cancel(bot):
    meeting = await bot.make(AT_TWO, repeats="FREQ=DAILY")
    await bot.go_to(AT_TWO - 11 * MINUTE)
    gone = bot.meetings.cancel(await bot.row(meeting), "Cancelled by U1.")
    await bot.store.write(lambda tx: gone(tx))
    await bot.go_to(AT_TWO + timedelta(days=3))
    assert bot.heard() == []


async def test_after_an_outage_it_is_said_at_once_if_it_still_lasts_and_only_the_latest(bot):
    await likes(bot, "U11", 60, 10, 1)
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 90 * MINUTE)
    await bot.sleep_until(AT_TWO + 5 * MINUTE)
    assert bot.heard() == [(AT_TWO + 5 * MINUTE, "C1")]
    assert "started 5 minutes ago" in bot.slack.posts[0].message.text


async def test_after_an_outage_what_comes_later_comes_in_its_time(bot):
    await likes(bot, "U11", 60, 10, 1)
    await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 90 * MINUTE)
    await bot.sleep_until(AT_TWO - 30 * MINUTE)
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in (30, 10, 1)]


async def test_after_an_outage_nothing_is_said_of_what_is_over(bot):
    meeting = await bot.make(AT_TWO, card_channel="C1", card_ts="1.0")
    await bot.go_to(AT_TWO - 90 * MINUTE)
    await bot.sleep_until(AT_TWO + 31 * MINUTE)
    assert bot.heard() == []
    assert [card.state for card in bot.slack.cards] == [CardState.ENDED]
    assert (await bot.row(meeting)).starts_at == AT_TWO


async def test_after_weeks_away_a_series_goes_on_with_its_next_time(bot):
    await bot.make(AT_TWO, repeats="FREQ=DAILY")
    await bot.go_to(AT_TWO - 90 * MINUTE)
    away = timedelta(days=40)
    await bot.sleep_until(AT_TWO + away - 60 * MINUTE)
    await bot.go_to(AT_TWO + away)
    assert bot.heard() == [(AT_TWO + away - 10 * MINUTE, "C1")]


async def test_a_tick_that_is_done_twice_reminds_once(bot):
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - 11 * MINUTE)
    row = await bot.row(meeting)
    twin = timers.job_after_new_leads(row, {"C1": (10 * MINUTE,)}, bot.now)
    await bot.add(twin)
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


@pytest.mark.parametrize(
    ("when", "old", "new", "expected"),
    [
        (30, [10], [20, 5], [20, 5]),
        (30, [10], [60], [0]),  # all past, and nothing was said yet: at the start
        (5, [10], [60], [10]),  # it was announced already
        (15, [20], [10], [20, 10]),
        (5, [10], [], [10]),
        (30, [10], [], []),
    ],
)
async def test_other_lead_times_count_from_when_they_are_set(bot, when, old, new, expected):
    await likes(bot, "U11", *old)
    meeting = await bot.make(AT_TWO)
    await bot.go_to(AT_TWO - when * MINUTE)
    row = await bot.row(meeting)
    before = await bot.settings.announced(row)
    await likes(bot, "U11", *new)
    await bot.add(timers.job_after_new_leads(row, before, bot.now))
    await bot.go_to(AT_TWO + timedelta(days=1))
    assert bot.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in expected]


async def test_a_lead_longer_than_the_way_to_the_next_time(bot):
    await likes(bot, "U11", 24 * 60, 0)
    await bot.make(AT_TWO + timedelta(days=1), repeats="FREQ=DAILY;COUNT=3")
    await bot.go_to(AT_TWO + timedelta(days=9))
    said_at = [at for at, _ in bot.heard()]
    assert said_at == sorted(
        [AT_TWO + timedelta(days=day) for day in (0, 1, 2)]
        + [AT_TWO + timedelta(days=day) for day in (1, 2, 3)]
    )


async def test_a_meeting_that_was_started_at_once_has_no_timers(bot):
    meeting = replace(stored_meeting(AT_TWO), wall=None, lasts=None, starts_at=None, ends_at=None)
    await bot.add(timers.job(meeting, NOW), also=[bot.meetings.save(meeting)])
    await bot.go_to(NOW + timedelta(days=2))
    assert bot.heard() == []
    assert await bot.ledger.next_due(bot.now) is None


async def test_who_declines_a_date_is_reminded_of_the_other_dates_even_long_before(bot):
    day = timedelta(days=1)
    await likes(bot, "U22", 25 * 60, 10)  # of tomorrow's before today's is over
    first = NOW + timedelta(hours=2)
    meeting = await bot.make(first, repeats="FREQ=DAILY;COUNT=3", people=("U22",))
    await bot.store.write(bot.meetings.set_answer(meeting.id, "U22", "cant"))
    await bot.go_to(first + 3 * day)
    heard = [at for at, _ in bot.heard("U22")]
    leads = (timedelta(hours=25), timedelta(minutes=10))
    assert heard == sorted(first + days * day - lead for days in (1, 2) for lead in leads)


async def test_each_date_that_takes_place_is_announced_once_at_its_own_time(bot):
    """Daily over a change of the clocks: one date is cancelled, one moved past the next."""
    first = datetime(2026, 10, 20, 8, 30, tzinfo=UTC)
    bot.now = first - timedelta(hours=12)
    cancelled, moved = datetime(2026, 10, 22, 9, 30), datetime(2026, 10, 24, 9, 30)  # noqa: DTZ001
    dates = (
        StoredDate(original=cancelled),
        StoredDate(original=moved, wall=datetime(2026, 10, 25, 16, 0), minutes=60),  # noqa: DTZ001
    )
    await bot.make(first, "Europe/London", repeats="FREQ=DAILY;COUNT=8", dates=dates)
    await bot.go_to(first + timedelta(days=9))
    told = [f"{at:%d %H:%M}" for at, _ in bot.heard("C1")]
    assert told == [
        *("20 08:20", "21 08:20", "23 08:20", "25 09:20", "25 15:50", "26 09:20", "27 09:20"),
    ]
