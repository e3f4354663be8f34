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
        found = self._services.get(name)
        here = self._services.titles()
        return found or words.service_not_here(TITLES.get(name, name), here)

    async def _usual(self, request: SlackRequest) -> str:
        """What is usual in a conversation counts before what its person prefers elsewhere."""
        here = await self._settings.of_channel(request.team, request.channel)
        mine = await self._settings.of_person(request.team, request.person)
        known = (name for name in (here.service, mine.service) if self._services.get(name))
        return next(known, self._services.default)
