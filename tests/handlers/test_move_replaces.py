"""A service that schedules and cannot change: asked first, then a new meeting and a new link."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.wiring import Handlers
from handlers.services import Services
from handlers.slack_types import SlackRequest, Via
from meetings.client import ServiceClient
from meetings.errors import Rejected
from meetings.model import Meeting
from meetings.service import AccountKind, Capability, ServiceInfo, done
from storage.sqlite import SqliteStore
from tests.handlers.timed_bot import NOW, TimedBot, stored_meeting

START = NOW + timedelta(days=1)


class Acme:
    """A service whose meetings are made and cancelled, and never changed."""

    def __init__(self, *abilities, stubborn=False):
        self.info = ServiceInfo(
            name="acme", title="Acme", account=AccountKind.NONE, capabilities=frozenset(abilities)
        )
        self.booked = {"old": START}
        self._stubborn = stubborn

    def create(self, wanted, credentials):
        name = f"new-{len(self.booked)}"
        self.booked[name] = wanted.starts_at
        url = f"https://acme.example/{name}"
        return done(Meeting(id=name, title=wanted.title, join_url=url, passcode="4711"))

    def cancel(self, made, credentials):
        if self._stubborn:
            raise Rejected("Acme", "not before noon")
        del self.booked[made.id]
        return done(None)


@pytest.fixture
async def bot(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield TimedBot(store)
    await store.close()


async def pressed(bot, acme, action, value):
    """Press a button as U11, and return the answer."""
    async with ServiceClient() as client:
        services = Services({"acme": acme}, client, None)
        handlers = Handlers(bot.store, bot.slack, services)
        run = await bot.running()
        request = SlackRequest(
            via=Via.CLICK, team="T1", channel="C1", person="U11", asked_at=bot.now, action=action
        )
        message = await handlers.commands()[action.partition(":")[0]](run, request, value)
        await run.complete()
        return message


async def asked_to_move(bot, acme):
    """Type it; the answer to the question whether it may be another meeting is returned."""
    await bot.make(START, id="acme-1", service="acme", service_id="old", people=("U22",))
    shown = await pressed(bot, acme, "move", "design review to 4pm")
    assert "the link changes" in shown.text
    asked = await pressed(bot, acme, "parley.move", shown.buttons[0].value)
    assert "*the link changes*" in asked.text
    assert acme.booked == {"old": START}
    return asked


async def test_it_asks_and_then_makes_a_new_one_and_cancels_the_old_one(bot):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    asked = await asked_to_move(bot, acme)
    assert [button.label for button in asked.buttons] == ["Make a new one", "Never mind"]
    message = await pressed(bot, acme, "parley.move:anew", asked.buttons[0].value)
    to = START.replace(hour=16)
    assert acme.booked == {"new-1": to}
    assert "https://acme.example/new-1" in message.text
    row = await bot.meetings.by_id("acme-1")
    assert (row.service_id, row.join_url) == ("new-1", "https://acme.example/new-1")
    assert (row.passcode, row.starts_at) == ("4711", to)


async def test_pressed_again_it_is_not_made_again(bot):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    asked = await asked_to_move(bot, acme)
    for _ in range(3):
        message = await pressed(bot, acme, "parley.move:anew", asked.buttons[0].value)
    assert "Nothing is changed twice" in message.text
    assert len(acme.booked) == 1


@pytest.mark.parametrize(
    ("acme", "sentence"),
    [
        (Acme(Capability.SCHEDULE), "it takes no link back"),
        (Acme(Capability.SCHEDULE, Capability.CANCEL, stubborn=True), "not before noon"),
    ],
)
async def test_an_old_one_that_stays_is_named(bot, acme, sentence):
    asked = await asked_to_move(bot, acme)
    message = await pressed(bot, acme, "parley.move:anew", asked.buttons[0].value)
    assert sentence in message.text
    assert len(acme.booked) == 2


async def test_what_only_we_keep_is_changed_without_it(bot):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    meeting = await bot.make(START, id="acme-1", service="acme", service_id="old")
    filled = {
        "title": meeting.title,
        "starts_at": int(START.timestamp()),
        "minutes": 30,
        "repeat": "once",
        "people": ["U22"],
        "agenda": "doors",
    }
    carried = json.dumps({"meeting": "acme-1", "version": 1, "was": START.isoformat()})
    sent = json.dumps({"carried": carried, "filled": filled})
    message = await pressed(bot, acme, "parley.meeting", sent)
    assert message.text.startswith("Changed: *design review*")
    assert acme.booked == {"old": START}
    row = await bot.meetings.by_id("acme-1")
    assert (row.people, row.agenda, row.join_url) == (("U22",), "doors", meeting.join_url)


async def test_a_meeting_that_began_at_once_has_no_time_to_change(bot):
    acme = Acme(Capability.SCHEDULE)
    meeting = stored_meeting(START, id="acme-1", service="acme")
    now = replace(meeting, wall=None, starts_at=None, ends_at=None, lasts=None)
    await bot.store.write(lambda tx: bot.meetings.save(now)(tx))
    message = await pressed(bot, acme, "parley.cancel", json.dumps({"meeting": "acme-1"}))
    assert "was started right away and has no set time" in message.text


async def test_a_meeting_that_is_over_is_not_changed(bot):
    acme = Acme(Capability.SCHEDULE)
    await bot.make(START, id="acme-1", service="acme")
    await bot.go_to(START + timedelta(minutes=31))
    message = await pressed(bot, acme, "parley.cancel", json.dumps({"meeting": "acme-1"}))
    assert "is over" in message.text
