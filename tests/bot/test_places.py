"""Many wait for a slow service: others are answered, and each is woken when it is their turn."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.meeting import living_card
from handlers.meeting.living_card import LivingCard
from meetings.service import AccountKind, Question, ServiceInfo
from storage.copies import Copies, Copy
from storage.ledger import insert_job
from storage.meetings import Meetings, StoredMeeting
from storage.sqlite import SqliteStore
from tests.bot.working import WorkingBot
from tests.handlers.timed_bot import NOW, RecordingSlack

WEBEX = ServiceInfo(
    name="webex-xml",
    title="WebEx",
    account=AccountKind.PERSONAL,
    concurrency=4,
    questions=(Question(name="username", label="Name"),),
)
JITSI = ServiceInfo(name="jitsi", title="Jitsi", account=AccountKind.NONE, concurrency=32)


class BotWithSlowService(WorkingBot):
    """Everybody but the bystander asks *info* for something, which takes until *go* is set."""

    def __init__(self, store, info) -> None:
        super().__init__(store)
        self.info = info
        self.go = asyncio.Event()
        self.asked: list[str] = []

    async def answer(self, run, request) -> None:
        if request.person != "bystander":
            with self.places.taken(self.info, request.person):
                self.asked.append(request.person)
                await self.go.wait()
        await super().answer(run, request)

    async def attempts(self) -> int:
        [row] = await self.store.read(lambda tx: tx.execute("select sum(attempts) as n from job"))
        return row["n"]

    async def settled(self) -> int:
        """Wait until nothing is claimed any more, and return how many claims there were."""
        counted = [-1, await self.attempts()]
        for _ in range(20):
            if counted[-1] == counted[-2]:
                break
            await asyncio.sleep(1.2)  # more than two looks into the ledger
            counted.append(await self.attempts())
        return counted[-1]


@pytest.fixture
async def start(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield lambda info: BotWithSlowService(store, info)
    await store.close()


async def test_a_bystander_is_answered_while_more_wait_than_the_worker_has_room_for(start):
    bot = start(JITSI)
    async with bot.working():
        await asyncio.gather(*(bot.accept(number) for number in range(100)))
        await bot.settled()
        assert len(bot.asked) == 100
        await bot.accept(1000, "bystander")
        await bot.until_done(1)
        bot.go.set()
        await bot.until_done(101)


async def test_who_waits_is_claimed_once_and_again_when_there_is_room(start):
    bot = start(WEBEX)
    async with bot.working():
        await asyncio.gather(*(bot.accept(number) for number in range(200)))
        assert await bot.settled() == 200
        await bot.accept(1000, "bystander")
        await bot.until_done(1)
        bot.go.set()
        await bot.until_done(201)
        assert await bot.attempts() < 3 * 201


async def test_one_account_does_not_take_the_places_of_the_others(start):
    bot = start(WEBEX)
    async with bot.working():
        await asyncio.gather(*(bot.accept(number, "noisy") for number in range(100)))
        await bot.settled()
        assert bot.asked == ["noisy", "noisy"]
        await bot.accept(1000, "quiet")
        await bot.settled()
        assert bot.asked[2:] == ["quiet"]
        bot.go.set()
        await bot.until_done(101)


async def test_a_place_that_nobody_takes_is_offered_again(start):
    """Who was woken had no need of it any more; the next one is woken all the same."""
    bot = start(WEBEX)
    async with bot.working():
        await asyncio.gather(*(bot.accept(number, "noisy") for number in range(6)))
        await bot.settled()
        await bot.store.write(lambda tx: tx.execute(CHANGED_THEIR_MIND))
        bot.go.set()
        await bot.until_done(6)


CHANGED_THEIR_MIND = """
    update job set payload = replace(payload, '"noisy"', '"bystander"')
    where waiting_for is not null and id in
      (select id from job where waiting_for is not null order by turn limit 2)"""


async def test_cards_come_while_many_background_jobs_wait_for_a_slow_service(start):
    bot, shown = start(JITSI), asyncio.Event()

    async def check(_run, payload):
        with bot.places.taken(bot.info, payload["whose"]):
            bot.asked.append(payload["whose"])
            await bot.go.wait()

    async def show(_run, _payload):
        shown.set()

    bot.background = {"renew": check, "card": show}
    async with bot.working():
        for number in range(40):
            await bot.add("renew", whose=f"U{number}")
        await bot.until(lambda: len(bot.asked) == 40)
        await bot.add("card")
        await asyncio.wait_for(shown.wait(), 10)
        await bot.accept(1000, "bystander")
        await bot.until_done(2)
        bot.go.set()
        await bot.until_done(42)


class BotWithSlowSlack(BotWithSlowService):
    """Slack takes each update, and replies when *go* is set; the clock runs."""

    def __init__(self, store) -> None:
        super().__init__(store, JITSI)
        self.meeting = MEETING
        self.slack = SlowSlack(self.clock)
        self.slack.go = self.go
        self.meetings = Meetings(store)
        self.copies = Copies(store)
        card = LivingCard(self.slack, self.meetings, self.copies)
        self.background = {"card": card}

    def clock(self):
        return datetime.now(UTC)

    async def change(self, title, **more) -> None:
        """The title is another, and so the card is to be brought up to date."""
        meeting = replace(self.meeting, title=title)
        job = living_card.job(meeting.id, self.clock(), **more)
        await self.store.write(lambda tx: (self.meetings.save(meeting)(tx), insert_job(tx, job, 1)))
        self.ledger.work_arrived.set()


class SlowSlack(RecordingSlack):
    async def update(self, posted, shown) -> None:
        await super().update(posted, shown)
        await self.go.wait()


MEETING = StoredMeeting(
    id="m1",
    job=1,
    team="T1",
    channel="C1",
    card_channel="C1",
    card_ts="1.0",
    organizer="U1",
    service="jitsi",
    service_id="s1",
    title="",
    join_url="https://jitsi.example/x",
    zone="UTC",
    created_at=NOW,
)


async def test_many_changes_of_one_card_while_slack_is_slow_are_no_poll(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    bot = BotWithSlowSlack(store)
    async with bot.working():
        await bot.change("first")
        await bot.until(lambda: len(bot.slack.cards) == 1)
        for number in range(100):
            await bot.change(f"title {number}")
        assert await bot.settled() == 101
        bot.go.set()
        await bot.until_done(101)
    assert [card.title for card in bot.slack.cards] == ["first", "title 99"]
    await store.close()


async def test_a_reminder_that_came_with_the_new_link_stays_as_it_is(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    bot = BotWithSlowSlack(store)
    starts_at = (bot.clock() + timedelta(hours=1)).replace(microsecond=0)
    wall, hour = starts_at.replace(tzinfo=None), timedelta(hours=1)
    bot.meeting = replace(
        MEETING, wall=wall, lasts=hour, starts_at=starts_at, ends_at=starts_at + hour
    )
    reminder = Copy(meeting="m1", channel="C1", ts="5.0", occurrence=starts_at)
    async with bot.working():
        await bot.change("first", new_link=True)
        await bot.until(lambda: len(bot.slack.cards) == 1)
        await store.write(bot.copies.save(reminder))
        await bot.change("second")
        await bot.settled()
        bot.go.set()
        await bot.until_done(2)
    assert [card.title for card in bot.slack.cards] == ["first", "second"]
    assert bot.slack.edits == []
    await store.close()


class BotInLine(WorkingBot):
    """The first request takes until *go* is set; the others wait until it ends."""

    def __init__(self, store) -> None:
        super().__init__(store)
        self.go = asyncio.Event()
        self.first = 0

    async def answer(self, run, request) -> None:
        if request.person == "first":
            self.first = run.job.id
            await self.go.wait()
            self.first = 0
        elif self.first:
            raise run.after(self.first, run.now + timedelta(days=1), "the first comes first")
        await super().answer(run, request)


async def test_all_who_wait_for_a_job_go_on_when_it_ends(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    bot = BotInLine(store)
    async with bot.working():
        await bot.accept(0, "first")
        while not bot.first:  # noqa: ASYNC110 - the handler says so
            await asyncio.sleep(0.01)
        await asyncio.gather(*(bot.accept(number) for number in range(1, 50)))
        await asyncio.sleep(1.2)
        bot.go.set()
        await bot.until_done(50)
    await store.close()
