"""The process crashes before or after any write while a meeting is made again: it is made once."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.jobs.runners import BackgroundRunner
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
from tests.handlers.test_change_crash import Crash, CrashingLedger, CrashSlack, OneAccount
from tests.handlers.timed_bot import LEASE, stored_meeting

NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW + timedelta(hours=2)
OWNER = AccountOwner("T1", "U11", "skype")


@dataclass
class RenewalScenario:
    """One meeting that is gone from its service, and as many restarts of the bot as it takes."""

    pool: object
    services: Services
    store: SqliteStore
    now: datetime = NOW
    slack: CrashSlack = field(init=False)

    def __post_init__(self):
        self.slack = CrashSlack(lambda: self.now)
        self.meetings = Meetings(self.store)

    async def start(self):
        """Have a meeting made at the service and remembered, and deleted there."""
        service = self.services.get("skype")
        wanted = NewMeeting(title="retro", marker=new_marker(), starts_at=START)
        made = await self.services.run(service, OWNER, partial(service.create, wanted))
        meeting = stored_meeting(
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
        await self.store.write(self.meetings.save(meeting))
        arrived = Inbound(key="timer", kind="timer", team="T1", body="", received_at=NOW)
        await Ledger(self.store, "test").accept(arrived, first_timer(meeting, NOW), now=NOW)
        self.pool.conferences._all.clear()

    async def run(self, ledger):
        """Do what there is to do in the next hour and a half."""
        handlers = Handlers(self.store, self.slack, self.services)
        background = BackgroundRunner(ledger, handlers.background_jobs(), lambda: self.now)
        await ledger.recover(self.now)
        while (due := await ledger.next_due(self.now)) and due < NOW + timedelta(minutes=90):
            self.now = max(self.now, due)
            for job in await ledger.claim_many(self.now, LEASE, 1):
                await background(job)

    def meetings_there(self):
        """The meetings at the service, without people's own rooms."""
        return [
            meeting
            for meeting in self.pool.conferences._all.values()
            if meeting.settings.get("subject")
        ]


@pytest.fixture(params=["json", "xml"])
async def new_scenario(request, tmp_path):
    """Makes scenarios, each with a database of its own, on one server."""
    pool, stores = skype.SkypeServer(), []
    async with served(pool.app) as url, ServiceClient(allow_private=True) as client:
        service = configured({"skype": {"url": f"{url}/", "format": request.param}})
        answers = {"username": skype.ADA.address, "password": skype.ADA.password}
        card = service["skype"].info
        ada = await client.run(service["skype"].connect(answers), service=card)

        async def scenario():
            store = await SqliteStore.open(tmp_path / f"{len(stores)}.db")
            stores.append(store)
            return RenewalScenario(pool, Services(service, client, OneAccount(ada)), store)

        yield scenario
    await pool.close()
    for store in stores:
        await store.close()


async def test_it_is_made_anew_once_wherever_the_process_dies(new_scenario):
    count = 0
    for after in (False, True):
        for nth in itertools.count(1):
            scenario, finished = await new_scenario(), False
            await scenario.start()
            try:
                await scenario.run(CrashingLedger(scenario.store, nth, after))
                finished = True
            except Crash:
                await scenario.run(Ledger(scenario.store, "restarted"))
            count += 1
            [made] = scenario.meetings_there()
            row = await scenario.meetings.by_id("skype-1")
            assert (row.join_url, row.version, row.held_by) == (made.join_url, 2, None)
            places = [
                post.place.channel
                for post in scenario.slack.posts
                if "new link" in post.message.text
            ]
            assert sorted(places) == ["C1", "U11", "U22", "U33"]
            assert scenario.slack.cards[-1].join_url == made.join_url
            if finished:
                break
    assert count > 20
