"""Says a repeat rule in WebEx's words: the ``repeat`` of CreateMeeting and SetMeeting."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.errors import NotPossible
from meetings.services.webex_xml.errors import refuse
from meetings.services.webex_xml.times import format_time
from meetings.xml import Element, tree

_DAYS = {
    "MO": "MONDAY",
    "TU": "TUESDAY",
    "WE": "WEDNESDAY",
    "TH": "THURSDAY",
    "FR": "FRIDAY",
    "SA": "SATURDAY",
    "SU": "SUNDAY",
}
_CODES = tuple(_DAYS)
_WORKDAYS = _CODES[:5]
_LAST = 5  # the vendor's number for the last such day of a month
_MOST = 999  # occurrences
_KNOWN = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
# The schema's order; a rule's own parts are put into it.
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

Rule = Mapping[str, str]
Parts = dict[str, str | list[str]]


def repeat(rrule: str, starts_at: datetime, zone: ZoneInfo) -> Element:
    """The ``repeat`` element for *rrule* (RFC 5545, without its prefix); none: NO_REPEAT.

    *zone* is the one that the meeting is told in. NotPossible for what WebEx has no words for.
    """
    if not rrule:
        return tree("repeat", tree("repeatType", "NO_REPEAT"))
    rule = _read(rrule)
    first = starts_at.astimezone(zone)
    say = _FREQUENCIES.get(rule.get("FREQ", ""))
    if say is None or not set(rule) <= _KNOWN:
        raise _not_possible()
    parts = say(rule, first) | _end(rule, zone)
    if rule["FREQ"] != "YEARLY":
        parts["interval"] = str(_number(rule, "INTERVAL", 1, _MOST))
    elif rule.get("INTERVAL", "1") != "1":
        raise _not_possible()
    return tree("repeat", *(_element(name, parts[name]) for name in _ORDER if name in parts))


def _read(rrule: str) -> Rule:
    pairs = [part.partition("=") for part in rrule.upper().removeprefix("RRULE:").split(";")]
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _daily(rule: Rule, _first: datetime) -> Parts:
    days = _days(rule)
    _allow(rule)
    if days and (set(days) != set(_WORKDAYS) or rule.get("INTERVAL", "1") != "1"):
        raise _not_possible()
    parts: Parts = {"repeatType": "DAILY"}
    return parts | ({"dayInWeek": [_DAYS[day] for day in _WORKDAYS]} if days else {})


def _weekly(rule: Rule, first: datetime) -> Parts:
    _allow(rule)
    days = _days(rule) or [_CODES[first.weekday()]]
    return {"repeatType": "WEEKLY", "dayInWeek": [_DAYS[day] for day in _CODES if day in days]}


def _monthly(rule: Rule, first: datetime) -> Parts:
    _allow(rule, "BYMONTHDAY", "BYSETPOS")
    return {"repeatType": "MONTHLY"} | _day_of_month(rule, first)


def _yearly(rule: Rule, first: datetime) -> Parts:
    _allow(rule, "BYMONTHDAY", "BYSETPOS", "BYMONTH")
    month = _number(rule, "BYMONTH", first.month, 12)
    return {"repeatType": "YEARLY", "monthInYear": str(month)} | _day_of_month(rule, first)


_FREQUENCIES: Mapping[str, Callable[[Rule, datetime], Parts]] = {
    "DAILY": _daily,
    "WEEKLY": _weekly,
    "MONTHLY": _monthly,
    "YEARLY": _yearly,
}


def _day_of_month(rule: Rule, first: datetime) -> Parts:
    """Either a day by its number, or the first to fourth, or last, such weekday."""
    if not rule.get("BYDAY"):
        if "BYSETPOS" in rule:
            raise _not_possible()
        return {"dayInMonth": str(_number(rule, "BYMONTHDAY", first.day, 31))}
    found = re.fullmatch(r"([+-]?\d)?([A-Z]{2})", rule["BYDAY"])
    week = (found[1] or rule.get("BYSETPOS", "")).lstrip("+") if found else ""
    if not found or found[2] not in _DAYS or "BYMONTHDAY" in rule:
        raise _not_possible()
    if week not in ("1", "2", "3", "4", "-1") or (found[1] and "BYSETPOS" in rule):
        raise _not_possible()
    number = _LAST if week == "-1" else int(week)
    return {"dayInWeek": [_DAYS[found[2]]], "weekInMonth": str(number)}


def _end(rule: Rule, zone: ZoneInfo) -> Parts:
    if "COUNT" in rule:
        return {"afterMeetingNumber": str(_number(rule, "COUNT", 1, _MOST))}
    if "UNTIL" in rule:
        return {"expirationDate": format_time(_until(rule["UNTIL"], zone))}
    return {}


def _until(text: str, zone: ZoneInfo) -> datetime:
    """The last moment, on the clock of *zone*. A day alone is meant whole."""
    try:
        if len(text) == 8:
            day = datetime.strptime(text, "%Y%m%d").replace(tzinfo=zone)
            return day + timedelta(days=1, seconds=-1)
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - next line
        return moment.replace(tzinfo=UTC if text.endswith("Z") else zone).astimezone(zone)
    except ValueError:
        raise _not_possible() from None


def _days(rule: Rule) -> list[str]:
    days = [day for day in rule.get("BYDAY", "").split(",") if day]
    if not set(days) <= set(_DAYS):
        raise _not_possible()
    return days


def _allow(rule: Rule, *parts: str) -> None:
    """Refuse what this frequency cannot be limited by."""
    if ({"BYMONTHDAY", "BYSETPOS", "BYMONTH"} - {*parts}) & set(rule):
        raise _not_possible()


def _number(rule: Rule, name: str, default: int, most: int) -> int:
    text = rule.get(name, str(default))
    if not re.fullmatch(r"\d{1,4}", text) or not 1 <= int(text) <= most:
        raise _not_possible()
    return int(text)


def _element(name: str, value: str | list[str]) -> Element:
    if isinstance(value, str):
        return tree(name, value)
    return tree(name, *(tree("day", day) for day in value))


def _not_possible() -> NotPossible:
    return refuse(NotPossible, "it has no words for how this meeting repeats")
