"""From chosen phrases to instants: which day, which hour, which offset from UTC."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from language.choice import Chosen
from language.compose import later
from language.context import Context
from language.conventions import PARTS
from language.halves import as_written, end_hour, hour_meant, start_of
from language.phrases import DAY, Bound, Clock, Day, Length, Offset, Repeat, Span, Stamp
from language.series import Series, all_but, bounded, first_of


@dataclass(slots=True)
class When:
    """When a wish is: the time fields of a Wish, still open to change."""

    zone: ZoneInfo
    start: datetime | None = None
    day: date | None = None
    end: datetime | None = None
    minutes: int | None = None
    rrule: str | None = None
    other: datetime | None = None
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """What was told about the time: the phrases by what they tell. *meal*: its half of the day."""

    day: Day | None
    clock: Clock | None
    span: Span | None
    part: str
    meal: str
    repeat: Repeat | None
    bound: Bound | None
    length: Length | None


def resolve(chosen: Chosen, said: Context, meal: str) -> When:
    """Work out the instants. *meal*: am, noon or pm where a meal was named."""
    when = When(ZoneInfo(chosen["zone"].value.name) if "zone" in chosen else said.zone)
    if "bad" in chosen and not chosen.keys() & {"day", "offset", "repeat"}:
        when.flags.append("not_read")
        return when
    told = _told(chosen, said, meal)
    stamp = chosen["clock"].value if "clock" in chosen else None
    if isinstance(stamp, Stamp):
        when.start = stamp.moment.astimezone(when.zone)
        _mind_past(when, said)
    elif told.repeat is not None:
        _series(_left_over(told.repeat, chosen, when), told, when, said)
    else:
        if "offset" in chosen:
            _from_now(chosen["offset"].value, told, when, said)
        if when.start is None:
            _placed(told, when, said)
    _lasting(told, when)
    return when


def _told(chosen: Chosen, said: Context, meal: str) -> Told:
    """Sort out what the phrases tell."""
    values: dict[str, Any] = {slot: entry.value for slot, entry in chosen.items()}
    day: Any = values.get("day")
    part = ""
    if isinstance(day, tuple):  # "tonight" is a day and a part of it
        day, part = Day(said.today + day[0] * DAY, lead=True), day[1]
    if "part" in values:
        part = values["part"].name
    clock, span = values.get("clock"), None
    if isinstance(clock, Span):
        span = clock
        if said.table.clock24 and not part:
            span = replace(span, start=as_written(span.start), end=as_written(span.end))
        clock, day = start_of(span), day or span.day
    elif isinstance(clock, Clock) and said.table.clock24 and not part:
        clock = as_written(clock)
    if isinstance(clock, Stamp):
        clock = None
    bound, length = values.get("bound"), values.get("length")
    return Told(day, clock, span, part, meal, values.get("repeat"), bound, length)


def _from_now(offset: Offset, told: Told, when: When, said: Context) -> None:
    """``in 20 minutes`` is an instant, ``in two weeks`` a day."""
    if offset.length.clocked:
        now = said.now.astimezone(UTC).replace(second=0, microsecond=0)
        then = now + timedelta(seconds=offset.length.seconds)
        when.start = (now if offset.within else then).astimezone(when.zone)
        if offset.within:
            when.end = then.astimezone(when.zone)
            when.flags.append("vague")
    else:
        told.day = later(Day(said.today), offset.length)


def _placed(told: Told, when: When, said: Context) -> None:
    """Put a clock time on a day, or find the day that it is on."""
    day, clock = told.day, told.clock
    if clock is None and told.part:
        clock = Clock(PARTS[told.part], certain=True)
        when.flags += ["vague"] if told.part != "noon" else []
    if day is not None and day.vague:
        when.flags.append("vague")
    if clock is None:
        if day is not None:
            _only_day(day, when, said)
        return
    _clocked(clock, told, when, said)
    if when.start is not None and day is not None and day.until is not None:
        when.end = _at(day.until, when.start.hour, when.start.minute, when)
    if told.span is not None:
        when.end = _ending(told.span, when)


def _only_day(day: Day, when: When, said: Context) -> None:
    """A day without a time."""
    when.day = day.day
    when.flags += [*day.flags, "no_time"]
    if day.day < said.today:
        when.flags.append("past")


def _clocked(clock: Clock, told: Told, when: When, said: Context) -> None:
    """Find the start, and the other defensible one."""
    hour, asked = hour_meant(clock, told.part, told.meal)
    asked = None if told.span else asked
    day, minute = told.day, clock.minute
    chosen = day.day if day else said.today
    start = _at(chosen, hour, minute, when)
    if day is None and _passed(start, said):
        chosen += DAY
        start = _at(chosen, hour, minute, when)
    elif asked is not None and chosen == said.today and start <= said.now:
        another = _at(chosen, asked, minute, when)
        if another > said.now:
            start, hour, asked = another, asked, None
    when.start = start
    when.flags += _shifted(chosen, hour, minute, when)
    _mind_past(when, said)
    if day is not None:
        _doubt(day, hour, minute, when, said)
    if asked is not None:
        when.flags.append("hour")
        when.other = when.other or _at(chosen, asked, minute, when)


def _mind_past(when: When, said: Context) -> None:
    """Flag a start that has passed; this very minute has not."""
    if when.start is not None and _passed(when.start, said):
        when.flags.append("past")


def _passed(start: datetime, said: Context) -> bool:
    """Whether a start lies before this very minute."""
    return start < said.now and start < said.now.replace(second=0, microsecond=0)


def _doubt(day: Day, hour: int, minute: int, when: When, said: Context) -> None:
    """Note the other day that the same words could mean."""
    if day.other is not None:
        when.flags += day.flags
        when.other = _at(day.other, hour, minute, when)
    elif day.weekday == said.today.weekday() and day.day == said.today + 7 * DAY:
        today = _at(said.today, hour, minute, when)
        if today > said.now:
            when.flags.append("today")
            when.other = today


def _ending(span: Span, when: When) -> datetime | None:
    """Return the end of a range: after its start, at the next day if need be."""
    start, end = when.start, span.end
    if start is None:
        return None
    hour = end_hour((start.hour, start.minute), end)
    if span.last is not None:
        return _at(span.last, hour, end.minute, when)
    found = _at(start.date(), hour, end.minute, when)
    return found if found > start else _at(start.date() + DAY, hour, end.minute, when)


def _lasting(told: Told, when: When) -> None:
    """Complete end and minutes from each other."""
    length, bound = told.length, told.bound
    if bound is not None and bound.clock is not None and when.end is None:
        when.end = _ending(Span(bound.clock, bound.clock), when)
    if length is not None and (length.clocked or told.repeat is None):
        when.minutes = length.minutes
    if when.start is None:
        return
    if when.end is not None:
        when.minutes = round((when.end - when.start).total_seconds() / 60)
    elif when.minutes:
        moment = when.start.astimezone(UTC) + timedelta(minutes=when.minutes)
        when.end = moment.astimezone(when.zone)


def _left_over(repeat: Repeat, chosen: Chosen, when: When) -> Repeat:
    """Leave the days out that were left out, or say that this was not read."""
    kept: Repeat | None = repeat
    if "leftout" in chosen:
        kept = all_but(repeat, chosen["leftout"].value)
    if kept is None or "bad" in chosen:
        when.flags.append("not_read")
    return kept or repeat


def _series(repeat: Repeat, told: Told, when: When, said: Context) -> None:
    """A repetition: its rule, and its first time still ahead."""
    clock, day, bound = told.clock, told.day, told.bound
    if clock is None and told.part:
        clock = Clock(PARTS[told.part], certain=True)
        when.flags.append("vague")
    hour, asked = hour_meant(clock, told.part, told.meal) if clock else (0, None)
    minute = clock.minute if clock else 0
    passed = clock is not None and _at(said.today, hour, minute, when) <= said.now
    if day is not None and day.until is not None and bound is None:
        bound = Bound(day=Day(day.until))
    first, repeat = first_of(Series(repeat, said.today, day, skip_today=passed))
    if clock is None:
        when.day = first
        when.flags.append("no_time")
    else:
        when.start = _at(first, hour, minute, when)
        when.flags += _shifted(first, hour, minute, when)
        if asked is not None and told.span is None:
            when.flags.append("hour")
            when.other = _at(first, asked, minute, when)
        if told.span is not None:
            when.end = _ending(told.span, when)
    when.rrule = bounded(repeat, first, bound, told.length, when.zone if clock else None)


def _at(day: date, hour: int, minute: int, when: When) -> datetime:
    """Return a wall-clock time as an instant; a skipped hour moves on by the change."""
    if hour == 24:
        day, hour = day + DAY, 0
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=when.zone)
    if _even(day, when.zone) or local.utcoffset() == local.replace(fold=1).utcoffset():
        return local
    return local.astimezone(UTC).astimezone(when.zone)


@lru_cache(maxsize=1024)
def _even(day: date, zone: ZoneInfo) -> bool:
    """Whether no clock changes on a day, so that each of its times is there just once."""
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    last = first.replace(hour=23, minute=59)
    offsets = {at.replace(fold=fold).utcoffset() for at in (first, last) for fold in (0, 1)}
    return len(offsets) == 1


def _shifted(day: date, hour: int, minute: int, when: When) -> list[str]:
    """Whether a clock change skips or repeats this time; the repeated one is the other start."""
    if hour == 24:
        day, hour = day + DAY, 0
    if _even(day, when.zone):
        return []
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=when.zone)
    again = local.replace(fold=1)
    if local.utcoffset() == again.utcoffset():
        return []
    back = again.astimezone(UTC).astimezone(when.zone)
    when.other = back
    return ["fold"] if back.replace(fold=0) == local else ["gap"]
