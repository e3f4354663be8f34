"""Days: dates in every usual form, weekdays, ``tomorrow``, ``next week``, ``the 3rd``."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from language.conventions import next_weekday, same_week_later, weekday_of_next_week
from language.grammar import Rule, Slots
from language.phrases import DAY, WEEKDAYS, Day, Part
from language.said import Said


def made(year: int, month: int, day: int) -> date | None:
    """Return a date, or None if there is no such day."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year < 2200):
        return None
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def coming(month: int, day: int, said: Said) -> date | None:
    """Return the next such day within a year, today included."""
    years = range(said.today.year, said.today.year + 2)
    days = [found for year in years if (found := made(year, month, day))]
    days = [found for found in days if found >= said.today]
    return days[0] if days else None


def _dated(slots: Slots, said: Said) -> Day | None:
    """``25 Dec``, ``Friday, 15 September 2026``, ``December 3rd``."""
    month, day = slots["m"], slots["d"]
    year = slots["y"]
    lead = "on" in slots or "w" in slots
    if year is not None:
        found = made(year, month, day)
        return Day(found, lead=True) if found else None
    if "ny" in slots:
        found = made(said.today.year + 1, month, day)
        return Day(found, lead=True) if found else None
    soonest = coming(month, day, said)
    if soonest is None:
        return None
    weekday = slots["w"] if "w" in slots else slots["w2"] if "w2" in slots else None
    if weekday is not None and soonest.weekday() != weekday:
        return Day(soonest, lead=True)
    return Day(soonest, lead=lead)


def _dates(slots: Slots, said: Said) -> Day | None:
    """``22-23 Feb``, ``June 10 - 12``."""
    first = _dated(slots, said)
    if first is None or slots["d2"] <= slots["d"]:
        return None
    last = made(first.day.year, first.day.month, slots["d2"])
    return Day(first.day, lead=True, until=last) if last else None


def _no_dates(slots: Slots, said: Said) -> bool | None:
    """``June 10 - 31``: there is no such day."""
    return slots["d2"] > slots["d"] or None


def _figures(slots: Slots, said: Said) -> Day | None:
    """``5/6``, ``12.05.``, ``5-6-2026``: the order is the locale's."""
    first, second, year = slots["d"]
    dotted = any("dotdate" in means or "daymonth" in means for means in slots.means())
    month_first = said.month_first and not dotted
    day, month = (second, first) if month_first else (first, second)
    swapped = False
    if month > 12 and day <= 12:
        day, month, swapped = month, day, True
    found = _in_year(year, month, day, said)
    if found is None:
        return None
    other, flags = None, ()
    both = first <= 12 and second <= 12 and first != second
    if both and not dotted and not swapped and not said.order_known:
        other, flags = _in_year(year, day, month, said), ("numeric_date",)
    lead = "on" in slots or "w" in slots or year is not None or dotted
    return Day(found, other, flags, lead=lead)


def _dotted(slots: Slots, said: Said) -> Day | None:
    """``22.10``, where people write dates so; alone it could be a version as well."""
    day = _figures(slots, said) if said.table.dotted else None
    return replace(day, weak="on" not in slots and "w" not in slots) if day else None


def _in_year(year: int | None, month: int, day: int, said: Said) -> date | None:
    return made(year, month, day) if year else coming(month, day, said)


def _iso(slots: Slots, said: Said) -> Day | None:
    found = made(*slots["d"])
    return Day(found, lead=True) if found else None


def _of_month(slots: Slots, said: Said) -> Day | None:
    """``the 3rd``, ``on the 17th``, ``the 3rd of next month``, ``Monday the 24th``."""
    number = slots["d"] or slots["f"]
    if not 1 <= number <= 31:
        return None
    weekday = slots["w"] if "w" in slots else None
    year, month = said.today.year, said.today.month
    if "nx" in slots:
        year, month = _month_on(year, month, 1)
        found = made(year, month, number)
        return Day(found, lead=True) if found else None
    for _ in range(24 if weekday is not None else 3):
        found = made(year, month, number)
        if found and found >= said.today and weekday in (None, found.weekday()):
            return Day(found, lead=True)
        year, month = _month_on(year, month, 1)
    return None


