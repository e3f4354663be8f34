"""`/meet help`: what can be typed here."""

from handlers import words
from handlers.meeting import who_words
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import Message, SlackRequest
from meetings.service import Capability


class Help:
    """Says what the bot can do today, with the services that are set up here."""

    def __init__(self, services: Services, mention: str = "@Parley") -> None:
        self._services = services
        self._mention = mention

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """The help, for the person who asked alone."""
        cards = [service.info for service in self._services]
        named = [(card.name, card.title) for card in cards]
        accounts = any(card.questions for card in cards)
        lines = [words.help_text(named, self._mention, accounts=accounts)]
        if tell := [card.title for card in cards if Capability.ATTENDANCE in card.capabilities]:
            lines.append(who_words.can_be_asked(tell))
        return Message(text="\n".join(lines))
