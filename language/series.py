"""A repetition as RFC 5545 writes it, and the day of its first occurrence."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from language.dates import nth_weekday
from language.periods import nth_workday
from language.phrases import DAY, WEEKDAYS, Bound, Day, Length, Repeat

_PER: Final = {"DAILY": 1, "WEEKLY": 7}
_SEARCHED: Final = 366 * 9


@dataclass(frozen=True, slots=True)
class Series:
    """A repetition as it was said on the day *today*; *day* is a day that was named with it.

    *skip_today*: its time has passed today.
    """

    repeat: Repeat
    today: date
    day: Day | None = None
    skip_today: bool = False


def first_of(series: Series) -> tuple[date, Repeat]:
    """Return the first day, and the rule with what the named day adds to it."""
    repeat, named = series.repeat, series.day
    daily = repeat.freq == "DAILY" and named is not None and named.vague
    if named is not None and not (repeat.days or repeat.monthdays or repeat.weeks or daily):
        if repeat.freq == "WEEKLY":
            days = named.weekdays or (WEEKDAYS[named.day.weekday()],)
            repeat = replace(repeat, days=days)
        return named.day, repeat
    day = max(named.day, series.today) if named else series.today
    begin = day
    if series.skip_today and day == series.today:
        day += DAY
    if not (repeat.days or repeat.monthdays or repeat.months or repeat.weeks):
        return day, repeat
    for _ in range(_SEARCHED):
        if _falls_on(repeat, day):
            return day, repeat
        day += DAY
    return begin, repeat


def _falls_on(repeat: Repeat, day: date) -> bool:
    """Whether a day belongs to the series, as far as its days and months tell."""
    if repeat.months and day.month not in repeat.months:
        return False
    if repeat.weeks and day.isocalendar().week not in repeat.weeks:
        return False
    length = monthrange(day.year, day.month)[1]
    if repeat.monthdays and not {day.day, day.day - length - 1} & set(repeat.monthdays):
        return False
    if repeat.positions:
        return any(nth_workday(day.year, day.month, number) == day for number in repeat.positions)
    return not repeat.days or any(_is_weekday(code, day) for code in repeat.days)


def _is_weekday(code: str, day: date) -> bool:
    """Whether a day is ``MO`` or ``-1FR``."""
    number, weekday = code[:-2], WEEKDAYS.index(code[-2:])
    if not number:
        return day.weekday() == weekday
    return nth_weekday(day.year, day.month, weekday, int(number)) == day


def without_weekdays(repeat: Repeat, left_out: tuple[str, ...]) -> Repeat | None:
    """Return a repetition without some weekdays; None where no rule can say that."""
    days = repeat.days or (WEEKDAYS if (repeat.freq, repeat.interval) == ("DAILY", 1) else ())
    remaining = tuple(day for day in days if day not in left_out)
    if repeat.freq not in _PER or not left_out or not remaining:
        return None
    return replace(repeat, freq="WEEKLY", days=remaining)


def rrule_of(
    repeat: Repeat, first: date, bound: Bound | None, length: Length | None, zone: ZoneInfo | None
) -> str:
    """Return the rule; *zone* is that of a first start with a clock time, else None."""
    lists = {
        "BYMONTH": repeat.months,
        "BYWEEKNO": repeat.weeks,
        "BYMONTHDAY": repeat.monthdays,
        "BYDAY": repeat.days,
        "BYSETPOS": repeat.positions,
    }
    parts = [f"FREQ={repeat.freq}"]
    if repeat.interval > 1:
        parts.append(f"INTERVAL={repeat.interval}")
    parts += [f"{name}={','.join(map(str, values))}" for name, values in lists.items() if values]
    if repeat.count or (bound is not None and bound.count):
        parts.append(f"COUNT={repeat.count or (bound.count if bound else 0)}")
    elif bound is not None and bound.day:
        parts.append(f"UNTIL={_until(_last_day(bound.day.day, first), zone)}")
    elif length is not None and not length.clocked:
        parts.append(_for(repeat, first, length, zone))
    return ";".join(parts)


def _last_day(day: date, first: date) -> date:
    """Return the last day: ``until june`` of a series from november is next year's."""
    earlier = day < first and day.month < first.month
    return day.replace(year=day.year + 1) if earlier and (day.month, day.day) != (2, 29) else day


def _until(day: date, zone: ZoneInfo | None) -> str:
    """The end of a day, in UTC as the RFC asks where the start has a clock time."""
    if zone is None:
        return f"{day:%Y%m%d}"
    end = datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)
    return f"{end:%Y%m%dT%H%M%SZ}"


def _for(repeat: Repeat, first: date, length: Length, zone: ZoneInfo | None) -> str:
    """``for 6 weeks``: so many times where that is sure, else until that day."""
    days = int(length.days)
    if not length.months and repeat.freq in _PER:
        each = max(1, len(repeat.days)) if repeat.freq == "WEEKLY" else 1
        period = _PER[repeat.freq] * repeat.interval
        if days % period == 0:
            return f"COUNT={days // period * each}"
    if repeat.freq == "MONTHLY" and length.months and length.months % repeat.interval == 0:
        each = max(1, len(repeat.days), len(repeat.monthdays))
        return f"COUNT={length.months // repeat.interval * each}"
    index = first.year * 12 + first.month - 1 + length.months
    last = monthrange(index // 12, index % 12 + 1)[1]
    day = date(index // 12, index % 12 + 1, min(first.day, last)) + timedelta(days=days - 1)
    return f"UNTIL={_until(day, zone)}"
