"""Making a meeting of a draft: at its service, in memory, on its card, and to its people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias, cast

from calendars.occurrences import occurrence
from calendars.recurrence import optional_recurrence
from handlers import words
from handlers.coming import timers
from handlers.effective_settings import EffectiveSettings
from handlers.guests import attendees
from handlers.making import schedule_words
from handlers.making.draft import Draft
from handlers.making.start import LONGEST_WAIT
from handlers.meeting import tell
from handlers.meeting.living_card import card_of, catch_up
from handlers.remembered import phones_of, read_back, written
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.settings import words as settings_words
from handlers.show import Showing
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, Posted, SlackRequest
from meetings.catalog import TITLES
from meetings.model import Attendee, Meeting, NewMeeting
from meetings.service import Capability, MeetingService, ServiceInfo
from storage.drafts import Drafts
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

Made: TypeAlias = tuple[StoredMeeting, Meeting]


class _TooLate(Exception):
    """The start has passed, or the wish is old; nothing has been made."""


def keeps_series(card: ServiceInfo) -> bool:
    """Whether a series can be had: the service knows it, or knows no times and we keep them."""
    return Capability.REPEAT in card.capabilities or Capability.SCHEDULE not in card.capabilities


class MakeDraft:
    """Makes meetings of drafts, each once. Replayed from its top; see ``handlers.replay``."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        settings: EffectiveSettings,
        drafts: Drafts,
        meetings: Meetings,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._settings = settings
        self._drafts = drafts
        self._meetings = meetings

    async def __call__(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft
    ) -> Message | None:
        """Make it and show its card, or say why not."""
        match await self._drafts.take(draft_id, run.job.id):
            case "already":
                return schedule_words.already(draft)
            case "gone":
                return schedule_words.gone()

        async def plan() -> JSON:
            may = await self._settings.may_start(request.team, draft.channel, request.person)
            return {"draft": draft.as_json(), "may": may}

        # What was decided when this was first looked at, whatever would be decided now.
        planned = cast("Mapping[str, JSON]", await run.decide("plan", plan))
        draft = Draft.from_json(planned["draft"])
        service = self._services.get(draft.service)
        if not planned["may"] or service is None:
            return self._not_here(draft) if planned["may"] else settings_words.may_not_start()
        return await self._of(run, request, draft_id, draft, service)

    def _not_here(self, draft: Draft) -> Message:
        here = self._services.titles()
        return words.service_not_here(TITLES.get(draft.service, draft.service), here)

    async def _of(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft, service: MeetingService
    ) -> Message | None:
        try:
            kept, meeting = await self._make(run, request, draft_id, draft, service)
        except _TooLate:
            if draft.starts_at and draft.starts_at > run.now:
                return words.waited_too_long(draft.title)
            return schedule_words.too_late(draft)
        await self._show(run, request, kept)
        has_host = Capability.HOST_LINK in service.info.capabilities
        return words.for_the_starter(meeting.notes, meeting.title, kept.id if has_host else "")

    async def _make(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft, service: MeetingService
    ) -> Made:
        card, owner = service.info, AccountOwner(request.team, request.person, service.info.name)
        people = await attendees(self._conversation, request.team, draft.people, card)
        if not keeps_series(card):
            draft = replace(draft, repeats="")

        async def create(marker: str) -> JSON:
            waited_long = run.now - request.asked_at > LONGEST_WAIT
            if waited_long or draft.starts_at is None or draft.starts_at <= run.now:
                raise _TooLate
            wanted = _wanted(request, draft, people, marker)
            meeting = await self._services.run(service, owner, partial(service.create, wanted))
            return written(meeting)

        async def find(marker: str) -> JSON:
            wanted = _wanted(request, draft, people, marker)
            found = await self._services.run(service, owner, partial(service.find, wanted))
            return written(found) if found else None

        def rows(made: JSON) -> Sequence[Write]:
            row = _row(run, request, draft, read_back(made))
            return [self._meetings.save(row), self._drafts.mark_made(draft_id)]

        def jobs(made: JSON) -> Sequence[NewJob]:
            row = _row(run, request, draft, read_back(made))
            return [timers.job(row, run.now), *tell.jobs(row, "invited", request.person, run.now)]

        delay = card.consistency_delay
        made = await run.effect(
            "create", create, find=find, consistency_delay=delay, also=rows, jobs=jobs
        )
        kept = await self._meetings.by_id(_name(run, draft))
        if kept is None:
            raise LookupError("a meeting that was just written down is not there")
        return kept, read_back(made)

    async def _show(self, run: Run, request: SlackRequest, kept: StoredMeeting) -> None:
        """Its card, in the conversation where it was asked for, and where that card stands."""
        there = replace(request, channel=kept.channel, thread=kept.thread)

        def standing(posted: Posted) -> Sequence[Write]:
            return [self._meetings.set_card(kept.id, posted.channel, posted.ts)]

        card = card_of(kept, run.now)
        await Showing(self._conversation, run, there, card, also=standing).show()
        await catch_up(run, self._meetings, kept.id, 1)


def _wanted(
    request: SlackRequest, draft: Draft, people: tuple[Attendee, ...], marker: str
) -> NewMeeting:
    return NewMeeting(
        title=draft.title,
        marker=marker,
        starts_at=draft.starts_at,
        lasts=draft.lasts,
        zone=draft.zone,
        recurrence=optional_recurrence(draft.repeats),
        people=people,
        agenda=draft.agenda,
        choices=draft.choices,
        conversation=f"{request.team}/{draft.channel}/{draft.thread}",
    )


def _name(run: Run, draft: Draft) -> str:
    return f"{draft.service}-{run.job.id}"


def _row(run: Run, request: SlackRequest, draft: Draft, meeting: Meeting) -> StoredMeeting:
    """What is remembered in the same moment as the answer of the service."""
    plan, now = draft.plan, run.now
    first = occurrence(plan, now)
    return StoredMeeting(
        id=_name(run, draft),
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
        dial_in=phones_of(meeting),
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