def _loose(slots: Slots, said: Said) -> Day | None:
    """``25th``, with nothing to say that it is a day."""
    day = _of_month(slots, said)
    if day is None or any("stopped" in means for means in slots.means()):
        return None
    return Day(day.day, weak=True)


def _shifted_month(slots: Slots, said: Said) -> Day | None:
    """``来月15日``, ``下个月15号``."""
    year, month = _month_on(said.today.year, said.today.month, slots["ms"])
    found = made(year, month, slots["d"])
    return Day(found, lead=True) if found else None


def _in_shift(slots: Slots, said: Said) -> Day:
    """``来週の火曜日``, ``下周二``, ``来週``: that week's day, or the week."""
    weeks, weekday = slots["sd"] or (slots["ws"], slots["w"])
    monday = said.today + (7 * weeks - said.today.weekday()) * DAY
    if weeks == 0 and weekday is not None:
        return Day(same_week_later(said.today, weekday), lead=True)
    if weekday is None:
        return Day(max(monday, said.today), vague=True, lead=True, week=monday)
    return Day(monday + weekday * DAY, lead=True)


def _weekday_number(slots: Slots, said: Said) -> Day | None:
    """``Monday 24``: a date only if a coming 24th is a Monday; else the number is an hour."""
    day = _of_month(slots, said)
    if day is None or (day.day - said.today).days > 62 or ("f" not in slots and slots["d"] <= 12):
        return None
    return day


