"""`/meet design sync`: a meeting now, and its card in the conversation, in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from handlers import words
from handlers.button_values import TitleButton, read, written
from handlers.coming.timers import ProgressJobs
from handlers.guests import attendees
from handlers.making.groups import TellGroup
from handlers.making.suggestions import add_buttons, possible_names, suggested
from handlers.meeting import living_card
from handlers.meeting.living_card import CardPeople, card_of
from handlers.objections import objections
from handlers.posts import Tried, show_card
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Button, Message, Person, Posted, SlackRequest
from handlers.stored_meetings import dial_in_of, load_meeting, meeting_id, note_made
from handlers.when_free import WhenFree, then_button
from meetings.model import Meeting, NewMeeting
from meetings.service import Capability, MeetingService
from storage import payloads
from storage.ledger import NewJob, Prevented, Write
from storage.meetings import Meetings, StoredMeeting
from storage.starts import Reservation, Starts
from storage.store import Transaction, Work

WAIT_FOR_OTHER = timedelta(seconds=15)
"""How long somebody else's start is waited for before the question is asked without its link."""

TOO_OLD = timedelta(minutes=10)
"""A start that was not taken up for this long, because the bot was away, is not made."""

LONGEST_WAIT = timedelta(minutes=15)
"""A start that had to wait longer than this, for any reason, is not made."""

LISTED_FOR = timedelta(hours=1)
"""How long a meeting that was started is taken to run, where nothing tells when it ended."""

SOON_ENOUGH = timedelta(hours=2)
"""How much later a start that the service does not take now may be offered."""

MOST_OTHERS = 3
"""Other services that are offered in its place."""

LABEL_LENGTH = 75
"""Characters that the label of a button holds."""


class _StartTooLate(Exception):
    """The request is too old to be acted on; nothing has been made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What to start: *title* is clean; *anyway*: even if another meeting is starting here.

    *groups* and *untold* people are told by a click alone (``TellGroup``).
    """

    title: str
    service: MeetingService
    person: Person
    people: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    untold: tuple[str, ...] = ()
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _StartPlan:
    """What the journal keeps of a ``Start``: *name*, *zone* and *locale* are of who asked."""

    title: str
    service: str
    name: str
    zone: str
    people: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    untold: tuple[str, ...] = ()
    locale: str = ""


def title_value(title: str, service: str = "") -> str:
    """The value of a button that starts a meeting."""
    return written(TitleButton(title=title, service=service))


def read_title_value(value: str) -> tuple[str, str]:
    """Title and service, from the value of a button."""
    button = read(value, TitleButton)
    return button.title, button.service


def start_anyway(text: str) -> Button:
    """Starts a meeting whose title is the whole *text*, as it was typed."""
    room = LABEL_LENGTH - len('Start "" now')
    title = words.plain(text)
    return Button(
        action="parley.start_anyway",
        label=f'Start "{words.plain(text, room)}" now',
        value=title_value(title),
    )


def _wanted(request: SlackRequest, plan: _StartPlan) -> NewMeeting:
    """What the service is asked for, apart from its people and the marker."""
    return NewMeeting(
        title=plan.title,
        marker="",
        zone=plan.zone,
        conversation=f"{request.team}/{request.channel}/{request.thread}",
    )


def start_another(title: str, service: str, shown: str) -> Button:
    """Starts a meeting on *service*, whose title is *shown*, even if another is starting here."""
    value = title_value(title, service)
    action = f"parley.start_another:{service}"  # Slack wants each action of a message to differ
    return Button(action=action, label=f"Start on {shown}", value=value)


