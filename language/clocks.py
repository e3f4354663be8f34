"""Clock times: what the words of one come to, as a value."""

from dataclasses import replace
from typing import Any, Final, TypedDict

from language.conventions import hour_of_day, in_part
from language.grammar import GrammarRule, Slots
from language.phrases import ClockTime, Context, Span


class LedBy(TypedDict):
    """Which preposition led to a time; see ``ClockTime``."""

    at: bool
    begin: bool
    to: bool


def _led(slots: Slots) -> LedBy:
    """Which preposition led to a time."""
    begin, at = "begin" in slots, "at" in slots
    return {"at": begin or at, "begin": begin, "to": at and slots.may_be("at", "to")}


def clock_with_minutes(slots: Slots, _context: Context) -> ClockTime | None:
    """``9:30``, ``9.30``, ``09:30 am``, ``15h30``."""
    value = slots["c"]
    hour, minute = value[0], value[1]
    meridiem = slots["mer"] or ""
    certain = hour > 12 or hour == 0 or (len(value) > 2 and value[2])
    if "pre" in slots and hour <= 12:
        return ClockTime(
            in_part(hour, slots["pre"]), minute, certain=True, written=True, **_led(slots)
        )
    return _clock(
        hour, minute, meridiem, certain=certain, **_led(slots), length="l" in slots, written=True
    )


def _clock(
    hour: int, minute: int, meridiem: str, *, strict: bool = False, **how: Any
) -> ClockTime | None:
    """Check that there is such a time; 15:30 pm is taken as it stands."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if meridiem and hour > 12:
        if strict:
            return None
        meridiem = ""
        how["certain"] = True
    return ClockTime(hour, minute, meridiem, **how)


def hour_and_minutes(slots: Slots, _context: Context) -> ClockTime | None:
    """``15h30``: a clock time, or one and a half hours if it is ``1h30``."""
    hour, minute = slots["c"]
    return _clock(
        hour,
        minute,
        slots["mer"] or "",
        certain=hour > 12,
        **_led(slots),
        length=True,
        written=True,
    )


def hour_with_meridiem(slots: Slots, context: Context) -> ClockTime | None:
    """``at 3 pm``: the usual case of ``hour_with_mark``, which takes a third of its time."""
    hours = slots["h"]
    if hours > 12 and context.table.clock24 and slots["mer"] == "pm":
        return ClockTime(hours % 24, 0, certain=True, **_led(slots))  # "15 del pomeriggio"
    if hours > 12 or "pre" in slots:
        return hour_with_mark(slots, context)
    certain = hours == 0 or slots.may_be("h", "zero")
    begin, at = "begin" in slots, "at" in slots
    to = at and slots.may_be("at", "to")
    return ClockTime(hours, 0, slots["mer"], certain, at=begin or at, begin=begin, to=to)


def hour_with_mark(slots: Slots, _context: Context) -> ClockTime | None:
    """``3 pm``, ``3 o'clock``, ``15 Uhr 30``, ``trois heures et quart``."""
    hour, minute = slots["h"], slots.get("m", 0)
    if hour == 24 and "at" not in slots:
        return None  # "24h hackathon"
    if "half" in slots:
        minute = 30
    elif "q" in slots:
        minute = 15
    elif "tq" in slots:
        minute = 45
    meridiem = slots["mer"] or ""
    if "pre" in slots and hour <= 12:
        return ClockTime(
            in_part(hour, slots["pre"]), minute or 0, certain=True, written=True, **_led(slots)
        )
    return _clock(
        hour,
        minute or 0,
        meridiem,
        **_led(slots),
        strict=True,
        written="o" in slots,
        certain=hour > 12 or hour == 0 or slots.may_be("h", "zero"),
        length=slots.may_be("o", "unit"),
    )


def four_digits(slots: Slots, _context: Context) -> ClockTime | None:
    """``1500``, ``930pm``, ``0815h``."""
    hour, minute, full = slots["t"]
    certain = full and (hour > 12 or hour < 10)
    meridiem = slots["mer"] or ""
    return _clock(hour, minute, meridiem, certain=certain, **_led(slots), written=True)


