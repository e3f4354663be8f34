"""What is left in a title and could be a time after all: said, so that nothing starts unseen."""

from typing import Any, Final

from language.choice import Choice
from language.lexicon import Senses
from language.phrases import Bound, Day, Length, Part, Repeat
from language.titles import Leftover
from language.weights import weight_of

_TIMES: Final = ("clock", "span", "offset")
_PHRASES: Final = (*_TIMES, "day", "daypart", "repeat", "length", "part", "bound")
_VAGUE: Final = ("vaguetime", "every", "alternate", "recurpart", "multi", "dayafter")
_LIMITS: Final = ("limitbefore", "limitafter")
_ENDING: Final = ("until", "through")
_LEADING: Final = (*_LIMITS, *_ENDING)
_LEADING_PERIODS: Final = ("ordinal", "ordword", "article", "this", "next", "last", "limitafter")
_PERIODS: Final = ("weekend", "uweek", "umonth", "uquarter", "uyear", "uhour")
DOUBTFUL: Final = "/".join(
    (
        *_PHRASES,
        *_VAGUE,
        *_LEADING,
        *_PERIODS,
        "or",
        "daynumeral",
        "int",
        "half",
        "monthmark",
        "quarter",
        "timeword",
        "zonehour",
        "zone",
        "city",
        "month",
        "hhmm",
        "holiday",
    )
)
"""The kinds of words that can leave a doubt."""
_YEARS: Final = range(2020, 2040)


def doubts(left: Leftover, choice: Choice, letters: frozenset[str]) -> list[str]:
    """Return the codes of what the words that are left of a text leave in doubt.

    *letters* are those of the kinds in ``DOUBTFUL``: most words are none, and are not looked at.
    """
    codes: list[str] = []
    for index, senses in left.unused(letters):
        code = _doubt_of_phrase(left, index, senses, choice) or _doubt_of_word(
            left, index, senses, choice
        )
        if code and code not in codes:
            codes.append(code)
    if not choice and left.ends_in_hour(_YEARS):
        codes.append("not_read")
    if _part_is_of_title(left, choice):
        codes.append("hour")
    return codes


def _part_is_of_title(left: Leftover, choice: Choice) -> bool:
    """``at 3 morning show``: whether the part of the day can belong to the words behind it."""
    if "part" not in choice or "clock" not in choice:
        return False
    part = choice["part"]
    follows = choice["clock"].index == part.index - 1
    return follows and not part.value.lead and left.is_word(part.index + 1)


def _doubt_of_word(left: Leftover, index: int, senses: Senses, choice: Choice) -> str:
    """What is in doubt about a word that is left; empty if nothing is."""
    if "or" in senses and left.touches_used(index):
        return "several"
    if "int" in senses and left.is_listed(index):
        return "several"
    if "int" in senses and "repeat" in choice and choice["repeat"].index == index + 1:
        return "several"  # "5 mondays"
    if "daynumeral" in senses and left.touches_used(index):
        return "several"
    if not senses.keys().isdisjoint(_LIMITS) and "meal" in left.senses(index + 1):
        return "vague"  # "after lunch"
    return "not_read" if _is_time_word(left, index, senses, choice) else ""


def _doubt_of_phrase(left: Leftover, index: int, senses: Senses, choice: Choice) -> str:
    """What is in doubt about a phrase that was found and not taken; empty if nothing is."""
    kind = next((kind for kind in _PHRASES if kind in senses), "")
    value: Any = senses[kind] if kind else None
    if kind in _TIMES and weight_of(kind, value) >= 2:
        return "several" if "clock" in choice else "not_read"
    if isinstance(value, Day) or kind == "daypart":
        return _doubt_of_day(left, index, value, choice)
    if isinstance(value, Length):
        return "vague" if not value.clocked and left.touches_used(index) else ""
    return "not_read" if _is_unread(left, index, value, choice) else ""


def _doubt_of_day(left: Leftover, index: int, day: Any, choice: Choice) -> str:
    """What is in doubt about a day that was not taken; a part of a day is a tuple."""
    if not isinstance(day, Day) or not (day.weak or day.vague):
        return "several" if "day" in choice else "not_read"
    if day.vague:
        return "vague" if day.week or left.touches_used(index) else ""
    return "not_read" if day.monthday and not choice and left.is_last(index) else ""


def _is_unread(left: Leftover, index: int, value: Any, choice: Choice) -> bool:
    """Whether a repetition, an end or a part of the day belongs to what was read."""
    if isinstance(value, Repeat):
        return bool(value.part) or not value.weak
    if isinstance(value, Bound):
        return bool(value.clock or value.day)
    lonely = isinstance(value, Part) and choice and choice.keys().isdisjoint(("clock", "part"))
    return bool(lonely) and left.is_last(index) and not left.is_first(index)


def _is_time_word(left: Leftover, index: int, senses: Senses, choice: Choice) -> bool:
    """Whether a word speaks of time by itself, or beside what was read."""
    kinds = senses.keys()
    return (
        not kinds.isdisjoint(_VAGUE)
        or ("holiday" in kinds and bool(choice) and _is_day(left, index, choice))
        or _is_cut_off(left, index, senses, choice)
        or _is_open_period(left, index, senses)
    )


def _is_day(left: Leftover, index: int, choice: Choice) -> bool:
    """Whether the name of a holiday may be the day, and not what the meeting is about."""
    return "day" not in choice or left.touches_used(index)


def _is_open_period(left: Leftover, index: int, senses: Senses) -> bool:
    """Whether a month with a number, or "the week", is left where a time could stand."""
    before = left.senses(index - 1)
    if "month" in senses and "slight" not in senses:
        whole = "of" in before and not left.senses(index - 2).keys().isdisjoint(_PERIODS)
        return whole or "int" in before or "ordinal" in before
    led = not before.keys().isdisjoint(_LEADING_PERIODS)
    open_end = left.is_last(index) or left.touches_used(index)
    return led and open_end and not senses.keys().isdisjoint(_PERIODS)


def _is_cut_off(left: Leftover, index: int, senses: Senses, choice: Choice) -> bool:
    """Whether a word belongs to what was read beside it: "before", "until", a zone, a city."""
    if not senses.keys().isdisjoint(_LEADING) and left.is_used(index + 1):
        return True
    if "clock" in choice and (
        "zonehour" in left.own_senses(index)
        or left.typed(index).lower().startswith(("utc", "gmt"))
        or ("city" in senses and choice["clock"].index == index - 1)
        or ("timeword" in senses and choice["clock"].index == index - 1)
    ):
        return True
    if "half" in senses and left.is_last(index):
        return left.is_used(index - 1) or left.is_used(index - 2)
    ends = not senses.keys().isdisjoint((*_ENDING, "quarter"))
    month = not senses.keys().isdisjoint(("month", "monthmark")) and "slight" not in senses
    return "repeat" in choice and (ends or month)
