"""`/meet move design review to friday 4pm`: what it would mean is shown, and one click does it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from calendars.occurrences import Occurrence
from handlers.button_values import MeetingButton, NotOurs, Pick
from handlers.button_values import read as read_value
from handlers.changing import move_words as words
from handlers.changing import series_words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import (
    ChangeDraft,
    MeetingChange,
    PlannedChange,
    Problem,
    Scope,
    plan_change,
)
from handlers.changing.change_dates import date_shown, for_all, is_first, plan_dates
from handlers.changing.choose import LONGEST_CARRIED, ChooseMeeting, Wanted
from handlers.changing.find_meeting import Match
from handlers.changing.said_dates import SaidDates, first_from, said_of
from handlers.changing.series import SeriesDates
from handlers.changing.title_and_time import title_and_time
from handlers.effective_settings import UNSURE, EffectiveSettings
from handlers.making.schedule_words import doubt_sentences
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

    *draft* is the id of the draft that holds the change. *which*: for which dates of a series it is
    is still to be said.
    """

    change: MeetingChange
    doubts: tuple[str, ...]
    draft: str
    which: bool = False


class Move:
    """Shows what moving a meeting would mean, and applies it when the person agrees."""

    def __init__(
        self,
        meetings: Meetings,
        drafts: Drafts,
        settings: EffectiveSettings,
        apply_change: ApplyChange,
        choose: ChooseMeeting,
        series: SeriesDates,
    ) -> None:
        self._series = series
        self._choose = choose
        self._meetings = meetings
        self._drafts = drafts
        self._settings = settings
        self._guard = series.guard
        self._apply_change = apply_change

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`move design review to friday 4pm`: which one, and what it would mean."""
        said = said_of(rest, await self._choose.person(request), request.asked_at)
        coming = await self._choose.coming(run, request)
        meetings, title, time = title_and_time(coming, said.named)
        match = Match(meetings=meetings)
        if not meetings:
            match = await self._choose.match(run, request, title)
        wanted = _wanted(title, time, f"move {rest}", request, said)
        return await self._go_on(run, request, match, wanted)

    async def ordered(
        self, run: Run, request: SlackRequest, named: str, time: str, whole: str
    ) -> Message:
        """An order in other words: move the meeting that is *named* so to *time*.

        *whole* is all that was typed.
        """
        person = await self._choose.person(request)
        said = said_of(named, person, request.asked_at)
        if not said.scope:
            said = replace(said_of(time, person, request.asked_at), named=named)
            time = time if not said.scope else said_of(time, person, request.asked_at).named
        named = said.named
        match = await self._choose.match(run, request, named)
        if _TO.search(time):  # the "to" may be one of the title
            coming = await self._choose.coming(run, request)
            meetings, title, later = title_and_time(coming, f"{named} to {time}")
            if meetings:
                match, named, time = Match(meetings=meetings), title, later
        wanted = _wanted(named, time, whole, request, said)
        return await self._go_on(run, request, match, wanted)

    async def _go_on(
        self, run: Run, request: SlackRequest, match: Match, wanted: Wanted
    ) -> Message:
        chosen = await self._choose.of_match(run, request, match, wanted)
        if isinstance(chosen, Message):
            return chosen
        pick = replace(wanted.do, meeting=chosen.meeting.id, was=chosen.was or wanted.do.was)
        if not pick.scope and chosen.day and chosen.was:
            pick = replace(pick, scope="one")
        return await self.picked(run, request, pick, sure=chosen.sure)

    async def picked(
        self, run: Run, request: SlackRequest, choice: Pick, *, sure: bool = True
    ) -> Message:
        """The meeting was chosen: show what moving it to the time that was typed would mean.

        Where it is *sure* which one is meant, and when, it may be moved at once.
        """
        meeting = await self._guard.look(run, request, choice.meeting)
        if isinstance(meeting, Message):
            return meeting
        person = await self._choose.person(request)
        reading = await self._read(run, request, meeting, person, choice)
        if reading is None:
            return words.not_read(meeting, choice.to, run.now, person.clock)
        change = reading.change
        if reading.which or change.scope:
            return await self._dates(run, request, meeting, person, reading, sure=sure)
        planned = plan_change(meeting, change, run.now)
        if isinstance(planned, Problem):
            start = change.starts_at if planned is Problem.PAST else None
            return words.problem(planned, meeting, run.now, person.clock, start)
        settings = await self._settings.of_person(request.team, request.person)
        if sure and settings.confirm == UNSURE and not (reading.doubts or change.other):
            return await self._apply_change(run, request, change, reading.draft)
        return self._question(run, person, planned, reading)

    async def _dates(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        person: Person,
        reading: _Reading,
        *,
        sure: bool,
    ) -> Message:
        """Show what moving some dates of a series would mean; ask which, where that is open."""
        change, clock, now = reading.change, person.clock, run.now
        shown = series_words.ShownDates(
            change=change,
            clock=clock,
            draft=reading.draft,
            doubts=doubt_sentences(reading.doubts, words.DOUBTS_OF_MOVES, change.other, clock),
            other=words.other_button(meeting, reading.draft, change.other, clock),
        )
        date = date_shown(meeting, change.was, now)
        if reading.which and date:
            if change.starts_at <= now:
                return words.past(meeting, now, clock, change.starts_at)
            return series_words.move_which(meeting, date, shown)
        planned = plan_dates(meeting, change, now)
        if isinstance(planned, Problem):
            return series_words.problem(planned, meeting, change, now, clock)
        settings = await self._settings.of_person(request.team, request.person)
        if sure and settings.confirm == UNSURE and not (reading.doubts or change.other):
            return await self._apply_change(run, request, change, reading.draft)
        return series_words.ask(planned, shown)

    async def pressed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Move* was pressed: in private, to do it; or where no form opened, to be told why."""
        pressed = read_value(value, MeetingButton)
        if pressed.draft:
            return await self.apply_draft(run, request, pressed.draft)
        meeting = await self._guard.look(run, request, pressed.meeting)
        if isinstance(meeting, Message):
            return meeting
        if meeting.repeats:
            return await self._series.which(run, request, meeting, "move", pressed.was)
        return words.for_admin(meeting)

    async def other(self, run: Run, request: SlackRequest, value: str) -> Message:
        """The other reading was pressed."""
        draft = read_value(value, MeetingButton).draft
        return await self.apply_draft(run, request, draft, other=True)

    async def apply_draft(
        self,
        run: Run,
        request: SlackRequest,
        draft: str,
        *,
        other: bool = False,
        scope: Scope | None = None,
    ) -> Message:
        """Apply the change that *draft* holds, once, however often its button is pressed.

        *scope*: for which dates of a series it is, where that was asked; *other*: the other start
        is meant.
        """
        row = await self._drafts.own(draft, request.team, request.person)
        if row is None:
            return words.forgotten()
        waiting = payloads.load(row.body, ChangeDraft)
        change = waiting.change
        if other and change.other is not None:
            change = replace(change, starts_at=change.other, other=None)
        if waiting.which and scope is None:
            return await self._which_of_other(run, request, change)
        if waiting.which and scope is not None:
            change = await self._scoped(run, change, scope)
        match await self._drafts.take(draft, run.job.id):
            case "gone":
                return words.forgotten()
            case "already":
                person = await self._choose.person(request)
                meeting = await self._meetings.by_id(change.meeting)
                return words.already(meeting, run.now, person.clock)
        return await self._apply_change(run, request, change, draft)

    async def _scoped(self, run: Run, change: MeetingChange, scope: Scope) -> MeetingChange:
        """*change* for those dates; where there is no earlier date, all of them are meant."""

        async def decide() -> MeetingChange:
            meeting = await self._meetings.by_id(change.meeting)
            scoped = replace(change, scope=scope)
            if meeting is None or scope == "one":
                return scoped
            first = scope == "later" and is_first(meeting, change.was, run.now)
            return for_all(meeting, change, run.now) if first or not scope else scoped

        load = partial(payloads.load, kind=MeetingChange)
        return await run.decide("which dates", decide, load=load)

    async def _which_of_other(
        self, run: Run, request: SlackRequest, change: MeetingChange
    ) -> Message:
        """The other start was chosen; for which dates is still to be said."""
        meeting = await self._guard.look(run, request, change.meeting)
        if isinstance(meeting, Message):
            return meeting
        reading = _Reading(change=change, doubts=(), draft=f"change-{run.job.id}", which=True)
        body = payloads.dump(ChangeDraft(change=change, which=True))
        await self._drafts.put(reading.draft, request.team, request.person, body, run.now)
        person = await self._choose.person(request)
        return await self._dates(run, request, meeting, person, reading, sure=False)

    async def _read(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        person: Person,
        choice: Pick,
    ) -> _Reading | None:
        """Read the time, once, and store the change for the button; None: there is no time."""
        draft = f"change-{run.job.id}"
        if choice.at is None:
            raise NotOurs("it does not say when it was typed")
        asked_at = choice.at

        async def read() -> ChangeDraft | None:
            was = _date_meant(meeting, choice, run.now)
            change, doubts = _understood(meeting, person, choice.to, asked_at, was, run.now)
            return _for_dates(meeting, change, doubts, choice, run.now) if change else None

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
        return _Reading(
            change=read_once.change,
            doubts=read_once.doubts,
            draft=draft,
            which=read_once.which,
        )

    def _question(
        self, run: Run, person: Person, planned: PlannedChange, reading: _Reading
    ) -> Message:
        if refusal := self._apply_change.objected(planned, run.now, person.clock):
            return refusal
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