def relative_to_hour(slots: Slots, context: Context) -> ClockTime | None:
    """``half past two``, ``quarter to nine``, ``zehn vor halb drei``, ``ten past 3``."""
    minute = 0
    if "half" in slots:
        back = context.table.half_before if "m" in slots or "q" in slots else "past" not in slots
        minute = -30 if back and (context.table.half_before or "before" in slots) else 30
    shift = slots.get("m", 15 if "q" in slots else 0)
    if shift > 30 or _ranged(slots):
        return None
    minute += -shift if "before" in slots else shift
    hour = slots["n"][0] if "n" in slots else slots["h"]
    return _shifted(hour, minute, slots["mer"] or "", **_led(slots))


def _ranged(slots: Slots) -> bool:
    """Whether "to" leads to the other end: ``from ten to eleven``, ``od 10 do 11``."""
    if "m" not in slots or not slots.may_be("before", "to"):
        return False
    if any("uminute" in senses for senses in slots.senses()):
        return False
    return "begin" in slots or slots.may_be("m", "int")


def figures_to_hour(slots: Slots, context: Context) -> ClockTime | None:
    """``at 5 to 4``: five to four, where it cannot be from five to four."""
    shift, hour = slots["m"], slots["h"]
    if shift not in _SPOKEN_MINUTES or not 1 <= hour <= 12 or "begin" in slots:
        return None
    backward = hour_of_day(shift, "") >= hour_of_day(hour, slots["mer"] or "")
    if not backward or context.table.clock24:
        return None
    clock = _shifted(hour, -shift, slots["mer"] or "", **_led(slots))
    return replace(clock, flags=("several",)) if clock else None


def minutes_before_hour(slots: Slots, _context: Context) -> ClockTime | None:
    """``las tres menos cuarto``, ``dix heures moins dix``."""
    shift = 15 if "q" in slots else slots["m"]
    hour = slots["n"][0] if "n" in slots else slots["h"]
    return _shifted(hour, -shift, slots["mer"] or "", **_led(slots))


def quarter_of_hour(slots: Slots, context: Context) -> ClockTime | None:
    """``viertel drei`` is 2:15, ``dreiviertel drei`` 2:45; "the quarter 2pm" is no time."""
    if not context.table.half_before:
        return None
    return _shifted(slots["h"], 15 if "q" in slots else 45, back=1, **_led(slots))


def _shifted(
    hour: int, minute: int, meridiem: str = "", back: int = 0, **led: Any
) -> ClockTime | None:
    """Return the time that is *minute* after (or before) the hour."""
    if hour > 24 or not -60 <= minute < 60:
        return None
    hour -= back
    if minute < 0:
        hour, minute = hour - 1, minute + 60
        if hour == 11 and meridiem:  # "a quarter to 12pm" is before noon
            meridiem = "am" if meridiem == "pm" else "pm"
    if hour <= 0:
        hour += 12
    certain = hour > 12
    return ClockTime(hour, minute, "" if certain else meridiem, certain=certain, **led)


def noon_or_midnight(slots: Slots, _context: Context) -> ClockTime | None:
    """``noon``, ``12:00 midnight``, ``eod``, ``midi et demi``."""
    hour, minute = slots["n"]
    if "half" in slots:
        minute = 30
    elif "q" in slots:
        minute = 15
    elif "m" in slots:
        minute = slots["m"]
    if slots["c"] not in (None, (12, 0, False), (0, 0, True)):
        return None  # "9:30 noon"
    at = _led(slots)
    midnight = hour == 24 and not minute
    hour = hour % 24 if minute else hour
    return ClockTime(hour, minute, certain=True, written=True, midnight=midnight, **at)


def top_of_hour(_slots: Slots, context: Context) -> ClockTime:
    """``at the top of the hour``: the next full one."""
    return ClockTime((context.now.hour + 1) % 24, certain=True, written=True)


def bare_hour(slots: Slots, _context: Context) -> ClockTime | None:
    """``at 3``: nothing but a preposition shows that it is a time."""
    if "t" in slots:
        hour, minute, full = slots["t"]
        return ClockTime(
            hour, minute, at=True, certain=full and (hour > 12 or hour < 10), written=True
        )
    hour, begin, at = slots["h"], "begin" in slots, "at" in slots
    to, certain = at and slots.may_be("at", "to"), hour > 12 or hour == 0
    return ClockTime(hour, 0, "", certain, bare=True, at=begin or at, begin=begin, to=to)


