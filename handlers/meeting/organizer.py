"""What only its organizer may ask of a meeting: the way in as host, and who came."""

from collections.abc import Sequence
from functools import partial

from handlers import words
from handlers.meeting import who_words
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, Person, SlackRequest
from handlers.stored_meetings import is_organizer, meeting_of
from meetings.abilities import Poll, TellsPolls
from meetings.errors import MeetingError, ServiceBusy
from meetings.model import Meeting
from meetings.service import Capability, MeetingService
from storage.meetings import Meetings, StoredMeeting


class Host:
    """Answers *Join as host*: the link is fetched at the click, and stored nowhere."""

    def __init__(self, services: Services, meetings: Meetings) -> None:
        self._services = services
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*value* is the id of the meeting."""
        row = await self._meetings.in_team(request.team, value)
        service = self._services.get(row.service) if row else None
        if row is None or service is None or not is_organizer(row, request):
            return words.no_way_in()
        owner = AccountOwner(request.team, request.person, row.service)
        try:
            link = await self._services.run(
                service, owner, partial(service.host_link, meeting_of(row))
            )
        except MeetingError as error:
            if not _may_be_told(error):
                raise
            return Message(text=words.quote(error.message))
        run.note("host link given", meeting=row.id, by=request.person)
        await run.commit("given")
        return words.way_in(row.title, link)


class Who:
    """Answers `/meet who stand-up`: who came, and who is there."""

    def __init__(self, services: Services, conversation: Conversation, meetings: Meetings) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """Return the answer, or ask which of several meetings is meant."""
        title = words.plain(rest).strip('"“”„»« ')
        rows = _fitting(await self._meetings.of_organizer(request.team, request.person), title)
        if not rows:
            return who_words.no_such_meeting(title)
        person = await self._conversation.who(request.team, request.person)
        if len(rows) > 1:
            offered = [(row.id, row.title, row.starts_at or row.created_at) for row in rows]
            return who_words.which_one(title, offered, person.clock)
        return await self._tell(run, request, rows[0], person)

    async def chosen(self, run: Run, request: SlackRequest, value: str) -> Message:
        """One of several was pressed; *value* is the id of the meeting."""
        row = await self._meetings.in_team(request.team, value)
        if row is None or not is_organizer(row, request):
            return who_words.no_such_meeting("")
        person = await self._conversation.who(request.team, request.person)
        return await self._tell(run, request, row, person)

    async def _tell(
        self, run: Run, request: SlackRequest, row: StoredMeeting, person: Person
    ) -> Message:
        service = self._services.get(row.service)
        if service is None or Capability.ATTENDANCE not in service.info.capabilities:
            title = service.info.title if service else row.service
            return who_words.cannot_tell(row.title, title, here=service is not None)
        owner, meeting = AccountOwner(request.team, request.person, row.service), meeting_of(row)
        try:
            stays = await self._services.run(service, owner, partial(service.attendance, meeting))
        except MeetingError as error:
            if not _may_be_told(error):
                raise
            return who_words.no_answer(error.message)
        polls = await self._polls(service, meeting, owner)
        heading = who_words.heading(row.title, service.info.title, meeting.starts_at, person.clock)
        return who_words.who_came(heading, stays, polls, run.now, person.clock)

    async def _polls(
        self, service: MeetingService, meeting: Meeting, owner: AccountOwner
    ) -> Sequence[Poll] | None:
        """What was voted on; None where it could not be had, and the rest is told all the same."""
        if not isinstance(service, TellsPolls):
            return ()
        try:
            return await self._services.run(service, owner, partial(service.polls, meeting))
        except MeetingError:
            return None


def _may_be_told(error: MeetingError) -> bool:
    """Whether to tell the person at once: asking has changed nothing, so there is no need to wait.

    Other errors may be remedied, by a new sign-in for example.
    """
    return error.outcome_unknown or isinstance(error, ServiceBusy)


def _fitting(meetings: Sequence[StoredMeeting], title: str) -> list[StoredMeeting]:
    """Those with that title, else those with it in theirs, the newest first."""
    wanted = title.casefold()
    if not wanted:
        return []
    same = [row for row in meetings if row.title.casefold() == wanted]
    return same or [row for row in meetings if wanted in row.title.casefold()]
