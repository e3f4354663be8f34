"""The conventions: what is taken for granted where people leave something open.

Each is a named rule with its sentence and an example; ``docs/understanding.md`` prints the table.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from language.phrases import DAY, ClockTime, Span


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
        "part alone",
        "morning 9:00, afternoon 14:00, evening 18:00, flagged vague",
        "tomorrow morning",
        "9:00",
    ),
    Convention("weekday", "the next one strictly after today", "friday", "the coming Friday"),
    Convention(
        "today's weekday",
        "is in a week; with a time still ahead, today is the other reading",
        "wednesday 3pm, on a Wednesday",
        "in a week",
    ),
    Convention(
        "next weekday",
        "that day of next week; the soonest is the other reading",
        "next friday",
        "Friday of next week",
    ),
    Convention("this weekday", "the soonest one, today included", "this friday", "this week"),
    Convention("passed time", "a passed time without a day is tomorrow", "9am", "tomorrow"),
    Convention("past date", "is flagged past, never moved", "yesterday 3pm", "past"),
    Convention("no year", "the next such day", "5 May, in June", "next year"),
    Convention("figures", "5/6 is read in the order of the locale", "5/6", "en-US: 6 May"),
    Convention(
        "clock change",
        "a skipped or repeated hour is flagged, the other is offered",
        "2:30am in the night of the change",
        "3:30, flagged gap",
    ),
    Convention("business", "eod and cob are 17:00", "by eod", "17:00"),
    Convention(
        "vague day",
        "a week's Monday, end of week Friday, flagged vague",
        "end of next week",
        "that Friday",
    ),
    Convention(
        "series",
        "starts at its first time still ahead, today included",
        "every weekday 9:15",
        "today or the next weekday",
    ),
    Convention(
        "title's meal",
        "a dinner is in the evening; a dinner menu need not be, flagged hour",
        "dinner menu at 9",
        "9:00",
    ),
    Convention(
        "several days",
        "two are both, three or letters are every week, flagged several",
        "tue & thu 9:30",
        "Tuesday and Thursday",
    ),
    Convention(
        "a choice",
        "the first; the second is the other reading, flagged several",
        "3 or 4pm",
        "15:00",
    ),
    Convention(
        "days in a row",
        "the first, and the last as last_date, flagged several",
        "3-5 december",
        "3 December",
    ),
    Convention(
        "limit",
        "before a time: the day only; after it: from then; flagged vague",
        "before 3 tomorrow",
        "tomorrow",
    ),
    Convention(
        "midnight",
        "ends its day; its beginning is the other reading, flagged vague",
        "friday midnight",
        "Saturday 0:00",
    ),
    Convention(
        "odd length",
        "nothing, or over 12 hours, is flagged length; half a day is 4 hours",
        "5pm-4pm",
        "flagged length",
    ),
)

AFTERNOON: Final = range(1, 8)
"""The bare hours that are afternoon."""

ASKED: Final = range(7, 12)
"""The bare hours about which the other half of the day is offered."""

PARTS: Final = {
    "early": 8,
    "morning": 9,
    "mid-morning": 10,
    "late morning": 11,
    "noon": 12,
    "lunch": 12,
    "afternoon": 14,
    "mid-afternoon": 15,
    "late": 16,
    "evening": 18,
    "night": 20,
}
"""When a part of the day starts if no clock time was given."""

_LATE: Final = ("evening", "night", "afternoon", "mid-afternoon", "late", "lunch")
_MORNINGS: Final = ("morning", "early", "mid-morning", "late morning")


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
        return hour % 12 if part in _MORNINGS else hour
    if part == "night" and (hour == 12 or hour < 5):
        return hour % 12
    if part == "lunch":
        return hour if hour > 4 else hour + 12
    return hour % 12 + 12


def as_written(clock: ClockTime) -> ClockTime:
    """Where people write 24 hours, 7:30 is in the morning; only 1 to 5 can be the afternoon."""
    if clock.written and clock.hour > 5 and not clock.meridiem:
        return replace(clock, certain=True)
    return clock


@dataclass(frozen=True, slots=True)
class HalfOfDay:
    """Which *half* of the day a title speaks of: am, noon, pm or neither.

    *sure*: the meeting is the meal or the morning; else a word of it is only what it is about.
    """

    half: str
    sure: bool


def contradicts(clock: ClockTime, part: str) -> bool:
    """Whether a clock time cannot be in a part of the day: 8pm in the morning."""
    if clock.meridiem == "pm" or (clock.certain and clock.hour > 12):
        return part in _MORNINGS
    return clock.meridiem == "am" and part in _LATE and part != "night"


def hour_meant(clock: ClockTime, part: str, title: HalfOfDay) -> tuple[int, int | None]:
    """Return the hour on the 24-hour clock, and another one that could be meant.

    *part* is a part of the day; *title* tells which half of the day the title speaks of.
    """
    hour = clock.hour
    if clock.meridiem:
        return hour_of_day(hour, clock.meridiem), None
    if clock.certain or hour > 12 or hour == 0:
        return hour, None
    if part:
        return in_part(hour, part), None
    half = title.half if title.sure else ""
    if (half == "pm" and 4 <= hour < 12) or (half == "am" and 5 <= hour < 12):
        return hour + 12 * (half == "pm"), None
    guess = hour_of_day(hour, "")
    other = hour % 12 if guess >= 12 else hour + 12
    about = bool(title.half) and not (title.sure and half == "pm")
    asked = (clock.bare and hour in ASKED) or hour == 7
    return guess, other if asked or (about and hour < 12) else None


def start_of(span: Span) -> ClockTime:
    """``9-10am``: the end's half of the day is the start's where that leaves a range."""
    start, end = span.start, span.end
    if end.certain and start.hour < end.hour <= 12 and not start.meridiem:
        return replace(start, certain=True)
    if start.meridiem or start.certain or not (end.meridiem or end.hour > 12):
        return start
    if end.hour > 12:
        later = hour_of_day(start.hour, "")
        wide = start.hour >= 7 and later != start.hour and start.hour + 12 <= end.hour
        return replace(start, certain=True) if wide or later >= end.hour else start
    same = hour_of_day(start.hour, end.meridiem)
    last = hour_of_day(end.hour, end.meridiem)
    if (same, start.minute) < (last, end.minute):
        return replace(start, meridiem=end.meridiem)
    return replace(start, meridiem="am" if end.meridiem == "pm" else "pm")


def end_hour(start: tuple[int, int], end: ClockTime) -> int:
    """Return the hour of a range's end, given hour and minute of its start."""
    if end.meridiem:
        return hour_of_day(end.hour, end.meridiem)
    if end.certain or end.hour > 12:
        return end.hour
    hour = 0 if end.hour == 12 and start[0] >= 18 else end.hour
    if hour < 12 and (hour, end.minute) <= start < (hour + 12, end.minute):
        return hour + 12
    return hour
