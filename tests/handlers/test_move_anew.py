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
from meetings.service import Capability, ServiceInfo, done
from storage.sqlite import SqliteStore
from tests.handlers.clockwork import NOW, Town, meeting

START = NOW + timedelta(days=1)


class Acme:
    """Rooms that are booked by the hour: a booking is made or taken back, and never changed."""

    def __init__(self, *abilities, stubborn=False):
        self.info = ServiceInfo(name="acme", title="Acme", capabilities=frozenset(abilities))
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
async def town(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield Town(store)
    await store.close()


async def pressed(town, acme, action, value):
    """Press that button of Ada's, and return what she is told."""
    async with ServiceClient() as wire:
        services = Services({"acme": acme}, wire, None)
        handlers = Handlers(town.store, town.slack, services)
        run = await town.running()
        request = SlackRequest(
            via=Via.CLICK, team="T1", channel="C1", person="U11", asked_at=town.now, action=action
        )
        said = await handlers.commands()[action.partition(":")[0]](run, request, value)
        await run.complete()
        return said


async def asked_to_move(town, acme):
    """Type it; the answer to the question whether it may be another meeting is returned."""
    await town.make(START, id="acme-1", service="acme", service_id="old", people=("U22",))
    shown = await pressed(town, acme, "move", "design review to 4pm")
    assert "the link changes" in shown.text
    asked = await pressed(town, acme, "parley.move", shown.buttons[0].value)
    assert "*the link changes*" in asked.text
    assert acme.booked == {"old": START}
    return asked


async def test_it_asks_and_then_makes_a_new_one_and_cancels_the_old_one(town):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    asked = await asked_to_move(town, acme)
    assert [one.label for one in asked.buttons] == ["Make it anew", "Never mind"]
    told = await pressed(town, acme, "parley.move:anew", asked.buttons[0].value)
    to = START.replace(hour=16)
    assert acme.booked == {"new-1": to}
    assert "https://acme.example/new-1" in told.text
    row = await town.meetings.by_id("acme-1")
    assert (row.service_id, row.join_url) == ("new-1", "https://acme.example/new-1")
    assert (row.passcode, row.starts_at) == ("4711", to)


async def test_pressed_again_it_is_not_made_again(town):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    asked = await asked_to_move(town, acme)
    for _ in range(3):
        told = await pressed(town, acme, "parley.move:anew", asked.buttons[0].value)
    assert "nothing is changed a second time" in told.text
    assert len(acme.booked) == 1


@pytest.mark.parametrize(
    ("acme", "said"),
    [
        (Acme(Capability.SCHEDULE), "it takes no link back"),
        (Acme(Capability.SCHEDULE, Capability.CANCEL, stubborn=True), "not before noon"),
    ],
)
async def test_an_old_one_that_stays_is_named(town, acme, said):
    asked = await asked_to_move(town, acme)
    told = await pressed(town, acme, "parley.move:anew", asked.buttons[0].value)
    assert said in told.text
    assert len(acme.booked) == 2


async def test_what_only_we_keep_is_changed_without_it(town):
    acme = Acme(Capability.SCHEDULE, Capability.CANCEL)
    kept = await town.make(START, id="acme-1", service="acme", service_id="old")
    filled = {
        "title": kept.title,
        "starts_at": int(START.timestamp()),
        "minutes": 30,
        "repeat": "once",
        "people": ["U22"],
        "agenda": "doors",
    }
    carried = json.dumps({"meeting": "acme-1", "version": 1, "was": START.isoformat()})
    sent = json.dumps({"carried": carried, "filled": filled})
    told = await pressed(town, acme, "parley.meeting", sent)
    assert told.text.startswith("Changed: *design review*")
    assert acme.booked == {"old": START}
    row = await town.meetings.by_id("acme-1")
    assert (row.people, row.agenda, row.join_url) == (("U22",), "doors", kept.join_url)


async def test_a_meeting_that_began_at_once_has_no_time_to_change(town):
    acme = Acme(Capability.SCHEDULE)
    kept = meeting(START, id="acme-1", service="acme")
    now = replace(kept, wall=None, starts_at=None, ends_at=None, lasts=None)
    await town.store.write(lambda tx: town.meetings.save(now)(tx))
    told = await pressed(town, acme, "parley.cancel", json.dumps({"meeting": "acme-1"}))
    assert "was started at once and has no time" in told.text


async def test_a_meeting_that_is_over_is_not_changed(town):
    acme = Acme(Capability.SCHEDULE)
    await town.make(START, id="acme-1", service="acme")
    await town.go_to(START + timedelta(minutes=31))
    told = await pressed(town, acme, "parley.cancel", json.dumps({"meeting": "acme-1"}))
    assert "is over" in told.text
