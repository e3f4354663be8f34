"""The process crashes before or after any write: a change of a meeting happens once."""

import asyncio
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.jobs.runners import BackgroundRunner
from bot.wiring import Handlers
from calendars.recurrence import optional_recurrence
from handlers.changing import change_guard
from handlers.changing.change import ChangeDraft, MeetingChange
from handlers.changing.last_change import LastChanges
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
PEOPLE = ("U22", "U33")
CHANGE = MeetingChange(meeting="webex-xml-1", version=1, was=WAS, starts_at=WAS, minutes=30)


@dataclass(frozen=True)
class Press:
    """A press of *action* at *at*, by *person*, on a button that carries *value* or a *change*.

    *owner* is the person who was shown the change, *shown* tells one question from another.
    """

    action: str
    change: MeetingChange | None = None
    value: Mapping[str, object] = field(default_factory=lambda: {"meeting": CHANGE.meeting})
    at: datetime = NOW
    person: str = "U11"
    owner: str = "U11"
    shown: str = "first"


MOVE = Press("parley.move", replace(CHANGE, starts_at=TO))
CANCEL = Press("parley.cancel")
RENAME = Press("parley.confirm", replace(CHANGE, title="sprint retro", verb="Rename"))
SHOWN = replace(CHANGE, shown=PEOPLE)
ADD = Press("parley.confirm", replace(SHOWN, people=("U22", "U33", "U44"), verb="Add"))
REMOVE = Press("parley.confirm", replace(SHOWN, people=("U22",), verb="Remove"))
EXTEND = Press("parley.confirm", replace(CHANGE, minutes=45, verb="Extend"))
SHORTEN = Press("parley.confirm", replace(CHANGE, minutes=15, verb="Shorten"))
BACK = replace(SHOWN, version=2, title="retro", people=PEOPLE, agenda="", choices={}, verb="Undo")
UNDO = Press("parley.confirm", BACK, at=NOW + timedelta(minutes=1))
END = Press(
    "parley.confirm",
    value={"end": CHANGE.meeting, "version": 1},
    at=WAS + timedelta(minutes=10, seconds=30),
)


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
    repeats: str = ""
    slack: CrashSlack = field(init=False)
    presses: int = 0

    def __post_init__(self):
        self.slack = CrashSlack(lambda: self.now)
        self.meetings, self.drafts = Meetings(self.store), Drafts(self.store)

    async def start(self, press, *first):
        """Have a meeting made at the service and remembered, and a button of it pressed.

        *first* are presses whose answers come before that one.
        """
        await self._make(min(each.at for each in (press, *first)))
        for earlier in first:
            await self.press(earlier)
            await self.run(Ledger(self.store, "earlier"))
        self.slack.posts.clear()
        self.slack.ephemeral.clear()
        await self.press(press)

    async def _make(self, now):
        self.now = now
        service = self.services.get("webex-xml")
        rule = optional_recurrence(self.repeats)
        wanted = NewMeeting(title="retro", marker=new_marker(), starts_at=WAS, recurrence=rule)
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
            repeats=self.repeats,
            join_url=made.join_url,
            people=PEOPLE,
            card_channel="C1",
            card_ts="1.1",
            data=dict(made.data),
            created_at=NOW,
        )
        await self.store.write(self.meetings.save(meeting))
        timer = first_timer(meeting, now)
        await Ledger(self.store, "test").accept(
            Inbound(key="timer", kind="timer", team="T1", body="", received_at=now), timer, now=now
        )

    async def press(self, press):
        """Deliver *press*; a second one of the same change is one of the same button."""
        self.presses += 1
        self.now, key = max(self.now, press.at), f"click-{self.presses}"
        value = press.value
        if press.change:
            draft = f"{press.shown}-{press.owner}-{press.change.verb}-{press.change.version}"
            value = {"meeting": press.change.meeting, "draft": draft}
            if await self.drafts.get(draft) is None:
                body = payloads.dump(ChangeDraft(change=press.change))
                assert await self.drafts.put(draft, "T1", press.owner, body, self.now)
        request = self.request(press.person, action=press.action, value=json.dumps(value))
        inbound = Inbound(key=key, kind="click", team="T1", body="", received_at=self.now)
        job = NewJob(key=key, kind="ask", payload=payloads.dump(request), run_at=self.now)
        await Ledger(self.store, "test").accept(inbound, job, now=self.now)

    def request(self, person, **more):
        """Something that *person* asks for now."""
        return SlackRequest(
            via=Via.CLICK, team="T1", channel="C1", person=person, asked_at=self.now, **more
        )

    async def last_change(self, person="U11", at=None):
        """What *person* could undo at *at*, or now."""
        request = self.request(person)
        return await LastChanges(self.drafts).of(replace(request, asked_at=at or self.now))

    async def run(self, ledger):
        """Do what there is to do in the next two hours."""
        do = self._worker(ledger)
        await ledger.recover(self.now)
        end = self.now + timedelta(hours=2)
        while (due := await ledger.next_due(self.now)) and due < end:
            self.now = max(self.now, due)
            for job in await ledger.claim_many(self.now, LEASE, 1):
                await do(job)

    async def run_together(self):
        """Do the presses that wait at the same time, then what follows."""
        ledger = Ledger(self.store, "together")
        do = self._worker(ledger)
        jobs = await ledger.claim_many(self.now, LEASE, 2)
        await asyncio.gather(*map(do, jobs))
        await self.run(ledger)

    def _worker(self, ledger):
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

        async def do(job):
            if job.kind == "ask":
                await self._answer(ledger, answer, job)
            else:
                await background(job)

        return do

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


