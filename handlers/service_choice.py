"""Which meeting service is meant: the one that was named, or the one that is usual here."""

from handlers import words
from handlers.effective_settings import EffectiveSettings
from handlers.services import Services
from handlers.settings import words as settings_words
from handlers.slack_types import Message, SlackRequest
from meetings.catalog import TITLES
from meetings.service import MeetingService


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
