"""Who somebody is, and standing in for them: GetUserProfile and CreateTicket."""

from datetime import timedelta

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import unknown_people
from sandbox.services.live_meeting.options import Options, needed, write_options
from sandbox.services.live_meeting.people import Role, User
from sandbox.services.live_meeting.reading import Call, parts, switch
from sandbox.services.live_meeting.user_options import SINCE_2005, WRITABLE


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
