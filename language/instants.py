"""From chosen phrases to instants: which day, which hour, which offset from UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from language.choice import Choice
from language.compose import later
from language.conventions import (
    PARTS,
    HalfOfDay,
    as_written,
    contradicts,
    end_hour,
    hour_meant,
    start_of,
)
from language.meeting_time import ResolvedTime, TimePhrases, at, clock_change, has_passed
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
)
from language.series import Series, first_of, rrule_of, without_weekdays

_OVERNIGHT: Final = 9 * 60
LONGEST: Final = 12 * 60
"""The minutes beyond which a length is rather a slip."""


def resolve(choice: Choice, context: Context, half: HalfOfDay) -> ResolvedTime:
    """Work out the instants. *half*: which half of the day the title speaks of, if it does."""
    time = ResolvedTime(_zone(choice, context))
    if "bad" in choice and not choice.keys() & {"day", "offset", "repeat"}:
        time.flags.append("not_read")
        return time
    phrases = _phrases(choice, context, half)
    if "bad" in choice and phrases.repeat is None:
        time.flags.append("not_read")
    if phrases.repeat is not None:
        _series(_leave_days_out(phrases.repeat, choice, time), phrases, time, context)
    else:
        if "offset" in choice:
            _from_now(choice["offset"].value, phrases, time, context)
        if time.start is None:
            _place(phrases, time, context)
    _complete_length(phrases, time)
    if "zone" in choice and choice["zone"].value.numeric:
        _show_here(time, context)
    return time


def _zone(choice: Choice, context: Context) -> ZoneInfo:
    """The zone that was said, by itself or with a clock time, or the speaker's."""
    if "zone" in choice:
        return ZoneInfo(choice["zone"].value.name)
    clock = choice["clock"].value if "clock" in choice else None
    return ZoneInfo(clock.zone) if isinstance(clock, ClockTime) and clock.zone else context.zone


def _show_here(time: ResolvedTime, context: Context) -> None:
    """An offset from UTC tells the instant, not whose clock it is shown on."""
    time.zone = context.zone
    time.start, time.end, time.other = (
        moment.astimezone(context.zone) if moment else None
        for moment in (time.start, time.end, time.other)
    )


def _phrases(choice: Choice, context: Context, half: HalfOfDay) -> TimePhrases:
    """Sort out what the phrases tell."""
    values: dict[str, Any] = {slot: phrase.value for slot, phrase in choice.items()}
    day: Any = values.get("day")
    repeat: Repeat | None = values.get("repeat")
    part = repeat.part if repeat else ""
    if isinstance(day, tuple):  # "tonight" is a day and a part of it
        day, part = Day(context.today + day[0] * DAY, lead=True), day[1]
    if "part" in values:
        part = values["part"].name
    if isinstance(day, Day) and day.weekdays and repeat is None:
        count = None if day.weekly else len(day.weekdays)
        repeat = Repeat("WEEKLY", 1, day.weekdays, count=count)
        day = Day(day.day, flags=day.flags)
    clock, span = values.get("clock"), None
    written = context.table.clock24 and not part and half.half != "pm"
    if isinstance(clock, Span):
        span = clock
        if written:
            span = replace(span, start=as_written(span.start), end=as_written(span.end))
        clock, day = start_of(span), day or span.day
    elif isinstance(clock, ClockTime) and written:
        clock = as_written(clock)
    bound, length = values.get("bound"), values.get("length")
    return TimePhrases(day, clock, span, part, half, repeat, bound, length)


def _from_now(offset: Offset, phrases: TimePhrases, time: ResolvedTime, context: Context) -> None:
    """``in 20 minutes`` is an instant, ``in two weeks`` a day."""
    if offset.length.clocked:
        now = context.now.astimezone(UTC).replace(second=0, microsecond=0)
        then = now + timedelta(seconds=offset.length.seconds)
        time.start = (now if offset.within else then).astimezone(time.zone)
        if offset.within:
            time.end = then.astimezone(time.zone)
            time.flags.append("vague")
    else:
        named = phrases.day
        phrases.day = later(Day(context.today), offset.length)
        if named is not None and phrases.day is not None and not phrases.repeat:
            phrases.day = _day_beside(named, phrases.day, offset)
        if offset.within and phrases.day is not None:
            phrases.day.vague = True


def _day_beside(named: Day, then: Day, offset: Offset) -> Day:
    """``in 3 weeks on monday``: the Monday of that week, which may be another one."""
    if named.day == then.day:
        return then
    if named.weekday is None or offset.length.days % 7:
        return replace(then, flags=(*then.flags, "several"))
    monday = then.day - then.day.weekday() * DAY
    return Day(monday + named.weekday * DAY, flags=("vague",), lead=True)


