"""Guards of every change: may this person change the meeting now, one change at a time, once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from handlers.changing import change_words as words
from handlers.meeting.living_card import standing
from handlers.remembered import is_organizer
from handlers.replay import Later, Run
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Button, CardState, Message, SlackRequest
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

SAME_PERSON_WAITS = timedelta(seconds=10)
"""How long a second click of one person waits for what comes of the first."""


class ChangeGuard:
    """Looks at a meeting on behalf of whoever wants to change it."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings

    async def seen_at(self, run: Run) -> datetime:
        """When the meeting was first looked at, in every replay: what was to come then may be done.

        A change that reached the service is told and remembered however long that takes.
        """
        return await run.first_time("seen")

    async def look(self, run: Run, request: SlackRequest, meeting: str) -> StoredMeeting | Message:
        """The meeting, if *request* comes from somebody who may change it; else what to say."""
        seen_at = await self.seen_at(run)
        kept = await self._meetings.by_id(meeting)
        if kept is None or kept.team != request.team:
            return words.unknown()
        if kept.state == "cancelled":
            return words.cancelled_already(kept)
        when, state = standing(kept, seen_at)
        if when is None:
            return words.has_no_time(kept)
        if state is CardState.ENDED:
            return words.over(kept)
        if not is_organizer(kept, request) and not await self._runs_the_workspace(run, request):
            return words.not_yours(kept)
        return kept

    async def _runs_the_workspace(self, run: Run, request: SlackRequest) -> bool:
        """Asked of Slack once: what was begun by an admin is not left half done."""

        async def look() -> JSON:
            return await self._conversation.is_admin(request.person)

        return bool(await run.decide("admin", look))

    async def hold(
        self, run: Run, request: SlackRequest, kept: StoredMeeting, version: int
    ) -> Message | StoredMeeting | None:
        """Let nobody else change *kept* until the job ends. None: it is held.

        A whisper: it cannot be had. A meeting: it is not any more what *version* was.
        """
        match await self._meetings.hold(kept.id, run.job.id, version):
            case "held":
                return None
            case "taken":
                by = await self._meetings.holding(kept.id)
                if by == request.person and run.now < request.asked_at + SAME_PERSON_WAITS:
                    raise run.soon("the same person's other click comes first")
                return words.being_changed(kept, by, request.person)
        now_is = await self._meetings.by_id(kept.id)
        if now_is is None:
            return words.unknown()
        return words.cancelled_already(now_is) if now_is.state == "cancelled" else now_is


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """*said* is for the person who asked; *writes* and *jobs* go into one transaction with it."""

    said: Message
    writes: Sequence[Write] = ()
    jobs: Sequence[NewJob] = ()


async def once(run: Run, name: str, work: Callable[[], Awaitable[ChangeOutcome]]) -> Message:
    """Do *work*, and say in every replay what was said of it the first time.

    *work* is begun again after a crash: what it does outside has its own steps.
    """
    came: list[ChangeOutcome] = []

    async def decide() -> Message:
        came.append(await work())
        return came[-1].said

    return await run.decide(
        name,
        decide,
        also=lambda _: came[-1].writes,
        jobs=lambda _: came[-1].jobs,
        load=partial(payloads.load, kind=Message),
    )
