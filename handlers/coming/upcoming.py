"""The upcoming meetings of a person: those in the database, and the services' own calendars."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from calendars.occurrences import occurrences
from calendars.wording import in_words_for
from handlers.services import AccountOwner, Services
from handlers.slack_types import Person
from handlers.stored_meetings import plan_of
from meetings.catalog import TITLES
from meetings.errors import MeetingError, NotConnected
from meetings.model import Meeting
from meetings.service import AccountKind, Capability, MeetingService
from storage.meetings import Meetings, StoredMeeting

SERVICES_WITHIN = 4.0
"""Seconds after which a service's calendar is left out of an answer."""

SERVICES_AHEAD = timedelta(days=30)
"""How far ahead a service is asked where there is no other end."""

MOST = 1000
"""Stored meetings that are looked at for one answer."""

Position = tuple[datetime, str]
"""A place in a list: lists are sorted by start, and then by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The time in which meetings are wanted. *until* None: without end, and each series once.

    *after* is the position of the last meeting that was shown, *most* how many stored meetings to
    look at.
    """

    since: datetime
    until: datetime | None = None
    after: Position | None = None
    most: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeeting:
    """One line of a list: an occurrence.

    *meeting* is our id of the meeting, empty where only the service knows it; *version* is the
    meeting's as it is shown; *repeats* says in words how it repeats; *tells_who* and *has_host*:
    the service tells who came, and has a way in for the organizer. *started*: at once, so nobody
    knows when it ends.
    """

    id: str
    starts_at: datetime
    ends_at: datetime
    title: str
    service: str
    join_url: str
    organizer: str = ""
    meeting: str = ""
    version: int = 0
    repeats: str = ""
    tells_who: bool = False
    has_host: bool = False
    started: bool = False

    @property
    def position(self) -> Position:
        """Its place in every list."""
        return self.starts_at, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class UntimedMeeting:
    """A meeting of a service's own calendar, without a known time."""

    id: str
    title: str
    service: str
    join_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """Meetings in order; *untimed* are those without a known time, if the window has no end.

    *asked* are the titles of the services that showed their calendar; *missing* those that did not,
    each with a sentence that says why, or "" for no answer in time. *cut*: there is more.
    """

    meetings: Sequence[ListedMeeting]
    untimed: Sequence[UntimedMeeting] = ()
    asked: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()
    cut: bool = False


