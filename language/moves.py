"""A meeting's new time: what was said of it, completed by what the meeting has already."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from language.choice import Chosen, Entry
from language.compose import later
from language.context import Context
from language.dates import made
from language.instants import When, resolve
from language.phrases import DAY, Clock, Day, Length, Shift, Span, Stamp
from language.terms import Terms
from language.weights import RAW_HOURS, bare_clock


@dataclass(slots=True)
class Meeting:
    """A meeting as it is now: it *starts_at* an aware time and lasts so many *minutes*."""

    starts_at: datetime
    minutes: int


Told: TypeAlias = dict[str, Any]
"""What a phrase tells -> its value, as in ``choice.Chosen``."""

_DAYS: Final = frozenset(("day", "offset", "repeat"))
_TIMES: Final = _DAYS | {"clock", "shift"}


def moved(chosen: Chosen, terms: Terms, meeting: Meeting, said: Context) -> When:
    """Work out when *meeting* is to be; ``not_read`` is flagged where nothing says so.

    A day alone keeps the clock time, a clock time alone the day; a shift is counted in wall-clock
    time. *chosen* are the phrases found in *terms*.
    """
    if chosen.keys().isdisjoint(_TIMES | {"bad"}):
        _lone_hour(chosen, terms)
    said_of_it: Told = {slot: entry.value for slot, entry in chosen.items()}
    zone = ZoneInfo(said_of_it["zone"].name) if "zone" in chosen else said.zone
    if chosen.keys().isdisjoint(_TIMES if "bad" in chosen else {*_TIMES, "part", "length"}):
        return When(zone, minutes=meeting.minutes, flags=["not_read"])
    was_at = meeting.starts_at.astimezone(zone)
    told = _completed(said_of_it, was_at, meeting.minutes, said.today)
    when = _resolved(told, said)
    _half_of_day(when, was_at, said)
    if when.other is None:
        _doubt(when, told, said_of_it, was_at, said)
    when.minutes = when.minutes or meeting.minutes
    if when.start is not None and when.end is None:
        lasting = timedelta(minutes=when.minutes)
        when.end = (when.start.astimezone(UTC) + lasting).astimezone(zone)
    return when


def _lone_hour(chosen: Chosen, terms: Terms) -> None:
    """``to 10``: where a time is all that can be said, one number is an hour."""
    hours = [i for i, means in enumerate(terms.means) if not means.keys().isdisjoint(RAW_HOURS)]
    if len(hours) == 1:
        clock = bare_clock(terms.means[hours[0]])
        chosen["clock"] = Entry(hours[0], "clock", clock, 2.0, slot="clock")


def _completed(said_of_it: Told, was_at: datetime, minutes: int, today: date) -> Told:
    """Add the day, the clock time and the length that were not said, from the meeting as it is."""
    told = {"length": Length(seconds=60 * minutes), **said_of_it}
    told.pop("bad", None)
    shift = told.pop("shift", None)
    kept_at = was_at.replace(tzinfo=None)
    if shift is not None:
        kept_at = _shifted(kept_at, shift)
        told.pop("part", None)
    day, clock, offset = (told.get(slot) for slot in ("day", "clock", "offset"))
    if isinstance(day, Day) and day.week and day.day == max(day.week, today):
        same = day.week + kept_at.weekday() * DAY  # "next week" is the same day of next week
        told["day"] = replace(day, day=max(same, day.day))
    timed = clock or "part" in told or isinstance(day, tuple)
    if not timed and not (offset and offset.length.clocked):
        told["clock"] = Clock(kept_at.hour, kept_at.minute, certain=True)
    placed = isinstance(clock, Stamp) or (isinstance(clock, Span) and clock.day)
    if not placed and told.keys().isdisjoint(_DAYS):
        told["day"] = Day(kept_at.date())
    return told


def _shifted(local: datetime, shift: Shift) -> datetime:
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


def _resolved(told: Told, said: Context) -> When:
    """Work out the instants of what is told."""
    entries = {slot: Entry(-1, slot, value, 0, slot=slot) for slot, value in told.items()}
    return resolve(entries, said, "")


def _half_of_day(when: When, was_at: datetime, said: Context) -> None:
    """Of two defensible hours take the one nearer to the meeting's own: 19:00 moves to 20:00."""
    if when.start is None or when.other is None or "hour" not in when.flags:
        return
    if when.other > said.now and _apart(when.other, was_at) < _apart(when.start, was_at):
        when.start, when.other, when.end = when.other, when.start, None


def _apart(one: datetime, other: datetime) -> int:
    """How many minutes two clock times lie apart, whatever their days."""
    return abs((one.hour - other.hour) * 60 + one.minute - other.minute)


def _doubt(when: When, told: Told, said_of_it: Told, was_at: datetime, said: Context) -> None:
    """Note the other start that the same words could mean."""
    shift, day = said_of_it.get("shift"), said_of_it.get("day")
    if shift is not None:
        if not shift.sure:
            back = {**said_of_it, "shift": replace(shift, sign=-shift.sign)}
            told = _completed(back, was_at, 0, said.today)
            when.other = _resolved(told, said).start
            when.flags.append("vague")
    elif "past" in when.flags and said_of_it.keys().isdisjoint(_DAYS):
        when.other = _resolved({slot: told[slot] for slot in told if slot != "day"}, said).start
    elif isinstance(day, Day) and (day.weekday is not None or day.monthday):
        there = _beside(was_at.date(), day)
        if there and there > said.today and there != day.day:
            other = _resolved({**told, "day": Day(there)}, said).start
            if other != was_at:
                when.other = other
                when.flags.append("vague" if day.monthday else "next")


def _beside(was_on: date, day: Day) -> date | None:
    """Return the day of that name, or number, in the week or month in which the meeting is now."""
    if day.weekday is not None:
        return was_on + (day.weekday - was_on.weekday()) * DAY
    return made(was_on.year, was_on.month, day.day.day)