async def crashes(new_scenario, press, *first, repeats=""):
    """A scenario for each write at which the process can crash, run to its end."""
    for after in (False, True):
        for nth in itertools.count(1):
            scenario = await new_scenario()
            scenario.repeats = repeats
            await scenario.start(press, *first)
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
    async for scenario in crashes(new_scenario, MOVE):
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
    async for scenario in crashes(new_scenario, CANCEL):
        count += 1
        row = await scenario.meetings.by_id("webex-xml-1")
        assert (row.version, row.state) == (2, "cancelled")
        assert list(scenario.site.meetings) == []
        assert set(scenario.places()) == TOLD
        assert len(scenario.places()) == len(TOLD)
        assert scenario.slack.cards[-1].state is CardState.CANCELLED
        assert scenario.answers() == {"Cancelled"}
    assert count > 25


@pytest.mark.parametrize(
    ("press", "told", "repeated"),
    [
        (RENAME, set(), 1),
        (ADD, {"U44"}, 1),
        (REMOVE, {"U33"}, 1),
        (EXTEND, TOLD, 0),
        (SHORTEN, TOLD, 0),
    ],
    ids=lambda value: value.change.verb if isinstance(value, Press) else "",
)
async def test_an_edit_happens_once_wherever_the_process_dies(new_scenario, press, told, repeated):
    """*repeated*: the change whose answer was lost is asked for again, which changes nothing."""
    change, count = press.change, 0
    title, people = change.title or "retro", change.people or PEOPLE
    async for scenario in crashes(new_scenario, press):
        count += 1
        row = await scenario.meetings.by_id(change.meeting)
        assert (row.version, row.state, row.starts_at, row.lasts) == (2, "made", WAS, change.lasts)
        assert (row.title, tuple(row.people)) == (title, people)
        assert [(meeting.title, meeting.starts[0]) for meeting in scenario.site.meetings] == [
            (title, WAS)
        ]
        assert scenario.places() == sorted(told)
        card = scenario.slack.cards[-1]
        assert (card.title, card.when.ends_at) == (title, WAS + change.lasts)
        assert scenario.answers() == {"Changed"}
        last = await scenario.last_change()
        assert last.kind == "changed"
        assert replace(last.back, repeats=None, until=None) == replace(BACK, shown=people)
    assert scenario.calls("SetMeeting") == count + repeated
    assert count > 10


async def test_an_end_happens_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, END):
        count += 1
        row = await scenario.meetings.by_id(CHANGE.meeting)
        assert (row.version, row.state, row.lasts) == (2, "made", timedelta(minutes=10))
        assert scenario.slack.cards[-1].state is CardState.ENDED
        assert scenario.places() == []
        assert scenario.answers() == {"Ended"}
        assert (await scenario.last_change(at=END.at)).kind == "ended"
    assert scenario.calls("SetMeeting") == count + 1  # the one whose answer was lost
    assert count > 10


