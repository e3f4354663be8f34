"""LstsummaryMeeting and the older LstMeeting: who sees what, criteria, order and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import meeting_rules, zones
from sandbox.services.webex_xml.meetings import SiteMeeting, SiteMeetings
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.scheduling import Scheduling
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

PAGE = 10

Values = dict[str, Any]
Content = Mapping[str, Any]
T = TypeVar("T")
_Bound = Callable[[datetime, datetime], bool]


def page(records: Sequence[T], control: Content, site: WebexSite) -> tuple[Sequence[T], Values]:
    """The part that *control* asks for, and ``matchingRecords``. RequestRefused if there is none.

    The first record is number 1; 0 is taken for it as well.
    """
    first = max(1, control.get("startFrom", 1))
    size = min(control.get("maximumNum", PAGE), site.largest_page)
    part = records[first - 1 : first - 1 + size]
    if not part:
        raise RequestRefused("000015")
    return part, {"total": len(records), "returned": len(part), "startFrom": first}


def ordered(
    records: Sequence[T], order: Content, words: Mapping[str, Callable[[T], Any]]
) -> list[T]:
    """Sorted by up to three words, each paired with its direction (ascending if there is none)."""
    result = list(records)
    directions = order.get("orderAD", [])
    pairs = [(by, place) for place, by in enumerate(order.get("orderBy", []))]
    for by, place in reversed(pairs):
        downwards = place < len(directions) and directions[place] == "DESC"
        result.sort(key=words[by], reverse=downwards)
    return result


def _tracking(number: int) -> Callable[[SiteMeeting], Any]:
    return lambda meeting: meeting.blocks["tracking"].get(f"trackingCode{number}", "").casefold()


_WORDS: Mapping[str, Callable[[SiteMeeting], Any]] = {
    "HOSTWEBEXID": lambda meeting: meeting.host.web_ex_id.casefold(),
    "CONFNAME": lambda meeting: meeting.title.casefold(),
    "STARTTIME": lambda meeting: meeting.first,
    **{f"TRACKINGCODE{number}": _tracking(number) for number in range(1, 11)},
}


@dataclass(slots=True)
class ListRequest:
    """Lists meetings."""

    site: WebexSite
    meetings: SiteMeetings
    scheduling: Scheduling
    clock: SandboxClock

    def summaries(self, caller: SiteAccount, content: Content) -> Values:
        """LstsummaryMeeting. Raises RequestRefused."""
        part, records = self._page(caller, content)
        return {"meeting": [self._summary(meeting) for meeting in part], "matchingRecords": records}

    def instances(self, caller: SiteAccount, content: Content) -> Values:
        """LstMeeting. Raises RequestRefused."""
        part, records = self._page(caller, content)
        shown = [self.scheduling.instance(meeting) for meeting in part]
        return {"meeting": shown, "matchingRecords": records}

    def _page(self, caller: SiteAccount, content: Content) -> tuple[Sequence[SiteMeeting], Values]:
        return page(self._matching(caller, content), content.get("listControl", {}), self.site)

    def _matching(self, caller: SiteAccount, content: Content) -> list[SiteMeeting]:
        bounds = _bounds(content.get("dateScope", {}), caller)
        either = content.get("listControl", {}).get("listMethod") == "OR"
        seen = [
            meeting
            for meeting in self.meetings
            if _sees(caller, meeting, content.get("hostWebExID"))
        ]
        if "meetingKey" in content:
            seen = [meeting for meeting in seen if meeting.key == content["meetingKey"]]
        matching = [meeting for meeting in seen if _matches(meeting, bounds, either=either)]
        by_start = sorted(matching, key=_WORDS["STARTTIME"])
        return ordered(by_start, content.get("order", {}), _WORDS)

    def _summary(self, meeting: SiteMeeting) -> Values:
        access = meeting.blocks["accessControl"]
        inside = meeting.in_progress(self.clock.moment())
        newer: Values = {} if self.site.age == "2004" else {"telePresence": False}
        if self.site.age == "2020":
            newer["meetingUUID"] = meeting.uuid
        return {
            "meetingKey": meeting.key,
            "confName": meeting.title,
            "meetingType": meeting.blocks["metaData"]["meetingType"],
            "hostWebExID": meeting.host.web_ex_id,
            "otherHostWebExID": meeting.host.web_ex_id,
            "timeZoneID": meeting.zone.id,
            "timeZone": meeting.zone.label,
            "status": "INPROGRESS" if inside else "NOT_INPROGRESS",
            "startDate": zones.write_date(meeting.wall),
            "duration": meeting.blocks["schedule"]["duration"],
            "listStatus": "PUBLIC" if access["listToPublic"] else "PRIVATE",
            "hostJoined": inside,
            "participantsJoined": False,
            **newer,
        }


def _sees(caller: SiteAccount, meeting: SiteMeeting, host: str | None) -> bool:
    """Hosts see their own and what they are invited to; an administrator sees everything."""
    if host is None:
        return caller.admin or meeting.concerns(caller)
    if caller.admin:
        return meeting.host.web_ex_id.casefold() == host.strip().casefold()
    return meeting.host is caller


def _bounds(scope: Content, caller: SiteAccount) -> list[_Bound]:
    """The bounds that a meeting's start and end must keep, in UTC. Raises RequestRefused."""
    where = meeting_rules.zone(scope, caller.zone)
    tests: Mapping[str, Callable[[datetime], _Bound]] = {
        "startDateStart": lambda bound: lambda start, _: start >= bound,
        "startDateEnd": lambda bound: lambda start, _: start <= bound,
        "endDateStart": lambda bound: lambda _, end: end >= bound,
        "endDateEnd": lambda bound: lambda _, end: end <= bound,
    }
    names = [name for name in tests if scope.get(name, "").strip()]
    return [tests[name](where.instant(zones.read_date(scope[name]))) for name in names]


def _matches(meeting: SiteMeeting, bounds: Sequence[_Bound], *, either: bool) -> bool:
    """Whether any one occurrence keeps the bounds: all of them, or *either*."""
    if not bounds:
        return True
    whole = any if either else all
    return any(
        whole(keeps(start, start + meeting.lasts) for keeps in bounds) for start in meeting.starts
    )
