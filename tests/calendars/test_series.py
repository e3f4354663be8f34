"""Series are counted out as RFC 5545 says: its own examples, a day-by-day reckoning, and limits."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.occurrences import MeetingPlan, occurrence, occurrences, wall_times
from calendars.recurrence import WEEKDAYS, Recurrence
from tests.calendars.clocks import at

NEW_YORK = "America/New_York"


def days_of(rule: str, first: str, number: int) -> str:
    """The days of a series, as in ``9/2 9/3``, years in front where they change."""
    shown, year = [], None
    begin = datetime.fromisoformat(first)
    for wall in islice(wall_times(Recurrence.parse(rule), begin, begin), number):
        shown.append(
            f"{wall.month}/{wall.day}"
            if wall.year == year
            else f"{wall:%Y} {wall.month}/{wall.day}"
        )
        year = wall.year
    return " ".join(shown)


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [  # RFC 5545, 3.8.5.3
        ("FREQ=DAILY;COUNT=3", "1997-09-02T09:00", "1997 9/2 9/3 9/4"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00", "1997 9/2 9/12 9/22 10/2 10/12"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02T09:00", "1997 9/2 9/16 9/30 10/14"),
        ("FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00", "1997 9/2 9/4 9/9 9/11"),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR",
            "1997-09-01T09:00",
            "1997 9/1 9/3 9/5 9/15 9/17 9/19 9/29",
        ),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05T09:00", "1997 9/5 10/3 11/7 12/5"),
        (
            "FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU",
            "1997-09-07T09:00",
            "1997 9/7 9/28 11/2 11/30 1998 1/4 1/25",
        ),
        ("FREQ=MONTHLY;COUNT=4;BYDAY=-2MO", "1997-09-22T09:00", "1997 9/22 10/20 11/17 12/22"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00", "1997 9/28 10/29 11/28 12/29 1998 1/29"),
        (
            "FREQ=MONTHLY;COUNT=6;BYMONTHDAY=1,-1",
            "1997-09-30T09:00",
            "1997 9/30 10/1 10/31 11/1 11/30 12/1",
        ),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10T09:00", "1997 6/10 7/10 1998 6/10 7/10"),
        (
            "FREQ=YEARLY;INTERVAL=3;COUNT=6;BYYEARDAY=1,100,200",
            "1997-01-01T09:00",
            "1997 1/1 4/10 7/19 2000 1/1 4/9 7/18",
        ),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00", "1997 5/19 1998 5/18 1999 5/17"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00", "1997 5/12 1998 5/11 1999 5/17"),
        ("FREQ=YEARLY;BYWEEKNO=20", "1997-05-12T09:00", "1997 5/12 1998 5/11 1999 5/17"),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "1998-02-13T09:00",
            "1998 2/13 3/13 11/13",
        ),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996-11-05T09:00",
            "1996 11/5 2000 11/7 2004 11/2",
        ),
        (
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "1997-09-04T09:00",
            "1997 9/4 10/7 11/6",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "1997-09-29T09:00",
            "1997 9/29 10/30 11/27 12/30 1998 1/29",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "1997-08-05T09:00",
            "1997 8/5 8/10 8/19 8/24",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "1997-08-05T09:00",
            "1997 8/5 8/17 8/19 8/31",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            "2007-01-15T09:00",
            "2007 1/15 1/30 2/15 3/15 3/30",
        ),
        ("FREQ=MONTHLY;COUNT=5", "2026-01-31T09:00", "2026 1/31 3/31 5/31 7/31 8/31"),
        ("FREQ=YEARLY", "2024-02-29T09:00", "2024 2/29 2028 2/29 2032 2/29 2036 2/29"),
        ("FREQ=YEARLY", "2096-02-29T09:00", "2096 2/29 2104 2/29"),
    ],
)
def test_the_days_are_those_of_the_rfc(rule: str, first: str, expected: str) -> None:
    number = sum("/" in word for word in expected.split()) + ("COUNT" in rule)
    assert days_of(rule, first, number) == expected


def test_hours_of_a_day() -> None:
    begin = at("1997-09-02T09:00")
    every_three = islice(wall_times(Recurrence.parse("FREQ=HOURLY;INTERVAL=3"), begin, begin), 4)
    assert [wall.hour for wall in every_three] == [9, 12, 15, 18]
    late = wall_times(Recurrence.parse("FREQ=HOURLY;INTERVAL=3"), begin, at("1998-09-02T10:00"))
    assert next(late) in (at("1998-09-02T09:00"), at("1998-09-02T12:00"))
    twice = islice(
        wall_times(Recurrence.parse("FREQ=DAILY;BYHOUR=9,16;BYMINUTE=0,30"), begin, begin), 5
    )
    assert [f"{wall:%d %H:%M}" for wall in twice] == [
        "02 09:00", "02 09:30", "02 16:00", "02 16:30", "03 09:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "since", "expected"),
    [
        ("FREQ=YEARLY;INTERVAL=3", "2027-01-01", "2029-06-10"),
        ("FREQ=YEARLY;INTERVAL=3", "2030-01-01", "2032-06-10"),
        ("FREQ=MONTHLY;INTERVAL=5", "2027-01-01", "2027-02-10"),
        ("FREQ=WEEKLY;INTERVAL=3", "2027-01-01", "2027-01-20"),
        ("FREQ=DAILY;INTERVAL=5", "2027-01-02", "2027-01-05"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2020-06-11", "2020-06-17"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2", "2027-01-01", "2027-01-06"),
    ],
)
def test_a_series_keeps_its_step_over_the_years(rule: str, since: str, expected: str) -> None:
    walls = wall_times(Recurrence.parse(rule), at("2020-06-10T09:00"), at(since))
    assert next(wall for wall in walls if wall >= at(since)) == at(f"{expected}T09:00")


Series = tuple[str, datetime, list[datetime]]


def reckoned(rule: dict[str, str], first: datetime) -> Iterator[datetime]:
    """Look at each day of seven years, one by one."""
    interval = int(rule.get("INTERVAL", "1"))
    for number in range(7 * 366):
        day = first.date() + timedelta(days=number)
        if number == 0 or (
            _in_step(rule["FREQ"], interval, first.date(), day) and _is(rule, first, day)
        ):
            yield datetime.combine(day, first.time())


def _in_step(freq: str, interval: int, first: date, day: date) -> bool:
    monday, first_monday = (each - timedelta(days=each.weekday()) for each in (day, first))
    passed = {
        "DAILY": (day - first).days,
        "WEEKLY": (monday - first_monday).days // 7,
        "MONTHLY": day.year * 12 + day.month - first.year * 12 - first.month,
        "YEARLY": day.year - first.year,
    }
    return passed[freq] % interval == 0


def _is(rule: dict[str, str], first: datetime, day: date) -> bool:
    if rule["FREQ"] == "WEEKLY":
        return WEEKDAYS[day.weekday()] in rule.get("BYDAY", WEEKDAYS[first.weekday()]).split(",")
    length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    if "BYDAY" in rule and rule["FREQ"] == "MONTHLY":
        ahead, behind = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
        names = {f"{number}{WEEKDAYS[day.weekday()]}" for number in (ahead, behind)}
        return bool(names & set(rule["BYDAY"].split(",")))
    if "BYDAY" in rule:
        return WEEKDAYS[day.weekday()] in rule["BYDAY"].split(",")
    if "BYMONTHDAY" in rule:
        return bool({str(day.day), str(day.day - length - 1)} & set(rule["BYMONTHDAY"].split(",")))
    if rule["FREQ"] == "YEARLY":
        return (day.month, day.day) == (first.month, first.day)
    return rule["FREQ"] == "DAILY" or day.day == first.day


@st.composite
def series(draw: st.DrawFn) -> Series:
    """A rule, its first occurrence, and all its times as reckoned day by day."""
    first = draw(st.datetimes(at("2019-01-01T00:00"), at("2024-12-31T00:00")))
    first = first.replace(second=0, microsecond=0)
    rule = {"FREQ": draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))}
    rule["INTERVAL"] = str(draw(st.sampled_from((1, 1, 2, 3, 5, 26))))
    parts = [{}, {"BYDAY": _some(draw, WEEKDAYS)}]
    if rule["FREQ"] == "MONTHLY":
        nth = [f"{number}{day}" for number in (1, 2, 3, 4, 5, -1, -2) for day in WEEKDAYS]
        numbers = [str(number) for number in (1, 13, 29, 30, 31, -1, -2, -31)]
        parts = [{}, {"BYDAY": _some(draw, nth)}, {"BYMONTHDAY": _some(draw, numbers)}]
    rule |= draw(st.sampled_from(parts[:1] if rule["FREQ"] == "YEARLY" else parts))
    times = list(reckoned(rule, first))
    end = draw(st.sampled_from(("", "COUNT", "UNTIL")))
    if end:
        last = draw(st.integers(1, min(300, len(times))))
        times = times[:last]
        rule[end] = str(last) if end == "COUNT" else f"{times[-1]:%Y%m%d}"
    return ";".join(f"{name}={value}" for name, value in rule.items()), first, times


def _some(draw: st.DrawFn, values: object) -> str:
    return ",".join(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)))


@settings(max_examples=120, deadline=None)
@given(series(), st.integers(-100, 2300), st.integers(1, 400))
def test_any_window_shows_what_the_days_one_by_one_show(
    drawn: Series, day: int, length: int
) -> None:
    rule, first, times = drawn
    plan = MeetingPlan(wall=first, zone="Asia/Kolkata", lasts=timedelta(minutes=45), repeats=rule)
    ahead = timedelta(hours=5, minutes=30)
    since = first.replace(tzinfo=UTC) + timedelta(days=day)
    until = min(since + timedelta(days=length), first.replace(tzinfo=UTC) + timedelta(days=2500))
    starts = [wall.replace(tzinfo=UTC) - ahead for wall in times]
    expected = [start for start in starts if start + plan.lasts > since and start < until]
    assert [each.starts_at for each in occurrences(plan, since, until)] == expected


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;COUNT=10000",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_a_series_of_long_ago_costs_no_more_than_a_new_one(rule: str) -> None:
    old, new = (
        MeetingPlan(
            wall=at(f"{year}-02-28T09:00"), zone=NEW_YORK, lasts=timedelta(hours=1), repeats=rule
        )
        for year in (2012, 2036)
    )
    now = datetime(2036, 3, 9, 12, tzinfo=UTC)

    def spent(plan: MeetingPlan) -> float:
        took = []
        for _ in range(10):
            began = time.perf_counter()
            assert occurrence(plan, now)
            took.append(time.perf_counter() - began)
        return min(took)

    assert spent(old) < 4 * spent(new) + 0.001


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31",
    ],
)
def test_a_rule_that_names_nothing_more_ends(rule: str) -> None:
    plan = MeetingPlan(
        wall=at("2026-11-24T09:00"), zone=NEW_YORK, lasts=timedelta(hours=1), repeats=rule
    )
    began = time.perf_counter()
    first = occurrence(plan, datetime(2026, 11, 1, tzinfo=UTC))
    assert first
    assert first.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert occurrence(plan, first.ends_at) is None
    assert time.perf_counter() - began < 3


def test_hours_that_a_step_never_reaches_are_refused() -> None:
    rule = "FREQ=HOURLY;INTERVAL=2;BYHOUR=10"
    with pytest.raises(ValueError, match="empty"):
        MeetingPlan(wall=at("2026-01-01T09:00"), zone="UTC", lasts=timedelta(hours=1), repeats=rule)
    MeetingPlan(wall=at("2026-01-01T10:00"), zone="UTC", lasts=timedelta(hours=1), repeats=rule)