def _place(phrases: TimePhrases, time: ResolvedTime, context: Context) -> None:
    """Put a clock time on a day, or find the day that it is on."""
    day, clock = phrases.day, _clock_of(phrases, time)
    if day is not None:
        time.flags += [*(["vague"] if day.vague else []), *day.flags]
        if day.until is not None:
            time.last_day = day.until
            time.flags.append("several")
    if clock is None:
        if day is not None:
            _only_day(day, time, context)
        return
    time.flags += clock.flags
    if clock.limit:
        _before(clock, phrases, time, context)
        return
    _set_start(clock, phrases, time, context)
    if phrases.span is not None:
        time.end = _end_of(phrases.span, time)


def _clock_of(phrases: TimePhrases, time: ResolvedTime) -> ClockTime | None:
    """The clock time that was said, or the usual one of the part of the day."""
    clock, part = phrases.clock, phrases.part
    if clock is None and part:
        time.flags += ["vague"] if part != "noon" else []
        return ClockTime(PARTS[part], certain=True)
    if clock is not None and part and contradicts(clock, part):
        time.flags.append("vague")
    return clock


def _before(clock: ClockTime, phrases: TimePhrases, time: ResolvedTime, context: Context) -> None:
    """``before 3`` says the day, and no start."""
    hour, _ = hour_meant(clock, phrases.part, phrases.half)
    day = phrases.day.day if phrases.day else context.today
    if phrases.day is None and has_passed(at(day, hour, clock.minute, time), context):
        day += DAY
    _only_day(Day(day), time, context)


def _only_day(day: Day, time: ResolvedTime, context: Context) -> None:
    """A day without a time."""
    time.day = day.day
    time.flags.append("no_time")
    if day.day < context.today:
        time.flags.append("past")


def _set_start(
    clock: ClockTime, phrases: TimePhrases, time: ResolvedTime, context: Context
) -> None:
    """Find the start, and the other defensible one."""
    hour, asked = hour_meant(clock, phrases.part, phrases.half)
    asked = None if phrases.span else asked
    day, minute = phrases.day, clock.minute + clock.shift
    on = day.day if day else context.today
    start = at(on, hour, minute, time)
    if day is None and has_passed(start, context):
        asked = asked or _soon_today(clock, hour, time, context)
        on += DAY
        start = at(on, hour, minute, time)
    elif asked is not None and on == context.today and start <= context.now:
        another = at(on, asked, minute, time)
        if another > context.now:
            start, hour, asked = another, asked, None
            time.flags.append("hour")
    time.start = start
    time.flags += clock_change(on, hour, minute, time)
    _flag_past(time, context)
    if day is not None:
        _offer_other_day(day, hour, minute, time, context)
    _offer_other_clock(clock, phrases, on, time)
    if asked is not None:
        time.flags.append("hour")
        other = at(on, asked, minute, time)
        soon = other - DAY if day is None else other
        time.other = time.other or (soon if soon > context.now and asked >= 12 else other)


def _soon_today(clock: ClockTime, hour: int, time: ResolvedTime, context: Context) -> int | None:
    """``at 11:30``, two minutes before half past eleven at night: that is meant as well."""
    if clock.meridiem or clock.certain or not 0 < hour < 12:
        return None
    tonight = at(context.today, hour + 12, clock.minute, time)
    return hour + 12 if context.now < tonight < context.now + timedelta(hours=2) else None


def _offer_other_clock(
    clock: ClockTime, phrases: TimePhrases, on: date, time: ResolvedTime
) -> None:
    """Note the second time that was said, or the midnight at the other end of the day."""
    other = clock.other
    if other is not None:
        if not (other.meridiem or other.certain) and clock.meridiem:
            other = replace(other, meridiem=clock.meridiem)
        hour, _ = hour_meant(other, phrases.part, phrases.half)
        time.other = at(on, hour, other.minute, time)
    elif clock.midnight and phrases.day is not None and phrases.part not in ("evening", "night"):
        time.flags.append("vague")
        time.other = at(on, 0, 0, time)
    if clock.again is not None and time.start is not None:
        again = clock.again
        there = time.start.astimezone(ZoneInfo(again.zone))
        hour, other_half = hour_meant(again, "", HalfOfDay("", sure=True))
        hours = {hour % 24, other_half} if again.meridiem or again.certain else {hour, hour - 12}
        if there.minute != again.minute or there.hour not in hours:
            time.flags.append("vague")


def _flag_past(time: ResolvedTime, context: Context) -> None:
    """Flag a start that has passed; this very minute has not."""
    if time.start is not None and has_passed(time.start, context):
        time.flags.append("past")


def _offer_other_day(
    day: Day, hour: int, minute: int, time: ResolvedTime, context: Context
) -> None:
    """Note the other day that the same words could mean."""
    if day.other is not None:
        time.other = at(day.other, hour, minute, time)
    elif day.weekday == context.today.weekday() and day.day == context.today + 7 * DAY:
        today = at(context.today, hour, minute, time)
        if today > context.now:
            time.flags.append("today")
            time.other = today


