"""One meeting is chosen by what was typed, or the person is asked which one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from handlers.button_values import NotOurs, Pick, read, written
from handlers.changing import change_words as words
from handlers.changing.find_meeting import Asker, Match, coming_up, find, typed_title
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, SlackRequest
from storage.meetings import Meetings, StoredMeeting

LONGEST_CARRIED = 400
"""Characters of what was typed that a button carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The meeting; not *sure* where it was guessed from a slip, or from "it".

    *was* is the start of the date of a series that was said; *day*: its day was said.
    """

    meeting: StoredMeeting
    sure: bool = True
    was: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A meeting as it was *named*; *whole* is all that was typed after `/meet`.

    *do* says what to do with the meeting once it was chosen: a button carries it.
    """

    named: str
    whole: str
    do: Pick


GoOn: TypeAlias = Callable[[Run, SlackRequest, Pick], Awaitable[Message | None]]
"""Goes on with what a button of the question "which one?" carries."""


class ChooseMeeting:
    """Finds the meeting that a person names, among those that are coming up for them or here."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings

    async def person(self, request: SlackRequest) -> Person:
        """Who is asking."""
        return await self._conversation.who(request.team, request.person)

    async def coming(self, run: Run, request: SlackRequest) -> Sequence[StoredMeeting]:
        """What is running or coming up, the soonest first."""
        return await coming_up(self._meetings, request, run.now)

    async def organized(self, request: SlackRequest) -> list[StoredMeeting]:
        """The person's own meetings that were not cancelled, the newest first."""
        rows = await self._meetings.of_organizer(request.team, request.person)
        return [meeting for meeting in rows if meeting.state == "made"]

    async def asker(self, run: Run, request: SlackRequest) -> Asker:
        """The person, and where they are asking."""
        person = await self.person(request)
        return Asker(person=person, now=run.now, channel=request.channel, thread=request.thread)

    async def match(self, run: Run, request: SlackRequest, typed: str) -> Match:
        """The meetings that *typed* may mean, whosever they are."""
        asker = await self.asker(run, request)
        return find(await self.coming(run, request), typed, asker)

    async def __call__(
        self, run: Run, request: SlackRequest, wanted: Wanted, *, change: bool = True
    ) -> Chosen | Message:
        """The one meeting that is *wanted*; else what to tell the person.

        For a *change*, others' meetings are not offered.
        """
        match = await self.match(run, request, wanted.named)
        return await self.of_match(run, request, match, wanted, change=change)

    async def then(
        self,
        run: Run,
        request: SlackRequest,
        wanted: Wanted,
        go_on: Callable[[Chosen], Awaitable[Message]],
        *,
        change: bool = True,
    ) -> Message:
        """Do *go_on* with the one meeting that is *wanted*; else return what to tell the person."""
        chosen = await self(run, request, wanted, change=change)
        return chosen if isinstance(chosen, Message) else await go_on(chosen)

    async def of_match(
        self,
        run: Run,
        request: SlackRequest,
        match: Match,
        wanted: Wanted,
        *,
        change: bool = True,
    ) -> Chosen | Message:
        """The same, of a *match* that was found already."""
        clock = (await self.person(request)).clock
        title, meetings = typed_title(wanted.named), match.meetings
        if change:
            meetings = await self._changeable(run, request, meetings)
        if not meetings:
            coming = await self.coming(run, request)
            return words.none_fits(title, wanted.whole, coming, run.now, clock)
        if len(meetings) == 1:
            [meeting] = meetings
            was = match.dates.get(meeting.id)
            return Chosen(meeting=meeting, sure=match.sure, was=was, day=match.day)
        choices = [(meeting, written(_picked(wanted.do, meeting, match))) for meeting in meetings]
        return words.which_one(title, choices, run.now, clock)

    async def _changeable(
        self, run: Run, request: SlackRequest, meetings: Sequence[StoredMeeting]
    ) -> Sequence[StoredMeeting]:
        """Those of the person; all where they have none of them and run the workspace.

        Where none may be changed the first is left, so that the person hears whose it is.
        """
        own = [meeting for meeting in meetings if meeting.organizer == request.person]
        if own or len(meetings) < 2:
            return own or meetings

        async def ask() -> bool:
            return await self._conversation.is_admin(request.person)

        return meetings if await run.decide("admin", ask) else meetings[:1]


def _picked(do: Pick, meeting: StoredMeeting, match: Match) -> Pick:
    """What the button of one of several meetings carries: the date, too, if one was said."""
    scope = do.scope or ("one" if match.day and meeting.id in match.dates else "")
    return replace(do, meeting=meeting.id, was=match.dates.get(meeting.id), scope=scope)


class PickMeeting:
    """Answers the buttons of the question "which one?", which several fitting titles lead to."""

    def __init__(self, go_on: Mapping[str, GoOn]) -> None:
        self._go_on = go_on

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """Go on with what was asked for; *value* says of which meeting."""
        choice = read(value, Pick)
        if choice.do not in self._go_on:
            raise NotOurs(f"nothing to do is called {choice.do}")
        return await self._go_on[choice.do](run, request, choice)
