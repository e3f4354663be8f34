"""What a run of digits can be: an hour, a day of the month, a clock time, a date, an amount."""

import re
from typing import Any, Final

from language.lexicon import Means

_INT: Final = re.compile(r"\d+")
_COLON: Final = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
_HFORM: Final = re.compile(r"(\d{1,2})\s?[hu]\s?(\d\d)", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(\d{2,4})?")
_SLASHED: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{2,4}))?")
_TWO: Final = re.compile(r"(\d+)([.,])(\d+)")
_ORDINAL: Final = re.compile(
    r"(\d+)(\.|-?(?:szy|sza|szej|szego|go|ci|cia|ciej|ciego|tego|ty|ta|tej|tą|sty|sta|stej|stego|gi|giej|giego|ego|ej))?.*",
    re.DOTALL,
)


def figure(text: str) -> Means:
    """Return all that a figure can mean: kind -> value."""
    if text.isdecimal():
        return _whole(text)
    if ":" in text and len(text) > 8:
        return {"isotime": text}
    for form, make in _FORMS:
        found = form.fullmatch(text)
        if found:
            return make(found)
    return {"opaque": None}


def _whole(text: str) -> Means:
    """A plain whole number."""
    number, length = int(text[:9]), len(text)
    means: dict[str, Any] = {"int": number}
    if length <= 2:
        means |= {"hour": number} if number <= 24 else {}
        means |= {"h12": number, "mon": number} if 1 <= number <= 12 else {}
        means |= {"bighour": number} if 8 <= number <= 24 else {}
        means |= {"dom": number} if 1 <= number <= 31 else {}
        if length == 2:
            means |= {"min": number} if number < 60 else {}
            means["yy"] = 2000 + number
            means |= {"zero": True} if text[0] == "0" else {}
    elif length <= 4:
        if number // 100 <= 24 and number % 100 < 60:
            means["hhmm"] = (number // 100, number % 100, length == 4)
        if length == 4 and 1900 <= number < 2200:
            means["year"] = number
    return means


def _clock(found: re.Match[str]) -> Means:
    """``9:30``, and whether it is written as a 24-hour clock would write it (``09:30``)."""
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:
        return {"badclock": None}
    return {"colon": (hour, minute, found[1][0] == "0")}


def _hform(found: re.Match[str]) -> Means:
    """``15h30``, which is also a length."""
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:
        return {"badclock": None}
    return {"hform": (hour, minute)}


def _iso(found: re.Match[str]) -> Means:
    return {"iso": (int(found[1]), int(found[2]), int(found[3]))}


def _day_first(found: re.Match[str]) -> Means:
    """``12.05.``; at the end of a sentence ``17.30.`` is a time."""
    if found[3] is None and int(found[2]) > 12 and int(found[1]) <= 24 and int(found[2]) < 60:
        return {"dot2": (int(found[1]), int(found[2]), found[1][0] == "0")}
    return {"dotdate": (int(found[1]), int(found[2]), _year(found[3]))}


def _slashed(found: re.Match[str]) -> Means:
    """``5/6``, ``5-6-26``: a date whose order the locale tells, or a fraction."""
    means: dict[str, Any] = {"slash": (int(found[1]), int(found[2]), _year(found[3]))}
    if found[3] is None and found[0] in ("1/2", "1/4", "3/4"):
        means["fraction"] = int(found[1]) / int(found[2])
    return means


def _year(text: str | None) -> int | None:
    """A year of two digits is in this century."""
    if text is None:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _two(found: re.Match[str]) -> Means:
    """``9.30``: a clock time, an amount, or in much of Europe a date."""
    first, second = int(found[1][:6]), int(found[2 + 1][:6])
    means: dict[str, Any] = {"decimal": float(f"{found[1][:6]}.{found[3][:6]}")}
    if len(found[1]) > 2 or len(found[3]) > 2:
        return means
    if first <= 24 and second < 60 and len(found[3]) == 2:
        means["dot2" if found[2] == "." else "comma2"] = (first, second, found[1][0] == "0")
    if found[2] == "." and 1 <= first <= 31 and 1 <= second <= 12:
        means["daymonth"] = (first, second, None)
        means |= {"daymonth0": (first, second, None)} if found[3][0] == "0" else {}
    return means


def _ordinal(found: re.Match[str]) -> Means:
    """``3rd``; ``3.`` may also be a plain number at the end of a sentence."""
    number = int(found[1][:9])
    if found[2]:
        return {**_whole(found[1]), "ordinal": number, "stopped": number}
    return {"ordinal": number} if 1 <= number <= 31 else {"opaque": None}


_FORMS: Final = (
    (_COLON, _clock),
    (_HFORM, _hform),
    (_ISO, _iso),
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
        "2026-01-02T03:04",
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
