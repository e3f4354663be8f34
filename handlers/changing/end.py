"""Ending a meeting that is running: its card says so, and its service is told where it can be."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from handlers.button_values import MeetingButton, Pick
from handlers.changing import change_words, edit_words
from handlers.changing.at_service import new_meeting_like
from handlers.changing.change_guard import ChangeGuard, ChangeOutcome, once
from handlers.changing.choose import ChooseMeeting, Wanted
from handlers.changing.last_change import LastChanges
from handlers.coming import timers
from handlers.meeting import living_card
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import CardState, Message, Person, SlackRequest
from handlers.stored_meetings import meeting_of
from handlers.words import quote
from meetings.abilities import EndsMeetings
from meetings.errors import MeetingError
from meetings.service import Capability, MeetingService
from storage.meetings import Meetings, StoredMeeting

SHORTEST = timedelta(minutes=1)
"""A meeting that is ended earlier lasts that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """One press of *End meeting*, by *person*; *after* is the meeting as it is then."""

    run: Run
    request: SlackRequest
    person: Person
    meeting: StoredMeeting
    after: StoredMeeting

    @property
    def owner(self) -> AccountOwner:
        """Whose account is used."""
        return AccountOwner(self.meeting.team, self.meeting.organizer, self.meeting.service)


class EndMeeting:
    """Ends running meetings. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        guard: ChangeGuard,
        choose: ChooseMeeting,
        last_change: LastChanges,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._guard = guard
        self._choose = choose
        self._last_change = last_change

    async def __call__(self, run: Run, request: SlackRequest, named: str) -> Message:
        """`end the retro`: which one; nothing is ended yet."""
        wanted = Wanted(named=named, whole=f"end {named}", do=Pick(do="end"))
        return await self._choose.then(
            run, request, wanted, lambda chosen: self._asked(run, request, chosen.meeting.id)
        )

    async def picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        """The meeting was chosen by a button."""
        return await self._asked(run, request, choice.meeting)

    async def _asked(self, run: Run, request: SlackRequest, meeting_id: str) -> Message:
        meeting = await self._guard.look(run, request, meeting_id, end=True)
        if isinstance(meeting, Message):
            return meeting
        clock = (await self._conversation.who(request.team, request.person)).clock
        state = standing(meeting, run.now)[1]
        if state not in (CardState.RUNNING, CardState.NOW):
            return edit_words.not_begun(meeting, run.now, clock)
        if meeting.repeats:
            return edit_words.ends_alone(meeting, run.now, clock)
        return edit_words.end_this(meeting, run.now, clock)

    async def pressed(self, run: Run, request: SlackRequest, pressed: MeetingButton) -> Message:
        """*End meeting* was pressed."""

        async def work() -> ChangeOutcome:
            return await self._end(run, request, pressed.end, pressed.version or 0)

        return await once(run, "end", work)

    async def _end(
        self, run: Run, request: SlackRequest, meeting_id: str, version: int
    ) -> ChangeOutcome:
        meeting = await self._guard.look(run, request, meeting_id, end=True)
        if isinstance(meeting, Message):
            return ChangeOutcome(message=meeting)
        person = await self._conversation.who(request.team, request.person)
        refusal = await self._guard.hold(run, request, meeting, version)
        if isinstance(refusal, Message):
            return ChangeOutcome(message=refusal)
        if refusal:
            changed = change_words.ask_again(refusal, run.now, person.clock)
            return ChangeOutcome(message=changed)
        seen_at = await self._guard.seen_at(run)
        if meeting.starts_at is None or meeting.starts_at > seen_at or meeting.repeats:
            not_begun = edit_words.not_begun(meeting, run.now, person.clock)
            return ChangeOutcome(message=not_begun)
        lasts = seen_at - meeting.starts_at
        if meeting.wall is not None:  # its plan has whole minutes
            lasts = max(lasts // SHORTEST * SHORTEST, SHORTEST)
        note = edit_words.ended_note(person.name)
        after = replace(meeting, lasts=lasts, ends_at=meeting.starts_at + lasts, note=note)
        end = _End(run=run, request=request, person=person, meeting=meeting, after=after)
        return self._done(end, await self._at_service(end))

    def _done(self, end: _End, at_service: str) -> ChangeOutcome:
        now, meeting = end.run.now, end.meeting
        stored = replace(end.after, version=meeting.version + 1, tick=meeting.tick + 1)
        end.run.note("meeting ended", meeting=meeting.id, by=end.person.id)
        return ChangeOutcome(
            message=edit_words.ended(meeting, at_service),
            writes=[
                self._meetings.change(end.after, end.meeting),
                self._last_change.ended(end.request, meeting, now),
            ],
            jobs=[timers.job(stored, now), living_card.job(meeting.id, now)],
        )

    async def _at_service(self, end: _End) -> str:
        """Tell the service the new end; a sentence about it. It ends here all the same."""
        service = self._services.get(end.meeting.service)
        title = change_words.service_of(end.meeting)
        stays = f"Anyone still in it on {title} can stay until they leave."
        needed = {Capability.SCHEDULE, Capability.CHANGE}
        if service is None:
            return stays
        if isinstance(service, EndsMeetings):
            tell, told = (
                partial(self._stop, end, service, service),
                f"It has ended on {title}, too.",
            )
        elif end.meeting.wall is not None and needed <= service.info.capabilities:
            tell = partial(self._change, end, service)
            told = f"{title} shows the new end. {stays}"
        else:
            return stays

        async def tell_service(marker: str) -> str:
            try:
                await tell(marker)
            except MeetingError as error:
                return f"I could not tell {title}: {quote(error.message)}"
            return told

        return await end.run.effect("end-at-service", tell_service)

    async def _stop(
        self, end: _End, service: MeetingService, ends: EndsMeetings, _marker: str
    ) -> None:
        await self._services.run(service, end.owner, partial(ends.end, meeting_of(end.meeting)))

    async def _change(self, end: _End, service: MeetingService, marker: str) -> None:
        meeting = end.meeting
        new_meeting = await new_meeting_like(self._conversation, end.after, service.info)
        change = partial(service.change, meeting_of(meeting), new_meeting(marker))
        await self._services.run(service, end.owner, change)
