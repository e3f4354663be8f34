"""Dates by their numbers: ``25 Dec``, ``5/6``, ``12.05.``, ``the 3rd``, ``来月15日``."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from language.conventions import next_weekday
from language.grammar import Slots
from language.phrases import DAY, Context, Day

_YEAR: Final = timedelta(days=366)


def valid_date(year: int, month: int, day: int) -> date | None:
    """Return a date, or None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year < 2200):
        return None
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def next_date(month: int, day: int, context: Context) -> date | None:
    """Return the next such day within a year, today included."""
    for year in (context.today.year, context.today.year + 1):
        result = valid_date(year, month, day)
        if result and timedelta(0) <= result - context.today <= _YEAR:
            return result
    return None


def day_of_month_name(slots: Slots, context: Context) -> Day | None:
    """``25 Dec``, ``Friday, 15 September 2026``, ``December 3rd``."""
    month, day = slots["m"], slots["d"]
    year = slots["y"]
    lead = "on" in slots or "w" in slots
    if year is not None or "ny" in slots:
        result = valid_date(year or context.today.year + 1, month, day)
        return _agreeing(Day(result, lead=True), slots) if result else None
    soonest = next_date(month, day, context)
    if soonest is None:
        return None
    weekday = slots["w"] if "w" in slots else slots["w2"]
    if weekday is not None and soonest.weekday() != weekday:  # one of the two is a slip
        return Day(soonest, next_weekday(context.today, weekday), ("vague",), lead=True)
    return Day(soonest, lead=lead)


def days_of_month_name(slots: Slots, context: Context) -> Day | None:
    """``22-23 Feb``, ``June 10 - 12``; ``8 and 10 december`` are two days."""
    first = day_of_month_name(slots, context)
    if first is None or slots["d2"] <= slots["d"]:
        return None
    last = valid_date(first.day.year, first.day.month, slots["d2"])
    if last is None:
        return None
    if any("and" in senses or "or" in senses for senses in slots.senses()):
        return Day(first.day, last, ("several",), lead=True)
    return Day(first.day, lead=True, until=last)


def impossible_day(slots: Slots, _context: Context) -> bool | None:
    """``am 31. Juni``: where no rule has found that day."""
    return slots["d"] >= 29 or None


def impossible_figures(slots: Slots, _context: Context) -> bool | None:
    """``on 6/31``: meant as a date, and there is none."""
    low, high = sorted(slots["s"][:2])
    return "on" in slots or (1 <= low <= 12 and 29 <= high <= 31) or None


def impossible_dates(slots: Slots, _context: Context) -> bool | None:
    """``June 10 - 31``: there is no such day."""
    return slots["d2"] > slots["d"] or None


def two_days_of_month(slots: Slots, context: Context) -> Day | None:
    """``jan 20/21``, ``20/21 jan``: either, or both."""
    first, second, year = slots["s"]
    if year or not 1 <= first < second <= 31:
        return None
    days = [_in_year(slots["y"], slots["m"], number, context) for number in (first, second)]
    return Day(days[0], days[1], ("several",), lead=True) if days[0] and days[1] else None


def two_ordinals(slots: Slots, context: Context) -> Day | None:
    """``am vierten zwölften``: the day and the month, both as ordinals."""
    month, day = slots["m"], slots["d"]
    result = next_date(month, day, context) if 1 <= month <= 12 and 1 <= day <= 31 else None
    return Day(result, lead=True) if result else None


def numeric_date(slots: Slots, context: Context) -> Day | None:
    """``5/6``, ``12.05.``, ``5-6-2026``: the order is the locale's."""
    first, second, year = slots["d"]
    dotted = any("dotdate" in senses or "daymonth" in senses for senses in slots.senses())
    month_first = context.month_first and not dotted
    day, month = (second, first) if month_first else (first, second)
    swapped = False
    if month > 12 and day <= 12:
        day, month, swapped = month, day, True
    result = _in_year(year, month, day, context)
    if result is None:
        return None
    other: date | None = None
    flags: tuple[str, ...] = ()
    both = first <= 12 and second <= 12 and first != second
    if both and not dotted and not swapped and not context.order_known:
        other, flags = _in_year(year, day, month, context), ("numeric_date",)
    lead = "on" in slots or "w" in slots or year is not None or dotted
    return _agreeing(Day(result, other, flags, lead=lead), slots)


