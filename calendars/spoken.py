"""A rule of RFC 5545 as a person would say it: "every other Thursday until 31 December 2026"."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from calendars.rule import DAYS, Rule, read_rule

_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_ORDINALS: Final = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
_BACKWARD: Final = {"-1": "last", "-2": "second last", "-3": "third last"}
_WORKDAYS: Final = DAYS[:5]

Parts = dict[str, str]


def in_words(repeats: str, wall: datetime, zone: str) -> str:
    """Say how a series that begins at *wall* in *zone* repeats; "" for an empty rule.

    A rule that there are no plain words for is shown as it is. ValueError if it is none.
    """
    if not repeats:
        return ""
    rule = read_rule(repeats)
    parts = dict(rule.parts)
    parts.pop("WKST", None)
    said = _SAID[rule.freq](rule.interval, parts, wall)
    if said is None:
        return f"again and again by the rule {repeats}"
    return said + _end(rule, zone)


def _end(rule: Rule, zone: str) -> str:
    if rule.count is not None:
        return f", {rule.count} times" if rule.count > 1 else ", once"
    if rule.until is None:
        return ""
    last = rule.until.astimezone(ZoneInfo(zone)) if rule.until.tzinfo else rule.until
    return f" until {last.day} {last:%B %Y}"


def _every(interval: int, unit: str) -> str:
    if interval == 1:
        return f"every {unit}"
    return f"every other {unit}" if interval == 2 else f"every {interval} {unit}s"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _hourly(interval: int, parts: Parts, _wall: datetime) -> str | None:
    if parts:
        return None
    return "every hour" if interval == 1 else f"every {interval} hours"


def _daily(interval: int, parts: Parts, wall: datetime) -> str | None:
    if parts.keys() == {"BYDAY"} and interval == 1:
        return _weekly(interval, parts, wall)
    return None if parts else _every(interval, "day")


def _weekly(interval: int, parts: Parts, wall: datetime) -> str | None:
    """Say ``every weekday``, ``every other Thursday``, ``every 3 weeks on Monday and Friday``."""
    if parts.keys() - {"BYDAY"}:
        return None
    codes = parts.get("BYDAY", DAYS[wall.weekday()]).split(",")
    if not set(codes) <= set(DAYS):
        return None
    days = sorted({DAYS.index(code) for code in codes})
    if interval == 1 and len(days) == 7:
        return "every day"
    named = "weekday" if tuple(DAYS[day] for day in days) == _WORKDAYS else ""
    named = named or _listed([_NAMES[day] for day in days])
    if interval == 1 or (interval == 2 and len(days) == 1):
        return _every(interval, named)
    on = "weekdays" if named == "weekday" else named
    return f"{_every(interval, 'week')} on {on}"


def _monthly(interval: int, parts: Parts, wall: datetime) -> str | None:
    """Say ``every month on the 31st``, ``every other month on the last Friday``."""
    day = _day_of_month(parts or {"BYMONTHDAY": str(wall.day)})
    return day and f"{_every(interval, 'month')} on {day}"


def _yearly(interval: int, parts: Parts, wall: datetime) -> str | None:
    """Say ``every year on 29 February``, ``every year on the fourth Thursday of November``."""
    if parts.keys() <= {"BYMONTH"}:
        parts = {"BYMONTH": str(wall.month), "BYMONTHDAY": str(wall.day), **parts}
    elif "BYMONTH" not in parts:
        return None
    months = [_MONTHS[int(month) - 1] for month in parts["BYMONTH"].split(",")]
    which = {name: value for name, value in parts.items() if name != "BYMONTH"}
    every = _every(interval, "year")
    if len(months) > 1:
        day = None if "BYSETPOS" in which else _day_of_month(which)
        return day and f"{every} on {day} of {_listed(months)}"
    if which.keys() == {"BYMONTHDAY"} and which["BYMONTHDAY"].isdigit():
        rare = ", in the years that have one" if which["BYMONTHDAY"] == "29" else ""
        only = rare if months == ["February"] else ""
        return f"{every} on {which['BYMONTHDAY']} {months[0]}{only}"
    day = _day_of_month(which)
    return day and f"{every} on {day} of {months[0]}"


def _day_of_month(parts: Mapping[str, str]) -> str | None:
    """Say which days of a month are meant; none if that needs more than a few words."""
    numbers, codes = parts.get("BYMONTHDAY", ""), parts.get("BYDAY", "")
    if parts.keys() == {"BYMONTHDAY"}:
        said = [_numbered(number) for number in numbers.split(",")]
        rare = any(int(number) > 28 for number in numbers.split(","))
        return _listed(said) + (", in the months that have one" if rare else "")
    if parts.keys() == {"BYDAY", "BYSETPOS"} and parts["BYSETPOS"] in _ORDINALS | _BACKWARD:
        named = "weekday" if set(codes.split(",")) == set(_WORKDAYS) else None
        return named and f"the {(_ORDINALS | _BACKWARD)[parts['BYSETPOS']]} {named}"
    if parts.keys() != {"BYDAY"}:
        return None
    said = [_nth(code) for code in codes.split(",")]
    return _listed(said) if all(said) else None


def _numbered(number: str) -> str:
    day = int(number)
    if day < 0:
        return "the last day" if day == -1 else f"the {_th(-day)} last day"
    return f"the {_th(day)}"


def _th(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number < 20 else ending}"


def _nth(code: str) -> str:
    """Say ``1MO`` as ``the first Monday``; "" where there is no number, or an odd one."""
    which = (_ORDINALS | _BACKWARD).get(code[:-2].lstrip("+"), "")
    return which and f"the {which} {_NAMES[DAYS.index(code[-2:])]}"


_SAID: Final[Mapping[str, Callable[[int, Parts, datetime], str | None]]] = {
    "HOURLY": _hourly,
    "DAILY": _daily,
    "WEEKLY": _weekly,
    "MONTHLY": _monthly,
    "YEARLY": _yearly,
}