class StartNow:
    """Starts meetings. Replayed from its top after a crash; see ``Run``."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        starts: Starts,
        meetings: Meetings,
        tell_group: TellGroup,
        progress_jobs: ProgressJobs,
    ) -> None:
        self._tell_group = tell_group
        self._progress_jobs = progress_jobs
        self._services = services
        self._conversation = conversation
        self._starts = starts
        self._meetings = meetings
        self._when_free = WhenFree(conversation)

    async def __call__(self, run: Run, request: SlackRequest, start: Start) -> Message | None:
        """Start it and show the card; return what to tell the person alone."""
        if run.job.attempts == 1 and run.now - request.asked_at > TOO_OLD:
            return words.too_late(start.title)
        plan = await self._plan(run, start)
        service = self._services.get(plan.service)
        against = objections(service, _wanted(request, plan))
        if service is None or against:
            return self._not_started(plan, against)
        try:
            reserve = self._unless_started(run, request, plan, anyway=start.anyway)
            work = self._make(run, request, plan, service, reserve)
            instead = partial(self._instead, run, plan)
            meeting = await self._when_free.told(run, request, work, instead)
        except Prevented as prevented:
            reservation = cast("Reservation", prevented.obstacle)
            return self._question(run, request, plan, reservation)
        except _StartTooLate:
            return words.waited_too_long(plan.title)
        await self._show(run, request, plan, meeting)
        has_host_link = Capability.HOST_LINK in service.info.capabilities
        made = meeting_id(run, plan.service)
        message = words.for_the_organizer(
            meeting.notes, meeting.title, made if has_host_link else ""
        )
        if possible_names(plan.title) and (names := await self._not_told(run, request, plan)):
            message = message or Message(text=words.NOT_INVITED)
            message = words.offer(message, add_buttons({"meeting": made}, names))
        if not (plan.groups or plan.untold):
            return message
        return await self._tell_group.offered(run, request, message, made, plan.groups, plan.untold)

    async def _not_told(
        self, run: Run, request: SlackRequest, plan: _StartPlan
    ) -> Mapping[str, str]:
        """Who was named without @, by id, with their names."""

        async def look() -> dict[str, JSON]:
            everyone = (*plan.people, request.person)
            people = await suggested(self._conversation, request.channel, plan.title, everyone)
            return {person.id: person.name for person in people}

        names = await run.decide("not told", look)
        return {person: str(name) for person, name in names.items()}

    async def _plan(self, run: Run, start: Start) -> _StartPlan:
        """What was wanted when the request was first looked at, whatever the settings say now."""

        async def plan_start() -> _StartPlan:
            return _StartPlan(
                title=start.title,
                service=start.service.info.name,
                name=start.person.name,
                zone=start.person.zone,
                locale=start.person.locale,
                people=start.people,
                groups=start.groups,
                untold=start.untold,
            )

        return await run.decide("plan", plan_start, load=partial(payloads.load, kind=_StartPlan))

    def _unless_started(
        self, run: Run, request: SlackRequest, plan: _StartPlan, *, anyway: bool
    ) -> Work[Reservation | None]:
        """What reserves the start here, or returns the other start that was there before."""
        reserve = self._starts.reserve(
            run.job.id,
            request.team,
            request.channel,
            request.person,
            "" if anyway else plan.title.casefold(),
            request.asked_at,
            title=plan.title,
            anyway=anyway,
        )

        def other_start(tx: Transaction) -> Reservation | None:
            reservation = reserve(tx)
            return None if reservation.verdict == "go" else reservation

        return other_start

    def _question(
        self, run: Run, request: SlackRequest, plan: _StartPlan, reservation: Reservation
    ) -> Message:
        value = title_value(plan.title, plan.service)
        if reservation.verdict == "already":
            return words.already_on_it(plan.title, value)
        if not reservation.join_url and abs(run.now - request.asked_at) < WAIT_FOR_OTHER:
            until = request.asked_at + WAIT_FOR_OTHER
            raise run.after(reservation.job, until, "waiting for another start in this channel")
        return words.join_or_another(
            reservation.person, reservation.title, reservation.join_url, value
        )

    async def _make(
        self,
        run: Run,
        request: SlackRequest,
        plan: _StartPlan,
        service: MeetingService,
        reserve: Work[Reservation | None],
    ) -> Meeting:
        owner = AccountOwner(request.team, request.person, service.info.name)
        about = (request.team, plan.people, service.info)
        people = await attendees(self._conversation, *about) if plan.people else ()
        unmarked = replace(_wanted(request, plan), people=people)

        async def ask_for_meeting(marker: str) -> Meeting:
            if run.now - request.asked_at > LONGEST_WAIT:
                raise _StartTooLate
            create = partial(service.create, replace(unmarked, marker=marker))
            return await self._services.run(service, owner, create)

        async def find(marker: str) -> Meeting | None:
            find = partial(service.find, replace(unmarked, marker=marker))
            return await self._services.run(service, owner, find)

        return await run.effect(
            "create",
            ask_for_meeting,
            find=find,
            consistency_delay=service.info.consistency_delay,
            also=partial(self._rows, run, request, plan),
            jobs=partial(self._further_jobs, run, request, plan),
            load=load_meeting,
            with_next=True,
            unless=reserve,
        )

    def _instead(self, run: Run, plan: _StartPlan, free_at: datetime) -> Sequence[Button]:
        """What can be done where the service starts none before *free_at*."""
        then = start_another(plan.title, plan.service, "")
        soon = [then_button(then, free_at)] if free_at - run.now <= SOON_ENOUGH else []
        return [*soon, *self._others(plan)]

    def _not_started(self, plan: _StartPlan, against: Sequence[str]) -> Message:
        """The service has something *against* the meeting, or is not set up here."""
        if not against:
            return words.service_not_here(plan.service, self._services.titles())
        return words.cannot_start(against, self._others(plan))

    def _others(self, plan: _StartPlan) -> Sequence[Button]:
        """The same on other services."""
        infos = [service.info for service in self._services if service.info.name != plan.service]
        others = [start_another(plan.title, each.name, each.title) for each in infos]
        return others[:MOST_OTHERS]

    async def _show(
        self, run: Run, request: SlackRequest, plan: _StartPlan, meeting: Meeting
    ) -> None:
        """Post its card, and store where that is, together with what is written next."""
        row, tried = _row(run, request, plan, meeting), Tried(rows_may_wait=True)

        def card_rows(posted: Posted) -> Sequence[Write]:
            shown = row if tried.just_now else replace(row, version=0)
            refresh = living_card.job(row.id, run.now)
            place = (posted.channel, posted.ts)
            return [self._meetings.set_card_and_catch_up(shown, *place, refresh)]

        asker = Person(id=request.person, name=plan.name, zone=plan.zone, locale=plan.locale)
        card = card_of(row, run.now, CardPeople(asker, {}))
        await show_card(run, self._conversation, request, card, also=card_rows, tried=tried)

    def _further_jobs(
        self, run: Run, request: SlackRequest, plan: _StartPlan, meeting: Meeting
    ) -> Sequence[NewJob]:
        row = _row(run, request, plan, meeting)
        return self._progress_jobs(row, request.asked_at, run.now)

    def _rows(
        self, run: Run, request: SlackRequest, plan: _StartPlan, meeting: Meeting
    ) -> Sequence[Write]:
        """What is stored in one transaction with the answer of the service."""
        row = _row(run, request, plan, meeting)
        note_made(run, row)
        return [
            self._starts.mark_made(run.job.id, meeting.join_url, meeting.title),
            self._meetings.save(row),
        ]


def _row(run: Run, request: SlackRequest, plan: _StartPlan, meeting: Meeting) -> StoredMeeting:
    """The meeting that runs from now on: until when is not known, so it has no length."""
    return StoredMeeting(
        id=meeting_id(run, plan.service),
        job=run.job.id,
        team=request.team,
        channel=request.channel,
        thread=request.thread,
        organizer=request.person,
        service=plan.service,
        service_id=meeting.id,
        title=meeting.title,
        join_url=meeting.join_url,
        passcode=meeting.passcode,
        dial_in=dial_in_of(meeting),
        said_to_all=meeting.said_to_all,
        zone=plan.zone,
        starts_at=request.asked_at,
        ends_at=request.asked_at + LISTED_FOR,
        people=plan.people,
        data=dict(meeting.data),
        created_at=run.now,
    )
