"""When a meeting is to be, as far as it is worked out, and wall-clock times as instants."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from language.conventions import HalfOfDay
from language.phrases import DAY, Bound, ClockTime, Context, Day, Length, Repeat, Span


@dataclass(slots=True)
class ResolvedTime:
    """When a meeting is to be: the time fields of a request, still open to change."""

    zone: ZoneInfo
    start: datetime | None = None
    day: date | None = None
    last_day: date | None = None
    end: datetime | None = None
    minutes: int | None = None
    rrule: str | None = None
    other: datetime | None = None
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TimePhrases:
    """The phrases that were chosen, by what they tell; *half*: what the title says of the hour."""

    day: Day | None
    clock: ClockTime | None
    span: Span | None
    part: str
    half: HalfOfDay
    repeat: Repeat | None
    bound: Bound | None
    length: Length | None


def has_passed(start: datetime, context: Context) -> bool:
    """Whether a start lies before this very minute."""
    return start < context.now and start < context.now.replace(second=0, microsecond=0)


def at(day: date, hour: int, minute: int, time: ResolvedTime) -> datetime:
    """Return a wall-clock time as an instant; a skipped hour moves on by the change.

    An hour or a minute beyond its day is on the next or the last one.
    """
    day, hour, minute = _carried(day, hour, minute)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=time.zone)
    if _is_regular(day, time.zone) or local.utcoffset() == local.replace(fold=1).utcoffset():
        return local
    return local.astimezone(UTC).astimezone(time.zone)


def _carried(day: date, hour: int, minute: int) -> tuple[date, int, int]:
    """Return a day with an hour and a minute that it has."""
    if 0 <= hour < 24 and 0 <= minute < 60:
        return day, hour, minute
    days, minutes = divmod(hour * 60 + minute, 1440)
    return day + days * DAY, minutes // 60, minutes % 60


@lru_cache(maxsize=1024)
def _is_regular(day: date, zone: ZoneInfo) -> bool:
    """Whether no clock changes on a day, so that each of its times is there just once."""
    first = datetime(day.year, day.month, day.day, tzinfo=zone)
    last = first.replace(hour=23, minute=59)
    offsets = {at.replace(fold=fold).utcoffset() for at in (first, last) for fold in (0, 1)}
    return len(offsets) == 1


def clock_change(day: date, hour: int, minute: int, time: ResolvedTime) -> list[str]:
    """Whether a clock change skips or repeats this time; the repeated one is the other start."""
    day, hour, minute = _carried(day, hour, minute)
    if _is_regular(day, time.zone):
        return []
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=time.zone)
    again = local.replace(fold=1)
    if local.utcoffset() == again.utcoffset():
        return []
    back = again.astimezone(UTC).astimezone(time.zone)
    time.other = back
    return ["fold"] if back.replace(fold=0) == local else ["gap"]
