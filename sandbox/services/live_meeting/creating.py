"""CreateMeeting: a meeting at a time, or in somebody's personal place."""

from lxml.etree import _Element

from sandbox.services.live_meeting import checks, values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import malformed
from sandbox.services.live_meeting.meeting_options import ATTRIBUTES, IGNORED, ON_CREATE
from sandbox.services.live_meeting.meetings import HeldMeeting, meeting_key, token
from sandbox.services.live_meeting.options import Options, needed, read_options
from sandbox.services.live_meeting.reading import Call, names, parts, switch
from sandbox.services.live_meeting.showing import meeting_reply

_KNOWN = ("name", "maxUsers", "title", "startTime", "partialSuccessOK")


def create(call: Call) -> _Element:
    """Make a meeting, or refuse it and make nothing."""
    element = call.element
    found = parts(element, _KNOWN, "OptionList?", "FieldList?")
    partly = switch(element, "partialSuccessOK")
    said = _said(element, found.get("OptionList"))
    asked = names(found.get("FieldList"))
    checks.title(call, said)
    checks.tag(said)
    checks.kind(said)
    _fill(call, said)
    checks.interval(said["startTime"], said.get("endTime"))
    checks.keys(call, said, str(said["name"]))
    checks.references(call, said)
    invalid = checks.invited(call, said, partly=partly)
    checks.free_name(call, str(said["name"]))
    checks.free_place(call, str(said.get("personalPlaceOf", "")))
    checks.ownership(call, said)
    meeting = _build(call, said)
    checks.schedule(call)
    checks.limits(call, meeting)
    call.center.meetings.add(meeting)
    _note(call, meeting)
    answer = reply("CreateMeeting")
    answer.append(meeting_reply(call, meeting, asked, **invalid))
    return answer


def _said(element: _Element, listed: _Element | None) -> Options:
    """What the attributes and options say, under one name each."""
    for attribute in ("maxUsers", "title"):
        needed(element, attribute)
    said = read_options(listed, ON_CREATE)
    for name in ("name", "title", "maxUsers"):
        if (text := element.get(name)) is not None:
            said[name] = ATTRIBUTES[name].parsed(name, text)
    if (starts := element.get("startTime")) is not None:
        if "startTime" in said:
            raise malformed("startTime", "it stands here as an attribute and as an option")
        said["startTime"] = values.moment("startTime", starts)
    if "tagId" in said:
        said["tagID"] = said.pop("tagId")
    return {name: value for name, value in said.items() if name not in IGNORED}


def _fill(call: Call, said: Options) -> None:
    """What the server decides where nothing is said."""
    said.setdefault("meetingType", "OneTime")
    if said["meetingType"] == "MeetNow":
        said.setdefault("personalPlaceOf", call.caller.user_id)
    checks.place_and_kind(said)
    said.setdefault("name", call.center.meetings.fresh_name())
    said.setdefault("startTime", call.now.replace(microsecond=0))
    said.setdefault("timeZone", call.caller.time_zone)


def _build(call: Call, said: Options) -> HeldMeeting:
    options: Options = {
        "audienceEntryControl": "Password",
        "presenterEntryControl": "Password",
        "audiencePassword": meeting_key(),
        "presenterPassword": meeting_key(),
        **said,
    }
    owner = call.center.user(str(options.pop("owner", "")))
    who = owner.user_id if owner else call.caller.user_id
    return HeldMeeting(mid=token(16), owner=who, options=options, made_at=call.now)


def _note(call: Call, meeting: HeldMeeting) -> None:
    call.book.write(
        "meeting",
        center=call.center.name,
        mid=meeting.mid,
        name=meeting.name,
        title=meeting.options["title"],
        owner=meeting.owner,
        place_of=meeting.place_of,
    )
