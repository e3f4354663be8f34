"""`/meet cancel design review`: cancelled here and at its service, and everybody is told once."""

from dataclasses import dataclass, replace
from functools import partial

from handlers.button_values import MeetingButton, Pick, read
from handlers.changing import change_words as words
from handlers.changing import edit_words
from handlers.changing.at_service import GaveUp, ServiceRetry, TooOld, still_wanted
from handlers.changing.change_guard import ChangeOutcome, once
from handlers.changing.choose import ChooseMeeting, Chosen, Wanted
from handlers.changing.last_change import LastChanges
from handlers.changing.said_dates import first_from, said_of
from handlers.changing.series import SeriesDates
from handlers.dates_in_words import Clock
from handlers.meeting import living_card, tell
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, Person, SlackRequest
from handlers.stored_meetings import is_organizer, meeting_of
from handlers.when_free import busy_until, free_at, then_button
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.service import Capability, MeetingService
from storage.meetings import Meetings, StoredMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cancellation:
    """One click on *Cancel meeting*, by *person*.

    *here*: the meeting is cancelled in the bot's database only, not at its service.
    """

    run: Run
    request: SlackRequest
    person: Person
    meeting: StoredMeeting
    here: bool

    @property
    def clock(self) -> Clock:
        """How the person who reads the answer reads times."""
        return self.person.clock


