"""Meetings, people and preferences are remembered as they were given."""

from dataclasses import replace
from datetime import datetime, timedelta

from storage.meetings import Meetings, StoredMeeting
from storage.people import People, Preferences, StoredPerson


async def keep(store, *meetings: StoredMeeting) -> None:
    for meeting in meetings:
        await store.write(Meetings(store).save(meeting))


async def test_a_meeting_comes_back_as_it_was(store, now, meeting):
    full = replace(
        meeting,
        id="webex-2",
        thread="1.2",
        card_ts="3.4",
        passcode="314159",
        dial_in=({"number": "+49 30 1", "region": "Berlin", "code": "12#"},),
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
        answers={"U2AA": "maybe"},
        version=7,
        tick=9,
        ticked_at=now,
        held_by=4,
        state="cancelled",
        data={"etag": '"7"'},
    )
    await keep(store, meeting, full)
    assert await Meetings(store).by_id("jitsi-1") == meeting
    kept = await Meetings(store).by_id("webex-2")
    assert kept == full
    assert (kept.fold, kept.wall.fold) == (1, 1)  # equal times may differ in it
    assert await Meetings(store).by_id("nothing") is None


async def test_a_meeting_that_changed_stands_in_the_old_one_s_place(store, now, meeting):
    changed = replace(meeting, title="Retro", card_ts="3.4", lasts=timedelta(hours=1))
    await keep(store, meeting, changed)
    assert await Meetings(store).of_organizer("T1", "U1AA") == [changed]


def test_a_passcode_is_not_shown(meeting):
    assert "314159" not in repr(replace(meeting, passcode="314159"))


async def test_a_person_is_known_as_last_heard(store, now):
    people = People(store)
    ada = StoredPerson(
        team="T1", id="U1", name="Ada", zone="Europe/London", locale="en-GB", fetched_at=now
    )
    moved = replace(ada, zone="Asia/Kolkata", fetched_at=now + timedelta(days=1))
    assert await people.get("T1", "U1") is None
    await people.put(ada)
    assert await people.get("T1", "U1") == ada
    await people.put(moved)
    assert await people.get("T1", "U1") == moved
    assert await people.get("T2", "U1") is None


async def test_what_was_settled_is_there_until_something_else_is(store):
    preferences = Preferences(store)
    assert await preferences.of("T1", "U1") == {}
    await store.write(preferences.put("T1", "U1", {"service": "jitsi", "remind": [1, 10]}))
    await store.write(preferences.put("T1", "C1", {"remind": None}))
    await store.write(preferences.put("T2", "U1", {"minutes": 25}))
    assert await preferences.of_many("T1", ["U1", "C1", "U2"]) == {
        "U1": {"service": "jitsi", "remind": [1, 10]},
        "C1": {"remind": None},
        "U2": {},
    }
    await store.write(preferences.put("T1", "U1", {"minutes": 45}))
    assert await preferences.of("T1", "U1") == {"minutes": 45}
    assert await preferences.of("T2", "U1") == {"minutes": 25}


async def test_only_what_the_organizer_had_made(store, now, meeting):
    later = replace(meeting, id="b", created_at=now + timedelta(seconds=5), channel="C2")
    foreign = replace(meeting, id="c", team="T2")
    of_another = replace(meeting, id="d", organizer="U2AA")
    await keep(store, meeting, later, foreign, of_another)
    assert await Meetings(store).of_organizer("T1", "U1AA") == [later, meeting]
