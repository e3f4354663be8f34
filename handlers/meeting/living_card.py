"""The one card of a meeting: what it says now, and bringing it up to date when that changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from calendars.wording import in_words
from handlers import words
from handlers.dates_in_words import Clock, full_span
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    CardState,
    MeetingCard,
    MeetingTime,
    Message,
    Person,
    Phone,
    Postable,
    Posted,
)
from handlers.stored_meetings import occurrence_at, plan_of
from meetings.catalog import TITLES
from storage import payloads
from storage.copies import Copies, Copy
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting

MOST_NAMED = 60
"""People who answered that are named on a card."""

MOST_KNOWN = 1000
"""Meetings whose last refresh is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _CardJob:
    """A *meeting* whose card is brought up to date; *new_link* as in ``job``."""

    meeting: str
    new_link: bool = False


def job(meeting_id: str, now: datetime, *, new_link: bool = False) -> NewJob:
    """The job that brings the card of a meeting up to date, written with what changes.

    *new_link*: its link has changed, and its time has not: reminders are to show that as well.
    """
    key = f"card:{meeting_id}:{now.timestamp():.6f}"
    payload = payloads.dump(_CardJob(meeting=meeting_id, new_link=new_link))
    return NewJob(key=key, kind="card", payload=payload, run_at=now)


async def catch_up(run: Run, meetings: Meetings, meeting_id: str, shown: int) -> None:
    """Bring the card up to date if what it was to show, version *shown*, is not the last.

    What changed while the card was being posted has not reached it: it was not known yet where it
    would be.
    """

    async def overtaken() -> bool:
        row = await meetings.by_id(meeting_id)
        return row is not None and row.version != shown

    refresh = [job(meeting_id, run.now)]
    await run.decide("catch-up", overtaken, jobs=lambda changed: refresh if changed else [])


@dataclass(frozen=True, slots=True)
class CardPeople:
    """What Slack says of a meeting's people: its *organizer*, and the *names* of who answered."""

    organizer: Person
    names: Mapping[str, str]


async def people_of(conversation: Conversation, meeting: StoredMeeting) -> CardPeople:
    """Look them up; a person whom Slack does not tell has no name."""
    organizer = await conversation.who(meeting.team, meeting.organizer)
    answered = [
        await conversation.who(meeting.team, id_) for id_ in [*meeting.answers][:MOST_NAMED]
    ]
    return CardPeople(organizer, {person.id: person.name for person in answered if person.known})


def card_of(
    meeting: StoredMeeting,
    now: datetime,
    people: CardPeople,
    *,
    reader: Person | None = None,
    invited_by: str = "",
) -> MeetingCard:
    """What the card says at *now*; to one *reader*, whom *invited_by* invites."""
    when, state = standing(meeting, now)
    organizer = people.organizer
    clock = reader.clock if reader else organizer.clock.at(meeting.zone)
    text = _text(meeting, when, state, clock)
    return MeetingCard(
        title=meeting.title,
        text=f"{invited_by} invites you. {text}" if invited_by else text,
        organizer=meeting.organizer,
        service=TITLES.get(meeting.service, meeting.service),
        join_url=meeting.join_url,
        passcode=meeting.passcode,
        phones=tuple(
            Phone(number=way["number"], region=way["region"], code=way["code"])
            for way in meeting.dial_in
        ),
        people=tuple(meeting.people),
        meeting=meeting.id,
        state=state,
        when=when,
        agenda=meeting.agenda,
        note=meeting.note,
        said_to_all=meeting.said_to_all,
        answers=tuple(meeting.answers.items()),
        names=people.names,
        clock=organizer.clock if organizer.known else Clock(meeting.zone),
    )


def standing(meeting: StoredMeeting, now: datetime) -> tuple[MeetingTime | None, CardState]:
    """When the meeting is, or was at last, and where that stands at *now*."""
    plan = plan_of(meeting)
    if plan is None:
        cancelled = meeting.state == "cancelled"
        return None, CardState.CANCELLED if cancelled else CardState.NOW
    upcoming = occurrence(plan, now)
    shown = upcoming or _known(meeting, plan)
    when = MeetingTime(
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=meeting.zone,
        repeats=in_words(meeting.repeats, plan.wall, meeting.zone),
    )
    if meeting.state == "cancelled":
        return when, CardState.CANCELLED
    if upcoming is None:
        return when, CardState.ENDED
    return when, CardState.RUNNING if upcoming.starts_at <= now else CardState.UPCOMING


