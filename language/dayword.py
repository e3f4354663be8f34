"""Day words of languages that have no table here, read by dateparser; loaded only when needed."""

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import dateparser

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*|(?<![\d:.])\d{1,2}\.?(?![\d:.])")
_MOST_WORDS: Final = 12
_LONGEST: Final = 4
_FARTHEST: Final = timedelta(days=550)


@dataclass(frozen=True, slots=True)
class DayWords:
    """A *day*, and the characters that tell it."""

    day: date
    start: int
    end: int


def day_words(text: str, now: datetime, language: str) -> DayWords | None:
    """Find the words of *text* that tell a day in *language*; None where there are none.

    The language is pinned, only the day is taken, and a day farther off than a year and a half is
    not believed: a number was taken for a year.
    """
    words = list(_WORD.finditer(text[:300]))[:_MOST_WORDS]
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first].start(), words[first + size - 1].end()
            day = _day(text[start:end], now, language)
            if day is not None:
                return DayWords(day, start, end)
    return None


def _day(words: str, now: datetime, language: str) -> date | None:
    """Return the day that the words tell, if they tell one and nothing but one."""
    if words.isdecimal() or len(words) < 3:
        return None
    base = now.replace(tzinfo=None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = dateparser.parse(
                words,
                languages=[language],
                settings={"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base},
            )
    except (ValueError, OverflowError):
        return None  # a language that dateparser does not know either
    if found is None:
        return None
    day = found.replace(tzinfo=None)  # it may have found a zone, which is read elsewhere
    if day.time() not in (base.time(), time()):
        return None  # a clock time, which is read elsewhere too
    return day.date() if -timedelta(days=1) <= day - base <= _FARTHEST else None
