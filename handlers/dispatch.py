"""The one way from a request in the ledger to the handler that does it, and to the answer."""

from collections.abc import Awaitable, Callable, Mapping

from handlers import words
from handlers.command_line import MeetingText, NamedCommand, UnclearCommand, parse_command
from handlers.effective_settings import EffectiveSettings
from handlers.making.schedule import Schedule
from handlers.making.start import Start, StartNow, read_title_value, title_value
from handlers.replay import Command, Run, Waiting
from handlers.services import Services
from handlers.settings import words as settings_words
from handlers.slack_port import Conversation
from handlers.slack_types import Message, SlackRequest, Via
from language import understand
from meetings.catalog import TITLES
from meetings.errors import MeetingError
from meetings.service import MeetingService

Remedy = Callable[[Run, SlackRequest, MeetingError], Awaitable[Waiting | None]]
"""What a request that failed can wait for, if there is such a thing."""

ABOUT_LENGTH = 80
"""Characters of a message that make the title of a meeting about it."""


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
        return self._services.get(name) or words.service_not_here(
            TITLES.get(name, name), self._services.titles()
        )


class Dispatcher:
    """Does what a person asked for, and tells that person alone what the handler returned."""

    def __init__(
        self,
        conversation: Conversation,
        choice: ServiceChoice,
        start: StartNow,
        schedule: Schedule,
        commands: Mapping[str, Command],
        remedy: Remedy | None = None,
    ) -> None:
        self._conversation = conversation
        self._choice = choice
        self._start = start
        self._schedule = schedule
        self._commands = commands
        self._remedy = remedy

    async def __call__(self, run: Run, request: SlackRequest) -> None:
        """Do what was asked, from the top, as far as it was not done before.

        Raises ``Waiting`` where only the person can help it on.
        """
        try:
            message = await self._dispatch(run, request)
        except MeetingError as error:
            if self._remedy and (waiting := await self._remedy(run, request, error)):
                raise waiting from error
            raise

        async def answer(_marker: str) -> None:
            if message is None:
                await self._conversation.clear(request)
            else:
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
        match request.action.partition(":")[0]:  # what follows only tells buttons apart
            case "parley.run":
                return await self._typed(run, request, request.value)
            case "parley.make" if request.value.startswith("{"):
                title, service = read_title_value(request.value)
                return await self._start_titled(run, request, title, service, anyway=False)
            case "parley.make":
                return await self._schedule.made(run, request, request.value)
            case "parley.start_another":
                title, service = read_title_value(request.value)
                return await self._start_titled(run, request, title, service, anyway=True)
            case action if action in self._commands:
                return await self._commands[action](run, request, request.value)
        return None

    async def _typed(self, run: Run, request: SlackRequest, text: str) -> Message | None:
        match parse_command(text, frozenset(TITLES)):
            case NamedCommand(verb, rest):
                return await self._commands[verb](run, request, rest)
            case UnclearCommand(verb, typed):
                title = words.plain(typed)
                exact = typed.lower() == verb
                ask_back = words.needs_a_title if exact else words.did_you_mean
                return ask_back(verb, title, title_value(title))
            case MeetingText(wanted):
                return await self._start_or_schedule(run, request, wanted)

    async def _start_or_schedule(
        self, run: Run, request: SlackRequest, text: str
    ) -> Message | None:
        person = await self._conversation.who(request.team, request.person)
        wanted = understand(
            text, request.asked_at, person.zone, person.locale, services=frozenset(TITLES)
        )
        service = await self._choice(request, wanted.service or "")
        if isinstance(service, Message):
            return service
        if wanted.has_time:
            return await self._schedule(run, request, wanted, service)
        title = words.one_line(wanted.title or "") or words.untitled(person.name)
        people = tuple(name for name in wanted.people if name != request.person)
        start = Start(title=title, service=service, person=person, people=people)
        return await self._start(run, request, start)

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


def _about(message: str) -> str:
    """The first line of *message* with any text in it, cut."""
    lines = (words.plain(line, ABOUT_LENGTH) for line in message.splitlines())
    return next((line for line in lines if line), "")
