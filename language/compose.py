"""Phrases of phrases: ranges, offsets from now, bounds of a series, zones, services."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from language.grammar import GrammarRule, Slots
from language.holidays import next_holiday
from language.labels import labelled_number
from language.periods import month_alone
from language.phrases import DAY, Bound, ClockTime, Context, Day, Length, Offset, Span, ZoneName
from language.zones import zone_of


def as_clock(value: Any, *, at: bool = False) -> ClockTime:
    """A bare number that turned out to be an hour, or a clock time as it is."""
    if isinstance(value, ClockTime):
        return value
    if isinstance(value, tuple):
        hour, minute = value[0], value[1]
        certain = len(value) > 2 and bool(value[2]) and (hour > 12 or hour < 10)
        return ClockTime(hour, minute, certain=certain, written=True, at=at)
    return ClockTime(value, bare=True, certain=value > 12 or value == 0, at=at)


def _span(slots: Slots, _context: Context) -> Span | None:
    """``9-10am``, ``from 9:30 to 11``, ``10 until noon``; 2027-2028 are years."""
    first, last = slots["a"], slots["b"]
    start, end = as_clock(first), as_clock(last)
    figures = isinstance(first, int) and isinstance(last, int)
    digits = isinstance(first, tuple) and isinstance(last, tuple)
    if "and" in slots and not ("bt" in slots or start.begin):
        return None
    if figures and (first in (last, 0) or (first > last > 12)):
        return None
    led = "bt" in slots or start.at
    sure = led or not (figures or digits)
    if {type(first), type(last)} == {int, tuple} and not led:
        whole = end.minute % 5 == 0 and start.hour <= end.hour and "dash" in slots
        return Span(start, end, sure=False, day=slots["d"]) if whole else None
    if digits and not led and (not _in_order(start, end) or _are_years(first, last)):
        return None
    if start.at and start.bare and "to" in slots and slots.may_be("to", "beforesaid"):
        start = _or_minutes(start, end)
    if figures and not led:
        sure = "dash" in slots and first <= 12 and last <= 12
    if any("strike" in senses for senses in slots.senses()):
        start = replace(start, flags=("vague",))  # "2:30/3" may be a choice as well
    return Span(start, end, sure, day=slots["d"])


def _or_minutes(start: ClockTime, end: ClockTime) -> ClockTime:
    """``at 10 to 3``: from ten to three, or ten minutes to three."""
    if start.hour not in (5, 10) or start.begin or end.meridiem:
        return start
    other = ClockTime((end.hour - 2) % 12 + 1, 60 - start.hour)
    return replace(start, other=other, flags=(*start.flags, "several"))


def _are_years(first: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether figures of a range are years rather than clock times: 2027-2028, 2025-2030."""
    begin, end = first[0] * 100 + first[1], last[0] * 100 + last[1]
    odd = begin % 5 or end % 5 or end - begin < 15
    return 1990 <= begin < end < 2100 and bool(odd)


def _in_order(start: ClockTime, end: ClockTime) -> bool:
    """Whether an end can follow a start: 13.30 and 12.30 cannot, 12.30 and 1.30 can."""
    hour = end.hour + 12 if end.hour < 8 <= start.hour <= 12 else end.hour
    return (start.hour, start.minute) < (hour, end.minute)


def _led_span(slots: Slots, _context: Context) -> Span | None:
    """``de 14h à 16h``: where the word for "to" is the word for "at"."""
    start, end = as_clock(slots["a"]), slots["b"]
    if end.begin or not (end.to or (start.begin and end.at)) or (start.at and not start.begin):
        return None
    return Span(start, end)


def _long_span(slots: Slots, _context: Context) -> Span:
    """``2pm until friday 4:30pm``."""
    return Span(slots["a"], slots["b"], last=slots["d"].day)


