"""The conventions: what is taken for granted where people leave something open.

Each is a named rule with its sentence and an example; ``docs/understanding.md`` prints the table.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from language.phrases import DAY


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule for what was left open: its *name*, what it *says*, an *example* and its reading."""

    name: str
    says: str
    example: str
    reads: str


CONVENTIONS: Final = (
    Convention("bare hour", "1 to 7 is afternoon, 8 to 11 morning, 12 noon", "at 3", "15:00"),
    Convention("meal", "dinner, drinks: evening; breakfast: morning", "dinner at 8", "20:00"),
    Convention("part of day", "it decides the half of the day", "tonight at 8", "20:00"),
    Convention(
        "part alone", "morning 9:00, afternoon 14:00, evening 18:00, flagged vague",
        "tomorrow morning", "9:00",
    ),
    Convention("weekday", "the next one strictly after today", "friday", "the coming Friday"),
    Convention(
        "today's weekday", "is in a week; with a time still ahead, today is the other reading",
        "wednesday 3pm, on a Wednesday", "in a week",
    ),
    Convention("next weekday", "that day of next week; the soonest is the other reading",
               "next friday", "Friday of next week"),
    Convention("this weekday", "the soonest one, today included", "this friday", "this week"),
    Convention("passed time", "a passed time without a day is tomorrow", "9am", "tomorrow"),
    Convention("past date", "is flagged past, never moved", "yesterday 3pm", "past"),
    Convention("no year", "the next such day", "5 May, in June", "next year"),
    Convention("figures", "5/6 is read in the order of the locale", "5/6", "en-US: 6 May"),
    Convention("clock change", "a skipped or repeated hour is flagged, the other is offered",
               "2:30am in the night of the change", "3:30, flagged gap"),
    Convention("business", "eod and cob are 17:00", "by eod", "17:00"),
    Convention("vague day", "a week's Monday, end of week Friday, flagged vague",
               "end of next week", "that Friday"),
    Convention("series", "starts at its first time still ahead, today included",
               "every weekday 9:15", "today or the next weekday"),
)  # fmt: skip

AFTERNOON: Final = range(1, 8)
"""The bare hours that are afternoon."""

ASKED: Final = range(7, 12)
"""The bare hours about which the other half of the day is offered."""

PARTS: Final = {
    "early": 8,
    "morning": 9,
    "late morning": 11,
    "noon": 12,
    "lunch": 12,
    "afternoon": 14,
    "late": 16,
    "evening": 18,
    "night": 20,
}
"""When a part of the day starts if no clock time was given."""

_LATE: Final = ("evening", "night", "afternoon", "late", "lunch")


def next_weekday(today: date, weekday: int) -> date:
    """Return the next such weekday strictly after today."""
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * DAY


def same_week_later(today: date, weekday: int) -> date:
    """Return the soonest such weekday, today included."""
    return today + ((weekday - today.weekday()) % 7) * DAY


def weekday_of_next_week(today: date, weekday: int) -> date:
    """Return that day of the week that starts on the coming Monday."""
    return today + (7 - today.weekday() + weekday) * DAY


def hour_of_day(hour: int, meridiem: str) -> int:
    """Return the hour on a 24-hour clock; without a meridiem, by the bare-hour convention."""
    if meridiem == "am":
        return hour % 12
    if meridiem == "pm":
        return hour % 12 + 12
    return hour + 12 if hour in AFTERNOON else hour


def in_part(hour: int, part: str) -> int:
    """Return the hour as the part of the day decides it."""
    if part not in _LATE:
        return hour % 12 if part in ("morning", "early") else hour
    if part == "night" and (hour == 12 or hour < 5):
        return hour % 12
    if part == "lunch":
        return hour if hour > 4 else hour + 12
    return hour % 12 + 12
