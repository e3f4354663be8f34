"""Changes a meeting at its service, asks again for an hour while that is away, or replaces it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import NoReturn, TypeVar

from calendars.changed_dates import original_start
from calendars.occurrences import Occurrence, occurrences_after
from calendars.recurrence import optional_recurrence
from calendars.rescheduling import reschedule
from handlers.backoff import FOR_AN_HOUR
from handlers.changing.change import PlannedChange, still_to_come
from handlers.changing.move_words import old_one_stands
from handlers.guests import attendees
from handlers.making.start import LONGEST_WAIT
from handlers.objections import keeps_series
from handlers.replay import Later, Run, place_of
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, NotDelivered, SlackRequest
from handlers.stored_meetings import load_meeting, meeting_of, plan_of
from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Capability, MeetingService, ServiceInfo
from storage.meetings import StoredMeeting

T = TypeVar("T")

AN_HOUR = timedelta(hours=1)
"""How long a service is asked again."""

SOON = timedelta(seconds=4)
"""How long a service may fail before the person hears of it: most faults are over by then."""

SILENT = timedelta(seconds=5)
"""How long a service may say nothing before the person hears of it."""

log = logging.getLogger(__name__)


class TooOld(Exception):
    """The request waited too long; nothing has been done about it."""


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
    """Asks one service again while it is away, on behalf of one *request*.

    *meanwhile* is what the person is told while that goes on. *let_go* lets other changes of the
    meeting come first, as long as it is sure that nothing has happened yet.
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

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what *work* returns. *work* has to be idempotent.

        Raises ``Later`` to be asked again after an error that may pass, ``GaveUp`` when the service
        has failed for an hour. Any other error goes through.
        """
        try:
            return await self._watched(work)
        except Later as later:
            # An effect that may have happened is looked for late; the person hears of it in time.
            tell_at = await failing_since(self._run) + SOON
            if self._run.now < tell_at:
                raise Later(min(later.at, tell_at), str(later)) from later
            await self._tell()
            raise
        except MeetingError as error:
            if not error.may_pass:
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
        failing_for = abs(self._run.now - await failing_since(self._run))
        if failing_for >= AN_HOUR:
            raise GaveUp from error
        left = AN_HOUR - failing_for
        pause = FOR_AN_HOUR.pause(error, failing_for)
        if error.retry_after and pause > left and not await self._run.unsettled():
            raise error  # nothing was done, and it will not be within the hour
        if not error.outcome_unknown:
            await self._let_go()
        if failing_for >= SOON or pause > SILENT:
            await self._tell()
        raise Later(self._run.now + min(pause, left), str(error), place=place_of(error))

    async def _tell(self) -> None:
        """Say once what holds; if that cannot be said, the rest goes on all the same."""

        async def say(_marker: str) -> bool:
            await self._run.before_answer()
            await self._conversation.post_ephemeral(self._request, self._meanwhile())
            return True

        try:
            await self._run.effect("meanwhile", say)
        except NotDelivered as error:
            log.warning("could not say what holds meanwhile: %s", error)


@dataclass(slots=True, kw_only=True)
class ServiceChange:
    """A change of one meeting at *service*, with the account of its organizer.

    *new_meeting* returns the meeting as it is to be, given a marker. Until the change may have
    reached the service, it begins only if the new start is to come and *request* is not too old.
    """

    run: Run
    request: SlackRequest
    services: Services
    service: MeetingService
    planned: PlannedChange
    new_meeting: Callable[[str], NewMeeting]
    _may_have_begun: bool = False

    @property
    def _meeting(self) -> StoredMeeting:
        return self.planned.before

    @property
    def _owner(self) -> AccountOwner:
        return AccountOwner(self._meeting.team, self._meeting.organizer, self._meeting.service)

    async def change(self) -> Meeting:
        """Change it there, once; after a crash it is read, and changed again only if needed.

        Raises ``TooLate`` and ``TooOld`` when it surely has not been changed.
        """

        async def change(marker: str) -> Meeting:
            await self._check_time()
            return await self.services.run(
                self.service,
                self._owner,
                partial(self.service.change, meeting_of(self._meeting), self.new_meeting(marker)),
            )

        return await self.run.effect(
            "change-at-service",
            change,
            find=self._find_changed,
            consistency_delay=self.service.info.consistency_delay,
            load=load_meeting,
        )

    async def _check_time(self) -> None:
        if not self._may_have_begun:
            still_to_come(self.planned, self.run.now)
            await still_wanted(self.run, self.request)

    async def _find_changed(self, marker: str) -> Meeting | None:
        """The meeting, if it has the new times already; changing it again would do no harm."""
        self._may_have_begun = True
        if Capability.READ not in self.service.info.capabilities:
            return None
        meeting = await self.services.run(
            self.service, self._owner, partial(self.service.read, self._meeting.service_id)
        )
        wanted = self.new_meeting(marker)
        same_people = set(self.planned.after.people) == set(self._meeting.people)
        if not self.planned.retimed or wanted.recurrence or not same_people:
            return None  # what it shows would not tell whether the rest was changed
        if (meeting.starts_at, meeting.lasts) != (wanted.starts_at, wanted.lasts):
            return None
        return replace(meeting, said_to_all=self._meeting.said_to_all)

    async def make_new(self) -> Meeting:
        """Make a new one, once, and then cancel the old one; a note says where that failed."""

        async def create(marker: str) -> Meeting:
            await self._check_time()
            create = partial(self.service.create, self.new_meeting(marker))
            return await self.services.run(self.service, self._owner, create)

        async def find(marker: str) -> Meeting | None:
            self._may_have_begun = True
            find = partial(self.service.find, self.new_meeting(marker))
            return await self.services.run(self.service, self._owner, find)

        created = await self.run.effect(
            "make-anew",
            create,
            find=find,
            consistency_delay=self.service.info.consistency_delay,
            load=load_meeting,
        )
        note = await self._cancel_old()
        return replace(created, notes=(*created.notes, note)) if note else created

    async def _cancel_old(self) -> str:
        """Cancel the old meeting; a sentence where that failed, else nothing."""
        title = self.service.info.title

        async def cancel(_marker: str) -> str:
            if Capability.CANCEL not in self.service.info.capabilities:
                return old_one_stands(title, "it takes no link back.")
            try:
                await self.services.run(
                    self.service,
                    self._owner,
                    partial(self.service.cancel, meeting_of(self._meeting)),
                )
            except MeetingError as error:
                return old_one_stands(title, error.message)
            return ""

        return await self.run.effect("cancel-old", cancel)


async def new_meeting_like(
    conversation: Conversation, row: StoredMeeting, info: ServiceInfo
) -> Callable[[str], NewMeeting]:
    """What to ask the service for, given a marker, to have the meeting of *row* there."""
    people = await attendees(conversation, row.team, row.people, info)
    starts_at, repeats = _rest_of_series(row) if keeps_series(info) else (row.starts_at, "")

    def new_meeting(marker: str) -> NewMeeting:
        return NewMeeting(
            title=row.title,
            marker=marker,
            starts_at=starts_at,
            lasts=row.lasts or timedelta(),
            zone=row.zone,
            recurrence=optional_recurrence(repeats),
            people=people,
            agenda=row.agenda,
            choices=row.choices,
            conversation=f"{row.team}/{row.channel}/{row.thread}",
        )

    return new_meeting


def _rest_of_series(row: StoredMeeting) -> tuple[datetime | None, str]:
    """Where the series goes on from the current or next date, and its rule: past ones do not count.

    A date that was moved alone says nothing about the others: the next one that was not is taken.
    """
    plan = plan_of(row)
    if plan is None or row.starts_at is None or row.ends_at is None or not row.repeats:
        return row.starts_at, row.repeats
    date = Occurrence(starts_at=row.starts_at, ends_at=row.ends_at)
    if row.dates:
        dates = islice(occurrences_after(plan, row.starts_at), len(row.dates) + 1)
        as_ruled = (each for each in dates if each.starts_at == original_start(plan, each))
        date = next(as_ruled, date)
    rest = reschedule(plan, date, date.starts_at, plan.lasts)
    return date.starts_at, rest.repeats if rest else row.repeats
