"""Time zones: which of the service's own names stands for a person's zone.

``timeZone`` shifts nothing, since every time is sent in UTC: it is what the meeting's page shows.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings import xml
from meetings.service import Steps
from meetings.services.live_meeting.faults import NOT_THERE, Fault
from meetings.services.live_meeting.session import Session

NO_ZONE = "Live Meeting does not know your time zone: its own pages show another one."

HALF_A_YEAR = timedelta(days=182)

Offsets = tuple[timedelta | None, timedelta | None]


def list_zones(session: Session) -> Steps[Mapping[str, tuple[int, int]]]:
    """ListTimeZones: each id with the minutes that it is ahead of UTC, and what summer adds."""
    told = yield from session.try_(xml.tree("ListTimeZonesRequest"))
    if isinstance(told, Fault):
        if told.under(NOT_THERE):
            return {}
        raise told.error()
    return {
        zone.get("id", ""): (int(zone.get("utcOffset", "")), int(zone.get("dstOffset", "0")))
        for zone in xml.find_all(told, "TimeZone")
    }


def choose_zone(zones: Mapping[str, tuple[int, int]], wanted: str, at: datetime) -> str:
    """The id that stands for *wanted*, an IANA name, around the moment *at*; empty: none does.

    The id itself where the service has it, else one whose clocks show the same then and half a
    year later, so that hemispheres are not mixed up.
    """
    if wanted in zones:
        return wanted
    clock = _clock(wanted, at)
    if clock is None:
        return ""
    alike = (name for name in sorted(zones) if _clock(name, at) == clock)
    return next((name for name in alike if _offsets(clock) == zones[name]), "")


def _clock(zone: str, at: datetime) -> Offsets | None:
    try:
        rules = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return at.astimezone(rules).utcoffset(), (at + HALF_A_YEAR).astimezone(rules).utcoffset()


def _offsets(clock: Offsets) -> tuple[int, int]:
    """A clock as the service lists it: winter's offset and what summer adds, in minutes."""
    minutes = sorted(int(one.total_seconds() // 60) for one in clock if one is not None)
    return minutes[0], minutes[-1] - minutes[0]
