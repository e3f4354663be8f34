"""Renaming, adding and removing people, extending and shortening: shown, and done by one click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, TypeAlias, cast

from calendars.occurrences import Occurrence
from handlers.button_values import NotOurs, Pick
from handlers.changing import edit_words as words
from handlers.changing import move_words, series_words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import (
    ChangeDraft,
    MeetingChange,
    PlannedChange,
    Problem,
    plan_change,
)
from handlers.changing.change_dates import date_shown, plan_dates, renewal
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.choose import LONGEST_CARRIED, ChooseMeeting, Wanted
from handlers.changing.find_meeting import Match
from handlers.changing.title_and_time import title_and_time
from handlers.making import groups
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, SlackRequest
from handlers.words import plain
from language import understand, understand_move
from storage import payloads
from storage.drafts import Drafts
from storage.meetings import StoredMeeting

EditVerb: TypeAlias = Literal["rename", "add", "remove", "extend", "shorten"]

LABELS: Final[Mapping[str, str]] = {
    "rename": "Rename",
    "add": "Add",
    "remove": "Remove",
    "extend": "Extend",
    "shorten": "Shorten",
}
"""The label of the button that does it."""

_MOST_PEOPLE = 50
"""People of one meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be changed: *named* is the meeting as it was typed.

    *people* are those to be added or removed, *title* is the new one, *length* the words for how
    long; *whole_length*: they say how long it is to be, not by how much it changes. *whole* is
    all that was typed.
    """

    verb: EditVerb
    named: str
    people: str = ""
    title: str = ""
    length: str = ""
    whole_length: bool = False
    whole: str = ""


class EditMeeting:
    """Shows what would be changed, with the button that does it. ``ApplyChange`` does it."""

    def __init__(
        self,
        conversation: Conversation,
        drafts: Drafts,
        guard: ChangeGuard,
        choose: ChooseMeeting,
        apply_change: ApplyChange,
    ) -> None:
        self._apply_change = apply_change
        self._conversation = conversation
        self._drafts = drafts
        self._guard = guard
        self._choose = choose

    async def __call__(self, run: Run, request: SlackRequest, edit: Edit) -> Message:
        """Find the meeting, and show what would be changed."""
        match = await self._choose.match(run, request, edit.named)
        if edit.verb == "rename" and " to " in f" {edit.title} ":
            coming = await self._choose.coming(run, request)
            match, edit = _with_longest_title(match, edit, coming)
        wanted = Wanted(named=edit.named, whole=edit.whole, do=_carried(edit, request))
        chosen = await self._choose.of_match(run, request, match, wanted)
        if isinstance(chosen, Message):
            return chosen
        choice = replace(wanted.do, meeting=chosen.meeting.id, was=chosen.was)
        if chosen.day and chosen.was:
            choice = replace(choice, scope="one")
        return await self._asked(run, request, choice, edit)

    async def picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        """The meeting was chosen by a button."""
        edit = Edit(
            verb=cast("EditVerb", choice.do),
            named="",
            people=choice.people,
            title=choice.title,
            length=choice.length,
            whole_length=choice.whole,
        )
        return await self._asked(run, request, choice, edit)

    async def _asked(self, run: Run, request: SlackRequest, choice: Pick, edit: Edit) -> Message:
        if choice.at is None:
            raise NotOurs("it does not say when it was typed")
        meeting = await self._guard.look(run, request, choice.meeting)
        if isinstance(meeting, Message):
            return meeting
        person = await self._conversation.who(request.team, request.person)
        date = None
        if choice.scope == "one" and edit.verb in ("extend", "shorten") and meeting.repeats:
            date = date_shown(meeting, choice.was, run.now)
        wanted = _change(meeting, edit, person, _unchanged(meeting, date, run.now), choice.at)
        if isinstance(wanted, Message):
            return wanted
        return await self.shown(run, request, meeting, wanted)

    async def renew(self, run: Run, request: SlackRequest, meeting_id: str) -> Message:
        """*Renew* was pressed: show how a series that ends could go on, as long again."""
        meeting = await self._guard.look(run, request, meeting_id)
        if isinstance(meeting, Message):
            return meeting
        wanted = renewal(meeting, run.now)
        if wanted is None:
            return words.ends_not(meeting)
        return await self.shown(run, request, meeting, wanted)

    async def shown(
        self, run: Run, request: SlackRequest, meeting: StoredMeeting, wanted: MeetingChange
    ) -> Message:
        """Show what *wanted* would change, with the button that does it."""
        person = await self._conversation.who(request.team, request.person)
        draft, change = await self._stored(run, request, wanted)
        if change.scope:
            return _of_dates(meeting, change, draft, run.now, person)
        planned = plan_change(meeting, change, run.now)
        if isinstance(planned, Problem):
            return move_words.problem(planned, meeting, run.now, person.clock)
        if refusal := self._apply_change.objected(planned, run.now, person.clock):
            return refusal
        return _question(planned, change, draft, run.now, person)

    async def _stored(
        self, run: Run, request: SlackRequest, wanted: MeetingChange
    ) -> tuple[str, MeetingChange]:
        """Store the change for the button; in a replay, return the one that was stored."""
        draft = f"change-{run.job.id}"

        async def read() -> ChangeDraft:
            return ChangeDraft(change=wanted)

        stored = await run.decide(
            "read",
            read,
            also=lambda body: [
                self._drafts.put_write(
                    draft, request.team, request.person, payloads.dump(body), run.now
                )
            ],
            load=partial(payloads.load, kind=ChangeDraft),
        )
        return draft, stored.change


def _carried(edit: Edit, request: SlackRequest) -> Pick:
    """What a button carries of *edit*, until it is known which meeting is meant."""
    return Pick(
        do=edit.verb,
        people=edit.people[:LONGEST_CARRIED],
        title=edit.title[:LONGEST_CARRIED],
        length=edit.length[:LONGEST_CARRIED],
        whole=edit.whole_length,
        at=request.asked_at,
    )


def _with_longest_title(
    match: Match, edit: Edit, coming: Sequence[StoredMeeting]
) -> tuple[Match, Edit]:
    """Read "rename intro to python to basics": a title may have a "to" of its own."""
    meetings, named, title = title_and_time(coming, f"{edit.named} to {edit.title}")
    if not meetings:
        return match, edit
    return Match(meetings=meetings), replace(edit, named=named, title=title)


def _of_dates(
    meeting: StoredMeeting, change: MeetingChange, draft: str, now: datetime, person: Person
) -> Message:
    """Show what would be changed of one date of a series."""
    planned = plan_dates(meeting, change, now)
    if isinstance(planned, Problem):
        return series_words.problem(planned, meeting, change, now, person.clock)
    shown = series_words.ShownDates(change=change, clock=person.clock, draft=draft)
    return series_words.ask(planned, shown)


def _unchanged(
    meeting: StoredMeeting, date: Occurrence | None, now: datetime
) -> MeetingChange | None:
    """A change of nothing yet, of the meeting or of one *date* of it; None: it has no time."""
    when, _ = standing(meeting, now)
    if when is None or meeting.lasts is None:
        return None
    starts_at, lasts = when.starts_at, meeting.lasts
    if date:
        starts_at, lasts = date.starts_at, date.ends_at - date.starts_at
    return MeetingChange(
        meeting=meeting.id,
        version=meeting.version,
        was=starts_at,
        starts_at=starts_at,
        minutes=lasts // timedelta(minutes=1),
        scope="one" if date else "",
    )


def _change(
    meeting: StoredMeeting,
    edit: Edit,
    person: Person,
    unchanged: MeetingChange | None,
    asked_at: datetime,
) -> MeetingChange | Message:
    """The change that *edit* means for *meeting*, or what to say instead."""
    if unchanged is None:
        return words.what_length(meeting)
    unchanged = replace(unchanged, verb=LABELS[edit.verb])
    match edit.verb:
        case "rename":
            title = plain(edit.title).strip('"“”„»« ')
            return replace(unchanged, title=title) if title else words.what_title(meeting)
        case "add" | "remove":
            return _people(meeting, edit, person, asked_at, unchanged)
    return _length(meeting, edit, person, asked_at, unchanged)


def _people(
    meeting: StoredMeeting,
    edit: Edit,
    person: Person,
    asked_at: datetime,
    unchanged: MeetingChange,
) -> MeetingChange | Message:
    said = understand(f"x with {edit.people}", asked_at, person.zone, person.locale).people
    named = groups.named(said, edit.people).people
    if not named:
        return words.who_is_that(edit.people, add=edit.verb == "add")
    people = list(meeting.people)
    if edit.verb == "add":
        new = [name for name in named if name not in people and name != meeting.organizer]
        if not new:
            return words.all_named(meeting, named)
        people = [*people, *new[: max(0, _MOST_PEOPLE - len(people))]]
    else:
        if not set(named) & set(people):
            return words.none_named(meeting, named)
        people = [name for name in people if name not in named]
    return replace(unchanged, people=tuple(people), shown=tuple(meeting.people))


def _length(
    meeting: StoredMeeting,
    edit: Edit,
    person: Person,
    asked_at: datetime,
    unchanged: MeetingChange,
) -> MeetingChange | Message:
    """How long it is to be: by so much more or less, so long in all, or until then."""
    starts_at, minutes = unchanged.was, unchanged.minutes
    if not edit.length:
        return words.what_length(meeting)
    reading = understand_move(edit.length, starts_at, minutes, asked_at, person.zone, person.locale)
    if reading.start is None:
        return words.what_length(meeting)
    if reading.start != starts_at:  # "until 4pm"
        total = (reading.start - starts_at) // timedelta(minutes=1)
    else:
        amount = reading.minutes or 0
        sign = 1 if edit.verb == "extend" else -1
        total = amount if edit.whole_length else minutes + sign * amount
    longer = total > minutes
    if total <= 0 or longer is not (edit.verb == "extend"):
        return words.wrong_length(meeting, LABELS[edit.verb].lower())
    return replace(unchanged, minutes=total)


def _question(
    planned: PlannedChange, change: MeetingChange, draft: str, now: datetime, person: Person
) -> Message:
    before, _ = standing(planned.before, now)
    after, _ = standing(planned.after, now)
    shown = move_words.ShownChange(
        meeting=planned.before,
        before=cast("Any", before),
        after=cast("Any", after),
        draft=draft,
        clock=person.clock,
    )
    return words.change_this(shown, planned.after, change.verb)
