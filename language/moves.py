"""A meeting's new time: what was said of it, completed by what the meeting has already."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from language.choice import Choice, PlacedPhrase
from language.compose import later
from language.conventions import HalfOfDay
from language.dates import valid_date
from language.instants import resolve
from language.meeting_time import ResolvedTime
from language.phrases import DAY, ClockTime, Context, Day, Length, Shift, Span
from language.terms import Terms
from language.weights import RAW_HOURS, bare_clock


@dataclass(slots=True)
class CurrentMeeting:
    """A meeting as it is now: it *starts_at* an aware time and lasts so many *minutes*."""

    starts_at: datetime
    minutes: int


SlotValues: TypeAlias = dict[str, Any]
"""What a phrase tells -> its value, as in ``choice.Choice``."""

_DAYS: Final = frozenset(("day", "offset", "repeat"))
_TIMES: Final = _DAYS | {"clock", "shift"}


def new_time(
    choice: Choice, terms: Terms, meeting: CurrentMeeting, context: Context
) -> ResolvedTime:
    """Work out when *meeting* is to be; ``not_read`` is flagged where nothing says so.

    A day alone keeps the clock time, a clock time alone the day; a shift is counted in wall-clock
    time. *choice* are the phrases found in *terms*.
    """
    if choice.keys().isdisjoint(_TIMES | {"bad"}):
        _lone_hour(choice, terms)
    given: SlotValues = {slot: phrase.value for slot, phrase in choice.items()}
    zone = ZoneInfo(given["zone"].name) if "zone" in choice else context.zone
    if choice.keys().isdisjoint(_TIMES if "bad" in choice else {*_TIMES, "part", "length"}):
        return ResolvedTime(zone, minutes=meeting.minutes, flags=["not_read"])
    was_at = meeting.starts_at.astimezone(zone)
    values = _complete(given, was_at, meeting.minutes, context.today)
    time = _resolve(values, context)
    _half_of_day(time, was_at, context)
    if time.other is None:
        _offer_other_start(time, values, given, was_at, context)
    time.minutes = time.minutes or meeting.minutes
    if time.start is None:  # "before 3" is no new time yet
        time.flags.append("not_read")
    if time.start is not None and time.end is None:
        lasting = timedelta(minutes=time.minutes)
        time.end = (time.start.astimezone(UTC) + lasting).astimezone(zone)
    return time


def _lone_hour(choice: Choice, terms: Terms) -> None:
    """``to 10``: where a time is all that can be said, one number is an hour."""
    hours = [i for i, senses in enumerate(terms.senses) if not senses.keys().isdisjoint(RAW_HOURS)]
    if len(hours) == 1:
        clock = bare_clock(terms.senses[hours[0]])
        choice["clock"] = PlacedPhrase(hours[0], "clock", clock, 2.0, slot="clock")


def _complete(given: SlotValues, was_at: datetime, minutes: int, today: date) -> SlotValues:
    """Add the day, the clock time and the length that were not said, from the meeting as it is."""
    values = {"length": Length(seconds=60 * minutes), **given}
    values.pop("bad", None)
    shift = values.pop("shift", None)
    local_at = was_at.replace(tzinfo=None)
    if shift is not None:
        local_at = _add_shift(local_at, shift)
        values.pop("part", None)
    day, clock, offset = (values.get(slot) for slot in ("day", "clock", "offset"))
    if isinstance(day, Day) and day.week and day.day == max(day.week, today):
        same = day.week + local_at.weekday() * DAY  # "next week" is the same day of next week
        values["day"] = replace(day, day=max(same, day.day))
    timed = clock or "part" in values or isinstance(day, tuple)
    if not timed and not (offset and offset.length.clocked):
        values["clock"] = ClockTime(local_at.hour, local_at.minute, certain=True)
    if isinstance(clock, Span) and "length" not in given:
        del values["length"]  # a range says how long
    placed = isinstance(clock, Span) and clock.day
    if not placed and values.keys().isdisjoint(_DAYS):
        values["day"] = Day(local_at.date())
    return values


def _add_shift(local: datetime, shift: Shift) -> datetime:
    """Add to a wall-clock time; beyond the calendar's ends it stays where it is."""
    length, day = shift.length, Day(local.date())
    if length.months or length.days:
        day = later(day, Length(length.months, length.days), shift.sign) or day
    try:
        return datetime.combine(day.day, local.time()) + timedelta(
            seconds=shift.sign * length.seconds
        )
    except OverflowError:
        return local


def _resolve(values: SlotValues, context: Context) -> ResolvedTime:
    """Work out the instants of what is told."""
    phrases = {slot: PlacedPhrase(-1, slot, value, 0, slot=slot) for slot, value in values.items()}
    return resolve(phrases, context, HalfOfDay("", sure=True))


def _half_of_day(time: ResolvedTime, was_at: datetime, context: Context) -> None:
    """Of two defensible hours take the one nearer to the meeting's own: 19:00 moves to 20:00."""
    if time.start is None or time.other is None or "hour" not in time.flags:
        return
    if time.other > context.now and _minutes_apart(time.other, was_at) < _minutes_apart(
        time.start, was_at
    ):
        time.start, time.other, time.end = time.other, time.start, None


def _minutes_apart(clock: datetime, other: datetime) -> int:
    """How many minutes two clock times lie apart, whatever their days."""
    return abs((clock.hour - other.hour) * 60 + clock.minute - other.minute)


def _offer_other_start(
    time: ResolvedTime, values: SlotValues, given: SlotValues, was_at: datetime, context: Context
) -> None:
    """Note the other start that the same words could mean."""
    shift, day = given.get("shift"), given.get("day")
    if shift is not None:
        if not shift.sure:
            back = {**given, "shift": replace(shift, sign=-shift.sign)}
            values = _complete(back, was_at, 0, context.today)
            time.other = _resolve(values, context).start
            time.flags.append("vague")
    elif "past" in time.flags and given.keys().isdisjoint(_DAYS):
        time.other = _resolve(
            {slot: values[slot] for slot in values if slot != "day"}, context
        ).start
    elif isinstance(day, Day) and (day.weekday is not None or day.monthday):
        there = _same_week_or_month(was_at.date(), day)
        if there and there > context.today and there != day.day:
            other = _resolve({**values, "day": Day(there)}, context).start
            if other != was_at:
                time.other = other
                time.flags.append("vague" if day.monthday else "next")


def _same_week_or_month(was_on: date, day: Day) -> date | None:
    """Return the day of that name, or number, in the week or month in which the meeting is now."""
    if day.weekday is not None:
        return was_on + (day.weekday - was_on.weekday()) * DAY
    return valid_date(was_on.year, was_on.month, day.day.day)
