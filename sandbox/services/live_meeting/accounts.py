"""Accounts: one's own profile, tickets for others, and users read, listed, made and changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import ServedFault, malformed, unknown_people
from sandbox.services.live_meeting.meeting_options import ENTRY_CONTROL
from sandbox.services.live_meeting.meetings import meeting_key
from sandbox.services.live_meeting.options import (
    Boolean,
    Decimal,
    Options,
    OptionType,
    String,
    Time,
    Value,
    needed,
    read_options,
    write_options,
)
from sandbox.services.live_meeting.people import Role, User
from sandbox.services.live_meeting.reading import Call, parts, switch
from sandbox.services.live_meeting.timezones import ZONES

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


def profile(call: Call) -> _Element:
    """The caller, without what was added after Live Meeting 2003."""
    parts(call.element, ())
    answer = reply("GetUserProfile")
    answer.append(shown(call.caller, newer=False))
    return answer


def profile7(call: Call) -> _Element:
    """The caller, with everything."""
    parts(call.element, ())
    answer = reply("GetUserProfile7")
    answer.append(shown(call.caller, newer=True))
    return answer


def shown(user: User, *, newer: bool) -> _Element:
    """A User element; *newer*: with the options that came after Live Meeting 2003."""
    element = etree.Element("User", {"userID": user.user_id, "userName": user.name})
    options: Options = {
        "email": user.email,
        "lastName": user.last_name,
        "isOrganizer": user.role >= Role.ORGANIZER,
        "isAdministrator": user.role is Role.ADMINISTRATOR,
        "timeZone": user.time_zone,
        "seatPrompt": "Feedback to Presenter",
        "audienceEntryControl": "Password",
        "createTime": user.created_at,
        "modifyTime": user.modified_at,
        "meetingDuration": 60,
        "meetingSize": 15,
        "audioAllowCALLME": True,
        "enableCustomFramesPrivilege": True,
        **user.options,
    }
    if user.first_name:
        options["firstName"] = user.first_name
    if user.expires_at is not None:
        options["expireTime"] = user.expires_at
    visible = {name: each for name, each in options.items() if newer or name not in SINCE_2005}
    write_options(element, WRITABLE, visible)
    return element


def create_ticket(call: Call) -> _Element:
    """A ticket for somebody else; whether that account has expired shows when it is used."""
    element = call.element
    context = parts(element, ("duration", "oneTimeTicket"), "GeneralLoginContext")
    lasts = values.decimal("duration", needed(element, "duration"), 1, 300)
    one_time = switch(element, "oneTimeTicket", usual=True)
    login = context["GeneralLoginContext"]
    parts(login, ("userID",))
    user_id = values.USER_ID.read("userID", needed(login, "userID"))
    user = call.center.user(user_id)
    if user is None:
        raise unknown_people("userID", [user_id])
    length = timedelta(seconds=lasts)
    text = call.center.tickets.give(user.user_id, length, call.now, one_time=one_time)
    call.book.write("ticket", center=call.center.name, user=user.user_id, one_time=one_time)
    answer = reply("CreateTicket")
    answer.set("url", f"{call.links}?ticket={text}")
    answer.set("ticket", text)
    return answer


_ON_MODIFY = {
    **SETTABLE,
    "userID": String(rule=values.USER_ID),
    "password": String(rule=values.PASSWORD),
}
_OWN_FIELDS = ("email", "firstName", "lastName", "isOrganizer", "timeZone", "expireTime")


def get_user(call: Call) -> _Element:
    """Somebody, without what was added after Live Meeting 2003."""
    return _get(call, "GetUser", newer=False)


def get_user7(call: Call) -> _Element:
    """Somebody, with everything."""
    return _get(call, "GetUser7", newer=True)


def _get(call: Call, name: str, *, newer: bool) -> _Element:
    parts(call.element, ("userID", "email"))
    by_id, by_mail = call.element.get("userID"), call.element.get("email")
    if (by_id is None) == (by_mail is None):
        raise malformed("userID", "either it or email")
    if by_id is not None:
        user = call.center.user(values.USER_ID.read("userID", by_id))
    else:
        user = next((each for each in call.center.users if each.email == by_mail), None)
    if user is None:
        raise unknown_people("email" if by_id is None else "userID", [by_id or by_mail or ""])
    answer = reply(name)
    answer.append(shown(user, newer=newer))
    return answer


def list_users(call: Call) -> _Element:
    """The IDs of everybody."""
    parts(call.element, ())
    answer = reply("ListUsers")
    for each in call.center.users:
        etree.SubElement(answer, "U").text = each.user_id
    return answer


def create_user(call: Call) -> _Element:
    """A new account; a password that was left out is made up and told."""
    element = call.element
    known = ("userID", "password", "userName", "sendWelcomeMessage")
    elements = parts(element, known, "OptionList", "GroupList?")
    switch(element, "sendWelcomeMessage")
    user_id = values.USER_ID.read("userID", needed(element, "userID"))
    options = read_options(elements["OptionList"], SETTABLE)
    for name in ("email", "lastName"):
        if name not in options:
            raise malformed(name, "it is missing")
    chosen = element.get("password", "").strip(" ")
    password = values.PASSWORD.read("password", chosen) if chosen else meeting_key()
    _check_zone(options)
    if call.center.user(user_id):
        raise ServedFault("Client.BadData.NameInUse.UserID", fieldName="userID")
    user = User(user_id=user_id, password=password, role=Role.MEMBER, last_name="", email="")
    user.created_at = call.now
    _apply(call, user, options)
    call.center.users.append(user)
    answer = reply("CreateUser")
    if not chosen:
        write_options(answer, _ON_MODIFY, {"password": password})
    return answer


def modify_user(call: Call) -> _Element:
    """Other options, another password, another ID, under which the meetings go on."""
    elements = parts(call.element, ("userID",), "OptionList?", "RemoveList?")
    user_id = values.USER_ID.read("userID", needed(call.element, "userID"))
    options = read_options(elements.get("OptionList"), _ON_MODIFY)
    _check_zone(options)
    user = call.center.user(user_id)
    if user is None:
        raise unknown_people("userID", [user_id])
    new_id = str(options.pop("userID", user.user_id))
    if call.center.user(new_id) not in (None, user):
        raise ServedFault("Client.BadData.NameInUse.UserID", fieldName="userID")
    for meeting in call.center.meetings:
        if meeting.owner == user.user_id:
            meeting.owner = new_id
    user.user_id = new_id
    user.password = str(options.pop("password", user.password))
    _apply(call, user, options)
    return reply("ModifyUser")


def _check_zone(options: Options) -> None:
    if "timeZone" in options and options["timeZone"] not in ZONES:
        raise ServedFault("Client.BadData.BadTimeZoneID", fieldName="timeZone")


def _apply(call: Call, user: User, options: Options) -> None:
    def text(name: str, usual: str) -> str:
        value: Value = options.get(name, usual)
        return str(value)

    user.email = text("email", user.email)
    user.first_name = text("firstName", user.first_name)
    user.last_name = text("lastName", user.last_name)
    user.time_zone = text("timeZone", user.time_zone)
    if isinstance(expires_at := options.get("expireTime"), datetime):
        user.expires_at = expires_at
    if "isOrganizer" in options and user.role is not Role.ADMINISTRATOR:
        user.role = Role.ORGANIZER if options["isOrganizer"] else Role.MEMBER
    user.options |= {name: each for name, each in options.items() if name not in _OWN_FIELDS}
    user.modified_at = call.now
