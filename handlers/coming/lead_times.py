"""Lead times as people type and read them: ``1m,10m``, ``1 hour``, ``off``."""

import re
from datetime import timedelta

MOST = 5
"""How often one meeting is announced at most."""

LONGEST = 7 * 24 * 60
"""Minutes."""

_OFF = frozenset({"off", "none", "never", "no"})
_START = frozenset({"start", "at start", "at the start", "when it starts"})
_BETWEEN = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
_LENGTH = re.compile(
    r"(?:([0-9]{1,5})\s*(?:d|days?)(?![a-z])\s*)?"
    r"(?:([0-9]{1,5})\s*(?:h|hrs?|hours?)(?![a-z])\s*)?"
    r"(?:([0-9]{1,5})\s*(?:m|mins?|minutes?)?(?![a-z])\s*)?"
)


def read(typed: str) -> list[int]:
    """The minutes before a meeting that *typed* names, [] for ``off``; ValueError if unclear."""
    typed = " ".join(typed.casefold().split()).removesuffix(" before").strip(" .")
    if typed in _OFF:
        return []
    parts = [part for part in _BETWEEN.split(typed) if part]
    leads = sorted({minutes for part in parts for minutes in _read(part)}, reverse=True)
    if not leads or len(leads) > MOST or leads[0] > LONGEST:
        raise ValueError(typed)
    return leads


def _read(part: str) -> list[int]:
    if part in _START:
        return [0]
    if (lead := _minutes(part)) is not None:
        return [lead]
    leads = [_minutes(word) for word in part.split()]
    if None in leads:
        raise ValueError(part)
    return [lead for lead in leads if lead is not None]


def _minutes(text: str) -> int | None:
    match = _LENGTH.fullmatch(text)
    if not text or match is None:
        return None
    days, hours, minutes = (int(number or 0) for number in match.groups())
    return (days * 24 + hours) * 60 + minutes


def spoken(lead: timedelta) -> str:
    """One lead time: ``10 minutes before``, ``when it starts``."""
    return f"{length(lead)} before" if lead else "when it starts"


def length(span: timedelta) -> str:
    """A length in days, hours and minutes, to the minute; "" for less than half a minute."""
    days, rest = divmod(round(span / timedelta(minutes=1)), 24 * 60)
    hours, minutes = divmod(rest, 60)
    units = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    return " ".join(f"{many} {unit}{'s' * (many != 1)}" for many, unit in units if many)


def in_words(leads: tuple[timedelta, ...]) -> str:
    """All of them: ``1 hour before and 10 minutes before``; ``never`` if there is none."""
    if not leads:
        return "never"
    *others, last = [spoken(lead) for lead in leads]
    return f"{', '.join(others)} and {last}" if others else last
