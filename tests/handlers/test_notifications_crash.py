"""The bot crashes before or after any write of a notification's jobs: each is followed once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.jobs.runners import BackgroundRunner
from handlers.meeting.tell import Tell
from handlers.notifications.delivery import delivery_job
from handlers.notifications.jobs import NotificationJobs
from handlers.services import Services
from meetings.abilities import Notification
from meetings.client import ServiceClient
from meetings.model import EventKind, Meeting, MeetingEvent
from meetings.service import AccountKind
from storage.copies import Copies
from storage.ledger import Inbound, Ledger
from tests.handlers.bulletin import Bulletin, install
from tests.handlers.test_timers_crash import Crash, CrashPlan
from tests.handlers.timed_bot import NOW, timed_bot

MINUTE = timedelta(minutes=1)
NOON = NOW + timedelta(hours=3)


class OpenBulletin(Bulletin):
    """The same service without accounts."""

    info = replace(Bulletin.info, account=AccountKind.NONE, questions=())


@pytest.fixture
def board(monkeypatch):
    return install(monkeypatch)


@pytest.fixture
async def bot(tmp_path, board):
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        services = Services({"bulletin": OpenBulletin({})}, client, None)
        jobs = NotificationJobs(bot.store, services, bot.slack, bot.meetings)
        bot.kinds |= jobs.kinds
        bot.kinds["tell"] = Tell(bot.slack, bot.meetings, Copies(bot.store))
        yield bot


async def deliver(bot, plan, *events, key):
    """Take a delivery; what happens when that fails is tested with the ledger."""
    job = delivery_job("bulletin", Notification(key=key, events=events), bot.now)
    inbound = Inbound(key=job.key, kind="notification", team="", body="", received_at=bot.now)
    bot.store.write = plan.surely
    await bot.ledger.accept(inbound, job, now=bot.now)
    bot.store.write = plan


async def restart(bot):
    bot.ledger = Ledger(bot.store, owner="the next")
    await bot.ledger.recover(bot.now)
    bot.background = BackgroundRunner(bot.ledger, bot.kinds, lambda: bot.now)


async def run_until(bot, then):
    """Let the time pass until *then*; after a crash the bot restarts with what is stored."""
    while bot.now < then:
        try:
            await bot.go_to(then)
        except Crash:
            await restart(bot)


def event(kind, at, **more):
    return MeetingEvent(kind=kind, meeting_id="there", at=at, session="s1", **more)


@pytest.mark.parametrize("stored", [False, True])
async def test_wherever_it_dies_it_is_followed_once(bot, board, stored):
    plan = CrashPlan(bot.store)
    number, writes = 0, 1
    while number <= writes:
        plan.next(0, stored=stored)
        id_, now = f"bulletin-{number}", bot.now
        start = now + timedelta(hours=2)
        meeting = {"id": id_, "service": "bulletin", "service_id": "there", "people": ["U22"]}
        await bot.make(start, **meeting)
        await bot.store.write(bot.meetings.set_card(id_, "C1", f"card {number}"))
        there = Meeting(
            id="there",
            title="design review",
            join_url="https://meet.example/room",
            starts_at=start + timedelta(hours=1),
            lasts=timedelta(minutes=30),
        )
        board.meetings["there"] = there
        bot.slack.posts.clear()
        plan.next(number, stored=stored)
        joined = event(EventKind.JOINED, now, person="p1")
        await deliver(bot, plan, joined, event(EventKind.CHANGED, now), key=f"a{number}")
        await run_until(bot, now + 3 * MINUTE)
        [row] = [await bot.meetings.by_id(id_)]
        assert row.progress.people == 1, number
        assert row.starts_at == there.starts_at, number
        assert bot.slack.cards[-1].progress.people == 1
        del board.meetings["there"]
        await deliver(bot, plan, event(EventKind.DELETED, bot.now), key=f"b{number}")
        await run_until(bot, now + timedelta(hours=4))
        assert (await bot.meetings.by_id(id_)).state == "cancelled", number
        told = sorted(
            (post.place.channel, "moved" in post.message.text) for post in bot.slack.posts
        )
        wanted = [("C1", True), ("U11", False), ("U11", True), ("U22", True)]
        assert told == sorted(wanted), (number, told)
        writes = max(writes, plan.count)
        number += 1
    assert number > 12
