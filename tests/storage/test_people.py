"""People and preferences are read as they were stored last."""

from dataclasses import replace
from datetime import timedelta

from storage.people import People, Preferences, StoredPerson


async def test_a_person_is_known_as_last_stored(store, now):
    people = People(store)
    ada = StoredPerson(
        team="T1", id="U1", name="Ada", zone="Europe/London", locale="en-GB", fetched_at=now
    )
    moved = replace(ada, zone="Asia/Kolkata", fetched_at=now + timedelta(days=1))
    assert await people.known("T1", "U1") is None
    await people.put(ada)
    assert await people.known("T1", "U1") == ada
    await people.put(moved)
    assert await people.known("T1", "U1") == moved
    assert await people.known("T2", "U1") is None


async def test_preferences_are_there_until_others_replace_them(store, now):
    preferences = Preferences(store)
    assert await preferences.of("T1", "U1") == {}
    await store.write(preferences.put("T1", "U1", {"service": "jitsi", "remind": [1, 10]}, now))
    await store.write(preferences.put("T1", "C1", {"remind": None}, now))
    await store.write(preferences.put("T2", "U1", {"minutes": 25}, now))
    assert await preferences.of_many("T1", ["U1", "C1", "U2"]) == {
        "U1": {"service": "jitsi", "remind": [1, 10]},
        "C1": {"remind": None},
        "U2": {},
    }
    await store.write(preferences.put("T1", "U1", {"minutes": 45}, now))
    assert await preferences.of("T1", "U1") == {"minutes": 45}
    assert await preferences.of("T2", "U1") == {"minutes": 25}
