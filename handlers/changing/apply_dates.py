"""Applies a change of one date of a series, or of one and those after it, and tells people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.changing import change_words, edit_words, series_words
from handlers.changing import move_words as words
from handlers.changing.at_service import GaveUp, ServiceRetry, TooOld
from handlers.changing.change import MeetingChange, Problem, TooLate
from handlers.changing.change_dates import PlannedDates, plan_dates, way_back
from handlers.changing.change_guard import ChangeGuard, ChangeOutcome, once
from handlers.changing.dates_at_service import AtService, DatesAtService, cancel_split_off
from handlers.changing.last_change import LastChanges, can_be_undone
from handlers.coming import timers
from handlers.meeting import living_card, tell
from handlers.meeting.tell_words import NoticeKind
from handlers.posts import show_card
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, Posted, SlackRequest
from handlers.stored_meetings import is_organizer, meeting_id, note_made, with_answer
from meetings.errors import MeetingError
from storage.drafts import Drafts
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class _DatesCase:
    """One change that is being applied, on behalf of *person*; *draft* is what holds it."""

    run: Run
    request: SlackRequest
    person: Person
    change: MeetingChange
    draft: str
    planned: PlannedDates

    @property
    def meeting(self) -> StoredMeeting:
        """The series as it is."""
        return self.planned.before


class ApplyDates:
    """Applies such changes, each once. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        drafts: Drafts,
        guard: ChangeGuard,
        last_change: LastChanges,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._drafts = drafts
        self._guard = guard
        self._last_change = last_change

    async def __call__(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> Message:
        """Apply *change*, or say why not; a series that was split off has its card then."""

        async def work() -> ChangeOutcome:
            return await self._work(run, request, change, draft)

        message = await once(run, "dates", work)
        await self._show_split_off(run, request, change)
        return message

    async def dropped(
        self, run: Run, request: SlackRequest, change: MeetingChange, message: Message
    ) -> Message:
        """After the series is whole again: cancel what was split off it; *message* is the answer.

        It is cancelled once, at its service too; a sentence says where that failed.
        """
        later = await self._meetings.by_id(change.drops) if change.drops else None
        meeting = await self._meetings.by_id(change.meeting) if later else None
        if later is None or meeting is None or meeting.repeats != change.repeats:
            return message
        if later.state == "made" and later.version != 1:
            return replace(message, text=f"{message.text}\n{series_words.later_stays(later)}")
        shares_link = later.service_id == meeting.service_id
        note = "" if shares_link else await cancel_split_off(run, self._services, later)

        async def cancel() -> str:
            return note

        name = series_words.whole_again(await self._conversation.who(request.team, request.person))
        await run.decide(
            "drop",
            cancel,
            also=lambda _: [self._meetings.cancel(later, name)] if later.state == "made" else [],
            jobs=lambda _: [living_card.job(later.id, run.now)],
        )
        return replace(message, text=f"{message.text}\n{note}") if note else message

    async def _show_split_off(self, run: Run, request: SlackRequest, change: MeetingChange) -> None:
        meeting = await self._meetings.by_id(change.meeting) if change.scope == "later" else None
        later = await self._meetings.by_id(meeting_id(run, meeting.service)) if meeting else None
        if later is None:
            return
        to = replace(request, channel=later.channel, thread=later.thread)

        def card_rows(posted: Posted) -> Sequence[Write]:
            return [self._meetings.set_card(later.id, posted.channel, posted.ts)]

        people, now = await living_card.people_of(self._conversation, later), run.now
        card = living_card.card_of(later, now, people)
        just_now = await show_card(run, self._conversation, to, card, also=card_rows)
        shown = living_card.facts(later, now) if just_now else None
        await living_card.catch_up(run, self._meetings, later.id, shown)

    async def _work(
        self, run: Run, request: SlackRequest, change: MeetingChange, draft: str
    ) -> ChangeOutcome:
        meeting = await self._guard.look(run, request, change.meeting)
        if isinstance(meeting, Message):
            return ChangeOutcome(message=meeting)
        if change.until and not can_be_undone(request, change.until):
            return ChangeOutcome(message=edit_words.nothing_to_undo())
        person = await self._conversation.who(request.team, request.person)
        again = series_words.again_button(meeting, change, draft)
        refusal = await self._guard.hold(run, request, meeting, change.version, again)
        if isinstance(refusal, StoredMeeting) and change.scope == "one" and change.dates is None:
            # Others may have been changed meanwhile; whether this date is as it was is seen below.
            meeting = refusal
            refusal = await self._guard.hold(run, request, meeting, meeting.version, again)
        if isinstance(refusal, Message):
            return ChangeOutcome(message=refusal)
        if refusal:
            message = change_words.ask_again(refusal, run.now, person.clock)
            return ChangeOutcome(message=message)
        planned = plan_dates(meeting, change, await self._guard.seen_at(run))
        if isinstance(planned, Problem):
            message = series_words.problem(planned, meeting, change, run.now, person.clock)
            return ChangeOutcome(message=message)
        case = _DatesCase(
            run=run, request=request, person=person, change=change, draft=draft, planned=planned
        )
        return await self._apply(case)

    async def _apply(self, case: _DatesCase) -> ChangeOutcome:
        meeting, run, clock = case.meeting, case.run, case.person.clock
        service = self._services.get(meeting.service)
        if service is None:
            return ChangeOutcome(message=change_words.not_set_up(meeting, run.now, clock))
        retry = ServiceRetry(
            run,
            self._conversation,
            case.request,
            lambda: change_words.meanwhile(meeting, run.now, clock),
            lambda: self._meetings.release_now(run.job.id),
        )
        at_service = DatesAtService(
            run=run,
            request=case.request,
            services=self._services,
            service=service,
            conversation=self._conversation,
            planned=case.planned,
        )
        try:
            return self._done(case, await retry.call(at_service.change))
        except TooLate:
            message = words.past(meeting, run.now, clock, case.change.starts_at)
        except TooOld:
            again = series_words.again_button(meeting, case.change, case.draft)
            message = series_words.too_old(meeting, again, run.now, clock)
        except GaveUp:
            again = series_words.again_button(meeting, case.change, case.draft)
            message = series_words.gave_up(meeting, again, run.now, clock)
        except MeetingError as error:
            message = self._refused(case, error)
        return ChangeOutcome(message=message)

    def _refused(self, case: _DatesCase, error: MeetingError) -> Message:
        now, clock, own = case.run.now, case.person.clock, is_organizer(case.meeting, case.request)
        if error.needs_sign_in and own:
            raise error  # they are asked to sign in, and then it goes on
        if error.concerns_owner and not own:
            return change_words.not_theirs(case.meeting, error, now, clock)
        return change_words.refused(case.meeting, error.message, now, clock)

    def _done(self, case: _DatesCase, at_service: AtService) -> ChangeOutcome:
        run, planned, now = case.run, case.planned, case.run.now
        row = planned.after
        if at_service.changed:
            row = with_answer(row, at_service.changed, new=False)
        stored = replace(row, version=row.version + 1, tick=row.tick + 1)
        later = self._later(case, at_service)
        planned = replace(planned, later=later)
        jobs = _tell(case, stored)
        message = series_words.done(
            planned,
            case.change,
            at_service.notes,
            tell.places(stored, jobs),
            case.person.clock,
        )
        run.note("dates of a series changed", meeting=stored.id, by=case.person.id)
        # What is due of other dates stays due; what was due of the next one is decided again.
        other = row.starts_at == case.meeting.starts_at
        timer = (timers.job_after_other_change if other else timers.job)(stored, now)
        back = way_back(planned, stored.version) if planned.was else None
        writes: list[Write] = [
            self._meetings.change(row, case.meeting),
            self._drafts.mark_made(case.draft),
        ]
        if back:
            writes.append(self._last_change.changed(case.request, back, now))
        if later:
            note_made(run, later)
            writes.append(self._meetings.save(later))
            jobs.append(timers.job(later, now))
            jobs += tell.jobs(later, "invited", case.person.id, now)
        jobs += [timer, living_card.job(stored.id, now)]
        return ChangeOutcome(message=message, writes=writes, jobs=jobs)

    def _later(self, case: _DatesCase, at_service: AtService) -> StoredMeeting | None:
        """The series that was split off, as it is stored: with its own row, card and timers."""
        later, now = case.planned.later, case.run.now
        if later is None:
            return None
        row = replace(
            later,
            id=meeting_id(case.run, later.service),
            job=case.run.job.id,
            card_channel="",
            card_ts="",
            version=1,
            tick=1,
            ticked_at=now,
            held_by=None,
            progress=None,
            created_at=now,
        )
        return with_answer(row, at_service.made, new=True) if at_service.made else row


def _tell(case: _DatesCase, stored: StoredMeeting) -> list[NewJob]:
    """Tell the people and the conversation: of the date alone, or of the rest of the series."""
    was, to = case.planned.was, case.planned.to
    what: NoticeKind
    if case.change.scope == "later":
        what = "later_moved" if to else "later_cancelled"
    elif to is None:
        what = "date_cancelled"
    else:
        what = "date_moved" if was else "date_back"
    return tell.dates_jobs(stored, what, case.person.id, case.run.now, (was, to))
