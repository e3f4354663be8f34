"""Days in languages that have no table: dateparser knows their words, and is asked for no more."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from language.phrases import Context
from language.request import MeetingRequest

_DAY_WORD: Final = re.compile(r"[^\W\d_]+(?:[-.'’][^\W\d_]+)*|(?<![\d:.])\d{1,2}\.?(?![\d:.])")
_MOST_DAY_WORDS: Final = 12
_LONGEST_DAY: Final = 4
_FARTHEST_DAY: Final = timedelta(days=550)


def with_day_words(
    request: MeetingRequest,
    text: str,
    context: Context,
    code: str,
    again: Callable[[str, Context], MeetingRequest],
) -> MeetingRequest:
    """Read a text again with the day words of a language that has no table as a date."""
    if request.rrule is not None or request.date is not None:
        return request
    day_words = find_day_words(text, context.now, code)
    if day_words is None:
        return request
    iso = day_words.day.isoformat()
    second = again(f"{text[: day_words.start]}{iso}{text[day_words.end :]}", context)
    typed = text[day_words.start : day_words.end]
    words = {field: words.replace(iso, typed) for field, words in second.words.items()}
    return replace(second, words=words)


@dataclass(frozen=True, slots=True)
class DayWords:
    """A *day*, and the characters that tell it."""

    day: date
    start: int
    end: int


def find_day_words(text: str, now: datetime, language: str) -> DayWords | None:
    """Find with dateparser the words of *text* that name a day in *language*, if there are any.

    The language is pinned, only the day is taken, and a day farther off than a year and a half is
    not believed: a number was taken for a year.
    """
    words = list(_DAY_WORD.finditer(text[:300]))[:_MOST_DAY_WORDS]
    for size in range(min(_LONGEST_DAY, len(words)), 0, -1):
        for first in range(len(words) - size + 1):
            start, end = words[first].start(), words[first + size - 1].end()
            day = _day(text[start:end], now, language)
            if day is not None:
                return DayWords(day, start, end)
    return None


def _day(words: str, now: datetime, language: str) -> date | None:
    """Return the day that the words tell, if they tell one and nothing but one."""
    import dateparser  # takes 70 ms, and only languages without a table need it

    if words.isdecimal() or len(words) < 3:
        return None
    base = now.replace(tzinfo=None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moment = dateparser.parse(
                words,
                languages=[language],
                settings={"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base},
            )
    except (ValueError, OverflowError):
        return None  # a language that dateparser does not know either
    if moment is None:
        return None
    day = moment.replace(tzinfo=None)  # it may have found a zone, which is read elsewhere
    if day.time() not in (base.time(), datetime.min.time()):
        return None  # a clock time, which is read elsewhere too
    return day.date() if -timedelta(days=1) <= day - base <= _FARTHEST_DAY else None
