"""Repeat rules in WebEx's words, or the admission that it has none for them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from calendars.recurrence import optional_recurrence
from meetings.errors import NotPossible
from meetings.services.webex_xml.recurrence import repeat

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2027, 1, 12, 23, 30, tzinfo=UTC)  # Wednesday the 13th in Berlin


def element_parts(rule: str) -> list[tuple[str, str]]:
    """The parts of the element, in order; days are joined."""
    element = repeat(optional_recurrence(rule), FIRST, BERLIN)
    return [(part.tag, part.text or " ".join(day.text or "" for day in part)) for part in element]


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        ("", [("repeatType", "NO_REPEAT")]),
        ("FREQ=DAILY", [("repeatType", "DAILY"), ("interval", "1")]),
        (
            "FREQ=DAILY;INTERVAL=3;COUNT=10",
            [("repeatType", "DAILY"), ("interval", "3"), ("afterMeetingNumber", "10")],
        ),
        (
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
            [
                ("repeatType", "DAILY"),
                ("interval", "1"),
                ("dayInWeek", "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY"),
            ],
        ),
        (
            "FREQ=WEEKLY",
            [("repeatType", "WEEKLY"), ("interval", "1"), ("dayInWeek", "WEDNESDAY")],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO;UNTIL=20271231T225959Z",
            [
                ("repeatType", "WEEKLY"),
                ("interval", "2"),
                ("dayInWeek", "MONDAY THURSDAY"),
                ("expirationDate", "12/31/2027 23:59:59"),
            ],
        ),
        (
            "FREQ=WEEKLY;UNTIL=20270701",
            [
                ("repeatType", "WEEKLY"),
                ("interval", "1"),
                ("dayInWeek", "WEDNESDAY"),
                ("expirationDate", "07/01/2027 23:59:59"),
            ],
        ),
        (
            "FREQ=MONTHLY;BYDAY=2TU;COUNT=6",
            [
                ("repeatType", "MONTHLY"),
                ("interval", "1"),
                ("afterMeetingNumber", "6"),
                ("dayInWeek", "TUESDAY"),
                ("weekInMonth", "2"),
            ],
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1",
            [
                ("repeatType", "MONTHLY"),
                ("interval", "1"),
                ("dayInWeek", "FRIDAY"),
                ("weekInMonth", "5"),
            ],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15;INTERVAL=2",
            [("repeatType", "MONTHLY"), ("interval", "2"), ("dayInMonth", "15")],
        ),
        (
            "FREQ=MONTHLY",
            [("repeatType", "MONTHLY"), ("interval", "1"), ("dayInMonth", "13")],
        ),
        (
            "FREQ=YEARLY;COUNT=3;BYMONTH=7;BYMONTHDAY=4",
            [
                ("repeatType", "YEARLY"),
                ("afterMeetingNumber", "3"),
                ("dayInMonth", "4"),
                ("monthInYear", "7"),
            ],
        ),
        (
            "FREQ=YEARLY",
            [("repeatType", "YEARLY"), ("dayInMonth", "13"), ("monthInYear", "1")],
        ),
    ],
)
def test_a_rule_is_said_in_the_vendors_words(rule: str, parts: list[tuple[str, str]]) -> None:
    assert element_parts(rule) == parts


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=DAILY;BYDAY=MO,WE",
        "FREQ=DAILY;BYMONTH=3",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=WEEKLY;BYHOUR=9,15",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=3",
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=WEEKLY;COUNT=1000",
        "FREQ=WEEKLY;INTERVAL=1000",
    ],
)
def test_what_it_has_no_words_for_is_not_made(rule: str) -> None:
    with pytest.raises(NotPossible):
        element_parts(rule)