class FindUpcoming:
    """Looks into the database, and asks the services at which a person has an account."""

    def __init__(self, services: Services, meetings: Meetings) -> None:
        self._services = services
        self._meetings = meetings

    async def __call__(
        self, team: str, person: Person, channel: str, window: Window, now: datetime
    ) -> Upcoming:
        """The person's meetings and those of *channel* within *window*."""
        whose = [person.id, *([channel] if channel else [])]
        rows, calendars = await asyncio.gather(
            self._stored(team, whose, now, window),
            self._calendars(team, person.id, window.until or now + SERVICES_AHEAD),
        )
        meetings = [
            meeting
            for row in rows
            for meeting in _occurrences(row, window, self._capabilities(row.service), person.zone)
        ]
        meetings += await self._only_at_services(calendars, team, whose, now, window)
        return Upcoming(
            meetings=sorted(_within(meetings, window), key=lambda meeting: meeting.position),
            untimed=await self._untimed(calendars, team, person.id, now, window),
            asked=[title for calendar in calendars for title in calendar.asked],
            missing=[fault for calendar in calendars for fault in calendar.missing],
            cut=window.until is not None and len(rows) == window.most,
        )

    def _capabilities(self, name: str) -> frozenset[Capability]:
        service = self._services.get(name)
        return service.info.capabilities if service else frozenset()

    async def _stored(
        self, team: str, whose: Sequence[str], now: datetime, window: Window
    ) -> list[StoredMeeting]:
        # The database is in the order of the list only where each series is there once.
        after = window.after if window.until is None else None
        return await self._meetings.upcoming(team, whose, now, window.until, window.most, after)

    async def _only_at_services(
        self,
        calendars: Sequence[Upcoming],
        team: str,
        whose: Sequence[str],
        now: datetime,
        window: Window,
    ) -> list[ListedMeeting]:
        """The meetings of *calendars* that are not in the database."""
        meetings = [meeting for calendar in calendars for meeting in calendar.meetings]
        if not meetings:
            return []
        until = window.until or now + SERVICES_AHEAD
        stored = _ids_at_services(await self._meetings.upcoming(team, whose, now, until, MOST))
        return [meeting for meeting in meetings if meeting.id not in stored]

    async def _untimed(
        self,
        calendars: Sequence[Upcoming],
        team: str,
        person: str,
        now: datetime,
        window: Window,
    ) -> list[UntimedMeeting]:
        """The same of meetings without a known time; of ours even past and distant ones count."""
        meetings = [meeting for calendar in calendars for meeting in calendar.untimed]
        if not meetings or window.until is not None:
            return []
        rows = await self._meetings.of_organizer(team, person)
        rows += await self._meetings.upcoming(team, [person], now, None, MOST)
        stored = _ids_at_services(rows)
        return [meeting for meeting in meetings if meeting.id not in stored]

    async def _calendars(self, team: str, person: str, until: datetime) -> Sequence[Upcoming]:
        """What each service that has a calendar shows; they are asked side by side."""
        services = [
            service for service in self._services if Capability.LIST in service.info.capabilities
        ]
        return await asyncio.gather(
            *(self._calendar(service, team, person, until) for service in services)
        )

    async def _calendar(
        self, service: MeetingService, team: str, person: str, until: datetime
    ) -> Upcoming:
        info = service.info
        try:
            async with asyncio.timeout(SERVICES_WITHIN):
                owner = AccountOwner(team, person, info.name)
                meetings = await self._services.run(
                    service, owner, partial(service.upcoming, until)
                )
                if info.account is AccountKind.ORGANIZATION:
                    meetings = await self._own(owner, meetings)
        except NotConnected:
            return Upcoming(meetings=())
        except TimeoutError:
            return Upcoming(meetings=(), missing=[(info.title, "")])
        except MeetingError as error:
            return Upcoming(meetings=(), missing=[(info.title, error.message)])
        return Upcoming(
            meetings=list(_timed_ones(info.name, meetings)),
            untimed=list(_untimed_ones(info.name, meetings)),
            asked=[info.title],
        )

    async def _own(self, owner: AccountOwner, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
        """Without what is stored as another person's: the account could be shown everybody's."""
        ids = [meeting.id for meeting in meetings]
        theirs = await self._meetings.of_others(owner.team, owner.person, owner.service, ids)
        return [meeting for meeting in meetings if meeting.id not in theirs]


def _occurrences(
    row: StoredMeeting, window: Window, capabilities: frozenset[Capability], zone: str
) -> Iterator[ListedMeeting]:
    """The occurrences of a stored meeting that are listed: the next one, or all in the window.

    *zone* is the reader's, in whose days it is said how it repeats.
    """
    plan = plan_of(row)
    if row.starts_at is None or row.ends_at is None:
        return
    times = [(row.starts_at, row.ends_at)]
    if plan and window.until is not None:
        expanded = occurrences(plan, window.since, window.until)
        times = [(occurrence.starts_at, occurrence.ends_at) for occurrence in expanded]
    for starts_at, ends_at in times:
        yield ListedMeeting(
            id=row.id,
            starts_at=starts_at,
            ends_at=ends_at,
            title=row.title,
            service=TITLES.get(row.service, row.service),
            join_url=row.join_url,
            organizer=row.organizer,
            meeting=row.id,
            version=row.version,
            repeats=in_words_for(row.repeats, plan.wall, plan.zone, zone) if plan else "",
            tells_who=Capability.ATTENDANCE in capabilities,
            has_host=Capability.HOST_LINK in capabilities,
            started=plan is None,
        )


def _timed_ones(service: str, meetings: Iterable[Meeting]) -> Iterator[ListedMeeting]:
    for meeting in meetings:
        if meeting.starts_at is not None:
            yield ListedMeeting(
                id=_id_at_service(service, meeting.id),
                starts_at=meeting.starts_at,
                ends_at=meeting.starts_at + (meeting.lasts or timedelta()),
                title=meeting.title,
                service=TITLES.get(service, service),
                join_url=meeting.join_url,
            )


def _untimed_ones(service: str, meetings: Iterable[Meeting]) -> Iterator[UntimedMeeting]:
    for meeting in meetings:
        if meeting.starts_at is None:
            yield UntimedMeeting(
                id=_id_at_service(service, meeting.id),
                title=meeting.title,
                service=TITLES.get(service, service),
                join_url=meeting.join_url,
            )


def _ids_at_services(rows: Iterable[StoredMeeting]) -> set[str]:
    return {_id_at_service(row.service, row.service_id) for row in rows}


def _id_at_service(service: str, service_id: str) -> str:
    return f"{service}/{service_id}"[:200]  # the button for the next page carries it


def _within(meetings: Iterable[ListedMeeting], window: Window) -> Iterator[ListedMeeting]:
    """Those in the window that were not shown yet, each once."""
    for meeting in {meeting.position: meeting for meeting in meetings}.values():
        begins = window.until is None or meeting.starts_at < window.until
        # A meeting without a length, as far as its service tells, is there when it starts.
        lasts = meeting.ends_at > window.since or meeting.starts_at >= window.since
        if begins and lasts and (window.after is None or meeting.position > window.after):
            yield meeting
