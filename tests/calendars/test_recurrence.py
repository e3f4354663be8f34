"""A recurrence is read from a rule of RFC 5545 and printed again, or the rule is refused."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.recurrence import ByDay, Frequency, Recurrence, optional_recurrence
from tests.calendars.clocks import at

BERLIN = ZoneInfo("Europe/Berlin")


def test_each_part_is_a_value_of_its_own() -> None:
    rule = "INTERVAL=2;FREQ=MONTHLY;BYDAY=2TU,-1FR,MO;BYMONTH=6,7;COUNT=9;WKST=SU"
    assert Recurrence.parse(rule) == Recurrence(
        frequency=Frequency.MONTHLY,
        interval=2,
        count=9,
        days=(ByDay("TU", 2), ByDay("FR", -1), ByDay("MO")),
        months=(6, 7),
        week_start="SU",
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=9",
        "FREQ=MONTHLY;BYDAY=2TU,-1FR;UNTIL=20261231",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20261231T090000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20361231T225959Z",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;BYHOUR=9,16;BYMINUTE=0,30;BYSECOND=0;WKST=SU",
        "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,-200",
    ],
)
def test_it_is_printed_as_it_was_read(rule: str) -> None:
    assert str(Recurrence.parse(rule)) == rule


def test_spellings_of_one_rule_are_one_value() -> None:
    written = Recurrence.parse("interval=1;byday=+2tu;freq=monthly")
    assert str(written) == "FREQ=MONTHLY;BYDAY=2TU"


def test_no_rule_is_no_recurrence() -> None:
    assert optional_recurrence("") is None
    assert optional_recurrence("FREQ=DAILY") == Recurrence(frequency=Frequency.DAILY)


@pytest.mark.parametrize(
    ("until", "value", "last"),
    [
        ("20261231", date(2026, 12, 31), at("2026-12-31T23:59:59.999999")),
        ("20261231T120000", at("2026-12-31T12:00"), at("2026-12-31T12:00")),
        ("20261231T110000Z", datetime(2026, 12, 31, 11, tzinfo=UTC), at("2026-12-31T12:00")),
    ],
)
def test_the_last_start_is_told_on_the_clocks_of_a_zone(
    until: str, value: date, last: datetime
) -> None:
    recurrence = Recurrence.parse(f"FREQ=DAILY;UNTIL={until}")
    assert recurrence.until == value
    assert recurrence.last_in(BERLIN) == last.replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rule", "day", "named"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24", True),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-25", False),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", True),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30", True),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-29", False),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-11-15", True),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "2026-11-24", False),
        ("FREQ=DAILY", "2026-11-24", True),
    ],
)
def test_a_rule_names_its_days(rule: str, day: str, named: bool) -> None:
    assert Recurrence.parse(rule).names_day(date.fromisoformat(day)) is named


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "daily",
        "gibberish",
        "FREQ",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=WEEKLY;INTERVAL=x",
        "FREQ=DAILY;COUNT=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=DAILY;COUNT=10001",
        "FREQ=DAILY;COUNT=3;UNTIL=20300101",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;UNTIL=20261231T25",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;WKST=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=-1",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=MONTHLY;BYSETPOS=0",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=DAILY;X=1",
        "FREQ=DAILY\nRDATE:20260101T000000",
        "RRULE:FREQ=DAILY",
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Recurrence.parse(rule)


@given(st.text(alphabet="FREQ=DAILYWKTUN;BCOMH,0129-+TZ", max_size=60))
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    for rule in (text, f"FREQ=DAILY;{text}"):
        try:
            recurrence = Recurrence.parse(rule)
        except ValueError:
            continue
        assert Recurrence.parse(str(recurrence)) == recurrence
