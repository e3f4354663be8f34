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


def listed(told: Mapping[str, Any], clock: SandboxClock) -> dict[str, Any]:
    """What LstTimeZone gives; ``date`` is GMT, and now if it is left out. Raises Refused."""
    moment = clock.moment()
    if told.get("date", "").strip():
        moment = dates.read(told["date"]).replace(tzinfo=UTC)
    asked = [zone(number) for number in told["timeZoneID"]] if "timeZoneID" in told else ZONES
    found = [each for each in asked if each is not None]
    if len(found) < len(asked):
        raise RequestRefused("000015")
    return {"timeZone": [_row(each, moment) for each in found]}


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
