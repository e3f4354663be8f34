"""From chosen phrases to instants: which day, which half of the day, which offset from UTC."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from language.choice import Chosen
from language.conventions import ASKED, PARTS, hour_of_day, in_part
from language.phrases import DAY, Bound, Clock, Day, Length, Offset, Repeat, Span, Stamp
from language.said import Said
from language.series import Series, bounded, first_of


@dataclass(slots=True)
class When:
    """When a wish is: the time fields of a Wish, still open to change."""

    start: datetime | None = None
    day: date | None = None
    end: datetime | None = None
    minutes: int | None = None
    rrule: str | None = None
    other: datetime | None = None
    flags: list[str] = field(default_factory=list)
    zone: ZoneInfo | None = None


def resolve(chosen: Chosen, said: Said, meal: str) -> When:
    """Work out the instants. *meal*: am, noon or pm where a meal was named."""
    when = When(zone=said.zone)
    if "bad" in chosen and not chosen.keys() & {"day", "offset", "repeat"}:
        when.flags.append("not_read")
        return when
    values: dict[str, Any] = {slot: entry.value for slot, entry in chosen.items()}
    if "zone" in values:
        when.zone = ZoneInfo(values["zone"].name)
    clock = values.get("clock")
    if isinstance(clock, Stamp):
        when.start = clock.moment.astimezone(when.zone)
        if when.start < said.now:
            when.flags.append("past")
    elif "offset" in values:
        _from_now(values["offset"], values, when, said)
    else:
        _placed(values, when, said, meal)
    _lasting(values, when)
    return when


def _from_now(offset: Offset, values: dict[str, Any], when: When, said: Said) -> None:
    """``in 20 minutes`` is an instant, ``in two weeks`` a day."""
    length = offset.length
    if length.clocked:
        moment = said.now.astimezone(UTC) + timedelta(seconds=length.seconds)
        when.start = moment.replace(second=0, microsecond=0).astimezone(when.zone)
        return
    index = said.today.year * 12 + said.today.month - 1 + length.months
    year, month = index // 12, index % 12 + 1
    for number in range(said.today.day, said.today.day - 4, -1):
        try:
            day = date(year, month, number) + int(length.days) * DAY
        except (ValueError, OverflowError):
            continue
        values["day"] = Day(day, lead=True)
        break
    _placed(values, when, said, "")


def _placed(values: dict[str, Any], when: When, said: Said, meal: str) -> None:
    """Put a clock time on a day, or find the day that it is on."""
    day, part = _day_of(values.get("day"), said)
    part = values["part"].name if "part" in values else part
    span = values.get("clock")
    if isinstance(span, Span) and span.day is not None:
        day = day or span.day
    clock = span.start if isinstance(span, Span) else span
    if said.table.clock24 and not part:
        span, clock = _as_written(span), _as_written(clock)
    repeat: Repeat | None = values.get("repeat")
    if clock is None and part:
        clock = Clock(PARTS[part], certain=True)
        when.flags.append("vague")
    if repeat is not None:
        _series(repeat, day, clock, values, when, said, (part, meal))
        return
    if day is not None and day.vague:
        when.flags.append("vague")
    if clock is None:
        if day is not None:
            _only_day(day, when, said)
        return
    if isinstance(span, Span):
        clock = _led(span)
    _clocked(clock, day, when, said, (part, meal))
    if isinstance(span, Span) and "hour" in when.flags:
        when.flags.remove("hour")
        when.other = None if day is None or not day.flags else when.other
    if day is not None and day.until is not None and when.start is not None:
        when.end = _at(day.until, when.start.hour, when.start.minute, when)
    if isinstance(span, Span):
        when.end = _ending(span, when, part)


def _as_written(value: Any) -> Any:
    """Where people write 24 hours, 7:30 is in the morning; only 1 to 5 can be the afternoon."""
    if isinstance(value, Span):
        return replace(value, start=_as_written(value.start), end=_as_written(value.end))
    if isinstance(value, Clock) and value.written and value.hour > 5 and not value.meridiem:
        return replace(value, certain=True)
    return value


def _day_of(day: Day | tuple[int, str] | None, said: Said) -> tuple[Day | None, str]:
    """``tonight`` is a day and a part of it."""
    if isinstance(day, tuple):
        return Day(said.today + day[0] * DAY, lead=True), day[1]
    return day, ""


def _only_day(day: Day, when: When, said: Said) -> None:
    when.day = day.day
    when.flags += [*day.flags, "no_time"]
    if day.day < said.today:
        when.flags.append("past")


def _clocked(clock: Clock, day: Day | None, when: When, said: Said, hints: tuple[str, str]) -> None:
    """Find the start, and the other defensible one."""
    hour, asked = _hour(clock, *hints)
    chosen = day.day if day else said.today
    if day is None:
        start = _at(chosen, hour, clock.minute, when)
        if start < said.now.replace(second=0, microsecond=0):
            chosen += DAY
    elif chosen == said.today and asked is not None:
        start = _at(chosen, hour, clock.minute, when)
        if start <= said.now < _at(chosen, asked, clock.minute, when):
            hour, asked = asked, None
    when.start = _at(chosen, hour, clock.minute, when)
    when.flags += _shifted(chosen, hour, clock.minute, when)
    if when.start < said.now.replace(second=0, microsecond=0):
        when.flags.append("past")
    if day is not None:
        _doubt(day, hour, clock, when, said)
    if asked is not None:
        when.flags.append("hour")
        when.other = when.other or _at(chosen, asked, clock.minute, when)


def _doubt(day: Day, hour: int, clock: Clock, when: When, said: Said) -> None:
    """Note the other day that the same words could mean."""
    if day.other is not None:
        when.flags += day.flags
        when.other = _at(day.other, hour, clock.minute, when)
    elif day.weekday == said.today.weekday() and day.day > said.today:
        today = _at(said.today, hour, clock.minute, when)
        if today > said.now and day.day == said.today + 7 * DAY:
            when.flags.append("today")
            when.other = today


def _hour(clock: Clock, part: str, meal: str) -> tuple[int, int | None]:
    """Return the hour on the 24-hour clock, and another one that could be meant."""
    hour = clock.hour
    if clock.certain or clock.meridiem or hour > 12 or hour == 0:
        return (hour_of_day(hour, clock.meridiem) if clock.meridiem else hour), None
    if part:
        return in_part(hour, part), None
    if meal == "pm" and 4 <= hour < 12:
        return hour + 12, None
    if meal == "am" and hour < 12:
        return hour, None
    guess = hour_of_day(hour, "")
    asked = clock.bare and hour in ASKED
    other = (hour + 12 if guess == hour else hour) if asked else None
    return guess, other


def _led(span: Span) -> Clock:
    """``9-10am``: the end's half of the day is the start's where that leaves a range."""
    start, end = span.start, span.end
    if start.meridiem or start.certain or not (end.meridiem or end.hour > 12):
        return start
    if end.hour > 12:
        plain = hour_of_day(start.hour, "")
        if start.hour >= 7 and plain != start.hour and start.hour + 12 <= end.hour:
            return replace(start, certain=True)
        return replace(start, certain=True) if plain >= end.hour else start
    same = hour_of_day(start.hour, end.meridiem)
    last = hour_of_day(end.hour, end.meridiem)
    if (same, start.minute) < (last, end.minute):
        return replace(start, meridiem=end.meridiem)
    return replace(start, meridiem="am" if end.meridiem == "pm" else "pm")


def _ending(span: Span, when: When, _part: str) -> datetime | None:
    """Return the end of a range: after its start, at the next day if need be."""
    start, end = when.start, span.end
    if start is None:
        return None
    if end.meridiem or end.certain or end.hour > 12:
        hour = hour_of_day(end.hour, end.meridiem) if end.meridiem else end.hour
    else:
        hour = end.hour % 12 if end.hour == 12 and start.hour >= 18 else end.hour
        if (hour, end.minute) <= (start.hour, start.minute) < (hour + 12, end.minute) and hour < 12:
            hour += 12
    if span.last is not None:
        return _at(span.last, hour, end.minute, when)
    found = _at(start.date(), hour, end.minute, when)
    return found if found > start else _at(start.date() + DAY, hour, end.minute, when)


def _lasting(values: dict[str, Any], when: When) -> None:
    """Complete end and minutes from each other."""
    length: Length | None = values.get("length")
    clock = values.get("clock")
    bound: Bound | None = values.get("bound")
    if length is None and isinstance(clock, Clock) and clock.length and "other_clock" in values:
        length = None
    if bound is not None and bound.clock is not None and when.start is not None and not when.end:
        when.end = _ending(Span(Clock(0), bound.clock), when, "")
    if (length is not None and length.clocked) or (length is not None and "repeat" not in values):
        when.minutes = length.minutes
    if when.start is not None and when.minutes and when.end is None:
        moment = when.start.astimezone(UTC) + timedelta(minutes=when.minutes)
        when.end = moment.astimezone(when.zone)
    elif when.start is not None and when.end is not None:
        when.minutes = round((when.end - when.start).total_seconds() / 60)


def _series(
    repeat: Repeat, day: Day | None, clock: Clock | None, values: dict[str, Any], when: When,
    said: Said, hints: tuple[str, str],
) -> None:  # fmt: skip
    """A repetition: its rule, and its first time still ahead."""
    span = values.get("clock")
    if isinstance(span, Span):
        clock = _led(span)
    hour, asked = _hour(clock, *hints) if clock else (0, None)
    minute = clock.minute if clock else 0
    begin = max(day.day, said.today) if day else said.today
    passed = clock is not None and _at(said.today, hour, minute, when) <= said.now
    if day is not None and day.until is not None:
        values.setdefault("bound", Bound(day=Day(day.until)))
    series = Series(
        repeat, begin, day.day if day else None, day.weekdays if day else (), skip_today=passed
    )
    first, repeat = first_of(series)
    at_end = None
    if clock is not None:
        when.start = _at(first, hour, minute, when)
        when.flags += _shifted(first, hour, minute, when)
        if asked is not None:
            when.flags.append("hour")
            when.other = _at(first, asked, minute, when)
        at_end = when.zone
    else:
        when.day = first
        when.flags.append("no_time")
    when.rrule = bounded(repeat, first, values.get("bound"), values.get("length"), at_end)
    if isinstance(span, Span):
        when.end = _ending(span, when, hints[0])


def _at(day: date, hour: int, minute: int, when: When) -> datetime:
    """Return a wall-clock time as an instant; a skipped hour moves on by the change."""
    if hour == 24:
        day, hour = day + DAY, 0
    local = datetime.combine(day, time(hour, minute), when.zone)
    return local.astimezone(UTC).astimezone(when.zone)


def _shifted(day: date, hour: int, minute: int, when: When) -> list[str]:
    """Whether a clock change skips or repeats this time; the repeated one is the other start."""
    if hour == 24:
        day, hour = day + DAY, 0
    local = datetime.combine(day, time(hour, minute), when.zone)
    again = local.replace(fold=1)
    if local.utcoffset() == again.utcoffset():
        return []
    if local.astimezone(UTC).astimezone(when.zone).replace(fold=0) != local:
        when.other = again.astimezone(UTC).astimezone(when.zone)
        return ["gap"]
    when.other = again
    return ["fold"]
