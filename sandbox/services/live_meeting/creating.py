"""CreateMeeting: a meeting at a time, or in somebody's personal place."""

from lxml.etree import _Element

from sandbox.services.live_meeting import checks, values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.faults import malformed
from sandbox.services.live_meeting.listing import meeting_reply
from sandbox.services.live_meeting.meeting_options import ATTRIBUTES, IGNORED, ON_CREATE
from sandbox.services.live_meeting.meetings import HeldMeeting, meeting_key, token
from sandbox.services.live_meeting.options import Options, needed, read_options
from sandbox.services.live_meeting.reading import Call, names, parts, switch

_KNOWN = ("name", "maxUsers", "title", "startTime", "partialSuccessOK")


def create(call: Call) -> _Element:
    """Make a meeting, or refuse it and make nothing."""
    element = call.element
    elements = parts(element, _KNOWN, "OptionList?", "FieldList?")
    partly = switch(element, "partialSuccessOK")
    options = _options(element, elements.get("OptionList"))
    fields = names(elements.get("FieldList"))
    checks.title(call, options)
    checks.tag(options)
    checks.kind(options)
    _fill(call, options)
    checks.interval(options["startTime"], options.get("endTime"))
    checks.keys(call, options, str(options["name"]))
    checks.references(call, options)
    invalid = checks.invited(call, options, partly=partly)
    checks.free_name(call, str(options["name"]))
    checks.free_place(call, str(options.get("personalPlaceOf", "")))
    checks.ownership(call, options)
    meeting = _build(call, options)
    checks.schedule(call)
    checks.limits(call, meeting)
    call.center.meetings.add(meeting)
    _note(call, meeting)
    answer = reply("CreateMeeting")
    answer.append(meeting_reply(call, meeting, fields, **invalid))
    return answer


def _options(element: _Element, listed: _Element | None) -> Options:
    """What the attributes and options say, under one name each."""
    for attribute in ("maxUsers", "title"):
        needed(element, attribute)
    options = read_options(listed, ON_CREATE)
    for name in ("name", "title", "maxUsers"):
        if (text := element.get(name)) is not None:
            options[name] = ATTRIBUTES[name].parsed(name, text)
    if (starts := element.get("startTime")) is not None:
        if "startTime" in options:
            raise malformed("startTime", "it stands here as an attribute and as an option")
        options["startTime"] = values.moment("startTime", starts)
    if "tagId" in options:
        options["tagID"] = options.pop("tagId")
    return {name: value for name, value in options.items() if name not in IGNORED}


def _fill(call: Call, options: Options) -> None:
    """What the server decides where nothing is said."""
    options.setdefault("meetingType", "OneTime")
    if options["meetingType"] == "MeetNow":
        options.setdefault("personalPlaceOf", call.caller.user_id)
    checks.place_and_kind(options)
    options.setdefault("name", call.center.meetings.fresh_name())
    options.setdefault("startTime", call.now.replace(microsecond=0))
    options.setdefault("timeZone", call.caller.time_zone)


def _build(call: Call, settings: Options) -> HeldMeeting:
    options: Options = {
        "audienceEntryControl": "Password",
        "presenterEntryControl": "Password",
        "audiencePassword": meeting_key(),
        "presenterPassword": meeting_key(),
        **settings,
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