class Cancel:
    """Cancels meetings that this bot has made. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        choose: ChooseMeeting,
        last_change: LastChanges,
        series: SeriesDates,
    ) -> None:
        self._series = series
        self._choose = choose
        self._last_change = last_change
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._guard = series.guard

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`cancel design review`: which one, and what it would mean. Nothing is cancelled yet."""
        return await self.dates(run, request, rest, f"cancel {rest}", "cancel")

    async def dates(
        self, run: Run, request: SlackRequest, named: str, whole: str, do: str, *, one: bool = False
    ) -> Message:
        """The same of a meeting that is *named*, or of dates of it; *one*: one date is skipped."""
        person = await self._conversation.who(request.team, request.person)
        said = said_of(named, person, request.asked_at)
        scope = "one" if one and not said.scope else said.scope
        wanted = Wanted(named=said.named, whole=whole, do=Pick(do=do, scope=scope, was=said.first))

        async def go_on(chosen: Chosen) -> Message:
            was = chosen.was or first_from(chosen.meeting, said.first, run.now)
            pick = Pick(do=do, meeting=chosen.meeting.id, was=was, scope=scope)
            if not scope and chosen.day and chosen.was:
                pick = replace(pick, scope="one")
            return await self.picked(run, request, pick)

        return await self._choose.then(run, request, wanted, go_on)

    async def picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        """The meeting was chosen by a button: show what would be cancelled."""
        meeting = await self._guard.look(run, request, choice.meeting)
        if isinstance(meeting, Message):
            return meeting
        if meeting.repeats and choice.scope != "all":
            return await self._series.cancel_shown(run, request, meeting, choice.was, choice.scope)
        if choice.do == "skip":
            return edit_words.skip_one(meeting, run.now, await self._clock(request))
        service = self._services.get(meeting.service)
        info = service.info if service else None
        jobs = tell.jobs(meeting, "cancelled", request.person, run.now)
        places = tell.places(meeting, jobs)
        return words.cancel_this(meeting, places, info, run.now, await self._clock(request))

    async def _clock(self, request: SlackRequest) -> Clock:
        return (await self._conversation.who(request.team, request.person)).clock

    async def pressed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Cancel meeting* was pressed, on a card, in a list or in private.

        *value* is a ``MeetingButton``, with the version that the person saw if one was shown.
        """
        wanted = read(value, MeetingButton)
        if wanted.scope:
            return await self._series.cancel(run, request, wanted)
        return await self.whole(run, request, wanted, series=wanted.here)

    async def whole(
        self, run: Run, request: SlackRequest, wanted: MeetingButton, *, series: bool = True
    ) -> Message:
        """Cancel the meeting; a *series* only where all of it is meant."""

        async def work() -> ChangeOutcome:
            meeting = await self._guard.look(run, request, wanted.meeting)
            if not series and isinstance(meeting, StoredMeeting) and meeting.repeats:
                return ChangeOutcome(
                    message=await self._series.which(run, request, meeting, "cancel", wanted.was)
                )
            return await self._cancel(run, request, wanted)

        return await once(run, "cancel", work)

    async def _cancel(
        self, run: Run, request: SlackRequest, wanted: MeetingButton
    ) -> ChangeOutcome:
        meeting = await self._guard.look(run, request, wanted.meeting)
        if isinstance(meeting, Message):
            return ChangeOutcome(message=meeting)
        person = await self._conversation.who(request.team, request.person)
        version = wanted.version or meeting.version
        again = words.whole_button(meeting)
        refusal = await self._guard.hold(run, request, meeting, version, again)
        if isinstance(refusal, Message):
            return ChangeOutcome(message=refusal)
        if refusal:
            return ChangeOutcome(message=words.changed_meanwhile(refusal, run.now, person.clock))
        case = _Cancellation(
            run=run,
            request=request,
            person=person,
            meeting=meeting,
            here=wanted.here,
        )
        try:
            at_service = await self._where_needed(case)
        except TooOld:
            at_service = words.too_old_to_cancel(meeting, run.now, person.clock)
        if isinstance(at_service, Message):
            return ChangeOutcome(message=at_service)
        return self._done(case, at_service)

    def _done(self, case: _Cancellation, at_service: str) -> ChangeOutcome:
        """It is cancelled; *at_service* is a sentence about what became of it at its service."""
        meeting, now, note = case.meeting, case.run.now, words.cancelled_note(case.person.name)
        before, _ = standing(meeting, now)
        after = replace(
            meeting,
            state="cancelled",
            note=note,
            version=meeting.version + 1,
            tick=meeting.tick + 1,
        )
        case.run.note("meeting cancelled", meeting=meeting.id, by=case.person.id)
        return ChangeOutcome(
            message=words.cancelled(meeting, at_service, now, case.clock),
            writes=[
                self._meetings.cancel(meeting, note),
                self._last_change.cancelled(case.request, meeting, now),
            ],
            jobs=[
                living_card.job(meeting.id, now),
                *tell.jobs(after, "cancelled", case.person.id, now, before=before),
            ],
        )

    async def _where_needed(self, case: _Cancellation) -> str | Message:
        """Cancel it at its service: a sentence about it, or what to say where that failed."""
        meeting = case.meeting
        service = self._services.get(meeting.service)
        if service is None and not case.here:
            not_set_up = words.not_set_up(meeting, case.run.now, case.clock)
            return words.or_here_only(not_set_up, meeting)
        if service is None or case.here or Capability.CANCEL not in service.info.capabilities:
            await still_wanted(case.run, case.request)
            return words.not_deleted_there(meeting) if case.here else words.link_goes_on(meeting)
        return await self._at_service(case, service)

    async def _at_service(self, case: _Cancellation, service: MeetingService) -> str | Message:
        meeting, run = case.meeting, case.run
        retry = ServiceRetry(
            run,
            self._conversation,
            case.request,
            lambda: words.meanwhile(meeting, run.now, case.clock),
            lambda: self._meetings.release_now(run.job.id),
        )
        try:
            return await retry.call(lambda: self._delete(case, service))
        except GaveUp:
            return words.gave_up_cancelling(meeting, run.now, case.clock)
        except MeetingError as error:
            own = is_organizer(meeting, case.request)
            if at := free_at(error, run.now):
                refusal = await busy_until(
                    self._conversation,
                    case.request,
                    error,
                    at,
                    [then_button(words.cancel_button(meeting), at)],
                )
                return words.or_here_only(refusal, meeting)
            if error.needs_sign_in and own:
                raise  # they are asked to sign in, and then it goes on
            if error.concerns_owner and not own:
                refusal = words.not_theirs(meeting, error, run.now, case.clock)
            else:
                refusal = words.refused(meeting, error.message, run.now, case.clock)
        return words.or_here_only(refusal, meeting)

    async def _delete(self, case: _Cancellation, service: MeetingService) -> str:
        """Delete it there with the organizer's account. Idempotent: one that is gone is deleted."""
        meeting = case.meeting
        owner = AccountOwner(meeting.team, meeting.organizer, meeting.service)
        may_have_begun = False

        async def cancel(_marker: str) -> JSON:
            if not may_have_begun:
                await still_wanted(case.run, case.request)
            try:
                await self._services.run(
                    service, owner, partial(service.cancel, meeting_of(meeting))
                )
            except NoSuchMeeting:
                return words.gone_there(meeting)
            return words.deleted_there(meeting)

        async def begun_before(_marker: str) -> JSON:
            nonlocal may_have_begun
            may_have_begun = True
            return None

        return str(await case.run.effect("cancel-at-service", cancel, find=begun_before))
