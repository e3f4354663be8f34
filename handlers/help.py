"""What can be typed here: `/meet help`, and a short form of it for greetings and thanks."""

from datetime import datetime, timedelta

from handlers import words
from handlers.meeting import who_words
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import Message, SlackRequest
from meetings.service import Capability
from storage.people import Preferences

QUIET = timedelta(minutes=10)
"""How long a person is not helped again who chats with the bot in a conversation."""


class Help:
    """Says what the bot can do today, with the services that are set up here."""

    def __init__(
        self, services: Services, preferences: Preferences, mention: str = "@Parley"
    ) -> None:
        self._services = services
        self._preferences = preferences
        self._mention = mention

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """The help, for the person who asked alone."""
        cards = [service.info for service in self._services]
        named = [(card.name, card.title) for card in cards]
        accounts = any(card.needs_sign_in for card in cards)
        lines = [words.help_text(named, self._mention, accounts=accounts)]
        if tell := [card.title for card in cards if Capability.ATTENDANCE in card.capabilities]:
            lines.append(who_words.can_be_asked(tell))
        return Message(text="\n".join(lines))

    def services(self) -> list[str]:
        """The services that are set up here, each with what is typed for it."""
        return self._services.titles()

    def short(self) -> Message:
        """The most useful lines of the help."""
        return Message(text=words.short_help(self._mention))

    def cannot_answer(self) -> Message:
        """The same, to a question that has no answer here."""
        return Message(text=words.cannot_answer(self._mention))

    async def to_chatter(self, run: Run, request: SlackRequest) -> Message | None:
        """Short help, at most once in ten minutes to one person in one conversation."""

        async def is_due() -> bool:
            heard = await self._preferences.of(request.team, _whose(request))
            last = heard.get("helped_at")
            return last is None or abs(run.now - datetime.fromisoformat(last)) >= QUIET

        helped = {"helped_at": run.now.isoformat()}
        write = self._preferences.put(request.team, _whose(request), helped, run.now)
        due = await run.decide("helped", is_due, also=lambda due: [write] if due else [])
        return self.short() if due else None


def _whose(request: SlackRequest) -> str:
    """A row of its own beside those of people and channels."""
    return f"helped:{request.person}:{request.channel}"
