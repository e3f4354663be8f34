"""The loopback Jitsi: names become rooms as in uri.ts, the mapper keeps its pins."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
import pytest

from sandbox.services.jitsi import MAPPER, NUMBERS, JitsiServer, room_name
from sandbox.serving import served


@pytest.fixture
def jitsi() -> JitsiServer:
    return JitsiServer()


@pytest.fixture
async def url(jitsi: JitsiServer) -> AsyncIterator[str]:
    async with served(jitsi.app) as address:
        yield address


@pytest.mark.parametrize(
    ("typed", "room"),
    [
        ("Design-Review", "design-review"),
        ("design review!", "designreview"),
        ("a:b?c#d[e]f@g!h$i&j'k(l)m*n+o,p;q=r>s<t/u\"v", "abcdefghijklmnopqrstuv"),
        ("Köln", "k%c3%b6ln"),
        ("K%C3%B6ln", "k%c3%b6ln"),
        ("ﬁn", "fin"),
        ("Ｆｕｌｌ", "full"),
    ],
)
def test_names(typed: str, room: str) -> None:
    assert room_name(typed) == room


async def test_a_room_answers_with_its_name_and_subject(
    jitsi: JitsiServer, url: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{url}/Design-Review-q3vkz7m2ha4xw8pn") as answer:
        page = await answer.text()
        assert answer.status == 200
        assert answer.content_type == "text/html"
    assert "<h1>Design review</h1>" in page
    assert "design-review-q3vkz7m2ha4xw8pn" in page
    assert [(v["room"], v["guessable"]) for v in jitsi.book.read("visit")] == [
        ("design-review-q3vkz7m2ha4xw8pn", False)
    ]


async def test_a_guessable_room_is_kept_in_the_book_and_not_refused(
    jitsi: JitsiServer, url: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{url}/standup") as answer:
        assert answer.status == 200
    assert jitsi.book.read("visit")[0]["guessable"]


async def test_a_name_is_shown_as_text(url: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{url}/{quote('%3Cimg src=x%3E-1')}") as answer:
        assert "<img" not in await answer.text()


@pytest.mark.parametrize("path", ["/", "/a/b/c", "/!!!"])
async def test_unknown_paths(url: str, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(url + path) as answer:
        assert answer.status == 404


async def test_the_mapper_gives_one_stable_pin_for_each_conference(
    jitsi: JitsiServer, url: str, http: aiohttp.ClientSession
) -> None:
    async def mapped(**query: str) -> dict[str, object]:
        async with http.get(url + MAPPER, params=query) as answer:
            assert answer.status == 200
            read: dict[str, object] = await answer.json()
            return read

    first = await mapped(conference="Room-A@conference.meet.example.org")
    again = await mapped(conference="room-a@conference.MEET.example.org")
    other = await mapped(conference="room-b@conference.meet.example.org")
    assert first["message"] == "Successfully retrieved conference mapping"
    assert first["id"] == again["id"] != other["id"]
    assert first["conference"] == "room-a@conference.meet.example.org"
    assert await mapped(id=str(first["id"])) == first
    unknown = await mapped(id="1")
    assert unknown == {
        "message": "No conference mapping was found",
        "id": 1,
        "conference": False,
    }
    assert [entry["new"] for entry in jitsi.book.read("mapped")] == [True, False, True]


async def test_the_mapper_needs_something_to_map(url: str, http: aiohttp.ClientSession) -> None:
    async with http.get(url + MAPPER) as answer:
        assert answer.status == 405
        assert (await answer.json())["message"] == "No conference or id provided"


async def test_numbers(url: str, http: aiohttp.ClientSession) -> None:
    async with http.get(url + NUMBERS) as answer:
        read = await answer.json()
    assert read["numbersEnabled"] is True
    assert read["numbers"]["DE"] == ["+49-721-0000-0000"]


async def test_faults_and_the_book_by_http(
    jitsi: JitsiServer, url: str, http: aiohttp.ClientSession
) -> None:
    jitsi.misbehave(on="mapper", do="cut", next=2)  # aiohttp repeats a GET by itself
    async with aiohttp.ClientSession() as fresh:
        with pytest.raises(aiohttp.ClientConnectionError):
            await fresh.get(url + MAPPER, params={"conference": "a@b"})
    rule = {"on": "room", "do": "status", "status": 503, "effect": False}
    async with http.post(f"{url}/sandbox/misbehave", json=rule) as answer:
        assert answer.status == 200
    async with http.get(f"{url}/standup") as answer:
        assert answer.status == 503
    async with http.get(f"{url}/sandbox/book") as answer:
        book = await answer.json()
    assert [entry["new"] for entry in book["mapped"]] == [True, False]
    assert book["visits"] == []
    assert [entry["do"] for entry in book["injected_fault"]] == ["cut", "cut", "status"]
