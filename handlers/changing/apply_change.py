"""Applies a change of a meeting: at its service, then to its row, and then people are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from handlers.changing import change_words, edit_words
from handlers.changing import move_words as words
from handlers.changing.apply_dates import ApplyDates
from handlers.changing.at_service import (
    GaveUp,
    ServiceChange,
    ServiceRetry,
    TooOld,
    new_meeting_like,
    still_wanted,
)
from handlers.changing.change import (
    ChangeDraft,
    MeetingChange,
    PlannedChange,
    Problem,
    TooLate,
    plan_change,
    still_to_come,
)
from handlers.changing.change_guard import ChangeGuard, ChangeOutcome, once
from handlers.changing.dates_at_service import KeepDates
from handlers.changing.last_change import LastChanges, can_be_undone
from handlers.coming import timers
from handlers.dates_in_words import Clock
from handlers.meeting import living_card, tell
from handlers.meeting.standing import standing
from handlers.objections import keeps_series, to_change
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_port import Conversation
from handlers.slack_types import MeetingTime, Message, Person, SlackRequest
from handlers.stored_meetings import is_organizer, with_answer
from handlers.when_free import busy_until, free_at, then_button
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import Meeting
from meetings.service import Capability, MeetingService, ServiceInfo
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredDate, StoredMeeting


class _Route(Enum):
    """How a change reaches the service."""

    CHANGE = "the service changes the meeting"
    REPLACE = "a new meeting is made in place of it"
    ASK = "only a new meeting would do, and the person has to want that"
    NONE = "the service does not know what is to be changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    """One change that is being applied, on behalf of *person*.

    *draft* is the id of the draft that holds the change. The meeting was first looked at at
    *seen_at*.
    """

    run: Run
    request: SlackRequest
    person: Person
    change: MeetingChange
    draft: str
    planned: PlannedChange
    seen_at: datetime

    @property
    def meeting(self) -> StoredMeeting:
        """The meeting as it is."""
        return self.planned.before

    @property
    def clock(self) -> Clock:
        """How the person who reads the answer reads times."""
        return self.person.clock


class ApplyChange:
    """Applies changes, each once. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        drafts: Drafts,
        guard: ChangeGuard,
        last_change: LastChanges,
    ) -> None:
        self._apply_dates = ApplyDates(services, conversation, meetings, drafts, guard, last_change)
        self._last_change = last_change
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._drafts = drafts
        self._guard = guard

    def changes_link(self, meeting: StoredMeeting) -> bool:
        """Whether another time needs another meeting at the service, with another link."""
        service = self._services.get(meeting.service)
        return service is not None and _replaces(service.info)

    def objected(self, planned: PlannedChange, now: datetime, clock: Clock) -> Message | None:
        """What the service has against the change: it need not even be asked."""
        meeting = planned.before
        against = to_change(self._services.get(meeting.service), meeting, planned.after)
        return change_words.refused(meeting, " ".join(against), now, clock) if against else None

    async def __call__(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> Message:
        """Apply *change*, or say why not. *draft* is the id of the draft that holds it."""
        if change.scope:
            return await self._apply_dates(run, request, change, draft)

        async def work() -> ChangeOutcome:
            return await self._work(run, request, change, draft)

        message = await once(run, "move", work)
        return await self._apply_dates.dropped(run, request, change, message)

    async def _work(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> ChangeOutcome:
        meeting = await self._guard.look(run, request, change.meeting)
        if isinstance(meeting, Message):
            return ChangeOutcome(message=meeting)
        if change.until and not can_be_undone(request, change.until):
            return ChangeOutcome(message=edit_words.nothing_to_undo())
        person = await self._conversation.who(request.team, request.person)
        again = words.confirm_button(meeting, draft, change.verb)
        refusal = await self._guard.hold(run, request, meeting, change.version, again)
        if isinstance(refusal, StoredMeeting) and await self._fits(run, request, change, refusal):
            meeting = refusal
            refusal = await self._guard.hold(run, request, meeting, meeting.version, again)
        if isinstance(refusal, Message):
            return ChangeOutcome(message=refusal)
        if refusal:
            return self._overtaken(run, request, person, refusal, change)
        seen_at = await self._guard.seen_at(run)
        planned = plan_change(meeting, change, seen_at)
        if isinstance(planned, Problem):
            return ChangeOutcome(message=words.problem(planned, meeting, run.now, person.clock))
        case = _Application(
            run=run,
            request=request,
            person=person,
            change=change,
            draft=draft,
            planned=planned,
            seen_at=seen_at,
        )
        return await self._apply_in_time(case)

    async def _fits(
        self, run: Run, request: SlackRequest, change: MeetingChange, latest: StoredMeeting
    ) -> bool:
        """Whether the person's own other change came first, and this one means what it meant."""
        last = await self._last_change.of(request)
        if last is None or last.back is None or last.meeting != latest.id:
            return False
        when, _ = standing(latest, run.now)
        same_time = when is not None and when.starts_at == change.was
        rest = (change.repeats, change.people, change.agenda, change.choices, change.until)
        alone = all(part is None for part in rest)
        own = last.back.version == latest.version
        return own and alone and same_time and latest.lasts == change.lasts

    async def _apply_in_time(self, case: _Application) -> ChangeOutcome:
        """Apply it, unless it waited too long before anything was done about it."""
        meeting, now = case.meeting, case.run.now
        try:
            return await self._apply(case)
        except TooLate:
            return ChangeOutcome(
                message=words.past(meeting, now, case.clock, case.change.starts_at)
            )
        except TooOld:
            old = words.too_old(meeting, case.draft, now, case.clock, case.change.verb)
            return ChangeOutcome(message=old)

    def _overtaken(
        self,
        run: Run,
        request: SlackRequest,
        person: Person,
        latest: StoredMeeting,
        change: MeetingChange,
    ) -> ChangeOutcome:
        """Somebody else was quicker: ask whether it is still wanted, unless it is so already.

        What an order shows in full is to be asked for again.
        """
        if change.verb:
            return ChangeOutcome(message=change_words.ask_again(latest, run.now, person.clock))
        when, _ = standing(latest, run.now)
        was = when.starts_at if when else change.was
        rebased = replace(change, version=latest.version, was=was)
        if plan_change(latest, rebased, run.now) is Problem.AS_IT_IS:
            return ChangeOutcome(message=words.as_it_is(latest, run.now, person.clock))
        return self._ask_again(
            run,
            request,
            rebased,
            lambda draft: words.overtaken(latest, draft, change, run.now, person.clock),
        )

    def _ask_again(
        self,
        run: Run,
        request: SlackRequest,
        change: MeetingChange,
        question: Callable[[str], Message],
    ) -> ChangeOutcome:
        """Ask whether *change* is wanted; *question* is given the id of the draft that holds it."""
        draft = f"change-{run.job.id}-again"
        write = self._drafts.put_write(
            draft, request.team, request.person, payloads.dump(ChangeDraft(change=change)), run.now
        )
        return ChangeOutcome(message=question(draft), writes=[write])

    async def _apply(self, case: _Application) -> ChangeOutcome:
        meeting, now = case.meeting, case.run.now
        service = self._services.get(meeting.service)
        if service is None:
            return ChangeOutcome(message=change_words.not_set_up(meeting, now, case.clock))
        series = case.planned.retimed and case.planned.after.repeats
        if series and not keeps_series(service.info):
            return ChangeOutcome(message=words.no_series(meeting, now, case.clock))
        if refusal := self.objected(case.planned, now, case.clock):
            return ChangeOutcome(message=refusal)
        match _route(case, service.info):
            case _Route.NONE:
                still_to_come(case.planned, now)
                await still_wanted(case.run, case.request)
                return self._done(case, None)
            case _Route.ASK:
                return self._ask_again(
                    case.run,
                    case.request,
                    replace(case.change, anew=True),
                    lambda draft: words.link_changes(meeting, draft, now, case.clock),
                )
            case route:
                return await self._at_service(case, service, route)

    async def _at_service(
        self, case: _Application, service: MeetingService, route: _Route
    ) -> ChangeOutcome:
        meeting, run = case.meeting, case.run
        at_service = ServiceChange(
            run=run,
            request=case.request,
            services=self._services,
            service=service,
            planned=case.planned,
            new_meeting=await new_meeting_like(
                self._conversation, case.planned.after, service.info
            ),
        )
        retry = ServiceRetry(
            run,
            self._conversation,
            case.request,
            lambda: change_words.meanwhile(meeting, run.now, case.clock),
            lambda: self._meetings.release_now(run.job.id),
        )
        try:
            work = at_service.change if route is _Route.CHANGE else at_service.make_new
            there = await retry.call(work)
            keep = KeepDates(run, self._services, service, self._conversation)
            kept = await keep(with_answer(case.planned.after, there, new=case.change.anew))
            return self._done(case, replace(there, notes=(*there.notes, *kept)))
        except GaveUp:
            gave_up = words.gave_up(meeting, case.draft, run.now, case.clock, case.change.verb)
            return ChangeOutcome(message=gave_up)
        except MeetingError as error:
            return await self._failed(case, error)

    async def _failed(self, case: _Application, error: MeetingError) -> ChangeOutcome:
        """What can be done when the service refuses for good."""
        meeting, now = case.meeting, case.run.now
        if isinstance(error, NoSuchMeeting):
            return self._ask_again(
                case.run,
                case.request,
                replace(case.change, anew=True),
                lambda draft: words.gone_there(meeting, draft, case.change, case.clock),
            )
        if at := free_at(error, now):
            again = then_button(words.confirm_button(meeting, case.draft, case.change.verb), at)
            return ChangeOutcome(
                message=await busy_until(
                    self._conversation, case.request, error, at, [again, change_words.NEVER_MIND]
                )
            )
        own = is_organizer(meeting, case.request)
        if error.needs_sign_in and own:
            raise error  # they are asked to sign in, and then it goes on
        if error.concerns_owner and not own:
            refusal = change_words.not_theirs(meeting, error, now, case.clock)
        else:
            refusal = change_words.refused(meeting, error.message, now, case.clock)
        return ChangeOutcome(message=refusal)

    def _done(self, case: _Application, at_service: Meeting | None) -> ChangeOutcome:
        """It is changed; *at_service* is it there, None where the service need not know."""
        run, planned = case.run, case.planned
        before, _ = standing(case.meeting, case.seen_at)
        after, _ = standing(planned.after, case.seen_at)
        if before is None or after is None:
            raise LookupError(f"meeting {case.meeting.id} has no time")
        row = planned.after
        if at_service:
            row = with_answer(row, at_service, new=case.change.anew)
        if planned.retimed:
            row = replace(row, note=words.note(before, after, case.clock.locale))
        stored = replace(row, version=row.version + 1, tick=row.tick + 1)
        tell_jobs = _tell_jobs(case, stored, before)
        message = words.done(
            words.ShownChange(
                meeting=row, before=before, after=after, draft=case.draft, clock=case.clock
            ),
            notes=at_service.notes if at_service else (),
            changed_time=planned.retimed,
            new_link=row.join_url if row.join_url != case.meeting.join_url else "",
            places=tell.places(stored, tell_jobs),
        )
        what = "meeting moved" if planned.retimed else "meeting changed"
        run.note(what, meeting=stored.id, version=stored.version, by=case.person.id)
        timer = timers.job if planned.retimed else timers.job_after_other_change
        writes: list[Write] = [
            self._meetings.change(row, case.meeting),
            self._drafts.mark_made(case.draft),
            self._last_change.changed(case.request, _back(case.meeting, stored), run.now),
        ]
        jobs = [timer(stored, run.now), living_card.job(stored.id, run.now), *tell_jobs]
        return ChangeOutcome(message=message, writes=writes, jobs=jobs)


def _back(before: StoredMeeting, after: StoredMeeting) -> MeetingChange:
    """The change that makes *after* be as *before* again."""
    if before.starts_at is None or after.starts_at is None or before.lasts is None:
        raise LookupError(f"meeting {before.id} has no time")
    retimed = (before.starts_at, before.repeats) != (after.starts_at, after.repeats)
    return MeetingChange(
        meeting=before.id,
        version=after.version,
        was=after.starts_at,
        starts_at=before.starts_at,
        minutes=before.lasts // timedelta(minutes=1),
        repeats=before.repeats if retimed else None,
        rule=StoredDate(original=before.wall, fold=before.fold)
        if retimed and before.wall
        else None,
        dates=tuple(before.dates) if retimed else None,
        title=before.title,
        people=tuple(before.people),
        shown=tuple(after.people),
        agenda=before.agenda,
        choices=before.choices,
        verb="Undo",
    )


def _route(case: _Application, info: ServiceInfo) -> _Route:
    if case.change.anew:
        return _Route.REPLACE
    if Capability.CHANGE in info.capabilities:
        return _Route.CHANGE
    return _Route.ASK if _replaces(info) and case.planned.seen_there else _Route.NONE


def _replaces(info: ServiceInfo) -> bool:
    """Whether the service stores times, but cannot change them."""
    return Capability.SCHEDULE in info.capabilities and Capability.CHANGE not in info.capabilities


def _tell_jobs(case: _Application, stored: StoredMeeting, before: MeetingTime) -> Sequence[NewJob]:
    """Jobs that tell people: a new time or link to all, and those added or removed just that."""
    now, by = case.run.now, case.person.id
    added = [person for person in stored.people if person not in case.meeting.people]
    removed = [person for person in case.meeting.people if person not in stored.people]
    jobs = tell.jobs(replace(stored, people=added), "invited", by, now)
    jobs += tell.jobs(replace(stored, people=removed), "dropped", by, now)
    new_link = stored.join_url if stored.join_url != case.meeting.join_url else ""
    if case.planned.retimed or new_link:
        stayed = replace(stored, people=[person for person in stored.people if person not in added])
        jobs += tell.jobs(stayed, "moved", by, now, before=before, new_link=new_link)
    return jobs
