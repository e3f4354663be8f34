"""The sandbox opens every loopback it knows, cheaply, and leaves nothing open."""

import asyncio
import time

import aiohttp
import pytest

from sandbox.environment import LOOPBACKS, Environment, build


async def test_every_loopback_opens_and_keeps_a_book(http: aiohttp.ClientSession) -> None:
    names = tuple(LOOPBACKS)
    async with Environment(services=names, bot="http://127.0.0.1:9") as sandbox:
        assert sandbox.slack.delivery.bot_url == "http://127.0.0.1:9/slack/events"
        assert sandbox.api_url == f"{sandbox.slack_url}/api/"
        assert len(set(sandbox.urls.values())) == len(names) + 1
        for name, url in sandbox.urls.items():
            assert (sandbox.announced[name]["service"], sandbox.announced[name]["url"]) == (
                name,
                url,
            )
            async with http.get(f"{url}/sandbox/book") as answer:
                assert answer.status == 200
    async with aiohttp.ClientSession() as fresh:
        with pytest.raises(aiohttp.ClientConnectionError):
            await fresh.get(sandbox.slack_url)


async def test_an_account_of_the_organization_is_announced_instead() -> None:
    async with Environment(services=("zoom",), organization=("zoom",)) as sandbox:
        told = sandbox.announced["zoom"]
    assert {"account_id", "client_id", "client_secret"} <= set(told["settings"])
    assert "authorize_url" not in told["settings"]
    assert told["people"] == {}


def test_an_unknown_loopback() -> None:
    with pytest.raises(KeyError):
        build("pigeon")


async def test_sandboxes_are_cheap_and_leave_nothing_behind() -> None:
    before = asyncio.all_tasks()
    started = time.perf_counter()
    for _ in range(10):
        async with Environment():
            pass
    assert time.perf_counter() - started < 2
    assert asyncio.all_tasks() == before
