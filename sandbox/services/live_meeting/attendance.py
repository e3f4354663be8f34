"""Who came, who is here, and what they were asked: ListVisitors, ListConnectedVisitors, ListPolls.

A visit is listed once it has ended, in a piece for each hour of the clock that it touches.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting import queries, values
from sandbox.services.live_meeting.envelope import reply
from sandbox.services.live_meeting.meetings import Visit
from sandbox.services.live_meeting.options import Options, OptionType, String, Time, write_options
from sandbox.services.live_meeting.reading import Call, names, parts, switch

FIELDS: Mapping[str, OptionType] = {
    "browser": String(),
    "company": String(),
    "email": String(),
    "endTime": Time(),
    "extra1": String(),
    "extra2": String(),
    "extra3": String(),
    "ipAddr": String(),
    "startTime": Time(),
    "userName": String(),
    "vid": String(),
}
_HOUR = timedelta(hours=1)


def list_visitors(call: Call) -> _Element:
    """The visits to one meeting that have ended."""
    elements = parts(call.element, ("deletedOK",), "StringQuery", "TimeIntervalQuery?", "FieldList")
    deleted_too = switch(call.element, "deletedOK")
    query = queries.string_query(call, elements, queries.ONE_MEETING)
    within = queries.interval_query(call, elements, ("startTime",))
    fields = names(elements["FieldList"])
    meeting = queries.the_one(call, query, deleted_too=deleted_too)
    answer = reply("ListVisitors")
    for visit in meeting.visits:
        if visit.ended_at is None or visit.ended_at + call.center.lag > call.now:
            continue
        for begins, ends in pieces(visit.started_at, visit.ended_at):
            if within is None or within.holds(begins):
                answer.append(_visitor(visit, begins, ends, fields))
    return answer


def list_connected_visitors(call: Call) -> _Element:
    """The visits to one meeting that go on."""
    elements = parts(call.element, (), "StringQuery", "TimeIntervalQuery?", "FieldList")
    query = queries.string_query(call, elements, queries.ONE_MEETING)
    within = queries.interval_query(call, elements, ("startTime",))
    fields = names(elements["FieldList"])
    answer = reply("ListConnectedVisitors")
    for visit in queries.the_one(call, query).inside():
        if within is None or within.holds(visit.started_at):
            answer.append(_visitor(visit, visit.started_at, None, fields))
    return answer


def pieces(started_at: datetime, ended_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A stay, cut at every full hour."""
    begins = started_at
    while True:
        hour = begins.replace(minute=0, second=0, microsecond=0) + _HOUR
        yield begins, min(hour, ended_at)
        if hour >= ended_at:
            return
        begins = hour


def _visitor(
    visit: Visit, begins: datetime, ends: datetime | None, fields: Iterable[str]
) -> _Element:
    known: Options = {
        **visit.details,
        "startTime": begins,
        "userName": visit.user_name,
        "vid": visit.vid,
    }
    if ends is not None:
        known["endTime"] = ends
    wanted = set(fields)
    element = etree.Element("Visitor")
    shown = {name: known[name] for name in FIELDS if name in wanted and name in known}
    write_options(element, FIELDS, shown)
    return element


def list_polls(call: Call) -> _Element:
    """The questions that were put in one meeting, and who chose what."""
    elements = parts(call.element, (), "StringQuery")
    query = queries.string_query(call, elements, queries.ONE_MEETING)
    answer = reply("ListPolls")
    for each in queries.the_one(call, query).polls:
        attributes = {"createTime": values.shown_moment(each.asked_at), "question": each.question}
        poll = etree.SubElement(answer, "Poll", attributes)
        choices = etree.SubElement(poll, "Choices")
        for number, text in enumerate(each.choices, start=1):
            etree.SubElement(choices, "Choice", {"choice": str(number), "text": text})
        voters = etree.SubElement(poll, "Voters")
        for vid, choice in each.votes.items():
            voter = etree.SubElement(voters, "Voter", {"vid": vid})
            etree.SubElement(voter, "Vote", {"choice": str(choice)})
    return answer
