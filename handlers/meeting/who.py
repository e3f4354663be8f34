"""`/meet who stand-up`: who came and who is there, for the person who had the meeting made."""

from collections.abc import Sequence
from functools import partial

from handlers.meeting import who_words as words
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, SlackRequest
from handlers.stored_meetings import is_organizer, meeting_of
from handlers.words import plain
from meetings.errors import MeetingError, ServiceBusy
from meetings.model import Meeting
from meetings.service import Capability, MeetingService, Poll, TellsPolls
from storage.meetings import Meetings, StoredMeeting


class Who:
    """Says who came to a meeting that this bot remembers, to its organizer alone."""

    def __init__(self, services: Services, conversation: Conversation, meetings: Meetings) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`who stand-up`: the answer, or which of several meetings is meant."""
        title = plain(rest).strip('"“”„»« ')
        fitting = _fitting(await self._meetings.of_organizer(request.team, request.person), title)
        if not fitting:
            return words.no_such_meeting(title)
        person = await self._conversation.who(request.team, request.person)
        if len(fitting) > 1:
            named = [(one.id, one.title, one.starts_at or one.created_at) for one in fitting]
            return words.which_one(title, named, person.zone)
        return await self._tell(run, request, fitting[0], person)

    async def chosen(self, run: Run, request: SlackRequest, value: str) -> Message:
        """One of several was pressed; *value* is what we call it."""
        kept = await self._meetings.by_id(value)
        if kept is None or not is_organizer(kept, request):
            return words.no_such_meeting("")
        person = await self._conversation.who(request.team, request.person)
        return await self._tell(run, request, kept, person)

    async def _tell(
        self, run: Run, request: SlackRequest, kept: StoredMeeting, person: Person
    ) -> Message:
        service = self._services.get(kept.service)
        if service is None or Capability.ATTENDANCE not in service.info.capabilities:
            title = service.info.title if service else kept.service
            return words.cannot_tell(kept.title, title, here=service is not None)
        owner, meeting = AccountOwner(request.team, request.person, kept.service), meeting_of(kept)
        try:
            visits = await self._services.run(service, owner, partial(service.attendance, meeting))
        except MeetingError as error:
            if not (error.outcome_unknown or isinstance(error, ServiceBusy)):
                raise
            return words.no_answer(error.message)  # asking has changed nothing: no need to wait
        polls = await self._polls(service, meeting, owner)
        heading = words.heading(kept.title, service.info.title, meeting.starts_at, person.zone)
        return words.who_came(heading, visits, polls, run.now, person.zone)

    async def _polls(
        self, service: MeetingService, meeting: Meeting, owner: AccountOwner
    ) -> Sequence[Poll] | None:
        """What was voted on; none where it could not be had, which takes nothing from the rest."""
        if not isinstance(service, TellsPolls):
            return ()
        polls = service.polls
        try:
            return await self._services.run(service, owner, partial(polls, meeting))
        except MeetingError:
            return None


def _fitting(meetings: Sequence[StoredMeeting], title: str) -> list[StoredMeeting]:
    """Those with that title, else those with it in theirs, the newest first."""
    wanted = title.casefold()
    if not wanted:
        return []
    same = [one for one in meetings if one.title.casefold() == wanted]
    return same or [one for one in meetings if wanted in one.title.casefold()]