async def test_an_undo_happens_once_wherever_the_process_dies(new_scenario):
    count = 0
    async for scenario in crashes(new_scenario, UNDO, RENAME):
        count += 1
        row = await scenario.meetings.by_id(CHANGE.meeting)
        assert (row.version, row.title, tuple(row.people)) == (3, "retro", PEOPLE)
        assert [meeting.title for meeting in scenario.site.meetings] == ["retro"]
        assert scenario.slack.cards[-1].title == "retro"
        assert scenario.places() == []
        assert scenario.answers() == {"Changed"}
        last = await scenario.last_change()
        assert replace(last.back, until=None) == replace(BACK, version=3, title="sprint retro")
    assert scenario.calls("SetMeeting") == 2 * count + 1  # the one whose answer was lost
    assert count > 10


async def untouched(scenario):
    """Whether the meeting is as it was made, here and at its service."""
    row = await scenario.meetings.by_id(CHANGE.meeting)
    there = [meeting.title for meeting in scenario.site.meetings]
    return (row.version, row.title, row.lasts) == (1, "retro", timedelta(minutes=30)) and (
        there == ["retro"] and scenario.calls("SetMeeting") == 0
    )


ALL = pytest.mark.parametrize(
    "press",
    [MOVE, CANCEL, RENAME, ADD, REMOVE, EXTEND, SHORTEN, END],
    ids=["move", "cancel", "rename", "add", "remove", "extend", "shorten", "end"],
)


@ALL
@pytest.mark.parametrize("owner", ["U11", "U99"], ids=["stolen", "forged"])
async def test_a_press_of_somebody_else_changes_nothing(new_scenario, press, owner):
    """*stolen* is the organizer's button, *forged* one with a draft of the presser's own."""
    scenario = await new_scenario()
    await scenario.start(replace(press, person="U99", owner=owner))
    await scenario.run(Ledger(scenario.store, "test"))
    assert await untouched(scenario)
    assert scenario.places() == []
    assert await scenario.last_change("U99") is None


@ALL
async def test_the_same_press_changes_it_without_the_check_of_who_pressed(
    new_scenario, press, monkeypatch
):
    monkeypatch.setattr(change_guard, "is_organizer", lambda meeting, request: True)
    scenario = await new_scenario()
    await scenario.start(replace(press, person="U99", owner="U99"))
    await scenario.run(Ledger(scenario.store, "test"))
    assert (await scenario.meetings.by_id(CHANGE.meeting)).version == 2


@ALL
async def test_a_second_press_changes_nothing_more(new_scenario, press):
    scenario = await new_scenario()
    await scenario.start(press)
    await scenario.press(press)
    ledger = Ledger(scenario.store, "test")
    await scenario.run(ledger)
    first = (scenario.places(), scenario.calls("SetMeeting"), scenario.calls("DelMeeting"))
    await scenario.press(press)
    await scenario.run(ledger)
    assert (await scenario.meetings.by_id(CHANGE.meeting)).version == 2
    assert len(set(scenario.places())) == len(scenario.places())
    assert first == (scenario.places(), scenario.calls("SetMeeting"), scenario.calls("DelMeeting"))
    assert scenario.calls("SetMeeting") + scenario.calls("DelMeeting") <= 1


@pytest.mark.parametrize("shown", ["first", "second"])
async def test_an_undo_pressed_twice_undoes_once(new_scenario, shown):
    """On one question, or on each of two."""
    scenario = await new_scenario()
    await scenario.start(UNDO, RENAME)
    again = replace(UNDO, shown=shown)
    await scenario.press(again)
    await scenario.run(Ledger(scenario.store, "test"))
    await scenario.press(again)
    await scenario.run(Ledger(scenario.store, "test"))
    row = await scenario.meetings.by_id(CHANGE.meeting)
    assert (row.version, row.title) == (3, "retro")
    assert scenario.calls("SetMeeting") == 2