def _month_on(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the month that is *by* months later."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _word(slots: Slots, said: Said) -> Day:
    """``today``, ``tomorrow``, ``the day after tomorrow``."""
    return Day(said.today + slots["d"] * DAY, lead=True)


def _weekday(slots: Slots, said: Said) -> Day:
    """``friday``, ``this friday``, ``next friday``, ``mardi prochain``, ``friday week``."""
    weekday, today = slots["w"], said.today
    lead = "on" in slots or "nx" in slots or "th" in slots
    weak = "slight" in slots.means()[-1] and not lead
    if "iw" in slots:
        return Day(same_week_later(today, weekday) + slots["iw"] * DAY, lead=True)
    if "nn" in slots:
        return Day(weekday_of_next_week(today, weekday) + 7 * DAY, lead=True)
    if "wk" in slots:
        return Day(next_weekday(today, weekday) + 7 * DAY, lead=True)
    if "nw" in slots:
        return Day(weekday_of_next_week(today, weekday), lead=True)
    if "tw" in slots:
        return Day(today + (weekday - today.weekday()) * DAY, lead=True)
    if "la" in slots:
        return Day(next_weekday(today, weekday) - 7 * DAY, lead=True)
    if "nx" in slots:
        later, soon = weekday_of_next_week(today, weekday), next_weekday(today, weekday)
        return Day(later, soon if soon != later else None, ("next",) if soon != later else (),
                   lead=True)  # fmt: skip
    if "th" in slots:
        return Day(same_week_later(today, weekday), lead=True)
    day = next_weekday(today, weekday)
    return Day(day, weekday=weekday, lead=lead, weak=weak)


def _several(slots: Slots, said: Said) -> Day:
    """``tuesday and thursday``: the sooner one, and both if it turns out to repeat."""
    days = [means["weekday"] for means in slots.means() if "weekday" in means]
    first = min(next_weekday(said.today, day) for day in days)
    codes = tuple(WEEKDAYS[day] for day in sorted(set(days)))
    return Day(first, lead=True, weekdays=codes)


def _weekday_morning(slots: Slots, said: Said) -> tuple[int, str]:
    """``Montag morgen``, which is not tomorrow."""
    return (next_weekday(said.today, slots["w"]) - said.today).days, "morning"


def _weekday_part(slots: Slots, said: Said) -> tuple[int, str]:
    """``vrijdagmiddag`` in one word."""
    weekday, part = slots["d"]
    return (next_weekday(said.today, weekday) - said.today).days, part


def _nth(slots: Slots, said: Said) -> Day | None:
    """``the first monday of march``, ``the last friday of next month``."""
    weekday, number = slots["w"], -1 if "la" in slots else slots["o"]
    year, month = said.today.year, said.today.month
    if "nx" in slots or "ms" in slots:
        year, month = _month_on(year, month, slots["ms"] or 1)
    elif "m" in slots:
        month = slots["m"]
        year = slots["y"] or year + (month < said.today.month)
    found = nth_weekday(year, month, weekday, number)
    if found and found < said.today and "nx" not in slots and "y" not in slots:
        year, month = (year + 1, month) if "m" in slots else _month_on(year, month, 1)
        found = nth_weekday(year, month, weekday, number)
    return Day(found, lead=True) if found else None


def nth_weekday(year: int, month: int, weekday: int, number: int) -> date | None:
    """Return the *number*th such weekday of a month, counted from its end if negative."""
    length = monthrange(year, month)[1]
    if number < 0:
        last = date(year, month, length)
        found = last - ((last.weekday() - weekday) % 7 + 7 * (-number - 1)) * DAY
    else:
        first = date(year, month, 1)
        found = first + ((weekday - first.weekday()) % 7 + 7 * (number - 1)) * DAY
    return found if found.month == month else None


def _period(slots: Slots, said: Said) -> Day | None:
    """``next week``, ``this month``, ``end of next week``, ``mid june``, ``eom``: vague."""
    edge = slots["e"] or ("end" if "eo" in slots else "")
    unit = slots["u"] if "u" in slots else slots["eo"] if "eo" in slots else "month"
    by = slots["ms"] if "ms" in slots else 1 if "nx" in slots else 2 if "nn" in slots else 0
    if "la" in slots or unit not in ("week", "month", "year", "quarter"):
        return None
    if unit == "week":
        monday = said.today + (7 * by - said.today.weekday()) * DAY
        day = monday + {"": 0, "start": 0, "middle": 2, "end": 4}[edge] * DAY
        return Day(max(day, said.today), vague=True, lead=True, week=monday)
    year, month = said.today.year, said.today.month
    if "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    elif unit == "month":
        year, month = _month_on(year, month, by)
    else:
        return _far(year + by, unit, edge, said)
    return _in_month(year, month, edge, said)


def _in_month(year: int, month: int, edge: str, said: Said) -> Day:
    """The usual day of a month's beginning, middle or end: never a weekend, never past."""
    number = {"": 1, "start": 1, "middle": 15, "end": monthrange(year, month)[1]}[edge]
    day = date(year, month, number)
    while day.weekday() > 4:
        day += DAY if edge != "end" else -DAY
    return Day(max(day, said.today), vague=True, lead=True)


def _far(year: int, unit: str, edge: str, said: Said) -> Day | None:
    if unit == "quarter":
        return None
    month = {"": 1, "start": 1, "middle": 7, "end": 12}[edge]
    return _in_month(year, month, edge, said)


def _weekend(slots: Slots, said: Said) -> Day:
    """``this weekend``, ``next weekend``: its Saturday, vague."""
    saturday = said.today + ((5 - said.today.weekday()) % 7) * DAY
    if said.today.weekday() == 6:
        saturday = said.today
    later = saturday + 7 * DAY if "nx" in slots else saturday
    return Day(later, vague=True, lead=True)


def _last_day(slots: Slots, said: Said) -> Day | None:
    """``last day of the month``."""
    year, month = said.today.year, said.today.month
    if "nx" in slots:
        year, month = _month_on(year, month, 1)
    elif "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    return Day(date(year, month, monthrange(year, month)[1]), lead=True)


def _holiday(slots: Slots, said: Said) -> Day | None:
    """A feast with a fixed date; as often as not it is part of a title."""
    found = coming(*slots["d"], said)
    return Day(found, weak="on" not in slots, lead="on" in slots) if found else None


def _workday(slots: Slots, said: Said) -> Day:
    """``next working day``."""
    day = said.today + DAY
    while day.weekday() > 4:
        day += timedelta(days=1)
    return Day(day, lead=True)


def _part(slots: Slots, said: Said) -> Part:
    return Part(slots["p"], lead="in" in slots)


_ON: Final = "on:lead? article?"
_W: Final = "((next | this)? w:weekday stop? comma? (on | article | of)?)?"
_D: Final = "d:dom/ordinal/ordword/numdom"
_Y: Final = "(of? comma? y:year !(dash) | ny:nextyear)?"
_W2: Final = "(comma? open? w2:weekday close?)?"
_M: Final = "m:month stop?"

DAYS: Final = (
    Rule("day", f"{_ON} {_W} d:iso", _iso),
    Rule("day", f"(on | from)? article? {_D} of? (to/dash/and) article? d2:dom/ordinal of? {_M} {_Y}", _dates),
    Rule("day", f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark) {_Y}", _dates),
    Rule("bad", f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark)", _no_dates),
    Rule("day", f"{_ON} {_W} article? {_D} uday? of? {_M} {_Y} {_W2}", _dated),
    Rule("day", f"{_ON} {_W} {_M} comma? article? {_D} !(oclock | meridiem | uminute) {_Y} {_W2}", _dated),
    Rule(
        "day",
        f"{_ON} (thisyear of?)? (y:year yearmark of? | ny:nextyear of?)? m:mon/numdom monthmark of? "
        f"d:dom/numdom daymark {_W2}",
        _dated,
    ),
    Rule("day", f"ms:monthshift of? d:dom/numdom daymark {_W2}", _shifted_month),
    Rule("day", f"d:dom/numdom daymark !(later | toafter | forafter | half) of? {_W2}", _of_month),
    Rule("day", f"{_ON} {_W} d:dotdate {_W2}", _figures),
    Rule("day", f"{_ON} {_W} d:daymonth0 {_W2}", _figures),
    Rule("day", f"{_ON} {_W} d:daymonth >(colon | comma colon | hform | at)", _figures),
    Rule("day", f"{_ON} {_W} d:daymonth !(oclock | unit | percent | dash dot2) {_W2}", _dotted),
    Rule("day", f"{_ON} {_W} d:slash !(unit) {_W2}", _figures),
    Rule("day", f"{_ON} w:weekday stop? comma? on? article? d:daymonth {_W2}", _figures),
    Rule("day", f"{_ON} {_W} y:year yearword? {_M} {_D} daymark?", _dated),
    Rule("day", f"{_ON} w:weekday stop? comma? article? d:ordinal/ordword !(unit | weekday)", _of_month),
    Rule("day", f"{_ON} w:weekday stop? comma? (article) f:dom", _weekday_number),
    Rule("day", f"{_ON} w:weekday stop? comma? f:dom >(toat)", _weekday_number),
    Rule("day", f"{_ON} w:weekday stop? comma? d:dom !(meridiem | oclock | unit | dash | to)", _weekday_number),
    Rule("day", "article? o:ordinal/ordword w:weekday of? article? (nx:next umonth | umonth nx:nextafter | m:month (of? y:year)?)", _nth),
    Rule("day", "(m:mon/numdom monthmark | ms:monthshift) of? o:ordinal/ordword of? w:weekday", _nth),
    Rule("day", "article? la:last w:weekday of? article? (nx:next umonth | this umonth | m:month (of? y:year)?)", _nth),
    Rule("day", "article? la:last uday of article? (nx:next umonth | this? umonth | m:month)", _last_day),
    Rule("day", "on:on article d:ordinal/dom of? article? (nx:next umonth | this umonth)?", _of_month),
    Rule("day", "on? article d:ordinal of? article? (nx:next umonth | this umonth)?", _of_month),
    Rule("day", "on? article d:dom >(at | from | between | comma | about)", _of_month),
    Rule("day", "lead? article? d:dom/ordinal uday? of article? (nx:next | this) umonth", _of_month),
    Rule("day", "on article? d:dom stop !(unknown)", _of_month),
    Rule("day", f"{_ON} nn:afternext w:weekday", _weekday),
    Rule("day", "lead d:ordinal !(unit | weekday)", _of_month),
    Rule("day", "(on | at) article ordword:ordword of article? nx:next umonth", _of_month),
    Rule("day", "daylead d:dom m:mon (y:year | yy)? !(meridiem | oclock | unit)", _dated),
    Rule("day", "d:dom m:mon y:year", _dated),
    Rule("day", "daylead d:dom !(unit | meridiem | percent | strike | quarter | half)", _of_month),
    Rule("day", f"{_ON} w:weekday iw:inweeks", _weekday),
    Rule("day", f"{_ON} w:weekday stop? ((comma/and/plus)+ article? weekday stop?)+", _several),
    Rule("day", f"{_ON} sd:shiftday", _in_shift),
    Rule("day", f"{_ON} ws:weekshift of? (w:weekday | w:shortday !unknown)", _in_shift),
    Rule("day", f"{_ON} ws:weekshift", _in_shift),
    Rule("day", f"{_ON} ms:monthshift e:edge?", _period),
    Rule("day", f"{_ON} nx:nextweekend", _weekend),
    Rule("day", f"{_ON} weekend toafter", _weekend),
    Rule("day", f"{_ON} w:weekday (wk:uweek | nw:nextweek)", _weekday),
    Rule("day", f"{_ON} w:weekday comma? of? article? (nw:next | tw:this) uweek", _weekday),
    Rule("day", f"{_ON} (nw:next | tw:this) uweek comma? on? article? w:weekday", _weekday),
    Rule("day", f"{_ON} (nx:next | th:this) w:weekday stop?", _weekday),
    Rule("day", f"{_ON} w:weekday (nx:nextafter | th:thisafter)", _weekday),
    Rule("day", "la:last w:weekday stop?", _weekday),
    Rule("daypart", f"{_ON} d:daypart", lambda slots, said: slots["d"]),
    Rule("daypart", f"{_ON} w:weekday morningword", _weekday_morning),
    Rule("daypart", f"{_ON} (next | this)? d:weekdaypart", _weekday_part),
    Rule("day", f"{_ON} d:dayword (comma? weekday)?", _word),
    Rule("day", f"{_ON} weekday comma? d:dayword", _word),
    Rule("day", "(on | at)? article? (nx:next | this) weekend nx2:nextafter?", _weekend),
    Rule("day", "(on | at) article? weekend", _weekend),
    Rule("day", "(on | at)? article? next workday", _workday),
    Rule("day", "(on | at | by)? article? e:edge of? article? (nx:next | this)? u:unit nx2:nextafter?", _period),
    Rule("day", "(on | at | by)? article? e:edge of? m:month", _period),
    Rule("day", "(by | on | at)? eo:eom", _period),
    Rule("day", "(on | sometime | in | at)* article? uweek nn:afternext", _period),
    Rule("day", "(on | sometime | in | at)* article? (nx:next | this | nn:afternext) u:unit", _period),
    Rule("day", "(on | in | sometime)* article? u:unit nx:nextafter", _period),
    Rule("day", "(on:on article? | on:lead article? | at | article)? d:holiday !unknown", _holiday),
    Rule("day", f"{_ON} w:weekday stop?", _weekday),
    Rule("day", "d:ordinal !(unit | unknown | weekday | weekdays | label | part | int)", _loose),
    Rule("bad", "(int/ordinal of? month | month int | badclock)", lambda slots, said: True),
)

PARTS: Final = (
    Rule("part", "(in:in/on/at/of)? article? p:part", _part),
)
