"""The process crashes before or after any write: a change of dates of a series happens once."""

import json
from dataclasses import replace
from datetime import timedelta

from calendars.occurrences import occurrences
from handlers.slack_types import CardState
from handlers.stored_meetings import plan_of
from storage.ledger import Ledger
from tests.handlers.test_change_crash import CHANGE, NOW, TOLD, WAS, Press, crashes, new_scenario

__all__ = ["new_scenario"]

DAILY = "FREQ=DAILY"
THIRD = WAS + timedelta(days=2)
HOUR = timedelta(hours=1)
DATE = replace(CHANGE, was=THIRD, starts_at=THIRD)
MOVE_ONE = Press("parley.move", replace(DATE, starts_at=THIRD + HOUR, scope="one"))
MOVE_LATER = Press("parley.move", replace(DATE, starts_at=THIRD + HOUR, scope="later"))
SKIP, END = (
    Press(
        "parley.cancel",
        value={
            "meeting": CHANGE.meeting,
            "version": 1,
            "was": THIRD.isoformat(),
            "scope": scope,
        },
    )
    for scope in ("one", "later")
)


async def starts(scenario):
    """When something takes place in the first five days, by the rows that are made."""
    rows = await scenario.meetings.of_organizer("T1", "U11")
    days = [
        each.starts_at - WAS
        for row in rows
        if row.state == "made"
        for each in occurrences(plan_of(row), NOW, WAS + timedelta(days=5))
    ]
    return sorted(days)


def series(*but, moved=()):
    days = [timedelta(days=number) for number in range(5)]
    return sorted([day for day in days if day.days not in but] + list(moved))


async def test_a_date_is_skipped_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, SKIP, repeats=DAILY):
        count += 1
        assert await starts(scenario) == series(2)
        assert scenario.places() == sorted(TOLD)
        assert scenario.answers() == {"Cancelled"}
        row = await scenario.meetings.by_id(CHANGE.meeting)
        assert (row.version, len(row.dates)) == (2, 1)
        last = await scenario.last_change()
        assert last.back.dates == ()
    assert count > 15


async def test_a_date_is_moved_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, MOVE_ONE, repeats=DAILY):
        count += 1
        assert await starts(scenario) == series(2, moved=[timedelta(days=2, hours=1)])
        assert scenario.places() == sorted(TOLD)
        assert scenario.answers() == {"Moved"}
    assert scenario.calls("SetMeeting") == 0
    assert count > 15


async def test_a_series_ends_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, END, repeats=DAILY):
        count += 1
        assert await starts(scenario) == series(2, 3, 4)
        [there] = scenario.site.meetings
        assert len(there.starts) == 2
        assert scenario.places() == sorted(TOLD)
        assert scenario.answers() == {"Cancelled"}
    assert count > 15


async def test_a_series_is_split_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, MOVE_LATER, repeats=DAILY):
        count += 1
        later = [timedelta(days=day, hours=1) for day in (2, 3, 4)]
        assert await starts(scenario) == series(2, 3, 4, moved=later)
        old, new = sorted(scenario.site.meetings, key=lambda meeting: meeting.starts[0])
        assert len(old.starts) == 2
        assert new.starts[0] == THIRD + HOUR
        rows = await scenario.meetings.of_organizer("T1", "U11")
        assert len(rows) == 2
        assert {row.service_id for row in rows} == {str(old.key), str(new.key)}
        assert scenario.answers() == {"Moved"}
        assert scenario.slack.cards[-1].state is CardState.UPCOMING
    assert count > 20


async def test_a_forged_date_changes_nothing(new_scenario):
    scenario = await new_scenario()
    scenario.repeats = DAILY
    value = {**SKIP.value, "was": (THIRD + HOUR).isoformat()}
    await scenario.start(replace(SKIP, value=value))
    await scenario.run(Ledger(scenario.store, "test"))
    assert await starts(scenario) == series()
    assert json.dumps(scenario.places()) == "[]"
