"""ListTimeZones: the time zones that a conference center knows, with their hours of this year."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.reading import Call, parts

ZONES: Mapping[str, str] = {
    "Pacific/Honolulu": "Hawaiian Standard Time",
    "America/Anchorage": "Alaskan Standard Time",
    "America/Los_Angeles": "Pacific Standard Time",
    "America/Phoenix": "US Mountain Standard Time",
    "America/Denver": "Mountain Standard Time",
    "America/Chicago": "Central Standard Time",
    "America/Mexico_City": "Central Standard Time (Mexico)",
    "America/New_York": "Eastern Standard Time",
    "America/Bogota": "SA Pacific Standard Time",
    "America/Halifax": "Atlantic Standard Time",
    "America/St_Johns": "Newfoundland Standard Time",
    "America/Sao_Paulo": "E. South America Standard Time",
    "Atlantic/Azores": "Azores Standard Time",
    "Europe/London": "GMT Standard Time",
    "Europe/Lisbon": "GMT Standard Time (Lisbon)",
    "Europe/Berlin": "W. Europe Standard Time",
    "Europe/Paris": "Romance Standard Time",
    "Europe/Madrid": "Romance Standard Time (Madrid)",
    "Europe/Warsaw": "Central European Standard Time",
    "Europe/Athens": "GTB Standard Time",
    "Europe/Helsinki": "FLE Standard Time",
    "Africa/Johannesburg": "South Africa Standard Time",
    "Africa/Cairo": "Egypt Standard Time",
    "Asia/Jerusalem": "Israel Standard Time",
    "Europe/Moscow": "Russian Standard Time",
    "Asia/Dubai": "Arabian Standard Time",
    "Asia/Karachi": "West Asia Standard Time",
    "Asia/Calcutta": "India Standard Time",
    "Asia/Bangkok": "SE Asia Standard Time",
    "Asia/Shanghai": "China Standard Time",
    "Asia/Singapore": "Singapore Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
    "Australia/Darwin": "Central Standard Time (Northern Territory)",
    "Australia/Adelaide": "Cen. Australia Standard Time",
    "Australia/Brisbane": "E. Australia Standard Time",
    "Australia/Sydney": "AUS Eastern Standard Time",
    "Pacific/Auckland": "New Zealand Standard Time",
    "GMT": "Greenwich Mean Time",
}
_MINUTE = timedelta(minutes=1)


def list_time_zones(call: Call) -> _Element:
    """Every zone with its offset in winter, and how far clocks advance in summer (minutes)."""
    parts(call.element, ())
    answer = reply("ListTimeZones")
    for zone, name in ZONES.items():
        winter, advance = hours(zone, call.now.year)
        attributes = {
            "dstOffset": str(advance),
            "id": zone,
            "name": name,
            "utcOffset": str(winter),
        }
        etree.SubElement(answer, "TimeZone", attributes)
    return answer


def hours(zone: str, year: int) -> tuple[int, int]:
    """The offset from UTC in winter and the advance in summer, in minutes."""
    info = ZoneInfo(zone)
    moments = [datetime(year, month, 1, tzinfo=UTC).astimezone(info) for month in (1, 7)]
    offsets = [(each.utcoffset() or timedelta(0)) // _MINUTE for each in moments]
    return min(offsets), max(offsets) - min(offsets)
