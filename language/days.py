"""Days by their names: weekdays, ``tomorrow``, ``next week``, as values."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from language.conventions import next_weekday, same_week_later, weekday_of_next_week
from language.dates import add_months, nth_weekday
from language.grammar import Slots
from language.phrases import DAY, WEEKDAYS, Context, Day, Part


def day_of_shifted_week(slots: Slots, context: Context) -> Day:
    """``来週の火曜日``, ``下周二``, ``来週``: that week's day, or the week."""
    weeks, weekday = slots["sd"] or (slots["ws"], slots["w"])
    monday = context.today + (7 * weeks - context.today.weekday()) * DAY
    if weeks == 0 and weekday is not None:
        return Day(same_week_later(context.today, weekday), lead=True)
    if weekday is None:
        return Day(max(monday, context.today), vague=True, lead=True, week=monday)
    return Day(monday + weekday * DAY, lead=True)


def day_word(slots: Slots, context: Context) -> Day:
    """``today``, ``tomorrow``, ``the day after tomorrow``."""
    return Day(context.today + slots["d"] * DAY, lead=True)


def weekday(slots: Slots, context: Context) -> Day:
    """``friday``, ``this friday``, ``next friday``, ``mardi prochain``, ``friday week``."""
    day, today = slots["w"], context.today
    for slot, shift in _SHIFTS.items():
        if slot in slots:
            return Day(shift(today, day), lead=True)
    if "iw" in slots:
        return Day(same_week_later(today, day) + slots["iw"] * DAY, lead=True)
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


def weekday_list(slots: Slots, context: Context) -> Day:
    """``tuesday and thursday``: the sooner one, and both if it turns out to repeat."""
    days = [senses["weekday"] for senses in slots.senses() if "weekday" in senses]
    first = min(next_weekday(context.today, day) for day in days)
    codes = tuple(WEEKDAYS[day] for day in sorted(set(days)))
    return Day(first, lead=True, weekdays=codes)


def weekday_morning(slots: Slots, context: Context) -> tuple[int, str]:
    """``Montag morgen``, which is not tomorrow."""
    return (next_weekday(context.today, slots["w"]) - context.today).days, "morning"


def weekday_part(slots: Slots, context: Context) -> tuple[int, str]:
    """``vrijdagmiddag`` in one word."""
    weekday, part = slots["d"]
    return (next_weekday(context.today, weekday) - context.today).days, part


def nth_weekday_of_month(slots: Slots, context: Context) -> Day | None:
    """``the first monday of march``, ``the last friday of next month``."""
    weekday, number = slots["w"], -1 if "la" in slots else slots["o"]
    year, month = context.today.year, context.today.month
    if "nx" in slots or "ms" in slots:
        year, month = add_months(year, month, slots["ms"] or 1)
    elif "m" in slots:
        month = slots["m"]
        year = slots["y"] or year + (month < context.today.month)
    result = nth_weekday(year, month, weekday, number)
    if result and result < context.today and "nx" not in slots and "y" not in slots:
        year, month = (year + 1, month) if "m" in slots else add_months(year, month, 1)
        result = nth_weekday(year, month, weekday, number)
    return Day(result, lead=True) if result else None


def nth_weekday_soon(slots: Slots, context: Context) -> Day | None:
    """``第3木曜``: this month's or next month's; elsewhere a first Thursday is no day yet."""
    return nth_weekday_of_month(slots, context) if context.table.code in ("ja", "zh") else None


def period(slots: Slots, context: Context) -> Day | None:
    """``next week``, ``this month``, ``end of next week``, ``mid june``, ``eom``: vague."""
    edge = slots["e"] or ("end" if "eo" in slots else "")
    unit = "week" if "ws" in slots else slots.get("u", slots.get("eo", "month"))
    by = slots.get("ms", slots.get("ws", 1 if "nx" in slots else 2 if "nn" in slots else 0))
    if unit not in ("week", "month", "year", "quarter"):
        return None
    if unit == "week":
        monday = context.today + (7 * by - context.today.weekday()) * DAY
        day = monday + {"": 0, "start": 0, "middle": 2, "end": 4}[edge] * DAY
        return Day(max(day, context.today), vague=True, lead=True, week=monday)
    year, month = context.today.year, context.today.month
    if "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    elif unit == "month":
        year, month = add_months(year, month, by)
    else:
        return _far(year + by, unit, edge, context)
    return _in_month(year, month, edge, context)


def _in_month(year: int, month: int, edge: str, context: Context) -> Day:
    """The usual day of a month's beginning, middle or end: never a weekend, never past."""
    number = {"": 1, "start": 1, "middle": 15, "end": monthrange(year, month)[1]}[edge]
    day = date(year, month, number)
    while day.weekday() > 4:
        day += DAY if edge != "end" else -DAY
    return Day(max(day, context.today), vague=True, lead=True)


def _far(year: int, unit: str, edge: str, context: Context) -> Day | None:
    if unit == "quarter":
        return None
    month = {"": 1, "start": 1, "middle": 7, "end": 12}[edge]
    return _in_month(year, month, edge, context)


def weekend(slots: Slots, context: Context) -> Day:
    """``this weekend``, ``next weekend``: its Saturday, vague."""
    saturday = context.today + ((5 - context.today.weekday()) % 7) * DAY
    if context.today.weekday() == 6:
        saturday = context.today
    later = saturday + 7 * DAY if "nx" in slots else saturday
    return Day(later, vague=True, lead=True)


def last_day(slots: Slots, context: Context) -> Day | None:
    """``last day of the month``."""
    year, month = context.today.year, context.today.month
    if "nx" in slots:
        year, month = add_months(year, month, 1)
    elif "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    return Day(date(year, month, monthrange(year, month)[1]), lead=True)


def next_workday(_slots: Slots, context: Context) -> Day:
    """``next working day``."""
    day = context.today + DAY
    while day.weekday() > 4:
        day += timedelta(days=1)
    return Day(day, lead=True)


def part_of_day(slots: Slots, _context: Context) -> Part:
    """``morning``, ``in the afternoon``."""
    return Part(slots["p"], lead="in" in slots)
