"""`undo`: the person's last change of a meeting is taken back, within ten minutes."""

from dataclasses import replace

from handlers.changing import change_words, edit_words
from handlers.changing.change import MeetingChange, Problem
from handlers.changing.change_dates import plan_dates
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.edit import EditMeeting
from handlers.changing.last_change import LastChanges
from handlers.making.draft import Draft
from handlers.making.schedule import Schedule
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import Message, SlackRequest
from meetings.abilities import ChangesOccurrences
from storage.meetings import Meetings, StoredMeeting


class Undo:
    """Shows what would be taken back, with the button that does it."""

    def __init__(
        self,
        meetings: Meetings,
        guard: ChangeGuard,
        last_changes: LastChanges,
        edit: EditMeeting,
        schedule: Schedule,
        services: Services,
    ) -> None:
        self._services = services
        self._meetings = meetings
        self._guard = guard
        self._last_changes = last_changes
        self._edit = edit
        self._schedule = schedule

    async def __call__(self, run: Run, request: SlackRequest) -> Message:
        """What was changed last, and how it was before."""
        last = await self._last_changes.of(request)
        if last is None:
            return edit_words.nothing_to_undo()
        if last.kind == "ended":
            return edit_words.cannot_undo_end(await self._meetings.by_id(last.meeting))
        if last.kind == "cancelled" or last.back is None:
            meeting = await self._meetings.by_id(last.meeting)
            if meeting is None:
                return change_words.unknown()
            return await self._schedule.proposed(run, request, _draft_like(meeting))
        return await self._take_back(run, request, last.back)

    async def _take_back(self, run: Run, request: SlackRequest, back: MeetingChange) -> Message:
        meeting = await self._guard.look(run, request, back.meeting)
        if isinstance(meeting, Message):
            return meeting
        if meeting.version != back.version:
            return edit_words.changed_since(meeting)
        if back.scope and isinstance(self._services.get(meeting.service), ChangesOccurrences):
            planned = plan_dates(meeting, back, run.now)
            if not isinstance(planned, Problem) and planned.was is None:
                # The service cannot take that date into its series again.
                one = replace(meeting, starts_at=back.starts_at, lasts=back.lasts, repeats="")
                return await self._schedule.proposed(run, request, _draft_like(one))
        return await self._edit.shown(run, request, meeting, back)


def _draft_like(meeting: StoredMeeting) -> Draft:
    """A new meeting like one that was cancelled."""
    return Draft(
        title=meeting.title,
        starts_at=meeting.starts_at,
        zone=meeting.zone,
        minutes=int(meeting.lasts.total_seconds() // 60) if meeting.lasts else 30,
        repeats=meeting.repeats,
        people=tuple(meeting.people),
        service=meeting.service,
        agenda=meeting.agenda,
        choices=meeting.choices,
        channel=meeting.channel,
        thread=meeting.thread,
    )
