"""The elements of a meeting, as CreateMeeting takes and GetMeeting gives them, and of an attendee.

Source: Cisco's attendee schema, the person, address and phones of the common one, and the meeting
schema with the elements that newer documents and captures have in
addition (autoRecord, HQvideo, HDvideo, viewVideoThumbs, firstAttendeeAsPresenter, telePresence).
"""

from sandbox.services.webex_xml.shapes import ShapeField, choice, flag, group, several, text, whole
from sandbox.services.webex_xml.zones import ZONES

JOIN_STATUS = ("REGISTER", "INVITE", "REJECT", "ACCEPT")
ROLES = ("ATTENDEE", "PRESENTER", "HOST", "LIMITED")

_ADDRESS = (
    choice("addressType", "PERSONAL", "GLOBAL"),
    text("address1", 128),
    text("address2"),
    text("city"),
    text("state"),
    text("zipCode"),
    text("country"),
)
PERSON = (
    text("name"),
    text("firstName"),
    text("lastName"),
    text("title"),
    text("company"),
    text("webExId"),
    group("address", "com", _ADDRESS),
    group("phones", "com", (text("phone"), text("mobilePhone"), text("fax"))),
    text("email", required=True),
    text("notes"),
    text("url"),
    choice("type", "VISITOR", "MEMBER", "PANELIST", "SME", "SALESTEAM"),
)


def attendee(*, person: bool = True) -> tuple[ShapeField, ...]:
    """The elements of an attendee; *person*: whether the person must be there."""
    return (
        group("person", "com", PERSON, required=person),
        whole("contactID"),
        choice("joinStatus", *JOIN_STATUS),
        whole("meetingKey"),
        whole("sessionKey"),
        text("language"),
        choice("role", *ROLES),
        flag("emailInvitations"),
        text("locale"),
        whole("timeZoneID"),
        whole("languageID"),
    )


ATTENDEE = attendee()
_STATUS = [
    ShapeField(name, flag(name).kind, required=True)
    for name in ("invited", "registered", "rejected", "accepted")
]
INSTANCE = (
    *ATTENDEE,
    whole("attendeeId", required=True),
    whole("confID"),
    group("status", "att", _STATUS),
    whole("registerID"),
)


OPTIONS = (
    *("chat", "poll", "audioVideo", "attendeeList", "fileShare", "presentation"),
    *("applicationShare", "desktopShare", "webTour", "meetingRecord", "annotation"),
    *("importDocument", "saveDocument", "printDocument", "pointer", "switchPage", "fullScreen"),
    *("thumbnail", "zoom", "copyPage", "rcAppShare", "rcDesktopShare", "rcWebTour", "javaClient"),
    *("nativeClient", "attendeeRecordMeeting", "voip", "faxIntoMeeting", "enableReg"),
    *("supportQandA", "supportFeedback", "supportBreakoutSessions", "supportPanelists"),
    *("supportRemoteComputer", "supportShareWebContent", "supportUCFWebPages"),
    *("supportUCFRichMedia", "autoDeleteAfterMeetingEnd", "viewAnyDoc", "viewAnyPage"),
    *("allowContactPrivate", "chatHost", "chatPresenter", "chatAllAttendees", "multiVideo"),
    *("notes", "closedCaptions", "singleNote", "sendFeedback", "displayQuickStartHost"),
    *("displayQuickStartAttendees", "supportE2E", "supportPKI", "HQvideo", "HDvideo"),
    *("viewVideoThumbs", "autoRecord"),
)
DAYS = ("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")
REPEATS = ("WEEKLY", "DAILY", "NO_REPEAT", "CONSTANT", "MONTHLY", "YEARLY")

