"""Lead times as people type them, and in words."""

from datetime import timedelta

import pytest

from handlers.coming.lead_times import in_words, read


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("10", [10]),
        ("10m", [10]),
        ("1m,10m", [10, 1]),
        ("1m, 10m and 1h", [60, 10, 1]),
        ("1m 10m", [10, 1]),
        ("1h", [60]),
        ("1h30m", [90]),
        ("1 hour 30 minutes", [90]),
        ("1 day, 15 min before", [1440, 15]),
        ("10 Minutes", [10]),
        ("at the start, 5m", [5, 0]),
        ("0", [0]),
        ("7d", [7 * 1440]),
        ("5m,5 min", [5]),
        ("off", []),
        ("None", []),
        ("never", []),
    ],
)
def test_what_is_typed_is_read(typed, minutes):
    assert read(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "10x", "-5", "8d", "1,2,3,4,5,6", "10m off", "m", "1.5h", "99999d", "², ٣x"],
)
def test_what_is_unclear_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        read(typed)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        ([], "never"),
        ([10], "10 minutes before"),
        ([60, 1], "1 hour before and 1 minute before"),
        ([1500, 10, 0], "1 day 1 hour before, 10 minutes before and when it starts"),
    ],
)
def test_they_are_told_in_words(minutes, text):
    assert in_words(tuple(timedelta(minutes=lead) for lead in minutes)) == text
