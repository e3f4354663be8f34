"""A series that is moved by one occurrence: what follows moves with it, or the move is refused."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from calendars.occurrences import MeetingPlan, occurrence, occurrences
from calendars.rescheduling import reschedule

ZONE = "Europe/Berlin"
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def series(first: str, rule: str) -> MeetingPlan:
    return MeetingPlan.at(at(first), ZONE, HOUR, rule)


def move(plan: MeetingPlan, seen_at: str, to: str) -> MeetingPlan | None:
    was = occurrence(plan, at(seen_at))
    assert was is not None
    return reschedule(plan, was, at(to), HOUR)


def days(plan: MeetingPlan, count: int) -> list[str]:
    since = plan.wall.replace(tzinfo=UTC) - timedelta(days=2)
    first = islice(occurrences(plan, since, since + timedelta(days=4000)), count)
    return [f"{each.starts_at.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" for each in first]


def test_the_hour_moves_for_all_and_the_days_stay() -> None:
    plan = move(
        series("2026-11-02T09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        "2026-11-20T08:00",
        "2026-11-20T10:30",
    )
    assert plan is not None
    assert days(plan, 3) == ["2026-11-20 10:30", "2026-11-23 10:30", "2026-11-24 10:30"]


def test_tuesdays_become_thursdays() -> None:
    plan = move(
        series("2026-11-03T15:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        "2026-11-16T08:00",
        "2026-11-19T15:00",
    )
    assert plan is not None
    assert days(plan, 3) == ["2026-11-19 15:00", "2026-12-03 15:00", "2026-12-17 15:00"]


def test_an_hour_keeps_the_wall_clock_across_a_change_of_the_clocks() -> None:
    plan = move(
        series("2026-03-20T09:00", "FREQ=WEEKLY;BYDAY=FR"), "2026-03-21T00:00", "2026-03-27T11:00"
    )
    assert plan is not None
    assert days(plan, 2) == ["2026-03-27 11:00", "2026-04-03 11:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=DAILY;BYDAY=TU",
    ],
)
def test_one_of_several_days_cannot_be_moved_alone(rule: str) -> None:
    plan = series("2026-11-03T15:00", rule)
    was = occurrence(plan, at("2026-11-03T00:00"))
    assert was is not None
    assert reschedule(plan, was, at("2026-11-04T15:00"), HOUR) is None


@pytest.mark.parametrize(
    ("rule", "first", "to", "then"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=24", "2026-11-24T15:00", "2026-11-26T15:00", "2026-12-26 15:00"),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-11-10T15:00", "2026-11-12T15:00", "2026-12-10 15:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T15:00", "2026-11-30T15:00", "2026-12-28 15:00"),
        ("FREQ=DAILY;INTERVAL=3", "2026-11-24T15:00", "2026-11-25T15:00", "2026-11-28 15:00"),
        ("FREQ=YEARLY", "2026-11-24T15:00", "2026-12-01T15:00", "2027-12-01 15:00"),
        (
            "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24",
            "2026-11-24T15:00",
            "2026-12-01T15:00",
            "2027-12-01 15:00",
        ),
    ],
)
def test_the_one_day_that_a_rule_names_moves(rule: str, first: str, to: str, then: str) -> None:
    plan = move(series(first, rule), first, to)
    assert plan is not None
    assert days(plan, 2) == [to.replace("T", " "), then]


@pytest.mark.parametrize(
    ("rule", "first", "to"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30T15:00", "2026-11-29T15:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T15:00", "2026-11-20T15:00"),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-11-10T15:00", "2026-11-30T15:00"),
    ],
)
def test_what_cannot_be_said_of_every_month_is_not_guessed(rule: str, first: str, to: str) -> None:
    assert move(series(first, rule), first, to) is None


def test_what_was_held_is_not_counted_again() -> None:
    plan = move(
        series("2026-11-03T15:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=5"),
        "2026-11-16T00:00",
        "2026-11-18T15:00",
    )
    assert plan is not None
    assert days(plan, 9) == ["2026-11-18 15:00", "2026-11-25 15:00", "2026-12-02 15:00"]


@pytest.mark.parametrize("until", ["20261208", "20261208T235959", "20261208T225959Z"])
@pytest.mark.parametrize(
    ("to", "last"),
    [
        ("2026-11-19T15:00", "2026-12-10 15:00"),
        ("2026-11-16T15:00", "2026-12-07 15:00"),
        ("2026-11-26T15:00", "2026-12-10 15:00"),
        ("2026-11-17T23:30", "2026-12-08 23:30"),
    ],
)
def test_the_last_day_of_a_series_moves_with_its_days(until: str, to: str, last: str) -> None:
    plan = move(
        series("2026-11-03T15:00", f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}"), "2026-11-16T00:00", to
    )
    assert plan is not None
    assert days(plan, 99)[-1] == last


def test_a_single_meeting_simply_moves() -> None:
    plan = move(series("2026-11-03T15:00", ""), "2026-11-02T00:00", "2026-11-05T09:00")
    assert plan == MeetingPlan.at(at("2026-11-05T09:00"), ZONE, HOUR)
