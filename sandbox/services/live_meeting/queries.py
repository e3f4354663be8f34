"""Queries: which meetings are meant, by strings and by intervals of time."""

from dataclasses import dataclass
from datetime import datetime

from lxml.etree import _Element

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.faults import ServedFault, malformed, not_allowed, senseless
from sandbox.services.live_meeting.meetings import HeldMeeting
from sandbox.services.live_meeting.options import check_attributes, needed, strings
from sandbox.services.live_meeting.reading import Call, Parts, switch
from sandbox.services.live_meeting.values import ValueRule

ONE_MEETING = ("mid", "name", "opaque1", "opaque2", "personalPlaceOf")
ANY_MEETING = (*ONE_MEETING, "owner", "title", "billing")
MOST_STRINGS = 100
_ANY_CASE = ("name", "owner", "personalPlaceOf")
_VALUE = ValueRule(shortest=0, longest=1023, spaces=True, foreign=True, plain=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """A StringQuery or StringListQuery: a field that is, or is like, one of *wanted*."""

    field: str
    wanted: tuple[str, ...]
    like: bool = False
    tag: str = ""
    owned_by: str = ""

    def matches(self, meeting: HeldMeeting) -> bool:
        """Whether *meeting* is meant."""
        if self.tag and meeting.options.get("tag") != self.tag:
            return False
        if self.owned_by and meeting.owner.casefold() != self.owned_by.casefold():
            return False
        held = held_by(meeting, self.field)
        return held is not None and any(self._fits(held, each) for each in self.wanted)

    def _fits(self, held: str, wanted: str) -> bool:
        if self.field in _ANY_CASE:
            held, wanted = held.casefold(), wanted.casefold()
        return like(held, wanted) if self.like else held == wanted


def like(held: str, pattern: str) -> bool:
    """Whether *held* is like *pattern*: ``%`` is any run of characters, ``_`` any one.

    In steps of its own, as regular expressions take for ever with many ``%``.
    """
    at = sign = 0
    run, resume = -1, 0
    while at < len(held):
        if sign < len(pattern) and pattern[sign] == "%":
            run, resume = sign, at
            sign += 1
        elif sign < len(pattern) and pattern[sign] in ("_", held[at]):
            at, sign = at + 1, sign + 1
        elif run >= 0:
            resume += 1
            at, sign = resume, run + 1
        else:
            return False
    return not pattern[sign:].strip("%")


def held_by(meeting: HeldMeeting, field: str) -> str | None:
    """What a meeting has in a field that can be searched."""
    if field == "mid":
        return meeting.mid
    if field == "owner":
        return meeting.owner
    held = meeting.options.get(field)
    return None if held is None else str(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A TimeIntervalQuery: *begins* <= t < *ends*."""

    field: str
    begins: datetime
    ends: datetime
    tag: str = ""
    owned_by: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether *moment* lies in it."""
        return self.begins <= moment < self.ends

    def matches(self, meeting: HeldMeeting) -> bool:
        """Whether *meeting* begins, or was visited, in it."""
        if self.tag and meeting.options.get("tag") != self.tag:
            return False
        if self.owned_by and meeting.owner.casefold() != self.owned_by.casefold():
            return False
        if self.field == "startTime":
            return self.holds(meeting.starts_at)
        return any(
            each.started_at < self.ends and (each.ended_at is None or self.begins < each.ended_at)
            for each in meeting.visits
        )


def string_query(call: Call, elements: Parts, fields: tuple[str, ...]) -> Strings | None:
    """The StringQuery among the parts, if there is one. Raises ServedFault."""
    element = elements.get("StringQuery")
    if element is None:
        return None
    check_attributes(element, ("fieldName", "operator", "value", "tag", "ownedOnly"))
    if len(element):
        raise malformed("StringQuery", "it holds nothing but its attributes")
    operator = needed(element, "operator")
    if operator not in ("=", "LIKE"):
        raise malformed("operator", "= or LIKE")
    return Strings(
        field=_field(element, fields),
        wanted=(_VALUE.read("value", needed(element, "value")),),
        like=operator == "LIKE",
        tag=_tag(element),
        owned_by=_owned_by(call, element),
    )


def string_list_query(call: Call, elements: Parts, fields: tuple[str, ...]) -> Strings | None:
    """The StringListQuery among the parts, if there is one. Raises ServedFault."""
    element = elements.get("StringListQuery")
    if element is None:
        return None
    check_attributes(element, ("fieldName", "tag", "ownedOnly"))
    field = _field(element, fields)
    wanted = strings(element, field)
    if not 1 <= len(wanted) <= MOST_STRINGS:
        raise malformed(field, f"1 to {MOST_STRINGS} strings")
    read = tuple(_VALUE.read(field, each, index) for index, each in enumerate(wanted))
    tag, owned_by = _tag(element), _owned_by(call, element)
    return Strings(field=field, wanted=read, tag=tag, owned_by=owned_by)


def interval_query(call: Call, elements: Parts, fields: tuple[str, ...]) -> Interval | None:
    """The TimeIntervalQuery among the parts, if there is one. Raises ServedFault."""
    element = elements.get("TimeIntervalQuery")
    if element is None:
        return None
    check_attributes(element, ("fieldName", "tag", "ownedOnly"))
    field = _field(element, fields)
    if [child.tag for child in element] != ["TimeInterval"]:
        raise malformed("TimeIntervalQuery", "it holds one TimeInterval")
    begins, ends = time_interval(element[0])
    tag, owned_by = _tag(element), _owned_by(call, element)
    return Interval(field=field, begins=begins, ends=ends, tag=tag, owned_by=owned_by)


def time_interval(element: _Element) -> tuple[datetime, datetime]:
    """The two moments of a TimeInterval. Raises ServedFault."""
    check_attributes(element, ("startTime", "endTime"))
    if len(element) or (element.text or "").strip():
        raise malformed("TimeInterval", "it holds nothing but its attributes")
    begins = values.moment("startTime", needed(element, "startTime"))
    ends = values.moment("endTime", needed(element, "endTime"))
    if ends < begins:
        raise senseless("endTime", "it is before startTime")
    return begins, ends


def _field(element: _Element, known: tuple[str, ...]) -> str:
    field = needed(element, "fieldName")
    if field not in known:
        raise not_allowed(field)
    return field


def _tag(element: _Element) -> str:
    text = element.get("tag")
    return "" if text is None else ValueRule(longest=3).read("tag", text)


def _owned_by(call: Call, element: _Element) -> str:
    return call.caller.user_id if switch(element, "ownedOnly") else ""


def the_one(call: Call, query: Strings | None, *, deleted_too: bool = False) -> HeldMeeting:
    """The one meeting that is meant, which the caller may touch.

    One on the schedule goes before those that are off it, as the name of these may be used again.
    Raises ServedFault.
    """
    meetings = call.center.meetings
    matches = [each for each in meetings if query is None or query.matches(each)]
    if not deleted_too:
        matches = [each for each in matches if each.state != "Deleted"]
    targets = [each for each in matches if meetings.live(each, call.now)] or matches
    if not targets:
        raise ServedFault("Client.BadMatch.Need1Got0.Meeting")
    if len(targets) > 1:
        raise ServedFault("Client.BadMatch.Need1GotMore.Meeting")
    check_owner(call, targets[0])
    return targets[0]


def check_owner(call: Call, meeting: HeldMeeting) -> None:
    """Whether the caller may touch *meeting*. Raises ServedFault."""
    if call.administrator or call.is_caller(meeting.owner):
        return
    if meeting.place_of:
        raise ServedFault("Client.Authorization.NotOwner.PersonalPlace")
    raise ServedFault("Client.Authorization.NotOwnerOrAdministrator.Meeting")
