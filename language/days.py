"""Days by their names: weekdays, ``tomorrow``, ``next week``, as values."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from language.conventions import next_weekday, same_week_later, weekday_of_next_week
from language.grammar import Slots
from language.holidays import next_holiday
from language.phrases import DAY, WEEKDAYS, Bound, Context, Day, Part


def day_of_shifted_week(slots: Slots, context: Context) -> Day:
    """``来週の火曜日``, ``下周二``, ``来週``: that week's day, or the week."""
    weeks, weekday = slots["sd"] or (slots["ws"], slots["w"])
    monday = context.today + (7 * weeks - context.today.weekday()) * DAY
    if weeks == 0 and weekday is not None:
        return Day(same_week_later(context.today, weekday), lead=True)
    if weekday is None:
        return Day(
            max(monday, context.today), vague=True, lead=True, week=monday, last=monday + 6 * DAY
        )
    return Day(monday + weekday * DAY, lead=True)


def day_word(slots: Slots, context: Context) -> Day:
    """``today``, ``tomorrow``, ``the day after tomorrow``."""
    return Day(context.today + slots["d"] * DAY, lead=True)


def day_in_a_week(slots: Slots, context: Context) -> Day | None:
    """``today week``, as it is said in Britain."""
    return (
        Day(day_word(slots, context).day + 7 * DAY, lead=True)
        if context.table.code == "en"
        else None
    )


def weekday(slots: Slots, context: Context) -> Day:
    """``friday``, ``this friday``, ``next friday``, ``mardi prochain``, ``friday week``."""
    day, today = slots["w"], context.today
    for slot, shift in _SHIFTS.items():
        if slot in slots:
            return Day(shift(today, day), lead=True)
    if "iw" in slots:
        return Day(same_week_later(today, day) + slots["iw"] * DAY, lead=True)
    if "an" in slots:
        soon = next_weekday(today, day) + 7 * DAY
        later = weekday_of_next_week(today, day) + 7 * DAY
        other = later if later != soon else None
        return Day(soon, other, ("next",) if other else (), lead=True)
    if "nx" in slots:
        later, soon = weekday_of_next_week(today, day), next_weekday(today, day)
        other = soon if soon != later else None
        return Day(later, other, ("next",) if other else (), lead=True)
    return next_weekday_named(slots, context)


def next_weekday_named(slots: Slots, context: Context) -> Day:
    """``friday``, ``on friday``: with nothing that tells which."""
    weekday, words = slots["w"], slots.senses()
    lead = "on" in slots
    slight = "slight" in words[-1] and not lead
    final = slight and len(words) == 1 and "short" in words[0]
    day = next_weekday(context.today, weekday)
    return Day(day, weekday=weekday, lead=lead, weak=slight, final=final)


_SHIFTS: Final[dict[str, Callable[[date, int], date]]] = {
    "nn": lambda today, weekday: weekday_of_next_week(today, weekday) + 7 * DAY,
    "wk": lambda today, weekday: next_weekday(today, weekday) + 7 * DAY,
    "nw": weekday_of_next_week,
    "tw": lambda today, weekday: today + (weekday - today.weekday()) * DAY,
    "la": lambda today, weekday: next_weekday(today, weekday) - 7 * DAY,
    "th": same_week_later,
}


def weekday_list(slots: Slots, context: Context) -> Day | None:
    """``tuesday and thursday``, ``mon, wed & fri``, ``wed or thurs``: several days, or a choice."""
    words = slots.senses()
    days = [senses["weekday"] for senses in words if "weekday" in senses]
    if len(set(days)) < 2:
        return None
    if any("or" in senses for senses in words):
        first, second = (next_weekday(context.today, day) for day in days[:2])
        return Day(first, second, ("several",), lead=True)
    return _several_weekdays(days, context, weekly=len(set(days)) > 2)


def short_weekday_list(slots: Slots, context: Context) -> Day:
    """``月・水・金``: several weekdays by one letter each."""
    days = [senses["shortday"] for senses in slots.senses() if "shortday" in senses]
    return _several_weekdays(days, context, weekly=len(set(days)) > 2)


def between_weekdays(slots: Slots, context: Context) -> Day:
    """``between tuesday and thursday``: some day from the one to the other."""
    first = next_weekday(context.today, slots["w"])
    return Day(first, vague=True, lead=True, until=next_weekday(first, slots["w2"]))


def counted_weekday(slots: Slots, context: Context) -> Day | None:
    """``in two tuesdays``, ``two fridays from now``: not the coming one."""
    weeks = slots["n"] - 1
    if not 1 <= weeks <= 52:
        return None
    day = next_weekday(context.today, slots["w"]) + 7 * weeks * DAY
    return Day(day, flags=("vague",), lead=True)


def day_letters(slots: Slots, context: Context) -> Day:
    """``M/W/F``, ``TTh``: as people write what happens every week."""
    return replace(_several_weekdays(slots["c"], context, weekly=True), lead="on" in slots)


def _several_weekdays(days: Iterable[int], context: Context, *, weekly: bool) -> Day:
    """The sooner one of several weekdays, and all of them for a series."""
    first = min(next_weekday(context.today, day) for day in days)
    codes = tuple(WEEKDAYS[day] for day in sorted(set(days)))
    return Day(first, flags=("several",), lead=True, weekdays=codes, weekly=weekly)


def day_after_that(slots: Slots, _context: Context) -> Day | None:
    """``tomorrow or the day after``: the second is the one after the first."""
    day: Day = slots["d"]
    return Day(day.day, day.day + DAY, ("several",), lead=True)


def misspelt_tomorrow(slots: Slots, context: Context) -> Day:
    """``tom 3pm``: tomorrow, or somebody called Tom."""
    return Day(context.today + slots["d"] * DAY, flags=("vague",), weak=True)


def holiday(slots: Slots, context: Context) -> Day | None:
    """``christmas eve``, ``easter monday``; as often as not it is part of a title."""
    day = next_holiday(slots["d"], context)
    return Day(day, weak="on" not in slots, lead="on" in slots) if day else None


def weekday_range(slots: Slots, context: Context) -> Day | None:
    """``de segunda a quinta``: where the word for "to" is an article as well."""
    first, last = slots["w"], slots["w2"]
    day = next_weekday(context.today, first)
    if first == last:
        return None
    return Day(day, lead=True, until=day + (last - first) % 7 * DAY, weekday=first)


def weekday_morning(slots: Slots, context: Context) -> tuple[int, str]:
    """``Montag morgen``, which is not tomorrow."""
    return (next_weekday(context.today, slots["w"]) - context.today).days, "morning"


def weekday_part(slots: Slots, context: Context) -> tuple[int, str]:
    """``vrijdagmiddag`` in one word."""
    weekday, part = slots["d"]
    return (next_weekday(context.today, weekday) - context.today).days, part


def until_holiday(slots: Slots, context: Context) -> Bound | None:
    """``until easter``, whatever follows."""
    day = next_holiday(slots["d"], context)
    return Bound(day=Day(day)) if day else None


def half_as_part(slots: Slots, _context: Context) -> Part:
    """``fri pm``: the half of the day alone."""
    return Part("morning" if slots["m"] == "am" else "afternoon", lead="in" in slots)


def part_of_day(slots: Slots, _context: Context) -> Part:
    """``morning``, ``in the afternoon``."""
    return Part(slots["p"], lead="in" in slots)
