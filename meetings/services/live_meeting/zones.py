"""Time zones: which of the service's own names stands for a person's zone.

``timeZone`` shifts nothing, since every time is sent in UTC: it is what the meeting's page shows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings import xml
from meetings.service import Exchange
from meetings.services.live_meeting.faults import NOT_THERE, Fault
from meetings.services.live_meeting.session import Session

NO_ZONE = "Live Meeting does not know your time zone: its own pages show another one."

HALF_A_YEAR = timedelta(days=182)


def list_zones(session: Session) -> Exchange[Sequence[str]]:
    """ListTimeZones: the ids, which are the only zones that a meeting may name."""
    told = yield from session.try_(xml.tree("ListTimeZonesRequest"))
    if isinstance(told, Fault):
        if told.under(NOT_THERE):
            return ()
        raise told.error()
    return [zone.get("id", "") for zone in xml.find_all(told, "TimeZone")]


def choose_zone(zones: Sequence[str], wanted: str, at: datetime) -> str:
    """The id that stands for *wanted*, an IANA name, around the moment *at*; empty: none does.

    The id itself where the service has it, else one whose clocks show the same then and half a
    year later, so that hemispheres are not mixed up. The offsets that the service lists beside its
    ids are not asked: they do not say when summer is.
    """
    if wanted in zones:
        return wanted
    clock = _clock(wanted, at)
    alike = (name for name in sorted(zones) if clock is not None and _clock(name, at) == clock)
    return next(alike, "")


def _clock(zone: str, at: datetime) -> tuple[timedelta | None, timedelta | None] | None:
    """How far the zone's clocks are ahead of UTC, then and half a year later."""
    try:
        rules = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return at.astimezone(rules).utcoffset(), (at + HALF_A_YEAR).astimezone(rules).utcoffset()
