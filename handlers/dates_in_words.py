"""Dates and times in English words, in the order and on the clock of a reader's locale. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_MONTH_FIRST: Final = frozenset({"en-US", "en-CA", "en-PH", "ja", "zh", "ko"})
_TWELVE_HOURS: Final = frozenset({"en-US", "en-CA", "en-AU", "en-NZ", "en-IN", "en-PH", "hi", "ko"})
"""Locales, or whole languages, that differ from ``Friday 20 November 2026, 14:05``."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How somebody reads times: in an IANA *zone*, as their *locale* writes them (``en-US``).

    Without a locale days come before months, and days have 24 hours.
    """

    zone: str
    locale: str = ""

    def local(self, moment: datetime) -> datetime:
        """*moment* in the zone."""
        return moment.astimezone(ZoneInfo(self.zone))

    def at(self, zone: str) -> "Clock":
        """Another *zone*, written in the same way."""
        return Clock(zone, self.locale)

    def day(self, day: date, *, weekday: bool = True, year: bool = True) -> str:
        """``Friday 20 November 2026``, or ``Friday, November 20, 2026``."""
        named = f"{day:%A}" if weekday else ""
        if _among(self.locale, _MONTH_FIRST):
            parts = [named, f"{day:%B} {day.day}", f"{day.year}" if year else ""]
            return ", ".join(part for part in parts if part)
        parts = [named, f"{day.day} {day:%B}", f"{day.year}" if year else ""]
        return " ".join(part for part in parts if part)

    def time(self, moment: datetime) -> str:
        """``14:05``, or ``2:05 PM``; *moment* as it is on a clock there."""
        if _among(self.locale, _TWELVE_HOURS):
            return f"{moment.hour % 12 or 12}:{moment:%M %p}"
        return f"{moment:%H:%M}"


@lru_cache(maxsize=256)
def _among(locale: str, places: frozenset[str]) -> bool:
    language, _, region = locale.replace("_", "-").partition("-")
    return language.lower() in places or f"{language.lower()}-{region.upper()}" in places


def full_time(moment: datetime, clock: Clock) -> str:
    """*moment* in full: ``Friday 20 November 2026, 14:05 GMT (Europe/London)``."""
    return f"{without_zone(moment, clock)} ({clock.zone})"


def without_zone(moment: datetime, clock: Clock) -> str:
    """The same without the zone's name: ``Friday 20 November 2026, 14:05 GMT``."""
    local = clock.local(moment)
    return f"{clock.day(local)}, {clock.time(local)} {local:%Z}"


def full_span(starts_at: datetime, ends_at: datetime, clock: Clock) -> str:
    """From when to when: ``Friday 20 November 2026, 14:05 to 14:50 GMT (Europe/London)``.

    What ends on another day, or after a clock change, is said in full on both sides.
    """
    start, end = clock.local(starts_at), clock.local(ends_at)
    if start.date() != end.date() or start.utcoffset() != end.utcoffset():
        return f"{full_time(starts_at, clock)} to {full_time(ends_at, clock)}"
    times = f"{clock.time(start)} to {clock.time(end)} {start:%Z}"
    return f"{clock.day(start)}, {times} ({clock.zone})"


def duration(total: timedelta) -> str:
    """``47 min``, ``1 h 5 min``."""
    minutes = round(total.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else "")))
