"""Tells a meeting's service that one date of a series changes, or that the series ends and goes on.

A service that can change single dates is told of them. Elsewhere the bot keeps them and says so. A
series that goes on at another time is another meeting where the service knows its times or can
delete it; else both have the one link.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from calendars.wall_clock import moment_of
from handlers.changing import series_words
from handlers.changing.at_service import ServiceChange, new_meeting_like, still_wanted
from handlers.changing.change import PlannedChange, TooLate
from handlers.changing.change_dates import PlannedDates
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, SlackRequest
from handlers.stored_meetings import load_meeting, meeting_of, with_answer
from meetings.abilities import ChangesOccurrences
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import Meeting
from meetings.service import Capability, MeetingService
from storage.meetings import StoredDate, StoredMeeting

MOST_KEPT = 30
"""Dates that are changed once more after the whole series was changed: the latest ones."""

log = logging.getLogger(__name__)


class DatesService(MeetingService, ChangesOccurrences, Protocol):
    """A service that can change single dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtService:
    """What became of it there: the series as it was *changed*, the one that was *made*, *notes*."""

    changed: Meeting | None = None
    made: Meeting | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class DatesAtService:
    """One change at *service*, with the account of the organizer. Each request is sent once."""

    run: Run
    request: SlackRequest
    services: Services
    service: MeetingService
    conversation: Conversation
    planned: PlannedDates
    _may_have_begun: bool = False

    @property
    def _meeting(self) -> StoredMeeting:
        return self.planned.before

    @property
    def _owner(self) -> AccountOwner:
        return AccountOwner(self._meeting.team, self._meeting.organizer, self._meeting.service)

    @property
    def _knows_series(self) -> bool:
        """Whether the service has the dates of the series, and not the bot alone."""
        known = {Capability.SCHEDULE, Capability.REPEAT}
        return known <= self.service.info.capabilities

    async def change(self) -> AtService:
        """Change it there. Raises ``TooLate`` and ``TooOld`` where it surely was not changed."""
        if self.planned.later:
            return await self._split(self.planned.later)
        if self.planned.after.repeats != self._meeting.repeats:
            return await self._end()
        return await self._one()

    async def _one(self) -> AtService:
        if isinstance(self.service, ChangesOccurrences) and self._knows_series:
            await self._tell_date(self.service)
            return AtService()
        await self._check_time()
        title = self.service.info.title
        kept = self._knows_series
        return AtService(notes=(series_words.kept_here(title),) if kept else ())

    async def _tell_date(self, service: ChangesOccurrences) -> None:
        """Change or cancel that date there; it is the same however often it is asked for."""
        meeting, original, to = meeting_of(self._meeting), self.planned.original, self.planned.to
        new_meeting = None
        if to:
            lasts = to.ends_at - to.starts_at
            one = replace(self._meeting, repeats="", dates=(), lasts=lasts)
            one = replace(one, starts_at=to.starts_at, ends_at=to.ends_at)
            info = self.service.info
            new_meeting = await new_meeting_like(self.conversation, one, info)

        async def tell(marker: str) -> JSON:
            if not self._may_have_begun:
                await self._check_time()
            if new_meeting:
                wanted = new_meeting(marker)
                work = partial(service.change_occurrence, meeting, original, wanted)
            else:
                work = partial(service.cancel_occurrence, meeting, original)
            await self.services.run(self.service, self._owner, work)
            return True

        await self.run.effect("date-at-service", tell, find=self._begun_before)

    async def _begun_before(self, _marker: str) -> None:
        self._may_have_begun = True

    async def _check_time(self) -> None:
        to, was = self.planned.to, self.planned.was
        moved = to and (was is None or to.starts_at != was.starts_at)
        if to and moved and to.starts_at <= self.run.now:
            raise TooLate
        await still_wanted(self.run, self.request)

    async def _end(self) -> AtService:
        """The series ends earlier there, where it is known."""
        if not (self._knows_series and Capability.CHANGE in self.service.info.capabilities):
            await still_wanted(self.run, self.request)
            return AtService()
        changed = await (await self._earlier_end()).change()
        return AtService(changed=changed, notes=await self._kept(self.planned.after))

    async def _earlier_end(self) -> ServiceChange:
        before, after = self.planned.before, self.planned.after
        ended = PlannedChange(before=before, after=after, retimed=True, seen_there=True)
        return ServiceChange(
            run=self.run,
            request=self.request,
            services=self.services,
            service=self.service,
            planned=ended,
            new_meeting=await new_meeting_like(self.conversation, after, self.service.info),
        )

    async def _split(self, later: StoredMeeting) -> AtService:
        """Make the series that goes on, and then end the old one; a note says where that failed."""
        info = self.service.info
        if not ({Capability.SCHEDULE, Capability.CANCEL} & info.capabilities):
            await self._check_time()
            return AtService()
        new_meeting = await new_meeting_like(self.conversation, later, info)

        async def create(marker: str) -> Meeting:
            if not self._may_have_begun:
                await self._check_time()
            create = partial(self.service.create, new_meeting(marker))
            return await self.services.run(self.service, self._owner, create)

        async def find(marker: str) -> Meeting | None:
            self._may_have_begun = True
            find = partial(self.service.find, new_meeting(marker))
            return await self.services.run(self.service, self._owner, find)

        made = await self.run.effect(
            "make-later",
            create,
            find=find,
            consistency_delay=info.consistency_delay,
            load=load_meeting,
        )
        kept = await self._kept(with_answer(later, made, new=True), "later ")
        return AtService(made=made, notes=(*made.notes, *kept, *await self._end_old()))

    async def _kept(self, row: StoredMeeting, step: str = "") -> tuple[str, ...]:
        keep = KeepDates(self.run, self.services, self.service, self.conversation, step)
        return await keep(row)

    async def _end_old(self) -> tuple[str, ...]:
        if not self._knows_series:
            return ()
        new_meeting = await new_meeting_like(
            self.conversation, self.planned.after, self.service.info
        )

        async def end(marker: str) -> str:
            change = partial(self.service.change, meeting_of(self._meeting), new_meeting(marker))
            try:
                await self.services.run(self.service, self._owner, change)
            except MeetingError as error:
                return series_words.old_one_goes_on(self.service.info.title, error.message)
            return ""

        note = await self.run.effect("end-old", end)
        return (note,) if note else await self._kept(self.planned.after)


