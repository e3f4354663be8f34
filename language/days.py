"""Days by their names: weekdays, ``tomorrow``, ``next week``, and the rules for every day."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from language.conventions import next_weekday, same_week_later, weekday_of_next_week
from language.dates import (
    dated,
    dates,
    dotted,
    figures,
    holiday,
    iso,
    loose,
    month_on,
    no_dates,
    nth_weekday,
    of_month,
    shifted_month,
    weekday_number,
)
from language.grammar import Rule, Slots
from language.phrases import DAY, WEEKDAYS, Day, Part
from language.said import Said


def _in_shift(slots: Slots, said: Said) -> Day:
    """``来週の火曜日``, ``下周二``, ``来週``: that week's day, or the week."""
    weeks, weekday = slots["sd"] or (slots["ws"], slots["w"])
    monday = said.today + (7 * weeks - said.today.weekday()) * DAY
    if weeks == 0 and weekday is not None:
        return Day(same_week_later(said.today, weekday), lead=True)
    if weekday is None:
        return Day(max(monday, said.today), vague=True, lead=True, week=monday)
    return Day(monday + weekday * DAY, lead=True)


def _word(slots: Slots, said: Said) -> Day:
    """``today``, ``tomorrow``, ``the day after tomorrow``."""
    return Day(said.today + slots["d"] * DAY, lead=True)


def _weekday(slots: Slots, said: Said) -> Day:
    """``friday``, ``this friday``, ``next friday``, ``mardi prochain``, ``friday week``."""
    weekday, today = slots["w"], said.today
    for slot, shift in _SHIFTS.items():
        if slot in slots:
            return Day(shift(today, weekday), lead=True)
    if "iw" in slots:
        return Day(same_week_later(today, weekday) + slots["iw"] * DAY, lead=True)
    if "nx" in slots:
        later, soon = weekday_of_next_week(today, weekday), next_weekday(today, weekday)
        other = soon if soon != later else None
        return Day(later, other, ("next",) if other else (), lead=True)
    lead = "on" in slots
    weak = "slight" in slots.means()[-1] and not lead
    return Day(next_weekday(today, weekday), weekday=weekday, lead=lead, weak=weak)


_SHIFTS: Final[dict[str, Callable[[date, int], date]]] = {
    "nn": lambda today, weekday: weekday_of_next_week(today, weekday) + 7 * DAY,
    "wk": lambda today, weekday: next_weekday(today, weekday) + 7 * DAY,
    "nw": weekday_of_next_week,
    "tw": lambda today, weekday: today + (weekday - today.weekday()) * DAY,
    "la": lambda today, weekday: next_weekday(today, weekday) - 7 * DAY,
    "th": same_week_later,
}


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
        year, month = month_on(year, month, slots["ms"] or 1)
    elif "m" in slots:
        month = slots["m"]
        year = slots["y"] or year + (month < said.today.month)
    found = nth_weekday(year, month, weekday, number)
    if found and found < said.today and "nx" not in slots and "y" not in slots:
        year, month = (year + 1, month) if "m" in slots else month_on(year, month, 1)
        found = nth_weekday(year, month, weekday, number)
    return Day(found, lead=True) if found else None


def _period(slots: Slots, said: Said) -> Day | None:
    """``next week``, ``this month``, ``end of next week``, ``mid june``, ``eom``: vague."""
    edge = slots["e"] or ("end" if "eo" in slots else "")
    unit = slots["u"] if "u" in slots else slots.get("eo", "month")
    by = slots.get("ms", 1 if "nx" in slots else 2 if "nn" in slots else 0)
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
        year, month = month_on(year, month, by)
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
        year, month = month_on(year, month, 1)
    elif "m" in slots:
        year, month = year + (slots["m"] < month), slots["m"]
    return Day(date(year, month, monthrange(year, month)[1]), lead=True)


def _workday(_slots: Slots, said: Said) -> Day:
    """``next working day``."""
    day = said.today + DAY
    while day.weekday() > 4:
        day += timedelta(days=1)
    return Day(day, lead=True)


def _part(slots: Slots, _said: Said) -> Part:
    return Part(slots["p"], lead="in" in slots)


_ON: Final = "on:lead? article?"
_W: Final = "((next | this)? w:weekday stop? comma? (on | article | of)?)?"
_D: Final = "d:dom/ordinal/ordword/numdom"
_Y: Final = "(of? comma? y:year !(dash) | ny:nextyear)?"
_W2: Final = "(comma? open? w2:weekday close?)?"
_M: Final = "m:month stop?"

