"""Recurrence: whether a ``repeat`` is valid, and on which days the meeting then takes place.

Source: the fields are the schema's; which of them belong to which type is nowhere written down.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.services.webex_xml import zones
from sandbox.services.webex_xml.meeting_shapes import DAYS
from sandbox.services.webex_xml.refusals import RequestRefused, unbound

MOST = 999
YEARS_AHEAD = 10
_END = {"afterMeetingNumber", "expirationDate"}
_BELONG = {
    "NO_REPEAT": set(),
    "DAILY": {"interval", "dayInWeek", *_END},
    "WEEKLY": {"interval", "dayInWeek", *_END},
    "MONTHLY": {"interval", "dayInMonth", "weekInMonth", "dayInWeek", *_END},
    "YEARLY": {"monthInYear", "dayInMonth", "weekInMonth", "dayInWeek", "dayInYear", *_END},
    "CONSTANT": {"expirationDate"},
}
_MUST: Mapping[str, tuple[set[str], ...]] = {
    "DAILY": ({"interval"}, {"dayInWeek"}),
    "WEEKLY": ({"dayInWeek"},),
    "MONTHLY": ({"dayInMonth"}, {"weekInMonth", "dayInWeek"}),
    "YEARLY": (
        {"monthInYear", "dayInMonth"},
        {"monthInYear", "weekInMonth", "dayInWeek"},
        {"dayInYear"},
    ),
    "CONSTANT": ({"expirationDate"},),
}
_KEY_FIELDS = {"interval", "dayInWeek", "dayInMonth", "weekInMonth", "monthInYear", "dayInYear"}

Repeat = Mapping[str, Any]


def check(repeat: Repeat, starts: datetime) -> None:
    """Refuse a recurrence whose parts do not fit together, or that ends before it *starts*."""
    kind = repeat.get("repeatType", "NO_REPEAT")
    parts = set(repeat) - {"repeatType"}
    if extra := parts - _BELONG[kind]:
        raise unbound(f"{sorted(extra)[0]} does not belong to {kind}")
    if not any(_fits(wanted, parts) for wanted in _MUST.get(kind, (set(),))):
        raise unbound(f"{kind} lacks what says when")
    if parts >= _END:
        raise unbound("expirationDate and afterMeetingNumber exclude each other")
    if "expirationDate" in repeat and zones.read_date(repeat["expirationDate"], "009008") < starts:
        raise RequestRefused("009009")


def _fits(wanted: set[str], parts: set[str]) -> bool:
    """Whether what is given is one whole way to say when, without parts of another."""
    return wanted <= parts and parts & _KEY_FIELDS <= wanted | {"interval"}


def occurrences(repeat: Repeat, starts: datetime) -> tuple[datetime, ...]:
    """The wall-clock starts, the first included, up to ten years ahead."""
    kind = repeat.get("repeatType", "NO_REPEAT")
    if kind in ("NO_REPEAT", "CONSTANT"):
        return (starts,)
    number = repeat.get("afterMeetingNumber") or MOST
    end = starts.replace(year=min(starts.year + YEARS_AHEAD, 9999), day=min(starts.day, 28))
    if "expirationDate" in repeat:
        end = min(end, zones.read_date(repeat["expirationDate"], "009008"))
    moments: list[datetime] = []
    for moment in _days(starts, end):
        if len(moments) >= number:
            break
        if moment == starts or _is_one(repeat, kind, starts, moment):
            moments.append(moment)
    return tuple(moments)


def _days(starts: datetime, end: datetime) -> Iterator[datetime]:
    moment = starts
    while moment <= end:
        yield moment
        moment += timedelta(days=1)


def _is_one(repeat: Repeat, kind: str, starts: datetime, day: datetime) -> bool:
    interval = repeat.get("interval", 1)
    names = repeat.get("dayInWeek", {}).get("day", [])
    if kind == "DAILY":
        return _name(day) in names if names else (day - starts).days % interval == 0
    if kind == "WEEKLY":
        return _name(day) in names and _weeks_between(starts, day) % interval == 0
    months = (day.year - starts.year) * 12 + day.month - starts.month
    if "dayInYear" in repeat:
        return bool(day.timetuple().tm_yday == repeat["dayInYear"])
    if kind == "YEARLY":
        return day.month == repeat["monthInYear"] and _in_month(repeat, names, day)
    return months % interval == 0 and _in_month(repeat, names, day)


def _in_month(repeat: Repeat, names: list[str], day: datetime) -> bool:
    if "dayInMonth" in repeat:
        return bool(day.day == repeat["dayInMonth"])
    week = repeat["weekInMonth"]
    last = (day + timedelta(days=7)).month != day.month
    return _name(day) in names and (last if week == 5 else (day.day + 6) // 7 == week)


def _name(day: datetime) -> str:
    return DAYS[day.isoweekday() % 7]


def _weeks_between(starts: datetime, day: datetime) -> int:
    """Whole weeks from the week of one to that of the other; weeks begin on Sunday."""
    first = starts - timedelta(days=starts.isoweekday() % 7)
    return (day - first).days // 7
