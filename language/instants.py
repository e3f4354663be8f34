"""From chosen phrases to instants: which day, which hour, which offset from UTC."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from language.choice import Choice
from language.compose import later
from language.conventions import PARTS, as_written, end_hour, hour_meant, start_of
from language.phrases import (
    DAY,
    Bound,
    ClockTime,
    Context,
    Day,
    Length,
    Offset,
    Repeat,
    Span,
    Stamp,
)
from language.series import Series, first_of, rrule_of, without_weekdays


@dataclass(slots=True)
class MeetingTime:
    """When a meeting is to be: the time fields of a request, still open to change."""

    zone: ZoneInfo
    start: datetime | None = None
    day: date | None = None
    end: datetime | None = None
    minutes: int | None = None
    rrule: str | None = None
    other: datetime | None = None
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TimePhrases:
    """What was told about the time: the phrases by what they tell. *meal*: its half of the day."""

    day: Day | None
    clock: ClockTime | None
    span: Span | None
    part: str
    meal: str
    repeat: Repeat | None
    bound: Bound | None
    length: Length | None


def resolve(choice: Choice, context: Context, meal: str) -> MeetingTime:
    """Work out the instants. *meal*: am, noon or pm where a meal was named."""
    time = MeetingTime(ZoneInfo(choice["zone"].value.name) if "zone" in choice else context.zone)
    if "bad" in choice and not choice.keys() & {"day", "offset", "repeat"}:
        time.flags.append("not_read")
        return time
    phrases = _phrases(choice, context, meal)
    stamp = choice["clock"].value if "clock" in choice else None
    if isinstance(stamp, Stamp):
        time.start = stamp.moment.astimezone(time.zone)
        _flag_past(time, context)
    elif phrases.repeat is not None:
        _series(_leave_days_out(phrases.repeat, choice, time), phrases, time, context)
    else:
        if "offset" in choice:
            _from_now(choice["offset"].value, phrases, time, context)
        if time.start is None:
            _place(phrases, time, context)
    _complete_length(phrases, time)
    return time


def _phrases(choice: Choice, context: Context, meal: str) -> TimePhrases:
    """Sort out what the phrases tell."""
    values: dict[str, Any] = {slot: phrase.value for slot, phrase in choice.items()}
    day: Any = values.get("day")
    part = ""
    if isinstance(day, tuple):  # "tonight" is a day and a part of it
        day, part = Day(context.today + day[0] * DAY, lead=True), day[1]
    if "part" in values:
        part = values["part"].name
    clock, span = values.get("clock"), None
    if isinstance(clock, Span):
        span = clock
        if context.table.clock24 and not part:
            span = replace(span, start=as_written(span.start), end=as_written(span.end))
        clock, day = start_of(span), day or span.day
    elif isinstance(clock, ClockTime) and context.table.clock24 and not part:
        clock = as_written(clock)
    if isinstance(clock, Stamp):
        clock = None
    bound, length = values.get("bound"), values.get("length")
    return TimePhrases(day, clock, span, part, meal, values.get("repeat"), bound, length)


def _from_now(offset: Offset, phrases: TimePhrases, time: MeetingTime, context: Context) -> None:
    """``in 20 minutes`` is an instant, ``in two weeks`` a day."""
    if offset.length.clocked:
        now = context.now.astimezone(UTC).replace(second=0, microsecond=0)
        then = now + timedelta(seconds=offset.length.seconds)
        time.start = (now if offset.within else then).astimezone(time.zone)
        if offset.within:
            time.end = then.astimezone(time.zone)
            time.flags.append("vague")
    else:
        phrases.day = later(Day(context.today), offset.length)


def _place(phrases: TimePhrases, time: MeetingTime, context: Context) -> None:
    """Put a clock time on a day, or find the day that it is on."""
    day, clock = phrases.day, phrases.clock
    if clock is None and phrases.part:
        clock = ClockTime(PARTS[phrases.part], certain=True)
        time.flags += ["vague"] if phrases.part != "noon" else []
    if day is not None and day.vague:
        time.flags.append("vague")
    if clock is None:
        if day is not None:
            _only_day(day, time, context)
        return
    _set_start(clock, phrases, time, context)
    if time.start is not None and day is not None and day.until is not None:
        time.end = _at(day.until, time.start.hour, time.start.minute, time)
    if phrases.span is not None:
        time.end = _end_of(phrases.span, time)


def _only_day(day: Day, time: MeetingTime, context: Context) -> None:
    """A day without a time."""
    time.day = day.day
    time.flags += [*day.flags, "no_time"]
    if day.day < context.today:
        time.flags.append("past")


def _set_start(clock: ClockTime, phrases: TimePhrases, time: MeetingTime, context: Context) -> None:
    """Find the start, and the other defensible one."""
    hour, asked = hour_meant(clock, phrases.part, phrases.meal)
    asked = None if phrases.span else asked
    day, minute = phrases.day, clock.minute
    choice = day.day if day else context.today
    start = _at(choice, hour, minute, time)
    if day is None and _has_passed(start, context):
        choice += DAY
        start = _at(choice, hour, minute, time)
    elif asked is not None and choice == context.today and start <= context.now:
        another = _at(choice, asked, minute, time)
        if another > context.now:
            start, hour, asked = another, asked, None
    time.start = start
    time.flags += _clock_change(choice, hour, minute, time)
    _flag_past(time, context)
    if day is not None:
        _offer_other_day(day, hour, minute, time, context)
    if asked is not None:
        time.flags.append("hour")
        time.other = time.other or _at(choice, asked, minute, time)


def _flag_past(time: MeetingTime, context: Context) -> None:
    """Flag a start that has passed; this very minute has not."""
    if time.start is not None and _has_passed(time.start, context):
        time.flags.append("past")


def _has_passed(start: datetime, context: Context) -> bool:
    """Whether a start lies before this very minute."""
    return start < context.now and start < context.now.replace(second=0, microsecond=0)


def _offer_other_day(day: Day, hour: int, minute: int, time: MeetingTime, context: Context) -> None:
    """Note the other day that the same words could mean."""
    if day.other is not None:
        time.flags += day.flags
        time.other = _at(day.other, hour, minute, time)
    elif day.weekday == context.today.weekday() and day.day == context.today + 7 * DAY:
        today = _at(context.today, hour, minute, time)
        if today > context.now:
            time.flags.append("today")
            time.other = today


def _end_of(span: Span, time: MeetingTime) -> datetime | None:
    """Return the end of a range: after its start, at the next day if need be."""
    start, end = time.start, span.end
    if start is None:
        return None
    hour = end_hour((start.hour, start.minute), end)
    if span.last is not None:
        return _at(span.last, hour, end.minute, time)
    moment = _at(start.date(), hour, end.minute, time)
    return moment if moment > start else _at(start.date() + DAY, hour, end.minute, time)


def _complete_length(phrases: TimePhrases, time: MeetingTime) -> None:
    """Complete end and minutes from each other."""
    length, bound = phrases.length, phrases.bound
    if bound is not None and bound.clock is not None and time.end is None:
        time.end = _end_of(Span(bound.clock, bound.clock), time)
    if length is not None and (length.clocked or phrases.repeat is None):
        time.minutes = length.minutes
    if time.start is None:
        return
    if time.end is not None:
        time.minutes = round((time.end - time.start).total_seconds() / 60)
    elif time.minutes:
        moment = time.start.astimezone(UTC) + timedelta(minutes=time.minutes)
        time.end = moment.astimezone(time.zone)


def _leave_days_out(repeat: Repeat, choice: Choice, time: MeetingTime) -> Repeat:
    """Leave the days out that were left out, or say that this was not read."""
    remaining: Repeat | None = repeat
    if "leftout" in choice:
        remaining = without_weekdays(repeat, choice["leftout"].value)
    if remaining is None or "bad" in choice:
        time.flags.append("not_read")
    return remaining or repeat


def _series(repeat: Repeat, phrases: TimePhrases, time: MeetingTime, context: Context) -> None:
    """A repetition: its rule, and its first time still ahead."""
    clock, day, bound = phrases.clock, phrases.day, phrases.bound
    if clock is None and phrases.part:
        clock = ClockTime(PARTS[phrases.part], certain=True)
        time.flags.append("vague")
    hour, asked = hour_meant(clock, phrases.part, phrases.meal) if clock else (0, None)
    minute = clock.minute if clock else 0
    passed = clock is not None and _at(context.today, hour, minute, time) <= context.now
    if day is not None and day.until is not None and bound is None:
        bound = Bound(day=Day(day.until))
    first, repeat = first_of(Series(repeat, context.today, day, skip_today=passed))
    if clock is None:
        time.day = first
        time.flags.append("no_time")
    else:
        time.start = _at(first, hour, minute, time)
        time.flags += _clock_change(first, hour, minute, time)
        if asked is not None and phrases.span is None:
            time.flags.append("hour")
            time.other = _at(first, asked, minute, time)
        if phrases.span is not None:
            time.end = _end_of(phrases.span, time)
    time.rrule = rrule_of(repeat, first, bound, phrases.length, time.zone if clock else None)


def _at(day: date, hour: int, minute: int, time: MeetingTime) -> datetime:
    """Return a wall-clock time as an instant; a skipped hour moves on by the change."""
    if hour == 24:
        day, hour = day + DAY, 0
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=time.zone)
    if _is_regular(day, time.zone) or local.utcoffset() == local.replace(fold=1).utcoffset():
        return local
    return local.astimezone(UTC).astimezone(time.zone)


@lru_cache(maxsize=1024)
def _is_regular(day: date, zone: ZoneInfo) -> bool:
    """Whether no clock changes on a day, so that each of its times is there just once."""
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    last = first.replace(hour=23, minute=59)
    offsets = {at.replace(fold=fold).utcoffset() for at in (first, last) for fold in (0, 1)}
    return len(offsets) == 1


def _clock_change(day: date, hour: int, minute: int, time: MeetingTime) -> list[str]:
    """Whether a clock change skips or repeats this time; the repeated one is the other start."""
    if hour == 24:
        day, hour = day + DAY, 0
    if _is_regular(day, time.zone):
        return []
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=time.zone)
    again = local.replace(fold=1)
    if local.utcoffset() == again.utcoffset():
        return []
    back = again.astimezone(UTC).astimezone(time.zone)
    time.other = back
    return ["fold"] if back.replace(fold=0) == local else ["gap"]
