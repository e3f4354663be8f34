"""Several days or times said together, and times that are said by others: lists and limits."""

from dataclasses import replace
from typing import Final

from language.compose import as_clock
from language.days import day_after_that
from language.grammar import GrammarRule, Slots
from language.phrases import ClockTime, Context, Day, Length, Span

_MEALS: Final = {"am": (8, 9), "noon": (12, 13), "pm": (18, 20)}
"""When a meal begins and when it is over, as far as "before lunch" and "after lunch" go."""


def _same_time(slots: Slots, _context: Context) -> ClockTime | None:
    """``3pm ET/12pm PT``: one moment, said for two places."""
    if slots["z"] == slots["z2"]:
        return None  # "15:00 GMT - 18:00 GMT"
    clock, again = as_clock(slots["a"]), as_clock(slots["b"])
    return replace(clock, zone=slots["z"], again=replace(again, zone=slots["z2"]))


def _or_clock(slots: Slots, _context: Context) -> ClockTime | None:
    """``at 3 or 4``, ``3pm or 4pm``, ``at 10am 2pm``: the first, and the other one."""
    first, second = as_clock(slots["a"]), as_clock(slots["b"])
    if first.begin or second.to or (first.hour, first.minute) == (second.hour, second.minute):
        return None
    if second.meridiem and not (first.meridiem or first.certain) and first.hour < second.hour:
        first = replace(first, meridiem=second.meridiem)
    return replace(first, other=second, flags=(*first.flags, "several"))


def _or_span(slots: Slots, _context: Context) -> Span:
    """``2-3pm or 4-5pm``: the first, and the start of the other one."""
    first: Span = slots["a"]
    second = slots["b"]
    other = second.start if isinstance(second, Span) else as_clock(second)
    start = replace(first.start, other=other, flags=(*first.start.flags, "several"))
    return replace(first, start=start, sure=True)


def _or_day(slots: Slots, _context: Context) -> Day | None:
    """``dec 8 and dec 10``, ``june 22 or june 24``, ``today or friday``: the first, and another."""
    days: list[Day] = [senses["day"] for senses in slots.senses() if "day" in senses]
    first, second = days[0], days[1]
    if first.day == second.day or first.weekdays or second.weekdays:
        return None
    last = max(day.day for day in days) if len(days) > 2 else None
    return Day(first.day, second.day, ("several",), lead=True, until=last)


def _between_days(slots: Slots, _context: Context) -> Day | None:
    """``between monday and wednesday``: some day from the one to the other."""
    first, last = slots["d"], slots["d2"]
    until = last.day
    if last.weekday is not None and first.day > until:
        until = until.fromordinal(until.toordinal() + 7)
    return Day(first.day, vague=True, lead=True, until=until) if first.day < until else None


def _window(slots: Slots, _context: Context) -> Span:
    """``some time between 1 and 4``: a window, not a span."""
    span: Span = slots["s"]
    return replace(span, start=replace(span.start, flags=(*span.start.flags, "vague")), sure=True)


def _limit_of(slots: Slots) -> ClockTime:
    """The clock time that is before or after something."""
    if "m" in slots:
        return ClockTime(_MEALS[slots["m"]]["la" in slots], certain=True, written=True)
    return replace(as_clock(slots["c"]), at=True)


def _limit(slots: Slots, _context: Context) -> ClockTime:
    """``before 3`` is no start yet; ``after 2``, ``not before 11`` start there, if not later."""
    clock = _limit_of(slots)
    return replace(clock, limit="lb" in slots, flags=(*clock.flags, "vague"))


def _limited_day(slots: Slots, _context: Context) -> Day:
    """``before friday``, ``friday at the latest``: that day, or another."""
    day: Day = slots["d"]
    return replace(day, flags=(*day.flags, "vague"), lead=True)


def _limited_span(slots: Slots, _context: Context) -> Span:
    span: Span = slots["s"]
    return replace(span, start=replace(span.start, flags=(*span.start.flags, "vague")))


