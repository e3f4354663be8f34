"""The one card of a meeting: what it says now, and bringing it up to date when that changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.wording import in_words
from handlers import words
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    CardState,
    MeetingCard,
    MeetingTime,
    Message,
    Phone,
    Posted,
)
from handlers.stored_meetings import occurrence_at, plan_of
from meetings.catalog import TITLES
from storage.copies import Copies, Copy
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting

MOST_KNOWN = 1000
"""Meetings whose last refresh is remembered."""


def job(meeting: str, now: datetime, *, new_link: bool = False) -> NewJob:
    """What brings the card of *meeting* up to date, after what changes in the same moment.

    *new_link*: its link has changed, and its time has not: reminders are to show that as well.
    """
    key = f"card:{meeting}:{now.timestamp():.6f}"
    payload: Mapping[str, JSON] = {"meeting": meeting, "new_link": new_link}
    return NewJob(key=key, kind="card", payload=payload, run_at=now)


async def catch_up(run: Run, meetings: Meetings, meeting: str, shown: int) -> None:
    """Bring the card up to date if what it was to show, version *shown*, is not the last.

    What changed while the card was on its way has not reached it: nobody knew yet where it stands.
    """

    async def overtaken() -> bool:
        row = await meetings.by_id(meeting)
        return row is not None and row.version != shown

    refresh = [job(meeting, run.now)]
    await run.decide("catch-up", overtaken, jobs=lambda changed: refresh if changed else [])


def card_of(
    kept: StoredMeeting, now: datetime, *, zone: str = "", invited_by: str = ""
) -> MeetingCard:
    """What the card says at *now*; to one reader in *zone*, whom *invited_by* invites."""
    when, state = standing(kept, now)
    alone = _alone(kept, when, state, zone or kept.zone)
    return MeetingCard(
        title=kept.title,
        text=f"{invited_by} invites you. {alone}" if invited_by else alone,
        organizer=kept.organizer,
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
        said_to_all=kept.said_to_all,
        answers=tuple(kept.answers.items()),
    )


def standing(kept: StoredMeeting, now: datetime) -> tuple[MeetingTime | None, CardState]:
    """When the meeting is, or was at last, and where that stands at *now*."""
    plan = plan_of(kept)
    if plan is None:
        cancelled = kept.state == "cancelled"
        return None, CardState.CANCELLED if cancelled else CardState.NOW
    found = occurrence(plan, now)
    shown = found or _known(kept, plan)
    when = MeetingTime(
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


def _known(kept: StoredMeeting, plan: MeetingPlan) -> Occurrence:
    """The last time that was known to be the next one."""
    if kept.starts_at is not None and kept.ends_at is not None:
        return Occurrence(starts_at=kept.starts_at, ends_at=kept.ends_at)
    first = MeetingPlan(wall=plan.wall, zone=plan.zone, lasts=plan.lasts)
    found = occurrence(first, kept.created_at - timedelta(days=366))
    if found is None:
        raise LookupError(f"meeting {kept.id} takes place at no time")
    return found


def _alone(kept: StoredMeeting, when: MeetingTime | None, state: CardState, zone: str) -> str:
    """What the card says where only its text is read."""
    at = words.full_span(when.starts_at, when.ends_at, zone) if when else ""
    repeats = f", {when.repeats}" if when and when.repeats else ""
    match state:
        case CardState.CANCELLED:
            return f"{kept.title}: cancelled. It was to be on {at}{repeats}."
        case CardState.ENDED:
            return f"{kept.title}: ended. It was on {at}."
        case CardState.RUNNING:
            return f"{kept.title}: in progress, {at}{repeats}. Join: {kept.join_url}"
    return f"{kept.title}: {at}{repeats}. Join: {kept.join_url}"


def _over(kept: StoredMeeting, of: datetime, now: datetime) -> str:
    """What became of the occurrence that began, or was to begin, at *of*; empty: nothing yet."""
    if kept.state == "cancelled":
        return "was cancelled."
    if occurrence_at(kept, of, now):
        return ""
    return "has ended." if of + (kept.lasts or timedelta()) <= now else "was moved."


class LivingCard:
    """The errand that brings a card and its copies up to date. It bears repeating."""

    def __init__(self, conversation: Conversation, meetings: Meetings, copies: Copies) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._copies = copies
        self._busy: set[str] = set()
        self._shown: dict[str, object] = {}

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Show the meeting as it is now; a card that is gone, or was never Slack's, stays so."""
        meeting = str(payload["meeting"])
        if meeting in self._busy:
            # One at a time: what was read earlier must not arrive at Slack later.
            raise run.soon("the card is being brought up to date")
        self._busy.add(meeting)
        try:
            await self._show(run, meeting, new_link=payload.get("new_link") is True)
        finally:
            self._busy.discard(meeting)

    async def _show(self, run: Run, meeting: str, *, new_link: bool) -> None:
        kept = await self._meetings.by_id(meeting)
        if kept is None:
            return
        card, copies = card_of(kept, run.now), await self._copies.of(meeting)
        whole = (
            card,
            [(copy, copy.occurrence and _over(kept, copy.occurrence, run.now)) for copy in copies],
        )
        if self._shown.get(meeting) == whole and not new_link:
            return  # many have answered at once, say, and an earlier refresh has shown it all
        if kept.card_ts:
            await self._update(Posted(channel=kept.card_channel, ts=kept.card_ts), card)
        for copy in copies:
            # Each is a step: where Slack asks us to come back later, what was shown is not again.
            show = self._announce_link if new_link else self._refresh
            await run.effect(f"copy {copy.channel} {copy.ts}", partial(show, run, kept, copy))
        if len(self._shown) >= MOST_KNOWN:
            self._shown.clear()
        self._shown[meeting] = whole

    async def _refresh(self, run: Run, kept: StoredMeeting, copy: Copy, _marker: str) -> JSON:
        """A card like the first; or a reminder, which loses its link when its time is over."""
        posted = Posted(channel=copy.channel, ts=copy.ts)
        if copy.occurrence is None and copy.reader not in kept.people:
            said = f"*{words.bare(kept.title)}*: you are not asked to come any more."
            await self._update(posted, Message(text=said))
            await self._copies.delete(copy)
        elif copy.occurrence is None:
            zone = (await self._conversation.who(kept.team, copy.reader)).zone
            there = await self._update(posted, card_of(kept, run.now, zone=zone))
            _, state = standing(kept, run.now)
            if not there or state in (CardState.CANCELLED, CardState.ENDED):
                await self._copies.delete(copy)
        elif over := _over(kept, copy.occurrence, run.now):
            await self._update(posted, Message(text=f"*{words.bare(kept.title)}* {over}"))
            await self._copies.delete(copy)
        return None

    async def _announce_link(self, run: Run, kept: StoredMeeting, copy: Copy, _marker: str) -> JSON:
        """A reminder whose link leads nowhere: it holds the new one, until its time is over."""
        if copy.occurrence is None or not occurrence_at(kept, copy.occurrence, run.now):
            return await self._refresh(run, kept, copy, _marker)
        said = f"*{words.bare(kept.title)}* has a new link: {words.quote(kept.join_url)}"
        await self._update(Posted(channel=copy.channel, ts=copy.ts), Message(text=said))
        return None

    async def _update(self, posted: Posted, shown: MeetingCard | Message) -> bool:
        """False where there is nothing any more: whoever was to know was told by message."""
        try:
            await self._conversation.update(posted, shown)
        except CannotPost:
            return False
        return True
