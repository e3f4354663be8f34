"""Before a meeting starts: is it still at its service? If not, a new one is made, with a new link.

This is for services that store no times: such a service keeps a meeting as long as it sees fit, and
people delete what they do not recognize. Each occurrence is looked for once, an hour ahead. A
meeting that is gone is made again, under a marker, while nobody else can change it, and everyone is
told its new link.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from calendars.occurrences import Occurrence
from handlers.backoff import FOR_AN_HOUR
from handlers.changing.at_service import (
    AN_HOUR,
    failing_since,
    new_meeting_like,
)
from handlers.effective_settings import Leads
from handlers.meeting import living_card, tell
from handlers.meeting.tell_words import Report
from handlers.replay import Later, Run, place_of
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, NotDelivered
from handlers.stored_meetings import load_meeting, occurrence_at, with_answer
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import Meeting
from meetings.service import AccountKind, Capability, MeetingService
from storage import payloads
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

AHEAD = timedelta(hours=1)
"""How long before its start a meeting is looked for."""

SOON = timedelta(minutes=1)
"""How long a service may fail before the organizer hears of it."""

OTHERS_FIRST = timedelta(seconds=2)
"""How long to wait for another job's change."""

log = logging.getLogger(__name__)


class _NotNeeded(NotDelivered):
    """It is over, cancelled or at another time by now; nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RenewJob:
    """The check of the occurrence of a *meeting* that begins at *starts_at*."""

    meeting: str
    starts_at: datetime


@dataclass(slots=True, kw_only=True)
class _Check:
    """The check of one occurrence.

    *gone*: the service does not know the meeting. *unsure*: it may have made a new one.
    """

    run: Run
    meeting: StoredMeeting
    service: MeetingService
    starts_at: datetime
    gone: bool = False
    unsure: bool = False

    @property
    def owner(self) -> AccountOwner:
        """Whose account is used."""
        return AccountOwner(self.meeting.team, self.meeting.organizer, self.meeting.service)

    @property
    def occurrence(self) -> Occurrence | None:
        """The occurrence, unless it is over, cancelled or moved."""
        return occurrence_at(self.meeting, self.starts_at, self.run.now)


class Renewal:
    """The background job that looks for a meeting, and makes a new one. Replayed from its top."""

    def __init__(self, services: Services, conversation: Conversation, meetings: Meetings) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings

    def ahead(self, meeting: StoredMeeting) -> Leads:
        """How long before a start to look; nothing where its service forgets no meeting."""
        service = self._services.get(meeting.service)
        if service is None or service.info.account is AccountKind.NONE:
            return ()
        abilities = service.info.capabilities
        forgets = Capability.READ in abilities and Capability.SCHEDULE not in abilities
        return (AHEAD,) if forgets else ()

    def job(self, meeting: StoredMeeting, occurrence: Occurrence, run_at: datetime) -> NewJob:
        """The check of one occurrence, once, however often the meeting is changed."""
        starts_at = occurrence.starts_at
        payload = payloads.dump(_RenewJob(meeting=meeting.id, starts_at=starts_at))
        key = f"renew:{meeting.id}:{starts_at.timestamp() * 1000:.0f}"
        return NewJob(key=key, kind="renew", payload=payload, run_at=run_at)

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Check one occurrence, and try again until it starts."""
        asked = payloads.load(payload, _RenewJob)
        meeting = await self._meetings.by_id(asked.meeting)
        service = self._services.get(meeting.service) if meeting else None
        if meeting is None or service is None:
            return
        check = _Check(run=run, meeting=meeting, service=service, starts_at=asked.starts_at)
        # What an earlier run may have made has to be found, however late it is by now.
        if check.occurrence is None and meeting.held_by != run.job.id:
            return
        try:
            await self._renew_if_gone(check)
        except _NotNeeded:
            return
        except MeetingError as error:
            log.warning("a meeting could not be checked or made again: %s", error)
            await self._try_later(check, error)

    async def _renew_if_gone(self, check: _Check) -> None:
        if await self._is_there(check):
            return
        check.gone = True
        meeting, run = check.meeting, check.run
        match await self._meetings.lock(meeting.id, run.job.id, meeting.version):
            case "locked":
                await self._create(check)
            case "busy" | "stale":
                raise Later(run.now + OTHERS_FIRST, "somebody else's change comes first")

    async def _is_there(self, check: _Check) -> bool:
        """Whether the service knows this version of the meeting."""
        meeting = check.meeting

        async def look() -> bool:
            try:
                await self._services.run(
                    check.service, check.owner, partial(check.service.read, meeting.service_id)
                )
            except NoSuchMeeting:
                return False
            return True

        return await check.run.decide(f"look at {meeting.version}", look)

    async def _create(self, check: _Check) -> None:
        """Make it again as it was wanted, and store its new link."""
        meeting, service, owner = check.meeting, check.service, check.owner
        ends_at = check.starts_at + (meeting.lasts or timedelta())
        wanted = replace(meeting, starts_at=check.starts_at, ends_at=ends_at)
        new_meeting = await new_meeting_like(self._conversation, wanted, service.info)

        async def create(marker: str) -> Meeting:
            check.unsure = False
            if check.occurrence is None:
                raise _NotNeeded
            try:
                create = partial(service.create, new_meeting(marker))
                return await self._services.run(service, owner, create)
            except MeetingError as error:
                check.unsure = error.outcome_unknown
                raise

        async def find(marker: str) -> Meeting | None:
            check.unsure = True
            find = partial(service.find, new_meeting(marker))
            return await self._services.run(service, owner, find)

        await check.run.effect(
            f"create {meeting.version}",
            create,
            find=find,
            consistency_delay=service.info.consistency_delay,
            also=lambda created: self._writes(check, created),
            jobs=lambda created: _jobs(check, created),
            load=load_meeting,
        )

    def _writes(self, check: _Check, created: Meeting) -> Sequence[Write]:
        row = with_answer(check.meeting, created, new=True)
        check.run.note("meeting made again", meeting=row.id, service=row.service)
        return [self._meetings.relink(row), self._meetings.release(check.run.job.id)]

    async def _try_later(self, check: _Check, error: MeetingError) -> None:
        """Try again until it starts, or until it is known what was made; the organizer is told."""
        now, since = check.run.now, await failing_since(check.run)
        since = min(since, now)  # the clock may have been set back
        end = max(check.starts_at, since + AN_HOUR) if check.unsure else check.starts_at
        if now >= end:
            await self._tell(check, error, trying=False)
            return
        pause = FOR_AN_HOUR.pause(error, now - since)
        if now - since >= SOON or pause > SOON or error.needs_sign_in:
            await self._tell(check, error, trying=True)
        if not check.unsure:
            await self._meetings.release_now(check.run.job.id)
        raise Later(min(now + pause, end), str(error), place=place_of(error))

    async def _tell(self, check: _Check, error: MeetingError, *, trying: bool) -> None:
        """Tell the organizer once that it could not be looked for, and once that it is not made."""
        report: Report = "unmade" if check.gone else "unseen"
        job = tell.organizer_job(
            check.meeting,
            report,
            check.starts_at,
            check.run.now,
            why=error.message,
            trying=trying,
        )
        await check.run.commit(report, jobs=[job])


def _jobs(check: _Check, created: Meeting) -> Sequence[NewJob]:
    """Show the new link on the card and its copies, and tell everyone."""
    now = check.run.now
    row = with_answer(check.meeting, created, new=True)
    stored = replace(row, version=row.version + 1)
    tell_jobs = tell.jobs(stored, "renewed", "", now, new_link=stored.join_url)
    return [living_card.job(stored.id, now, new_link=True), *tell_jobs]
