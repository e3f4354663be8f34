"""Weeks, months, quarters and years as days, and the days that are counted in them."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from language.dates import add_months, nth_weekday, valid_date
from language.grammar import Slots
from language.phrases import DAY, WEEKDAYS, Context, Day


def nth_weekday_of_month(slots: Slots, context: Context) -> Day | None:
    """``the first monday of march``, ``the last friday of next month``."""
    weekday, number = slots["w"], -1 if "la" in slots else slots["o"]
    return _counted(slots, context, lambda year, month: nth_weekday(year, month, weekday, number))


def nth_workday_of_month(slots: Slots, context: Context) -> Day | None:
    """``first working day of november``, ``the last business day of next month``."""
    number = -1 if "la" in slots else slots["o"]
    return _counted(slots, context, lambda year, month: nth_workday(year, month, number))


def nth_day_of_month(slots: Slots, context: Context) -> Day | None:
    """``first day of next month``, ``the second day of february``."""
    number = slots["o"]
    return _counted(slots, context, lambda year, month: valid_date(year, month, number))


def nth_week_of_month(slots: Slots, context: Context) -> Day | None:
    """``second week of february``: its Monday, vague."""
    number = 4 if "la" in slots else slots["o"]
    if not 1 <= number <= 5:
        return None
    day = _counted(slots, context, lambda year, month: valid_date(year, month, 7 * number - 6))
    if day is None:
        return None
    monday = day.day - day.day.weekday() * DAY
    return Day(max(monday, context.today), vague=True, lead=True, last=monday + 6 * DAY)


def _counted(slots: Slots, context: Context, pick: Callable[[int, int], date | None]) -> Day | None:
    """The day that *pick* finds in the month that was said, or in the next that has one ahead."""
    today = context.today
    year, month = today.year, today.month
    if "nx" in slots or "ms" in slots:
        year, month = add_months(year, month, slots["ms"] or 1)
    elif "m" in slots:
        month = slots["m"]
        year = slots["y"] or year + (month < today.month)
    day = pick(year, month)
    for _ in range(12):
        if "nx" in slots or "y" in slots or (day and day >= today):
            break
        year, month = (year + 1, month) if "m" in slots else add_months(year, month, 1)
        day = pick(year, month)
    return Day(day, lead=True) if day else None


def nth_workday(year: int, month: int, number: int) -> date | None:
    """Return the *number*th day from Monday to Friday of a month, from its end if negative."""
    days = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
    workdays = [day for day in days if day.weekday() < 5]
    index = number - 1 if number > 0 else number
    return workdays[index] if -len(workdays) <= index < len(workdays) else None


def nth_weekday_soon(slots: Slots, context: Context) -> Day | None:
    """``第3木曜``, ``1st monday``: this month's or next month's, if no other month is said."""
    day = nth_weekday_of_month(slots, context)
    if day is None or context.table.code in ("ja", "zh"):
        return day
    number = -1 if "la" in slots else slots["o"]
    return Day(day.day, flags=("vague",), lead=True, nth=(number, WEEKDAYS[slots["w"]]))


def in_month_said(day: Day, month: Day) -> Day | None:
    """``1st monday`` and, elsewhere, ``in may``: that month's first Monday."""
    if day.nth is None or month.last is None:
        return None
    number, code = day.nth
    counted = nth_weekday(month.last.year, month.last.month, WEEKDAYS.index(code), number)
    return Day(counted, lead=True) if counted else None