def hour_and_minute_words(slots: Slots, _context: Context) -> ClockTime | None:
    """``three thirty``, ``at ten fifteen``."""
    if slots["m"] < 10:
        return None
    return ClockTime(slots["h"], slots["m"], **_led(slots), bare="at" not in slots)


def hour_with_zone(slots: Slots, context: Context) -> ClockTime | None:
    """``10 pst``: a zone behind a number shows that it is an hour."""
    clock = bare_hour(slots, context)
    return replace(clock, at=True) if clock else None


def one_or_two_hours(slots: Slots, _context: Context) -> Span | None:
    """``17/18 Uhr``."""
    first, last, year = slots["s"]
    if (
        year
        or not first < last <= min(24, first + 3)
        or any("fraction" in senses for senses in slots.senses())
    ):
        return None
    return Span(ClockTime(first, certain=first > 12), ClockTime(last, certain=last > 12))


_SPOKEN_MINUTES: Final = (5, 10, 20, 25)
"""The minutes that are said before an hour: five to four."""
_PRE: Final = "(begin:from about? at:at? | at:at about? | about at:at?)? article? (pre:premer of?)?"
_HOUR: Final = "h:hour/numhour"
_TAIL: Final = "sharp?"

_NOT_HOUR: Final = "!(unit | percent | month | dash int unit | strike | dash unknown)"

_MINUTES: Final = (
    "(m:int/num minmark | m:min/nummin !(unit | meridiem | oclock | times | monthmark | daymark) "
    "| half:half !(unit | dash | extra) | q:quarter !unit | tq:threequarter !unit)?"
)
_OPEN: Final = (
    "!(quarter | half | plus half | plus quarter | plus one | plus nummin | minus | threequarter)"
)

EARLY: Final = (
    GrammarRule("clock", f"{_PRE} c:colon n:noonword", noon_or_midnight),
    GrammarRule("clock", f"{_PRE} {_HOUR} mer:meridiem {_TAIL}", hour_with_meridiem),
    GrammarRule(
        "clock", f"{_PRE} c:colon (mer:meridiem | mer:pmark !and) {_TAIL}", clock_with_minutes
    ),
    GrammarRule(
        "clock", f"{_PRE} c:colon !(oclock | about | meridiem) {_TAIL}", clock_with_minutes
    ),
    GrammarRule(
        "clock", f"{_PRE} {_HOUR} o:oclock {_MINUTES} mer:meridiem {_TAIL}", hour_with_mark
    ),
    GrammarRule("clock", f"{_PRE} {_HOUR} >(timeword of? article? city)", hour_with_zone),
    GrammarRule("span", "about? s:slash oclock", one_or_two_hours),
    GrammarRule("clock", f"{_PRE} c:dot2 oclock", clock_with_minutes),
    GrammarRule(
        "clock",
        f"{_PRE} h:bighour/numbig o:oclock {_MINUTES} mer:meridiem? {_TAIL} {_OPEN}",
        hour_with_mark,
    ),
    GrammarRule(
        "clock",
        f"(begin:from at:at? | at:at about? | about at:at | pre:premer of?) article? "
        f"(pre:premer)? {_HOUR} o:oclock {_MINUTES} "
        f"mer:meridiem? {_TAIL} {_OPEN}",
        hour_with_mark,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} one? (q:quarter | m:num/int uminute) (before:before/beforesaid | past:past) "
        f"half:half? article? (h:h12/numhour/bighour oclock? mer:meridiem? | n:noonword) "
        f"{_NOT_HOUR}",
        relative_to_hour,
    ),
)