def _away_from(slots: Slots, _context: Context) -> ClockTime | None:
    """``half an hour before noon``, ``1 hour after lunch``: so far from another time."""
    length: Length = slots["l"]
    if not length.clocked:
        return None
    minutes = length.minutes
    flags = ("vague",) if "al" in slots or "m" in slots else ()
    return replace(_limit_of(slots), shift=minutes if "la" in slots else -minutes, flags=flags)


def _unknown_zone(slots: Slots, _context: Context) -> ClockTime:
    """``3pm canary time``: a clock that is not known here."""
    clock: ClockTime = slots["c"]
    return replace(clock, flags=(*clock.flags, "not_read"))


def _clock_of_city(slots: Slots, context: Context) -> ClockTime | None:
    """``15:00 hora de Londres``: the word for time is part of the clock."""
    clock: ClockTime = slots["c"]
    return replace(clock, zone=slots["z"]) if context.table.clock24 else None


_HOUR: Final = "!(unit | unknown | month | percent | opaque | dash | strike)"
_OR: Final = "(comma? (or | and | plus | strike) (at | about)* article?)"
_ZONE: Final = "zoneabbr/city"

TWO_ZONES: Final = (
    GrammarRule(
        "clock",
        f"a:clock/hhmm/dot2 in? z:{_ZONE} timeword? "
        "(strike | comma | and | dash | open | at | or)* "
        f"b:clock/hour/numhour in? z2:{_ZONE} timeword? close?",
        _same_time,
    ),
)

LISTS: Final = (
    GrammarRule("span", "either? a:span comma? (or | and | strike) b:span/clock", _or_span),
    GrammarRule("span", "sometime s:span", _window),
    GrammarRule("span", "s:span (lb:limitend | la:limitstart)", _limited_span),
    GrammarRule("clock", f"either? a:clock {_OR} b:clock", _or_clock),
    GrammarRule("clock", f"either? a:clock {_OR} b:hour/numhour/hhmm/dot2 {_HOUR}", _or_clock),
    GrammarRule(
        "clock",
        "either? a:clock (comma (at | about)* (b:clock/hour/numhour/hhmm/dot2))+ "
        f"{_OR} (clock/hour/numhour/hhmm/dot2) {_HOUR}",
        _or_clock,
    ),
    GrammarRule(
        "clock", "either? (at | about)* a:hour/numhour or (at | about)* b:clock", _or_clock
    ),
    GrammarRule(
        "clock", f"either? (at | about)* a:hour/numhour or b:hour/numhour {_HOUR}", _or_clock
    ),
    GrammarRule(
        "clock",
        "either? a:clock (comma at? (clock/hour/numhour))+ comma? (or | and | plus) at? "
        f"b:clock/hour/numhour {_HOUR}",
        _or_clock,
    ),
    GrammarRule("clock", "a:clock comma? b:clock !(strike | dash | to)", _or_clock),
    GrammarRule("day", "between d:day and d2:day", _between_days),
    GrammarRule("day", "either? d:day comma? (or | and | plus | strike)+ dayafter", day_after_that),
    GrammarRule(
        "day",
        "either? day (comma article? on? day)* "
        "(comma? (or | and | plus | strike)+ article? on? day)+",
        _or_day,
    ),
    GrammarRule("clock", "c:clock >(unknown unknown* timeword | timeword unknown)", _unknown_zone),
    GrammarRule("clock", "c:clock of z:city", _clock_of_city),
)

LIMITS: Final = (
    GrammarRule(
        "clock",
        "al:atleast? l:length (lb:limitbefore | la:limitafter) article? "
        "(c:clock | (at | about)* c:hour/numhour !(unit | month | percent | dash) | m:meal)",
        _away_from,
    ),
    GrammarRule(
        "clock",
        "sometime? (lb:limitbefore | la:limitafter) (at | about | article)* "
        f"(c:clock | c:hour/numhour/hhmm {_HOUR})",
        _limit,
    ),
    GrammarRule(
        "clock", "c:clock (comma | at | open)* (lb:limitend | la:limitstart) close?", _limit
    ),
    GrammarRule("day", "sometime? (limitbefore | limitafter) d:day", _limited_day),
    GrammarRule("day", "d:day (comma | at)* (limitend | limitstart)", _limited_day),
)
