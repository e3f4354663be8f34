"""The options of a user: what may be said about one, and what is only read."""

from collections.abc import Mapping

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.meeting_options import ENTRY_CONTROL
from sandbox.services.live_meeting.options import Boolean, Decimal, OptionType, String, Time

_SWITCHES = (
    "allowVideoEnable",
    "enableAudioVOIP",
    "enableCustomFramesPrivilege",
    "audioAllowCALLME",
    "ecrWhiteboardPrivilege",
    "publishWindowsMediaMovie",
)
SETTABLE: Mapping[str, OptionType] = {
    "email": String(rule=values.ADDRESS),
    "lastName": String(),
    "firstName": String(),
    "company": String(),
    "isOrganizer": Boolean(),
    "timeZone": String(rule=values.ASCII_TEXT),
    "expireTime": Time(),
    "billing": String(),
    "linesPerPage": Decimal(),
    "meetingDuration": Decimal(),
    "meetingSize": Decimal(),
    "seatPrompt": String(),
    "audienceEntryControl": ENTRY_CONTROL,
    "audienceCustomFrameHt": Decimal(),
    "presenterCustomFrameHt": Decimal(),
    **{each: Boolean() for each in _SWITCHES},
}
WRITABLE: Mapping[str, OptionType] = {
    **SETTABLE,
    "isAdministrator": Boolean(),
    "createTime": Time(),
    "modifyTime": Time(),
}
SINCE_2005 = ("meetingDuration", "meetingSize", "audioAllowCALLME", "enableCustomFramesPrivilege")
