"""Zoom's times: ISO texts, most of them in UTC, some without an offset beside a time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment(value: object, zone: object = "UTC") -> datetime:
    """The moment, in UTC; a text without an offset is by the clocks of *zone*. Else ValueError."""
    if not isinstance(value, str):
        raise ValueError("not a time")  # noqa: TRY004 - what is wrong is the reply
    time = datetime.fromisoformat(value)
    if time.tzinfo is None:
        time = time.replace(tzinfo=_zone(zone))
    return time.astimezone(UTC)


def optional_moment(value: object, zone: object = "UTC") -> datetime | None:
    """The same; None where there is none, or none that can be read."""
    try:
        return moment(value, zone)
    except (ValueError, OverflowError):
        return None


def from_milliseconds(value: object) -> datetime | None:
    """The moment of *value*, milliseconds since 1970 as a number or a text; None if it is none."""
    try:
        return datetime.fromtimestamp(int(str(value)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def in_utc(time: datetime) -> str:
    """*time* as Zoom writes it: ``2026-11-24T09:00:00Z``."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time in no zone that is known") from None
