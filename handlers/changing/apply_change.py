"""Applies a change of a meeting: at its service, then to its row, and then people are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from handlers.changing import change_words
from handlers.changing import move_words as words
from handlers.changing.at_service import (
    GaveUp,
    ServiceChange,
    ServiceRetry,
    TooOld,
    request_for,
    still_wanted,
)
from handlers.changing.cancel import NO_ACCOUNT
from handlers.changing.change import (
    MeetingChange,
    PlannedChange,
    Problem,
    TooLate,
    plan_change,
    still_to_come,
)
from handlers.changing.change_guard import ChangeGuard, ChangeOutcome, once
from handlers.coming import timers
from handlers.making.make import keeps_series
from handlers.meeting import living_card, tell
from handlers.remembered import as_made, is_organizer
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_port import Conversation
from handlers.slack_types import MeetingTime, Message, Person, SlackRequest
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import Capability, Meeting, ServiceInfo
from meetings.service import MeetingService
from storage.drafts import Drafts
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting


class _Route(Enum):
    """How a change reaches the service."""

    CHANGE = "it changes the meeting"
    ANEW = "a new one is made in place of it"
    ASK = "only a new one would do, and the person has to want that"
    NOT_AT_ALL = "it does not know what is to be changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Application:
    """One change on its way: who wants it, and of what, as it was at *seen_at*.

    *draft* is where it is kept.
    """

    run: Run
    request: SlackRequest
    person: Person
    change: MeetingChange
    draft: str
    target: PlannedChange
    seen_at: datetime

    @property
    def kept(self) -> StoredMeeting:
        """The meeting as it is."""
        return self.target.before

    @property
    def zone(self) -> str:
        """The zone of whoever reads the answer."""
        return self.person.zone


class ApplyChange:
    """Carries changes out, each once. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        drafts: Drafts,
        changeable: ChangeGuard,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._drafts = drafts
        self._changeable = changeable

    def replaces(self, kept: StoredMeeting) -> bool:
        """Whether another time needs another meeting, with another link."""
        service = self._services.named(kept.service)
        return service is not None and _replaces(service.info)

    async def __call__(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> Message:
        """Do it, or say why not. *draft* is where the change is kept."""

        async def work() -> ChangeOutcome:
            return await self._work(run, request, change, draft)

        return await once(run, "move", work)

    async def _work(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> ChangeOutcome:
        kept = await self._changeable.look(run, request, change.meeting)
        if isinstance(kept, Message):
            return ChangeOutcome(said=kept)
        person = await self._conversation.who(request.team, request.person)
        held = await self._changeable.hold(run, request, kept, change.version)
        if isinstance(held, Message):
            return ChangeOutcome(said=held)
        if held:
            return self._overtaken(run, request, person, held, change)
        seen_at = await self._changeable.seen_at(run)
        target = plan_change(kept, change, seen_at)
        if isinstance(target, Problem):
            return ChangeOutcome(said=words.problem(target, kept, run.now, person.zone))
        case = _Application(
            run=run,
            request=request,
            person=person,
            change=change,
            draft=draft,
            target=target,
            seen_at=seen_at,
        )
        return await self._while_it_can_be(case)

    async def _while_it_can_be(self, case: _Application) -> ChangeOutcome:
        """Carry it out, unless it lay too long before anything was done about it."""
        kept, now = case.kept, case.run.now
        try:
            return await self._carry_out(case)
        except TooLate:
            return ChangeOutcome(said=words.past(kept, now, case.zone, case.change.starts_at))
        except TooOld:
            return ChangeOutcome(said=words.too_old(kept, case.draft, now, case.zone))

    def _overtaken(
        self,
        run: Run,
        request: SlackRequest,
        person: Person,
        now_is: StoredMeeting,
        change: MeetingChange,
    ) -> ChangeOutcome:
        """Somebody else was quicker: ask whether it is still wanted, unless it is so already."""
        when, _ = living_card.standing(now_is, run.now)
        was = when.starts_at if when else change.was
        again = replace(change, version=now_is.version, was=was)
        if plan_change(now_is, again, run.now) is Problem.AS_IT_IS:
            return ChangeOutcome(said=words.as_it_is(now_is, run.now, person.zone))
        return self._asked_again(
            run,
            request,
            again,
            lambda draft: words.overtaken(now_is, draft, change, run.now, person.zone),
        )

    def _asked_again(
        self, run: Run, request: SlackRequest, change: MeetingChange, said: Callable[[str], Message]
    ) -> ChangeOutcome:
        """Ask whether *change* is wanted then; *said* is given where it is kept."""
        draft = f"change-{run.job.id}-again"
        kept = self._drafts.put_write(
            draft, request.team, request.person, payloads.dump(ChangeDraft(change=change)), run.now
        )
        return ChangeOutcome(said=said(draft), writes=[kept])

    async def _carry_out(self, case: _Application) -> ChangeOutcome:
        kept, now = case.kept, case.run.now
        service = self._services.named(kept.service)
        if service is None:
            return ChangeOutcome(said=change_words.not_set_up(kept, now, case.zone))
        series = case.target.retimed and case.target.after.repeats
        if series and not keeps_series(service.info):
            return ChangeOutcome(said=words.no_series(kept, now, case.zone))
        match _way(case, service.info):
            case _Route.NOT_AT_ALL:
                still_to_come(case.target, now)
                await still_wanted(case.run, case.request)
                return self._done(case, None)
            case _Route.ASK:
                return self._asked_again(
                    case.run,
                    case.request,
                    replace(case.change, anew=True),
                    lambda draft: words.link_changes(kept, draft, now, case.zone),
                )
            case way:
                return await self._at_service(case, service, way)

    async def _at_service(
        self, case: _Application, service: MeetingService, way: _Route
    ) -> ChangeOutcome:
        kept, run = case.kept, case.run
        wanted = await request_for(self._conversation, case.target.after, service.info)
        rearrange = ServiceChange(
            run=run,
            request=case.request,
            services=self._services,
            service=service,
            target=case.target,
            wanted=wanted,
        )
        patience = ServiceRetry(
            run,
            self._conversation,
            case.request,
            lambda: change_words.meanwhile(kept, run.now, case.zone),
            lambda: self._meetings.let_go(run.job.id),
        )
        try:
            work = rearrange.change if way is _Route.CHANGE else rearrange.make_anew
            return self._done(case, await patience.have(work))
        except GaveUp:
            return ChangeOutcome(said=words.gave_up(kept, case.draft, run.now, case.zone))
        except MeetingError as error:
            return self._failed(case, error)

    def _failed(self, case: _Application, error: MeetingError) -> ChangeOutcome:
        """What is left where the service will not, for good."""
        kept, now = case.kept, case.run.now
        if isinstance(error, NoSuchMeeting):
            return self._asked_again(
                case.run,
                case.request,
                replace(case.change, anew=True),
                lambda draft: words.gone_there(kept, draft, case.change, case.zone),
            )
        if not isinstance(error, NO_ACCOUNT):
            return ChangeOutcome(said=change_words.refused(kept, error.message, now, case.zone))
        if is_organizer(kept, case.request):
            raise error  # they are asked to sign in, and then it goes on
        return ChangeOutcome(said=change_words.not_theirs(kept, now, case.zone))

    def _done(self, case: _Application, made: Meeting | None) -> ChangeOutcome:
        """It is so at the service, as *made*, or where the service need not know."""
        run = case.run
        before, _ = living_card.standing(case.kept, case.seen_at)
        after, _ = living_card.standing(case.target.after, case.seen_at)
        if before is None or after is None:
            raise LookupError(f"meeting {case.kept.id} has no time")
        row = case.target.after
        if made:
            row = as_made(row, made, anew=case.change.anew)
        if case.target.retimed:
            row = replace(row, note=words.note(before, after))
        then = replace(row, version=row.version + 1, tick=row.tick + 1)
        told = _told(case, then, before)
        shown = words.ShownChange(
            kept=row, before=before, after=after, draft=case.draft, now=run.now, zone=case.zone
        )
        said = words.done(
            shown,
            notes=made.notes if made else (),
            changed_time=case.target.retimed,
            new_link=row.join_url if row.join_url != case.kept.join_url else "",
            places=tell.places(then, told),
        )
        timer = timers.job if case.target.retimed else timers.job_after_other_change
        writes: list[Write] = [self._meetings.changed(row), self._drafts.made(case.draft)]
        jobs = [timer(then, run.now), living_card.job(then.id, run.now), *told]
        return ChangeOutcome(said=said, writes=writes, jobs=jobs)


def _way(case: _Application, card: ServiceInfo) -> _Route:
    if case.change.anew:
        return _Route.ANEW
    if Capability.CHANGE in card.abilities:
        return _Route.CHANGE
    return _Route.ASK if _replaces(card) and case.target.seen_there else _Route.NOT_AT_ALL


def _replaces(card: ServiceInfo) -> bool:
    return Capability.SCHEDULE in card.abilities and Capability.CHANGE not in card.abilities


def _told(case: _Application, then: StoredMeeting, before: MeetingTime) -> Sequence[NewJob]:
    """Who hears of it: a new time, or a new link, everyone; who is new or gone, just that."""
    now, by = case.run.now, case.person.id
    new = [one for one in then.people if one not in case.kept.people]
    gone = [one for one in case.kept.people if one not in then.people]
    jobs = tell.jobs(replace(then, people=new), "invited", by, now)
    jobs += tell.jobs(replace(then, people=gone), "dropped", by, now)
    new_link = then.join_url if then.join_url != case.kept.join_url else ""
    if case.target.retimed or new_link:
        known = replace(then, people=[one for one in then.people if one not in new])
        jobs += tell.jobs(known, "moved", by, now, before=before, new_link=new_link)
    return jobs
