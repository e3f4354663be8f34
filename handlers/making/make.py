"""Makes the meeting of a draft: at its service, in the database, on its card; tells its people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from calendars.occurrences import occurrence
from handlers import words
from handlers.coming import timers
from handlers.effective_settings import EffectiveSettings
from handlers.guests import attendees
from handlers.making import schedule_words
from handlers.making.draft import Draft
from handlers.making.groups import TellGroup
from handlers.making.start import LONGEST_WAIT
from handlers.meeting import tell
from handlers.meeting.living_card import card_of, catch_up, facts, people_of
from handlers.objections import keeps_series
from handlers.posts import show_card
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.settings import words as settings_words
from handlers.slack_port import Conversation
from handlers.slack_types import Button, Message, Posted, SlackRequest
from handlers.stored_meetings import dial_in_of, load_meeting, meeting_id, note_made
from handlers.when_free import WhenFree, then_button
from meetings.model import Attendee, Meeting, NewMeeting
from meetings.service import Capability, MeetingService
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting


class _DraftTooLate(Exception):
    """The start has passed, or the request is old; nothing has been made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _DraftPlan:
    """What the journal keeps: the draft, and whether the person may start meetings there."""

    draft: Draft
    may: bool


class MakeDraft:
    """Makes meetings of drafts, each once. Replayed from its top; see ``Run``."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        settings: EffectiveSettings,
        drafts: Drafts,
        meetings: Meetings,
        tell_group: TellGroup,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._settings = settings
        self._drafts = drafts
        self._meetings = meetings
        self._tell_group = tell_group
        self._when_free = WhenFree(conversation)

    async def __call__(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft
    ) -> Message | None:
        """Make it and show its card, or say why not."""
        match await self._drafts.take(draft_id, run.job.id):
            case "already":
                return schedule_words.already(draft)
            case "gone":
                return schedule_words.gone()

        async def plan_meeting() -> _DraftPlan:
            may = await self._settings.may_start(request.team, draft.channel, request.person)
            return _DraftPlan(draft=draft, may=may)

        # As it was when the click was first looked at, whatever the draft and settings say by now.
        plan = await run.decide("plan", plan_meeting, load=partial(payloads.load, kind=_DraftPlan))
        service = self._services.get(plan.draft.service)
        if not plan.may:
            return settings_words.may_not_start()
        if service is None:
            return self._not_here(plan.draft)
        return await self._make_and_show(run, request, draft_id, plan.draft, service)

    def _not_here(self, draft: Draft) -> Message:
        here = self._services.titles()
        return words.service_not_here(draft.service, here)

    async def _make_and_show(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft, service: MeetingService
    ) -> Message | None:
        try:
            work = self._make(run, request, draft_id, draft, service)
            instead = partial(_instead, draft_id, draft)
            row, meeting = await self._when_free.told(run, request, work, instead)
        except _DraftTooLate:
            if draft.starts_at and draft.starts_at > run.now:
                return words.waited_too_long(draft.title)
            return schedule_words.too_late(draft)
        await self._show(run, request, row)
        has_host_link = Capability.HOST_LINK in service.info.capabilities
        message = words.for_the_organizer(
            meeting.notes, meeting.title, row.id if has_host_link else ""
        )
        return await self._tell_group.offered(run, request, message, row.id, draft.groups)

    async def _make(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft, service: MeetingService
    ) -> tuple[StoredMeeting, Meeting]:
        info, owner = service.info, AccountOwner(request.team, request.person, service.info.name)
        people = await attendees(self._conversation, request.team, draft.people, info)
        if not keeps_series(info):
            draft = replace(draft, repeats="")

        async def create(marker: str) -> Meeting:
            if _is_too_late(run, request, draft):
                raise _DraftTooLate
            new = _new_meeting(request, draft, people, marker)
            return await self._services.run(service, owner, partial(service.create, new))

        async def find(marker: str) -> Meeting | None:
            new = _new_meeting(request, draft, people, marker)
            return await self._services.run(service, owner, partial(service.find, new))

        def rows(meeting: Meeting) -> Sequence[Write]:
            row = _row(run, request, draft, meeting)
            note_made(run, row)
            return [self._meetings.save(row), self._drafts.mark_made(draft_id)]

        def jobs(meeting: Meeting) -> Sequence[NewJob]:
            row = _row(run, request, draft, meeting)
            return [timers.job(row, run.now), *tell.jobs(row, "invited", request.person, run.now)]

        meeting = await run.effect(
            "create",
            create,
            find=find,
            consistency_delay=info.consistency_delay,
            also=rows,
            jobs=jobs,
            load=load_meeting,
        )
        row = await self._meetings.by_id(meeting_id(run, draft.service))
        if row is None:
            raise LookupError("a meeting that was just stored is not there")
        return row, meeting

    async def _show(self, run: Run, request: SlackRequest, meeting: StoredMeeting) -> None:
        """Post its card in the conversation where it was asked for, and store where that is."""
        to = replace(request, channel=meeting.channel, thread=meeting.thread)

        def card_rows(posted: Posted) -> Sequence[Write]:
            return [self._meetings.set_card(meeting.id, posted.channel, posted.ts)]

        people, now = await people_of(self._conversation, meeting), run.now
        card = card_of(meeting, now, people)
        just_now = await show_card(run, self._conversation, to, card, also=card_rows)
        shown = facts(meeting, now) if just_now else None
        await catch_up(run, self._meetings, meeting.id, shown)


def _instead(draft_id: str, draft: Draft, free_at: datetime) -> Sequence[Button]:
    """What can be done where the service makes none before *free_at*."""
    make = Button(action="parley.make", label="", value=draft_id)
    in_time = draft.starts_at is not None and draft.starts_at > free_at
    then = [then_button(make, free_at)] if in_time else []
    return [*then, schedule_words.change_button(draft_id)]


def _new_meeting(
    request: SlackRequest, draft: Draft, people: tuple[Attendee, ...], marker: str
) -> NewMeeting:
    conversation = f"{request.team}/{draft.channel}/{draft.thread}"
    return replace(draft.wanted, marker=marker, people=people, conversation=conversation)


def _is_too_late(run: Run, request: SlackRequest, draft: Draft) -> bool:
    """Whether its time is over, or whoever asked has waited for too long."""
    waited_long = run.now - request.asked_at > LONGEST_WAIT
    return waited_long or draft.starts_at is None or draft.starts_at <= run.now


def _row(run: Run, request: SlackRequest, draft: Draft, meeting: Meeting) -> StoredMeeting:
    """What is stored in one transaction with the answer of the service."""
    plan, now = draft.plan, run.now
    first = occurrence(plan, now)
    return StoredMeeting(
        id=meeting_id(run, draft.service),
        job=run.job.id,
        team=request.team,
        channel=draft.channel,
        thread=draft.thread,
        organizer=request.person,
        service=draft.service,
        service_id=meeting.id,
        title=meeting.title,
        join_url=meeting.join_url,
        passcode=meeting.passcode,
        dial_in=dial_in_of(meeting),
        said_to_all=meeting.said_to_all,
        starts_at=first.starts_at if first else draft.starts_at,
        ends_at=first.ends_at if first else None,
        lasts=draft.lasts,
        wall=plan.wall,
        zone=draft.zone,
        repeats=draft.repeats,
        people=draft.people,
        agenda=draft.agenda,
        choices=draft.choices,
        data=dict(meeting.data),
        ticked_at=now,
        created_at=now,
    )