def _offset(slots: Slots, _context: Context) -> Offset | None:
    """``in 20 minutes``, ``2 hours from now``, and ``in 15`` for minutes."""
    if "n" in slots:
        return Offset(Length(seconds=60 * slots["n"])) if 2 <= slots["n"] <= 600 else None
    return Offset(slots["l"])


def _next_hour(_slots: Slots, context: Context) -> Offset:
    """``at the top of the hour``: the next one."""
    return Offset(Length(seconds=60 * (60 - context.now.minute)))


def _within(slots: Slots, _context: Context) -> Offset:
    """``接下来一周``: any time up to then."""
    return Offset(slots["l"], within=True)


def _for(slots: Slots, _context: Context) -> Length:
    """``for 45 minutes``: surely the length."""
    length: Length = slots["l"]
    return Length(length.months, length.days, length.seconds, sure=True)


def _for_hform(slots: Slots, _context: Context) -> Length | None:
    """``for 1h30``."""
    clock: ClockTime = slots["c"]
    if not clock.length:
        return None
    return Length(seconds=clock.hour * 3600 + clock.minute * 60, sure=True)


def later(day: Day, length: Length, sign: int = 1) -> Day | None:
    """Return the day so long after another."""
    months, days = length.months, length.days
    if length.seconds or days != int(days):
        return None
    index = day.day.year * 12 + day.day.month - 1 + sign * months
    for number in range(day.day.day, day.day.day - 4, -1):
        try:
            result = day.day.replace(year=index // 12, month=index % 12 + 1, day=number)
            return Day(result + sign * int(days) * DAY, lead=True)
        except (ValueError, OverflowError):
            continue
    return None


def _after_day(slots: Slots, _context: Context) -> Day | None:
    """``a week from monday``, ``heute in zwei Wochen``."""
    if any("starting" in senses for senses in slots.senses()):
        return None  # "for 3 weeks starting monday" is a length
    return later(slots["d"], slots["l"], -1 if "before" in slots else 1)


def _offset_day(slots: Slots, context: Context) -> Day | None:
    """``heute in zwei Wochen``, ``środa za tydzień``."""
    day: Day = slots["d"]
    if day.weekday == context.today.weekday():
        day = Day(context.today)
    return later(day, slots["o"].length)


def _week_of(slots: Slots, _context: Context) -> Day | None:
    """``the week of dec 14``: some day of it; what led to the day may be part of it already."""
    if not (slots["d"].lead or "of" in slots):
        return None
    day: date = slots["d"].day
    monday = day - day.weekday() * DAY
    return Day(day, vague=True, lead=True, week=monday, last=monday + 6 * DAY)


def _weekday_beside(slots: Slots, _context: Context) -> Day | None:
    """``the friday before easter``, ``the monday after feb 10``."""
    weekday, day = slots["w"].weekday, slots["d"].day
    if weekday is None or slots["d"].weekday is not None:
        return None
    if "lb" in slots:
        return Day(day - ((day.weekday() - weekday - 1) % 7 + 1) * DAY, lead=True)
    return Day(day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY, lead=True)


def _weekday_in_week_of(slots: Slots, context: Context) -> Day | None:
    """``tuesday in the week of dec 14``."""
    weekday, week = slots["w"].weekday, _week_of(slots, context)
    if weekday is None or week is None or week.week is None:
        return None
    return Day(week.week + weekday * DAY, lead=True)


def _ago(slots: Slots, context: Context) -> Day | None:
    """``2 days ago``: a day, and it has passed."""
    return later(Day(context.today), slots["l"], -1)


def _days(slots: Slots, _context: Context) -> Day | None:
    """``from monday to wednesday``."""
    first, last = slots["d"], slots["d2"]
    until = last.day
    if last.weekday is not None and first.day > until:
        until += timedelta(days=7)
    if until <= first.day:
        return None
    return Day(first.day, first.other, first.flags, lead=True, until=until, weekday=first.weekday)


def _beginning(slots: Slots, _context: Context) -> Day | None:
    """``starting monday``: where a series begins."""
    day: Day = slots["d"]
    return replace(day, begins=True, lead=True)


def _until(slots: Slots, _context: Context) -> Bound:
    """``until dec 31``, ``until noon``; ``through next month`` is up to its last day."""
    day: Day | None = slots["d"]
    if day is not None and day.vague and day.last:
        ends = (day.last + DAY).day == 1 and day.last - day.day <= 2 * DAY  # "the end of january"
        if "th" in slots or ends or day.day > day.last:
            day = Day(day.last)
    return Bound(day=day, clock=slots["c"])


def _until_holiday(slots: Slots, context: Context) -> Bound | None:
    """``bis Weihnachten``, with words of a title behind it."""
    day = next_holiday(slots["hd"], context)
    return Bound(day=Day(day)) if day else None


def _until_hour(slots: Slots, _context: Context) -> Bound | None:
    return Bound(clock=as_clock(slots["h"]))


def _until_month(slots: Slots, context: Context) -> Bound:
    """``until march``: up to its first day; ``through march``: up to its last."""
    month, through = slots["m"], "th" in slots
    year = context.today.year + (month < context.today.month + (not through))
    last = monthrange(year, month)[1] if through else 1
    return Bound(day=Day(date(year, month, last)))


def _rest_of(slots: Slots, context: Context) -> Bound | None:
    """``for the rest of the month``, ``until the end of the year``: up to its last day."""
    today, month = context.today, slots["m"]
    if month:
        year = today.year + (month < today.month)
        return Bound(day=Day(date(year, month, monthrange(year, month)[1])))
    last = {
        "week": today + (6 - today.weekday()) * DAY,
        "month": today.replace(day=monthrange(today.year, today.month)[1]),
        "quarter": _end_of_quarter(today),
        "year": date(today.year, 12, 31),
    }.get(slots["u"])
    return Bound(day=Day(last)) if last else None


def _end_of_quarter(today: date) -> date:
    month = (today.month + 2) // 3 * 3
    return date(today.year, month, monthrange(today.year, month)[1])


def _from_month(slots: Slots, context: Context) -> Day | None:
    """``starting in april``; ``de enero`` is of January."""
    if slots.may_be("fr", "of"):
        return month_alone(slots, context)
    month = slots["m"]
    year = context.today.year + (month < context.today.month)
    return Day(max(context.today.replace(year=year, month=month, day=1), context.today), vague=True)


def _count(slots: Slots, _context: Context) -> Bound | None:
    """``x10``, ``10 times``, ``for 8 occurrences``, ``twice``."""
    number = slots["n"]
    if "x" in slots:
        digits = slots["x"].lstrip("x×")
        number = int(digits) if digits.isdecimal() else 0  # "utc+2" is no count
    return Bound(count=number) if 1 <= number <= 999 else None


def _zone(slots: Slots, _context: Context) -> ZoneName | None:
    """``PT``, ``London time``, ``in London``, ``UTC+2``."""
    typed = slots["x"] or ""
    name = zone_of(typed) if "x" in slots else slots["z"]
    numeric = typed[:1] in ("+", "-")
    explicit = "t" in slots or "/" in typed or numeric
    return ZoneName(name, explicit, numeric, place="pl" in slots) if name else None


_A: Final = "a:clock/hour/numhour/hhmm/dot2"
_B: Final = "b:clock/hour/numhour/hhmm/dot2"
_NO: Final = "!(unit | month | percent)"

BOUNDS: Final = (
    GrammarRule("bound", "th:through m:month !(dom | ordinal | numdom | year)", _until_month),
    GrammarRule("bound", "th:through (article/this)* u:unit", _rest_of),
)

COMPOSED: Final = (
    GrammarRule("span", "(bt:from)? (a:clock | a:hour/numhour) b:clock toafter?", _led_span),
    GrammarRule(
        "span",
        "(bt:from)? a:clock (to/until/dash/fromafter) d:day (at | comma)* b:clock toafter?",
        _long_span,
    ),
    GrammarRule(
        "span",
        f"(bt:from/between)? (at | about)* article? {_A} (zoneabbr | d:day)? "
        f"(to:to | dash:dash | until | and:and | fromafter | strike) (at | about)* article? {_B} "
        f"!(unit | month | dash | strike) toafter?",
        _span,
    ),
    GrammarRule(
        "day",
        "for? article? l:length (from/after/past | on | before:before | of) article? d:day",
        _after_day,
    ),
    GrammarRule("day", "d:day comma? in article? l:length", _after_day),
    GrammarRule("day", "d:day comma? o:offset", _offset_day),
    GrammarRule("day", "l:length d:day", lambda slots, _context: _week_day(slots["l"], slots["d"])),
    GrammarRule("day", "l:length ago", _ago),
    GrammarRule("bad", "l:length ago", lambda _slots, _context: True),
    GrammarRule("offset", "in about? article? l:length (later)?", _offset),
    GrammarRule("offset", "(at | on)? article? tophour", _next_hour),
    GrammarRule("offset", "plussign l:length !(strike)", _offset),
    GrammarRule("offset", "within about? article? l:length", _within),
    GrammarRule("offset", "for? l:length later", _offset),
    GrammarRule("offset", "barein n:int !(unknown | unit | dash | stop int | label)", _offset),
    GrammarRule("length", "for (about | article)? l:length long?", _for),
    GrammarRule("day", "fr:from (of | in)? m:month", _from_month),
    GrammarRule("length", "for (about)? c:clock", _for_hform),
    GrammarRule("length", "l:length (long | forafter)", _for),
    GrammarRule("day", "from? d:day (to | dash | until | fromafter) d2:day toafter?", _days),
    GrammarRule("day", "from d:day", _beginning),
    GrammarRule("bound", "(th:through | until) (d:day | c:clock) toafter?", _until),
    GrammarRule("bound", "(d:day) toafter", _until),
    GrammarRule(
        "bound", "(th:through | until) (article/lead)* hd:holiday toafter?", _until_holiday
    ),
    GrammarRule("bound", "(th:through | until) m:month", _until_month),
    GrammarRule(
        "bound", "(for | until | on)* article? rest of? article? this? (u:unit | m:month)", _rest_of
    ),
    GrammarRule(
        "bound",
        "(th:through | until) article? edge of? article? this? (u:unit | m:month)",
        _rest_of,
    ),
    GrammarRule("bound", "until about? h:hour/numhour", _until_hour),
    GrammarRule("bound", "for? article? (x:counted | n:int/num times | n:twice)", _count),
    GrammarRule("leftout", "comma? except d:day", lambda _slots, _context: ()),
    GrammarRule("bad", "except", lambda _slots, _context: "except"),
    GrammarRule("zone", "open? (z:zoneabbr | x:counted) t:timeword? close?", _zone),
    GrammarRule("ignored", "mountain stop unknown", labelled_number),
    GrammarRule("day", "w:day (lb:limitbefore | limitafter) article? d:day", _weekday_beside),
    GrammarRule("day", "w:day (of | in)? article? uweek of:of? d:day", _weekday_in_week_of),
    GrammarRule(
        "day", "(of | in | on)? article? uweek of:of? d:day comma? w:day", _weekday_in_week_of
    ),
    GrammarRule("day", "(of | in | on)? article? uweek of:of? d:day", _week_of),
    GrammarRule("zone", "z:zonelast !(unknown | timeword)", _zone),
    GrammarRule("zone", "in? article? t:timeword of? article? z:city", _zone),
    GrammarRule("zone", "open? (in/at/of)? z:city t:timeword close?", _zone),
    GrammarRule("zone", "(pl:in | open) z:city close?", _zone),
)


def _week_day(length: Length, day: Day) -> Day | None:
    """``a week monday``, ``a week today``: with nothing between."""
    whole_weeks = length.days and length.days % 7 == 0 and not length.months
    return later(day, length) if whole_weeks else None
