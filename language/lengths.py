"""Lengths of time: ``45m``, ``1h30``, ``an hour and a half``, ``anderthalb Stunden``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from language.grammar import GrammarRule, Slots
from language.lexicon import Senses
from language.phrases import Context, Length, Offset, Shift

_SECONDS: Final = {"second": 1, "minute": 60, "quarterhour": 900, "hour": 3600}
_DAYS: Final = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "weekend": 2}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_SMALLER: Final = {"hour": "minute", "minute": "second", "day": "hour", "week": "day"}
_HALF_DAY: Final = 4 * 3600
_NUMBERS: Final = ("int", "decimal", "num", "fraction", "couple", "one", "sesqui")


class _Sum:
    """Adds up a length word by word."""

    def __init__(self) -> None:
        self.months, self.days, self.seconds = 0.0, 0.0, 0.0
        self.pending: float | None = None
        self.joined = False  # "and" since the number
        self.last = ""

    def word(self, senses: Senses) -> None:
        """Take in the next word."""
        number = next((senses[kind] for kind in _NUMBERS if kind in senses), None)
        if number is not None:
            self._number(number, article="one" in senses)
        elif "half" in senses:
            self._fraction(0.5)
        elif "quarter" in senses and not (self.pending and "unit" in senses and not self.joined):
            self._fraction(0.25)
        elif "threequarter" in senses:
            self._fraction(0.75)
        elif "unit" in senses:
            self.add(1 if self.pending is None else self.pending, senses["unit"])
            self.pending = None
        elif "and" in senses or "plus" in senses:
            self.joined = True

    def _number(self, number: float, *, article: bool) -> None:
        if article and self.pending is not None:
            return  # "half an hour", "one and a half"
        if article and self.last and self.joined:
            return  # "an hour and a half"
        if self.pending is not None and self.joined:
            self.pending += number if number >= 20 or self.pending >= 20 else 0
            self.quarters = number
            return
        self.pending, self.joined, self.article = number, False, article

    article = False
    quarters: float | None = None

    def _fraction(self, size: float) -> None:
        """A half or a quarter: of the unit that follows, or of the one before."""
        if self.pending is None and self.last:
            self.add(size, self.last)
        elif self.pending is None or (self.article and not self.joined):
            self.pending = size
        elif size == 0.25 and self.quarters is not None:
            self.pending += size * self.quarters
        elif size == 0.25 and not self.joined and self.pending in (2, 3):
            self.pending *= size
        else:
            self.pending += size

    def add(self, number: float, unit: str) -> None:
        """Add so many of a unit."""
        if unit in _SECONDS:
            self.seconds += number * _SECONDS[unit]
        elif unit in _DAYS:
            whole = number * _DAYS[unit]
            self.days += whole
        else:
            months = number * _MONTHS.get(unit, 0)
            self.months += int(months)
            self.days += round((months - int(months)) * 30)
        self.last, self.joined = unit, False

    def rest(self) -> None:
        """A number at the end counts the next smaller unit: ``1 hour 30``."""
        if self.pending is not None and self.last in _SMALLER:
            self.add(self.pending, _SMALLER[self.last])


def add_up(words: Sequence[Senses]) -> Length | None:
    """Add up the words of a length; None if it is nothing or beyond all measure."""
    total = _Sum()
    for senses in words:
        total.word(senses)
    total.rest()
    days, seconds = total.days, total.seconds
    if days == 0.5 and not (seconds or total.months):
        days, seconds = 0, _HALF_DAY
    if days != int(days):
        seconds += (days - int(days)) * 86400
        days = int(days)
    if not 0 < total.months * 30 + days + seconds / 86400 < 36_600:
        return None
    return Length(int(total.months), days, seconds)


def _length(slots: Slots, _context: Context) -> Any:
    return add_up(slots.senses())


def _from_now(slots: Slots, _context: Context) -> Offset | None:
    """``in 20 minutes``."""
    length = add_up(slots.senses())
    return Offset(length) if length else None


def _within(slots: Slots, _context: Context) -> Offset | None:
    """``within 2 hours``."""
    length = add_up(slots.senses())
    return Offset(length, within=True) if length else None


def _from_now_short(slots: Slots, _context: Context) -> Offset:
    """``in 1h30``."""
    hours, minutes = slots["c"]
    return Offset(Length(seconds=hours * 3600 + minutes * 60))


def _for(slots: Slots, _context: Context) -> Length | None:
    """``for 45 minutes``: surely the length, even if it is nothing."""
    words = slots.senses()
    if any(senses.get("int") == 0 for senses in words):
        return Length(sure=True)
    length = add_up(words)
    return replace(length, sure=True) if length else None


def _shift(slots: Slots, _context: Context) -> Shift | None:
    """``an hour later``, ``30 Minuten früher``, ``back by 1h30``, ``by a week``."""
    if "c" in slots:
        hours, minutes = slots["c"]
        length: Length | None = Length(seconds=hours * 3600 + minutes * 60)
    else:
        length = add_up(slots.senses())
    sign = slots["m"] or slots["p"] or 1
    return Shift(length, sign, "m" in slots) if length else None


def _shift_minutes(slots: Slots, _context: Context) -> Shift | None:
    """``by 15``: minutes, but where the word for "by" is the word for "at"."""
    number = slots["n"]
    if slots.may_be("b", "at") or number % 5 or not 5 <= number <= 90:
        return None
    return Shift(Length(seconds=60 * number), 1, sure=False)


def _days(slots: Slots, _context: Context) -> Length | None:
    """``3日`` before ``後``."""
    return Length(days=slots["n"]) if 0 < slots["n"] < 1000 else None


def _next(slots: Slots, _context: Context) -> Any:
    """``for the next year``, ``for the next 3 months``."""
    words = slots.senses()
    length = add_up(words) or add_up([{"int": 1}, *words])
    return replace(length, sure=True) if length else None


_N: Final = "int/decimal/num/fraction/couple"
_HALVES: Final = "(half | threequarter | (num/int)? quarter)"

AMOUNT: Final = (
    f"(({_N} | one) extra? ((and/plus)? one? {_HALVES})? dash? of? article? one? extra? unit "
    f"((and/plus)? one? half !unit | (and/plus) one? {_HALVES} "
    f"| (comma? (and/plus)? {_N} extra? unit)+ "
    "| (and/plus)? min/nummin !(meridiem | oclock | unit | dash))? "
    f"| {_HALVES} dash? of? article? one? extra? unit | sesqui unit)"
)
"""A pattern: a length of time, word by word."""

LENGTHS: Final = (
    GrammarRule("offset", f"within about? article? {AMOUNT}", _within),
    GrammarRule("offset", "in about? c:hform", _from_now_short),
    GrammarRule("offset", "within about? article? (oneunit | unit)", _within),
    GrammarRule("offset", "oneunit later", _from_now),
    GrammarRule("offset", f"in about? article? ({AMOUNT} | oneunit) later?", _from_now),
    GrammarRule(
        "length",
        f"for about? article? {AMOUNT} long? !(from | after | past | later | ago)",
        _for,
    ),
    GrammarRule(
        "length",
        f"({_N} | one) extra? ((and/plus)? one? {_HALVES})? dash? of? article? one? extra? unit "
        f"((and/plus)? one? half !unit | (and/plus) one? {_HALVES} "
        f"| (comma? (and/plus)? {_N} extra? unit)+ "
        "| (and/plus)? min/nummin !(meridiem | oclock | unit | dash))?",
        _length,
    ),
    GrammarRule("length", f"for article? next ({_N})? unit", _next),
    GrammarRule("length", "n:int/num daymark >(later)", _days),
    GrammarRule("length", "num plus num unit", _length),
    GrammarRule("length", "uhour long", _length),
    GrammarRule("length", "uhour (and/plus) half !unit", _length),
    GrammarRule(
        "length",
        f"{_HALVES} dash? of? article? one? extra? unit ((and/plus) {_N} unit)?",
        _length,
    ),
    GrammarRule("length", "sesqui unit", _length),
)

_FAR: Final = f"about? article? ({AMOUNT} | oneunit | c:hform | unit)"
_WHICH: Final = "(m:moved | p:pushed)"

SHIFTS: Final = (
    GrammarRule(
        "shift", f"moveby? {_FAR} {_WHICH} !(article | int | num | colon | noonword)", _shift
    ),
    GrammarRule("shift", f"{_WHICH} moveby? {_FAR}", _shift),
    GrammarRule("shift", f"moveby {_FAR}", _shift),
    GrammarRule("shift", "b:moveby n:int !(unit | oclock | meridiem)", _shift_minutes),
)
"""How far a meeting moves: read only where its new time is told."""
