"""The timers of a meeting: a chain of ticks, each of which does what is due and sets the next.

A tick belongs to the chain that the meeting's row names; a change of the meeting begins a new
chain. Two ticks of one chain do no harm: each job that a tick adds has a key of its own, and is
added once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol, TypeAlias

from calendars.changed_dates import last_date
from calendars.due import Due, DueKind, due, next_due
from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from handlers.coming import remind
from handlers.effective_settings import EffectiveSettings, Leads
from handlers.meeting import living_card, tell
from handlers.replay import Run
from handlers.slack_types import JSON
from handlers.stored_meetings import declined, plan_of
from storage import payloads
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting, VersionConflict

MILLISECOND = timedelta(milliseconds=1)

TOLD_BEFORE = timedelta(days=7)
"""How long before its last date the organizer of a series is told that it ends."""

Announced = Mapping[str, Leads]
"""Where a meeting is announced, and how long before."""


def job(meeting: StoredMeeting, now: datetime) -> NewJob:
    """The first timer of *meeting*, after it was made or its time was changed at *now*.

    What would have been due before *now* is dropped; where that leaves no reminder of an
    occurrence, it is announced when it starts.
    """
    return _tick_job(meeting, now, since=now)


def job_after_other_change(meeting: StoredMeeting, now: datetime) -> NewJob:
    """The next timer of *meeting*, which was changed, but not its time: what is due stays due."""
    return _tick_job(meeting, now)


def job_after_new_leads(meeting: StoredMeeting, before: Announced, now: datetime) -> NewJob:
    """The next timer of *meeting*, whose lead times change at *now*; *before* are the old ones."""
    leads = {place: [lead // MILLISECOND for lead in leads] for place, leads in before.items()}
    return _tick_job(meeting, now, since=now, before=leads)


@dataclass(frozen=True, slots=True, kw_only=True)
class _TickJob:
    """A tick of the chain *tick* of a *meeting*, due *at* a moment.

    The first of its chain says *since* when its lead times count, and which counted *before*, in
    milliseconds by place.
    """

    meeting: str
    tick: int
    at: datetime | None = None
    since: datetime | None = None
    before: Mapping[str, Sequence[int]] = field(default_factory=dict)


def _tick_job(
    meeting: StoredMeeting,
    at: datetime,
    *,
    since: datetime | None = None,
    before: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> NewJob:
    key = f"tick:{meeting.id}:{meeting.tick}:{at.timestamp() * 1000:.0f}"
    tick = _TickJob(meeting=meeting.id, tick=meeting.tick, at=at, since=since, before=before)
    return NewJob(key=key, kind="tick", payload=payloads.dump(tick), run_at=at)


class AvailabilityCheck(Protocol):
    """Checks before a meeting starts that its service still has it."""

    def ahead(self, meeting: StoredMeeting) -> Leads:
        """How long before a start to check; nothing where that is not needed."""

    def job(self, meeting: StoredMeeting, occurrence: Occurrence, run_at: datetime) -> NewJob:
        """The check of one occurrence, once."""


ProgressJobs: TypeAlias = Callable[[StoredMeeting, datetime, datetime], Sequence[NewJob]]
"""What asks how the date of a meeting that begins at a moment is held, from the present on."""


class Timers:
    """The background job of a tick. It only writes rows and further jobs."""

    def __init__(
        self,
        meetings: Meetings,
        settings: EffectiveSettings,
        check: AvailabilityCheck,
        progress_jobs: ProgressJobs,
    ) -> None:
        self._meetings = meetings
        self._settings = settings
        self._check = check
        self._progress_jobs = progress_jobs

    async def tick(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Add the jobs that are due now, and the next tick; nothing if the chain is an old one.

        Now is never before the tick's own time. Where the clock was set back a little after the
        tick was claimed, nothing would be due, and the next tick would be this one.
        """
        asked = payloads.load(payload, _TickJob)
        meeting = await self._meetings.by_id(asked.meeting)
        plan = plan_of(meeting) if meeting else None
        if meeting is None or plan is None or meeting.state != "made":
            return
        if meeting.tick != asked.tick:
            return
        announced = await self._settings.announced(meeting)
        now = run.not_before(asked.at or run.job.run_at)
        tick = _Tick.of(meeting, plan, announced, asked, now)
        ahead = self._check.ahead(meeting)
        current = occurrence(plan, tick.now)
        advance = self._meetings.advance(
            meeting.id,
            tick=meeting.tick,
            at=tick.now,
            starts_at=current.starts_at if current else None,
            ends_at=current.ends_at if current else None,
        )
        checks = [self._check.job(meeting, near, tick.now) for near in tick.near(ahead)]
        asks = [job for at in tick.begun() for job in self._progress_jobs(meeting, at, tick.now)]
        jobs = [*tick.jobs(), *checks, *asks, *tick.next_tick(ahead)]
        try:
            await run.commit("tick", writes=[advance], jobs=jobs)
        except VersionConflict:
            return  # it was changed at this very moment, and has another chain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tick:
    """What is due at one tick: what was due up to *ticked_at* has been done.

    *since* is when the present lead times, *announced*, began to count; *before* are the lead times
    until then. *first*: it is the first tick of its chain.
    """

    meeting: StoredMeeting
    plan: MeetingPlan
    announced: Announced
    before: Announced
    first: bool
    ticked_at: datetime
    since: datetime
    now: datetime

    @classmethod
    def of(
        cls,
        meeting: StoredMeeting,
        plan: MeetingPlan,
        announced: Announced,
        job: _TickJob,
        now: datetime,
    ) -> "_Tick":
        """What the job asks for, of the meeting as it is."""
        ticked_at = meeting.ticked_at or meeting.created_at
        return cls(
            meeting=meeting,
            plan=plan,
            announced=announced,
            before={
                place: tuple(lead * MILLISECOND for lead in leads)
                for place, leads in job.before.items()
            },
            first=job.since is not None,
            ticked_at=ticked_at,
            since=job.since or ticked_at,
            now=now,
        )

    def jobs(self) -> list[NewJob]:
        """Reminders, and the card at a start or an end."""
        jobs = [job for place in self.announced for job in self._reminders(place)]
        if due(self.plan, (), self.ticked_at, self.now):  # a start or an end
            jobs.append(living_card.job(self.meeting.id, self.now))
        last, told_at = self._end()
        if last and told_at and self.ticked_at < told_at <= self.now:
            jobs.append(tell.ending_job(self.meeting, last, self.now))
        return jobs

    def _end(self) -> tuple[Occurrence | None, datetime | None]:
        """The last date of a series that ends, and when its organizer is told: a week before."""
        last = last_date(self.plan, self.ticked_at)
        told_at = last.starts_at - TOLD_BEFORE if last else None
        if told_at is None or told_at <= self.meeting.created_at:
            return None, None  # who made it for so short a time knows it
        return last, told_at

    def begun(self) -> list[datetime]:
        """When the dates began that have begun and are not over."""
        events = due(self.plan, (), self.ticked_at, self.now)
        begun = (event.occurrence for event in events if event.kind is DueKind.START)
        return [date.starts_at for date in begun if date.ends_at > self.now]

    def near(self, ahead: Leads) -> Iterator[Occurrence]:
        """The occurrences to check, which start *ahead* from now or earlier and are not over."""
        for event in self._not_over(due(self.plan, ahead, self.ticked_at, self.now)):
            yield event.occurrence

    def next_tick(self, ahead: Leads) -> list[NewJob]:
        """The next tick, for reminders and for checks *ahead* of a start; none if none is due."""
        leads = {lead for leads in (*self.announced.values(), ahead) for lead in leads}
        event = next_due(self.plan, leads, self.now)
        _, told_at = self._end()
        moments = [event.at] if event else []
        moments += [told_at] if told_at and told_at > self.now else []
        return [_tick_job(self.meeting, min(moments))] if moments else []

    def _reminders(self, place: str) -> Iterator[NewJob]:
        """The reminders that are due: the latest of each occurrence that is not over."""
        old, new = self.before.get(place, ()), self.announced[place]
        events = due(self.plan, old, self.ticked_at, min(self.since, self.now))
        events += due(self.plan, new, max(self.ticked_at, self.since), self.now)
        latest = {event.occurrence.starts_at: event for event in self._not_over(events)}
        for event in latest.values():
            if declined(self.meeting, place, event.occurrence.starts_at):
                continue
            yield remind.job(self.meeting, place, event, run_at=self.now)
        if self.first and (at_start := _at_the_start(self.plan, old, new, self.since)):
            starts_at = at_start.occurrence.starts_at
            if not declined(self.meeting, place, starts_at):
                yield remind.job(self.meeting, place, at_start, run_at=starts_at)

    def _not_over(self, events: Sequence[Due]) -> Iterator[Due]:
        """The reminders among *events* whose occurrence is not over."""
        for event in events:
            if event.kind is DueKind.REMIND and event.occurrence.ends_at > self.now:
                yield event


def _at_the_start(plan: MeetingPlan, old: Leads, new: Leads, since: datetime) -> Due | None:
    """A reminder when the meeting starts, with the shortest of the *new* lead times.

    It is for a meeting with lead times that are all past at *since*, unless one of the *old* lead
    times has announced it.
    """
    upcoming = occurrence(plan, since)
    if upcoming is None or not new or upcoming.starts_at <= since:
        return None
    if any(upcoming.starts_at - lead > since for lead in new):
        return None
    if any(upcoming.starts_at - lead <= since for lead in old):
        return None
    return Due(at=upcoming.starts_at, kind=DueKind.REMIND, occurrence=upcoming, lead=min(new))
