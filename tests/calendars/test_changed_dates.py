"""Single dates of a series that are moved or cancelled, as dateutil counts them by brute force."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calendars.changed_dates import (
    KEPT_FOR,
    cancelled,
    ended_before,
    last_date,
    moved,
    occurrence_of,
    original_start,
    with_change,
)
from calendars.due import DueKind, due
from calendars.occurrences import ChangedDate, MeetingPlan, occurrence, occurrences
from calendars.rescheduling import reschedule
from tests.calendars.clocks import at
from tests.calendars.test_series import series

LONDON = "Europe/London"
ZONES = (LONDON, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia")
HALF_AN_HOUR = timedelta(minutes=30)
TEN_YEARS = timedelta(days=3653)
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)


@dataclass
class Expected:
    """A plan, and what takes place in ten years as dateutil counts it out."""

    plan: MeetingPlan
    times: list[tuple[datetime, datetime]]


def moment(wall: datetime, zone: str) -> datetime:
    """What dateutil makes of a wall-clock time."""
    return tz.resolve_imaginary(wall.replace(tzinfo=tz.gettz(zone))).astimezone(UTC)


@st.composite
def changed_series(draw: st.DrawFn) -> Expected:
    rule, first, _ = draw(series())
    zone = draw(st.sampled_from(ZONES))
    walls = rrulestr(rule, dtstart=first)
    first = next(iter(walls), None)
    assume(first is not None)
    whole_day = re.sub(r"(UNTIL=\d{8})$", r"\1T235959", rule)
    counted = rrulestr(whole_day, dtstart=first)
    walls = counted.between(first, first + TEN_YEARS, inc=True)
    originals = draw(st.sets(st.sampled_from(walls), max_size=8))
    changes, others = [], []
    for original in sorted(originals):
        by = draw(st.none() | st.integers(-40 * 24 * 12, 40 * 24 * 12))
        if by is None:
            changes.append(ChangedDate(original=original))
            continue
        wall = original + timedelta(minutes=5 * by)
        lasts = draw(st.none() | st.just(timedelta(hours=2)))
        changes.append(ChangedDate(original=original, wall=wall, lasts=lasts))
        starts_at = moment(wall, zone)
        others.append((starts_at, starts_at + (lasts or HALF_AN_HOUR)))
    plan = MeetingPlan(
        wall=first, zone=zone, lasts=HALF_AN_HOUR, repeats=rule, changes=tuple(changes)
    )
    regular = {moment(wall, zone) for wall in walls if wall not in originals}
    times = sorted([(start, start + HALF_AN_HOUR) for start in regular] + others)
    return Expected(plan, times)


@settings(max_examples=80, deadline=None)
@given(changed_series(), st.integers(-50, 3700), st.integers(1, 400))
def test_changed_dates_are_those_that_dateutil_counts_out(
    expected: Expected, day: int, length: int
) -> None:
    plan, zone = expected.plan, expected.plan.zone
    end = moment(plan.wall, zone) + TEN_YEARS - timedelta(days=60)
    whole = [(e.starts_at, e.ends_at) for e in occurrences(plan, LONG_AGO, end)]
    assert sorted(whole) == [times for times in expected.times if times[0] < end]
    assert whole == sorted(whole, key=lambda times: times[0])
    since = moment(plan.wall, zone) + timedelta(days=day)
    until = min(since + timedelta(days=length), end)
    window = [(each.starts_at, each.ends_at) for each in occurrences(plan, since, until)]
    assert sorted(window) == [
        times for times in expected.times if times[1] > since and times[0] < until
    ]


DAILY = MeetingPlan(
    wall=at("2026-10-20T09:30"), zone=LONDON, lasts=HALF_AN_HOUR, repeats="FREQ=DAILY"
)
NOW = datetime(2026, 10, 19, 12, tzinfo=UTC)


def on(plan: MeetingPlan, day: str) -> list[str]:
    """When it takes place on that day, as the clocks of London show it."""
    since = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(LONDON))
    found = occurrences(plan, since, since + timedelta(days=1))
    return [f"{each.starts_at.astimezone(ZoneInfo(LONDON)):%H:%M}" for each in found]


def date_on(plan: MeetingPlan, day: str):
    since = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(LONDON))
    return next(occurrences(plan, since, since + timedelta(days=1)))


def test_a_change_of_the_clocks_between_leaves_the_changed_date_where_it_is() -> None:
    after_the_change = date_on(DAILY, "2026-10-27")
    assert original_start(DAILY, after_the_change) == datetime(2026, 10, 27, 9, 30, tzinfo=UTC)
    plan = with_change(DAILY, cancelled(DAILY, after_the_change), NOW)
    assert on(plan, "2026-10-27") == []
    assert on(plan, "2026-10-26") == on(plan, "2026-10-28") == ["09:30"]
    later = datetime(2026, 10, 27, 16, tzinfo=UTC)
    plan = with_change(plan, moved(plan, date_on(plan, "2026-10-24"), later, HALF_AN_HOUR), NOW)
    assert on(plan, "2026-10-24") == []
    assert on(plan, "2026-10-27") == ["16:00"]
    [it] = [
        each for each in occurrences(plan, NOW, later + HALF_AN_HOUR) if each.starts_at == later
    ]
    assert original_start(plan, it) == datetime(2026, 10, 24, 8, 30, tzinfo=UTC)


def test_a_date_that_was_moved_is_moved_again_and_not_twice() -> None:
    plan = DAILY
    for hour in (11, 12):
        to = datetime(2026, 10, 22, hour, tzinfo=UTC)
        plan = with_change(plan, moved(plan, date_on(plan, "2026-10-22"), to, HALF_AN_HOUR), NOW)
    assert on(plan, "2026-10-22") == ["13:00"]
    assert len(plan.changes) == 1
    assert occurrence_of(plan, datetime(2026, 10, 22, 12, tzinfo=UTC))
    assert occurrence_of(plan, datetime(2026, 10, 22, 8, 30, tzinfo=UTC)) is None


def test_what_was_changed_long_ago_is_forgotten() -> None:
    plan = with_change(DAILY, cancelled(DAILY, date_on(DAILY, "2026-10-22")), NOW)
    later = NOW + KEPT_FOR + timedelta(days=20)
    plan = with_change(plan, cancelled(plan, occurrence(plan, later)), later)
    assert len(plan.changes) == 1


def test_a_series_that_moves_keeps_what_was_changed_alone() -> None:
    plan = with_change(DAILY, cancelled(DAILY, date_on(DAILY, "2026-10-22")), NOW)
    four = datetime(2026, 10, 23, 15, tzinfo=UTC)
    plan = with_change(plan, moved(plan, date_on(plan, "2026-10-23"), four, HALF_AN_HOUR), NOW)
    first = occurrence(plan, NOW)
    new = reschedule(plan, first, first.starts_at + timedelta(hours=1), HALF_AN_HOUR)
    assert on(new, "2026-10-21") == ["10:30"]
    assert on(new, "2026-10-22") == []
    assert on(new, "2026-10-23") == ["16:00"]
    assert on(new, "2026-10-24") == ["10:30"]


def test_a_count_counts_cancelled_dates_too() -> None:
    five = replace(DAILY, repeats="FREQ=DAILY;COUNT=5")
    plan = with_change(five, cancelled(five, date_on(five, "2026-10-21")), NOW)
    third = date_on(plan, "2026-10-22")
    new = reschedule(plan, third, third.starts_at + timedelta(hours=1), HALF_AN_HOUR)
    assert on(new, "2026-10-24") == ["10:30"]
    assert on(new, "2026-10-25") == []


def test_a_series_ends_before_a_date_and_says_its_last_day() -> None:
    ended = ended_before(DAILY, date_on(DAILY, "2026-10-27"))
    assert ended.repeats == "FREQ=DAILY;UNTIL=20261026"
    assert on(ended, "2026-10-26") == ["09:30"]
    assert on(ended, "2026-10-27") == []
    assert ended_before(DAILY, date_on(DAILY, "2026-10-20")) is None


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY", None),
        ("FREQ=DAILY;COUNT=3", "2026-10-22"),
        ("FREQ=WEEKLY;UNTIL=20270101", "2026-12-29"),
        ("FREQ=YEARLY;UNTIL=20300101", "2029-10-20"),
        ("FREQ=DAILY;UNTIL=20261101T093000Z", "2026-11-01"),
    ],
)
def test_the_last_date_of_a_series_is_known(rule: str, last: str | None) -> None:
    found = last_date(replace(DAILY, repeats=rule), NOW)
    assert (found and f"{found.starts_at:%Y-%m-%d}") == last


def test_reminders_are_due_for_the_dates_that_take_place() -> None:
    plan = with_change(DAILY, cancelled(DAILY, date_on(DAILY, "2026-10-21")), NOW)
    four = datetime(2026, 10, 22, 15, tzinfo=UTC)
    plan = with_change(plan, moved(plan, date_on(plan, "2026-10-22"), four, HALF_AN_HOUR), NOW)
    events = due(plan, (timedelta(minutes=10),), NOW, NOW + timedelta(days=4))
    reminders = [f"{event.at:%d %H:%M}" for event in events if event.kind is DueKind.REMIND]
    assert reminders == ["20 08:20", "22 14:50", "23 08:20"]