@dataclass(frozen=True, slots=True)
class KeepDates:
    """Changes single dates there once more: a change of the whole series has put them back.

    *step* tells the series apart of which dates are kept in one run.
    """

    run: Run
    services: Services
    service: MeetingService
    conversation: Conversation
    step: str = ""

    async def __call__(self, row: StoredMeeting) -> tuple[str, ...]:
        """Keep the dates of *row*, which is as its service has it; a sentence where that failed."""
        service, zone = self.service, ZoneInfo(row.zone)
        if not row.repeats or not isinstance(service, ChangesOccurrences):
            return ()
        failed = []
        for date in row.dates[-MOST_KEPT:]:
            original = moment_of(date.original, zone)
            to = date.wall and moment_of(date.wall.replace(fold=date.fold), zone)
            if max(original, to or original) <= self.run.now:
                continue
            if not await self._again(service, row, date, to):
                failed.append(date.original)
        return (series_words.dates_lost(service.info.title, failed),) if failed else ()

    async def _again(
        self, service: DatesService, row: StoredMeeting, date: StoredDate, to: datetime | None
    ) -> bool:
        owner = AccountOwner(row.team, row.organizer, row.service)
        meeting, original = meeting_of(row), moment_of(date.original, ZoneInfo(row.zone))
        lasts = row.lasts or timedelta()
        lasts = lasts if date.minutes is None else timedelta(minutes=date.minutes)
        one = replace(
            row, repeats="", dates=(), lasts=lasts, starts_at=to, ends_at=to and to + lasts
        )
        new_meeting = await new_meeting_like(self.conversation, one, service.info)

        async def again(marker: str) -> bool:
            work = partial(service.cancel_occurrence, meeting, original)
            if to:
                wanted = new_meeting(marker)
                work = partial(service.change_occurrence, meeting, original, wanted)
            try:
                await self.services.run(service, owner, work)
            except MeetingError as error:
                log.warning("a date of a series could not be kept at its service: %s", error)
                return False
            return True

        return await self.run.effect(f"{self.step}date {date.original.isoformat()}", again)


async def cancel_split_off(run: Run, services: Services, later: StoredMeeting) -> str:
    """Cancel there the series that was split off; a sentence where that failed, else nothing."""
    service = services.get(later.service)
    if service is None or Capability.CANCEL not in service.info.capabilities:
        return ""
    owner = AccountOwner(later.team, later.organizer, later.service)

    async def cancel(_marker: str) -> str:
        try:
            await services.run(service, owner, partial(service.cancel, meeting_of(later)))
        except NoSuchMeeting:
            return ""
        except MeetingError as error:
            return series_words.split_off_stays(service.info.title, error.message)
        return ""

    return await run.effect("cancel-later", cancel)
