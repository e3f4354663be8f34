"""Whatever was asked, answered: the one way from an ask in the ledger to its handler."""

from collections.abc import Awaitable, Callable, Mapping

from handlers import words
from handlers.making.schedule import Schedule
from handlers.making.start import Start, StartNow, packed, unpacked, wanted_start
from handlers.replay import Command, Run, Waiting
from handlers.route import Mistyped, Order, StartOrSchedule, route
from handlers.service_choice import ServiceChoice
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest, Via
from language import understand
from meetings.catalog import TITLES
from meetings.errors import MeetingError

Remedy = Callable[[Run, SlackRequest, MeetingError], Awaitable[Waiting | None]]
"""What a request that failed can wait for, if there is such a thing."""

ABOUT_LENGTH = 80
"""Characters of a message that make the title of a meeting about it."""


class AnswerRequest:
    """Answers an ask, and says in private what is for one person alone."""

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

        Raises ``Waiting`` where only its person can help it on.
        """
        try:
            message = await self._answer(run, request)
        except MeetingError as error:
            if self._remedy and (waiting := await self._remedy(run, request, error)):
                raise waiting from error
            raise

        async def say(_marker: str) -> JSON:
            if message is None:
                await self._conversation.clear(request)
            else:
                await self._conversation.post_ephemeral(request, message)
            return None

        if message is not None or request.via in (Via.CLICK, Via.FORM):
            await run.effect("answer", say)

    async def _answer(self, run: Run, request: SlackRequest) -> Message | None:
        if request.via in (Via.CLICK, Via.PAGE, Via.FORM):
            return await self._clicked(run, request)
        if request.via is Via.SHORTCUT:
            return await self._titled(run, request, _about(request.about), "", anyway=False)
        return await self._typed(run, request, request.text)

    async def _clicked(self, run: Run, request: SlackRequest) -> Message | None:
        match request.action.partition(":")[0]:  # what follows only tells buttons apart
            case "parley.run":
                return await self._typed(run, request, request.value)
            case "parley.make" if request.value.startswith("{"):
                return await self._titled(run, request, *unpacked(request.value), anyway=False)
            case "parley.make":
                return await self._schedule.made(run, request, request.value)
            case "parley.start_another":
                return await self._titled(run, request, *unpacked(request.value), anyway=True)
            case action if action in self._commands:
                return await self._commands[action](run, request, request.value)
        return None

    async def _typed(self, run: Run, request: SlackRequest, text: str) -> Message | None:
        match route(text, frozenset(TITLES)):
            case Order(verb, rest):
                return await self._commands[verb](run, request, rest)
            case Mistyped(verb, typed):
                title = words.plain(typed)
                exact = typed.lower() == verb
                ask_back = words.needs_a_title if exact else words.did_you_mean
                return ask_back(verb, title, packed(title))
            case StartOrSchedule(wanted):
                return await self._make(run, request, wanted)

    async def _make(self, run: Run, request: SlackRequest, text: str) -> Message | None:
        person = await self._conversation.who(request.team, request.person)
        wish = understand(
            text, request.asked_at, person.zone, person.locale, services=frozenset(TITLES)
        )
        service = await self._choice(request, wish.service or "")
        if isinstance(service, Message):
            return service
        if wish.has_time:
            return await self._schedule(run, request, wish, service)
        return await self._start(run, request, wanted_start(request, wish, service, person))

    async def _titled(
        self, run: Run, request: SlackRequest, title: str, named: str, *, anyway: bool
    ) -> Message | None:
        """Start a meeting called *title*, whatever *title* may look like."""
        service = await self._choice(request, named)
        if isinstance(service, Message):
            return service
        person = await self._conversation.who(request.team, request.person)
        clean = words.one_line(title) or words.untitled(person.name)
        start = Start(title=clean, service=service, person=person, anyway=anyway)
        return await self._start(run, request, start)


def _about(message: str) -> str:
    """The first line of *message* that says anything, cut."""
    lines = (words.plain(line, ABOUT_LENGTH) for line in message.splitlines())
    return next((line for line in lines if line), "")
