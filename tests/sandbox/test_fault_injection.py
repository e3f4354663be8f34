"""Faults on demand: the effect happens or not as asked, the answer is as bad as asked."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import until

GENERAL = "C0GENERAL1"


def posted(slack: Slack) -> int:
    """How many messages there are in #general."""
    return len(slack.workspace.conversations[GENERAL].messages)


async def post(
    slack: Slack, http: aiohttp.ClientSession, seconds: float = 5
) -> aiohttp.ClientResponse:
    """Post one message, once."""
    headers = {"Authorization": f"Bearer {slack.back.token}"}
    arguments = {"channel": GENERAL, "text": "x"}
    url = f"{slack.back.url}/api/chat.postMessage"
    limit = aiohttp.ClientTimeout(total=seconds)
    response = await http.post(url, json=arguments, headers=headers, timeout=limit)
    await response.read()
    return response


@pytest.mark.parametrize("effect", [True, False])
async def test_500(slack: Slack, http: aiohttp.ClientSession, effect: bool) -> None:
    slack.misbehave(on="chat.postMessage", do="status", status=500, effect=effect)
    assert (await post(slack, http)).status == 500
    assert posted(slack) == int(effect)
    assert (await post(slack, http)).status == 200


@pytest.mark.parametrize("effect", [True, False])
async def test_cut(slack: Slack, effect: bool) -> None:
    slack.misbehave(on="chat.postMessage", do="cut", effect=effect)
    async with aiohttp.ClientSession() as fresh:  # aiohttp repeats by itself only on old ones
        with pytest.raises(aiohttp.ClientConnectionError):
            await post(slack, fresh)
    assert posted(slack) == int(effect)


@pytest.mark.parametrize("effect", [True, False])
async def test_hang(slack: Slack, http: aiohttp.ClientSession, effect: bool) -> None:
    slack.misbehave(on="chat.postMessage", do="hang", effect=effect)
    with pytest.raises(TimeoutError):
        await post(slack, http, seconds=0.1)
    assert posted(slack) == int(effect)


async def test_a_sandbox_closes_while_somebody_waits(http: aiohttp.ClientSession) -> None:
    async with Environment() as sandbox:
        sandbox.slack.misbehave(on="*", do="hang")
        waiting = asyncio.ensure_future(post(sandbox.slack, http))
        await asyncio.sleep(0.05)
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_a_caller_who_dies_in_the_middle_leaves_no_noise(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = slack.back.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = "POST /api/chat.postMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n"
    writer.write(head.encode() + b'{"channel":')
    await writer.drain()
    await asyncio.sleep(0.02)
    writer.transport.abort()
    await asyncio.sleep(0.02)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert slack.book.read("call")[0]["ok"] is None
    assert posted(slack) == 0


async def test_ratelimit(slack: Slack, http: aiohttp.ClientSession) -> None:
    slack.misbehave(on="chat.postMessage", do="ratelimit", retry_after=7)
    response = await post(slack, http)
    assert response.status == 429
    assert response.headers["Retry-After"] == "7"
    assert (await response.json())["error"] == "ratelimited"
    assert posted(slack) == 0


async def test_slow_has_its_effect_in_the_middle(slack: Slack, http: aiohttp.ClientSession) -> None:
    slack.misbehave(on="chat.postMessage", do="slow", ms=200)
    started = time.perf_counter()
    waiting = asyncio.ensure_future(post(slack, http))
    await asyncio.sleep(0.05)
    assert posted(slack) == 0
    await until(lambda: posted(slack) == 1)
    assert not waiting.done()
    await waiting
    assert time.perf_counter() - started >= 0.2


async def test_a_client_that_gives_up_early_does_not_see_the_effect(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    slack.misbehave(on="chat.postMessage", do="slow", ms=200)
    with pytest.raises(TimeoutError):
        await post(slack, http, seconds=0.05)
    assert posted(slack) == 0
    await until(lambda: posted(slack) == 1)


@pytest.mark.parametrize("kind", ["garbage", "html", "truncate"])
async def test_no_json(slack: Slack, http: aiohttp.ClientSession, kind: str) -> None:
    slack.misbehave(on="chat.postMessage", do=kind)
    response = await post(slack, http)
    with pytest.raises(ValueError, match=r"."):
        await response.json(content_type=None)
    assert posted(slack) == 1


async def test_wrong_json(slack: Slack, http: aiohttp.ClientSession) -> None:
    slack.misbehave(on="chat.postMessage", do="wrong_json")
    assert isinstance(await (await post(slack, http)).json(), list)


async def test_counts(slack: Slack, http: aiohttp.ClientSession) -> None:
    slack.misbehave(on="*", do="status", status=503, next=2, every=2)
    statuses = [(await post(slack, http)).status for _ in range(6)]
    assert statuses == [200, 503, 200, 503, 200, 200]


async def test_a_rule_for_another_method_concerns_nobody_else(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    slack.misbehave(on="chat.update", do="status", next=None)
    assert (await post(slack, http)).status == 200
    slack.misbehave(on="chat.postMessage", do="status", next=None)
    assert [(await post(slack, http)).status for _ in range(3)] == [500] * 3
    slack.faults.clear()
    assert (await post(slack, http)).status == 200


async def test_by_http(slack: Slack, http: aiohttp.ClientSession) -> None:
    url = f"{slack.back.url}/sandbox/misbehave"
    rules: list[dict[str, Any]] = [
        {"on": "chat.postMessage", "do": "slow", "ms": [1, 5], "next": None},
        {"on": "chat.postMessage", "do": "status", "status": 502},
    ]
    async with http.post(url, json=rules) as answer:
        assert (await answer.json()) == {"ok": True}
    assert [(await post(slack, http)).status for _ in range(2)] == [502, 200]
    assert len(slack.book.read("injected_fault")) == 3
    for wrong in ({"do": "explode"}, {"do": "cut", "oops": 1}, {"do": "cut", "effect": "no"}):
        async with http.post(url, json=wrong) as answer:
            assert answer.status == 400
    async with http.post(url, json={"clear": True}) as answer:
        assert answer.status == 200
