"""LstTimeZone: the true offsets beside the labels, on the day that was asked for.

Source: Cisco's page about it; the wording of the labels is modelled on other captures.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import dates
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.zones import ZONES, SiteZone, zone


def listed(content: Mapping[str, Any], clock: SandboxClock) -> dict[str, Any]:
    """What LstTimeZone gives; ``date`` is GMT, and now if it is left out. Raises RequestRefused."""
    moment = clock.moment()
    if content.get("date", "").strip():
        moment = dates.read(content["date"]).replace(tzinfo=UTC)
    zones = [zone(number) for number in content["timeZoneID"]] if "timeZoneID" in content else ZONES
    known = [each for each in zones if each is not None]
    if len(known) < len(zones):
        raise RequestRefused("000015")
    return {"timeZone": [_row(each, moment) for each in known]}


def _row(each: SiteZone, moment: datetime) -> dict[str, Any]:
    return {
        "timeZoneID": each.id,
        "gmtOffset": each.offset(moment),
        "description": each.label,
        "shortName": each.city,
        "hideTimeZoneName": False,
        "fallInDST": each.summer(moment),
        "standardLabel": f"{each.region} Standard Time",
        "daylightLabel": f"{each.region} Daylight Time",
    }
