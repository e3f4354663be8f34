"""Reminders: a meeting is announced once to each who is to know, and again to whoever asks."""

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from calendars.due import Due
from calendars.occurrences import Occurrence
from handlers.coming import words
from handlers.effective_settings import EffectiveSettings
from handlers.guests import is_person
from handlers.meeting import living_card
from handlers.posts import post_once
from handlers.remembered import still_on
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
from storage import payloads
from storage.copies import Copies, Copy
from storage.ledger import NewJob, Write
from storage.meetings import Meetings, StoredMeeting

SNOOZED_FOR = timedelta(minutes=5)

log = logging.getLogger(__name__)


def job(kept: StoredMeeting, place: str, wanted: Due, run_at: datetime) -> NewJob:
    """What announces one occurrence of *kept* to *place*, a person or the conversation.

    Its key holds no version: a meeting that is moved to and fro is announced once.
    """
    starts_at, lead = wanted.occurrence.starts_at, wanted.lead // timedelta(seconds=1)
    payload = payloads.dump(_Reminder(meeting=kept.id, place=place, starts_at=starts_at, lead=lead))
    key = f"remind:{kept.id}:{starts_at.timestamp() * 1000:.0f}:{lead}:{place}"
    return NewJob(key=key, kind="remind", payload=payload, run_at=run_at)


class _NothingToRemindOf(NotDelivered):
    """There is nothing to announce any more; nothing was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminder:
    """One reminder, *lead* seconds ahead.

    *lead* None: the person asked to be reminded again, for the *snoozed*-th time.
    """

    meeting: str
    place: str
    starts_at: datetime
    lead: int | None
    snoozed: int = 0


class Reminders:
    """The errand that announces a meeting, and the button that asks for it once more."""

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
        """Say it, unless the meeting is not to take place then, or something later says it."""
        told = payloads.load(payload, _Reminder)
        kept = await self._meetings.by_id(told.meeting)
        if kept is None:
            return
        when = still_on(kept, told.starts_at, run.now)
        if when and await self._passed_over(kept, told, run.now):
            when = None
        if when or run.job.attempts > 1:  # what was tried before may have arrived: look for it
            with suppress(_NothingToRemindOf):
                await self._announce(run, kept, when, told)
        await self._catch_up(run, told)

    async def _catch_up(self, run: Run, told: _Reminder) -> None:
        """Take the link from a reminder that was on its way while its meeting changed or ended."""
        kept = await self._meetings.by_id(told.meeting)
        if kept is None or still_on(kept, told.starts_at, run.now):
            return
        if not any(one.occurrence == told.starts_at for one in await self._copies.of(kept.id)):
            return
        refresh = [living_card.job(kept.id, run.now)]
        await run.commit("catch-up", jobs=refresh)

    async def _passed_over(self, kept: StoredMeeting, told: _Reminder, now: datetime) -> bool:
        """Whether nobody is to be told there any more, or a later reminder is due as well."""
        if told.lead is None:
            return False
        lead = timedelta(seconds=told.lead)
        leads = (await self._settings.announced(kept)).get(told.place, ())
        return not leads or any(one < lead and told.starts_at - one <= now for one in leads)

    async def _announce(
        self, run: Run, kept: StoredMeeting, when: Occurrence | None, told: _Reminder
    ) -> None:
        """To one person, or to all; without *when* nothing is said that was not said before."""
        if is_person(told.place):
            await self._to_person(run, kept, when, told)
            return
        place = Destination(kept.team, kept.channel, kept.thread)
        also = self._kept(kept, told)
        try:
            said = _said(run, kept, when, told)
            await post_once(run, self._conversation, place, said, also=also)
        except NotInConversation:
            await self._to_person(run, kept, when, replace(told, place=kept.organizer), "instead")

    async def _to_person(
        self,
        run: Run,
        kept: StoredMeeting,
        when: Occurrence | None,
        told: _Reminder,
        step: str = "say",
    ) -> None:
        """By direct message; *instead* to the organizer, where the conversation cannot be told."""
        reader = await self._conversation.who(kept.team, told.place)
        reminder = _said(run, kept, when, told, reader.zone)

        def said() -> Message:
            found = reminder()
            return words.could_not_post(kept.channel, found) if step == "instead" else found

        place = Destination(kept.team, told.place)
        try:
            also = self._kept(kept, told)
            await post_once(run, self._conversation, place, said, step=step, also=also)
        except CannotPost as refusal:
            log.warning("a reminder was dropped: its person cannot be written to (%s)", refusal)

    def _kept(self, kept: StoredMeeting, told: _Reminder) -> Callable[[Posted], list[Write]]:
        """What sees to it that the reminder loses its link when that occurrence is over."""

        def standing(posted: Posted) -> list[Write]:
            copy = Copy(
                meeting=kept.id, channel=posted.channel, ts=posted.ts, occurrence=told.starts_at
            )
            return [self._copies.save(copy)]

        return standing

    async def snooze(self, run: Run, request: SlackRequest, value: str) -> Message:
        """Tell who pressed the button once more, in five minutes or when it starts."""
        pressed = cast("Mapping[str, JSON]", json.loads(value))
        kept = await self._meetings.by_id(str(pressed["meeting"]))
        starts_at = datetime.fromisoformat(str(pressed["starts_at"]))
        if kept is None or kept.team != request.team:
            return words.nothing_to_snooze()

        async def until() -> JSON:
            found = still_on(kept, starts_at, run.now)
            at = _again_at(found, run.now) if found else None
            return at.isoformat() if at else ""

        def again(at: JSON) -> list[NewJob]:
            return [_once_more(request, pressed, datetime.fromisoformat(str(at)))] if at else []

        at = await run.decide("snooze", until, jobs=again)
        if not at:
            return words.nothing_to_snooze()
        return words.snoozed(kept.title, datetime.fromisoformat(str(at)), starts_at, run.now)


def _said(
    run: Run, kept: StoredMeeting, when: Occurrence | None, told: _Reminder, zone: str = ""
) -> Callable[[], Message]:
    """What makes the words, of the moment at which they are said."""

    def said() -> Message:
        if when is None:
            raise _NothingToRemindOf
        return words.reminder(kept, when, run.now, again=_packed(told), zone=zone)

    return said


def _again_at(found: Occurrence, now: datetime) -> datetime | None:
    """When to tell somebody again; none where it will be over."""
    later = now + SNOOZED_FOR
    if now < found.starts_at:
        return min(later, found.starts_at)
    return later if later < found.ends_at else None


def _packed(told: _Reminder) -> str:
    """What the button for once more carries: pressed five times, it counts once."""
    carried = {
        "meeting": told.meeting,
        "starts_at": told.starts_at.isoformat(),
        "lead": told.lead,
        "snoozed": told.snoozed,
    }
    return json.dumps(carried)


def _once_more(request: SlackRequest, pressed: Mapping[str, JSON], at: datetime) -> NewJob:
    said = f"{pressed['lead']}:{pressed['snoozed']}"
    payload = payloads.dump(
        _Reminder(
            meeting=str(pressed["meeting"]),
            place=request.person,
            starts_at=datetime.fromisoformat(str(pressed["starts_at"])),
            lead=None,
            snoozed=cast("int", pressed["snoozed"]) + 1,
        )
    )
    key = f"snooze:{pressed['meeting']}:{pressed['starts_at']}:{said}:{request.person}"
    return NewJob(key=key, kind="remind", payload=payload, run_at=at)