def period(slots: Slots, context: Context) -> Day | None:
    """``next week``, ``this month``, ``end of next week``, ``mid june``, ``eom``: vague."""
    edge = slots["e"] or ("end" if "eo" in slots else "")
    unit = "week" if "ws" in slots else slots.get("u", slots.get("eo", "month"))
    by = slots.get("ms", slots.get("ws", 1 if "nx" in slots else 2 if "nn" in slots else 0))
    if unit == "week":
        return None if "m" in slots else _week(by, edge, context)
    if unit == "fortnight":
        return Day(context.today + 14 * DAY, vague=True, lead=True) if by == 1 else None
    year, month = context.today.year, context.today.month
    if "m" in slots:
        year = slots["y"] or year + (slots["m"] < month)
        return _months(year, slots["m"], 1, edge, context)
    if unit == "month":
        return _months(*add_months(year, month, by), 1, edge, context)
    if unit == "quarter":
        return _months(*add_months(year, (month - 1) // 3 * 3 + 1, 3 * by), 3, edge, context)
    return _months(year + by, 1, 12, edge, context) if unit == "year" else None


def quarter_said(slots: Slots, context: Context) -> Day:
    """``in q2``: some day of it, or the months that a series is in."""
    number, today = slots["q"], context.today
    year = slots["y"] or today.year + (3 * number < today.month)
    return _months(year, 3 * number - 2, 3, "", context)


def months_said(slots: Slots, context: Context) -> Day | None:
    """``from feb to april``: the months that a series is in; ``until april`` ends before it."""
    if any("until" in senses for senses in slots.senses()):
        return None
    first, last, today = slots["m"], slots["m2"], context.today
    year = slots["y"] or today.year + (first < today.month)
    months = _months(year, first, (last - first) % 12 + 1, "", context)
    return replace(months, until=months.last)


def end_of_numbered_month(slots: Slots, context: Context) -> Day | None:
    """``3月末``, ``三月底``, where the end of a month is one word."""
    return period(slots, context) if context.table.code in ("ja", "zh") else None


def month_alone(slots: Slots, context: Context) -> Day | None:
    """``in december``: some day of it, or the month that a series is in."""
    year = slots["y"] or context.today.year + (slots["m"] < context.today.month)
    return _months(year, slots["m"], 1, "", context)


def _week(by: int, edge: str, context: Context) -> Day:
    """The usual day of a week that is *by* weeks from now."""
    monday = context.today + (7 * by - context.today.weekday()) * DAY
    day = monday + {"": 0, "start": 0, "middle": 2, "end": 4}[edge] * DAY
    last = monday + 6 * DAY
    return Day(max(day, context.today), vague=True, lead=True, week=monday, last=last)


def _months(year: int, month: int, count: int, edge: str, context: Context) -> Day:
    """The usual day of the beginning, middle or end of *count* months: no weekend, never past."""
    last_year, last_month = add_months(year, month, count - 1)
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    middle = date(year, month, 15) if count == 1 else date(*add_months(year, month, count // 2), 1)
    day = {"": date(year, month, 1), "start": date(year, month, 1), "middle": middle, "end": last}[
        edge
    ]
    while day.weekday() > 4:
        day += DAY if edge != "end" else -DAY
    return Day(max(day, context.today), vague=True, lead=True, last=last)


def weekend(slots: Slots, context: Context) -> Day:
    """``this weekend``, ``next weekend``: its Saturday, vague."""
    saturday = context.today + ((5 - context.today.weekday()) % 7) * DAY
    if context.today.weekday() == 6:
        saturday = context.today
    weeks = 2 if "an" in slots else 1 if "nx" in slots else 0
    later = saturday + 7 * weeks * DAY
    return Day(later, vague=True, lead=True)


def last_day(slots: Slots, context: Context) -> Day | None:
    """``last day of the month``, ``third last day of january``."""
    year, month = context.today.year, context.today.month
    if "nx" in slots:
        year, month = add_months(year, month, 1)
    elif "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    back = slots["o"] or -1
    if back > 0:
        return None
    return Day(date(year, month, monthrange(year, month)[1] + 1 + back), lead=True)


def next_workday(_slots: Slots, context: Context) -> Day:
    """``next working day``."""
    day = context.today + DAY
    while day.weekday() > 4:
        day += timedelta(days=1)
    return Day(day, lead=True)
