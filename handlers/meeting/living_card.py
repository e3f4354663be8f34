"""The one card of a meeting: what it says now, and bringing it up to date when that changes."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from handlers import words
from handlers.backoff import Backoff
from handlers.dates_in_words import Clock, duration, full_span, full_time
from handlers.meeting.standing import dates_line, shown_on_card
from handlers.replay import Later, Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    CardState,
    MeetingCard,
    MeetingProgress,
    MeetingTime,
    Message,
    MessageGone,
    Person,
    Phone,
    Postable,
    Posted,
    SlackBusy,
    SlackSilent,
)
from handlers.stored_meetings import is_cancelled_date, occurrence_at
from meetings.catalog import TITLES
from storage import payloads
from storage.copies import Copies, Copy
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting

MOST_NAMED = 60
"""People who answered that are named on a card."""

MOST_KNOWN = 1000
"""Messages of which it is remembered what they show."""

TRIED_FOR = timedelta(days=1)
"""How long a card is offered to a Slack that does not take it: what it shows is wrong till then."""

LATE_WITHIN = timedelta(seconds=7)
"""How long after it was sent an update may arrive, whose answer was lost."""

PATIENTLY = Backoff(
    share=0.25, shortest=timedelta(seconds=0.5), longest=timedelta(minutes=5), jitter=True
)
"""For a card: nobody waits for its update."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CardJob:
    """A *meeting* whose card is brought up to date; *new_link* as in ``job``."""

    meeting: str
    new_link: bool = False


def job(meeting_id: str, now: datetime, *, new_link: bool = False) -> NewJob:
    """A new job that brings the card of a meeting up to date, written with what changes.

    *new_link*: its link has changed, and its time has not: reminders are to show that as well.
    """
    # Two changes at one moment are two jobs: the first may have been done before the second.
    key = f"card:{meeting_id}:{secrets.token_hex(8)}"
    payload = payloads.dump(_CardJob(meeting=meeting_id, new_link=new_link))
    return NewJob(key=key, kind="card", payload=payload, run_at=now)


async def catch_up(
    run: Run, meetings: Meetings, meeting_id: str, shown: MeetingCard | None
) -> None:
    """Bring the card up to date if the meeting is not as *shown* any more: see ``facts``.

    To be called when it is stored where the card is. What changed until then has not reached it: it
    was not known yet where it would be. *shown* None: it is not known what was posted.
    """

    async def overtaken() -> bool:
        row = await meetings.by_id(meeting_id)
        return row is not None and facts(row, run.now) != shown

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
    when, state, held = shown_on_card(meeting, now)
    if reader and held:  # who comes and goes is shown in one place, to spare Slack
        held = replace(held, people=0)
    organizer = people.organizer
    clock = reader.clock if reader else organizer.clock.at(meeting.zone)
    own = organizer.clock.at(meeting.zone) if organizer.known else Clock(meeting.zone)
    dates = "" if state in (CardState.CANCELLED, CardState.ENDED) else dates_line(meeting, now, own)
    text = _text(meeting, when, state, clock, organizer.name, held)
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
        note=" ".join(filter(None, (meeting.note, dates))),
        said_to_all=meeting.said_to_all,
        answers=tuple(meeting.answers.items()),
        names=people.names,
        progress=held,
        clock=organizer.clock if organizer.known else Clock(meeting.zone),
    )


def facts(meeting: StoredMeeting, now: datetime) -> MeetingCard:
    """What a card says at *now*, apart from what Slack says of its people."""
    nobody = Person(id=meeting.organizer, name="", known=False)
    return card_of(meeting, now, CardPeople(nobody, {}))


def _text(
    meeting: StoredMeeting,
    when: MeetingTime | None,
    state: CardState,
    clock: Clock,
    organizer: str,
    held: MeetingProgress | None,
) -> str:
    """The text of the card, for where its blocks are not shown."""
    if state is CardState.NOW:
        began_at = full_time(meeting.starts_at or meeting.created_at, clock)
        return words.started(meeting.title, organizer, began_at, meeting.join_url)
    at = full_span(when.starts_at, when.ends_at, clock) if when else ""
    repeats = f", {when.repeats_for(clock)}" if when and when.repeats else ""
    goes = in_words(held, clock) if held else ""
    match state:
        case CardState.CANCELLED:
            return f"{meeting.title}: cancelled. It was planned for {at}{repeats}."
        case CardState.ENDED:
            return f"{meeting.title}: {goes or 'ended'}. It was on {at}."
        case CardState.RUNNING:
            planned = f", {at}{repeats}" if when else ""
            return f"{meeting.title}: {goes or 'in progress'}{planned}. Join: {meeting.join_url}"
    return f"{meeting.title}: {at}{repeats}. Join: {meeting.join_url}"


