"""Wall-clock times and the moments that they mean, across every change of the clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which the clocks of *zone* show the naive *wall*.

    A time that the clocks skip is moved on by the gap (RFC 5545, 3.3.5); of a time that they show
    twice it is the first, unless ``wall.fold`` is 1.
    """
    first, second = _both(wall, zone)
    return second if wall.fold and first < second else first


def earliest_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment that no wall-clock time from *wall* on comes before, moved or not."""
    return min(_both(wall, zone))


def _both(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Read *wall* by the offset before a change and by the one after it; alike without one."""
    before, after = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return before.astimezone(UTC), after.astimezone(UTC)


def next_at(clock: str, zone: str, after: datetime) -> datetime:
    """Return the next moment later than *after* at which it is *clock* (HH:MM) in *zone*, in UTC.

    Once a day: where the clocks show it twice, the first time; where they skip it, the first
    moment after the gap. ValueError if *clock* is no time, ZoneInfoNotFoundError if *zone* is none.
    """
    clock_time, zone_info = time.fromisoformat(clock), ZoneInfo(zone)
    day = after.astimezone(zone_info).date() - _DAY
    while (moment := _first_not_before(datetime.combine(day, clock_time), zone_info)) <= after:
        day += _DAY
    return moment


def _first_not_before(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the clocks show *wall*, or have just stepped over it."""
    late, early = _both(wall, zone)
    if late <= early:
        return late
    while late - early > _SECOND:  # the step lies between the two: halve until it is found
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        stepped = middle.astimezone(zone).replace(tzinfo=None) > wall
        early, late = (early, middle) if stepped else (middle, late)
    return late
