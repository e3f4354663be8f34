"""Reminders and answers of a meeting that is changed: those of its time, and no others."""

import json
from datetime import timedelta

import pytest

from bot.wiring import Handlers
from handlers.services import Services
from handlers.slack_types import Via
from meetings.client import ServiceClient
from meetings.service import ServiceInfo
from storage.sqlite import SqliteStore
from tests.handlers.clockwork import NOW, Town, asked

START = NOW + timedelta(hours=3)
TEN = timedelta(minutes=10)


class Rooms:
    """A service that knows nothing of a meeting but its link."""

    info = ServiceInfo(name="jitsi", title="Jitsi")


@pytest.fixture
async def town(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield Town(store)
    await store.close()


async def change(town, kept, **filled):
    """Send the form of *kept*, with all as it is but what is *filled*."""
    row = await town.row(kept)
    given = {
        "title": row.title,
        "starts_at": int(row.starts_at.timestamp()),
        "minutes": 30,
        "repeat": "as-it-is" if row.repeats else "once",
        "people": list(row.people),
        "agenda": row.agenda,
    }
    carried = {"meeting": row.id, "version": row.version, "was": row.starts_at.isoformat()}
    sent = json.dumps({"carried": json.dumps(carried), "filled": given | filled})
    async with ServiceClient() as wire:
        handlers = Handlers(town.store, town.slack, Services({"jitsi": Rooms()}, wire, None))
        run = await town.running()
        request = asked(via=Via.FORM, action="parley.meeting", asked_at=town.now)
        said = await handlers.commands()["parley.meeting"](run, request, sent)
        await run.complete()
    return said.text


async def test_a_new_title_takes_no_reminder_that_is_due_this_moment(town):
    kept = await town.make(START, people=("U22",))
    town.now = START - TEN + timedelta(seconds=20)  # the bot was busy, and the form comes first
    assert (await change(town, kept, title="big review")).startswith("Changed:")
    await town.go_to(START + TEN)
    reminded = [one for one in town.slack.said if one.place.channel == "U22"]
    assert len(reminded) == 1
    assert reminded[0].at < START - timedelta(minutes=9)


async def test_a_new_title_after_the_reminder_brings_no_other(town):
    kept = await town.make(START, people=("U22",))
    await town.go_to(START - timedelta(minutes=5))
    await change(town, kept, title="big review")
    await town.go_to(START + TEN)
    assert len(town.heard("U22")) == 1


async def test_a_new_time_is_announced_at_that_time(town):
    kept = await town.make(START, people=("U22",))
    to = START + timedelta(hours=2)
    assert (await change(town, kept, starts_at=int(to.timestamp()))).startswith("Moved:")
    await town.go_to(to + TEN)
    assert [at for at, _ in town.heard("U22")] == [to - TEN]


async def test_who_cannot_come_once_is_asked_again_the_next_time(town):
    kept = await town.make(START, people=("U22",), repeats="FREQ=DAILY")
    await town.store.write(town.meetings.set_answer(kept.id, "U22", "cant"))
    await town.go_to(START + timedelta(days=2))
    assert [at for at, _ in town.heard("U22")] == [START + timedelta(days=1) - TEN, town.now - TEN]


async def test_an_answer_outlives_a_new_title_and_not_a_new_time(town):
    kept = await town.make(START, people=("U22",))
    await town.store.write(town.meetings.set_answer(kept.id, "U22", "going"))
    await change(town, kept, title="big review")
    assert (await town.row(kept)).answers == {"U22": "going"}
    await change(town, kept, starts_at=int((START + TEN).timestamp()))
    assert (await town.row(kept)).answers == {}
