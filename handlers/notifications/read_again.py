"""Reads a meeting again that was changed or deleted at its service, and follows it here.

What counts is what the service says when it is asked, so it does not matter how often, how late or
in which order it was told. Only where it cannot be asked is a deletion believed as it was told.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from calendars.occurrences import MeetingPlan, occurrence
from handlers.backoff import FOR_AN_HOUR
from handlers.coming import timers
from handlers.meeting import living_card, tell
from handlers.meeting.standing import standing
from handlers.replay import Later, Run, place_of
from handlers.services import AccountOwner, Services
from handlers.slack_types import JSON, CardState
from handlers.stored_meetings import plan_of
from meetings.catalog import TITLES
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import Meeting
from meetings.service import Capability
from storage import payloads
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting

OTHERS_FIRST = timedelta(seconds=2)
"""How long to wait for another job's change: it may be the very one that the service tells of."""

TRIED_FOR = timedelta(hours=1)
"""How long a service is asked that is away."""

SLIGHTLY = timedelta(minutes=1)
"""Times that differ by less are the same: services keep whole minutes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadAgain:
    """A *meeting*, called *service_id* there; *deleted*: so it was told."""

    meeting: str
    service_id: str
    deleted: bool


def job(meeting: str, service_id: str, cause: int, now: datetime, *, deleted: bool) -> NewJob:
    """The job that reads *meeting* again, once for each job that is its *cause*."""
    asked = _ReadAgain(meeting=meeting, service_id=service_id, deleted=deleted)
    key = f"reread:{meeting}:{cause}"
    return NewJob(key=key, kind="reread", payload=payloads.dump(asked), run_at=now)


class ReadAgain:
    """The background job. It begins again after a crash, and changes the row once."""

    def __init__(self, services: Services, meetings: Meetings) -> None:
        self._services = services
        self._meetings = meetings

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Lock the meeting, so that nobody changes it meanwhile; read it, and follow."""
        asked = payloads.load(payload, _ReadAgain)
        meeting = await self._meetings.by_id(asked.meeting)
        if meeting is None or meeting.service_id != asked.service_id:
            return  # another meeting is in its place by now
        if meeting.state != "made" or standing(meeting, run.now)[1] is CardState.ENDED:
            return
        match await self._meetings.lock(meeting.id, run.job.id, meeting.version):
            case "locked":
                await self._follow(run, meeting, deleted=asked.deleted)
            case "busy" | "stale":
                raise Later(run.now + OTHERS_FIRST, "somebody else's change comes first")

    async def _follow(self, run: Run, meeting: StoredMeeting, *, deleted: bool) -> None:
        try:
            there = await self._read(meeting)
        except NoSuchMeeting:
            await self._cancel(run, meeting)
        except MeetingError as error:
            await self._not_read(run, meeting, error, deleted=deleted)
        else:
            await self._change(run, meeting, there)

    async def _read(self, meeting: StoredMeeting) -> Meeting | None:
        """The meeting as its service has it; None where that cannot be asked."""
        service = self._services.get(meeting.service)
        if service is None or Capability.READ not in service.info.capabilities:
            return None
        owner = AccountOwner(meeting.team, meeting.organizer, meeting.service)
        return await self._services.run(service, owner, partial(service.read, meeting.service_id))

    async def _not_read(
        self, run: Run, meeting: StoredMeeting, error: MeetingError, *, deleted: bool
    ) -> None:
        """Ask again later; where that is of no use, believe that it was deleted, if it was told."""
        going_on = run.now - run.job.created_at
        if error.may_pass and going_on < TRIED_FOR:
            await self._meetings.release_now(run.job.id)
            pause = FOR_AN_HOUR.pause(error, going_on)
            raise Later(run.now + pause, str(error), place=place_of(error))
        log.warning("a meeting that was changed at its service could not be read: %s", error)
        if deleted:
            await self._cancel(run, meeting)
        else:
            await self._meetings.release_now(run.job.id)

    async def _cancel(self, run: Run, meeting: StoredMeeting) -> None:
        """It is gone there: its card says so, no reminder follows, and its organizer is told."""
        now, service = run.now, TITLES.get(meeting.service, meeting.service)
        when, _ = standing(meeting, now)
        starts_at = when.starts_at if when else meeting.starts_at or meeting.created_at
        told = tell.organizer_job(meeting, "deleted", starts_at, now, why="", trying=False)
        run.note("meeting deleted at its service", meeting=meeting.id, service=meeting.service)
        await run.commit(
            "deleted",
            writes=[
                self._meetings.cancel(meeting, f"Deleted at {service}."),
                self._meetings.release(run.job.id),
            ],
            jobs=[living_card.job(meeting.id, now), told],
        )

    async def _change(self, run: Run, meeting: StoredMeeting, there: Meeting | None) -> None:
        """Make the row, the card and the timers be as the meeting is there; tell of a new time."""
        now = run.now
        after = _like(meeting, there, now) if there else meeting
        if after == meeting:
            await self._meetings.release_now(run.job.id)
            return
        stored = replace(after, version=after.version + 1, tick=after.tick + 1)
        moved = after.wall != meeting.wall or after.lasts != meeting.lasts
        new_link = after.join_url if after.join_url != meeting.join_url else ""
        timer = timers.job if moved else timers.job_after_other_change
        jobs = [
            timer(stored, now),
            living_card.job(meeting.id, now, new_link=bool(new_link)),
            *_tell_jobs(meeting, stored, now, moved=moved, new_link=new_link),
        ]
        run.note("meeting changed at its service", meeting=meeting.id, service=meeting.service)
        writes = [self._meetings.change(after, meeting), self._meetings.release(run.job.id)]
        await run.commit("changed", writes=writes, jobs=jobs)


def _tell_jobs(
    before: StoredMeeting, stored: StoredMeeting, now: datetime, *, moved: bool, new_link: str
) -> Sequence[NewJob]:
    """Everyone is told of a new time, as when a person moves it, and of a new link."""
    was, _ = standing(before, now)
    if moved:
        return tell.jobs(stored, "moved", "", now, before=was, new_link=new_link)
    return tell.jobs(stored, "renewed", "", now, new_link=new_link) if new_link else ()


def _like(meeting: StoredMeeting, there: Meeting, now: datetime) -> StoredMeeting:
    """*meeting* as it is *there*: title, way in and time, which of a series is not told."""
    row = replace(
        meeting,
        title=there.title,
        join_url=there.join_url,
        passcode=there.passcode or meeting.passcode,
    )
    plan, when = plan_of(meeting), standing(meeting, now)[0]
    if plan is None or when is None or meeting.repeats or there.starts_at is None:
        return row
    lasts = there.lasts or plan.lasts
    same_start = abs(there.starts_at - when.starts_at) < SLIGHTLY
    if same_start and abs(lasts - plan.lasts) < SLIGHTLY:
        return row
    moved = MeetingPlan.at(there.starts_at, meeting.zone, lasts)
    first = occurrence(moved, there.starts_at - SLIGHTLY)
    return replace(
        row,
        wall=moved.wall,
        lasts=lasts,
        starts_at=first.starts_at if first else there.starts_at,
        ends_at=first.ends_at if first else there.starts_at + lasts,
        note=f"Changed at {TITLES.get(meeting.service, meeting.service)}.",
        ticked_at=now,
    )
