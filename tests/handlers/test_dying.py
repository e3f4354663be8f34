"""The bot dies at any write, before it or after it, and comes back: each is still told once."""

from datetime import timedelta

import pytest

from bot.jobs.runner import BackgroundRunner
from handlers.coming import agenda
from handlers.coming.agenda import DailyAgenda
from handlers.coming.upcoming import FindUpcoming
from handlers.services import Services
from meetings.client import ServiceClient
from storage.ledger import Ledger
from tests.handlers.clockwork import NOW, town

MINUTE = timedelta(minutes=1)
NOON = NOW + timedelta(hours=3)
SETTLED_WITHIN = timedelta(seconds=10)


class Died(BaseException):
    """The process is gone."""


class Fate:
    """Lets the process die at the *number*-th write from now on, before it is kept or after."""

    def __init__(self, store):
        self._write = store.write
        self.number, self.kept, self.count = 0, False, 0
        store.write = self

    def next(self, number, *, kept):
        self.number, self.kept, self.count = number, kept, 0

    async def __call__(self, work):
        self.count += 1
        if self.count == self.number and not self.kept:
            raise Died
        result = await self._write(work)
        if self.count == self.number:
            raise Died
        return result


@pytest.fixture
async def here(tmp_path):
    """A town where U22 has a daily agenda at eleven, and likes to be reminded early."""
    async with town(tmp_path) as found, ServiceClient() as wire:
        gather = FindUpcoming(Services({}, wire, None), found.meetings)
        found.kinds["agenda"] = DailyAgenda(found.slack, found.settings, gather).post
        likes = found.preferences.put("T1", "U22", {"agenda": "11:00", "remind": [30]})
        reader = await found.slack.who("T1", "U22")
        await found.add(agenda.job("T1", reader, "11:00", found.now), also=[likes])
        yield found


async def live(here, then):
    """Let the time pass until *then*, and begin anew after a death, with what is on the disk."""
    while here.now < then:
        try:
            await here.go_to(then)
        except Died:
            here.ledger = Ledger(here.store, owner="the next")
            await here.ledger.recover(here.now)
            here.errands = BackgroundRunner(here.ledger, here.kinds, lambda: here.now)


@pytest.mark.parametrize("kept", [False, True])
async def test_wherever_it_dies_each_is_told_once_and_in_time(here, kept):
    fate = Fate(here.store)
    number, writes = 0, 1
    while number <= writes:  # a day for each write at which it can die
        noon = NOON + timedelta(days=number)
        fate.next(0, kept=kept)
        await here.make(noon, id=f"jitsi-{number}", people=["U22"])
        fate.next(number, kept=kept)
        here.slack.said.clear()
        await live(here, noon + timedelta(hours=1))
        writes = max(writes, fate.count)
        told = sorted((place, at) for at, place in here.heard())
        late = [(place, due, at - due) for (place, at), due in zip(told, _due(noon), strict=True)]
        assert [place for place, _, _ in late] == ["U11", "U22", "U22"], number
        assert all(timedelta() <= one < SETTLED_WITHIN for _, _, one in late), (number, late)
        await live(here, noon + timedelta(hours=20))
        number += 1
    assert number > 20


def _due(noon):
    """When U11 is reminded, and when U22 has the agenda and the reminder."""
    return [noon - 10 * MINUTE, noon - 60 * MINUTE, noon - 30 * MINUTE]
