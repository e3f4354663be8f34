"""The organizer's own way in: fetched at the click, told to that person alone, never kept."""

from functools import partial

from handlers import words
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_types import Message, SlackRequest
from handlers.stored_meetings import is_organizer, meeting_of
from meetings.errors import MeetingError, ServiceBusy
from storage.meetings import Meetings


class Host:
    """Answers the button that only the organizer of a meeting is shown."""

    def __init__(self, services: Services, meetings: Meetings) -> None:
        self._services = services
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*value* is what we call the meeting."""
        kept = await self._meetings.by_id(value)
        service = self._services.get(kept.service) if kept else None
        if kept is None or service is None or not is_organizer(kept, request):
            return words.no_way_in()
        owner = AccountOwner(request.team, request.person, kept.service)
        try:
            link = await self._services.run(
                service, owner, partial(service.host_link, meeting_of(kept))
            )
        except MeetingError as error:
            if not (error.outcome_unknown or isinstance(error, ServiceBusy)):
                raise
            return Message(text=words.quote(error.message))  # asking has changed nothing
        return words.way_in(kept.title, link)
