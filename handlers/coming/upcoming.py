"""What is coming for one person: what this bot remembers, and the services' own calendars."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.occurrences import occurrences
from calendars.wording import in_words
from handlers.remembered import plan_of
from handlers.services import AccountOwner, Services
from handlers.slack_types import Person
from meetings.catalog import TITLES
from meetings.errors import MeetingError, NotConnected
from meetings.model import Capability, Meeting
from meetings.service import MeetingService
from storage.meetings import Meetings, StoredMeeting

SERVICES_WITHIN = 4.0
"""Seconds after which a service's calendar is left out of an answer."""

SERVICES_AHEAD = timedelta(days=30)
"""How far ahead a service is asked where there is no other end."""

MOST = 1000
"""Meetings of the memory that are looked at for one answer."""

Position = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when to when meetings are wanted; *until* none: without end, each series once.

    *after* is the place of the last one that was shown, *most* how many are wanted at least.
    """

    since: datetime
    until: datetime | None = None
    after: Position | None = None
    most: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeeting:
    """One line of a list. *meeting* is our name for it, empty where only the service knows it.

    *version* is the meeting's, as it is shown.
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

    @property
    def key(self) -> Position:
        """Its place in every list."""
        return self.starts_at, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class UntimedMeeting:
    """A meeting of a service's own calendar, of which nobody knows when it is."""

    id: str
    title: str
    service: str
    join_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What was found, in order; *timeless* are those without a known time, where all is wanted.

    *asked* are the services, by title, that showed their calendar; *missing* those that did not,
    and why. *cut*: there is more.
    """

    entries: Sequence[ListedMeeting]
    timeless: Sequence[UntimedMeeting] = ()
    asked: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()
    cut: bool = False


class FindUpcoming:
    """Looks into the bot's memory, and asks the services at which a person has an account."""

    def __init__(self, services: Services, meetings: Meetings) -> None:
        self._services = services
        self._meetings = meetings

    async def __call__(
        self, team: str, person: Person, channel: str, window: Window, now: datetime
    ) -> Upcoming:
        """The person's meetings and those of *channel*, as far as *window* reaches."""
        whose = [person.id, *([channel] if channel else [])]
        kept, answers = await asyncio.gather(
            self._remembered(team, whose, now, window),
            self._request(team, person.id, window.until or now + SERVICES_AHEAD),
        )
        found = [one for row in kept for one in _of(row, window)]
        elsewhere = [one for answer in answers for one in answer.entries]
        if elsewhere:
            known = await self._known(team, whose, now, window)
            found += [one for one in elsewhere if one.id not in known]
        timeless = [one for answer in answers for one in answer.timeless]
        if timeless and window.until is None:
            ours = await self._ours(team, person.id, now)
            timeless = [one for one in timeless if one.id not in ours]
        return Upcoming(
            entries=sorted(_within(found, window), key=lambda one: one.key),
            timeless=timeless if window.until is None else (),
            asked=[title for answer in answers for title in answer.asked],
            missing=[one for answer in answers for one in answer.missing],
            cut=window.until is not None and len(kept) == window.most,
        )

    async def _remembered(
        self, team: str, whose: Sequence[str], now: datetime, window: Window
    ) -> list[StoredMeeting]:
        # The memory is in the order of the list only where each series is there once.
        after = window.after if window.until is None else None
        return await self._meetings.upcoming(team, whose, now, window.until, window.most, after)

    async def _known(
        self, team: str, whose: Sequence[str], now: datetime, window: Window
    ) -> set[str]:
        """What the services call the meetings that this bot remembers."""
        until = window.until or now + SERVICES_AHEAD
        rows = await self._meetings.upcoming(team, whose, now, until, MOST)
        return {_elsewhere(row.service, row.service_id) for row in rows}

    async def _ours(self, team: str, person: str, now: datetime) -> set[str]:
        """The same, of whatever this person had made: it may be over, or far ahead."""
        rows = await self._meetings.of_organizer(team, person)
        rows += await self._meetings.upcoming(team, [person], now, None, MOST)
        return {_elsewhere(row.service, row.service_id) for row in rows}

    async def _request(self, team: str, person: str, until: datetime) -> Sequence[Upcoming]:
        """Every service that can be asked, side by side."""
        asked = (one for one in self._services if Capability.LIST in one.info.abilities)
        return await asyncio.gather(*(self._one(one, team, person, until) for one in asked))

    async def _one(
        self, service: MeetingService, team: str, person: str, until: datetime
    ) -> Upcoming:
        card = service.info
        try:
            async with asyncio.timeout(SERVICES_WITHIN):
                owner = AccountOwner(team, person, card.name)
                found = await self._services.upcoming(service, until, owner)
        except NotConnected:
            return Upcoming(entries=())
        except TimeoutError:
            return Upcoming(entries=(), missing=[(card.title, "")])
        except MeetingError as error:
            return Upcoming(entries=(), missing=[(card.title, error.message)])
        entries, timeless = [*_listed(card.name, found)], [*_timeless(card.name, found)]
        return Upcoming(entries=entries, timeless=timeless, asked=[card.title])


def _of(kept: StoredMeeting, window: Window) -> Iterator[ListedMeeting]:
    """The times of a meeting that belong into the list: one, or each within the window."""
    plan = plan_of(kept)
    if plan is None or kept.starts_at is None or kept.ends_at is None:
        return
    times = [(kept.starts_at, kept.ends_at)]
    if window.until is not None:
        expanded = occurrences(plan, window.since, window.until)
        times = [(one.starts_at, one.ends_at) for one in expanded]
    for starts_at, ends_at in times:
        yield ListedMeeting(
            id=kept.id,
            starts_at=starts_at,
            ends_at=ends_at,
            title=kept.title,
            service=TITLES.get(kept.service, kept.service),
            join_url=kept.join_url,
            organizer=kept.organizer,
            meeting=kept.id,
            version=kept.version,
            repeats=in_words(kept.repeats, plan.wall, plan.zone),
        )


def _listed(service: str, found: Iterable[Meeting]) -> Iterator[ListedMeeting]:
    """What a service knows the time of."""
    for one in found:
        if one.starts_at is not None:
            yield ListedMeeting(
                id=_elsewhere(service, one.id),
                starts_at=one.starts_at,
                ends_at=one.starts_at + (one.lasts or timedelta()),
                title=one.title,
                service=TITLES.get(service, service),
                join_url=one.join_url,
            )


def _timeless(service: str, found: Iterable[Meeting]) -> Iterator[UntimedMeeting]:
    """What a service knows, but not when it is."""
    for one in found:
        if one.starts_at is None:
            yield UntimedMeeting(
                id=_elsewhere(service, one.id),
                title=one.title,
                service=TITLES.get(service, service),
                join_url=one.join_url,
            )


def _elsewhere(service: str, service_id: str) -> str:
    return f"{service}/{service_id}"[:200]  # it travels in the button for the next page


def _within(found: Iterable[ListedMeeting], window: Window) -> Iterator[ListedMeeting]:
    """Those of the window that were not shown yet, each once."""
    entries = {one.key: one for one in found}.values()
    for one in entries:
        begins = window.until is None or one.starts_at < window.until
        # What lasts no time at all, as far as its service says, is there when it starts.
        lasts = one.ends_at > window.since or one.starts_at >= window.since
        if begins and lasts and (window.after is None or one.key > window.after):
            yield one