def _known(meeting: StoredMeeting, plan: MeetingPlan) -> Occurrence:
    """The last time that was known to be the next one."""
    if meeting.starts_at is not None and meeting.ends_at is not None:
        return Occurrence(starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    first = MeetingPlan(wall=plan.wall, zone=plan.zone, lasts=plan.lasts)
    earliest = occurrence(first, meeting.created_at - timedelta(days=366))
    if earliest is None:
        raise LookupError(f"meeting {meeting.id} takes place at no time")
    return earliest


def _text(meeting: StoredMeeting, when: MeetingTime | None, state: CardState, clock: Clock) -> str:
    """The text of the card, for where its blocks are not shown."""
    at = full_span(when.starts_at, when.ends_at, clock) if when else ""
    repeats = f", {when.repeats}" if when and when.repeats else ""
    match state:
        case CardState.CANCELLED:
            return f"{meeting.title}: cancelled. It was planned for {at}{repeats}."
        case CardState.ENDED:
            return f"{meeting.title}: ended. It was on {at}."
        case CardState.RUNNING:
            return f"{meeting.title}: in progress, {at}{repeats}. Join: {meeting.join_url}"
    return f"{meeting.title}: {at}{repeats}. Join: {meeting.join_url}"


def _over(meeting: StoredMeeting, of: datetime, now: datetime) -> str:
    """What became of the occurrence that began, or was to begin, at *of*; empty: nothing yet."""
    if meeting.state == "cancelled":
        return "was cancelled."
    if occurrence_at(meeting, of, now):
        return ""
    return "has ended." if of + (meeting.lasts or timedelta()) <= now else "was moved."


class LivingCard:
    """The background job that brings a card and its copies up to date. It is idempotent."""

    def __init__(self, conversation: Conversation, meetings: Meetings, copies: Copies) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._copies = copies
        self._busy: set[str] = set()
        self._shown: dict[str, object] = {}

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Show the meeting as it is now; a card that is gone, or was never Slack's, stays so."""
        asked = payloads.load(payload, _CardJob)
        meeting_id = asked.meeting
        if meeting_id in self._busy:
            # One at a time: what was read earlier must not arrive at Slack later.
            raise run.soon("the card is being brought up to date")
        self._busy.add(meeting_id)
        try:
            await self._show(run, meeting_id, new_link=asked.new_link)
        finally:
            self._busy.discard(meeting_id)

    async def _show(self, run: Run, meeting_id: str, *, new_link: bool) -> None:
        meeting = await self._meetings.by_id(meeting_id)
        if meeting is None:
            return
        now = run.now
        people = await people_of(self._conversation, meeting)
        card, copies = card_of(meeting, now, people), await self._copies.of(meeting_id)
        whole = (
            card,
            [
                (copy, copy.occurrence and _over(meeting, copy.occurrence, run.now))
                for copy in copies
            ],
        )
        if self._shown.get(meeting_id) == whole and not new_link:
            return  # many have answered at once, say, and an earlier refresh has shown it all
        if meeting.card_ts:
            await self._update(Posted(channel=meeting.card_channel, ts=meeting.card_ts), card)
        for copy in copies:
            # Each is a step: where Slack asks us to come back later, what was shown is not again.
            show = self._announce_link if new_link else self._refresh
            await run.effect(f"copy {copy.channel} {copy.ts}", partial(show, run, meeting, copy))
        if len(self._shown) >= MOST_KNOWN:
            self._shown.clear()
        self._shown[meeting_id] = whole

    async def _refresh(self, run: Run, meeting: StoredMeeting, copy: Copy, _marker: str) -> JSON:
        """A card like the first; or a reminder, which loses its link when its time is over."""
        posted = Posted(channel=copy.channel, ts=copy.ts)
        if copy.occurrence is None and copy.reader not in meeting.people:
            text = f"*{words.bare(meeting.title)}*: you are no longer invited."
            await self._update(posted, Message(text=text))
            await self._copies.delete(copy)
        elif copy.occurrence is None:
            reader = await self._conversation.who(meeting.team, copy.reader)
            people = await people_of(self._conversation, meeting)
            card = card_of(meeting, run.now, people, reader=reader)
            there = await self._update(posted, card)
            _, state = standing(meeting, run.now)
            if not there or state in (CardState.CANCELLED, CardState.ENDED):
                await self._copies.delete(copy)
        elif over := _over(meeting, copy.occurrence, run.now):
            await self._update(posted, Message(text=f"*{words.bare(meeting.title)}* {over}"))
            await self._copies.delete(copy)
        return None

    async def _announce_link(
        self, run: Run, meeting: StoredMeeting, copy: Copy, _marker: str
    ) -> JSON:
        """A reminder whose link leads nowhere: it holds the new one, until its time is over."""
        if copy.occurrence is None or not occurrence_at(meeting, copy.occurrence, run.now):
            return await self._refresh(run, meeting, copy, _marker)
        text = f"*{words.bare(meeting.title)}* has a new link: {words.quote(meeting.join_url)}"
        await self._update(Posted(channel=copy.channel, ts=copy.ts), Message(text=text))
        return None

    async def _update(self, posted: Posted, message: Postable) -> bool:
        """Return False where the message is gone: people are told of changes by messages too."""
        try:
            await self._conversation.update(posted, message)
        except CannotPost:
            return False
        return True
