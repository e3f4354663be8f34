"""A series that is moved by one of its occurrences: what its rule says from then on."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from calendars.plan import MeetingPlan, Occurrence, occurrences
from calendars.rule import DAYS

Parts: TypeAlias = dict[str, str]
"""A rule by the names of its parts, in the order in which they were written."""

_OF_DAYS: Final = ("BYDAY", "BYMONTHDAY", "BYMONTH")
_PERIODS: Final = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365, "HOURLY": 1}
_BEYOND: Final = {"BYSETPOS", "BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE", "BYSECOND"}


def moved(
    plan: MeetingPlan, was: Occurrence, starts_at: datetime, lasts: timedelta
) -> MeetingPlan | None:
    """Return *plan* from its occurrence *was* on, so moved that *was* begins at *starts_at*.

    The clock time moves for all that follow. A day moves with it where the rule names one day: the
    Tuesdays become Thursdays, and the last day of the series with them. None where it names
    several, since moving one of them says nothing about the others. Occurrences that were counted
    already are not counted again.
    """
    new = MeetingPlan.at(starts_at, plan.zone, lasts)
    if not plan.repeats:
        return new
    parts = dict(part.split("=", 1) for part in plan.repeats.upper().split(";"))
    if "COUNT" in parts:
        parts["COUNT"] = str(max(1, int(parts["COUNT"]) - _held(plan, was)))
    before, after = was.starts_at.astimezone(ZoneInfo(plan.zone)).date(), new.wall.date()
    if before != after and not _on_another_day(parts, before, after):
        return None
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts, _within_a_period(parts, after - before), plan.zone)
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    return MeetingPlan(wall=new.wall, zone=plan.zone, lasts=lasts, repeats=rule)


def names(repeats: str, wall: datetime) -> bool:
    """Whether the rule names the day of *wall*, as far as weekdays and days of a month tell."""
    parts = dict(part.split("=", 1) for part in repeats.upper().split(";"))
    weekdays = {day[-2:] for day in parts.get("BYDAY", "").split(",") if day}
    days = {int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day}
    months = {int(month) for month in parts.get("BYMONTH", "").split(",") if month}
    return (
        (not weekdays or DAYS[wall.weekday()] in weekdays)
        and (not days or bool(days & {wall.day, wall.day - _length(wall.date()) - 1}))
        and (not months or wall.month in months)
    )


def _within_a_period(parts: Parts, by: timedelta) -> timedelta:
    """How far the days move inside their week, month or year; whole periods end no series later."""
    period = timedelta(days=_PERIODS[parts["FREQ"]])
    return timedelta(days=by.days - int(by / period) * period.days)


def _until(parts: Parts, by: timedelta, zone: str) -> str:
    """The end of the series, so many days later on the clocks of *zone*."""
    told = parts["UNTIL"]
    if "T" not in told:
        return f"{date.fromisoformat(told) + by:%Y%m%d}"
    moment = datetime.fromisoformat(told.removesuffix("Z"))
    if not told.endswith("Z"):
        return f"{moment + by:%Y%m%dT%H%M%S}"
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)) + by
    return f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _held(plan: MeetingPlan, was: Occurrence) -> int:
    """How many came before *was*."""
    before = plan.wall.replace(tzinfo=ZoneInfo(plan.zone)) - timedelta(days=2)
    return sum(1 for _ in occurrences(plan, before, was.starts_at))


def _on_another_day(parts: Parts, before: date, after: date) -> bool:
    """Make the rule name the day *after*; False where it names more than the day *before*."""
    named = {name: parts[name] for name in _OF_DAYS if name in parts}
    if _BEYOND & parts.keys() or any("," in value for value in named.values()):
        return False
    if not named:
        return True
    match parts["FREQ"], *named:
        case "WEEKLY", "BYDAY":
            parts["BYDAY"] = DAYS[after.weekday()]
        case "MONTHLY", "BYMONTHDAY":
            return _month_day(parts, after)
        case "MONTHLY", "BYDAY":
            return _ordinal_day(parts, before, after)
        case "YEARLY", *rest if "BYDAY" not in rest:
            named_anew = {"BYMONTH": after.month, "BYMONTHDAY": after.day}
            parts.update({name: str(named_anew[name]) for name in rest})
        case _:
            return False
    return True


def _month_day(parts: Parts, after: date) -> bool:
    """``BYMONTHDAY=24``, and ``-1`` for the last day where it is that again."""
    if parts["BYMONTHDAY"].startswith("-"):
        return int(parts["BYMONTHDAY"]) == after.day - _length(after) - 1
    parts["BYMONTHDAY"] = str(after.day)
    return True


def _ordinal_day(parts: Parts, before: date, after: date) -> bool:
    """``BYDAY=2TU``: the second of the month; ``-1FR``: the last, while it stays the last."""
    last = parts["BYDAY"].startswith("-1")
    weekday = DAYS[after.weekday()]
    if last and after.day > _length(after) - 7:
        parts["BYDAY"] = f"-1{weekday}"
        return True
    number = (after.day - 1) // 7 + 1
    named = parts["BYDAY"].removesuffix(DAYS[before.weekday()])
    if last or number == 5 or not named.removeprefix("+").isdigit():
        return False
    parts["BYDAY"] = f"{number}{weekday}"
    return True


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
