"""What is due comes once, in order, and the next thing is the first of what is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.due import DueKind, due, next_due
from calendars.occurrences import MeetingPlan, occurrences
from tests.calendars.clocks import DAY, ZONES, at

HALF, TEN, MINUTE = timedelta(minutes=30), timedelta(minutes=10), timedelta(minutes=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def once(repeats: str = "", lasts: timedelta = HALF) -> MeetingPlan:
    return MeetingPlan(wall=at("2026-11-20T09:00"), zone="UTC", lasts=lasts, repeats=repeats)


def test_the_life_of_a_meeting_in_order() -> None:
    told = due(once(), [TEN, MINUTE, DAY, TEN], utc("2026-11-01"), utc("2026-12-01"))
    assert [(f"{thing.at:%d %H:%M}", thing.kind, thing.lead) for thing in told] == [
        ("19 09:00", DueKind.REMIND, DAY),
        ("20 08:50", DueKind.REMIND, TEN),
        ("20 08:59", DueKind.REMIND, MINUTE),
        ("20 09:00", DueKind.START, timedelta()),
        ("20 09:30", DueKind.END, timedelta()),
    ]


def test_a_moment_is_due_when_it_comes_and_not_again() -> None:
    start = utc("2026-11-20T09:00")
    assert [one.kind for one in due(once(), [], start - MINUTE, start)] == [DueKind.START]
    assert due(once(), [], start, start + MINUTE) == []
    assert due(once(), [], start - HALF, start - timedelta(seconds=1)) == []


def test_one_ends_before_the_next_is_announced_and_starts() -> None:
    plan = once("FREQ=HOURLY;COUNT=2", timedelta(hours=1))
    told = due(plan, [timedelta()], utc("2026-11-20T09:00"), utc("2026-11-20T10:00"))
    assert [thing.kind for thing in told] == [DueKind.END, DueKind.REMIND, DueKind.START]
    assert [thing.occurrence.starts_at.hour for thing in told] == [9, 10, 10]


def test_a_reminder_days_ahead_comes_before_the_end_of_the_one_before() -> None:
    plan = once("FREQ=DAILY")
    told = due(plan, [3 * DAY], utc("2026-11-20T08:00"), utc("2026-11-20T09:30"))
    assert [(thing.kind, thing.occurrence.starts_at.day) for thing in told] == [
        (DueKind.REMIND, 23),
        (DueKind.START, 20),
        (DueKind.END, 20),
    ]
    first = next_due(plan, [3 * DAY], utc("2026-11-16"))
    assert first
    assert first.at == utc("2026-11-17T09:00")


def test_nothing_more_is_due_after_the_last_end() -> None:
    plan = once("FREQ=DAILY;COUNT=2")
    last = next_due(plan, [TEN], utc("2026-11-21T09:00"))
    assert last
    assert (last.kind, last.at) == (DueKind.END, utc("2026-11-21T09:30"))
    assert next_due(plan, [TEN], last.at) is None
    assert due(plan, [TEN], last.at, last.at + 1000 * DAY) == []


@pytest.mark.parametrize("leads", [[], [TEN], [DAY, timedelta(hours=2)]])
def test_across_the_spring_change_reminders_keep_real_minutes(leads: list[timedelta]) -> None:
    plan = MeetingPlan(wall=at("2027-03-28T03:05"), zone="Europe/Berlin", lasts=HALF)
    told = due(plan, leads, utc("2027-03-01"), utc("2027-04-01"))
    start = utc("2027-03-28T01:05")
    assert [one.at for one in told] == [start - lead for lead in leads] + [start, start + HALF]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(at("2026-01-01"), at("2027-12-31")),
    st.sampled_from(("", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=HOURLY;INTERVAL=5")),
    st.integers(1, 3000),
    st.lists(st.integers(0, 5000), max_size=3),
    st.integers(0, 14 * 1440),
)
def test_step_by_step_or_at_once_the_same_is_due(
    zone: str, wall: datetime, rule: str, lasts: int, minutes: list[int], back: int
) -> None:
    wall = wall.replace(second=0, microsecond=0)
    plan = MeetingPlan(wall=wall, zone=zone, lasts=lasts * MINUTE, repeats=rule)
    leads = [minute * MINUTE for minute in minutes]
    after = wall.replace(tzinfo=UTC) + 3 * DAY - back * MINUTE
    until = after + 4 * DAY
    told = due(plan, leads, after, until)
    expected = set()
    for one in occurrences(plan, after - 5 * DAY, until + 5 * DAY):
        expected |= {(one.starts_at - lead, DueKind.REMIND, one.starts_at) for lead in leads}
        expected |= {(one.starts_at, DueKind.START, one.starts_at)}
        expected |= {(one.ends_at, DueKind.END, one.starts_at)}
    found = [(thing.at, thing.kind, thing.occurrence.starts_at) for thing in told]
    assert set(found) == {thing for thing in expected if after < thing[0] <= until}
    assert len(set(found)) == len(found)
    assert [thing.at for thing in told] == sorted(thing.at for thing in told)
    walked = []
    while (thing := next_due(plan, leads, after)) and thing.at <= until:
        walked += due(plan, leads, after, thing.at)
        assert walked[-1].at == thing.at
        after = thing.at
    assert walked == told
