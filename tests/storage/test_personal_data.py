"""What is stored of one person is told from what is stored of another, and of another workspace."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.entries import Inbound, NewJob
from storage.ledger import Ledger
from storage.meetings import Meetings, StoredMeeting
from storage.people import Preferences
from storage.personal_data import PersonalData
from storage.retention import sweep
from storage.sessions import CardJobs, SessionEvent, Sessions
from storage.sqlite import SqliteStore
from storage.sqlite.backup import back_up

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path):
    opened = await SqliteStore.open(tmp_path / "parley.db")
    yield opened
    await opened.close()


def meeting(**what):
    given = {
        "id": "m1",
        "job": 1,
        "team": "T1",
        "channel": "C1",
        "organizer": "U9",
        "service": "jitsi",
        "service_id": "s1",
        "title": "design review of U1 with <@U11>",
        "join_url": "https://jitsi.example/x",
        "zone": "UTC",
        "people": ("U1", "U11"),
        "answers": {"U1": "going", "U11": "maybe"},
        "said_to_all": "<@U1|bo> brings cake",
        "created_at": NOW,
    }
    return StoredMeeting(**{**given, **what})


async def asks(store, person, team="T1"):
    """A click of *person*, who is in the key of what came in."""
    key = f"once:{team}:C1:{person}:17.1:b:parley.make"
    payload = {"team": team, "person": person, "text": f"I am {person}"}
    inbound = Inbound(key=key, kind="click", team=team, body="", received_at=NOW)
    job = NewJob(key=key, kind="ask", payload=payload, run_at=NOW)
    await Ledger(store, "test").accept(inbound, job, now=NOW)


async def rows(store, sql):
    return [tuple(row) for row in await store.read(lambda tx: tx.execute(sql))]


async def test_an_id_that_is_a_part_of_another_id_is_somebody_else(store):
    meetings, data = Meetings(store), PersonalData(store)
    await store.write(meetings.save(meeting()))
    await asks(store, "U1")
    await asks(store, "U11")
    exported = json.dumps({**await data.export("T1", "U1"), "invited_to": []})
    assert "U11" not in exported
    await data.forget_person("T1", "U1")
    [(inbox,)] = await rows(store, "select key from inbox")
    [(job,)] = await rows(store, "select key from job")
    assert ":U11:" in inbox
    assert ":U11:" in job
    left = await meetings.by_id("m1")
    assert left == replace(
        meeting(),
        title="design review of forgotten with <@U11>",
        people=("U11",),
        answers={"U11": "maybe"},
        said_to_all="forgotten brings cake",
    )


async def test_what_another_workspace_has_of_the_same_id_stays(store):
    meetings = Meetings(store)
    elsewhere = meeting(id="m2", team="T2", title="T1 and U1", people=("U1",))
    await store.write(meetings.save(meeting()))
    await store.write(meetings.save(elsewhere))
    await store.write(Preferences(store).put("T2", "U9", {"host": "U1"}, NOW))
    await asks(store, "U1", "T2")
    tell = {"meeting": "m2", "place": "C1", "by": "U9", "why": "U1 and T1"}
    await asks(store, "U9", "T2")
    await store.write(
        lambda tx: tx.execute(
            "insert into job(key, kind, payload, run_at, created_at, touched_at)"
            " values ('tell:m2', 'tell', ?, 0, 0, 0) returning 1",
            (json.dumps(tell),),
        )
    )
    before = await rows(store, "select key, payload from job order by id")
    data = PersonalData(store)
    await data.forget_person("T1", "U1")
    await data.forget_team("T1")
    assert await meetings.by_id("m2") == elsewhere
    assert await rows(store, "select key, payload from job order by id") == before
    assert await Preferences(store).of("T2", "U9") == {"host": "U1"}
    assert await meetings.by_id("m1") is None


async def test_what_the_bot_writes_while_a_person_is_forgotten_stays(store):
    meetings = Meetings(store)
    number = 60
    for n in range(number):
        one = meeting(id=f"m{n}", title=f"about U1, {n}", people=("U1",), answers={})
        await store.write(meetings.save(one))
    forgetting = asyncio.create_task(PersonalData(store).forget_person("T1", "U1"))
    while (await meetings.by_id("m0")).people:  # noqa: ASYNC110 - it is done by another task
        await asyncio.sleep(0)
    last = f"m{number - 1}"
    assert (await meetings.by_id(last)).people, "it has not come to the last one yet"
    await store.write(meetings.set_answer(last, "U2", "going"))
    await forgetting
    left = await meetings.by_id(last)
    assert (left.people, left.answers) == ((), {"U2": "going"})


async def test_a_series_stays_that_the_bot_has_not_looked_at_while_it_was_away(store):
    meetings = Meetings(store)
    ended = NOW - 8 * DAY
    series = meeting(
        repeats="FREQ=WEEKLY",
        wall=datetime(2026, 11, 1, 9),  # noqa: DTZ001 - local time
        lasts=timedelta(hours=1),
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        ticked_at=ended - timedelta(hours=1),
        created_at=NOW - 60 * DAY,
    )
    await store.write(meetings.save(series))
    await store.write(meetings.save(replace(series, id="over", ticked_at=ended)))
    await store.write(meetings.save(replace(series, id="once", repeats="")))
    await store.write(meetings.save(replace(series, id="cancelled", state="cancelled")))
    await sweep(store, NOW - 7 * DAY)
    assert await rows(store, "select id from meeting") == [("m1",)]


async def test_who_may_start_meetings_in_a_channel_is_not_forgotten(store):
    preferences = Preferences(store)
    for channel, body in (
        ("C1", {"starters": "admins"}),
        ("C2", {"starters": ["U1"]}),
        ("C3", {"starters": "everyone", "service": "jitsi"}),
        ("C4", {"service": "jitsi"}),
    ):
        await store.write(preferences.put("T1", channel, body, NOW - 60 * DAY))
    await sweep(store, NOW - 7 * DAY)
    assert await rows(store, "select whose from preference") == [("C1",), ("C2",)]


async def test_a_backup_comes_to_its_end_while_the_bot_writes_without_a_pause(store, tmp_path):
    many = """
        insert into inbox with recursive number(n) as (select 1 union all select n + 1 from number
        where n < 8000) select n, 'k', 'T1', printf('%.*c', 4000, 'x'), 0 from number"""
    await store.write(lambda tx: tx.execute(many))
    stop = asyncio.Event()

    async def write():
        while not stop.is_set():
            await store.write(
                lambda tx: tx.execute("update pulse set beats = beats + 1"), quick=True
            )

    writing = asyncio.create_task(write())
    copy = tmp_path / "copy.db"
    backing_up = asyncio.create_task(asyncio.to_thread(back_up, tmp_path / "parley.db", copy))
    done, _ = await asyncio.wait({backing_up}, timeout=20)
    stop.set()
    await asyncio.gather(writing, backing_up)
    assert done, "it began again after each write"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("select count(*) from inbox").fetchone() == (8000,)


async def test_how_a_meeting_was_held_is_its_organizers_and_goes_with_it(store):
    meetings, data = Meetings(store), PersonalData(store)
    await store.write(meetings.save(meeting()))
    shown = NewJob(key="c1", kind="card", payload={}, run_at=NOW)
    card = CardJobs(at_once=shown, in_time=shown, prefix="c")
    came = SessionEvent(what="joined", at=NOW, session="s1", person="key")
    await Sessions(store).apply("m1", [came], NOW, card, told=True)
    exported = await data.export("T1", "U9")
    assert exported["session"][0]["name"] == "s1"
    assert exported["stay"][0]["person"] == "key"
    assert "stay" not in await data.export("T1", "U1")
    await data.forget_person("T1", "U9")
    assert await rows(store, "select * from session") == []
    assert await rows(store, "select * from stay") == []


async def test_a_session_goes_when_it_is_old_though_its_series_goes_on(store):
    series = meeting(repeats="FREQ=WEEKLY", starts_at=NOW, ends_at=NOW + timedelta(days=400))
    await store.write(Meetings(store).save(series))
    shown = NewJob(key="c1", kind="card", payload={}, run_at=NOW)
    card = CardJobs(at_once=shown, in_time=shown, prefix="c")
    for days in (0, 300):
        at = NOW + timedelta(days=days)
        came = SessionEvent(what="joined", at=at, session=f"day {days}", person="key")
        await Sessions(store).apply("m1", [came], at, card, told=True)
    await sweep(store, NOW + timedelta(days=1))
    assert await rows(store, "select name from session") == [("day 300",)]
    assert await rows(store, "select session from stay") == [("day 300",)]
