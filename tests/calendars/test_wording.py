"""A repetition is said in words that mean it and nothing else."""

import pytest

from calendars.wording import in_words, in_words_for
from tests.calendars.clocks import at

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", ""),
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=2", "every other day"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "every 10 days, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=HOURLY", "every hour"),
        ("FREQ=HOURLY;INTERVAL=2", "every 2 hours"),
        ("FREQ=WEEKLY", "every Thursday"),
        ("freq=weekly;byday=tu", "every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=FR,TH,WE,TU,MO", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "every Saturday and Sunday"),
        ("FREQ=WEEKLY;BYDAY=FR,MO,WE", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH,FR,SA", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "every other Thursday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every other week on Monday and Wednesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every other week on weekdays"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "every 3 weeks on Thursday"),
        ("FREQ=MONTHLY", "every month on the 26th"),
        ("FREQ=MONTHLY;INTERVAL=3", "every 3 months on the 26th"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15,22,3,11", "every month on the 1st, the 15th, the 22nd, "
            "the 3rd and the 11th"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "every month on the 31st, in the months that have one"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "every month on the 2nd last day"),
        ("FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", "every other month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=2TU,+4TU", "every month on the second Tuesday and the fourth Tuesday"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday"),
        ("FREQ=YEARLY", "every year on 26 November"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "every year on 31 December"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on 29 February, in the years that "
            "have one"),
        ("FREQ=YEARLY;BYMONTH=1,7", "every year on the 26th of January and July"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=1TU", "every 4 years on the first Tuesday of "
            "November"),
    ],
)  # fmt: skip
def test_plain_words(rule: str, said: str) -> None:
    assert in_words(rule, at("2026-11-26T15:00"), "Europe/Berlin") == said


@pytest.mark.parametrize(
    ("until", "zone", "day"),
    [
        ("20261231", "Asia/Tokyo", "31 December 2026"),
        ("20261231T235959", "Asia/Tokyo", "31 December 2026"),
        ("20261231T225959Z", "Europe/Berlin", "31 December 2026"),
        ("20270101T045959Z", "America/New_York", "31 December 2026"),
        ("20261231T145959Z", "Asia/Tokyo", "31 December 2026"),
    ],
)
def test_the_last_day_is_that_of_the_zone(until: str, zone: str, day: str) -> None:
    said = in_words(f"FREQ=WEEKLY;INTERVAL=2;UNTIL={until}", at("2026-11-26T15:00"), zone)
    assert said == f"every other Thursday until {day}"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYWEEKNO=12;BYDAY=FR",
        "FREQ=YEARLY;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTHDAY=5",
        "FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=1MO,FR",
        "FREQ=MONTHLY;BYMONTH=1",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTH=1",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=9,10;UNTIL=20270101",
        "FREQ=HOURLY;BYDAY=MO",
    ],
)
def test_what_has_no_plain_words_is_shown_as_it_is(rule: str) -> None:
    said = in_words(rule, at("2026-11-26T15:00"), "UTC")
    assert said == f"again and again by the rule {rule}"


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="FREQ"):
        in_words("weekly", at("2026-11-26T15:00"), "UTC")


@pytest.mark.parametrize(
    ("rule", "wall", "zone", "reader", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "2026-12-01T20:00", LONDON, "Asia/Tokyo", "every Wednesday"),
        ("FREQ=WEEKLY", "2026-12-01T20:00", LONDON, "Asia/Tokyo", "every Wednesday"),
        ("FREQ=WEEKLY;BYDAY=SU", "2026-12-06T20:00", LONDON, "Asia/Tokyo", "every Monday"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-12-01T09:00", LONDON, "Asia/Tokyo", "every Tuesday"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-12-07T09:00", "Asia/Tokyo", LONDON, "every Monday"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-12-07T08:00", "Asia/Tokyo", LONDON, "every Sunday"),
        (
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261228",
            "2026-12-07T08:00",
            "Asia/Tokyo",
            LONDON,
            "every Sunday until 27 December 2026",
        ),
        ("FREQ=DAILY", "2026-12-01T20:00", LONDON, "Asia/Tokyo", "every day"),
        (
            "FREQ=MONTHLY;BYDAY=1TU",
            "2026-12-01T20:00",
            LONDON,
            "Asia/Tokyo",
            "every month on the first Tuesday (in Europe/London)",
        ),
        ("", "2026-12-01T20:00", LONDON, "Asia/Tokyo", ""),
    ],
)
def test_a_reader_elsewhere_reads_the_weekday_that_it_is_there(
    rule: str, wall: str, zone: str, reader: str, expected: str
) -> None:
    assert in_words_for(rule, at(wall), zone, reader) == expected