CLOCKS: Final = (
    GrammarRule(
        "clock", f"{_PRE} c:colon/dot2/comma2 about? mer:meridiem {_TAIL}", clock_with_minutes
    ),
    GrammarRule("clock", f"{_PRE} c:colon oclock? {_TAIL}", clock_with_minutes),
    GrammarRule(
        "clock", f"(at:at about? | about at:at | at:about) c:dot2 !unit {_TAIL}", clock_with_minutes
    ),
    GrammarRule("clock", f"{_PRE} c:hform mer:meridiem?", hour_and_minutes),
    GrammarRule(
        "clock",
        f"{_PRE} half:half (past:past | before:before) {_HOUR} oclock? mer:meridiem?",
        relative_to_hour,
    ),
    GrammarRule(
        "clock", f"{_PRE} half:half h:h12/numhour oclock? mer:meridiem? !unit", relative_to_hour
    ),
    GrammarRule(
        "clock",
        f"{_PRE} (q:quarter (before:before/beforesaid | past:past) "
        f"| m:num uminute? (before:before/beforesaid | past:past) "
        f"| m:int uminute (before:before/beforesaid | past:past) "
        f"| m:int (before:before | past:past)) half:half? "
        f"article? h:h12/numhour oclock? mer:meridiem? {_NOT_HOUR}",
        relative_to_hour,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} m:int beforesaid h:h12 oclock? mer:meridiem? !(dash | to | colon) {_NOT_HOUR}",
        figures_to_hour,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} (q:quarter | tq:threequarter) h:h12/numhour oclock? !unit",
        quarter_of_hour,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} {_HOUR} oclock? minus article? (q:quarter | m:int/num) uminute? mer:meridiem?",
        minutes_before_hour,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} {_HOUR} o:oclock? plus one? "
        f"(half:half | q:quarter | tq:threequarter | m:min/nummin) uminute? mer:meridiem? !unit",
        hour_with_mark,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} {_HOUR} o:oclock "
        f"(half:half | q:quarter | tq:threequarter | m:min/nummin/int uminute)",
        hour_with_mark,
    ),
    GrammarRule(
        "clock",
        f"{_PRE} {_HOUR} o:oclock m:min/nummin "
        "!(unit | meridiem | oclock | times | monthmark | daymark)",
        hour_with_mark,
    ),
    GrammarRule(
        "clock", f"{_PRE} {_HOUR} sharp? oclock? about? mer:meridiem {_TAIL}", hour_with_mark
    ),
    GrammarRule(
        "clock", f"{_PRE} {_HOUR} o:oclock mer:meridiem? {_TAIL} !(min uminute)", hour_with_mark
    ),
    GrammarRule(
        "clock", f"at:at about? {_HOUR} m:min !(unit | percent | dash | strike)", hour_with_mark
    ),
    GrammarRule("clock", f"{_PRE} t:hhmm (mer:meridiem | oclock)", four_digits),
    GrammarRule("clock", "(at:at about? | about at:at | at:about) t:hhmm !unit", bare_hour),
    GrammarRule("clock", f"{_PRE} {_HOUR} (colonmark | m:nummin) mer:meridiem", hour_with_mark),
    GrammarRule("clock", f"{_PRE} h:numhour m:nummin !unit", hour_and_minute_words),
    GrammarRule(
        "clock",
        "at:about h:hour/numhour sharp? !(unknown | unit | percent | month | dash)",
        bare_hour,
    ),
    GrammarRule("clock", f"{_PRE} topofhour", top_of_hour),
    GrammarRule("clock", "h:hour/numhour sharp !(unit)", bare_hour),
    GrammarRule("clock", f"{_PRE} (h:hour/numhour | t:hhmm) >zonehour", hour_with_zone),
    GrammarRule(
        "clock",
        "at? before:shortof one? (q:quarter | m:num/int uminute?) h:hourword",
        relative_to_hour,
    ),
    GrammarRule("clock", f"{_PRE} h:hourword o:uhour {_TAIL}", hour_with_mark),
    GrammarRule("clock", "(at | about | begin:from)* at:about at? h:hourword", bare_hour),
    GrammarRule(
        "clock", f"{_PRE} n:noonword minus article? (q:quarter | m:int/num)", minutes_before_hour
    ),
    GrammarRule(
        "clock",
        f"{_PRE} (hour/numhour of? article?)? n:noonword "
        "(plus one? (half:half | q:quarter) | m:min/nummin)?",
        noon_or_midnight,
    ),
    GrammarRule(
        "clock",
        f"(begin:from about? at:at? | at:at about? | about at:at) article? {_HOUR} sharp? "
        f"{_NOT_HOUR}",
        bare_hour,
    ),
)
