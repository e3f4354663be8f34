"""The one way from a request in the ledger to the handler that does it, and to the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from handlers import unsure, words
from handlers.button_values import NotOurs
from handlers.effective_settings import EffectiveSettings
from handlers.guests import is_person
from handlers.help import Help
from handlers.making.groups import MOST_UNASKED, NOBODY, named
from handlers.making.schedule import Schedule
from handlers.making.start import Start, StartNow, read_title_value
from handlers.questions import Questions
from handlers.replay import Command, Run, Waiting
from handlers.services import Services
from handlers.settings import words as settings_words
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, SlackRequest, Via
from language import MeetingRequest, is_prepared, prepare, understand
from language.orders.reader import Order
from language.request import MOST_READ
from language.routing import Decision, Does, TextSource, route, shortened
from language.services import find_service
from meetings.catalog import TITLES
from meetings.errors import MeetingError
from meetings.service import MeetingService

Remedy = Callable[[Run, SlackRequest, MeetingError], Awaitable[Waiting | None]]
"""What a request that failed can wait for, if there is such a thing."""

KnownTitles = Callable[[Run, SlackRequest], Awaitable[list[str]]]
"""The titles of what is coming up for the person and in the conversation."""

DoOrder = Callable[[Run, SlackRequest, Order, str], Awaitable[Message | None]]
"""Does an order in other words; None where it is none about meetings."""

ABOUT_LENGTH = 80
"""Characters of a message that make the title of a meeting about it."""

log = logging.getLogger(__name__)

_ONLY_VIA: Final = {
    "parley.meeting": Via.FORM,
    "parley.settings": Via.FORM,
    "parley.was_that_you": Via.PAGE,
}
"""How alone these come in: what a form holds was checked before it was taken."""

_VIA: Final = {Via.MENTION: TextSource.MENTION, Via.MESSAGE: TextSource.DIRECT}
_CHATTER: Final = frozenset({"talk", "greeting", "thanks", "lone"})
"""Reasons of decisions that are met with silence when somebody chats with the bot."""
_QUESTIONS: Final = frozenset({"list", "next", "when", "who", "free", "find", "services"})
_ACCOUNTS: Final = frozenset({"connect", "disconnect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What answers that is no start of a meeting."""

    known_titles: KnownTitles
    order: DoOrder
    questions: Questions
    help: Help
    commands: Mapping[str, Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What a person typed, and what was understood of it as a request for a meeting.

    Not *starts*: only a command is done, or what names its service.
    """

    run: Run
    request: SlackRequest
    text: str
    person: Person
    via: TextSource
    wish: MeetingRequest
    starts: bool = True


class ServiceChoice:
    """Chooses the service for a person who wants a meeting, or says why there is none for them."""

    def __init__(self, services: Services, settings: EffectiveSettings) -> None:
        self._services = services
        self._settings = settings

    async def __call__(self, request: SlackRequest, named: str) -> MeetingService | Message:
        """The service called *named*, or the usual one, or what to say instead."""
        channel, user = await self._settings.of_both(request.team, request.channel, request.person)
        if not await self._settings.allows(channel, request.person):
            starters = channel.starters
            return settings_words.may_not_start(() if isinstance(starters, str) else starters)
        # What is usual in a conversation counts before what the person prefers elsewhere.
        known = (name for name in (channel.service, user.service) if self._services.get(name))
        name = named or next(known, self._services.default)
        if not name:
            return words.nothing_set_up()
        return self._services.get(name) or words.service_not_here(name, self._services.titles())


class _Unread(Collection[str]):
    """Titles that were not read yet: none, and a note of whether any was looked for."""

    looked_at = False

    def __iter__(self) -> Iterator[str]:
        self.looked_at = True
        return iter(())

    def __len__(self) -> int:
        self.looked_at = True
        return 0

    def __contains__(self, _: object) -> bool:
        self.looked_at = True
        return False


class Dispatcher:
    """Does what a person asked for, and tells that person alone what the handler returned."""

    def __init__(
        self,
        conversation: Conversation,
        choice: ServiceChoice,
        start: StartNow,
        schedule: Schedule,
        answers: Answers,
        remedy: Remedy | None = None,
    ) -> None:
        self._conversation = conversation
        self._choice = choice
        self._start = start
        self._schedule = schedule
        self._answers = answers
        self._remedy = remedy

    async def __call__(self, run: Run, request: SlackRequest) -> None:
        """Do what was asked, from the top, as far as it was not done before.

        Raises ``Waiting`` where only the person can help it on.
        """
        try:
            message = await self._dispatch(run, request)
        except NotOurs:
            log.info("a press was refused: the bot wrote no such button")
            message = words.no_such_button()
        except MeetingError as error:
            if self._remedy and (waiting := await self._remedy(run, request, error)):
                raise waiting from error
            raise

        async def answer(_marker: str) -> None:
            if message is None:
                await run.before_answer()
                await self._conversation.clear(request)
            else:
                await run.before_answer()
                await self._conversation.post_ephemeral(request, message)

        if message is not None or request.via in (Via.CLICK, Via.FORM):
            await run.effect("answer", answer, with_next=True)

    async def _dispatch(self, run: Run, request: SlackRequest) -> Message | None:
        if request.via in (Via.CLICK, Via.PAGE, Via.FORM):
            return await self._clicked(run, request)
        if request.via is Via.SHORTCUT:
            return await self._start_titled(run, request, _about(request.about), "", anyway=False)
        return await self._typed(run, request, request.text)

    async def _clicked(self, run: Run, request: SlackRequest) -> Message | None:
        commands = self._answers.commands
        action = request.action.partition(":")[0]  # what follows only tells buttons apart
        match action:
            case _ if _ONLY_VIA.get(action, request.via) is not request.via:
                raise NotOurs("that is no button")
            case "parley.run":
                return await self._run(run, request)
            case "parley.join" | "parley.connect":
                return None  # it has opened a page
            case "parley.make" | "parley.start_anyway" if request.value.startswith("{"):
                title, service = read_title_value(request.value)
                return await self._start_titled(run, request, title, service, anyway=False)
            case "parley.make":
                return await self._schedule.made(run, request, request.value)
            case "parley.start_another":
                title, service = read_title_value(request.value)
                return await self._start_titled(run, request, title, service, anyway=True)
            case _ if action.startswith("parley.") and action in commands:
                return await commands[action](run, request, request.value)
        raise NotOurs("no such action")

    async def _run(self, run: Run, request: SlackRequest) -> Message | None:
        """Do what *Did you mean* says: a command, or a start on a service that it names."""
        if not request.value.strip() or request.value.lstrip().startswith("{"):
            raise NotOurs("nothing that could be typed")
        return await self._typed(run, request, request.value, starts=False)

    async def _typed(
        self, run: Run, request: SlackRequest, text: str, *, starts: bool = True
    ) -> Message | None:
        person = await self._conversation.who(request.team, request.person)
        if not is_prepared(person.locale):
            await asyncio.to_thread(prepare, person.locale)  # a new language takes 0.1 s
        via = _VIA.get(request.via, TextSource.COMMAND)
        text = shortened(text, via)
        typed = _Typed(
            run=run,
            request=request,
            text=text,
            person=person,
            via=via,
            wish=_understood(request, text, person),
            starts=starts,
        )
        decision = await self._decision_on(typed)
        match decision.does:
            case Does.START if decision.reason == "quoted":
                return await self._begin_meeting(typed, f'"{decision.text}"')
            case Does.START:
                return await self._begin_meeting(typed, decision.text)
            case Does.SCHEDULE if decision.reason != "too long":
                return await self._scheduled(typed, decision.text)
            case Does.ORDER:
                return await self._ordered(typed, decision)
            case Does.ANSWER:
                return await self._answered(typed, decision)
        return await self._unsure(typed, decision)

    async def _decision_on(self, typed: _Typed) -> Decision:
        """Decide what comes of it; what is coming up is read only where that matters."""
        deciding = partial(
            route,
            typed.text,
            typed.wish,
            via=typed.via,
            services=TITLES,
            locale=typed.person.locale,
        )
        unread = _Unread()
        decision = deciding(known=unread)
        if unread.looked_at:
            decision = await self._decision_knowing(typed, deciding, decision)
        command = decision.does in (Does.ORDER, Does.ANSWER)
        if not (typed.starts or command or typed.wish.service):
            raise NotOurs("no command")
        return decision

    async def _decision_knowing(
        self, typed: _Typed, deciding: Callable[..., Decision], unknown: Decision
    ) -> Decision:
        """The decision that knows what is coming up, where it may be another than *unknown*."""
        line = " ".join(typed.text.split())
        if deciding(known=[line, line.partition(" ")[2]]) == unknown:
            return unknown

        async def titles() -> list[str]:
            return await self._answers.known_titles(typed.run, typed.request)

        return deciding(known=await typed.run.decide("known", titles))

    async def _begin_meeting(self, typed: _Typed, text: str) -> Message | None:
        request, person = typed.request, typed.person
        wish = typed.wish if text == typed.text else _understood(request, text, person)
        service = await self._choice(request, wish.service or "")
        if isinstance(service, Message):
            return service
        title = words.one_line(wish.title or "") or words.untitled(person.name)
        people = tuple(name for name in wish.people if name != request.person)
        known = named(people, text) if people else NOBODY
        many = len(known.people) > MOST_UNASKED
        start = Start(
            title=title,
            service=service,
            person=person,
            people=_unasked(known.people) if many else known.people,
            groups=known.groups,
            untold=tuple(filter(is_person, people)) if many else (),
        )
        return await self._start(typed.run, request, start)

    async def _scheduled(self, typed: _Typed, text: str) -> Message | None:
        request = typed.request
        wish = typed.wish if text == typed.text else _understood(request, text, typed.person)
        service = await self._choice(request, wish.service or "")
        if isinstance(service, Message):
            return service
        return await self._schedule(typed.run, request, wish, service)

    async def _ordered(self, typed: _Typed, decision: Decision) -> Message | None:
        run, request, order = typed.run, typed.request, decision.order
        if decision.command or order is None:
            return await self._answers.commands[decision.command](run, request, decision.rest)
        if order.verb in _ACCOUNTS:
            mention = find_service(f"on {order.detail}", tuple(TITLES)) if order.detail else None
            name = mention.name if mention else ""
            return await self._answers.commands[order.verb](run, request, name)
        if order.verb in _QUESTIONS:
            return await self._answers.questions(run, request, order)
        message = await self._answers.order(run, request, order, typed.text)
        return message or self._answers.help.cannot_answer()

    async def _answered(self, typed: _Typed, decision: Decision) -> Message | None:
        run, request = typed.run, typed.request
        match decision.reason:
            case "command":
                command = self._answers.commands[decision.command]
                return await command(run, request, decision.rest)
            case "arguments":
                return await self._wrong_arguments(typed, decision)
            case "order" | "question":
                return await self._answers.questions(run, request, decision.order)
            case reason if reason in _CHATTER and typed.via is not TextSource.COMMAND:
                return await self._answers.help.to_chatter(run, request)
        return self._answers.help.short()

    async def _unsure(self, typed: _Typed, decision: Decision) -> Message | None:
        text, order = typed.text, decision.order
        match decision.reason:
            case "arguments":
                return await self._wrong_arguments(typed, decision)
            case "misspelt":
                return unsure.did_you_mean(decision.command, decision.rest, text, TITLES)
            case "service":
                return unsure.service_meant(decision.rest, text)
            case "lone" if typed.via is not TextSource.COMMAND:
                return await self._answers.help.to_chatter(typed.run, typed.request)
            case "lone" | "verb" if order is not None:
                return unsure.lone_word(order.verb, text)
        return await self._unread(typed, decision)

    async def _wrong_arguments(self, typed: _Typed, decision: Decision) -> Message | None:
        if decision.command == "who" and decision.rest:
            return await self._answers.commands["who"](typed.run, typed.request, decision.rest)
        return unsure.wrong_arguments(decision.command, decision.rest, typed.text)

    async def _unread(self, typed: _Typed, decision: Decision) -> Message | None:
        """Say what was read; the form is filled with it."""
        service = await self._choice(typed.request, typed.wish.service or "")
        if isinstance(service, Message):
            return service
        named = await self._schedule.understood(typed.run, typed.request, typed.wish, service)
        return unsure.unread(
            typed.text,
            named.draft.title,
            [typed.wish.words[field] for field in ("start", "rrule") if field in typed.wish.words],
            named.id,
            too_long=unsure.too_long(decision.command) if decision.reason == "too long" else "",
        )

    async def _start_titled(
        self, run: Run, request: SlackRequest, title: str, named: str, *, anyway: bool
    ) -> Message | None:
        """Start a meeting called *title*, even if it reads like a command or a time."""
        service = await self._choice(request, named)
        if isinstance(service, Message):
            return service
        person = await self._conversation.who(request.team, request.person)
        clean = words.one_line(title) or words.untitled(person.name)
        start = Start(title=clean, service=service, person=person, anyway=anyway)
        return await self._start(run, request, start)


def _understood(request: SlackRequest, text: str, person: Person) -> MeetingRequest:
    services = frozenset(TITLES)
    return understand(text, request.asked_at, person.zone, person.locale, services=services)


def _unasked(people: Sequence[str]) -> tuple[str, ...]:
    """Of too many people those who are not told by the bot: groups in words, and addresses."""
    return tuple(name for name in people if not is_person(name))[:MOST_UNASKED]


def _about(message: str) -> str:
    """The first line of *message* with any text in it, cut."""
    lines = (words.plain(line, ABOUT_LENGTH) for line in message[:MOST_READ].splitlines())
    return next((line for line in lines if line), "")
