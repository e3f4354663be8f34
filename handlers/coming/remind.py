"""Reminders: a meeting is announced once to each of its places, and again when one is snoozed."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendars.due import Due
from calendars.occurrences import Occurrence
from handlers.button_values import checked, read, written
from handlers.coming import words
from handlers.dates_in_words import Clock
from handlers.effective_settings import EffectiveSettings
from handlers.guests import is_person
from handlers.meeting import living_card
from handlers.posts import post_once
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    Destination,
    Message,
    NotDelivered,
    NotInConversation,
    Posted,
    SlackRequest,
)
from handlers.stored_meetings import concerns, declined, occurrence_at
from storage import payloads
from storage.copies import Copies, Copy
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

SNOOZED_FOR = timedelta(minutes=5)
_SNOOZES = range(1000)

log = logging.getLogger(__name__)


def job(meeting: StoredMeeting, place: str, due: Due, run_at: datetime) -> NewJob:
    """The reminder of one occurrence of *meeting* to *place*, a person or the conversation.

    Its key holds no version: a meeting that is moved to and fro is announced once.
    """
    starts_at, lead = due.occurrence.starts_at, due.lead // timedelta(seconds=1)
    reminder = _Reminder(meeting=meeting.id, place=place, starts_at=starts_at, lead=lead)
    payload = payloads.dump(reminder)
    key = f"remind:{meeting.id}:{starts_at.timestamp() * 1000:.0f}:{lead}:{place}"
    return NewJob(key=key, kind="remind", payload=payload, run_at=run_at)


class _NothingToRemindOf(NotDelivered):
    """There is nothing to announce any more; nothing was posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminder:
    """One reminder, to a person or a conversation, *lead* seconds ahead.

    *lead* None: the person snoozed an earlier one, for the *snoozed*-th time.
    """

    meeting: str
    place: str
    starts_at: datetime
    lead: int | None
    snoozed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _SnoozeButton:
    """Of *Snooze*: the reminder that it stands on."""

    meeting: str
    starts_at: datetime
    lead: int | None = None
    snoozed: int = 0

    def __post_init__(self) -> None:
        """Check the moment, and that nobody has snoozed that often."""
        checked(self.starts_at)
        if self.snoozed not in _SNOOZES:
            raise ValueError("snoozed too often")


