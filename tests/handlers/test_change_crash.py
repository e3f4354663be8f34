"""The process crashes before or after any write: a move or a cancellation happens once."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.jobs.runners import BackgroundRunner
from bot.wiring import Handlers
from handlers.changing.change import ChangeDraft, MeetingChange
from handlers.coming.timers import job as first_timer
from handlers.dispatch import Answers, Dispatcher
from handlers.replay import Later, Run, new_marker
from handlers.services import AccountOwner, Services
from handlers.slack_types import CardState, SlackRequest, Via
from meetings.catalog import configured
from meetings.client import ServiceClient
from meetings.model import Credentials, NewMeeting
from sandbox.services import webex_xml
from sandbox.serving import served
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import Inbound, Ledger, NewJob
from storage.meetings import Meetings
from storage.sqlite import SqliteStore
from tests.handlers.timed_bot import RecordingSlack as Listening
from tests.handlers.timed_bot import stored_meeting

LEASE = timedelta(seconds=30)
NOW = datetime.now(UTC).replace(microsecond=0)
WAS, TO = NOW + timedelta(hours=30), NOW + timedelta(hours=31)
TOLD = {"C1", "U22", "U33"}


class Crash(BaseException):
    """The process is gone."""


class CrashingLedger(Ledger):
    """A ledger whose process crashes at the *nth* write, just before or *after* it."""

    def __init__(self, store, nth, after):
        super().__init__(store, owner="crashing")
        self._left, self._after = nth, after

    async def _write(self, write, *args, **more):
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Crash
        result = await write(*args, **more)
        if self._left == 0:
            raise Crash
        return result

    async def begin(self, *args, **more):
        return await self._write(super().begin, *args, **more)

    async def again(self, *args, **more):
        return await self._write(super().again, *args, **more)

    async def end(self, *args, **more):
        return await self._write(super().end, *args, **more)

    async def postpone(self, *args, **more):
        return await self._write(super().postpone, *args, **more)

    async def finish(self, *args, **more):
        return await self._write(super().finish, *args, **more)


class CrashSlack(Listening):
    """It also records ephemeral messages; all its posts have a ``ts``."""

    def __init__(self, clock):
        super().__init__(clock)
        self.ephemeral = []

    async def post_ephemeral(self, request, message):
        self.ephemeral.append(message.text)

    async def email(self, person):
        return ""


@dataclass
class OneAccount:
    """The one account there is, as it was connected."""

    credentials: Credentials

    async def open(self, owner):
        return self

    async def save(self, credentials):
        self.credentials = credentials

    async def mark_refused(self):
        raise AssertionError("a good account was refused")


@dataclass
class Scenario:
    """One meeting, one click on it, and as many restarts of the bot as it takes."""

    site: object
    services: Services
    store: SqliteStore
    now: datetime = NOW
    slack: CrashSlack = field(init=False)

    def __post_init__(self):
        self.slack = CrashSlack(lambda: self.now)
        self.meetings = Meetings(self.store)

    async def start(self, action):
        """Have a meeting made at the service and remembered, and its button pressed."""
        service = self.services.get("webex-xml")
        wanted = NewMeeting(title="retro", marker=new_marker(), starts_at=WAS)
        made = await self.services.run(
            service,
            AccountOwner("T1", "U11", "webex-xml"),
            partial(service.create, wanted),
        )
        meeting = stored_meeting(
            WAS,
            id="webex-xml-1",
            service="webex-xml",
            service_id=made.id,
            title="retro",
            join_url=made.join_url,
            people=("U22", "U33"),
            card_channel="C1",
            card_ts="1.1",
            data=dict(made.data),
            created_at=NOW,
        )
        change = MeetingChange(meeting=meeting.id, version=1, was=WAS, starts_at=TO, minutes=30)
        draft = Drafts(self.store).put_write(
            "d-1", "T1", "U11", payloads.dump(ChangeDraft(change=change)), NOW
        )
        value = f'{{"meeting": "{meeting.id}", "draft": "d-1"}}'
        request = SlackRequest(
            via=Via.CLICK,
            team="T1",
            channel="C1",
            person="U11",
            asked_at=NOW,
            action=action,
            value=value if action == "parley.move" else f'{{"meeting": "{meeting.id}"}}',
        )
        inbound = Inbound(key="click", kind="click", team="T1", body="", received_at=NOW)
        job = NewJob(key="click", kind="ask", payload=payloads.dump(request), run_at=NOW)
        await self.store.write(lambda tx: (self.meetings.save(meeting)(tx), draft(tx)))
        timer = first_timer(meeting, NOW)
        await Ledger(self.store, "test").accept(inbound, job, now=NOW)
        await Ledger(self.store, "test").accept(
            Inbound(key="timer", kind="timer", team="T1", body="", received_at=NOW), timer, now=NOW
        )

    async def run(self, ledger):
        """Do what there is to do in the next two hours."""
        handlers = Handlers(self.store, self.slack, self.services)
        answers = Answers(
            known_titles=None,
            order=None,
            questions=None,
            help=None,
            commands=handlers.commands(),
        )
        answer = Dispatcher(self.slack, handlers.choice, None, handlers.schedule, answers)
        background = BackgroundRunner(ledger, handlers.background_jobs(), lambda: self.now)
        await ledger.recover(self.now)
        while (due := await ledger.next_due(self.now)) and due < NOW + timedelta(hours=2):
            self.now = max(self.now, due)
            for job in await ledger.claim_many(self.now, LEASE, 1):
                if job.kind == "ask":
                    await self._answer(ledger, answer, job)
                else:
                    await background(job)

    async def _answer(self, ledger, answer, job):
        run = Run(job, ledger, lambda: self.now)
        try:
            await answer(run, payloads.load(job.payload, SlackRequest))
        except Later as later:
            await run.postpone(later.at, "")
        else:
            await run.complete()

    def places(self):
        """Where something was posted, once for each post."""
        return sorted(post.place.channel for post in self.slack.posts)

    def answers(self):
        """How the ephemeral messages begin, without those that say that it takes time."""
        ephemeral = (text for text in self.slack.ephemeral if "As far as I know" not in text)
        return {text.partition(":")[0] for text in ephemeral}

    def calls(self, name):
        """How often the service was asked for that."""
        return sum(1 for call in self.site.book.read("call") if call["name"] == name)


@pytest.fixture
async def new_scenario(tmp_path):
    """Makes scenarios, each with a database of its own, on one site."""
    site = webex_xml.WebexXmlServer()
    stores = []
    async with served(site.app) as url, ServiceClient(allow_private=True) as client:
        site.announce(url)
        service = configured({"webex-xml": {"url": url + webex_xml.PATH, "site": "contoso"}})
        answers = {"username": webex_xml.ADA_ID, "password": webex_xml.ADA_PASSWORD}
        card = service["webex-xml"].info
        ada = await client.run(service["webex-xml"].connect(answers), service=card)

        async def scenario():
            for meeting in list(site.meetings):
                site.meetings.remove(meeting)
            store = await SqliteStore.open(tmp_path / f"{len(stores)}.db")
            stores.append(store)
            return Scenario(site, Services(service, client, OneAccount(ada)), store)

        yield scenario
    for store in stores:
        await store.close()


async def crashes(new_scenario, action):
    """A scenario for each write at which the process can crash, run to its end."""
    for after in (False, True):
        for nth in itertools.count(1):
            scenario = await new_scenario()
            await scenario.start(action)
            try:
                await scenario.run(CrashingLedger(scenario.store, nth, after))
            except Crash:
                await scenario.run(Ledger(scenario.store, "restarted"))
                yield scenario
            else:
                yield scenario
                break


async def test_a_move_happens_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, "parley.move"):
        count += 1
        row = await scenario.meetings.by_id("webex-xml-1")
        assert (row.starts_at, row.version, row.state) == (TO, 2, "made")
        assert [(meeting.title, meeting.starts[0]) for meeting in scenario.site.meetings] == [
            ("retro", TO)
        ]
        assert set(scenario.places()) == TOLD
        assert len(scenario.places()) == len(TOLD)
        assert scenario.slack.cards[-1].when.starts_at == TO
        assert scenario.answers() == {"Moved"}
    assert scenario.calls("SetMeeting") == count
    assert count > 30


async def test_a_cancel_happens_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, "parley.cancel"):
        count += 1
        row = await scenario.meetings.by_id("webex-xml-1")
        assert (row.version, row.state) == (2, "cancelled")
        assert list(scenario.site.meetings) == []
        assert set(scenario.places()) == TOLD
        assert len(scenario.places()) == len(TOLD)
        assert scenario.slack.cards[-1].state is CardState.CANCELLED
        assert scenario.answers() == {"Cancelled"}
    assert count > 25
