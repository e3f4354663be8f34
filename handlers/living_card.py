"""The one card of a meeting: what it says now, and bringing it up to date when that changes."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from diary.plan import Occurrence, Plan, occurrence
from diary.spoken import in_words
from handlers import words
from handlers.remembered import plan_of
from handlers.replay import Run
from handlers.talk import (
    JSON,
    CannotPostHere,
    CardGone,
    CardState,
    Conversation,
    MeetingCard,
    Phone,
    Posted,
    SlackRefused,
    When,
)
from meetings.catalog import TITLES
from storage.ledger import NewJob
from storage.meetings import KeptMeeting, Meetings


def job(meeting: str, now: datetime) -> NewJob:
    """What brings the card of *meeting* up to date, after what changes in the same moment."""
    key = f"card:{meeting}:{now.timestamp():.6f}"
    return NewJob(key=key, kind="card", payload={"meeting": meeting}, run_at=now)


def card_of(kept: KeptMeeting, now: datetime) -> MeetingCard:
    """What the card says at *now*."""
    when, state = standing(kept, now)
    return MeetingCard(
        title=kept.title,
        text=_alone(kept, when, state),
        starter=kept.organizer,
        service=TITLES.get(kept.service, kept.service),
        join_url=kept.join_url,
        passcode=kept.passcode,
        phones=tuple(
            Phone(number=way["number"], region=way["region"], code=way["code"])
            for way in kept.dial_in
        ),
        people=tuple(kept.people),
        meeting=kept.id,
        state=state,
        when=when,
        agenda=kept.agenda,
        note=kept.note,
        answers=tuple(kept.answers.items()),
    )


def standing(kept: KeptMeeting, now: datetime) -> tuple[When | None, CardState]:
    """When the meeting is, or was at last, and where that stands at *now*."""
    plan = plan_of(kept)
    if plan is None:
        cancelled = kept.state == "cancelled"
        return None, CardState.CANCELLED if cancelled else CardState.NOW
    found = occurrence(plan, now)
    shown = found or _known(kept, plan)
    when = When(
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=kept.zone,
        repeats=in_words(kept.repeats, plan.wall, kept.zone),
    )
    if kept.state == "cancelled":
        return when, CardState.CANCELLED
    if found is None:
        return when, CardState.ENDED
    return when, CardState.RUNNING if found.starts_at <= now else CardState.UPCOMING


def _known(kept: KeptMeeting, plan: Plan) -> Occurrence:
    """The last time that was known to be the next one."""
    if kept.starts_at is not None and kept.ends_at is not None:
        return Occurrence(starts_at=kept.starts_at, ends_at=kept.ends_at)
    first = Plan(wall=plan.wall, zone=plan.zone, lasts=plan.lasts)
    found = occurrence(first, kept.created_at - timedelta(days=366))
    if found is None:
        raise LookupError(f"meeting {kept.id} takes place at no time")
    return found


def _alone(kept: KeptMeeting, when: When | None, state: CardState) -> str:
    """What the card says where only its text is read."""
    at = words.full_span(when.starts_at, when.ends_at, when.zone) if when else ""
    repeats = f", {when.repeats}" if when and when.repeats else ""
    match state:
        case CardState.CANCELLED:
            return f"{kept.title}: cancelled. It was to be on {at}{repeats}."
        case CardState.ENDED:
            return f"{kept.title}: ended. It was on {at}."
        case CardState.RUNNING:
            return f"{kept.title}: in progress, {at}{repeats}. Join: {kept.join_url}"
    return f"{kept.title}: {at}{repeats}. Join: {kept.join_url}"


class LivingCard:
    """The errand that brings a card up to date. It bears repeating."""

    def __init__(self, conversation: Conversation, meetings: Meetings) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Show the card as it is now; a card that is gone, or was never Slack's, stays so."""
        meeting = str(payload["meeting"])
        # One at a time: what was read earlier must not arrive at Slack later.
        async with self._turns.setdefault(meeting, asyncio.Lock()):
            await self._show(run, meeting)

    async def _show(self, run: Run, meeting: str) -> None:
        kept = await self._meetings.by_id(meeting)
        if kept is None or not kept.card_ts:
            return
        posted = Posted(channel=kept.card_channel, ts=kept.card_ts)
        try:
            await self._conversation.update(posted, card_of(kept, run.now))
        except (CardGone, CannotPostHere, SlackRefused):
            return  # deleted, or the bot was sent away: whoever was to know was told by message
