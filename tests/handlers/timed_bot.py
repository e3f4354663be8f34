"""A bot without web server whose clock a test sets: real database, and a Slack that records."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.jobs.runners import BackgroundRunner
from calendars.occurrences import MeetingPlan, occurrence
from handlers.changing.renew import Renewal
from handlers.coming.remind import Reminders
from handlers.coming.timers import Timers
from handlers.coming.timers import job as first_timer
from handlers.effective_settings import EffectiveSettings
from handlers.meeting.living_card import LivingCard
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import (
    ConversationMember,
    Destination,
    MeetingCard,
    Message,
    Person,
    Posted,
    SlackRequest,
    Via,
)
from storage.copies import Copies
from storage.ledger import Inbound, Ledger, NewJob
from storage.meetings import Meetings, StoredMeeting
from storage.people import Preferences
from storage.sqlite import SqliteStore

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""A Friday."""

LEASE = timedelta(seconds=30)


async def _nothing(channel: str) -> None:
    """Nothing happens while Slack thinks."""


@dataclass
class ReceivedPost:
    """One message that arrived in Slack."""

    at: datetime
    place: Destination
    message: Message
    marker: str


@dataclass
class RecordingSlack:
    """The other side: keeps what arrives; *fails* may raise, by the channel, before it does.

    *meanwhile* happens between a message's arrival and Slack's answer, *after* may lose the answer,
    and *looks* may forbid to look for a message.
    """

    clock: Callable[[], datetime]
    posts: list[ReceivedPost] = field(default_factory=list)
    cards: list[MeetingCard] = field(default_factory=list)
    edits: list[tuple[str, str]] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    fails: Callable[[str], None] = lambda channel: None
    looks: Callable[[str], None] = lambda channel: None
    after: Callable[[str], None] = lambda channel: None
    meanwhile: Callable[[str], Awaitable[None]] = _nothing

    async def post(self, place: Destination, message: Message, marker: str) -> Posted:
        self.fails(place.channel)
        self.posts.append(ReceivedPost(self.clock(), place, message, marker))
        await self.meanwhile(place.channel)
        self.after(place.channel)
        return Posted(channel=place.channel, ts=str(len(self.posts)))

    async def find_post(self, place: Destination, marker: str, since: datetime) -> Posted | None:
        self.looks(place.channel)
        arrived = any(post.marker == marker and post.place == place for post in self.posts)
        return Posted(channel=place.channel, ts="1") if arrived else None

    async def update(self, posted: Posted, shown: MeetingCard | Message) -> None:
        if isinstance(shown, MeetingCard):
            self.cards.append(shown)
        else:
            self.edits.append((posted.channel, shown.text))

    async def who(self, team: str, person: str) -> Person:
        return Person(id=person, name=person, zone=self.zones.get(person, "UTC"), locale="en-GB")

    async def members(self, channel: str, most: int) -> list[ConversationMember]:
        return []

    async def is_admin(self, person: str) -> bool:
        return person in self.admins


class TimedBot:
    """A database, a ledger, the background jobs, and a clock that only a test moves."""

    def __init__(self, store: SqliteStore) -> None:
        self.now = NOW
        self.store = store
        self.ledger = Ledger(store, owner="test")
        self.meetings, copies = Meetings(store), Copies(store)
        self.preferences = Preferences(store)
        self.slack = RecordingSlack(lambda: self.now)
        self.settings = EffectiveSettings(self.preferences, self.slack)
        self.reminders = Reminders(self.slack, self.meetings, self.settings, copies)
        self._accepted = 0
        renewal = Renewal(Services({}, None, None), self.slack, self.meetings)
        self.kinds = {
            "tick": Timers(self.meetings, self.settings, renewal, lambda *_: ()).tick,
            "remind": self.reminders.remind,
            "card": LivingCard(self.slack, self.meetings, copies),
        }
        self.background = BackgroundRunner(self.ledger, self.kinds, lambda: self.now)

    async def add(self, *jobs: NewJob, also=()) -> None:
        """Write *jobs* down, as the end of some other job does."""
        run = await self.running()
        await self.ledger.finish(run.job.id, also=also, jobs=jobs)

    async def running(self) -> Run:
        """A run of a job that was just accepted, for a handler that a test calls itself."""
        self._accepted += 1
        key = f"ask:{self._accepted}"
        inbound = Inbound(key=key, kind="test", team="T1", body="", received_at=self.now)
        long_ago = datetime(2000, 1, 1, tzinfo=UTC)
        job = NewJob(key=key, kind="test", payload={}, run_at=long_ago)
        assert await self.ledger.accept(inbound, job, now=self.now)
        claimed = await self.ledger.claim(self.now, timedelta(days=3650))
        assert claimed is not None
        assert claimed.key == key
        return Run(claimed, self.ledger, lambda: self.now)

    async def make(self, starts_at: datetime, zone: str = "UTC", **more) -> StoredMeeting:
        """Write a meeting of U11 in C1 down, with its first timer."""
        meeting = stored_meeting(starts_at, zone, created_at=self.now, **more)
        await self.add(first_timer(meeting, self.now), also=[self.meetings.save(meeting)])
        return meeting

    async def row(self, meeting: StoredMeeting) -> StoredMeeting:
        """The meeting as it is stored now."""
        row = await self.meetings.by_id(meeting.id)
        assert row is not None
        return row

    async def go_to(self, then: datetime) -> None:
        """Let the time pass until *then*, and everything happen that is due."""
        while (due := await self.ledger.next_due(self.now)) is not None and due <= then:
            self.now = max(self.now, due)
            for job in await self.ledger.claim_many(self.now, LEASE, 50):
                await self.background(job)
        self.now = max(self.now, then)

    async def sleep_until(self, then: datetime) -> None:
        """The bot is away until *then*, and comes back."""
        self.now = then
        await self.go_to(then)

    def heard(self, channel: str | None = None) -> list[tuple[datetime, str]]:
        """When and where something was posted."""
        everything = ((post.at, post.place.channel) for post in self.slack.posts)
        return [post for post in everything if channel in (None, post[1])]


def stored_meeting(starts_at: datetime, zone: str = "UTC", **more) -> StoredMeeting:
    """A meeting of U11 in C1 that starts at *starts_at* and lasts half an hour."""
    lasts, repeats = more.pop("lasts", timedelta(minutes=30)), more.pop("repeats", "")
    plan = MeetingPlan.at(starts_at, zone, lasts, repeats)
    first = occurrence(plan, starts_at)
    fields = {
        "id": "jitsi-1",
        "job": 1,
        "team": "T1",
        "channel": "C1",
        "organizer": "U11",
        "service": "jitsi",
        "service_id": "room",
        "title": "design review",
        "join_url": "https://meet.example/room",
        "created_at": NOW,
        **more,
    }
    return StoredMeeting(
        **fields,
        wall=plan.wall,
        zone=zone,
        lasts=lasts,
        repeats=repeats,
        starts_at=first.starts_at if first else None,
        ends_at=first.ends_at if first else None,
    )


def slack_request(person: str = "U11", channel: str = "C1", **more) -> SlackRequest:
    """Something that somebody asked in T1."""
    fields = {"via": Via.COMMAND, "team": "T1", "asked_at": NOW, **more}
    return SlackRequest(person=person, channel=channel, **fields)


@asynccontextmanager
async def timed_bot(folder) -> AsyncIterator[TimedBot]:
    """A bot whose database is in *folder*."""
    store = await SqliteStore.open(folder / "parley.db")
    try:
        yield TimedBot(store)
    finally:
        await store.close()
