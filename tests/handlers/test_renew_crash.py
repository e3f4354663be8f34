"""The process dies between any two writes while a meeting is made anew: it is made once."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.jobs.runner import BackgroundRunner
from bot.wiring import Handlers
from handlers.coming.timers import job as first_timer
from handlers.replay import new_marker
from handlers.services import AccountOwner, Services
from meetings.catalog import configured
from meetings.client import ServiceClient
from meetings.model import NewMeeting
from sandbox.services import skype
from sandbox.serving import served
from storage.ledger import Inbound, Ledger
from storage.meetings import Meetings
from storage.sqlite import SqliteStore
from tests.handlers.clockwork import LEASE, meeting
from tests.handlers.test_change_crash import Anyones, Died, Mortal, Slack

NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW + timedelta(hours=2)
HOLDER = AccountOwner("T1", "U11", "skype")


@dataclass
class Day:
    """One meeting that is gone from its service, and as many lives of the bot as it takes."""

    pool: object
    services: Services
    store: SqliteStore
    now: datetime = NOW
    slack: Slack = field(init=False)

    def __post_init__(self):
        self.slack = Slack(lambda: self.now)
        self.meetings = Meetings(self.store)

    async def begin(self):
        """Have a meeting made at the service and remembered, and deleted there."""
        service = self.services.get("skype")
        wanted = NewMeeting(title="retro", marker=new_marker(), starts_at=START)
        made = await self.services.run(service, HOLDER, partial(service.create, wanted))
        kept = meeting(
            START,
            id="skype-1",
            service="skype",
            service_id=made.id,
            title="retro",
            join_url=made.join_url,
            people=("U22", "U33"),
            card_channel="C1",
            card_ts="1.1",
            data=dict(made.data),
            created_at=NOW,
        )
        await self.store.write(self.meetings.save(kept))
        arrived = Inbound(key="timer", kind="timer", team="T1", body="", received_at=NOW)
        await Ledger(self.store, "test").accept(arrived, first_timer(kept, NOW), now=NOW)
        self.pool.conferences._all.clear()

    async def live(self, ledger):
        """Do what there is to do in the next hour and a half."""
        handlers = Handlers(self.store, self.slack, self.services)
        errands = BackgroundRunner(ledger, handlers.background_jobs(), lambda: self.now)
        await ledger.recover(self.now)
        while (due := await ledger.next_due(self.now)) and due < NOW + timedelta(minutes=90):
            self.now = max(self.now, due)
            for job in await ledger.claim_many(self.now, LEASE, 1):
                await errands(job)

    def standing(self):
        """The meetings at the service, without people's own rooms."""
        return [one for one in self.pool.conferences._all.values() if one.said.get("subject")]


@pytest.fixture(params=["json", "xml"])
async def days(request, tmp_path):
    """Makes days, each with a store of its own, on one server."""
    pool, stores = skype.SkypeServer(), []
    async with served(pool.app) as url, ServiceClient(allow_private=True) as wire:
        service = configured({"skype": {"url": f"{url}/", "format": request.param}})
        answers = {"username": skype.ADA.address, "password": skype.ADA.password}
        card = service["skype"].info
        ada = await wire.run(service["skype"].connect(answers), service=card)

        async def day():
            store = await SqliteStore.open(tmp_path / f"{len(stores)}.db")
            stores.append(store)
            return Day(pool, Services(service, wire, Anyones(ada)), store)

        yield day
    await pool.close()
    for store in stores:
        await store.close()


async def test_it_is_made_anew_once_wherever_the_process_dies(days):
    count = 0
    for after in (False, True):
        for nth in itertools.count(1):
            day, lived = await days(), False
            await day.begin()
            try:
                await day.live(Mortal(day.store, nth, after))
                lived = True
            except Died:
                await day.live(Ledger(day.store, "second life"))
            count += 1
            [made] = day.standing()
            row = await day.meetings.by_id("skype-1")
            assert (row.join_url, row.version, row.held_by) == (made.join_url, 2, None)
            told = [one.place.channel for one in day.slack.said if "new link" in one.message.text]
            assert sorted(told) == ["C1", "U11", "U22", "U33"]
            assert day.slack.cards[-1].join_url == made.join_url
            if lived:
                break
    assert count > 20
