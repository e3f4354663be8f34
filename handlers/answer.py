"""Whatever was asked, answered: the one way from an ask in the ledger to its handler."""

from collections.abc import Awaitable, Callable, Mapping

from handlers import words
from handlers.making.schedule import Schedule
from handlers.making.start import Start, StartNow, packed, unpacked, wanted_start
from handlers.replay import Command, Run, Waiting
from handlers.route import Make, Mistyped, Order, route
from handlers.service_choice import ServiceChoice
from handlers.talk import JSON, Ask, Conversation, Via, Whisper
from language import understand
from meetings.catalog import TITLES
from meetings.errors import MeetingError

Cure = Callable[[Run, Ask, MeetingError], Awaitable[Waiting | None]]
"""What a request that failed can wait for, if there is such a thing."""

ABOUT_LENGTH = 80
"""Characters of a message that make the title of a meeting about it."""


class Answer:
    """Answers an ask, and says in private what is for one person alone."""

    def __init__(
        self,
        conversation: Conversation,
        choice: ServiceChoice,
        start: StartNow,
        schedule: Schedule,
        commands: Mapping[str, Command],
        cure: Cure | None = None,
    ) -> None:
        self._conversation = conversation
        self._choice = choice
        self._start = start
        self._schedule = schedule
        self._commands = commands
        self._cure = cure

    async def __call__(self, run: Run, ask: Ask) -> None:
        """Do what was asked, from the top, as far as it was not done before.

        Raises ``Waiting`` where only its person can help it on.
        """
        try:
            whisper = await self._answer(run, ask)
        except MeetingError as error:
            if self._cure and (waiting := await self._cure(run, ask, error)):
                raise waiting from error
            raise

        async def say(_marker: str) -> JSON:
            if whisper is None:
                await self._conversation.clear(ask)
            else:
                await self._conversation.whisper(ask, whisper)
            return None

        if whisper is not None or ask.via in (Via.CLICK, Via.FORM):
            await run.do("answer", say)

    async def _answer(self, run: Run, ask: Ask) -> Whisper | None:
        if ask.via in (Via.CLICK, Via.PAGE, Via.FORM):
            return await self._clicked(run, ask)
        if ask.via is Via.SHORTCUT:
            return await self._titled(run, ask, _about(ask.about), "", anyway=False)
        return await self._typed(run, ask, ask.text)

    async def _clicked(self, run: Run, ask: Ask) -> Whisper | None:
        match ask.action.partition(":")[0]:  # what follows only tells buttons apart
            case "parley.run":
                return await self._typed(run, ask, ask.value)
            case "parley.make" if ask.value.startswith("{"):
                return await self._titled(run, ask, *unpacked(ask.value), anyway=False)
            case "parley.make":
                return await self._schedule.made(run, ask, ask.value)
            case "parley.start_another":
                return await self._titled(run, ask, *unpacked(ask.value), anyway=True)
            case action if action in self._commands:
                return await self._commands[action](run, ask, ask.value)
        return None

    async def _typed(self, run: Run, ask: Ask, text: str) -> Whisper | None:
        match route(text, frozenset(TITLES)):
            case Order(verb, rest):
                return await self._commands[verb](run, ask, rest)
            case Mistyped(verb, typed):
                title = words.plain(typed)
                exact = typed.lower() == verb
                ask_back = words.needs_a_title if exact else words.did_you_mean
                return ask_back(verb, title, packed(title))
            case Make(wanted):
                return await self._make(run, ask, wanted)

    async def _make(self, run: Run, ask: Ask, text: str) -> Whisper | None:
        person = await self._conversation.who(ask.team, ask.person)
        wish = understand(
            text, ask.asked_at, person.zone, person.locale, services=frozenset(TITLES)
        )
        service = await self._choice(ask, wish.service or "")
        if isinstance(service, Whisper):
            return service
        if wish.has_time:
            return await self._schedule(run, ask, wish, service)
        return await self._start(run, ask, wanted_start(ask, wish, service, person))

    async def _titled(
        self, run: Run, ask: Ask, title: str, named: str, *, anyway: bool
    ) -> Whisper | None:
        """Start a meeting called *title*, whatever *title* may look like."""
        service = await self._choice(ask, named)
        if isinstance(service, Whisper):
            return service
        person = await self._conversation.who(ask.team, ask.person)
        clean = words.one_line(title) or words.untitled(person.name)
        start = Start(title=clean, service=service, person=person, anyway=anyway)
        return await self._start(run, ask, start)


def _about(message: str) -> str:
    """The first line of *message* that says anything, cut."""
    lines = (words.plain(line, ABOUT_LENGTH) for line in message.splitlines())
    return next((line for line in lines if line), "")
