"""ModifyMeeting, DeleteMeeting and RestoreMeeting."""

from lxml.etree import _Element

from sandbox.services.live_meeting import checks, queries
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import ServedFault, malformed, not_allowed, senseless
from sandbox.services.live_meeting.listing import meeting_reply, restorable_now
from sandbox.services.live_meeting.meeting_options import IGNORED, ON_MODIFY, REMOVABLE
from sandbox.services.live_meeting.meetings import HeldMeeting
from sandbox.services.live_meeting.options import Options, read_options
from sandbox.services.live_meeting.reading import Call, names, parts, switch


def modify(call: Call) -> _Element:
    """Change one meeting wholly, or not at all."""
    elements = parts(
        call.element, ("newMid",), "StringQuery", "OptionList?", "RemoveList?", "FieldList"
    )
    if "OptionList" not in elements and "RemoveList" not in elements:
        raise malformed("OptionList", "it is missing, and so is RemoveList")
    query = queries.string_query(call, elements, queries.ONE_MEETING)
    options = read_options(elements.get("OptionList"), ON_MODIFY)
    removed = _removed(names(elements.get("RemoveList")), options)
    fields = names(elements["FieldList"])
    checks.title(call, options)
    checks.kind(options)
    checks.references(call, options)
    checks.invited(call, options, partly=False)
    meeting = queries.the_one(call, query)
    checks.ownership(call, options)
    _apply(call, meeting, options, removed)
    call.book.write("changed", mid=meeting.mid, fields=sorted([*options, *removed]))
    answer = reply("ModifyMeeting")
    answer.append(meeting_reply(call, meeting, fields))
    return answer


def _removed(listed: list[str], options: Options) -> list[str]:
    for name in listed:
        if name not in REMOVABLE:
            raise not_allowed(name)
        if name in options:
            raise malformed(name, "it is set and removed at once")
    return listed


def _apply(call: Call, meeting: HeldMeeting, options: Options, removed: list[str]) -> None:
    """Give *meeting* its new options, if all of them together can be had. Raises ServedFault."""
    new: Options = {name: each for name, each in meeting.options.items() if name not in removed}
    new |= {name: each for name, each in options.items() if name not in IGNORED}
    owner = call.center.user(str(new.pop("owner", meeting.owner)))
    changed = HeldMeeting(
        mid=meeting.mid,
        owner=owner.user_id if owner else meeting.owner,
        options=new,
        made_at=meeting.made_at,
        state=meeting.state,
    )
    if new["meetingType"] != meeting.options["meetingType"]:
        raise senseless("meetingType", "a meeting of this kind stays what it is")
    checks.place_and_kind(new)
    checks.free_name(call, changed.name, meeting)
    checks.free_place(call, changed.place_of, meeting)
    checks.interval(changed.starts_at, changed.ends_at)
    checks.keys(call, options, changed.name)
    if {"startTime", "endTime", "maxUsers"} & {*options, *removed}:
        _check_limits(call, meeting, changed)
    meeting.owner, meeting.options = changed.owner, changed.options


def _check_limits(call: Call, meeting: HeldMeeting, changed: HeldMeeting) -> None:
    """The limits for *changed*, without the seats that it has now. Raises ServedFault."""
    state, meeting.state = meeting.state, "Deleted"
    try:
        checks.limits(call, changed)
    finally:
        meeting.state = state


def check_role(call: Call) -> None:
    """``erase`` is the administrators'. Raises ServedFault."""
    if call.element.get("erase") is not None and not call.administrator:
        raise ServedFault("Client.Authorization.NotAdministrator")


def delete(call: Call) -> _Element:
    """Take meetings off the schedule, or erase what is off it already."""
    elements = parts(call.element, ("erase",), "StringQuery?", "StringListQuery?")
    if len(elements) != 1:
        raise malformed("StringQuery", "one query, of either kind")
    erase = switch(call.element, "erase")
    single = queries.string_query(call, elements, queries.ONE_MEETING)
    several = queries.string_list_query(call, elements, queries.ONE_MEETING)
    targets = (
        [queries.the_one(call, single, deleted_too=True)]
        if several is None
        else _all_of(call, several)
    )
    for meeting in targets:
        _check_state(call, meeting, erase=erase)
    for meeting in targets:
        _take_off(call, meeting, erase=erase)
    return reply("DeleteMeeting")


def _all_of(call: Call, query: queries.Strings) -> list[HeldMeeting]:
    meetings = [each for each in call.center.meetings if query.matches(each)]
    if not meetings:
        raise ServedFault("Client.BadMatch.NeedNonZero")
    held = {queries.held_by(each, query.field) for each in meetings}
    if query.field == "mid" and not held >= set(query.wanted):
        raise ServedFault("Client.BadData.NoSuch.Meeting", fieldName="mid")
    for each in meetings:
        queries.check_owner(call, each)
    return meetings


def _check_state(call: Call, meeting: HeldMeeting, *, erase: bool) -> None:
    state = call.center.meetings.status(meeting, call.now)
    fit = ("Deleted", "Expired") if erase else ("Active", "Undeleted")
    if state not in fit:
        text = (
            f"The meeting you are trying to delete is already in the {state} state. "
            f"It should be in the {fit[0]} or {fit[1]} state."
        )
        raise ServedFault("Client.BadState.Meeting", text)


def _take_off(call: Call, meeting: HeldMeeting, *, erase: bool) -> None:
    if erase or not call.center.restores:
        call.center.meetings.remove(meeting)
    else:
        meeting.state, meeting.deleted_at = "Deleted", call.now
    for visit in meeting.inside():
        visit.ended_at = call.now
    call.book.write("deleted", mid=meeting.mid, erased=erase, by=call.caller.user_id)


def restore(call: Call) -> _Element:
    """Put a meeting back on the schedule."""
    elements = parts(call.element, (), "StringQuery")
    query = queries.string_query(call, elements, queries.ONE_MEETING)
    meeting = queries.the_one(call, query, deleted_too=True)
    state = call.center.meetings.status(meeting, call.now)
    if not restorable_now(call, meeting):
        text = (
            f"The meeting you are trying to restore is already in {state} state. "
            "It should be in either Deleted or Expired state."
        )
        raise ServedFault("Client.BadState.Meeting", text)
    checks.free_name(call, meeting.name, meeting)
    checks.free_place(call, meeting.place_of, meeting)
    checks.schedule(call)
    meeting.state, meeting.deleted_at = "Undeleted", None
    call.book.write("restored", mid=meeting.mid)
    answer = reply("RestoreMeeting")
    answer.text = ""
    return answer
