"""The daily agenda comes once a day, at the time that its person chose, where that person is."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.coming import agenda
from handlers.coming.agenda import DailyAgenda
from handlers.coming.upcoming import FindUpcoming
from handlers.services import Services
from handlers.slack_types import SlackRefused
from meetings.client import ServiceClient
from tests.handlers.clockwork import meeting, town

DAY = timedelta(days=1)
AT_EIGHT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LONDON, NEW_YORK, TOKYO = "Europe/London", "America/New_York", "Asia/Tokyo"


@pytest.fixture
async def here(tmp_path):
    async with town(tmp_path) as found, ServiceClient() as wire:
        gather = FindUpcoming(Services({}, wire, None), found.meetings)
        found.kinds["agenda"] = DailyAgenda(found.slack, found.settings, gather).post
        found.slack.zones["U11"] = LONDON
        yield found


async def choose(here, clock, person="U11"):
    """What sending the form does."""
    write = here.preferences.put("T1", person, {"agenda": clock, "remind": []})
    reader = await here.slack.who("T1", person)
    jobs = [agenda.job("T1", reader, clock, here.now)] if clock else []
    await here.add(*jobs, also=[write])


async def daily(here, hour=12, **more):
    """A meeting at noon, or at another *hour*, every day."""
    start = here.now.replace(hour=hour)
    await here.make(start, LONDON, repeats="FREQ=DAILY", **more)


async def test_each_day_at_that_time_with_that_days_meetings(here):
    await daily(here)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT + 2 * DAY)
    assert here.heard("U11") == [(AT_EIGHT + day * DAY, "U11") for day in range(3)]
    said = next(one.message for one in here.slack.said if one.place.channel == "U11")
    assert said.text.startswith("*Your day*: one meeting. Times are those of Europe/London.")
    assert said.rows[0].text == "*Today, Saturday 21 November 2026*"
    assert [button.label for button in said.rows[1].buttons] == ["Join", "Move", "Cancel meeting"]


async def test_it_keeps_to_the_clock_on_the_wall_across_a_change(here):
    here.now = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
    await daily(here)
    await choose(here, "08:00")
    first = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)
    await here.go_to(first + 1.5 * DAY)
    assert [at for at, _ in here.heard("U11")] == [first, first + DAY + timedelta(hours=1)]


async def test_an_empty_day_says_nothing_and_the_next_one_comes(here):
    monday = meeting(AT_EIGHT + 2 * DAY + timedelta(hours=1))
    await here.store.write(lambda tx: here.meetings.save(monday)(tx))
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT + 5 * DAY)
    assert here.heard("U11") == [(AT_EIGHT + 2 * DAY, "U11")]


async def test_only_the_persons_own_meetings_are_in_it(here):
    await daily(here, organizer="U22", people=[])
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT + DAY)
    assert here.heard("U11") == []


async def test_turned_off_it_ends_at_once(here):
    await daily(here)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT - timedelta(minutes=1))
    await choose(here, "")
    await here.go_to(AT_EIGHT + 5 * DAY)
    assert here.heard("U11") == []
    left = "select 1 from job where kind = 'agenda' and state = 'ready'"
    assert await here.store.read(lambda tx: tx.execute(left)) == []


async def test_another_time_counts_at_once_and_there_is_one_a_day(here):
    await daily(here)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT - timedelta(minutes=1))
    await choose(here, "09:30")
    await here.go_to(AT_EIGHT + 1.5 * DAY)
    half_past_nine = AT_EIGHT + timedelta(minutes=90)
    assert here.heard("U11") == [(half_past_nine, "U11"), (half_past_nine + DAY, "U11")]


async def test_off_and_on_again_tells_each_day_once(here):
    await daily(here)
    for clock in ("08:00", "", "09:00", "08:00"):
        await choose(here, clock)
    await here.go_to(AT_EIGHT + DAY)
    assert here.heard("U11") == [(AT_EIGHT, "U11"), (AT_EIGHT + DAY, "U11")]


async def test_who_travels_west_has_it_later_and_once_a_day(here):
    await daily(here, hour=20)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT + timedelta(minutes=1))
    here.slack.zones["U11"] = NEW_YORK
    await here.go_to(AT_EIGHT + 2.5 * DAY)
    there = AT_EIGHT + timedelta(hours=5)
    assert [at for at, _ in here.heard("U11")] == [AT_EIGHT, there + DAY, there + 2 * DAY]


async def test_who_travels_east_has_it_late_once_and_then_in_time(here):
    await daily(here)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT + timedelta(minutes=1))
    here.slack.zones["U11"] = TOKYO
    await here.go_to(AT_EIGHT + 2.5 * DAY)
    there = AT_EIGHT - timedelta(hours=9)
    assert [at for at, _ in here.heard("U11")] == [AT_EIGHT, AT_EIGHT + DAY, there + 2 * DAY]


async def test_after_an_outage_today_is_told_and_yesterday_is_not(here):
    await daily(here)
    await choose(here, "08:00")
    back = AT_EIGHT + 3 * DAY + timedelta(hours=1)
    await here.sleep_until(back)
    await here.go_to(back + DAY)
    assert here.heard("U11") == [(back, "U11"), (AT_EIGHT + 4 * DAY, "U11")]


async def test_after_a_night_away_nothing_is_told_before_its_time(here):
    await daily(here)
    await choose(here, "08:00")
    back = AT_EIGHT + DAY - timedelta(hours=3)
    await here.sleep_until(back)
    await here.go_to(back + timedelta(hours=4))
    assert here.heard("U11") == [(AT_EIGHT + DAY, "U11")]


async def test_a_person_who_cannot_be_written_to_today_is_told_tomorrow(here):
    await daily(here)
    await choose(here, "08:00")
    await here.go_to(AT_EIGHT - timedelta(minutes=1))

    def fails(channel):
        if channel == "U11" and here.now < AT_EIGHT + timedelta(hours=1):
            raise SlackRefused("account_inactive")

    here.slack.fails = fails
    await here.go_to(AT_EIGHT + DAY)
    assert here.heard("U11") == [(AT_EIGHT + DAY, "U11")]
