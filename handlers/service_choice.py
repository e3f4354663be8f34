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
        if not await self._settings.may_start(request.team, request.channel, request.person):
            allowed = (await self._settings.of_channel(request.team, request.channel)).starters
            return settings_words.may_not_start(() if isinstance(allowed, str) else allowed)
        name = named or await self._usual(request)
        if not name:
            return words.nothing_set_up()
        service = self._services.get(name)
        titles = self._services.titles()
        return service or words.service_not_here(TITLES.get(name, name), titles)

    async def _usual(self, request: SlackRequest) -> str:
        """The channel's setting counts before the person's."""
        channel = await self._settings.of_channel(request.team, request.channel)
        user = await self._settings.of_person(request.team, request.person)
        chosen = (name for name in (channel.service, user.service) if self._services.get(name))
        return next(chosen, self._services.default)
