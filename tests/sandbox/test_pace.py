"""About one message a second in each conversation, bursts tolerated, then 429 with Retry-After."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import client
from tests.sandbox.stopped_clock import StoppedClock


async def test_the_burst_then_429_then_one_a_second(http: aiohttp.ClientSession) -> None:
    async with Environment(slack=Slack(clock=StoppedClock(), burst=3)) as sandbox:
        web = client(sandbox.slack, http)
        for _ in range(3):
            await web.chat_postMessage(channel="C0GENERAL1", text="x")
        with pytest.raises(SlackApiError) as caught:
            await web.chat_postMessage(channel="C0GENERAL1", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response["error"] == "ratelimited"
        assert caught.value.response.headers["Retry-After"] == "1"
        assert (await web.chat_postMessage(channel="C0DESIGN01", text="x"))["ok"]
        sandbox.slack.clock.advance(1)
        assert (await web.chat_postMessage(channel="C0GENERAL1", text="x"))["ok"]
        with pytest.raises(SlackApiError):
            await web.chat_postMessage(channel="C0GENERAL1", text="x")
        room = sandbox.slack.workspace.conversations["C0GENERAL1"]
        assert len(room.messages) == 4


async def test_the_limit_can_be_switched_off(http: aiohttp.ClientSession) -> None:
    async with Environment(slack=Slack(clock=StoppedClock(), burst=None)) as sandbox:
        web = client(sandbox.slack, http)
        for _ in range(30):
            await web.chat_postMessage(channel="C0GENERAL1", text="x")
        assert len(sandbox.slack.workspace.conversations["C0GENERAL1"].messages) == 30
