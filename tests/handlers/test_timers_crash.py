"""The bot crashes before or after any write, and restarts: each person is still told once."""

from datetime import timedelta

import pytest

from bot.jobs.runners import BackgroundRunner
from handlers.coming import agenda
from handlers.coming.agenda import DailyAgenda
from handlers.coming.upcoming import FindUpcoming
from handlers.services import Services
from meetings.client import ServiceClient
from storage.ledger import Ledger
from tests.handlers.timed_bot import NOW, timed_bot

MINUTE = timedelta(minutes=1)
NOON = NOW + timedelta(hours=3)
SETTLED_WITHIN = timedelta(seconds=10)


class Crash(BaseException):
    """The process is gone."""


class CrashPlan:
    """Lets the process crash at the *number*-th write from now on, before it is stored or after."""

    def __init__(self, store):
        self.surely = store.write
        self.number, self.stored, self.count = 0, False, 0
        store.write = self

    def next(self, number, *, stored):
        self.number, self.stored, self.count = number, stored, 0

    async def __call__(self, work, **how):
        self.count += 1
        if self.count == self.number and not self.stored:
            raise Crash
        result = await self.surely(work, **how)
        if self.count == self.number:
            raise Crash
        return result


@pytest.fixture
async def bot(tmp_path):
    """A bot where U22 has a daily agenda at eleven, and early reminders."""
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        find_upcoming = FindUpcoming(Services({}, client, None), bot.meetings)
        bot.kinds["agenda"] = DailyAgenda(bot.slack, bot.settings, find_upcoming).post
        likes = bot.preferences.put("T1", "U22", {"agenda": "11:00", "remind": [30]}, NOW)
        reader = await bot.slack.who("T1", "U22")
        await bot.add(agenda.job("T1", reader, "11:00", bot.now), also=[likes])
        yield bot


async def run_until(bot, then):
    """Let the time pass until *then*; after a crash the bot restarts with what is stored."""
    while bot.now < then:
        try:
            await bot.go_to(then)
        except Crash:
            bot.ledger = Ledger(bot.store, owner="the next")
            await bot.ledger.recover(bot.now)
            bot.background = BackgroundRunner(bot.ledger, bot.kinds, lambda: bot.now)


@pytest.mark.parametrize("stored", [False, True])
async def test_wherever_it_dies_each_is_told_once_and_in_time(bot, stored):
    plan = CrashPlan(bot.store)
    number, writes = 0, 1
    while number <= writes:  # a day for each write at which it can die
        noon = NOON + timedelta(days=number)
        plan.next(0, stored=stored)
        await bot.make(noon, id=f"jitsi-{number}", people=["U22"])
        plan.next(number, stored=stored)
        bot.slack.posts.clear()
        await run_until(bot, noon + timedelta(hours=1))
        writes = max(writes, plan.count)
        heard = sorted((place, at) for at, place in bot.heard())
        late = [(place, due, at - due) for (place, at), due in zip(heard, _due(noon), strict=True)]
        assert [place for place, _, _ in late] == ["U11", "U22", "U22"], number
        assert all(timedelta() <= delay < SETTLED_WITHIN for _, _, delay in late), (number, late)
        await run_until(bot, noon + timedelta(hours=20))
        number += 1
    assert number > 20


def _due(noon):
    """When U11 is reminded, and when U22 has the agenda and the reminder."""
    return [noon - 10 * MINUTE, noon - 60 * MINUTE, noon - 30 * MINUTE]
