"""How a meeting is shown: the fields that were asked for, as far as it has them."""

from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting.meeting_options import READABLE
from sandbox.services.live_meeting.meetings import HeldMeeting
from sandbox.services.live_meeting.options import Value, write_options
from sandbox.services.live_meeting.reading import Call

_SIDES = {"audience": "attend", "presenter": "present"}


def percent_encoded(text: str) -> str:
    """*text* in a query, as the service's own links have it: ``~`` is encoded too."""
    return quote(text, safe="").replace("~", "%7E")


def entry_url(links: str, meeting: HeldMeeting, side: str) -> str:
    """The address by which the ``audience`` or a ``presenter`` enters."""
    key = meeting.options.get(f"{side}Password")
    url = f"{links}/join?id={percent_encoded(meeting.name)}&role={_SIDES[side]}"
    return url if key is None else f"{url}&pw={percent_encoded(str(key))}"


def invitation(call: Call, meeting: HeldMeeting, side: str) -> str:
    """The text to be mailed to the ``audience`` or to presenters."""
    owner = call.center.user(meeting.owner)
    who = owner.name if owner else meeting.owner
    key = meeting.options.get(f"{side}Password")
    lines = [
        f"{who} has invited you to attend an online meeting using Microsoft Office Live Meeting.",
        f"Join the meeting: {entry_url(call.links, meeting, side)}",
        f"Meeting ID: {meeting.name}",
        *([] if key is None else [f"Entry Code: {key}"]),
        f"Location: {call.links}",
    ]
    return "\n".join(lines)


def field(call: Call, meeting: HeldMeeting, name: str) -> Value | None:
    """One field of a meeting; None if the meeting does not have it."""
    if name == "mid":
        return meeting.mid
    if name == "owner":
        return meeting.owner
    if name == "status":
        return call.center.meetings.status(meeting, call.now)
    if name in ("audienceInviteText", "presenterInviteText"):
        return invitation(call, meeting, name.removesuffix("InviteText"))
    if name == "type":
        return "Meeting"
    return meeting.options.get("tagID" if name == "tagId" else name)


def meeting_reply(
    call: Call, meeting: HeldMeeting, fields: Iterable[str], **more: tuple[str, ...]
) -> _Element:
    """A MeetingReply with *fields*, and *more* lists of strings."""
    shown: dict[str, Value] = {}
    for name in fields:
        value = field(call, meeting, name)
        if value is not None and name in READABLE:
            shown[name] = value
    shown.update({name: each for name, each in more.items() if each})
    element = etree.Element("MeetingReply")
    write_options(element, READABLE, shown)
    return element