_ACCESS = (
    flag("listToPublic"),
    flag("isPublic"),
    text("meetingPassword"),  # its 16 characters are refused by a number of their own
    flag("enforcePassword"),
)
_META = (
    text("confName"),
    whole("meetingType"),
    text("agenda", 2500),
    text("greeting"),
    text("location"),
    text("invitation"),
    flag("setNonMTOptions"),
    group("sessionTemplate", "com", (text("use"), flag("default"))),
    flag("isInternal"),
)
_PARTICIPANTS = (
    whole("maxUserNumber", 0),
    group("attendees", "meet", (several(group("attendee", "att", ATTENDEE)),)),
)
_SCHEDULE = (
    text("startDate"),
    whole("timeZoneID", -1, len(ZONES) - 1),
    choice("timeZone", *(zone.label for zone in ZONES)),
    whole("duration"),
    whole("openTime", 0),
    text("hostWebExID"),
    text("templateFilePath"),
    text("showFilePath"),
    flag("showFileStartMode"),
    flag("showFileContPlayFlag"),
    whole("showFileInterVal"),
    whole("entryExitTone"),
    text("extURL", 512),
    whole("extNotifyTime", 0),
    text("joinNotifyURL", 512),
    flag("joinTeleconfBeforeHost"),
    flag("firstAttendeeAsPresenter"),
)
_CALL_IN = (
    text("tollNum"),
    text("tollFreeNum"),
    text("intlLocalNum"),
    several(
        group(
            "globalNum",
            "serv",
            (
                text("countryAlias", required=True),
                text("phoneNumber", required=True),
                ShapeField("tollFree", flag("tollFree").kind, required=True),
            ),
        )
    ),
)
_TSP = (
    text("tollFreeCallInNumber", 512, required=True),
    text("tollCallInNumber", 512, required=True),
    text("subscriberAccessCode", 512),
    text("participantAccessCode", 512),
)
_TELEPHONY = (
    choice("telephonySupport", "NONE", "CALLIN", "CALLBACK", "OTHER"),
    whole("numPhoneLines", 0),
    text("extTelephonyURL"),
    text("extTelephonyDescription"),
    flag("enableTSP"),
    whole("tspAccountIndex"),
    whole("personalAccountIndex"),
    flag("intlLocalCallIn"),
    text("teleconfLocation"),
    group("callInNum", "serv", _CALL_IN),
    group("tspConference", "serv", _TSP),
    choice("tspAccessCodeOrder", "SUBSCRIBER_1ST", "PARTICIPANT_1ST"),
    flag("tollFree"),
    flag("isMPAudio"),
)
_REPEAT = (
    choice("repeatType", *REPEATS),
    whole("interval", 1),
    whole("afterMeetingNumber", 0, 999),
    group("dayInWeek", "meet", (several(choice("day", *DAYS)),)),
    text("expirationDate"),
    whole("dayInMonth", 1, 31),
    whole("weekInMonth", 1, 5),
    whole("monthInYear", 1, 12),
    whole("dayInYear", 1, 366),
)
_REMIND = (
    flag("enableReminder"),
    group("emails", "meet", (several(text("email")),)),
    flag("sendEmail"),
    text("mobile"),
    flag("sendMobile"),
    whole("daysAhead", 0),
    whole("hoursAhead", 0),
    whole("minutesAhead", 0),
)
_ATTENDEE_OPTIONS = (
    flag("request"),
    flag("registration"),
    flag("auto"),
    flag("emailInvitations"),
    whole("participantLimit", 0),
    flag("excludePassword"),
    flag("joinRequiresAccount"),
)
_ASSIST = (
    choice(
        "assistRequest",
        *("None", "Dry Run", "Consult", "Live Event Support", "Audio Streaming", "Video"),
    ),
    choice("assistConfirm", "Pending", "Confirmed", "Cancelled"),
)
BLOCKS = (
    group("accessControl", "meet", _ACCESS),
    group("metaData", "meet", _META),
    group("participants", "meet", _PARTICIPANTS),
    group("enableOptions", "meet", [flag(name) for name in OPTIONS]),
    group("schedule", "meet", _SCHEDULE),
    group("telephony", "meet", _TELEPHONY),
    group("tracking", "com", [text(f"trackingCode{number}", 128) for number in range(1, 11)]),
    group("repeat", "meet", _REPEAT),
    group("remind", "meet", _REMIND),
    group("attendeeOptions", "meet", _ATTENDEE_OPTIONS),
    group("assistService", "serv", _ASSIST),
)
STATE = (
    text("status"),
    flag("hostJoined"),
    flag("participantsJoined"),
    flag("telePresence"),
)
