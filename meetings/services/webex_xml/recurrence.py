"""Writes a recurrence in WebEx's words: the ``repeat`` of CreateMeeting and SetMeeting."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from calendars.recurrence import WEEKDAYS, ByDay, Frequency, Recurrence
from meetings.errors import NotPossible
from meetings.services.webex_xml.errors import refuse
from meetings.services.webex_xml.times import format_time
from meetings.xml import Element, tree

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_WORKDAYS = frozenset(map(ByDay, WEEKDAYS[:5]))
_LAST = 5  # the vendor's number for the last such day of a month
_MOST = 999  # occurrences
# The schema's order; a recurrence's own parts are put into it.
_ORDER = (
    "repeatType",
    "interval",
    "afterMeetingNumber",
    "dayInWeek",
    "expirationDate",
    "dayInMonth",
    "weekInMonth",
    "monthInYear",
)

Parts = dict[str, str | list[str]]


def repeat(recurrence: Recurrence | None, starts_at: datetime, zone: ZoneInfo) -> Element:
    """The ``repeat`` element for *recurrence*; NO_REPEAT where it is None.

    *zone* is the one that the meeting is told in. NotPossible for what WebEx has no words for.
    """
    if recurrence is None:
        return tree("repeat", tree("repeatType", "NO_REPEAT"))
    write = _FREQUENCIES.get(recurrence.frequency)
    if write is None:
        raise _not_possible()
    parts = write(recurrence, starts_at.astimezone(zone)) | _end(recurrence, zone)
    if recurrence.frequency != Frequency.YEARLY:
        parts["interval"] = _number(recurrence.interval, _MOST)
    elif recurrence.interval != 1:
        raise _not_possible()
    return tree("repeat", *(_element(name, parts[name]) for name in _ORDER if name in parts))


def _daily(recurrence: Recurrence, _first: datetime) -> Parts:
    _allow(recurrence, "BYDAY")
    if not recurrence.days:
        return {"repeatType": "DAILY"}
    if {*recurrence.days} != _WORKDAYS or recurrence.interval != 1:
        raise _not_possible()
    return {"repeatType": "DAILY", "dayInWeek": [*_DAYS[:5]]}


def _weekly(recurrence: Recurrence, first: datetime) -> Parts:
    _allow(recurrence, "BYDAY")
    if any(day.ordinal for day in recurrence.days):
        raise _not_possible()
    named = {day.weekday for day in recurrence.days} or {WEEKDAYS[first.weekday()]}
    days = [name for code, name in zip(WEEKDAYS, _DAYS, strict=True) if code in named]
    return {"repeatType": "WEEKLY", "dayInWeek": days}


def _monthly(recurrence: Recurrence, first: datetime) -> Parts:
    _allow(recurrence, "BYDAY", "BYMONTHDAY", "BYSETPOS")
    return {"repeatType": "MONTHLY"} | _day_of_month(recurrence, first)


def _yearly(recurrence: Recurrence, first: datetime) -> Parts:
    _allow(recurrence, "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH")
    month = _only(recurrence.months, first.month)
    return {"repeatType": "YEARLY", "monthInYear": str(month)} | _day_of_month(recurrence, first)


_FREQUENCIES: Mapping[Frequency, Callable[[Recurrence, datetime], Parts]] = {
    Frequency.DAILY: _daily,
    Frequency.WEEKLY: _weekly,
    Frequency.MONTHLY: _monthly,
    Frequency.YEARLY: _yearly,
}


def _day_of_month(recurrence: Recurrence, first: datetime) -> Parts:
    """Either a day by its number, or the first to fourth, or last, such weekday."""
    days, positions = recurrence.days, recurrence.positions
    if not days:
        if positions:
            raise _not_possible()
        return {"dayInMonth": _number(_only(recurrence.month_days, first.day), 31)}
    week = _only((*filter(None, (days[0].ordinal,)), *positions), 0)
    if len(days) > 1 or recurrence.month_days or week not in (1, 2, 3, 4, -1):
        raise _not_possible()
    number = _LAST if week == -1 else week
    return {"dayInWeek": [_DAYS[WEEKDAYS.index(days[0].weekday)]], "weekInMonth": str(number)}


def _end(recurrence: Recurrence, zone: ZoneInfo) -> Parts:
    if recurrence.count is not None:
        return {"afterMeetingNumber": _number(recurrence.count, _MOST)}
    last = recurrence.last_in(zone)
    return {"expirationDate": format_time(last)} if last else {}


def _allow(recurrence: Recurrence, *parts: str) -> None:
    """Refuse what this frequency cannot be limited by."""
    if recurrence.parts - {*parts}:
        raise _not_possible()


def _only(numbers: tuple[int, ...], default: int) -> int:
    """The one number in *numbers*, or *default* where there is none."""
    if len(numbers) > 1:
        raise _not_possible()
    return numbers[0] if numbers else default


def _number(number: int, most: int) -> str:
    if not 1 <= number <= most:
        raise _not_possible()
    return str(number)


def _element(name: str, value: str | list[str]) -> Element:
    if isinstance(value, str):
        return tree(name, value)
    return tree(name, *(tree("day", day) for day in value))


def _not_possible() -> NotPossible:
    return refuse(NotPossible, "it has no words for how this meeting repeats")
