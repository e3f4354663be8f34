"""Questions about meetings: what is next, what is on that day, when, who comes, am I free."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers import question_words as words
from handlers.button_values import Pick, written
from handlers.changing.change_words import none_fits, which_one
from handlers.changing.choose import ChooseMeeting
from handlers.changing.find_meeting import fitting, typed_title
from handlers.coming.listing import midnight
from handlers.coming.upcoming import FindUpcoming, ListedMeeting, Window
from handlers.help import Help
from handlers.making.start import start_anyway
from handlers.meeting.organizer import Who
from handlers.meeting.standing import standing
from handlers.replay import Command, Run
from handlers.slack_types import CardState, Message, Person, SlackRequest
from language import understand
from language.orders.reader import Order
from storage.meetings import StoredMeeting

HALF_AN_HOUR = timedelta(minutes=30)
"""How long somebody wants to be free who says only when."""

MOST_LOOKED_AT = 50
"""Stored meetings that are looked at for the next one."""

_WEEK: Final = re.compile(
    r"week|woche|semaine|semana|settimana|tydzień|tygodni|周|週", re.IGNORECASE
)
_MYSELF: Final = re.compile(r"(?:i|me|we|us|ich|wir|je|j|nous|yo|eu|io|noi|ik|wij|ja|我|私)?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What was asked, by whom."""

    run: Run
    request: SlackRequest
    order: Order
    person: Person


