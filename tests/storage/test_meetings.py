"""Meetings are read as they were saved, from rows of earlier versions too."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.stored_meetings import dates_of, plan_of
from storage.meetings import Meetings, StoredDate, StoredMeeting

RECORDED = json.loads(Path(__file__).with_name("recorded_meeting_rows.json").read_text("utf-8"))
"""Rows that the version before ``RowCodec`` wrote: one bare, one full, one with odd values."""


async def save(store, *meetings: StoredMeeting) -> None:
    for meeting in meetings:
        await store.write(Meetings(store).save(meeting))


@pytest.fixture
def full_meeting(meeting, now) -> StoredMeeting:
    """One with a value in every field."""
    return replace(
        meeting,
        id="webex-2",
        job=77,
        thread="1.2",
        card_ts="3.4",
        passcode="314159",
        dial_in=({"number": "+49 30 1", "region": "Berlin", "code": "12#"}, {"number": "+1 800"}),
        card_channel="D7",
        wall=datetime.fromisoformat("2026-10-25T02:30").replace(fold=1),
        lasts=timedelta(minutes=45),
        repeats="FREQ=DAILY;COUNT=3",
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, minutes=45),
        people=("U2AA", "@bo", "cy@example.org"),
        agenda="1. Hören\n2. Sehen",
        choices={"lobby": "everyone"},
        note="Moved once.",
        said_to_all="Tell Eve.",
        answers={"U2AA": "maybe"},
        version=7,
        tick=9,
        ticked_at=now,
        held_by=4,
        state="cancelled",
        data={"etag": '"7"'},
    )


async def test_the_changed_dates_of_a_series_are_read_as_they_were_saved(store, full_meeting):
    wall = datetime.fromisoformat("2026-10-25T01:30").replace(fold=1)
    moved = StoredDate(original=wall - timedelta(days=1), wall=wall, fold=1, minutes=90)
    cancelled = StoredDate(original=wall + timedelta(days=1))
    await save(store, replace(full_meeting, dates=(moved, cancelled)))
    read = await Meetings(store).by_id("webex-2")
    assert read.dates == (moved, cancelled)
    read = await Meetings(store).by_id("webex-2")
    plan = plan_of(read)
    assert plan.changes[0].wall.fold == 1
    assert dates_of(plan) == read.dates


async def test_a_meeting_is_read_as_it_was_saved(store, meeting, full_meeting):
    await save(store, meeting, full_meeting)
    assert await Meetings(store).by_id("jitsi-1") == meeting
    read = await Meetings(store).by_id("webex-2")
    assert read == full_meeting
    assert (read.fold, read.wall.fold) == (1, 1)  # equal times may differ in it
    assert await Meetings(store).by_id("nothing") is None


async def test_rows_of_an_earlier_version_are_read_and_written_as_they_are(
    store, meeting, full_meeting
):
    odd = replace(
        meeting,
        id="odd-3",
        title="half \\ud83d \u2028",
        wall=datetime(2026, 1, 2, 3, 4, 5, 678_901),  # noqa: DTZ001 - a wall time has no zone
        lasts=timedelta(hours=25),
        starts_at=datetime(2100, 1, 1, tzinfo=UTC),
        choices={"é": "\x01"},
        created_at=datetime(1969, 12, 31, 18, 14, 59, 999_000, tzinfo=UTC),
    )
    for row in RECORDED:
        sql = f"insert into meeting({', '.join(row)}) values ({', '.join('?' * len(row))})"  # noqa: S608 - our own file
        await store.write(lambda tx, sql=sql, row=row: tx.execute(sql, [*row.values()]))
    meetings = Meetings(store)
    read = [await meetings.by_id(row["id"]) for row in RECORDED]
    assert read == [meeting, full_meeting, odd]
    assert [stored.fold for stored in read] == [0, 1, 0]
    await save(store, *read)
    rows = await store.read(lambda tx: tx.execute("select * from meeting order by rowid"))
    written = [{name: row[name] for name in row.keys()} for row in rows]  # noqa: SIM118 - a row is no mapping
    assert written == [row | {"dates": "[]", "progress": None} for row in RECORDED]


async def test_a_saved_meeting_replaces_the_one_with_its_id(store, now, meeting):
    changed = replace(meeting, title="Retro", card_ts="3.4", lasts=timedelta(hours=1))
    await save(store, meeting, changed)
    assert await Meetings(store).of_organizer("T1", "U1AA") == [changed]


def test_a_passcode_is_not_shown(meeting):
    assert "314159" not in repr(replace(meeting, passcode="314159"))


async def test_only_the_organizer_s_meetings_are_listed_the_newest_first(store, now, meeting):
    later = replace(meeting, id="b", created_at=now + timedelta(seconds=5), channel="C2")
    foreign = replace(meeting, id="c", team="T2")
    of_another = replace(meeting, id="d", organizer="U2AA")
    await save(store, meeting, later, foreign, of_another)
    assert await Meetings(store).of_organizer("T1", "U1AA") == [later, meeting]
