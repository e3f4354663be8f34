"""A street for each test, Slack's own client and a small real Bolt app to drive it with."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import Clock
from sandbox.serving import served
from sandbox.slack.loopback import Slack
from sandbox.street import Street


class HandClock(Clock):
    """A clock that stands still until it is pushed."""

    def __init__(self) -> None:
        super().__init__()
        self._stands_at = super().now()

    def now(self) -> float:
        return self._stands_at + self._ahead


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with Street(slack=Slack(retry_scale=0.0005)) as opened:
        yield opened


@pytest.fixture
def slack(street: Street) -> Slack:
    return street.slack


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def web(street: Street, http: aiohttp.ClientSession) -> AsyncWebClient:
    return client(street.slack, http)


def client(slack: Slack, http: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """Slack's own client, pointed at the loopback."""
    base = f"{slack.back.url}/api/"
    return AsyncWebClient(
        token=token or slack.back.token, base_url=base, session=http, retry_handlers=[]
    )


@pytest.fixture
async def bolt(slack: Slack, web: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A real Bolt app that the loopback delivers to; a test adds the listeners it needs."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=slack.workspace.team_id,
            bot_token=slack.back.token,
            bot_id=slack.workspace.bot_id,
            bot_user_id=slack.workspace.bot.id,
        )

    app = AsyncApp(
        client=web,
        signing_secret=slack.back.signing_secret,
        authorize=authorize,
        process_before_response=True,
    )
    async with served(AsyncSlackRequestHandler(app)) as url:
        slack.point_at(url)
        yield app


@pytest.fixture
async def stub(slack: Slack) -> AsyncIterator["Stub"]:
    """A bot that is no Bolt app: it answers what it is told to, and keeps what it got."""
    answering = Stub()
    async with served(answering) as url:
        slack.point_at(url)
        yield answering


class Stub:
    """An ASGI application with one answer for everything."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.body: bytes = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.pause = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        self.got.append((headers, body))
        if self.pause:
            await _wait(receive, self.pause)
        length = (b"content-length", str(len(self.body)).encode())
        head = {"type": "http.response.start", "status": self.status}
        await send({**head, "headers": [length, *self.headers]})
        await send({"type": "http.response.body", "body": self.body})


async def _wait(receive: Any, seconds: float) -> None:
    """Wait, but no longer than the other side does."""
    try:
        await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return
