"""Lists of meetings: five kinds with pages, and the next 24 hours without.

Source: reference, sections 2.4 and 2.9. The token of a page lives 15 minutes. ASSUMED: the order
(what was made last comes first); ``live`` leaves out instant meetings, as all lists do; a token
goes with the query that it was given for.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.clock import SandboxClock
from sandbox.services.zoom import shapes
from sandbox.services.zoom.calls import ZoomCall
from sandbox.services.zoom.links import ZoomLinks
from sandbox.services.zoom.meetings import NO_FIXED_TIME, HostedMeeting, HostedMeetings
from sandbox.services.zoom.people import ZoomPeople
from sandbox.services.zoom.refusals import bad_parameter
from sandbox.services.zoom.switches import ZoomSwitches

PAGE, LARGEST_PAGE = 30, 300
TOKEN_LIFE = 900.0
_DAY = timedelta(hours=24)

Rows = list[tuple[HostedMeeting, datetime | None]]


@dataclass(slots=True)
class PageTokens:
    """The rest of each list that was begun."""

    clock: SandboxClock
    switches: ZoomSwitches
    _rest: dict[str, tuple[object, Sequence[Any], int, float]] = field(default_factory=dict)

    def page(
        self, query: Mapping[str, str], about: object, rows: Callable[[], Sequence[Any]]
    ) -> tuple[Sequence[Any], dict[str, Any]]:
        """One page of *rows*, and what the reply says beside. Raises ApiRefused."""
        size = min(_size(query), self.switches.largest_page)
        token = query.get("next_page_token", "")
        start, everything = 0, rows
        if token:
            known, kept, start, until = self._rest.get(token, (None, (), 0, 0.0))
            if known != (about, size) or self.clock.now() >= until:
                raise bad_parameter("next_page_token")
            everything = lambda: kept  # noqa: E731 - the list as it was when it was begun
        found = everything()
        further = self._keep((about, size), found, start + size)
        head = {"page_size": size, "total_records": len(found), "next_page_token": further}
        return found[start : start + size], head

    def _keep(self, about: object, rows: Sequence[Any], start: int) -> str:
        if start >= len(rows):
            return ""
        now = self.clock.now()
        live = {key: rest for key, rest in self._rest.items() if now < rest[3]}
        token = secrets.token_urlsafe(24)
        self._rest = {**live, token: (about, rows, start, now + TOKEN_LIFE)}
        return token


def _size(query: Mapping[str, str]) -> int:
    text = query.get("page_size", str(PAGE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_PAGE):
        raise bad_parameter("page_size")
    return int(text)


@dataclass(slots=True)
class ZoomListing:
    """The calls that list a user's meetings."""

    people: ZoomPeople
    meetings: HostedMeetings
    links: ZoomLinks
    pages: PageTokens
    switches: ZoomSwitches
    clock: SandboxClock

    def list(self, call: ZoomCall) -> Response:
        """GET /users/{user}/meetings. Raises ApiRefused."""
        user = call.user(self.people)
        kind = call.query.get("type", "scheduled")
        kinds: Mapping[str, Callable[[HostedMeeting, datetime], Rows]] = {
            "scheduled": self._scheduled,
            "live": _live,
            "upcoming": self._upcoming,
            "upcoming_meetings": self._upcoming,
            "previous_meetings": _previous,
        }
        if kind not in kinds:
            raise bad_parameter("type")
        first, last = _dates(call.query)
        now = self.clock.moment()

        def rows() -> Sequence[Any]:
            shown = [each for each in reversed(self.meetings.of(user)) if self._shown(each, now)]
            found = (row for each in shown for row in kinds[kind](each, now))
            return [
                shapes.row(each, start, self.links.join(each), self.switches.agenda_listed)
                for each, start in found
                if _between(start, first, last)
            ]

        about = (user.id, kind, first, last)
        page, head = self.pages.page(call.query, about, rows)
        return JSONResponse({**head, "meetings": list(page)})

    def upcoming(self, call: ZoomCall) -> Response:
        """GET /users/{user}/upcoming_meetings: what begins in the next 24 hours. Raises."""
        user, now = call.user(self.people), self.clock.moment()
        rows = [
            (start, shapes.coming(each, start, self.links.join(each)))
            for each in self.meetings.of(user)
            if self._shown(each, now)
            for start in _starts(each)
            if now <= start < now + _DAY
        ]
        shown = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
        return JSONResponse({"total_records": len(shown), "meetings": shown})

    def _shown(self, meeting: HostedMeeting, now: datetime) -> bool:
        lag = timedelta(seconds=self.switches.list_lag)
        return meeting.listed and not meeting.lapsed(now) and now >= meeting.created_at + lag

    def _scheduled(self, meeting: HostedMeeting, now: datetime) -> Rows:
        return self._once_or_each(meeting, _starts(meeting), meeting.starts_at)

    def _upcoming(self, meeting: HostedMeeting, now: datetime) -> Rows:
        if meeting.type == NO_FIXED_TIME:
            return [(meeting, None)]
        starts = [start for start in _starts(meeting) if start >= now]
        if not starts:
            return [(meeting, meeting.starts_at)] if meeting.session else []
        return self._once_or_each(meeting, starts, starts[0])

    def _once_or_each(
        self, meeting: HostedMeeting, starts: Sequence[datetime], one: datetime | None
    ) -> Rows:
        each = meeting.dates and self.switches.series_listed == "each"
        return [(meeting, start) for start in starts] if each else [(meeting, one)]


def _live(meeting: HostedMeeting, _now: datetime) -> Rows:
    return [(meeting, meeting.session.started_at)] if meeting.session else []


def _previous(meeting: HostedMeeting, _now: datetime) -> Rows:
    return [(meeting, each.started_at) for each in meeting.sessions if each.ended_at]


def _starts(meeting: HostedMeeting) -> list[datetime]:
    """The starts of all dates that were not deleted, in order."""
    if meeting.dates:
        return sorted(date.starts_at for date in meeting.dates if not date.deleted)
    return [meeting.starts_at] if meeting.starts_at else []


def _dates(query: Mapping[str, str]) -> tuple[str, str]:
    """``from`` and ``to``, dates in UTC; empty if not told. Raises ApiRefused."""
    found = []
    for name in ("from", "to"):
        text = query.get(name, "")
        try:
            found.append(text and datetime.strptime(text, "%Y-%m-%d").date().isoformat())  # noqa: DTZ007
        except ValueError:
            raise bad_parameter(name) from None
    return found[0], found[1]


def _between(start: datetime | None, first: str, last: str) -> bool:
    if start is None:
        return True
    day = start.date().isoformat()
    return (not first or first <= day) and (not last or day <= last)
