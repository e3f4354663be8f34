"""Meetings and people are remembered as they were given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.meetings import KeptMeeting, Meetings
from storage.people import KeptPerson, People


@pytest.fixture
def meeting(now) -> KeptMeeting:
    return KeptMeeting(
        id="jitsi-1",
        job=1,
        team="T1",
        channel="C1",
        organizer="U1",
        service="jitsi",
        service_id="stand-up-x7",
        title="Grüße <&> 👋🏽",
        join_url="https://meet.example/stand-up-x7",
        zone="Europe/Berlin",
        created_at=now,
    )


async def keep(store, *meetings: KeptMeeting) -> None:
    for meeting in meetings:
        await store.write(Meetings(store).kept(meeting))


async def test_a_meeting_comes_back_as_it_was(store, now, meeting):
    full = replace(
        meeting,
        id="webex-2",
        thread="1.2",
        card_ts="3.4",
        passcode="314159",
        dial_in=({"number": "+49 30 1", "region": "Berlin", "code": "12#"},),
        starts_at=now + timedelta(days=2),
        lasts=timedelta(minutes=45),
        state="cancelled",
        data={"etag": '"7"'},
    )
    await keep(store, meeting, full)
    assert await Meetings(store).by_id("jitsi-1") == meeting
    assert await Meetings(store).by_id("webex-2") == full
    assert await Meetings(store).by_id("nothing") is None


async def test_a_meeting_that_changed_stands_in_the_old_one_s_place(store, now, meeting):
    changed = replace(meeting, title="Retro", card_ts="3.4", lasts=timedelta(hours=1))
    await keep(store, meeting, changed)
    assert await Meetings(store).recent("T1", "C1", now) == [changed]


async def test_recent_ones_of_a_channel_the_newest_first(store, now, meeting):
    later = replace(meeting, id="b", created_at=now + timedelta(seconds=5))
    elsewhere = replace(meeting, id="c", channel="C2")
    foreign = replace(meeting, id="d", team="T2")
    before = replace(meeting, id="e", created_at=now - timedelta(milliseconds=1))
    await keep(store, meeting, later, elsewhere, foreign, before)
    assert await Meetings(store).recent("T1", "C1", now) == [later, meeting]


def test_a_passcode_is_not_shown(meeting):
    assert "314159" not in repr(replace(meeting, passcode="314159"))


async def test_a_person_is_known_as_last_heard(store, now):
    people = People(store)
    ada = KeptPerson(
        team="T1", id="U1", name="Ada", zone="Europe/London", locale="en-GB", fetched_at=now
    )
    moved = replace(ada, zone="Asia/Kolkata", fetched_at=now + timedelta(days=1))
    assert await people.get("T1", "U1") is None
    await people.put(ada)
    assert await people.get("T1", "U1") == ada
    await people.put(moved)
    assert await people.get("T1", "U1") == moved
    assert await people.get("T2", "U1") is None
