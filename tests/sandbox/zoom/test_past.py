"""What is left of a meeting that was held: when it was, how often, and who came."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import BO, ZoomVisitor, refusal

MINUTE, DAY = 60, 86_400


async def hold(visitor: ZoomVisitor, clock: StoppedClock, **changes: Any) -> tuple[int, str]:
    """A meeting that was held: the id and the uuid. Bob was there twice, Bo once."""
    number = (await visitor.create(**changes))["id"]
    uuid = (await visitor.control("start", meeting=number))["uuid"]
    for minutes in (10, 5):
        await visitor.control("join", meeting=number, name="Bob")
        clock.advance(minutes * MINUTE)
        await visitor.control("leave", meeting=number, name="Bob")
    await visitor.control("join", meeting=number, name="Bo", email=BO)
    clock.advance(3 * MINUTE + 1)
    await visitor.control("end", meeting=number)
    return number, uuid


def twice(uuid: str) -> str:
    return quote(quote(uuid, safe=""), safe="")


async def test_a_past_meeting(ada: ZoomVisitor, clock: StoppedClock) -> None:
    number, uuid = await hold(ada, clock)
    past = (await ada.ask("GET", f"past_meetings/{number}")).json()
    assert (past["uuid"], past["user_name"]) == (uuid, "Ada Lovelace")
    assert (past["start_time"], past["end_time"]) == (
        "2027-05-20T12:00:00Z",
        "2027-05-20T12:18:01Z",
    )
    assert (past["duration"], past["participants_count"]) == (19, 4)
    assert (await ada.ask("GET", f"past_meetings/{number}/instances")).json() == {
        "meetings": [{"uuid": uuid, "start_time": "2027-05-20T12:00:00Z"}]
    }


async def test_who_came_and_for_how_long(ada: ZoomVisitor, clock: StoppedClock) -> None:
    number, _ = await hold(ada, clock)
    reply = (await ada.ask("GET", f"past_meetings/{number}/participants")).json()
    assert (reply["total_records"], reply["next_page_token"]) == (4, "")
    rows = [(row["name"], row["duration"], row["user_email"]) for row in reply["participants"]]
    assert rows[1:] == [("Bob", 600, ""), ("Bob", 300, ""), ("Bo", 181, BO)]
    first = await ada.ask("GET", f"past_meetings/{number}/participants?page_size=3")
    token = first.json()["next_page_token"]
    assert len(first.json()["participants"]) == 3
    query = {"page_size": 3, "next_page_token": token}
    rest = await ada.ask("GET", f"past_meetings/{number}/participants", params=query)
    assert [row["name"] for row in rest.json()["participants"]] == ["Bo"]


async def test_the_list_of_previous_meetings(ada: ZoomVisitor, clock: StoppedClock) -> None:
    number, _ = await hold(ada, clock)
    (row,) = await ada.listed("previous_meetings")
    assert (row["id"], row["start_time"]) == (number, "2027-05-20T12:00:00Z")


async def test_a_uuid_with_slashes_is_encoded_twice(ada: ZoomVisitor, clock: StoppedClock) -> None:
    kinds = set()
    for _ in range(9):
        await ada.sign_in()  # a meeting takes a while
        _, uuid = await hold(ada, clock)
        odd = uuid.startswith("/") or "//" in uuid
        kinds.add(odd)
        path = f"past_meetings/{twice(uuid) if odd else quote(uuid, safe='')}"
        assert (await ada.ask("GET", path)).json()["uuid"] == uuid
        if odd:
            once = await ada.ask("GET", f"past_meetings/{quote(uuid, safe='')}")
            assert once.status_code == 404
    assert kinds == {True, False}


async def test_what_was_not_held_is_not_there(ada: ZoomVisitor) -> None:
    number = (await ada.create())["id"]
    for path in (f"past_meetings/{number}", f"past_meetings/{number}/participants"):
        assert refusal(await ada.ask("GET", path)) == (404, 3001)
    assert (await ada.ask("GET", f"past_meetings/{number}/instances")).json() == {"meetings": []}
    await ada.control("start", meeting=number)
    assert refusal(await ada.ask("GET", f"past_meetings/{number}")) == (404, 3001)


@pytest.mark.parametrize("who", [BO, "grace@fabrikam.example"])
async def test_who_came_is_for_those_who_pay(
    visitor: ZoomVisitor, clock: StoppedClock, who: str
) -> None:
    await visitor.sign_in(who)
    number, _ = await hold(visitor, clock)
    assert (await visitor.ask("GET", f"past_meetings/{number}")).status_code == 200
    reply = await visitor.ask("GET", f"past_meetings/{number}/participants")
    assert refusal(reply) == (400, 200)
    assert reply.json()["message"].startswith("Only available for paid account: ")


async def test_a_year_later_it_is_too_old(ada: ZoomVisitor, clock: StoppedClock) -> None:
    number, _ = await hold(ada, clock)
    clock.advance(366 * DAY)
    await ada.sign_in()
    assert refusal(await ada.ask("GET", f"past_meetings/{number}")) == (400, 12702)


async def test_another_hosts_past_is_none(ada: ZoomVisitor, clock: StoppedClock) -> None:
    number, uuid = await hold(ada, clock)
    await ada.sign_in(BO)
    instances = await ada.ask("GET", f"past_meetings/{number}/instances")
    assert refusal(instances) == (404, 3001)
    for which in (str(number), twice(uuid)):
        for what in ("", "/participants"):
            reply = await ada.ask("GET", f"past_meetings/{which}{what}")
            assert refusal(reply) == (404, 3001)


async def test_ending_what_is_not_going_on(ada: ZoomVisitor) -> None:
    number = (await ada.create())["id"]
    path, end = f"meetings/{number}/status", {"action": "end"}
    assert refusal(await ada.ask("PUT", path, json=end)) == (400, 300)
    await ada.control("start", meeting=number)
    assert (await ada.ask("PUT", path, json=end)).status_code == 204
    assert (await ada.read({"id": number}))["status"] == "waiting"