def in_words(held: MeetingProgress, clock: Clock) -> str:
    """``in progress, 3 people, since 14:02``; ``ended after 47 min``."""
    if held.ended_at:
        return f"ended after {duration(held.ended_at - held.began_at)}"
    since = clock.time(clock.local(held.began_at))
    return ", ".join(filter(None, ("in progress", words.people(held.people), f"since {since}")))


def _over(meeting: StoredMeeting, of: datetime, now: datetime) -> str:
    """What became of the occurrence that began, or was to begin, at *of*; empty: nothing yet."""
    if meeting.state == "cancelled":
        return "was cancelled."
    if occurrence_at(meeting, of, now):
        return ""
    if of + (meeting.lasts or timedelta()) <= now:
        return "has ended."
    return "was cancelled on that date." if is_cancelled_date(meeting, of) else "was moved."


@dataclass(slots=True)
class _Refresh:
    """One refresh of *meeting* and of its *copies*, as they are at *now*."""

    meeting: StoredMeeting
    copies: Sequence[Copy]
    people: CardPeople
    now: datetime
    new_link: bool

    @property
    def posted(self) -> list[Posted]:
        """Where the card and its copies are."""
        places = [Posted(channel=copy.channel, ts=copy.ts) for copy in self.copies]
        if self.meeting.card_ts:
            places.append(Posted(channel=self.meeting.card_channel, ts=self.meeting.card_ts))
        return places


