"""Which half of the day an hour is in: what was said, the part of the day, a meal, convention."""

from dataclasses import replace

from language.conventions import ASKED, hour_of_day, in_part
from language.phrases import Clock, Span


def as_written(clock: Clock) -> Clock:
    """Where people write 24 hours, 7:30 is in the morning; only 1 to 5 can be the afternoon."""
    if clock.written and clock.hour > 5 and not clock.meridiem:
        return replace(clock, certain=True)
    return clock


def hour_meant(clock: Clock, part: str, meal: str) -> tuple[int, int | None]:
    """Return the hour on the 24-hour clock, and another one that could be meant.

    *part* is a part of the day; *meal* is am, noon or pm where a meal was named.
    """
    hour = clock.hour
    if clock.meridiem:
        return hour_of_day(hour, clock.meridiem), None
    if clock.certain or hour > 12 or hour == 0:
        return hour, None
    if part:
        return in_part(hour, part), None
    if (meal == "pm" and 4 <= hour < 12) or (meal == "am" and hour < 12):
        return hour + 12 * (meal == "pm"), None
    guess = hour_of_day(hour, "")
    if clock.bare and hour in ASKED:
        return guess, hour + 12 if guess == hour else hour
    return guess, None


def start_of(span: Span) -> Clock:
    """``9-10am``: the end's half of the day is the start's where that leaves a range."""
    start, end = span.start, span.end
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


def end_hour(start: tuple[int, int], end: Clock) -> int:
    """Return the hour of a range's end, given hour and minute of its start."""
    if end.meridiem:
        return hour_of_day(end.hour, end.meridiem)
    if end.certain or end.hour > 12:
        return end.hour
    hour = 0 if end.hour == 12 and start[0] >= 18 else end.hour
    if hour < 12 and (hour, end.minute) <= start < (hour + 12, end.minute):
        return hour + 12
    return hour
