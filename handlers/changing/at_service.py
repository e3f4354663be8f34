"""Changes a meeting at its service, asks again for an hour while that is away, or replaces it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn, TypeVar

from calendars.occurrences import Occurrence
from calendars.recurrence import optional_recurrence
from calendars.rescheduling import reschedule
from handlers.changing.change import PlannedChange, still_to_come
from handlers.changing.move_words import old_one_stands
from handlers.guests import attendees
from handlers.making.make import keeps_series
from handlers.making.start import LONGEST_WAIT
from handlers.remembered import meeting_of, plan_of, read_back, written
from handlers.replay import Later, Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, NotDelivered, SlackRequest
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable
from meetings.model import Capability, Meeting, NewMeeting, ServiceInfo
from meetings.service import MeetingService
from storage.meetings import StoredMeeting

T = TypeVar("T")

AN_HOUR = timedelta(hours=1)
"""How long a service is asked again."""

SOON = timedelta(seconds=4)
"""How long a service may fail before its person hears of it: most troubles are over by then."""

SILENT = timedelta(seconds=5)
"""How long a service may say nothing before its person hears of it."""

log = logging.getLogger(__name__)


class TooOld(Exception):
    """The wish lay too long; nothing has been done about it."""


async def still_wanted(run: Run, request: SlackRequest) -> None:
    """Raise ``TooOld`` where *request* waited too long, and not because its service was away."""
    now = run.now
    if now <= request.asked_at + LONGEST_WAIT:
        return
    since = await failing_since(run)
    if not now - AN_HOUR - LONGEST_WAIT <= since < now:
        raise TooOld


async def failing_since(run: Run) -> datetime:
    """When the service of *run* was first seen failing: now, if it never was."""
    return await run.first_time("failing since")


class GaveUp(Exception):
    """The hour is over. The cause is the last ``MeetingError``."""


class ServiceRetry:
    """Waits for one service on behalf of one ask. *meanwhile* is what the person is told.

    *let_go* gives way to others while nothing has happened yet for sure.
    """

    def __init__(
        self,
        run: Run,
        conversation: Conversation,
        request: SlackRequest,
        meanwhile: Callable[[], Message],
        let_go: Callable[[], Awaitable[None]],
    ) -> None:
        self._run = run
        self._conversation = conversation
        self._request = request
        self._meanwhile = meanwhile
        self._let_go = let_go

    async def have(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what *work* gives; what passes becomes ``Later``, and after an hour ``GaveUp``.

        *work* has to bear being begun again. Any other error goes through.
        """
        try:
            return await self._watched(work)
        except Later as later:
            # What may have happened shows late. That must not keep the person waiting for a word.
            word_by = await failing_since(self._run) + SOON
            if self._run.now < word_by:
                raise Later(min(later.at, word_by), str(later)) from later
            await self._tell()
            raise
        except MeetingError as error:
            if not _passes(error):
                raise
            log.warning("service failed, tried again: %s", error)
            await self._wait(error)

    async def _watched(self, work: Callable[[], Awaitable[T]]) -> T:
        """Tell the person what holds if *work* takes long, and go on waiting for it."""
        task = asyncio.ensure_future(work())
        try:
            await asyncio.wait({task}, timeout=SILENT.total_seconds())
            if not task.done():
                await self._tell()
            return await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _wait(self, error: MeetingError) -> NoReturn:
        going_on = self._run.now - await failing_since(self._run)
        if going_on >= AN_HOUR:
            raise GaveUp from error
        if not error.outcome_unknown:
            await self._let_go()
        if going_on >= SOON:
            await self._tell()
        raise Later(self._run.now + FOR_AN_HOUR.pause(error, going_on), str(error))

    async def _tell(self) -> None:
        """Say once what holds; whoever cannot be told must not keep the rest from happening."""

        async def say(_marker: str) -> JSON:
            await self._conversation.post_ephemeral(self._request, self._meanwhile())
            return True

        try:
            await self._run.effect("meanwhile", say)
        except NotDelivered as fault:
            log.warning("could not say what holds meanwhile: %s", fault)


def _passes(error: MeetingError) -> bool:
    """Whether it may be otherwise in a minute, or may have happened all the same."""
    return error.outcome_unknown or isinstance(error, ServiceBusy | ServiceUnreachable)