def _wanted(named: str, time: str, whole: str, request: SlackRequest, said: SaidDates) -> Wanted:
    to = time[:LONGEST_CARRIED]
    do = Pick(do="move", to=to, at=request.asked_at, was=said.first, scope=said.scope)
    return Wanted(named=named, whole=whole, do=do)


def _for_dates(
    meeting: StoredMeeting,
    change: MeetingChange,
    doubts: tuple[str, ...],
    choice: Pick,
    now: datetime,
) -> ChangeDraft:
    """*change* for the dates of a series that were said, if any were."""
    scope, waiting = choice.scope, ChangeDraft(change=change, doubts=doubts)
    if not meeting.repeats or scope == "all":
        return waiting
    if scope == "later" and is_first(meeting, change.was, now):
        return waiting
    return replace(waiting, change=replace(change, scope=scope), which=not scope)


def _date_meant(meeting: StoredMeeting, choice: Pick, now: datetime) -> Occurrence | None:
    """The date that was said; of a day from which on, the first one then."""
    was = None if choice.scope == "all" else choice.was
    if choice.scope == "later" and meeting.repeats:
        was = first_from(meeting, was, now)
    return date_shown(meeting, was, now)


def _understood(
    meeting: StoredMeeting,
    person: Person,
    time: str,
    asked_at: datetime,
    when: Occurrence | None,
    now: datetime,
) -> tuple[MeetingChange | None, tuple[str, ...]]:
    """What *time* means for *meeting* by the clock of the person who typed it; and the doubts.

    *when* is the date that it is about.
    """
    if when is None:
        return None, ()
    minutes = (when.ends_at - when.starts_at) // timedelta(minutes=1)
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