DAYS: Final = (
    Rule("day", f"{_ON} {_W} d:iso", iso),
    Rule(
        "day",
        f"(on | from)? article? {_D} of? (to/dash/and) article? d2:dom/ordinal of? {_M} {_Y}",
        dates,
    ),
    Rule(
        "day",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark) {_Y}",
        dates,
    ),
    Rule(
        "bad",
        f"(on | from)? {_M} {_D} (to/dash) d2:dom/ordinal !(meridiem | colonmark)",
        no_dates,
    ),
    Rule("day", f"{_ON} {_W} article? {_D} uday? of? {_M} {_Y} {_W2}", dated),
    Rule(
        "day",
        f"{_ON} {_W} {_M} comma? article? {_D} !(oclock | meridiem | uminute) {_Y} {_W2}",
        dated,
    ),
    Rule(
        "day",
        f"{_ON} (thisyear of?)? (y:year yearmark of? | ny:nextyear of?)? "
        f"m:mon/numdom monthmark of? d:dom/numdom daymark {_W2}",
        dated,
    ),
    Rule("day", f"ms:monthshift of? d:dom/numdom daymark {_W2}", shifted_month),
    Rule("day", f"d:dom/numdom daymark !(later | toafter | forafter | half) of? {_W2}", of_month),
    Rule("day", f"{_ON} {_W} d:dotdate {_W2}", figures),
    Rule("day", f"{_ON} {_W} d:daymonth0 {_W2}", figures),
    Rule("day", f"{_ON} {_W} d:daymonth >(colon | comma colon | hform | at)", figures),
    Rule("day", f"{_ON} {_W} d:daymonth !(oclock | unit | percent | dash dot2) {_W2}", dotted),
    Rule("day", f"{_ON} {_W} d:slash !(unit) {_W2}", figures),
    Rule("day", f"{_ON} w:weekday stop? comma? on? article? d:daymonth {_W2}", figures),
    Rule("day", f"{_ON} {_W} y:year yearword? {_M} {_D} daymark?", dated),
    Rule(
        "day",
        f"{_ON} w:weekday stop? comma? article? d:ordinal/ordword !(unit | weekday)",
        of_month,
    ),
    Rule("day", f"{_ON} w:weekday stop? comma? (article) f:dom", weekday_number),
    Rule("day", f"{_ON} w:weekday stop? comma? f:dom >(toat)", weekday_number),
    Rule(
        "day",
        f"{_ON} w:weekday stop? comma? d:dom !(meridiem | oclock | unit | dash | to)",
        weekday_number,
    ),
    Rule(
        "day",
        "article? o:ordinal/ordword w:weekday of? article? (nx:next umonth | umonth "
        "nx:nextafter | m:month (of? y:year)?)",
        _nth,
    ),
    Rule(
        "day",
        "(m:mon/numdom monthmark | ms:monthshift) of? o:ordinal/ordword of? w:weekday",
        _nth,
    ),
    Rule(
        "day",
        "article? la:last w:weekday of? article? (nx:next umonth | this umonth | m:month (of? "
        "y:year)?)",
        _nth,
    ),
    Rule(
        "day",
        "article? la:last uday of article? (nx:next umonth | this? umonth | m:month)",
        _last_day,
    ),
    Rule(
        "day",
        "on:on article d:ordinal/dom of? article? (nx:next umonth | this umonth)?",
        of_month,
    ),
    Rule("day", "on? article d:ordinal of? article? (nx:next umonth | this umonth)?", of_month),
    Rule("day", "on? article d:dom >(at | from | between | comma | about)", of_month),
    Rule("day", "lead? article? d:dom/ordinal uday? of article? (nx:next | this) umonth", of_month),
    Rule("day", "on article? d:dom stop !(unknown)", of_month),
    Rule("day", f"{_ON} nn:afternext w:weekday", _weekday),
    Rule("day", "lead d:ordinal !(unit | weekday)", of_month),
    Rule("day", "(on | at) article ordword:ordword of article? nx:next umonth", of_month),
    Rule("day", "daylead d:dom m:mon (y:year | yy)? !(meridiem | oclock | unit)", dated),
    Rule("day", "d:dom m:mon y:year", dated),
    Rule("day", "daylead d:dom !(unit | meridiem | percent | strike | quarter | half)", of_month),
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
    Rule("daypart", f"{_ON} d:daypart", lambda slots, _said: slots["d"]),
    Rule("daypart", f"{_ON} w:weekday morningword", _weekday_morning),
    Rule("daypart", f"{_ON} (next | this)? d:weekdaypart", _weekday_part),
    Rule("day", f"{_ON} d:dayword (comma? weekday)?", _word),
    Rule("day", f"{_ON} weekday comma? d:dayword", _word),
    Rule("day", "(on | at)? article? (nx:next | this) weekend nx2:nextafter?", _weekend),
    Rule("day", "(on | at) article? weekend", _weekend),
    Rule("day", "(on | at)? article? next workday", _workday),
    Rule(
        "day",
        "(on | at | by)? article? e:edge of? article? (nx:next | this)? u:unit nx2:nextafter?",
        _period,
    ),
    Rule("day", "(on | at | by)? article? e:edge of? m:month", _period),
    Rule("day", "(by | on | at)? eo:eom", _period),
    Rule("day", "(on | sometime | in | at)* article? uweek nn:afternext", _period),
    Rule(
        "day",
        "(on | sometime | in | at)* article? (nx:next | this | nn:afternext) u:unit",
        _period,
    ),
    Rule("day", "(on | in | sometime)* article? u:unit nx:nextafter", _period),
    Rule("day", "(on:on article? | on:lead article? | at | article)? d:holiday !unknown", holiday),
    Rule("day", f"{_ON} w:weekday stop?", _weekday),
    Rule("day", "d:ordinal !(unit | unknown | weekday | weekdays | label | part | int)", loose),
    Rule("bad", "(int/ordinal of? month | month int | badclock)", lambda _slots, _said: True),
)

PARTS: Final = (Rule("part", "(in:in/on/at/of)? article? p:part", _part),)
