"""Whether a repetition is the expected one, rule part by rule part."""

from datetime import datetime
from typing import Any

from language import MeetingRequest

LISTS = ("byday", "bymonthday", "bymonth", "bysetpos", "byyearday", "byweekno")
BEYOND = ("exdate", "exrule")  # a rule of RFC 5545 cannot say these


def rule_is_right(expected: dict[str, Any], request: MeetingRequest) -> bool:
    """Compare with a rule in recurrent's form."""
    parts = dict(part.split("=", 1) for part in (request.rrule or "FREQ=none").split(";"))
    if any(name in expected for name in BEYOND):
        return False
    same_step = parts["FREQ"].lower() == expected["freq"]
    same_step = same_step and int(parts.get("INTERVAL", 1)) == expected["interval"]
    same_lists = all(
        listed(parts.get(name.upper())) == listed(expected.get(name)) for name in LISTS
    )
    return same_step and same_lists and same_ends(expected, request, parts)


def listed(value: Any) -> set[str]:
    return set(str(value or "").split(","))


def same_ends(expected: dict[str, Any], request: MeetingRequest, parts: dict[str, str]) -> bool:
    """Compare count, last day, first day and hour."""
    if "count" in expected and str(expected["count"]) != parts.get("COUNT"):
        return False
    if "until" in expected and "COUNT" not in parts:
        until = parts.get("UNTIL", "00010101")[:8]
        if abs((day_of(until) - day_of(expected["until"])).days) > 1:
            return False
    first = request.start or request.date
    if "dtstart" in expected and (first is None or f"{first:%Y%m%d}" < expected["dtstart"]):
        return False
    hour = str(request.start.hour) if request.start else None
    return "byhour" not in expected or hour in listed(expected["byhour"])


def day_of(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007  # compared with another such day
