"""Whatever happens to a meeting or to the bot, each reminder comes once, in time, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendars.occurrences import MeetingPlan, occurrence
from handlers.coming import timers
from handlers.slack_types import CardState
from tests.handlers.clockwork import NOW, meeting, town

MINUTE = timedelta(minutes=1)
AT_TWO = NOW + timedelta(hours=5)


@pytest.fixture
async def here(tmp_path):
    async with town(tmp_path) as found:
        yield found


async def likes(here, whose, *minutes, key="remind"):
    write = here.preferences.put("T1", whose, {key: list(minutes)})
    await here.store.write(lambda tx: write(tx))


async def change(here, kept, starts_at=None, **more):
    """What moving a meeting writes."""
    if starts_at is not None:
        plan = MeetingPlan.at(starts_at, kept.zone, kept.lasts, kept.repeats)
        first = occurrence(plan, starts_at)
        more |= {"wall": plan.wall, "starts_at": first.starts_at, "ends_at": first.ends_at}
    after = replace(kept, **more)
    as_written = replace(after, version=kept.version + 1, tick=kept.tick + 1)
    await here.add(timers.job(as_written, here.now), also=[here.meetings.change(after)])


async def test_a_conversation_is_reminded_ten_minutes_before(here):
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_everyone_who_was_named_is_reminded_alone_as_they_like(here):
    await likes(here, "U22", 60, 1)
    await likes(here, "U33")
    await here.make(AT_TWO, people=["U22", "U33", "@guest", "ken@example.org"])
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [
        (AT_TWO - 60 * MINUTE, "U22"),
        (AT_TWO - 10 * MINUTE, "U11"),
        (AT_TWO - 1 * MINUTE, "U22"),
    ]


async def test_who_declined_is_not_reminded(here):
    await here.make(AT_TWO, people=["U22"], answers={"U22": "cant"})
    await here.go_to(AT_TWO)
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "U11")]


async def test_who_declines_at_the_last_moment_is_not_reminded(here):
    kept = await here.make(AT_TWO, people=["U22"])
    await here.go_to(AT_TWO - 11 * MINUTE)
    await here.store.write(lambda tx: here.meetings.set_answer(kept.id, "U22", "cant")(tx))
    await here.go_to(AT_TWO)
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "U11")]


@pytest.mark.parametrize(
    ("channel", "organizer", "before"),
    [(None, None, [10]), (None, [5], [5]), ([30, 2], [5], [30, 2]), ([], [5], [])],
)
async def test_a_channel_is_reminded_as_it_likes_or_else_as_the_organizer_does(
    here, channel, organizer, before
):
    if channel is not None:
        await likes(here, "C1", *channel)
    if organizer is not None:
        await likes(here, "U11", *organizer)
    await here.make(AT_TWO)
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in before]


async def test_a_series_is_reminded_of_each_time_and_its_card_follows(here):
    kept = await here.make(AT_TWO, repeats="FREQ=DAILY;COUNT=3", card_channel="C1", card_ts="1.0")
    await here.go_to(AT_TWO + timedelta(days=10))
    days = [AT_TWO + timedelta(days=day) for day in range(3)]
    assert here.heard() == [(day - 10 * MINUTE, "C1") for day in days]
    shown = [card.state for card in here.slack.cards]
    assert shown == [
        CardState.RUNNING,
        CardState.UPCOMING,
        CardState.RUNNING,
        CardState.UPCOMING,
        CardState.RUNNING,
        CardState.ENDED,
    ]
    assert (await here.row(kept)).starts_at == days[-1]
    assert await here.meetings.upcoming("T1", ["U11", "C1"], here.now, None, 10) == []


async def test_a_series_keeps_its_wall_clock_across_a_change_of_the_clocks(here):
    here.now = AT_TWO.replace(month=3, day=27)  # Berlin puts its clocks on at 2 on the 29th
    start = here.now + timedelta(hours=1)
    await here.make(start, "Europe/Berlin", repeats="FREQ=DAILY;COUNT=4")
    await here.go_to(start + timedelta(days=10))
    said_at = [at for at, _ in here.heard()]
    first = start - 10 * MINUTE
    assert said_at[:2] == [first, first + timedelta(days=1)]
    assert said_at[2:] == [first + timedelta(days=n, hours=-1) for n in (2, 3)]


async def test_what_is_made_five_minutes_before_is_announced_once_at_its_start(here):
    await here.make(NOW + 5 * MINUTE)
    await here.go_to(NOW + timedelta(days=1))
    assert here.heard() == [(NOW + 5 * MINUTE, "C1")]


async def test_leads_that_are_past_already_are_dropped(here):
    await likes(here, "U11", 60, 10, 1)
    await here.make(NOW + 5 * MINUTE)
    await here.go_to(NOW + timedelta(days=1))
    assert here.heard() == [(NOW + 4 * MINUTE, "C1")]


async def test_whoever_wants_no_reminders_gets_none_at_the_start_either(here):
    await likes(here, "U11")
    await here.make(NOW + 5 * MINUTE)
    await here.go_to(NOW + timedelta(days=1))
    assert here.heard() == []


async def test_a_move_takes_the_old_reminder_away(here):
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 20 * MINUTE)
    await change(here, await here.row(kept), AT_TWO + timedelta(hours=2))
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO + 110 * MINUTE, "C1")]


async def test_a_move_to_and_fro_does_not_remind_twice(here):
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 9 * MINUTE)
    await change(here, await here.row(kept), AT_TWO + timedelta(hours=2))
    await here.go_to(AT_TWO - 8 * MINUTE)
    await change(here, await here.row(kept), AT_TWO)
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_a_new_title_after_the_reminder_does_not_remind_again(here):
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 5 * MINUTE)
    await change(here, await here.row(kept), title="design review, part two")
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


async def test_nothing_comes_after_a_cancel(here):
    kept = await here.make(AT_TWO, repeats="FREQ=DAILY")
    await here.go_to(AT_TWO - 11 * MINUTE)
    gone = here.meetings.cancel(await here.row(kept), "Cancelled by U1.")
    await here.store.write(lambda tx: gone(tx))
    await here.go_to(AT_TWO + timedelta(days=3))
    assert here.heard() == []


async def test_after_an_outage_it_is_said_at_once_if_it_still_lasts_and_only_the_latest(here):
    await likes(here, "U11", 60, 10, 1)
    await here.make(AT_TWO)
    await here.go_to(AT_TWO - 90 * MINUTE)
    await here.sleep_until(AT_TWO + 5 * MINUTE)
    assert here.heard() == [(AT_TWO + 5 * MINUTE, "C1")]
    assert "started 5 minutes ago" in here.slack.said[0].message.text


async def test_after_an_outage_what_comes_later_comes_in_its_time(here):
    await likes(here, "U11", 60, 10, 1)
    await here.make(AT_TWO)
    await here.go_to(AT_TWO - 90 * MINUTE)
    await here.sleep_until(AT_TWO - 30 * MINUTE)
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in (30, 10, 1)]


async def test_after_an_outage_nothing_is_said_of_what_is_over(here):
    kept = await here.make(AT_TWO, card_channel="C1", card_ts="1.0")
    await here.go_to(AT_TWO - 90 * MINUTE)
    await here.sleep_until(AT_TWO + 31 * MINUTE)
    assert here.heard() == []
    assert [card.state for card in here.slack.cards] == [CardState.ENDED]
    assert (await here.row(kept)).starts_at == AT_TWO


async def test_after_weeks_away_a_series_goes_on_with_its_next_time(here):
    await here.make(AT_TWO, repeats="FREQ=DAILY")
    await here.go_to(AT_TWO - 90 * MINUTE)
    away = timedelta(days=40)
    await here.sleep_until(AT_TWO + away - 60 * MINUTE)
    await here.go_to(AT_TWO + away)
    assert here.heard() == [(AT_TWO + away - 10 * MINUTE, "C1")]


async def test_a_tick_that_is_done_twice_reminds_once(here):
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - 11 * MINUTE)
    row = await here.row(kept)
    twin = timers.job_after_new_leads(row, {"C1": (10 * MINUTE,)}, here.now)
    await here.add(twin)
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - 10 * MINUTE, "C1")]


@pytest.mark.parametrize(
    ("when", "old", "new", "said"),
    [
        (30, [10], [20, 5], [20, 5]),
        (30, [10], [60], [0]),  # all past, and nothing was said yet: at the start
        (5, [10], [60], [10]),  # it was announced already
        (15, [20], [10], [20, 10]),
        (5, [10], [], [10]),
        (30, [10], [], []),
    ],
)
async def test_other_lead_times_count_from_when_they_are_set(here, when, old, new, said):
    await likes(here, "U11", *old)
    kept = await here.make(AT_TWO)
    await here.go_to(AT_TWO - when * MINUTE)
    row = await here.row(kept)
    before = await here.settings.announced(row)
    await likes(here, "U11", *new)
    await here.add(timers.job_after_new_leads(row, before, here.now))
    await here.go_to(AT_TWO + timedelta(days=1))
    assert here.heard() == [(AT_TWO - lead * MINUTE, "C1") for lead in said]


async def test_a_lead_longer_than_the_way_to_the_next_time(here):
    await likes(here, "U11", 24 * 60, 0)
    await here.make(AT_TWO + timedelta(days=1), repeats="FREQ=DAILY;COUNT=3")
    await here.go_to(AT_TWO + timedelta(days=9))
    said_at = [at for at, _ in here.heard()]
    assert said_at == sorted(
        [AT_TWO + timedelta(days=day) for day in (0, 1, 2)]
        + [AT_TWO + timedelta(days=day) for day in (1, 2, 3)]
    )


async def test_a_meeting_that_was_started_at_once_has_no_timers(here):
    kept = replace(meeting(AT_TWO), wall=None, lasts=None, starts_at=None, ends_at=None)
    await here.add(timers.job(kept, NOW), also=[here.meetings.save(kept)])
    await here.go_to(NOW + timedelta(days=2))
    assert here.heard() == []
    assert await here.ledger.next_due(here.now) is None