class Questions:
    """Answers questions, to the person alone."""

    def __init__(
        self,
        find_upcoming: FindUpcoming,
        choose: ChooseMeeting,
        who: Who,
        help_: Help,
        commands: Mapping[str, Command],
    ) -> None:
        self._find_upcoming = find_upcoming
        self._choose = choose
        self._who = who
        self._help = help_
        self._commands = commands

    async def __call__(
        self, run: Run, request: SlackRequest, order: Order | None
    ) -> Message | None:
        """The answer to *order*; short help where it is none that can be answered."""
        if order is None:
            return self._help.cannot_answer()
        person = await self._choose.person(request)
        question = _Question(run=run, request=request, order=order, person=person)
        answers: Mapping[str, Callable[[_Question], Awaitable[Message | None]]] = {
            "next": self._next,
            "list": self._list,
            "when": self._when,
            "who": self._who_comes,
            "free": self._free,
            "find": self._find,
            "services": self._services_here,
        }
        answer = answers.get(order.verb)
        return await answer(question) if answer else self._help.cannot_answer()

    async def who(self, run: Run, request: SlackRequest, rest: str) -> Message | None:
        """`who design review`: who is coming, or came."""
        order = Order(verb="who", meeting=rest)
        return await self(run, request, order)

    async def host(self, run: Run, request: SlackRequest, rest: str) -> Message | None:
        """`host design review`: the organizer's own way in, to the organizer alone."""
        match = await self._choose.match(run, request, rest)
        own = [meeting for meeting in match.meetings if meeting.organizer == request.person]
        own = own or fitting(await self._choose.organized(request), rest)[:1]
        if len(own) > 1:
            asker = await self._choose.asker(run, request)
            choices = [(m, written(Pick(do="host", meeting=m.id))) for m in own]
            return which_one(typed_title(rest), choices, run.now, asker.person.clock)
        message = await self._commands["parley.host"](run, request, own[0].id if own else "")
        return message if own else _or_start(message, f"host {rest}")

    async def _next(self, question: _Question) -> Message:
        now = question.run.now
        meetings = await self._mine(question, Window(since=now, most=MOST_LOOKED_AT))
        running = [meeting for meeting in meetings if meeting.starts_at <= now]
        ahead = [meeting for meeting in meetings if meeting.starts_at > now]
        return words.next_meeting([*running[:1], *ahead[:1]], question.person, now)

    async def _list(self, question: _Question) -> Message | None:
        """What is on that day, yours and this conversation's; all where no day was said."""
        run, request, person = question.run, question.request, question.person
        said = _day_of(question)
        if said is None:
            return await self._commands["list"](run, request, "")
        first = (said - run.now.astimezone(day_zone(person)).date()).days
        is_week = _WEEK.search(question.order.detail) is not None
        window = _days(person, run.now, first, 7 - said.weekday() if is_week else 1)
        upcoming = await self._find_upcoming(request.team, person, request.channel, window, run.now)
        return words.on_day(said, upcoming, person, run.now, week=is_week)

    async def _when(self, question: _Question) -> Message:
        run, request, named = question.run, question.request, question.order.meeting
        match = await self._choose.match(run, request, named)
        if not match.meetings:
            coming = await self._choose.coming(run, request)
            title = typed_title(named)
            return none_fits(title, f"when {named}", coming, run.now, question.person.clock)
        return words.when(match.meetings, run.now, question.person.clock)

    async def _who_comes(self, question: _Question) -> Message | None:
        """Who is coming; of a meeting that has begun, who came, for its organizer."""
        run, request, named = question.run, question.request, question.order.meeting
        match = await self._choose.match(run, request, named)
        ahead = [meeting for meeting in match.meetings if self._is_ahead(question, meeting)]
        if not ahead or not named:
            message = await self._who(run, request, named)
            known = fitting(await self._choose.organized(request), named)
            return message if known else _or_start(message, f"who {named}")
        return words.who_comes(ahead, run.now, question.person.clock)

    def _is_ahead(self, question: _Question, meeting: StoredMeeting) -> bool:
        """Whether it is to come; for people other than its organizer, also while it runs."""
        state = standing(meeting, question.run.now)[1]
        running = state is CardState.RUNNING and meeting.organizer != question.person.id
        return state is CardState.UPCOMING or running

    async def _free(self, question: _Question) -> Message:
        run, person, order = question.run, question.person, question.order
        if not _MYSELF.fullmatch(order.people.strip()):
            return words.others_calendars(order.people)
        asked = understand(order.detail, run.now, person.zone, person.locale)
        if asked.start is not None:
            until = asked.end or asked.start + HALF_AN_HOUR
            window = Window(since=asked.start, until=max(until, asked.start + HALF_AN_HOUR))
        elif asked.date is not None:
            first = (asked.date - run.now.astimezone(day_zone(person)).date()).days
            window = _days(person, run.now, first, 1)
        else:
            return words.when_free()
        meetings = await self._mine(question, window)
        return words.free(meetings, window, person, run.now)

    async def _find(self, question: _Question) -> Message:
        return words.cannot_find_times()

    async def _services_here(self, question: _Question) -> Message:
        accounts = await self._commands["accounts"](question.run, question.request, "")
        return words.services(self._help.services(), accounts)

    async def _mine(self, question: _Question, window: Window) -> list[ListedMeeting]:
        """The person's own meetings, wherever they were made."""
        person, now = question.person, question.run.now
        upcoming = await self._find_upcoming(question.request.team, person, "", window, now)
        return list(upcoming.meetings)


def _or_start(message: Message | None, typed: str) -> Message | None:
    """*message*, with the button that starts a meeting of what was *typed*."""
    return message and replace(message, buttons=(start_anyway(typed),))


def _day_of(question: _Question) -> date | None:
    """The day that was asked about, or the first of the week; None: no day was said."""
    person, detail = question.person, question.order.detail
    for text in (detail, f"at {detail}"):  # "anything at 3?" leaves "3"
        day = understand(text, question.run.now, person.zone, person.locale)
        if day.start or day.date:
            return day.start.date() if day.start else day.date
    return None


def day_zone(person: Person) -> ZoneInfo:
    """The zone in which the person's days begin."""
    return ZoneInfo(person.zone)


def _days(person: Person, now: datetime, first: int, count: int) -> Window:
    """So many days, the *first* counted from today; what is over already is left out."""
    since, until = (midnight(person.zone, now, days) for days in (first, first + count))
    return Window(since=max(since, min(now, until)), until=until)
