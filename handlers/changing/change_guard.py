"""Guards of every change: may this person change the meeting now, one change at a time, once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from handlers.backoff import Backoff
from handlers.changing import change_words as words
from handlers.meeting.standing import standing
from handlers.replay import Later, Run
from handlers.slack_port import Conversation
from handlers.slack_types import Button, CardState, Message, SlackRequest
from handlers.stored_meetings import is_organizer
from storage import payloads
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

TURN_WITHIN = timedelta(seconds=75)
"""How long a second wish of one person waits until the first is done."""

TURN = Backoff(share=0.25, shortest=timedelta(seconds=0.5), longest=timedelta(seconds=3))


class ChangeGuard:
    """Checks that a person may change a meeting, and that nobody else is changing it."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings

    async def seen_at(self, run: Run) -> datetime:
        """When this request first looked at the meeting; the same in every replay.

        A meeting that was still to come then may be changed: a change that has reached the service
        is stored and told however long that takes.
        """
        return await run.first_time("seen")

    async def look(
        self, run: Run, request: SlackRequest, meeting_id: str, *, end: bool = False
    ) -> StoredMeeting | Message:
        """The meeting, if the person who asked may change it; else what to tell them.

        To *end* one it needs no set time.
        """
        seen_at = await self.seen_at(run)
        meeting = await self._meetings.in_team(request.team, meeting_id)
        if meeting is None:
            return words.unknown()
        if meeting.state == "cancelled":
            return words.cancelled_already(meeting)
        when, state = standing(meeting, seen_at)
        if when is None and not end:
            return words.has_no_time(meeting)
        if state is CardState.ENDED:
            return words.over(meeting)
        if not is_organizer(meeting, request) and not await self._is_admin(run, request):
            return words.not_yours(meeting)
        return meeting

    async def may_change(self, request: SlackRequest, meeting: StoredMeeting) -> bool:
        """Whether who presses is its organizer, or an admin of the workspace by now."""
        return is_organizer(meeting, request) or await self._conversation.is_admin(request.person)

    async def _is_admin(self, run: Run, request: SlackRequest) -> bool:
        """Asked of Slack once, so that what an admin began is not left half done."""

        async def ask() -> bool:
            return await self._conversation.is_admin(request.person)

        return await run.decide("admin", ask)

    async def hold(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        version: int,
        again: Button | None = None,
    ) -> Message | StoredMeeting | None:
        """Let no other job change *meeting* until this one ends. None: it is held.

        A message to tell the person: it cannot be held, perhaps with the button *again*. A meeting:
        as it is now, because it was changed after *version*.
        """
        match await self._meetings.lock(meeting.id, run.job.id, version):
            case "locked":
                return None
            case "busy":
                return await self._wait_for_turn(run, request, meeting, again)
        latest = await self._meetings.by_id(meeting.id)
        if latest is None:
            return words.unknown()
        return words.cancelled_already(latest) if latest.state == "cancelled" else latest

    async def _wait_for_turn(
        self, run: Run, request: SlackRequest, meeting: StoredMeeting, again: Button | None
    ) -> Message:
        """Wait for a change by the same person, or by the bot itself; one by others is told."""
        by = await self._meetings.who_is_changing(meeting.id)
        if by is None:
            raise run.soon("the change that came first is done by now")
        waited = abs(run.now - request.asked_at)
        if by and by != request.person:
            return words.being_changed(meeting, by)
        if waited < TURN_WITHIN:
            pause = TURN.pause(TimeoutError(), waited)
            raise Later(run.now + pause, "the change that came first is not done yet")
        return words.still_changing(meeting, again, own=bool(by))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """*message* is for the person who asked; it, *writes* and *jobs* are one transaction."""

    message: Message
    writes: Sequence[Write] = ()
    jobs: Sequence[NewJob] = ()


async def once(run: Run, name: str, work: Callable[[], Awaitable[ChangeOutcome]]) -> Message:
    """Do *work* and return its message; every replay returns the message of the first time.

    *work* begins again after a crash: each effect in it is a step of its own.
    """
    outcomes: list[ChangeOutcome] = []

    async def decide() -> Message:
        outcomes.append(await work())
        return outcomes[-1].message

    return await run.decide(
        name,
        decide,
        also=lambda _: outcomes[-1].writes,
        jobs=lambda _: outcomes[-1].jobs,
        load=partial(payloads.load, kind=Message),
    )