def dotted_date(slots: Slots, context: Context) -> Day | None:
    """``22.10``, where people write dates so; alone it could be a version as well."""
    day = numeric_date(slots, context) if context.table.dotted else None
    return replace(day, weak="on" not in slots and "w" not in slots) if day else None


def dashed_date(slots: Slots, context: Context) -> Day | None:
    """``29-4`` where no hour can be meant, or where people write dates so."""
    day, month = slots["d"], slots["m"]
    if context.month_first or not (day > 24 or context.table.dashed):
        return None
    result = next_date(month, day, context)
    return Day(result, lead="on" in slots or day > 24) if result else None


def _in_year(year: int | None, month: int, day: int, context: Context) -> date | None:
    return valid_date(year, month, day) if year else next_date(month, day, context)


def iso_date(slots: Slots, _context: Context) -> Day | None:
    """``2026-11-24``."""
    result = valid_date(*slots["d"])
    return _agreeing(Day(result, lead=True), slots) if result else None


def _agreeing(day: Day, slots: Slots) -> Day:
    """The reading that falls on the weekday that was named; where none does, one is a slip."""
    weekday = slots["w"] if "w" in slots else slots["w2"]
    if weekday is None or day.day.weekday() == weekday:
        return day
    if day.other is not None and day.other.weekday() == weekday:
        return replace(day, day=day.other, other=None, flags=())
    nearest = (weekday - day.day.weekday() + 3) % 7 - 3
    return replace(day, other=day.day + timedelta(days=nearest), flags=("vague",))


def of_month(slots: Slots, context: Context) -> Day | None:
    """``the 3rd``, ``on the 17th``, ``the 3rd of next month``, ``Monday the 24th``."""
    number = slots["d"] or slots["f"] or slots["n"]
    if not 1 <= number <= 31:
        return None
    weekday = slots.get("w", None)
    year, month = context.today.year, context.today.month
    if "nx" in slots:
        year, month = add_months(year, month, 1)
        result = valid_date(year, month, number)
        return Day(result, lead=True) if result else None
    for _ in range(24 if weekday is not None else 3):
        result = valid_date(year, month, number)
        if result and result >= context.today and weekday in (None, result.weekday()):
            return Day(result, lead=True, monthday=weekday is None)
        year, month = add_months(year, month, 1)
    return None


def lone_ordinal(slots: Slots, context: Context) -> Day | None:
    """``25th``, with nothing to say that it is a day."""
    day = of_month(slots, context)
    if day is None or any("stopped" in senses for senses in slots.senses()):
        return None
    return Day(day.day, weak=True, monthday=True)


def shifted_month(slots: Slots, context: Context) -> Day | None:
    """``来月15日``, ``下个月15号``."""
    year, month = add_months(context.today.year, context.today.month, slots["ms"])
    result = valid_date(year, month, slots["d"])
    return Day(result, lead=True) if result else None


def weekday_number(slots: Slots, context: Context) -> Day | None:
    """``Monday 24``: a date only if a coming 24th is a Monday; else the number is an hour.

    Before a clock time (``thu 11 3pm``) it can be no hour: one of the two is a slip then.
    """
    day = of_month(slots, context)
    if day is not None and (day.day - context.today).days > 62:
        day = None
    if day is None and "n" in slots:
        return Day(next_weekday(context.today, slots["w"]), flags=("vague",), lead=True)
    return day if "f" in slots or "n" in slots or slots["d"] > 12 else None


def add_months(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the month that is *by* months later."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date | None:
    """Return the *number*th such weekday of a month, counted from its end if negative."""
    length = monthrange(year, month)[1]
    if number < 0:
        last = date(year, month, length)
        result = last - ((last.weekday() - weekday) % 7 + 7 * (-number - 1)) * DAY
    else:
        first = date(year, month, 1)
        result = first + ((weekday - first.weekday()) % 7 + 7 * (number - 1)) * DAY
    return result if result.month == month else None
