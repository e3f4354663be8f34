"""Lists: what they show, page by page, and the next 24 hours."""

import pytest

from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import SERIES, ZoomVisitor, refusal


async def test_the_documented_row(ada: ZoomVisitor) -> None:
    made = await ada.create(agenda="x" * 300)
    reply = (await ada.ask("GET", "users/me/meetings")).json()
    assert (reply["page_size"], reply["total_records"], reply["next_page_token"]) == (30, 1, "")
    (row,) = reply["meetings"]
    shared = ("uuid", "id", "host_id", "topic", "type", "start_time", "duration", "timezone")
    assert {name: row[name] for name in shared} == {name: made[name] for name in shared}
    assert set(row) == {*shared, "agenda", "created_at", "join_url"}
    assert row["agenda"] == "x" * 250


async def test_all_pages_and_tokens_that_run_out(ada: ZoomVisitor, clock: StoppedClock) -> None:
    ids = [(await ada.create())["id"] for _ in range(7)]
    query, seen = {"type": "upcoming", "page_size": "3"}, []
    while True:
        reply = await ada.ask("GET", "users/me/meetings", params=query)
        assert reply.json()["total_records"] == 7
        seen.append([row["id"] for row in reply.json()["meetings"]])
        if not (token := reply.json()["next_page_token"]):
            break
        last = query = {**query, "next_page_token": token}
    assert [len(page) for page in seen] == [3, 3, 1]
    assert sorted(each for page in seen for each in page) == ids
    other = {**last, "type": "scheduled"}
    reply = await ada.ask("GET", "users/me/meetings", params=other)
    assert reply.json()["message"] == "Invalid parameter: next_page_token."
    clock.advance(899)
    assert (await ada.ask("GET", "users/me/meetings", params=last)).status_code == 200
    clock.advance(1)
    assert refusal(await ada.ask("GET", "users/me/meetings", params=last)) == (400, 300)


@pytest.mark.parametrize(
    "query",
    [
        {"type": "all"},
        {"page_size": "301"},
        {"page_size": "0"},
        {"from": "yesterday"},
        {"page_number": "2"},
        {"next_page_token": "of-somebody-else"},
    ],
)
async def test_a_query_that_is_not_right(ada: ZoomVisitor, query: dict[str, str]) -> None:
    reply = await ada.ask("GET", "users/me/meetings", params=query)
    assert refusal(reply) == (400, 300)
    assert reply.json()["message"] == f"Invalid parameter: {next(iter(query))}."


async def test_upcoming_leaves_out_what_is_over(ada: ZoomVisitor, clock: StoppedClock) -> None:
    past = await ada.create(start_time="2027-05-20T09:00:00Z")
    coming = await ada.create(start_time="2027-05-20T13:00:00Z")
    assert [row["id"] for row in await ada.listed("upcoming")] == [coming["id"]]
    assert {row["id"] for row in await ada.listed("scheduled")} == {past["id"], coming["id"]}
    clock.advance(31 * 86_400)
    await ada.sign_in()
    assert await ada.listed("scheduled") == []


async def test_a_series_is_listed_once_or_for_each_date(ada: ZoomVisitor) -> None:
    series = await ada.create(**SERIES)
    assert [row["id"] for row in await ada.listed()] == [series["id"]]
    ada.zoom.misbehave(do="switch", series_listed="each")
    rows = await ada.listed()
    assert [row["start_time"] for row in rows] == [
        each["start_time"] for each in series["occurrences"]
    ]
    assert {row["id"] for row in rows} == {series["id"]}


async def test_a_list_may_lag_behind(ada: ZoomVisitor, clock: StoppedClock) -> None:
    ada.zoom.misbehave(do="switch", list_lag=5)
    made = await ada.create()
    assert await ada.listed() == []
    clock.advance(5)
    assert [row["id"] for row in await ada.listed()] == [made["id"]]


async def test_the_next_24_hours(ada: ZoomVisitor) -> None:
    await ada.create(start_time="2027-05-21T12:00:00Z")
    later = await ada.create(start_time="2027-05-21T11:59:59Z")
    sooner = await ada.create(start_time="2027-05-20T14:00:00Z")
    reply = (await ada.ask("GET", "users/me/upcoming_meetings")).json()
    assert reply["total_records"] == 2
    assert [row["id"] for row in reply["meetings"]] == [sooner["id"], later["id"]]
    assert set(reply["meetings"][0]) == {
        *("id", "topic", "type", "start_time", "duration", "timezone", "created_at", "join_url"),
        *("passcode", "is_host", "use_pmi", "is_all_day"),
    }
    assert reply["meetings"][0]["passcode"] == sooner["password"]


async def test_pages_can_be_made_short(ada: ZoomVisitor) -> None:
    ada.zoom.misbehave(do="switch", largest_page=1)
    for _ in range(2):
        await ada.create()
    reply = await ada.ask("GET", "users/me/meetings", params={"page_size": "300"})
    assert (len(reply.json()["meetings"]), reply.json()["total_records"]) == (1, 2)
    query = {"page_size": "300", "next_page_token": reply.json()["next_page_token"]}
    reply = await ada.ask("GET", "users/me/meetings", params=query)
    assert (len(reply.json()["meetings"]), reply.json()["next_page_token"]) == (1, "")


async def test_from_and_to(ada: ZoomVisitor) -> None:
    await ada.create(start_time="2027-06-01T09:00:00Z")
    second = await ada.create(start_time="2027-06-02T09:00:00Z")
    query = {"type": "scheduled", "from": "2027-06-02", "to": "2027-06-03"}
    reply = await ada.ask("GET", "users/me/meetings", params=query)
    assert [row["id"] for row in reply.json()["meetings"]] == [second["id"]]


async def test_the_invitation_and_links_of_ones_own(ada: ZoomVisitor) -> None:
    made = await ada.create()
    path = f"meetings/{made['id']}"
    invitation = (await ada.ask("GET", f"{path}/invitation")).json()
    assert made["join_url"] in invitation["invitation"]
    assert invitation["sip_links"] == []
    body = {"attendees": [{"name": "Bob"}], "ttl": 7200}
    reply = await ada.ask("POST", f"{path}/invite_links", json=body)
    assert reply.status_code == 201
    (bob,) = reply.json()["attendees"]
    assert bob["name"] == "Bob"
    assert (await ada.http.get(bob["join_url"])).status_code == 200
