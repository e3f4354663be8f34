"""A sandbox for each test, Slack's own client and a small real Bolt app to drive it with."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
import pytest
from playwright.async_api import Page
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.environment import Environment
from sandbox.serving import served
from sandbox.slack.loopback import Slack
from tests.chromium import HOW_TO_GET_IT, MISSING, chromium
from tests.sandbox.counterparts import Stub, client


@pytest.fixture
async def sandbox() -> AsyncIterator[Environment]:
    async with Environment(slack=Slack(retry_scale=0.0005)) as opened:
        yield opened


@pytest.fixture
def slack(sandbox: Environment) -> Slack:
    return sandbox.slack


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def http_client() -> AsyncIterator[httpx.AsyncClient]:
    """What talks to a loopback meeting service."""
    async with httpx.AsyncClient(timeout=5, verify=False) as client:  # noqa: S501 - plain http
        yield client


@pytest.fixture
async def web(sandbox: Environment, http: aiohttp.ClientSession) -> AsyncWebClient:
    return client(sandbox.slack, http)


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
async def stub(slack: Slack) -> AsyncIterator[Stub]:
    """A bot that is no Bolt app: it answers what it is told to, and keeps what it got."""
    answering = Stub()
    async with served(answering) as url:
        slack.point_at(url)
        yield answering


@pytest.fixture
async def page(slack: Slack) -> AsyncIterator[Page]:
    if MISSING:
        pytest.skip(HOW_TO_GET_IT)
    async with chromium() as browser:
        shown = await browser.new_page()
        broken: list[str] = []
        shown.on("pageerror", lambda error: broken.append(str(error)))
        shown.on(
            "console",
            lambda message: broken.append(message.text) if message.type == "error" else None,
        )
        shown.set_default_timeout(5_000)
        yield shown
    assert broken == []
