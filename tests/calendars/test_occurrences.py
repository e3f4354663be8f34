"""Meetings take place when their zone's clocks say so: clock changes, ends of series, overlaps."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.occurrences import MeetingPlan, Occurrence, occurrence, occurrences
from tests.calendars.clocks import DAY, MINUTE, ZONES, at, changes, shown, walked

HALF = timedelta(minutes=30)
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(plan: MeetingPlan, since: str, until: str) -> list[str]:
    """The starts of its occurrences: day and time, in UTC."""
    return [f"{one.starts_at:%m-%d %H:%M}" for one in occurrences(plan, utc(since), utc(until))]


@pytest.mark.parametrize(
    ("zone", "wall", "since", "expected"),
    [
        (
            "Europe/Berlin",
            "2027-03-20T02:30",
            "2027-03-26",
            "03-26 01:30 03-27 01:30 03-28 01:30 03-29 00:30",
        ),
        (
            "Europe/Berlin",
            "2026-10-20T02:30",
            "2026-10-24",
            "10-24 00:30 10-25 00:30 10-26 01:30 10-27 01:30",
        ),
        (
            "America/New_York",
            "2027-03-01T02:15",
            "2027-03-13",
            "03-13 07:15 03-14 07:15 03-15 06:15 03-16 06:15",
        ),
        (
            "America/New_York",
            "2026-10-20T09:00",
            "2026-10-31",
            "10-31 13:00 11-01 14:00 11-02 14:00 11-03 14:00",
        ),
        (
            "Australia/Lord_Howe",
            "2026-09-20T02:10",
            "2026-10-02",
            "10-02 15:40 10-03 15:40 10-04 15:10 10-05 15:10",
        ),
        (
            "Australia/Sydney",
            "2026-09-20T02:30",
            "2026-10-02",
            "10-02 16:30 10-03 16:30 10-04 15:30 10-05 15:30",
        ),
        (
            "Pacific/Chatham",
            "2026-09-20T03:00",
            "2026-09-25",
            "09-25 14:15 09-26 14:15 09-27 13:15 09-28 13:15",
        ),
        (
            "Asia/Kolkata",
            "2026-03-20T09:00",
            "2026-03-28",
            "03-28 03:30 03-29 03:30 03-30 03:30 03-31 03:30",
        ),
        (
            "Pacific/Apia",
            "2011-12-20T09:00",
            "2011-12-28",
            "12-28 19:00 12-29 19:00 12-30 19:00 12-31 19:00",
        ),
        (
            "America/Sao_Paulo",
            "2018-10-20T00:00",
            "2018-11-02",
            "11-02 03:00 11-03 03:00 11-04 03:00 11-05 02:00",
        ),
    ],
)
def test_a_daily_meeting_keeps_its_clock_time(
    zone: str, wall: str, since: str, expected: str
) -> None:
    plan = MeetingPlan(wall=at(wall), zone=zone, lasts=HALF, repeats="FREQ=DAILY")
    until = (utc(since) + 4 * DAY).isoformat()[:10]
    assert " ".join(starts(plan, since, until)) == expected


def test_of_a_repeated_hour_the_meant_one() -> None:
    first = MeetingPlan(wall=at("2026-10-25T02:30"), zone=BERLIN, lasts=HALF)
    second = MeetingPlan(wall=at("2026-10-25T02:30").replace(fold=1), zone=BERLIN, lasts=HALF)
    assert starts(first, "2026-10-01", "2026-11-01") == ["10-25 00:30"]
    assert starts(second, "2026-10-01", "2026-11-01") == ["10-25 01:30"]
    assert MeetingPlan.at(utc("2026-10-25T01:30"), BERLIN, HALF).wall.fold == 1
    weekly = MeetingPlan(wall=second.wall, zone=BERLIN, lasts=HALF, repeats="FREQ=WEEKLY")
    assert starts(weekly, "2026-10-01", "2026-11-09") == [
        "10-25 01:30",
        "11-01 01:30",
        "11-08 01:30",
    ]
    assert starts(weekly, "2027-03-22", "2027-04-05") == ["03-28 01:30", "04-04 00:30"]
    assert starts(weekly, "2027-10-25", "2027-11-09") == ["10-31 01:30", "11-07 01:30"]


def test_a_skipped_evening_that_moved_past_midnight_is_still_running() -> None:
    plan = MeetingPlan(
        wall=at("2027-03-01T23:30"), zone="America/Nuuk", lasts=HALF, repeats="FREQ=DAILY"
    )
    # on 27 March the clocks step from 23:00 to midnight: it is held at 00:30
    running = occurrence(plan, utc("2027-03-28T01:45"))
    assert running
    assert running.starts_at == utc("2027-03-28T01:30")


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(ZONES), st.data())
def test_what_starts_at_a_moment_is_planned_for_that_moment(zone: str, data: st.DataObject) -> None:
    near = data.draw(st.sampled_from(changes(zone) or [utc("2026-11-20")]))
    moment = near + data.draw(st.integers(-3000, 3000)) * MINUTE
    plan = MeetingPlan.at(moment + timedelta(microseconds=7), zone, HALF)
    assert shown(moment, zone) == plan.wall
    assert occurrence(plan, moment - DAY) == Occurrence(starts_at=moment, ends_at=moment + HALF)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), st.data())
def test_an_hourly_meeting_is_held_once_at_each_moment_and_in_order(
    zone: str, data: st.DataObject
) -> None:
    near = data.draw(st.sampled_from(changes(zone) or [utc("2026-11-20")]))
    begin = shown(near - 3 * DAY, zone) + data.draw(st.integers(0, 59)) * MINUTE
    rule = data.draw(st.sampled_from(("FREQ=HOURLY", "FREQ=HOURLY;BYMINUTE=0,20,40")))
    plan = MeetingPlan(wall=begin, zone=zone, lasts=timedelta(hours=2), repeats=rule)
    told = [one.starts_at for one in occurrences(plan, near - 9 * DAY, near + 3 * DAY)]
    assert all(early < late for early, late in pairwise(told))
    expected = set()
    for number in range(7 * 24 * 60):
        wall = begin + number * MINUTE
        if wall != begin and wall.minute not in (
            (begin.minute,) if "BY" not in rule else (0, 20, 40)
        ):
            continue
        expected.add(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
    assert told == sorted(one for one in expected if one < near + 3 * DAY)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261128", "11-28 00:30"),  # a day: all of it, by the clocks of the zone
        ("20261127", "11-27 00:30"),
        ("20261128T013000", "11-28 00:30"),  # a time on the clocks, itself included
        ("20261128T012959", "11-27 00:30"),
        ("20261128T003000Z", "11-28 00:30"),  # a moment
        ("20261128T002959Z", "11-27 00:30"),
        ("20261127T225959Z", "11-27 00:30"),  # the end of the 27th in Berlin
        ("20261119", "11-20 00:30"),  # the first occurrence takes place in any case
        ("20261119T000000Z", "11-20 00:30"),
    ],
)
def test_a_series_ends_where_it_says(until: str, last: str) -> None:
    rule = f"FREQ=DAILY;UNTIL={until}"
    plan = MeetingPlan(wall=at("2026-11-20T01:30"), zone=BERLIN, lasts=HALF, repeats=rule)
    assert starts(plan, "2026-11-01", "2027-11-01")[-1] == last
    assert occurrence(plan, utc("2026-12-01")) is None


def test_a_skipped_time_that_moved_past_the_end_is_left_out() -> None:
    rule = "FREQ=HOURLY;BYMINUTE=0,50;UNTIL=20270328T011000Z"
    plan = MeetingPlan(wall=at("2027-03-28T01:00"), zone=BERLIN, lasts=HALF, repeats=rule)
    # 02:00 and 02:50 do not exist: they become 03:00, which is there already, and 03:50
    assert starts(plan, "2027-03-27", "2027-03-29") == ["03-28 00:00", "03-28 00:50", "03-28 01:00"]


def test_a_first_time_that_the_rule_does_not_name_takes_place_and_counts() -> None:
    rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=3"
    plan = MeetingPlan(wall=at("2026-11-20T09:00"), zone="UTC", lasts=HALF, repeats=rule)
    assert starts(plan, "2026-11-01", "2027-01-01") == ["11-20 09:00", "11-24 09:00", "12-01 09:00"]


def test_an_occurrence_runs_until_its_last_moment() -> None:
    plan = MeetingPlan(
        wall=at("2026-11-20T09:00"), zone="UTC", lasts=HALF, repeats="FREQ=DAILY;COUNT=2"
    )
    today, tomorrow = utc("2026-11-20T09:00"), utc("2026-11-21T09:00")
    told = [occurrence(plan, moment) for moment in (
        today - 365 * DAY, today, today + HALF - MINUTE, today + HALF, tomorrow + HALF,
    )]  # fmt: skip
    assert [one and one.starts_at for one in told] == [today, today, today, tomorrow, None]
    assert [one and one.ends_at for one in told[:1]] == [today + HALF]


def test_a_window_takes_what_ends_after_it_opens_and_starts_before_it_closes() -> None:
    plan = MeetingPlan(wall=at("2026-11-20T09:00"), zone="UTC", lasts=HALF, repeats="FREQ=DAILY")
    assert starts(plan, "2026-11-21T09:30", "2026-11-23T09:00") == ["11-22 09:00"]
    assert starts(plan, "2026-11-21T09:29", "2026-11-23T09:01") == [
        "11-21 09:00", "11-22 09:00", "11-23 09:00",
    ]  # fmt: skip


def test_a_meeting_longer_than_its_step_runs_beside_itself() -> None:
    plan = MeetingPlan(wall=at("2026-11-20T09:00"), zone="UTC", lasts=3 * DAY, repeats="FREQ=DAILY")
    assert len(starts(plan, "2026-11-25T12:00", "2026-11-25T12:01")) == 3


def test_minutes_across_a_change_are_real_minutes() -> None:
    plan = MeetingPlan(wall=at("2027-03-28T01:30"), zone=BERLIN, lasts=timedelta(hours=1))
    one = occurrence(plan, utc("2027-03-01"))
    assert one
    assert shown(one.ends_at, BERLIN) == at("2027-03-28T03:30")
    assert walked(at("2027-03-28T03:30"), BERLIN) == ([one.ends_at], None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"wall": utc("2026-11-20")},
        {"wall": at("2026-11-20T09:00:00.5")},
        {"lasts": timedelta()},
        {"lasts": -HALF},
        {"repeats": "weekly"},
    ],
)
def test_what_no_calendar_can_keep_is_refused(wrong: dict[str, object]) -> None:
    right = {"wall": at("2026-11-20T09:00"), "zone": "UTC", "lasts": HALF}
    with pytest.raises(ValueError, match=r"time|rule|repeat"):
        MeetingPlan(**(right | wrong))  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        MeetingPlan(wall=at("2026-11-20T09:00"), zone="Europe/Atlantis", lasts=HALF)
