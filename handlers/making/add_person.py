"""*Add @Bo Tanaka*: adds a person whose name was typed without @, when the button is pressed."""

from handlers import words
from handlers.button_values import NotOurs, read
from handlers.guests import is_person
from handlers.making.schedule import Schedule
from handlers.making.suggestions import AddButton, add_buttons
from handlers.meeting import living_card, tell
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import JSON, CardState, Message, SlackRequest
from handlers.stored_meetings import is_organizer
from meetings.service import Capability
from storage.meetings import Meetings, StoredMeeting


class AddPerson:
    """Adds a person to a draft, or to a meeting that was started at once."""

    def __init__(self, services: Services, meetings: Meetings, schedule: Schedule) -> None:
        self._services = services
        self._meetings = meetings
        self._schedule = schedule

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*value* is what ``add_buttons`` gave the button."""
        choice = read(value, AddButton)
        person = choice.person
        if not is_person(person) or person not in choice.offered:
            raise NotOurs("nobody who was offered")
        if choice.draft:
            return await self._schedule.with_person(run, request, choice.draft, person)
        meeting = await self._meetings.in_team(request.team, choice.meeting)
        if meeting is None or not is_organizer(meeting, request):
            return words.no_way_in()
        over = standing(meeting, run.now)[1] in (CardState.CANCELLED, CardState.ENDED)
        if over or meeting.wall is not None:
            return words.no_way_in()  # only a meeting that was started at once has this button
        return await self._invite(run, meeting, person, choice)

    async def _invite(
        self, run: Run, meeting: StoredMeeting, person: str, choice: AddButton
    ) -> Message | None:
        """Invite the person; a second press writes nothing, and no second job: its key is taken."""

        async def is_new() -> JSON:
            return person not in meeting.people

        invited = tell.invitation(meeting, person, meeting.organizer, run.now)
        await run.decide(
            "invited",
            is_new,
            also=lambda new: [self._meetings.add_people(meeting.id, [person])] if new else [],
            jobs=lambda new: [invited, living_card.job(meeting.id, run.now)] if new else [],
        )
        names = choice.offered
        others = {id_: name for id_, name in names.items() if id_ not in (person, *meeting.people)}
        service = self._services.get(meeting.service)
        has_host_link = service and Capability.HOST_LINK in service.info.capabilities
        said = words.for_the_organizer(
            [words.invited(names[person], meeting.title)],
            meeting.title,
            meeting.id if has_host_link else "",
        )
        return said and words.offer(said, add_buttons({"meeting": meeting.id}, others))