class LivingCard:
    """The background job that brings a card and its copies up to date. It is idempotent.

    It remembers what each message shows, and does not show that again. That is what Slack has
    acknowledged, and nothing else: not what could not be sent. What was sent and not acknowledged
    may arrive over what is shown later; so all is shown once more when it must have arrived.
    """

    def __init__(self, conversation: Conversation, meetings: Meetings, copies: Copies) -> None:
        self._conversation = conversation
        self._meetings = meetings
        self._copies = copies
        self._busy: set[str] = set()
        self._again: dict[str, datetime] = {}
        self._begun: set[int] = set()
        self._shown: dict[Posted, Postable] = {}
        self._unsure_until: dict[Posted, datetime] = {}

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Show the meeting as it is now; a card that is gone, or was never Slack's, stays so."""
        asked = payloads.load(payload, _CardJob)
        meeting_id = asked.meeting
        if meeting_id in self._busy:
            # One at a time: what was read earlier must not arrive at Slack later.
            if asked.new_link or run.job.attempts > 1:
                raise run.soon("the card is being brought up to date")
            # The job that does it reads the meeting again before it ends, after a crash as well.
            at = run.job.run_at
            self._again[meeting_id] = max(at, self._again.get(meeting_id, at))
            return
        self._busy.add(meeting_id)
        try:
            await self._show(run, meeting_id, new_link=asked.new_link)
        except (SlackBusy, SlackSilent) as fault:
            self._come_back(run, fault, for_others=meeting_id in self._again)
        finally:
            self._again.pop(meeting_id, None)
            self._busy.discard(meeting_id)

    def _come_back(self, run: Run, fault: SlackBusy | SlackSilent, *, for_others: bool) -> NoReturn:
        """Try again later, for a day; then the fault goes through. *for_others*: as if new."""
        going_on = timedelta(0) if for_others else run.now - run.job.created_at
        if going_on > TRIED_FOR:
            raise fault
        raise Later(run.now + PATIENTLY.pause(fault, going_on), str(fault)) from fault

    async def _show(self, run: Run, meeting_id: str, *, new_link: bool) -> None:
        """Show it, as one step, so that it is known after a crash that it had begun."""

        async def show(_marker: str) -> None:
            self._begun.add(run.job.id)
            at, link = run.job.run_at, new_link
            while True:
                now = run.not_before(at)  # a meeting that ends then has ended
                refresh = await self._read(meeting_id, now, new_link=link)
                if refresh is not None:
                    await self._show_all(refresh)
                    self._until_all_is_sure(refresh)
                if meeting_id not in self._again:
                    return
                at, link = self._again.pop(meeting_id), False

        async def begun_before(_marker: str) -> None:
            """Before a crash: it is not known what was sent then."""
            refresh = await self._read(meeting_id, run.now, new_link=new_link)
            if refresh is not None and run.job.id not in self._begun:
                for posted in refresh.posted:
                    self._unsure_until[posted] = run.now + LATE_WITHIN

        await run.effect("show", show, find=begun_before, with_next=True)
        self._begun.discard(run.job.id)

    def _until_all_is_sure(self, refresh: _Refresh) -> None:
        """Raise ``Later`` while something that was sent earlier may still arrive."""
        unsure = [posted for posted in refresh.posted if posted in self._unsure_until]
        for posted in unsure:  # not longer from now on, whatever the clock said when it was sent
            latest = refresh.now + LATE_WITHIN
            self._unsure_until[posted] = min(self._unsure_until[posted], latest)
        if unsure:
            again_at = max(self._unsure_until[posted] for posted in unsure)
            raise Later(again_at, "what was sent earlier may arrive late")

    async def _read(self, meeting_id: str, now: datetime, *, new_link: bool) -> _Refresh | None:
        meeting = await self._meetings.by_id(meeting_id)
        if meeting is None:
            return None
        copies = await self._copies.of(meeting_id)
        people = await people_of(self._conversation, meeting)
        return _Refresh(meeting, copies, people, now, new_link)

    async def _show_all(self, refresh: _Refresh) -> None:
        """Show it everywhere; where an answer is lost, the other messages come first."""
        meeting, lost = refresh.meeting, list[SlackSilent]()
        if meeting.card_ts:
            posted = Posted(channel=meeting.card_channel, ts=meeting.card_ts)
            card = card_of(meeting, refresh.now, refresh.people)
            try:
                await self._update(posted, card, refresh.now)
            except SlackSilent as fault:
                lost.append(fault)
        for copy in refresh.copies:
            try:
                await self._show_copy(refresh, copy)
            except SlackSilent as fault:
                lost.append(fault)
        if lost:
            raise lost[0]

    async def _show_copy(self, refresh: _Refresh, copy: Copy) -> None:
        """Show the copy what became of the meeting; where that was the last word, forget it."""
        posted = Posted(channel=copy.channel, ts=copy.ts)
        message, last = await self._copy_now(refresh, copy)
        if message is None:
            self._unsure_until.pop(posted, None)
            return
        there = await self._update(posted, message, refresh.now)
        if there is None or (there and last and posted not in self._unsure_until):
            await self._copies.delete(copy)

    async def _copy_now(self, refresh: _Refresh, copy: Copy) -> tuple[Postable | None, bool]:
        """What *copy* is to show, None to leave it as it is; and whether that is its last word.

        A copy is a card like the first; or a reminder, which loses its link when its time is over,
        and holds a new one where its own leads nowhere.
        """
        meeting, now, title = refresh.meeting, refresh.now, words.bare(refresh.meeting.title)
        if copy.occurrence is not None:
            if over := _over(meeting, copy.occurrence, now):
                return Message(text=f"*{title}* {over}"), True
            if not refresh.new_link:
                return None, False
            link = words.quote(meeting.join_url)
            return Message(text=f"*{title}* has a new link: {link}"), False
        if copy.reader not in meeting.people:
            return Message(text=f"*{title}*: you are no longer invited."), True
        reader = await self._conversation.who(meeting.team, copy.reader)
        card = card_of(meeting, now, refresh.people, reader=reader)
        return card, card.state is CardState.CANCELLED

    async def _update(self, posted: Posted, message: Postable, now: datetime) -> bool | None:
        """Show *message*: True. False: Slack refuses to. None: the message is gone for good.

        People are told of changes by messages too. What Slack refuses is shown by the next refresh.
        """
        unsure_until = self._unsure_until.get(posted)
        if unsure_until is None and self._shown.get(posted) == message:
            return True  # many have answered at once, say, and an earlier refresh has shown it all
        self._shown.pop(posted, None)
        try:
            await self._conversation.update(posted, message)
        except SlackSilent:
            self._unsure_until[posted] = now + LATE_WITHIN
            raise
        except SlackBusy:
            raise
        except CannotPost as refusal:
            self._unsure_until.pop(posted, None)
            log.warning("a card could not be brought up to date: %s", refusal)
            return None if isinstance(refusal, MessageGone) else False
        self._remember(posted, message, now)
        return True

    def _remember(self, posted: Posted, message: Postable, now: datetime) -> None:
        """Remember that Slack has acknowledged *message*, which was sent after *now*."""
        if now >= self._unsure_until.get(posted, now):
            self._unsure_until.pop(posted, None)
        if len(self._shown) >= MOST_KNOWN:
            self._shown.clear()
        self._shown[posted] = message
