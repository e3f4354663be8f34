"""The daily agenda comes once a day, at the time that its person chose, where that person is."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.coming import agenda
from handlers.coming.agenda import DailyAgenda
from handlers.coming.upcoming import FindUpcoming
from handlers.services import Services
from handlers.slack_types import SlackRefused
from meetings.client import ServiceClient
from tests.handlers.timed_bot import stored_meeting, timed_bot

DAY = timedelta(days=1)
AT_EIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LONDON, NEW_YORK, TOKYO = "Europe/London", "America/New_York", "Asia/Tokyo"


@pytest.fixture
async def bot(tmp_path):
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        find_upcoming = FindUpcoming(Services({}, client, None), bot.meetings)
        bot.kinds["agenda"] = DailyAgenda(bot.slack, bot.settings, find_upcoming).post
        bot.slack.zones["U11"] = LONDON
        yield bot


async def choose(bot, clock, person="U11"):
    """What sending the form does."""
    write = bot.preferences.put("T1", person, {"agenda": clock, "remind": []}, bot.now)
    reader = await bot.slack.who("T1", person)
    jobs = [agenda.job("T1", reader, clock, bot.now)] if clock else []
    await bot.add(*jobs, also=[write])


async def daily(bot, hour=12, **more):
    """A meeting at noon, or at another *hour*, every day."""
    start = bot.now.replace(hour=hour)
    await bot.make(start, LONDON, repeats="FREQ=DAILY", **more)


async def test_each_day_at_that_time_with_that_days_meetings(bot):
    await daily(bot)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT + 2 * DAY)
    assert bot.heard("U11") == [(AT_EIGHT + day * DAY, "U11") for day in range(3)]
    message = next(post.message for post in bot.slack.posts if post.place.channel == "U11")
    assert message.text.startswith("*Your day*: one meeting. Times are those of Europe/London.")
    assert message.rows[0].text == "*Today, Saturday 21 November 2026*"
    assert [button.label for button in message.rows[1].buttons] == ["Join"]
    assert [button.label for button in message.rows[1].more] == ["Move", "Cancel meeting"]


async def test_it_keeps_to_the_clock_on_the_wall_across_a_change(bot):
    bot.now = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
    await daily(bot)
    await choose(bot, "08:00")
    first = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    await bot.go_to(first + 1.5 * DAY)
    assert [at for at, _ in bot.heard("U11")] == [first, first + DAY + timedelta(hours=1)]


async def test_an_empty_day_says_nothing_and_the_next_one_comes(bot):
    monday = stored_meeting(AT_EIGHT + 2 * DAY + timedelta(hours=1))
    await bot.store.write(lambda tx: bot.meetings.save(monday)(tx))
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT + 5 * DAY)
    assert bot.heard("U11") == [(AT_EIGHT + 2 * DAY, "U11")]


async def test_only_the_persons_own_meetings_are_in_it(bot):
    await daily(bot, organizer="U22", people=[])
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT + DAY)
    assert bot.heard("U11") == []


async def test_turned_off_it_ends_at_once(bot):
    await daily(bot)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT - timedelta(minutes=1))
    await choose(bot, "")
    await bot.go_to(AT_EIGHT + 5 * DAY)
    assert bot.heard("U11") == []
    left = "select 1 from job where kind = 'agenda' and state = 'ready'"
    assert await bot.store.read(lambda tx: tx.execute(left)) == []


async def test_another_time_counts_at_once_and_there_is_one_a_day(bot):
    await daily(bot)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT - timedelta(minutes=1))
    await choose(bot, "09:30")
    await bot.go_to(AT_EIGHT + 1.5 * DAY)
    half_past_nine = AT_EIGHT + timedelta(minutes=90)
    assert bot.heard("U11") == [(half_past_nine, "U11"), (half_past_nine + DAY, "U11")]


async def test_off_and_on_again_tells_each_day_once(bot):
    await daily(bot)
    for clock in ("08:00", "", "09:00", "08:00"):
        await choose(bot, clock)
    await bot.go_to(AT_EIGHT + DAY)
    assert bot.heard("U11") == [(AT_EIGHT, "U11"), (AT_EIGHT + DAY, "U11")]


async def test_who_travels_west_has_it_later_and_once_a_day(bot):
    await daily(bot, hour=20)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT + timedelta(minutes=1))
    bot.slack.zones["U11"] = NEW_YORK
    await bot.go_to(AT_EIGHT + 2.5 * DAY)
    there = AT_EIGHT + timedelta(hours=5)
    assert [at for at, _ in bot.heard("U11")] == [AT_EIGHT, there + DAY, there + 2 * DAY]


async def test_who_travels_east_has_it_late_once_and_then_in_time(bot):
    await daily(bot)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT + timedelta(minutes=1))
    bot.slack.zones["U11"] = TOKYO
    await bot.go_to(AT_EIGHT + 2.5 * DAY)
    there = AT_EIGHT - timedelta(hours=9)
    assert [at for at, _ in bot.heard("U11")] == [AT_EIGHT, AT_EIGHT + DAY, there + 2 * DAY]


async def test_after_an_outage_today_is_told_and_yesterday_is_not(bot):
    await daily(bot)
    await choose(bot, "08:00")
    back = AT_EIGHT + 3 * DAY + timedelta(hours=1)
    await bot.sleep_until(back)
    await bot.go_to(back + DAY)
    assert bot.heard("U11") == [(back, "U11"), (AT_EIGHT + 4 * DAY, "U11")]


async def test_after_a_night_away_nothing_is_told_before_its_time(bot):
    await daily(bot)
    await choose(bot, "08:00")
    back = AT_EIGHT + DAY - timedelta(hours=3)
    await bot.sleep_until(back)
    await bot.go_to(back + timedelta(hours=4))
    assert bot.heard("U11") == [(AT_EIGHT + DAY, "U11")]


async def test_a_person_who_cannot_be_written_to_today_is_told_tomorrow(bot):
    await daily(bot)
    await choose(bot, "08:00")
    await bot.go_to(AT_EIGHT - timedelta(minutes=1))

    def fails(channel):
        if channel == "U11" and bot.now < AT_EIGHT + timedelta(hours=1):
            raise SlackRefused("account_inactive")

    bot.slack.fails = fails
    await bot.go_to(AT_EIGHT + DAY)
    assert bot.heard("U11") == [(AT_EIGHT + DAY, "U11")]