@dataclass(slots=True, kw_only=True)
class ServiceChange:
    """One meeting of one organizer at *service*, to be as *wanted* (given a marker) says.

    What surely has not begun begins only while its new start is to come, and *request* not too old.
    """

    run: Run
    request: SlackRequest
    services: Services
    service: MeetingService
    target: PlannedChange
    wanted: Callable[[str], NewMeeting]
    _may_have_begun: bool = False

    @property
    def _kept(self) -> StoredMeeting:
        return self.target.before

    @property
    def _holder(self) -> AccountOwner:
        return AccountOwner(self._kept.team, self._kept.organizer, self._kept.service)

    async def change(self) -> Meeting:
        """Change it there, once; after a crash it is read, and only then changed again.

        ``TooLate``, ``TooOld``: it surely has not been changed, and will not be.
        """

        async def change(marker: str) -> JSON:
            await self._before_it_begins()
            made = await self.services.change(
                self.service, meeting_of(self._kept), self.wanted(marker), self._holder
            )
            return written(made)

        consistency_delay = self.service.info.consistency_delay
        made = await self.run.effect(
            "change-at-service", change, find=self._changed, consistency_delay=consistency_delay
        )
        return read_back(made)

    async def _before_it_begins(self) -> None:
        if not self._may_have_begun:
            still_to_come(self.target, self.run.now)
            await still_wanted(self.run, self.request)

    async def _changed(self, marker: str) -> JSON:
        """The meeting, if it has the new times already; changing it again would do no harm."""
        self._may_have_begun = True
        if Capability.READ not in self.service.info.abilities:
            return None
        found = await self.services.read(self.service, self._kept.service_id, self._holder)
        wanted = self.wanted(marker)
        times = (wanted.starts_at, wanted.lasts)
        same_people = set(self.target.after.people) == set(self._kept.people)
        if not self.target.retimed or wanted.recurrence or not same_people:
            return None  # what it shows would not tell whether the rest was changed
        if (found.starts_at, found.lasts) != times:
            return None
        return written(replace(found, said_to_all=self._kept.said_to_all))

    async def make_anew(self) -> Meeting:
        """Make a new one, once, and then cancel the old one; a note says where that failed."""

        async def create(marker: str) -> JSON:
            await self._before_it_begins()
            wanted = self.wanted(marker)
            return written(await self.services.create(self.service, wanted, self._holder))

        async def find(marker: str) -> JSON:
            self._may_have_begun = True
            found = await self.services.find(self.service, self.wanted(marker), self._holder)
            return written(found) if found else None

        consistency_delay = self.service.info.consistency_delay
        made = read_back(
            await self.run.effect(
                "make-anew", create, find=find, consistency_delay=consistency_delay
            )
        )
        why = await self._cancel_old()
        return replace(made, notes=(*made.notes, why)) if why else made

    async def _cancel_old(self) -> str:
        title = self.service.info.title

        async def cancel(_marker: str) -> JSON:
            if Capability.CANCEL not in self.service.info.abilities:
                return old_one_stands(title, "it takes no link back.")
            try:
                await self.services.cancel(self.service, meeting_of(self._kept), self._holder)
            except MeetingError as error:
                return old_one_stands(title, error.message)
            return ""

        return str(await self.run.effect("cancel-old", cancel))


async def request_for(
    conversation: Conversation, kept: StoredMeeting, card: ServiceInfo
) -> Callable[[str], NewMeeting]:
    """What the service is asked for, given a marker, so that *kept* is there as it says."""
    people = await attendees(conversation, kept.team, kept.people, card)
    recurrence = optional_recurrence(_from_then_on(kept) if keeps_series(card) else "")

    def wanted(marker: str) -> NewMeeting:
        return NewMeeting(
            title=kept.title,
            marker=marker,
            starts_at=kept.starts_at,
            lasts=kept.lasts or timedelta(),
            zone=kept.zone,
            recurrence=recurrence,
            people=people,
            agenda=kept.agenda,
            choices=kept.choices,
            conversation=f"{kept.team}/{kept.channel}/{kept.thread}",
        )

    return wanted


def _from_then_on(kept: StoredMeeting) -> str:
    """The rule of the series that begins with the occurrence that runs or comes next.

    The service is told of no other: what is over has been counted already.
    """
    plan = plan_of(kept)
    if plan is None or kept.starts_at is None or kept.ends_at is None:
        return kept.repeats
    coming = Occurrence(starts_at=kept.starts_at, ends_at=kept.ends_at)
    left = reschedule(plan, coming, coming.starts_at, plan.lasts)
    return left.repeats if left else kept.repeats
