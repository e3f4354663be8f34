"""Holidays by name: the day of a year on which each of them falls, fixed or computed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from language.dates import nth_weekday, valid_date
from language.phrases import DAY, Context

_MONDAY, _THURSDAY = 0, 3


def _nth(month: int, weekday: int, number: int) -> Callable[[int], date | None]:
    """The *number*th such weekday of a month, from its end if negative."""
    return lambda year: nth_weekday(year, month, weekday, number)


def _after_easter(days: int) -> Callable[[int], date | None]:
    """So many days after Easter Sunday, before it if negative."""
    return lambda year: easter(year) + days * DAY


def _after_thanksgiving(days: int) -> Callable[[int], date | None]:
    """So many days after the fourth Thursday of November."""
    fourth = _nth(11, _THURSDAY, 4)
    return lambda year: (fourth(year) or date(year, 11, 22)) + days * DAY


_COMPUTED: Final[dict[str, Callable[[int], date | None]]] = {
    "thanksgiving": _after_thanksgiving(0),
    "thanksgiving ca": _nth(10, _MONDAY, 2),
    "black friday": _after_thanksgiving(1),
    "cyber monday": _after_thanksgiving(4),
    "carnival": _after_easter(-47),
    "rose monday": _after_easter(-48),
    "ash wednesday": _after_easter(-46),
    "palm sunday": _after_easter(-7),
    "maundy thursday": _after_easter(-3),
    "good friday": _after_easter(-2),
    "holy saturday": _after_easter(-1),
    "easter": _after_easter(0),
    "easter monday": _after_easter(1),
    "ascension": _after_easter(39),
    "whit sunday": _after_easter(49),
    "whit monday": _after_easter(50),
    "corpus christi": _after_easter(60),
    "coming of age": _nth(1, _MONDAY, 2),
    "marine": _nth(7, _MONDAY, 3),
    "respect": _nth(9, _MONDAY, 3),
    "memorial": _nth(5, _MONDAY, -1),
    "labor": _nth(9, _MONDAY, 1),
    "mlk": _nth(1, _MONDAY, 3),
    "presidents": _nth(2, _MONDAY, 3),
    "columbus": _nth(10, _MONDAY, 2),
    "independence": lambda year: date(year, 7, 4),
    "veterans": lambda year: date(year, 11, 11),
    "advent": lambda year: date(year, 12, 24) - ((date(year, 12, 24).weekday() + 1) % 7 + 21) * DAY,
}
"""Holidays that are computed, or are on another day in another country."""


def next_holiday(name: str | tuple[int, int], context: Context) -> date | None:
    """Return the next such day, today included; *name* is a name above, or a month and a day."""
    if name == "thanksgiving" and context.region == "ca":
        name = "thanksgiving ca"
    for year in (context.today.year, context.today.year + 1):
        day = valid_date(year, *name) if isinstance(name, tuple) else _COMPUTED[name](year)
        if day and timedelta(0) <= day - context.today:
            return day
    return None
