"""Numbers that belong to the word before them: ``room 12``, ``plan 2027 to 2030``."""

from typing import Any, Final

from language.grammar import GrammarRule, Slots
from language.phrases import Context


def labelled_number(_slots: Slots, _context: Context) -> Any:
    """``room 12``: a number that belongs to the word before it."""
    return True


def years_to_years(slots: Slots, _context: Context) -> Any:
    """``2027 à 2030``: years, where the word for "to" is the word for "at"."""
    first, last = (slots[name][0] * 100 + slots[name][1] for name in ("a", "b"))
    sure = "l" in slots or (slots.may_be("t", "at") and slots.may_be("t", "to"))
    return (sure and 1990 <= first < last < 2100) or None


LABELS: Final = (
    GrammarRule(
        "ignored", "l:label? a:hhmm t:at/to/dash b:hhmm !(oclock | meridiem | dash)", years_to_years
    ),
    GrammarRule("ignored", "int dash int dash int (dash int)*", labelled_number),
    GrammarRule(
        "ignored",
        "label colonmark? (int/decimal/dot2/num/badclock/ordinal/dotdate) "
        "(dash (int/decimal/dot2))? "
        "!(meridiem | oclock | dash | unit | of? month | (weekday/weekdays/workdays) inarow)",
        labelled_number,
    ),
)
