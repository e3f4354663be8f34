"""The consent page in a real browser: its buttons lead back to the bot."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import Page

from sandbox.serving import served
from tests.sandbox.counterparts import Stub
from tests.sandbox.zoom.visitor import ANA, ZoomVisitor

pytestmark = pytest.mark.browser


@pytest.fixture
async def redirect_uri() -> AsyncIterator[str]:
    """Where the bot waits for the browser."""
    bot = Stub()
    bot.body, bot.headers = b"<h1>Thank you</h1>", [(b"content-type", b"text/html")]
    async with served(bot) as address:
        yield f"{address}/behind/a/prefix/oauth/zoom"


async def press(page: Page, visitor: ZoomVisitor, redirect_uri: str, button: str) -> dict[str, str]:
    """Choose Ana, press *button*; what came back to the bot."""
    query = urlencode(visitor.query(redirect_uri=redirect_uri))
    await page.goto(f"{visitor.url}/oauth/authorize?{query}")
    await page.get_by_label("Signed in as").select_option(ANA)
    await page.get_by_role("button", name=button).click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    assert page.url.startswith(f"{redirect_uri}?")
    back = parse_qs(urlsplit(page.url).query)
    return {name: values[0] for name, values in back.items()}


async def test_allowing(page: Page, visitor: ZoomVisitor, redirect_uri: str) -> None:
    back = await press(page, visitor, redirect_uri, "Allow")
    assert back["state"] == "a state & more"
    reply = await visitor.exchange(back["code"], redirect_uri=redirect_uri)
    visitor.token = reply.json()["access_token"]
    assert (await visitor.ask("GET", "users/me")).json()["email"] == ANA


async def test_denying(page: Page, visitor: ZoomVisitor, redirect_uri: str) -> None:
    back = await press(page, visitor, redirect_uri, "Deny")
    assert back == {"error": "access_denied", "state": "a state & more"}
