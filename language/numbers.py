"""What a run of digits can be: an hour, a day of the month, a clock time, a date, an amount."""

import re
from typing import Any, Final

from language.lexicon import Senses

_INT: Final = re.compile(r"\d+")
_COLON: Final = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?")
_HFORM: Final = re.compile(r"(\d{1,2})\s?[hu]\s?(\d\d)", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})t?")
_ISO_BASIC: Final = re.compile(r"\d{8}t\d{4,6}z?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(\d{2,4})?")
_SLASHED: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{2,4}))?")
_TWO: Final = re.compile(r"(\d+)([.,])(\d+)")
POLISH_ENDINGS: Final = (
    "szy|sza|szej|szego|go|ci|cia|ciej|ciego|tego|ty|ta|tej|tą|sty|sta|stej|stego|gi|giej|giego"
    "|ego|ej"
)
"""What Polish writes behind the figures of an ordinal, as in 15-tego."""
_ORDINAL: Final = re.compile(rf"(\d+)(\.|-?(?:{POLISH_ENDINGS}))?.*", re.DOTALL)


def figure(text: str) -> Senses:
    """Return all that a figure can mean: kind -> value."""
    if text.isdecimal():
        return _whole(text)
    for form, make in _FORMS:
        match = form.fullmatch(text)
        if match:
            return make(match)
    return {"opaque": None}


def _whole(text: str) -> Senses:
    """A plain whole number."""
    number, length = int(text[:9]), len(text)
    senses: dict[str, Any] = {"int": number}
    if length <= 2:
        senses |= {"hour": number} if number <= 24 else {}
        senses |= {"h12": number, "mon": number} if 1 <= number <= 12 else {}
        senses |= {"bighour": number} if 8 <= number <= 24 else {}
        senses |= {"dom": number} if 1 <= number <= 31 else {}
        if length == 2:
            senses |= {"min": number} if number < 60 else {}
            senses["yy"] = 2000 + number
            senses |= {"zero": True} if text[0] == "0" else {}
    elif length <= 4:
        if number // 100 <= 24 and number % 100 < 60:
            senses["hhmm"] = (number // 100, number % 100, length == 4)
        if length == 4 and 1900 <= number < 2200:
            senses["year"] = number
    return senses


def _clock(match: re.Match[str]) -> Senses:
    """``9:30``, and whether it is written as a 24-hour clock would write it (``09:30``)."""
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        return {"badclock": None}
    return {"colon": (hour, minute, match[1][0] == "0")}


def _hform(match: re.Match[str]) -> Senses:
    """``15h30``, which is also a length."""
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        return {"badclock": None}
    return {"hform": (hour, minute)}


def _iso(match: re.Match[str]) -> Senses:
    return {"iso": (int(match[1]), int(match[2]), int(match[3]))}


def _day_first(match: re.Match[str]) -> Senses:
    """``12.05.``; at the end of a sentence ``17.30.`` is a time."""
    if match[3] is None and int(match[2]) > 12 and int(match[1]) <= 24 and int(match[2]) < 60:
        return {"dot2": (int(match[1]), int(match[2]), match[1][0] == "0")}
    return {"dotdate": (int(match[1]), int(match[2]), _year(match[3]))}


def _slashed(match: re.Match[str]) -> Senses:
    """``5/6``, ``5-6-26``: a date whose order the locale tells, or a fraction."""
    senses: dict[str, Any] = {"slash": (int(match[1]), int(match[2]), _year(match[3]))}
    if match[3] is None and match[0] in ("1/2", "1/4", "3/4"):
        senses["fraction"] = int(match[1]) / int(match[2])
    return senses


def _year(text: str | None) -> int | None:
    """A year of two digits is in this century."""
    if text is None:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _two(match: re.Match[str]) -> Senses:
    """``9.30``: a clock time, an amount, or in much of Europe a date."""
    first, second = int(match[1][:6]), int(match[2 + 1][:6])
    senses: dict[str, Any] = {"decimal": float(f"{match[1][:6]}.{match[3][:6]}")}
    if len(match[1]) > 2 or len(match[3]) > 2:
        return senses
    if first <= 24 and second < 60 and len(match[3]) == 2:
        senses["dot2" if match[2] == "." else "comma2"] = (first, second, match[1][0] == "0")
    if match[2] == "." and 1 <= first <= 31 and 1 <= second <= 12:
        senses["daymonth"] = (first, second, None)
        senses |= {"daymonth0": (first, second, None)} if match[3][0] == "0" else {}
    return senses


def _ordinal(match: re.Match[str]) -> Senses:
    """``3rd``; ``3.`` may also be a plain number at the end of a sentence."""
    number = int(match[1][:9])
    if match[2]:
        return {**_whole(match[1]), "ordinal": number, "stopped": number}
    return {"ordinal": number} if 1 <= number <= 31 else {"opaque": None}


_FORMS: Final = (
    (_COLON, _clock),
    (_HFORM, _hform),
    (_ISO, _iso),
    (_ISO_BASIC, lambda _match: {"badclock": None}),
    (_DAY_FIRST, _day_first),
    (_SLASHED, _slashed),
    (_TWO, _two),
    (_ORDINAL, _ordinal),
)

_ENDS: Final = ("0", "05", "10", "12", "30", "59", "75", "5", "125", "00")

SAMPLES: Final = (
    *map(str, range(2460)),
    *(f"{n:02d}" for n in range(10)),
    *(f"{n:02d}." for n in range(10)),
    *(f"{n:04d}" for n in (0, 30, 60, 900, 961)),
    *[
        "9999",
        "10000",
        "9:30",
        "25:99",
        "15h30",
        "2026-01-02",
        "1.2.",
        "5/6",
        "1/2",
        "9.30",
        "9.75",
        "1.5",
        "1.15",
    ],
    *(f"{a}{mark}{b}" for a in (0, 1, 9, 12, 25, 31, 40, 123) for mark in ".," for b in _ENDS),
    *(f"{a}.{b}." for a in (1, 12, 25, 40) for b in (2, 12, 30, 75)),
    *["3rd", "99th"],
    *(f"{n}." for n in range(100)),
    *["03.", "100.", "930.", "1230.", "2026.", "2460.", "9000.", "12345."],
)
"""Figures that show every set of kinds there is."""
