"""What a center tells about itself: settings, when it is down, and that it has no recordings."""

from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting import queries, values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import ServedFault, malformed
from sandbox.services.live_meeting.options import (
    Boolean,
    Decimal,
    Enumeration,
    Locale,
    Options,
    OptionType,
    String,
    read_options,
    write_options,
)
from sandbox.services.live_meeting.people import Role
from sandbox.services.live_meeting.reading import Call, parts

_DATA: Mapping[str, OptionType] = {
    "emailRequired": Boolean(),
    "locale": Locale(),
    "maxInactiveInterval": Decimal(),
    "maxUsers": Decimal(),
    "timeZone": String(),
    "complexMeetingKeys": Boolean(),
    "digitRequiredInKey": Boolean(),
}
_ROLES = ("Member", "Organizer", "Administrator")
_RECORDING: Mapping[str, OptionType] = {
    "recViewerCompany": String(),
    "recViewerName": String(),
    "recViewerEmail": String(rule=values.ADDRESS),
    "resourceType": Enumeration(
        choices=(
            "ESS",
            "PWP",
            "HighFidelityPresentation",
            "HighFidelityPresentationDownload",
            "WindowsMediaMovieRecording",
            "WindowsMediaMovieRecordingDownload",
            "BasicRecording",
        )
    ),
    "bytes": Decimal(most=10_000_000),
    "isUpload": Boolean(),
    "encoding": Enumeration(choices=("base64", "none")),
}


def data(call: Call) -> _Element:
    """The settings, without the policy of entry codes."""
    parts(call.element, ())
    return _data(call, "GetConferencingServiceData", newer=False)


def data7(call: Call) -> _Element:
    """The settings as somebody of ``roleName`` may know them."""
    parts(call.element, ("roleName",))
    if call.element.get("roleName", "Member") not in _ROLES:
        raise malformed("roleName", f"one of {', '.join(_ROLES)}")
    return _data(call, "GetConferencingServiceData7", newer=True)


def _data(call: Call, name: str, *, newer: bool) -> _Element:
    center = call.center
    options: Options = {"locale": "en-US", "timeZone": "America/Los_Angeles"}
    if call.caller.role > Role.MEMBER:
        options |= {"emailRequired": True, "maxInactiveInterval": 1200, "maxUsers": center.largest}
    if newer:
        options["complexMeetingKeys"] = options["digitRequiredInKey"] = center.complex_keys
    answer = reply(name)
    write_options(answer, _DATA, options)
    return answer


def unavailable_times(call: Call) -> _Element:
    """When the center is down, as far as it touches the interval that was asked about."""
    elements = parts(call.element, (), "TimeInterval")
    begins, ends = queries.time_interval(elements["TimeInterval"])
    answer = reply("GetServiceUnavailableTimes")
    for first, last in call.center.maintenance:
        if first < ends and begins < last:
            shown = {
                "startTime": values.shown_moment(first),
                "endTime": values.shown_moment(last),
            }
            etree.SubElement(answer, "TimeInterval", shown)
    return answer


def get_url(call: Call) -> _Element:
    """Nothing was ever recorded here. Always raises Fault."""
    elements = parts(call.element, (), "StringQuery", "OptionList?")
    queries.string_query(call, elements, ("mid", "name"))
    read_options(elements.get("OptionList"), _RECORDING)
    raise ServedFault("Client.BadMatch.Need1Got0.Recording")
