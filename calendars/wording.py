"""A recurrence as a person would say it: "every other Thursday until 31 December 2026"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from calendars.recurrence import WEEKDAYS, ByDay, Frequency, Recurrence
from calendars.wall_clock import moment_of

_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_ORDINALS: Final = {
    1: "first",
    2: "second",
    3: "third",
    4: "fourth",
    5: "fifth",
    -1: "last",
    -2: "second last",
    -3: "third last",
}
_WORKDAYS: Final = frozenset(map(ByDay, WEEKDAYS[:5]))


def in_words(repeats: str, wall: datetime, zone: str) -> str:
    """Say how a series that begins at *wall* in *zone* repeats; "" for an empty rule.

    A rule that there are no plain words for is shown as it is. ValueError if it is none.
    """
    if not repeats:
        return ""
    recurrence = Recurrence.parse(repeats)
    words = _WORDS[recurrence.frequency](recurrence, wall)
    if words is None:
        return f"again and again by the rule {repeats}"
    return words + _end(recurrence, ZoneInfo(zone))


def in_words_for(repeats: str, wall: datetime, zone: str, reader: str) -> str:
    """The same for a reader in another zone, where a weekday may be the one before or after.

    *wall* is one of its times. What names days otherwise than by weekday is said with its zone.
    """
    there = moment_of(wall, ZoneInfo(zone)).astimezone(ZoneInfo(reader))
    by = there.date() - wall.date()
    if not (repeats and by):
        return in_words(repeats, wall, zone)
    recurrence = Recurrence.parse(repeats)
    weekly = recurrence.frequency is Frequency.WEEKLY and not recurrence.parts - {"BYDAY"}
    if not weekly or any(day.ordinal for day in recurrence.days):
        daily = recurrence.frequency is Frequency.DAILY and not recurrence.parts
        named = "" if daily or recurrence.frequency is Frequency.HOURLY else f" (in {zone})"
        return f"{in_words(repeats, wall, zone)}{named}"
    days = (WEEKDAYS[(WEEKDAYS.index(day.weekday) + by.days) % 7] for day in recurrence.days)
    until = recurrence.until
    if until is not None and not (isinstance(until, datetime) and until.tzinfo):
        until += by
    shifted = replace(recurrence, days=tuple(map(ByDay, days)), until=until)
    return in_words(str(shifted), wall + by, reader)


def _end(recurrence: Recurrence, zone: ZoneInfo) -> str:
    if recurrence.count is not None:
        return f", {recurrence.count} times" if recurrence.count > 1 else ", once"
    last = recurrence.last_in(zone)
    return f" until {last.day} {last:%B %Y}" if last else ""


def _every(interval: int, unit: str) -> str:
    if interval == 1:
        return f"every {unit}"
    return f"every other {unit}" if interval == 2 else f"every {interval} {unit}s"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _hourly(recurrence: Recurrence, _wall: datetime) -> str | None:
    if recurrence.parts:
        return None
    return "every hour" if recurrence.interval == 1 else f"every {recurrence.interval} hours"


def _daily(recurrence: Recurrence, wall: datetime) -> str | None:
    if recurrence.parts == {"BYDAY"} and recurrence.interval == 1:
        return _weekly(recurrence, wall)
    return None if recurrence.parts else _every(recurrence.interval, "day")


def _weekly(recurrence: Recurrence, wall: datetime) -> str | None:
    """Say ``every weekday``, ``every other Thursday``, ``every 3 weeks on Monday and Friday``."""
    interval = recurrence.interval
    if recurrence.parts - {"BYDAY"} or any(day.ordinal for day in recurrence.days):
        return None
    named = {day.weekday for day in recurrence.days} or {WEEKDAYS[wall.weekday()]}
    if interval == 1 and len(named) == 7:
        return "every day"
    workdays = {*map(ByDay, named)} == _WORKDAYS
    words = "weekday" if workdays else _listed([_name(code) for code in WEEKDAYS if code in named])
    if interval == 1 or (interval == 2 and len(named) == 1):
        return _every(interval, words)
    return f"{_every(interval, 'week')} on {'weekdays' if workdays else words}"


def _monthly(recurrence: Recurrence, wall: datetime) -> str | None:
    """Say ``every month on the 31st``, ``every other month on the last Friday``."""
    day = _day_of_month(recurrence, recurrence.parts) if recurrence.parts else _numbers([wall.day])
    return day and f"{_every(recurrence.interval, 'month')} on {day}"


def _yearly(recurrence: Recurrence, wall: datetime) -> str | None:
    """Say ``every year on 29 February``, ``every year on the fourth Thursday of November``."""
    parts, numbers = recurrence.parts - {"BYMONTH"}, recurrence.month_days
    if not parts:
        parts, numbers = frozenset({"BYMONTHDAY"}), (wall.day,)
    elif not recurrence.months:
        return None
    months = [_MONTHS[month - 1] for month in recurrence.months or (wall.month,)]
    every = _every(recurrence.interval, "year")
    numbered = parts == {"BYMONTHDAY"}
    if numbered and len(months) == len(numbers) == 1 and numbers[0] > 0:
        rare = ", in the years that have one" if (numbers[0], *months) == (29, "February") else ""
        return f"{every} on {numbers[0]} {months[0]}{rare}"
    if len(months) > 1 and "BYSETPOS" in parts:
        return None
    day = _numbers(numbers) if numbered else _day_of_month(recurrence, parts)
    return day and f"{every} on {day} of {_listed(months)}"


def _day_of_month(recurrence: Recurrence, parts: frozenset[str]) -> str | None:
    """Say which days of a month *parts* mean; None if that needs more than a few words."""
    if parts == {"BYMONTHDAY"}:
        return _numbers(recurrence.month_days)
    if parts == {"BYDAY", "BYSETPOS"} and {*recurrence.days} == _WORKDAYS:
        [position, *others] = recurrence.positions
        return (
            f"the {_ORDINALS[position]} weekday" if not others and position in _ORDINALS else None
        )
    if parts != {"BYDAY"} or not all(day.ordinal in _ORDINALS for day in recurrence.days):
        return None
    return _listed(
        [f"the {_ORDINALS[day.ordinal]} {_name(day.weekday)}" for day in recurrence.days]
    )


def _numbers(numbers: Sequence[int]) -> str:
    """Say ``the 1st and the last day``."""
    rare = any(number > 28 for number in numbers)
    return _listed([*map(_number, numbers)]) + (", in the months that have one" if rare else "")


def _number(day: int) -> str:
    if day < 0:
        return "the last day" if day == -1 else f"the {_th(-day)} last day"
    return f"the {_th(day)}"


def _th(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number < 20 else ending}"


def _name(weekday: str) -> str:
    return _NAMES[WEEKDAYS.index(weekday)]


_WORDS: Final[Mapping[Frequency, Callable[[Recurrence, datetime], str | None]]] = {
    Frequency.HOURLY: _hourly,
    Frequency.DAILY: _daily,
    Frequency.WEEKLY: _weekly,
    Frequency.MONTHLY: _monthly,
    Frequency.YEARLY: _yearly,
}