@pytest.mark.parametrize("press", [RENAME, ADD, REMOVE, EXTEND, SHORTEN, UNDO, END])
async def test_a_button_from_before_a_move_changes_nothing(new_scenario, press):
    scenario = await new_scenario()
    earlier = [RENAME] if press is UNDO else []
    version = len(earlier) + 1
    moved = replace(MOVE, change=replace(MOVE.change, version=version, minutes=60))
    await scenario.start(press, *earlier, moved)
    await scenario.run(Ledger(scenario.store, "test"))
    row = await scenario.meetings.by_id(CHANGE.meeting)
    assert (row.version, row.starts_at, row.lasts) == (version + 1, TO, timedelta(hours=1))
    assert row.title == ("sprint retro" if earlier else "retro")
    assert tuple(row.people) == PEOPLE
    assert len(scenario.answers()) == 1


@pytest.mark.parametrize("press", [RENAME, ADD, REMOVE, EXTEND, SHORTEN])
async def test_of_two_people_at_once_one_changes_it_and_the_other_is_asked_again(
    new_scenario, press
):
    scenario = await new_scenario()
    scenario.slack.admins.add("U99")
    other = Press("parley.confirm", replace(CHANGE, title="planning", verb="Rename"))
    await scenario.start(press)
    await scenario.press(replace(other, person="U99", owner="U99"))
    await scenario.run_together()
    row = await scenario.meetings.by_id(CHANGE.meeting)
    assert row.version == 2
    records = [await scenario.last_change(person) for person in ("U11", "U99")]
    [last] = filter(None, records)
    shown = tuple(row.people)
    assert replace(last.back, repeats=None, until=None) == replace(BACK, shown=shown)
    assert (row.title == "planning") is (records[0] is None)
    assert [meeting.title for meeting in scenario.site.meetings] == [row.title]
    assert len(scenario.slack.ephemeral) == 2


async def test_what_somebody_else_changed_later_is_not_undone(new_scenario):
    scenario = await new_scenario()
    scenario.slack.admins.add("U99")
    later = replace(CHANGE, version=2, title="planning", verb="Rename")
    theirs = Press("parley.confirm", later, person="U99", owner="U99")
    await scenario.start(UNDO, RENAME, theirs)
    await scenario.run(Ledger(scenario.store, "test"))
    row = await scenario.meetings.by_id(CHANGE.meeting)
    assert (row.version, row.title) == (3, "planning")
    assert (await scenario.last_change("U99")).back.title == "sprint retro"


@pytest.mark.parametrize(("seconds", "title"), [(600, "retro"), (601, "sprint retro")])
async def test_the_button_of_undo_undoes_for_ten_minutes(new_scenario, seconds, title):
    scenario = await new_scenario()
    await scenario.start(RENAME)
    await scenario.run(Ledger(scenario.store, "test"))
    last = await scenario.last_change()
    await scenario.press(
        Press("parley.confirm", last.back, at=last.at + timedelta(seconds=seconds))
    )
    await scenario.run(Ledger(scenario.store, "test"))
    assert (await scenario.meetings.by_id(CHANGE.meeting)).title == title
    assert [meeting.title for meeting in scenario.site.meetings] == [title]
    assert ("Nothing to undo" in scenario.slack.ephemeral[-1]) is (seconds > 600)


async def test_what_is_ended_in_its_first_minute_runs_no_more_after_it(new_scenario):
    scenario = await new_scenario()
    await scenario.start(replace(END, at=WAS + timedelta(seconds=5)))
    await scenario.run(Ledger(scenario.store, "test"))
    assert (await scenario.meetings.by_id(CHANGE.meeting)).lasts == timedelta(minutes=1)
    assert scenario.slack.cards[-1].state is CardState.ENDED


async def test_of_an_end_and_a_new_name_at_once_one_is_done(new_scenario):
    scenario = await new_scenario()
    scenario.slack.admins.add("U99")
    await scenario.start(END)
    await scenario.press(replace(RENAME, person="U99", owner="U99"))
    await scenario.run_together()
    row = await scenario.meetings.by_id(CHANGE.meeting)
    ended = row.lasts == timedelta(minutes=10)
    assert (row.version, row.title) == (2, "retro" if ended else "sprint retro")
    assert [meeting.title for meeting in scenario.site.meetings] == [row.title]
    assert len(scenario.slack.ephemeral) == 2
