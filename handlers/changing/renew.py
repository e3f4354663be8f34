"""Before a meeting is held: is it still at a service that keeps no times? If not, it is made anew.

Such a service keeps a meeting as long as it sees fit, and people delete what they do not know. So
each occurrence has one look at it, in good time; what is gone is made once more, under its marker,
while nobody else can change it, and everyone is told its new link.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendars.occurrences import Occurrence
from handlers.changing.at_service import AN_HOUR, failing_since, request_for
from handlers.changing.cancel import NO_ACCOUNT
from handlers.effective_settings import Leads
from handlers.meeting import living_card, tell
from handlers.meeting.tell_words import Report
from handlers.remembered import as_made, read_back, still_on, written
from handlers.replay import Later, Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, NotDelivered
from meetings.errors import MeetingError, NoSuchMeeting, ServiceBusy
from meetings.model import Capability
from meetings.service import MeetingService
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

AHEAD = timedelta(hours=1)
"""How long before its start a meeting is looked for."""

SOON = timedelta(minutes=1)
"""How long a service may fail before the organizer hears of it."""

OTHERS_FIRST = timedelta(seconds=2)
"""How long to wait for somebody else's change."""

log = logging.getLogger(__name__)


class _NotNeeded(NotDelivered):
    """It is over, cancelled or at another time by now; nothing was made."""


@dataclass(slots=True, kw_only=True)
class _Check:
    """One occurrence that is looked after.

    *gone*: the service does not know the meeting. *unsure*: it may have made a new one.
    """

    run: Run
    kept: StoredMeeting
    service: MeetingService
    starts_at: datetime
    gone: bool = False
    unsure: bool = False

    @property
    def owner(self) -> AccountOwner:
        """Whose account it is done with."""
        return AccountOwner(self.kept.team, self.kept.organizer, self.kept.service)

    @property
    def on(self) -> Occurrence | None:
        """The occurrence, unless it is over or not to be any more."""
        return still_on(self.kept, self.starts_at, self.run.now)


class Renewal:
    """The errand that looks, and makes anew what is gone. Replayed from its top."""

    def __init__(self, services: Services, conversation: Conversation, meetings: Meetings) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings

    def ahead(self, kept: StoredMeeting) -> Leads:
        """How long before a start it is looked for, where its service may have forgotten it."""
        service = self._services.named(kept.service)
        if service is None or not service.info.questions:
            return ()
        abilities = service.info.abilities
        return (
            (AHEAD,)
            if Capability.READ in abilities and Capability.SCHEDULE not in abilities
            else ()
        )

    def job(self, kept: StoredMeeting, found: Occurrence, run_at: datetime) -> NewJob:
        """What looks after one occurrence, once, however often the meeting is changed."""
        payload: Mapping[str, JSON] = {"meeting": kept.id, "starts_at": found.starts_at.isoformat()}
        key = f"renew:{kept.id}:{found.starts_at.timestamp() * 1000:.0f}"
        return NewJob(key=key, kind="renew", payload=payload, run_at=run_at)

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """See to one occurrence, until it starts."""
        kept = await self._meetings.by_id(str(payload["meeting"]))
        service = self._services.named(kept.service) if kept else None
        if kept is None or service is None:
            return
        starts_at = datetime.fromisoformat(str(payload["starts_at"]))
        case = _Check(run=run, kept=kept, service=service, starts_at=starts_at)
        # What an earlier run may have made has to be found, however late it is by now.
        if case.on is None and kept.held_by != run.job.id:
            return
        try:
            await self._see_to(case)
        except _NotNeeded:
            return
        except MeetingError as error:
            log.warning("a meeting could not be looked after: %s", error)
            await self._trouble(case, error)

    async def _see_to(self, case: _Check) -> None:
        if await self._stands(case):
            return
        case.gone = True
        match await self._meetings.hold(case.kept.id, case.run.job.id, case.kept.version):
            case "held":
                await self._make(case)
            case "taken" | "overtaken":
                raise Later(case.run.now + OTHERS_FIRST, "somebody else's change comes first")

    async def _stands(self, case: _Check) -> bool:
        """Whether it is there, as this version of it."""
        kept = case.kept

        async def look() -> JSON:
            try:
                await self._services.read(case.service, kept.service_id, case.owner)
            except NoSuchMeeting:
                return False
            return True

        return bool(await case.run.decide(f"look at {kept.version}", look))

    async def _make(self, case: _Check) -> None:
        """Make it once more as it was wanted, and write its new link down."""
        kept, service, owner = case.kept, case.service, case.owner
        ends_at = case.starts_at + (kept.lasts or timedelta())
        row = replace(kept, starts_at=case.starts_at, ends_at=ends_at)
        wanted = await request_for(self._conversation, row, service.info)

        async def create(marker: str) -> JSON:
            case.unsure = False
            if case.on is None:
                raise _NotNeeded
            try:
                return written(await self._services.create(service, wanted(marker), owner))
            except MeetingError as error:
                case.unsure = error.outcome_unknown
                raise

        async def find(marker: str) -> JSON:
            case.unsure = True
            found = await self._services.find(service, wanted(marker), owner)
            return written(found) if found else None

        await case.run.effect(
            f"create {kept.version}",
            create,
            find=find,
            consistency_delay=service.info.consistency_delay,
            also=lambda made: self._rows(case, made),
            jobs=lambda made: _jobs(case, made),
        )

    def _rows(self, case: _Check, made: JSON) -> Sequence[Write]:
        row = as_made(case.kept, read_back(made), anew=True)
        return [self._meetings.relinked(row), self._meetings.released(case.run.job.id)]

    async def _trouble(self, case: _Check, error: MeetingError) -> None:
        """Try again until it starts, or until it is known what was made; the organizer is told."""
        now, since = case.run.now, await failing_since(case.run)
        end = max(case.starts_at, since + AN_HOUR) if case.unsure else case.starts_at
        if now >= end:
            await self._tell(case, error, trying=False)
            return
        if now - since >= SOON or isinstance(error, NO_ACCOUNT):
            await self._tell(case, error, trying=True)
        if not case.unsure:
            await self._meetings.let_go(case.run.job.id)
        pause = FOR_AN_HOUR.pause(error, now - since)
        raise Later(min(now + pause, end), str(error))

    async def _tell(self, case: _Check, error: MeetingError, *, trying: bool) -> None:
        """Tell the organizer once what holds: of a meeting not seen, and of one not made."""
        what: Report = "unmade" if case.gone else "unseen"
        told = tell.organizer_job(
            case.kept, what, case.starts_at, case.run.now, why=error.message, trying=trying
        )
        await case.run.commit(what, jobs=[told])


def _jobs(case: _Check, made: JSON) -> Sequence[NewJob]:
    """The card and its copies, and everyone's word about the new link."""
    now = case.run.now
    row = as_made(case.kept, read_back(made), anew=True)
    then = replace(row, version=row.version + 1)
    told = tell.jobs(then, "renewed", "", now, new_link=then.join_url)
    return [living_card.job(then.id, now, new_link=True), *told]