def _end_of(span: Span, time: ResolvedTime) -> datetime | None:
    """Return the end of a range: after its start, at the next day if need be."""
    start, end = time.start, span.end
    if start is None:
        return None
    hour = end_hour((start.hour, start.minute), end)
    if span.last is not None:
        return at(span.last, hour, end.minute, time)
    moment = at(start.date(), hour, end.minute, time)
    return moment if moment > start else at(start.date() + DAY, hour, end.minute, time)


def _complete_length(phrases: TimePhrases, time: ResolvedTime) -> None:
    """Complete end and minutes from each other."""
    length, bound = phrases.length, phrases.bound
    if bound is not None and bound.clock is not None and time.end is None:
        time.end = _end_of(Span(bound.clock, bound.clock), time)
    if length is not None and (length.clocked or phrases.repeat is None):
        time.minutes = length.minutes
        if time.end is not None and _is_window(length, time):  # "1-4 for 20 min"
            time.end = None
            time.flags.append("vague")
    _check_length(phrases.span, time)
    if time.start is None:
        return
    if time.end is not None:
        time.minutes = round((time.end - time.start).total_seconds() / 60)
    elif time.minutes:
        moment = time.start.astimezone(UTC) + timedelta(minutes=time.minutes)
        time.end = moment.astimezone(time.zone)


def _wraps(span: Span | None, time: ResolvedTime) -> bool:
    """Whether an end is only after its start because it was put on the next day: ``16-3``."""
    if span is None or time.start is None or time.end is None or span.last is not None:
        return False
    return time.start.date() < time.end.date() and not (span.end.meridiem or span.end.midnight)


def _is_window(length: Length, time: ResolvedTime) -> bool:
    """Whether a length that was said with a range is shorter: the range is when it can be."""
    if time.start is None or time.end is None or not length.clocked:
        return False
    return bool(length.sure) or 0 < length.minutes * 60 < (time.end - time.start).total_seconds()


def _check_length(span: Span | None, time: ResolvedTime) -> None:
    """Flag a length of nothing or of more than half a day, as of an end before its start."""
    if time.start is not None and time.end is not None:
        minutes = round((time.end - time.start).total_seconds() / 60)
        if not 0 < minutes <= (_OVERNIGHT if _wraps(span, time) else LONGEST):
            time.flags.append("length")
            if minutes <= 0 or (minutes == 1440 and span is not None and span.last is None):
                time.end = None
    elif time.minutes is not None and not 0 < time.minutes <= LONGEST:
        time.flags.append("length")


def _leave_days_out(repeat: Repeat, choice: Choice, time: ResolvedTime) -> Repeat:
    """Leave the days out that were left out, or say that this was not read."""
    remaining: Repeat | None = repeat
    if "leftout" in choice:
        remaining = without_weekdays(repeat, choice["leftout"].value)
    if remaining is None or "bad" in choice:
        time.flags.append("not_read")
    return remaining or repeat


def _series(repeat: Repeat, phrases: TimePhrases, time: ResolvedTime, context: Context) -> None:
    """A repetition: its rule, and its first time still ahead."""
    clock, day = _clock_of(phrases, time), phrases.day
    time.flags += repeat.flags
    if repeat.freq in ("HOURLY", "MINUTELY", "SECONDLY") and phrases.span is not None:
        time.flags.append("not_read")  # "every 3 hours between 9 and 5"
    if clock is not None and clock.limit:
        time.flags += clock.flags
        clock = None
    hour, asked = hour_meant(clock, phrases.part, phrases.half) if clock else (0, None)
    minute = clock.minute + clock.shift if clock else 0
    passed = clock is not None and at(context.today, hour, minute, time) <= context.now
    first, repeat = first_of(Series(repeat, context.today, day, skip_today=passed))
    bound = _bound_of(repeat, first, phrases, time)
    if clock is None:
        time.day = first
        time.flags.append("no_time")
    else:
        time.start = at(first, hour, minute, time)
        time.flags += [*clock.flags, *clock_change(first, hour, minute, time)]
        _offer_other_clock(clock, phrases, first, time)
        if asked is not None and phrases.span is None:
            time.flags.append("hour")
            time.other = time.other or at(first, asked, minute, time)
        if phrases.span is not None:
            time.end = _end_of(phrases.span, time)
    time.rrule = rrule_of(repeat, first, bound, phrases.length, time.zone if clock else None)


def _bound_of(
    repeat: Repeat, first: date, phrases: TimePhrases, time: ResolvedTime
) -> Bound | None:
    """Where a series ends: as it was said, or with the week or month that it is in."""
    day, bound = phrases.day, phrases.bound
    if day is None:
        return bound
    time.flags += day.flags
    if bound is not None or repeat.count:
        return bound
    paced = repeat.weak and repeat.freq != "DAILY"  # "weekly sync next month" is no month of it
    last = day.until or (None if paced or day.begins else day.last)
    if last is not None and first > last:
        time.flags.append("vague")  # nothing of that month is left
        return None
    return Bound(day=Day(last)) if last is not None else None
