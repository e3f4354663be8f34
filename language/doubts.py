"""What is left in a title and could be a time after all: said, so that nothing starts unseen."""

from collections.abc import Iterator
from typing import Any, Final

from language.choice import Choice
from language.lexicon import Senses
from language.phrases import Day, Length, Part, Repeat
from language.titles import Leftover
from language.weights import weight_of

_TIMES: Final = ("clock", "span", "offset")
_VAGUE: Final = ("vaguetime", "every", "alternate", "recurpart", "multi", "dayafter")
_LEADING: Final = ("limitbefore", "limitafter", "until", "through")
_ENDING: Final = ("until", "through")
_YEARS: Final = range(2020, 2040)


def doubts(left: Leftover, choice: Choice) -> list[str]:
    """Return the codes of what the words that are left of a text leave in doubt."""
    return list(dict.fromkeys(_doubts(left, choice)))


def _doubts(left: Leftover, choice: Choice) -> Iterator[str]:
    for index, senses in left.unused():
        if code := _doubt_of_phrase(left, index, senses, choice):
            yield code
        elif not senses.keys().isdisjoint(_VAGUE):
            yield "not_read"
        elif "or" in senses and left.touches_used(index):
            yield "several"
        elif _is_cut_off(left, index, senses, choice):
            yield "not_read"
    if not choice and left.ends_in_hour(_YEARS):
        yield "not_read"


def _is_cut_off(left: Leftover, index: int, senses: Senses, choice: Choice) -> bool:
    """Whether a word belongs to what was read beside it: "before", "until", a zone, a city."""
    if not senses.keys().isdisjoint(_LEADING) and left.is_used(index + 1):
        return True
    if "clock" in choice and (
        "zonehour" in left.own_senses(index)
        or ("city" in senses and choice["clock"].index == index - 1)
    ):
        return True
    ends = "repeat" in choice and not senses.keys().isdisjoint(_ENDING)
    return ends and (index == 0 or left.is_used(index - 1))


def _doubt_of_phrase(left: Leftover, index: int, senses: Senses, choice: Choice) -> str:
    """What is in doubt about a phrase that was found and not taken; empty if nothing is."""
    kind = next(
        (
            kind
            for kind in (*_TIMES, "day", "daypart", "repeat", "length", "part")
            if kind in senses
        ),
        "",
    )
    value: Any = senses[kind] if kind else None
    if kind in _TIMES and weight_of(kind, value) >= 2:
        return "several" if "clock" in choice else "not_read"
    if (isinstance(value, Day) and not (value.weak or value.vague)) or kind == "daypart":
        return "several" if "day" in choice else "not_read"
    if isinstance(value, Repeat) and not value.weak:
        return "not_read"
    if isinstance(value, Length) and not value.clocked and left.touches_used(index):
        return "vague"
    lonely = (
        isinstance(value, Part) and bool(choice) and choice.keys().isdisjoint(("clock", "part"))
    )
    return "not_read" if lonely and left.is_last(index) and not left.is_first(index) else ""
