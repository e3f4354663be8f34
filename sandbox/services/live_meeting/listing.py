"""ListMeetings, page by page, and how one meeting is shown in replies."""

from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree
from lxml.etree import _Element

from sandbox.book import MeetingRecord
from sandbox.services.live_meeting import queries
from sandbox.services.live_meeting.envelope import note, reply
from sandbox.services.live_meeting.faults import ServedFault, malformed
from sandbox.services.live_meeting.meeting_options import READABLE
from sandbox.services.live_meeting.meetings import HeldMeeting
from sandbox.services.live_meeting.options import Value, write_options
from sandbox.services.live_meeting.reading import Call, names, number, parts, switch

_SIDES = {"audience": "attend", "presenter": "present"}


def percent_encoded(text: str) -> str:
    """*text* in a query, as the service's own links have it: ``~`` is encoded too."""
    return quote(text, safe="").replace("~", "%7E")


def entry_url(links: str, meeting: HeldMeeting, side: str) -> str:
    """The address by which the ``audience`` or a ``presenter`` enters."""
    key = meeting.options.get(f"{side}Password")
    url = f"{links}/join?id={percent_encoded(meeting.name)}&role={_SIDES[side]}"
    return url if key is None else f"{url}&pw={percent_encoded(str(key))}"


_OWN_PLACES = (
    *("title", "startTime", "endTime", "timeZone", "audienceListEmail", "audiencePassword"),
    *("presenterPassword", "name", "opaque1"),
)


def meeting_record(meeting: HeldMeeting, links: str) -> MeetingRecord:
    """The meeting as the book shows it; its center's pages are under *links*."""
    options, ends_at = meeting.options, meeting.ends_at
    invited = options.get("audienceListEmail", ())
    by_password = options["audienceEntryControl"] == "Password"
    return MeetingRecord(
        id=meeting.mid,
        organizer=meeting.owner,
        title=str(options["title"]),
        join_url=entry_url(links, meeting, "audience"),
        passcode=str(options.get("audiencePassword", "")) if by_password else "",
        starts=[meeting.starts_at],
        lasts=None if ends_at is None else ends_at - meeting.starts_at,
        zone=str(options.get("timeZone", "")),
        people=invited if isinstance(invited, tuple) else (),
        host_secrets=[str(options.get("presenterPassword", ""))],
        settings={name: options[name] for name in options if name not in _OWN_PLACES}
        | {"owner": meeting.owner},
    )


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


_KNOWN = ("listDeleted", "restorableOnly", "pageSize", "pageNum")


def check_role(call: Call) -> None:
    """``restorableOnly`` is the administrators'. Raises ServedFault."""
    if call.element.get("restorableOnly") is not None and not call.administrator:
        raise ServedFault("Client.Authorization.NotAdministrator")


def list_meetings(call: Call) -> _Element:
    """The meetings meant, in the order in which they were made."""
    element = call.element
    elements = parts(
        element, _KNOWN, "StringQuery?", "StringListQuery?", "TimeIntervalQuery?", "FieldList"
    )
    if element.get("listDeleted") is not None and element.get("restorableOnly") is not None:
        raise malformed("restorableOnly", "it excludes listDeleted")
    size, page = number(element, "pageSize"), number(element, "pageNum")
    if (size is None) != (page is None):
        raise malformed("pageNum" if page is None else "pageSize", "both, or none of them")
    fields = names(elements["FieldList"])
    wanted = [
        queries.string_query(call, elements, queries.ANY_MEETING),
        queries.string_list_query(call, elements, queries.ANY_MEETING),
        queries.interval_query(call, elements, ("startTime", "visitedIn")),
    ]
    matches = [
        each
        for each in _listable(call)
        if all(query is None or query.matches(each) for query in wanted)
    ]
    answer = reply("ListMeetings")
    for each in _page(call, matches, size, page):
        answer.append(meeting_reply(call, each, fields))
    if size is not None and page is not None:
        answer.append(_more(call, max(0, -(-len(matches) // size) - page)))
    return answer


def _listable(call: Call) -> list[HeldMeeting]:
    """The meetings that the caller sees, in the states that were asked for."""
    meetings, element = call.center.meetings, call.element
    deleted = switch(element, "listDeleted")
    restorable = element.get("restorableOnly") and switch(element, "restorableOnly")
    if restorable is False:
        deleted = True
    seen = [each for each in meetings if call.administrator or call.is_caller(each.owner)]
    if restorable:
        return [each for each in seen if restorable_now(call, each)]
    return [each for each in seen if deleted or meetings.live(each, call.now)]


def restorable_now(call: Call, meeting: HeldMeeting) -> bool:
    """Whether a meeting is off the schedule, and not for too long."""
    center = call.center
    gone_at = meeting.deleted_at
    if gone_at is None and meeting.ends_at is not None:
        gone_at = meeting.ends_at + center.meetings.retention
    if gone_at is None or center.meetings.live(meeting, call.now):
        return False
    return center.restores and call.now < gone_at + center.buffer


def _page(
    call: Call, matches: list[HeldMeeting], size: int | None, page: int | None
) -> list[HeldMeeting]:
    if size is not None and page is not None:
        return matches[(page - 1) * size : page * size]
    return matches[: call.center.most_listed or None]


def _more(call: Call, pages: int) -> _Element:
    listed = etree.Element("InfoWarnFaultList")
    text = f"{pages} additional page(s)"
    listed.append(note("Info.Server", text, call.now, pagesRemaining=pages))
    return listed
