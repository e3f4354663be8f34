"""The street opens every loopback it knows, cheaply, and closes without a trace."""

import asyncio
import time

import aiohttp
import pytest

from sandbox.environment import LOOPBACKS, Environment, build


async def test_every_loopback_opens_and_keeps_a_book(http: aiohttp.ClientSession) -> None:
    async with Environment(services=tuple(LOOPBACKS), bot="http://127.0.0.1:9") as street:
        assert street.slack.delivery.bot_url == "http://127.0.0.1:9/slack/events"
        assert street.api_url == f"{street.slack_url}/api/"
        assert len(set(street.urls.values())) == len(LOOPBACKS) + 1
        for name, url in street.urls.items():
            assert street.announced[name][name] == url
            async with http.get(f"{url}/sandbox/book") as answer:
                assert answer.status == 200
    async with aiohttp.ClientSession() as fresh:
        with pytest.raises(aiohttp.ClientConnectionError):
            await fresh.get(street.slack_url)


def test_an_unknown_loopback() -> None:
    with pytest.raises(KeyError):
        build("pigeon")


async def test_streets_are_cheap_and_leave_nothing_behind() -> None:
    before = asyncio.all_tasks()
    started = time.perf_counter()
    for _ in range(10):
        async with Environment():
            pass
    assert time.perf_counter() - started < 2
    assert asyncio.all_tasks() == before
