"""`/meet move design review to friday 4pm`: what it would mean is shown, and one click does it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from handlers.changing import change_words
from handlers.changing import move_words as words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import MeetingChange, PlannedChange, Problem, plan_change
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.find_meeting import coming_up, title_and_time
from handlers.effective_settings import UNSURE, EffectiveSettings
from handlers.meeting import living_card
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, Person, SlackRequest
from language import MeetingRequest, understand_move
from storage.drafts import Drafts
from storage.meetings import Meetings, StoredMeeting

LONGEST_TIME = 400
"""Characters of the words for a new time that a button carries."""


class Move:
    """Shows what moving a meeting would mean, and hands it on when its person says so."""

    def __init__(
        self,
        conversation: Conversation,
        meetings: Meetings,
        drafts: Drafts,
        settings: EffectiveSettings,
        changeable: ChangeGuard,
        moving: ApplyChange,
    ) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._drafts = drafts
        self._settings = settings
        self._changeable = changeable
        self._moving = moving

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`move design review to friday 4pm`: which one, and what it would mean."""
        coming = await coming_up(self._meetings, request, run.now)
        found, title, time = title_and_time(coming, rest)
        person = await self._conversation.who(request.team, request.person)
        if not found:
            return change_words.none_fits(title, f"move {rest}", coming, run.now, person.zone)
        if len(found) > 1:
            said = {"do": "move", "to": time[:LONGEST_TIME], "at": request.asked_at.isoformat()}
            offered = [(one, change_words.button_value(meeting=one.id, **said)) for one in found]
            return change_words.which_one(title, offered, run.now, person.zone)
        return await self.asked(run, request, found[0].id, time, request.asked_at)

    async def asked(
        self, run: Run, request: SlackRequest, meeting: str, time: str, said_at: datetime
    ) -> Message:
        """Show what moving *meeting* to *time* would mean; *time* was said at *said_at*."""
        kept = await self._changeable.look(run, request, meeting)
        if isinstance(kept, Message):
            return kept
        person = await self._conversation.who(request.team, request.person)
        read = await self._read(run, request, kept, person, time, said_at)
        if read is None:
            return words.not_read(kept, time, run.now, person.zone)
        change, doubts, draft = read
        target = plan_change(kept, change, run.now)
        if isinstance(target, Problem):
            if target is Problem.PAST:
                return words.past(kept, run.now, person.zone, change.starts_at)
            return words.problem(target, kept, run.now, person.zone)
        mine = await self._settings.mine(request.team, request.person)
        if mine.confirm == UNSURE and not doubts and change.other is None:
            return await self._moving(run, request, change, draft)
        return self._shown(run, person, target, change, doubts, draft)

    async def pressed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Move* was pressed: in private, to do it; or where no form opened, to be told why."""
        carried = json.loads(value)
        if "draft" in carried:
            return await self._take(run, request, carried["draft"], other=False)
        kept = await self._changeable.look(run, request, carried["meeting"])
        return kept if isinstance(kept, Message) else words.for_whoever_runs_it(kept)

    async def other(self, run: Run, request: SlackRequest, value: str) -> Message:
        """The other reading was pressed."""
        return await self._take(run, request, json.loads(value)["draft"], other=True)

    async def _take(self, run: Run, request: SlackRequest, draft: str, *, other: bool) -> Message:
        """Do what was kept under *draft*, once, however often its button is pressed."""
        stored = await self._drafts.own(draft, request.team, request.person)
        if stored is None:
            return words.forgotten()
        change = payloads.load(stored.body, ChangeDraft).change
        if other and change.other is not None:
            change = replace(change, starts_at=change.other, other=None)
        match await self._drafts.take(draft, run.job.id):
            case "gone":
                return words.forgotten()
            case "already":
                person = await self._conversation.who(request.team, request.person)
                meeting = await self._meetings.by_id(change.meeting)
                return words.already(meeting, run.now, person.zone)
        return await self._moving(run, request, change, draft)

    async def _read(
        self,
        run: Run,
        request: SlackRequest,
        kept: StoredMeeting,
        person: Person,
        time: str,
        said_at: datetime,
    ) -> tuple[MeetingChange, tuple[str, ...], str] | None:
        """Read *time*, once, and keep what was read for the button; none: there is no time in it.

        Gives the change, what is doubtful about it, and where it is kept.
        """
        draft = f"change-{run.job.id}"

        async def read() -> ChangeDraft | None:
            change, doubts = _understood(kept, person, time, said_at, run.now)
            return ChangeDraft(change=change, doubts=doubts) if change else None

        def rows(read: ChangeDraft | None) -> list[Write]:
            if read is None:
                return []
            body = payloads.dump(read)
            return [self._drafts.put_write(draft, request.team, request.person, body, run.now)]

        def load(body: JSON) -> ChangeDraft | None:
            return payloads.load(body, ChangeDraft) if body else None

        understood = await run.decide("read", read, also=rows, load=load)
        return (understood.change, understood.doubts, draft) if understood else None

    def _shown(
        self,
        run: Run,
        person: Person,
        target: PlannedChange,
        change: MeetingChange,
        doubts: tuple[str, ...],
        draft: str,
    ) -> Message:
        before, _ = living_card.standing(target.before, run.now)
        after, _ = living_card.standing(target.after, run.now)
        if before is None or after is None:
            raise LookupError(f"meeting {target.before.id} has no time")
        shown = words.ShownChange(
            kept=target.before,
            before=before,
            after=after,
            draft=draft,
            now=run.now,
            zone=person.zone,
        )
        replaced = self._moving.replaces(target.before)
        there = words.link_would_change(target.before) if replaced else ""
        return words.move_this(shown, doubts, change.other, there)


def _understood(
    kept: StoredMeeting, person: Person, time: str, said_at: datetime, now: datetime
) -> tuple[MeetingChange | None, tuple[str, ...]]:
    """What *time* says of *kept*, by the clock of whoever said it."""
    when, _ = living_card.standing(kept, now)
    if when is None or kept.lasts is None:
        return None, ()
    minutes = kept.lasts // timedelta(minutes=1)
    wish = understand_move(time, when.starts_at, minutes, said_at, person.zone, person.locale)
    if wish.start is None:
        return None, ()
    change = MeetingChange(
        meeting=kept.id,
        version=kept.version,
        was=when.starts_at,
        starts_at=wish.start,
        minutes=wish.minutes or minutes,
        other=_to_come(wish, now),
    )
    return change, (*wish.uncertain, "repeat") if wish.rrule else wish.uncertain


def _to_come(wish: MeetingRequest, now: datetime) -> datetime | None:
    """The other reading, unless it is over."""
    return wish.other if wish.other and wish.other > now else None
