"""`/meet move design review to friday 4pm`: what it would mean is shown, and one click does it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from handlers.button_values import MeetingButton, NotOurs, Pick
from handlers.button_values import read as read_value
from handlers.changing import move_words as words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import ChangeDraft, MeetingChange, PlannedChange, Problem, plan_change
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.choose import LONGEST_CARRIED, ChooseMeeting, Wanted
from handlers.changing.find_meeting import Match
from handlers.changing.title_and_time import title_and_time
from handlers.effective_settings import UNSURE, EffectiveSettings
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.slack_types import JSON, Message, Person, SlackRequest
from language import understand_move
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import Write
from storage.meetings import Meetings, StoredMeeting

_TO: Final = re.compile(r"\bto\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was understood of a new time; *doubts* are codes of ``MeetingRequest.uncertain``.

    *draft* is the id of the draft that holds the change.
    """

    change: MeetingChange
    doubts: tuple[str, ...]
    draft: str


class Move:
    """Shows what moving a meeting would mean, and applies it when the person agrees."""

    def __init__(
        self,
        meetings: Meetings,
        drafts: Drafts,
        settings: EffectiveSettings,
        guard: ChangeGuard,
        apply_change: ApplyChange,
        choose: ChooseMeeting,
    ) -> None:
        self._choose = choose
        self._meetings = meetings
        self._drafts = drafts
        self._settings = settings
        self._guard = guard
        self._apply_change = apply_change

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`move design review to friday 4pm`: which one, and what it would mean."""
        coming = await self._choose.coming(run, request)
        meetings, title, time = title_and_time(coming, rest)
        match = Match(meetings=meetings)
        if not meetings:
            match = await self._choose.match(run, request, title)
        wanted = _wanted(title, time, f"move {rest}", request)
        return await self._go_on(run, request, match, wanted, time)

    async def ordered(
        self, run: Run, request: SlackRequest, named: str, time: str, whole: str
    ) -> Message:
        """An order in other words: move the meeting that is *named* so to *time*.

        *whole* is all that was typed.
        """
        match = await self._choose.match(run, request, named)
        if _TO.search(time):  # the "to" may be one of the title
            coming = await self._choose.coming(run, request)
            meetings, title, later = title_and_time(coming, f"{named} to {time}")
            if meetings:
                match, named, time = Match(meetings=meetings), title, later
        wanted = _wanted(named, time, whole, request)
        return await self._go_on(run, request, match, wanted, time)

    async def _go_on(
        self, run: Run, request: SlackRequest, match: Match, wanted: Wanted, time: str
    ) -> Message:
        chosen = await self._choose.of_match(run, request, match, wanted)
        if isinstance(chosen, Message):
            return chosen
        sure = chosen.sure
        return await self.asked(run, request, chosen.meeting.id, time, request.asked_at, sure=sure)

    async def picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        """The meeting was chosen by a button."""
        if choice.at is None:
            raise NotOurs("it does not say when it was typed")
        return await self.asked(run, request, choice.meeting, choice.to, choice.at)

    async def asked(
        self,
        run: Run,
        request: SlackRequest,
        meeting_id: str,
        time: str,
        asked_at: datetime,
        *,
        sure: bool = True,
    ) -> Message:
        """Show what moving the meeting to *time*, as typed at *asked_at*, would mean.

        Where it is *sure* which one is meant, and when, it may be moved at once.
        """
        meeting = await self._guard.look(run, request, meeting_id)
        if isinstance(meeting, Message):
            return meeting
        person = await self._choose.person(request)
        reading = await self._read(run, request, meeting, person, time, asked_at)
        if reading is None:
            return words.not_read(meeting, time, run.now, person.clock)
        change = reading.change
        planned = plan_change(meeting, change, run.now)
        if isinstance(planned, Problem):
            if planned is Problem.PAST:
                return words.past(meeting, run.now, person.clock, change.starts_at)
            return words.problem(planned, meeting, run.now, person.clock)
        settings = await self._settings.of_person(request.team, request.person)
        if sure and settings.confirm == UNSURE and not (reading.doubts or change.other):
            return await self._apply_change(run, request, change, reading.draft)
        return self._question(run, person, planned, reading)

    async def pressed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Move* was pressed: in private, to do it; or where no form opened, to be told why."""
        pressed = read_value(value, MeetingButton)
        if pressed.draft:
            return await self.apply_draft(run, request, pressed.draft)
        meeting = await self._guard.look(run, request, pressed.meeting)
        return meeting if isinstance(meeting, Message) else words.for_admin(meeting)

    async def other(self, run: Run, request: SlackRequest, value: str) -> Message:
        """The other reading was pressed."""
        draft = read_value(value, MeetingButton).draft
        return await self.apply_draft(run, request, draft, other=True)

    async def apply_draft(
        self, run: Run, request: SlackRequest, draft: str, *, other: bool = False
    ) -> Message:
        """Apply the change that *draft* holds, once, however often its button is pressed."""
        row = await self._drafts.own(draft, request.team, request.person)
        if row is None:
            return words.forgotten()
        change = payloads.load(row.body, ChangeDraft).change
        if other and change.other is not None:
            change = replace(change, starts_at=change.other, other=None)
        match await self._drafts.take(draft, run.job.id):
            case "gone":
                return words.forgotten()
            case "already":
                person = await self._choose.person(request)
                meeting = await self._meetings.by_id(change.meeting)
                return words.already(meeting, run.now, person.clock)
        return await self._apply_change(run, request, change, draft)

    async def _read(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        person: Person,
        time: str,
        asked_at: datetime,
    ) -> _Reading | None:
        """Read *time*, once, and store the change for the button; None: there is no time in it."""
        draft = f"change-{run.job.id}"

        async def read() -> ChangeDraft | None:
            change, doubts = _understood(meeting, person, time, asked_at, run.now)
            return ChangeDraft(change=change, doubts=doubts) if change else None

        def writes(read: ChangeDraft | None) -> list[Write]:
            if read is None:
                return []
            body = payloads.dump(read)
            return [self._drafts.put_write(draft, request.team, request.person, body, run.now)]

        def load(body: JSON) -> ChangeDraft | None:
            return payloads.load(body, ChangeDraft) if body else None

        read_once = await run.decide("read", read, also=writes, load=load)
        if read_once is None:
            return None
        return _Reading(change=read_once.change, doubts=read_once.doubts, draft=draft)

    def _question(
        self, run: Run, person: Person, planned: PlannedChange, reading: _Reading
    ) -> Message:
        before, _ = standing(planned.before, run.now)
        after, _ = standing(planned.after, run.now)
        if before is None or after is None:
            raise LookupError(f"meeting {planned.before.id} has no time")
        shown = words.ShownChange(
            meeting=planned.before,
            before=before,
            after=after,
            draft=reading.draft,
            clock=person.clock,
        )
        new_link = self._apply_change.changes_link(planned.before)
        at_service = words.link_would_change(planned.before) if new_link else ""
        return words.move_this(shown, reading.doubts, reading.change.other, at_service)


def _wanted(named: str, time: str, whole: str, request: SlackRequest) -> Wanted:
    do = Pick(do="move", to=time[:LONGEST_CARRIED], at=request.asked_at)
    return Wanted(named=named, whole=whole, do=do)


def _understood(
    meeting: StoredMeeting, person: Person, time: str, asked_at: datetime, now: datetime
) -> tuple[MeetingChange | None, tuple[str, ...]]:
    """What *time* means for *meeting* by the clock of the person who typed it; and the doubts."""
    when, _ = standing(meeting, now)
    if when is None or meeting.lasts is None:
        return None, ()
    minutes = meeting.lasts // timedelta(minutes=1)
    wanted = understand_move(time, when.starts_at, minutes, asked_at, person.zone, person.locale)
    if wanted.start is None:
        return None, ()
    change = MeetingChange(
        meeting=meeting.id,
        version=meeting.version,
        was=when.starts_at,
        starts_at=wanted.start,
        minutes=wanted.minutes or minutes,
        other=wanted.other if wanted.other and wanted.other > now else None,
    )
    return change, (*wanted.uncertain, "repeat") if wanted.rrule else wanted.uncertain
