"""The process dies between any two things that it writes: a move, a cancel, each happens once."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.jobs.runner import BackgroundRunner
from bot.wiring import Handlers
from handlers.answer import AnswerRequest
from handlers.changing.change import ChangeDraft, MeetingChange
from handlers.coming.timers import job as first_timer
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
from tests.handlers.clockwork import Slack as Listening
from tests.handlers.clockwork import meeting

LEASE = timedelta(seconds=30)
NOW = datetime.now(UTC).replace(microsecond=0)
WAS, TO = NOW + timedelta(hours=30), NOW + timedelta(hours=31)
TOLD = {"C1", "U22", "U33"}


class Died(BaseException):
    """The process is gone."""


class Mortal(Ledger):
    """A ledger whose process dies at the *nth* thing that is written, just before or after it."""

    def __init__(self, store, nth, after):
        super().__init__(store, owner="mortal")
        self._left, self._after = nth, after

    async def _dying(self, write, *args, **more):
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Died
        result = await write(*args, **more)
        if self._left == 0:
            raise Died
        return result

    async def begin(self, *args, **more):
        return await self._dying(super().begin, *args, **more)

    async def again(self, *args, **more):
        return await self._dying(super().again, *args, **more)

    async def end(self, *args, **more):
        return await self._dying(super().end, *args, **more)

    async def postpone(self, *args, **more):
        return await self._dying(super().postpone, *args, **more)

    async def finish(self, *args, **more):
        return await self._dying(super().finish, *args, **more)


class Slack(Listening):
    """One that also takes whispers and cards; all its messages have a ``ts``."""

    def __init__(self, clock):
        super().__init__(clock)
        self.whispers = []

    async def post_ephemeral(self, request, message):
        self.whispers.append(message.text)

    async def email(self, person):
        return ""


@dataclass
class Anyones:
    """The one account there is, as it was connected."""

    credentials: Credentials

    async def open(self, owner):
        return self

    async def save(self, credentials):
        self.credentials = credentials

    async def mark_refused(self):
        raise AssertionError("a good account was refused")


@dataclass
class Day:
    """One meeting, one click on it, and as many lives of the bot as it takes."""

    site: object
    services: Services
    store: SqliteStore
    now: datetime = NOW
    slack: Slack = field(init=False)

    def __post_init__(self):
        self.slack = Slack(lambda: self.now)
        self.meetings = Meetings(self.store)

    async def begin(self, action):
        """Have a meeting made at the service and remembered, and its button pressed."""
        service = self.services.get("webex-xml")
        wanted = NewMeeting(title="retro", marker=new_marker(), starts_at=WAS)
        made = await self.services.run(
            service,
            AccountOwner("T1", "U11", "webex-xml"),
            partial(service.create, wanted),
        )
        kept = meeting(
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
        change = MeetingChange(meeting=kept.id, version=1, was=WAS, starts_at=TO, minutes=30)
        draft = Drafts(self.store).put_write(
            "d-1", "T1", "U11", payloads.dump(ChangeDraft(change=change)), NOW
        )
        value = f'{{"meeting": "{kept.id}", "draft": "d-1"}}'
        request = SlackRequest(
            via=Via.CLICK,
            team="T1",
            channel="C1",
            person="U11",
            asked_at=NOW,
            action=action,
            value=value if action == "parley.move" else f'{{"meeting": "{kept.id}"}}',
        )
        inbound = Inbound(key="click", kind="click", team="T1", body="", received_at=NOW)
        job = NewJob(key="click", kind="ask", payload=payloads.dump(request), run_at=NOW)
        await self.store.write(lambda tx: (self.meetings.save(kept)(tx), draft(tx)))
        timer = first_timer(kept, NOW)
        await Ledger(self.store, "test").accept(inbound, job, now=NOW)
        await Ledger(self.store, "test").accept(
            Inbound(key="timer", kind="timer", team="T1", body="", received_at=NOW), timer, now=NOW
        )

    async def live(self, ledger):
        """Do what there is to do in the next two hours."""
        handlers = Handlers(self.store, self.slack, self.services)
        answer = AnswerRequest(
            self.slack, handlers.choice, None, handlers.schedule, handlers.commands()
        )
        errands = BackgroundRunner(ledger, handlers.background_jobs(), lambda: self.now)
        await ledger.recover(self.now)
        while (due := await ledger.next_due(self.now)) and due < NOW + timedelta(hours=2):
            self.now = max(self.now, due)
            for job in await ledger.claim_many(self.now, LEASE, 1):
                if job.kind == "ask":
                    await self._answer(ledger, answer, job)
                else:
                    await errands(job)

    async def _answer(self, ledger, answer, job):
        run = Run(job, ledger, lambda: self.now)
        try:
            await answer(run, payloads.load(job.payload, SlackRequest))
        except Later as later:
            await run.postpone(later.at, "")
        else:
            await run.finish()

    def told(self):
        """Where something was said, each as often as it was."""
        return sorted(one.place.channel for one in self.slack.said)

    def said(self):
        """How what the person was told in the end begins; not that it takes time."""
        whispers = (text for text in self.slack.whispers if "As far as I know" not in text)
        return {text.partition(":")[0] for text in whispers}

    def calls(self, name):
        """How often the service was asked for that."""
        return sum(1 for one in self.site.book.read("call") if one["name"] == name)


@pytest.fixture
async def days(tmp_path):
    """Makes days, each with a store of its own, on one site."""
    site = webex_xml.WebexXmlServer()
    stores = []
    async with served(site.app) as url, ServiceClient(allow_private=True) as wire:
        site.announce(url)
        service = configured({"webex-xml": {"url": url + webex_xml.PATH, "site": "contoso"}})
        answers = {"username": webex_xml.ADA_ID, "password": webex_xml.ADA_PASSWORD}
        card = service["webex-xml"].info
        ada = await wire.run(service["webex-xml"].connect(answers), service=card)

        async def day():
            for one in list(site.meetings):
                site.meetings.remove(one)
            store = await SqliteStore.open(tmp_path / f"{len(stores)}.db")
            stores.append(store)
            return Day(site, Services(service, wire, Anyones(ada)), store)

        yield day
    for store in stores:
        await store.close()


async def deaths(days, action):
    """Each day on which the process died somewhere else, lived to its end; the number of them."""
    for after in (False, True):
        for nth in itertools.count(1):
            day = await days()
            await day.begin(action)
            try:
                await day.live(Mortal(day.store, nth, after))
            except Died:
                await day.live(Ledger(day.store, "second life"))
                yield day
            else:
                yield day
                break


async def test_a_move_happens_once_wherever_the_process_dies(days):
    count = 0
    async for day in deaths(days, "parley.move"):
        count += 1
        row = await day.meetings.by_id("webex-xml-1")
        assert (row.starts_at, row.version, row.state) == (TO, 2, "made")
        assert [(one.title, one.starts[0]) for one in day.site.meetings] == [("retro", TO)]
        assert set(day.told()) == TOLD
        assert len(day.told()) == len(TOLD)
        assert day.slack.cards[-1].when.starts_at == TO
        assert day.said() == {"Moved"}
    assert day.calls("SetMeeting") == count
    assert count > 30


async def test_a_cancel_happens_once_wherever_the_process_dies(days):
    count = 0
    async for day in deaths(days, "parley.cancel"):
        count += 1
        row = await day.meetings.by_id("webex-xml-1")
        assert (row.version, row.state) == (2, "cancelled")
        assert list(day.site.meetings) == []
        assert set(day.told()) == TOLD
        assert len(day.told()) == len(TOLD)
        assert day.slack.cards[-1].state is CardState.CANCELLED
        assert day.said() == {"Cancelled"}
    assert count > 25
