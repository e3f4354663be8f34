"""The options of a meeting: what may be said when it is made, changed or read.

The documents leave the lists of ``recordingExpirationTimeType`` and of every recurrence option
open, and a list is part of an enumeration's type: these options are therefore not known here.
"""

from collections.abc import Mapping

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.options import (
    Boolean,
    Decimal,
    Enumeration,
    Locale,
    OptionType,
    String,
    StringList,
    Time,
)
from sandbox.services.live_meeting.values import ValueRule

ENTRY_CONTROL = Enumeration(choices=("ACL", "None", "Password"))
MEETING_TYPE = Enumeration(choices=("OneTime", "MeetNow", "Recurring"))
_TEXT = String()
_ASCII = String(rule=values.ASCII_TEXT)
_SEATS = ("Prompt", "LabelBlue", "LabelGreen", "LabelPurple", "LabelRed", "LabelYellow")
_SWITCHES = (
    "enableAudioVOIP",
    "enableAudioBroadcast",
    "audioEmbedded",
    "enableRecordingExpiration",
    "enableClientRecordingPresenter",
    "enableClientRecordingAttendee",
    "registration",
)

BOTH: Mapping[str, OptionType] = {
    "startTime": Time(),
    "startTimeOffset": Decimal(least=-(2**31)),
    "endTime": Time(),
    "timeZone": _ASCII,
    "meetingType": MEETING_TYPE,
    "type": _ASCII,
    "personalPlaceOf": String(rule=values.USER_ID),
    "owner": String(rule=values.USER_ID),
    "audiencePassword": String(rule=values.PASSWORD),
    "presenterPassword": String(rule=values.PASSWORD),
    "audienceEntryControl": ENTRY_CONTROL,
    "presenterEntryControl": ENTRY_CONTROL,
    "audienceACL": StringList(),
    "presenterACL": StringList(),
    "audienceList": StringList(rule=values.DESCRIPTION),
    "presenterList": StringList(rule=values.DESCRIPTION),
    "audienceListEmail": StringList(rule=values.ADDRESS),
    "presenterListEmail": StringList(rule=values.ADDRESS),
    "opaque1": _TEXT,
    "opaque2": _TEXT,
    "billing": _TEXT,
    "locale": Locale(),
    "lobbyMessage": _TEXT,
    **{f"seat{each}": _TEXT for each in _SEATS},
    "infoA": _TEXT,
    "infoP": _TEXT,
    "audioParticipantCode": String(rule=ValueRule(longest=64)),
    "audioLeaderCode": String(rule=ValueRule(longest=64)),
    **{each: Boolean() for each in _SWITCHES},
    "recordingExpirationTimeAmount": Decimal(),
    "audienceCustomFrameURL": String(rule=values.ADDRESS),
    "presenterCustomFrameURL": String(rule=values.ADDRESS),
    "recordingPhone": _ASCII,
}
ONCE: Mapping[str, OptionType] = {
    "tag": String(rule=ValueRule(longest=3)),
    "tagID": _ASCII,
    "tagId": _ASCII,
}
ATTRIBUTES: Mapping[str, OptionType] = {
    "name": String(rule=values.NAME),
    "title": _TEXT,
    "maxUsers": Decimal(),
}
READ_ONLY: Mapping[str, OptionType] = {
    "mid": String(),
    "status": String(),
    "audienceInviteText": String(rule=values.LONG),
    "presenterInviteText": String(rule=values.LONG),
    "audienceListInvalid": StringList(),
    "presenterListInvalid": StringList(),
}
ON_CREATE: Mapping[str, OptionType] = {**BOTH, **ONCE}
ON_MODIFY: Mapping[str, OptionType] = {**BOTH, **ATTRIBUTES}
READABLE: Mapping[str, OptionType] = {**BOTH, **ONCE, **ATTRIBUTES, **READ_ONLY}
REMOVABLE = (
    "audienceACL",
    "audienceCustomFrameURL",
    "audienceList",
    "audienceListEmail",
    "audiencePassword",
    "billing",
    "endTime",
    "infoA",
    "infoP",
    "locale",
    "opaque1",
    "opaque2",
    "presenterACL",
    "presenterCustomFrameURL",
    "presenterList",
    "presenterListEmail",
    "presenterPassword",
    "recordingPhone",
)
IGNORED = ("type", "startTimeOffset")
