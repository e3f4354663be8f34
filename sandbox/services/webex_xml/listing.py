"""LstsummaryMeeting and its elder LstMeeting: who sees what, criteria, order and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import dates, settling
from sandbox.services.webex_xml.meetings import Shelf, SiteMeeting
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.scheduling import Scheduling
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

PAGE, LARGEST_PAGE = 10, 500

Values = dict[str, Any]
Told = Mapping[str, Any]
T = TypeVar("T")
_Bound = Callable[[datetime, datetime], bool]


def page(found: Sequence[T], control: Told) -> tuple[Sequence[T], Values]:
    """The part that *control* asks for, and ``matchingRecords``. Raises Refused if there is none.

    The first record is number 1; 0 is taken for it as well.
    """
    first = max(1, control.get("startFrom", 1))
    size = min(control.get("maximumNum", PAGE), LARGEST_PAGE)
    part = found[first - 1 : first - 1 + size]
    if not part:
        raise RequestRefused("000015")
    return part, {"total": len(found), "returned": len(part), "startFrom": first}


def ordered(found: Sequence[T], order: Told, words: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """Sorted by up to three words, each paired with its direction (ascending if there is none)."""
    result = list(found)
    directions = order.get("orderAD", [])
    pairs = [(by, place) for place, by in enumerate(order.get("orderBy", []))]
    for by, place in reversed(pairs):
        downwards = place < len(directions) and directions[place] == "DESC"
        result.sort(key=words[by], reverse=downwards)
    return result


def _tracking(number: int) -> Callable[[SiteMeeting], Any]:
    return lambda one: one.blocks["tracking"].get(f"trackingCode{number}", "").casefold()


_WORDS: Mapping[str, Callable[[SiteMeeting], Any]] = {
    "HOSTWEBEXID": lambda one: one.host.web_ex_id.casefold(),
    "CONFNAME": lambda one: one.title.casefold(),
    "STARTTIME": lambda one: one.first,
    **{f"TRACKINGCODE{number}": _tracking(number) for number in range(1, 11)},
}


@dataclass(slots=True)
class ListRequest:
    """Lists meetings."""

    site: WebexSite
    shelf: Shelf
    scheduling: Scheduling
    clock: SandboxClock

    def summaries(self, caller: SiteAccount, told: Told) -> Values:
        """LstsummaryMeeting. Raises Refused."""
        part, records = page(self._found(caller, told), told.get("listControl", {}))
        return {"meeting": [self._summary(one) for one in part], "matchingRecords": records}

    def meetings(self, caller: SiteAccount, told: Told) -> Values:
        """LstMeeting. Raises Refused."""
        part, records = page(self._found(caller, told), told.get("listControl", {}))
        shown = [self.scheduling.instance(one) for one in part]
        return {"meeting": shown, "matchingRecords": records}

    def _found(self, caller: SiteAccount, told: Told) -> list[SiteMeeting]:
        bounds = _bounds(told.get("dateScope", {}), caller)
        either = told.get("listControl", {}).get("listMethod") == "OR"
        seen = [one for one in self.shelf if _sees(caller, one, told.get("hostWebExID"))]
        if "meetingKey" in told:
            seen = [one for one in seen if one.key == told["meetingKey"]]
        matching = [one for one in seen if _matches(one, bounds, either=either)]
        by_start = sorted(matching, key=_WORDS["STARTTIME"])
        return ordered(by_start, told.get("order", {}), _WORDS)

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
            "startDate": dates.write(meeting.wall),
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


def _bounds(scope: Told, caller: SiteAccount) -> list[_Bound]:
    """The bounds that a meeting's start and end must keep, in UTC. Raises Refused."""
    where = settling.zone(scope, caller.zone)
    tests: Mapping[str, Callable[[datetime], _Bound]] = {
        "startDateStart": lambda bound: lambda start, _: start >= bound,
        "startDateEnd": lambda bound: lambda start, _: start <= bound,
        "endDateStart": lambda bound: lambda _, end: end >= bound,
        "endDateEnd": lambda bound: lambda _, end: end <= bound,
    }
    given = [name for name in tests if scope.get(name, "").strip()]
    return [tests[name](where.instant(dates.read(scope[name]))) for name in given]


def _matches(meeting: SiteMeeting, bounds: Sequence[_Bound], *, either: bool) -> bool:
    """Whether any one occurrence keeps the bounds: all of them, or *either*."""
    if not bounds:
        return True
    whole = any if either else all
    return any(
        whole(keeps(start, start + meeting.lasts) for keeps in bounds) for start in meeting.starts
    )