class Reminders:
    """The background job that announces a meeting, and the button that snoozes it."""

    def __init__(
        self,
        conversation: Conversation,
        meetings: Meetings,
        settings: EffectiveSettings,
        copies: Copies,
    ) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._settings = settings
        self._copies = copies

    async def remind(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Post it, unless the meeting does not take place then, or a later reminder is due."""
        reminder = payloads.load(payload, _Reminder)
        meeting = await self._meetings.by_id(reminder.meeting)
        if meeting is None:
            return
        when = occurrence_at(meeting, reminder.starts_at, run.now)
        if when and await self._is_superseded(meeting, reminder, run.now):
            when = None
        if when or run.job.attempts > 1:  # what was tried before may have arrived: look for it
            with suppress(_NothingToRemindOf):
                await self._announce(run, meeting, when, reminder)
        await self._catch_up(run, reminder, meeting)

    async def _catch_up(self, run: Run, reminder: _Reminder, shown: StoredMeeting) -> None:
        """Take the link from a reminder that was posted while its meeting changed or ended.

        *shown* is the meeting as it was posted: where it has another link by now, that is shown.
        """
        meeting = await self._meetings.by_id(reminder.meeting)
        if meeting is None:
            return
        new_link = meeting.join_url != shown.join_url
        if not new_link and occurrence_at(meeting, reminder.starts_at, run.now):
            return
        copies = await self._copies.of(meeting.id)
        if any(copy.occurrence == reminder.starts_at for copy in copies):
            job = living_card.job(meeting.id, run.now, new_link=new_link)
            await run.commit("catch-up", jobs=[job])

    async def _is_superseded(
        self, meeting: StoredMeeting, reminder: _Reminder, now: datetime
    ) -> bool:
        """Whether nobody is to be reminded there any more, or a later reminder is due as well."""
        if reminder.lead is None:
            return False
        if declined(meeting, reminder.place, reminder.starts_at):
            return True
        leads = (await self._settings.announced(meeting)).get(reminder.place, ())
        own = timedelta(seconds=reminder.lead)
        return not leads or any(lead < own and reminder.starts_at - lead <= now for lead in leads)

    async def _announce(
        self, run: Run, meeting: StoredMeeting, when: Occurrence | None, reminder: _Reminder
    ) -> None:
        """To one person or to a conversation; without *when* nothing new is posted."""
        if is_person(reminder.place):
            await self._to_person(run, meeting, when, reminder)
            return
        place = Destination(meeting.team, meeting.channel, meeting.thread)
        also = self._save_copy(run, meeting, reminder)
        try:
            message = _message(run, meeting, when, reminder)
            await post_once(run, self._conversation, place, message, also=also)
        except NotInConversation:
            to_organizer = replace(reminder, place=meeting.organizer)
            await self._to_person(run, meeting, when, to_organizer, "instead")

    async def _to_person(
        self,
        run: Run,
        meeting: StoredMeeting,
        when: Occurrence | None,
        reminder: _Reminder,
        step: str = "say",
    ) -> None:
        """By direct message; *instead* to the organizer, where the conversation cannot be told."""
        reader = await self._conversation.who(meeting.team, reminder.place)
        message = _message(run, meeting, when, reminder, reader.clock)

        def to_organizer() -> Message:
            return words.could_not_post(meeting.channel, message())

        place = Destination(meeting.team, reminder.place)
        also = self._save_copy(run, meeting, reminder)
        post = to_organizer if step == "instead" else message
        try:
            await post_once(run, self._conversation, place, post, step=step, also=also)
        except CannotPost as error:
            log.warning("a reminder was dropped: the person cannot be written to (%s)", error)

    def _save_copy(
        self, run: Run, meeting: StoredMeeting, reminder: _Reminder
    ) -> Callable[[Posted], list[Write]]:
        """Remember where the reminder is, to take its link away when that occurrence is over."""

        def writes(posted: Posted) -> list[Write]:
            copy = Copy(
                meeting=meeting.id,
                channel=posted.channel,
                ts=posted.ts,
                occurrence=reminder.starts_at,
            )
            run.note(
                "reminder posted", meeting=meeting.id, to=reminder.place, **_late(run, reminder)
            )
            return [self._copies.save(copy)]

        return writes

    async def snooze(self, run: Run, request: SlackRequest, value: str) -> Message:
        """Remind the person who pressed the button again, in five minutes or when it starts."""
        pressed = read(value, _SnoozeButton)
        meeting, starts_at = (
            await self._meetings.in_team(request.team, pressed.meeting),
            pressed.starts_at,
        )
        if meeting is None or not concerns(meeting, request):
            return words.nothing_to_snooze()

        async def until() -> JSON:
            when = occurrence_at(meeting, starts_at, run.now)
            at = _again_at(when, run.now) if when else None
            return at.isoformat() if at else ""

        def jobs(at: JSON) -> list[NewJob]:
            if not at:
                return []
            return [_snoozed_job(request, pressed, datetime.fromisoformat(str(at)))]

        at = await run.decide("snooze", until, jobs=jobs)
        if not at:
            return words.nothing_to_snooze()
        return words.snoozed(meeting.title, datetime.fromisoformat(str(at)), starts_at, run.now)


def _message(
    run: Run,
    meeting: StoredMeeting,
    when: Occurrence | None,
    reminder: _Reminder,
    clock: Clock | None = None,
) -> Callable[[], Message]:
    """Makes the message, with the time of the moment at which it is posted."""

    def message() -> Message:
        if when is None:
            raise _NothingToRemindOf
        return words.reminder(meeting, when, run.now, again=_snooze_value(reminder), clock=clock)

    return message


def _late(run: Run, reminder: _Reminder) -> dict[str, float]:
    """By how many seconds it is late; nothing of one that was snoozed, where it is not known."""
    if reminder.lead is None:
        return {}
    due_at = reminder.starts_at - timedelta(seconds=reminder.lead)
    return {"late": round(max((run.now - due_at).total_seconds(), 0.0), 1)}


def _again_at(occurrence: Occurrence, now: datetime) -> datetime | None:
    """When to remind somebody again; None where it will be over."""
    later = now + SNOOZED_FOR
    if now < occurrence.starts_at:
        return min(later, occurrence.starts_at)
    return later if later < occurrence.ends_at else None


def _snooze_value(reminder: _Reminder) -> str:
    """The value of the snooze button: pressed five times, it counts once."""
    button = _SnoozeButton(
        meeting=reminder.meeting,
        starts_at=reminder.starts_at,
        lead=reminder.lead,
        snoozed=reminder.snoozed,
    )
    return written(button)


def _snoozed_job(request: SlackRequest, pressed: _SnoozeButton, at: datetime) -> NewJob:
    from_reminder = f"{pressed.lead}:{pressed.snoozed}"
    reminder = _Reminder(
        meeting=pressed.meeting,
        place=request.person,
        starts_at=pressed.starts_at,
        lead=None,
        snoozed=pressed.snoozed + 1,
    )
    payload, at_first = payloads.dump(reminder), pressed.starts_at.isoformat()
    key = f"snooze:{pressed.meeting}:{at_first}:{from_reminder}:{request.person}"
    return NewJob(key=key, kind="remind", payload=payload, run_at=at)
