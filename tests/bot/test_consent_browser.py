"""Connecting Zoom in a real browser, without JavaScript: through its consent page, and back."""

from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import expect
from starlette.requests import Request
from starlette.responses import Response

from sandbox.serving import served
from tests.bot.in_process import ADA, in_process_bot
from tests.chromium import HOW_TO_GET_IT, MISSING, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(MISSING, reason=HOW_TO_GET_IT),
]
PREFIX = "/bots/parley"
ZOOM = {"zoom": lambda announced: announced["settings"]}


class Proxy:
    """A reverse proxy that takes a path prefix away, as nginx does, and keeps the Host header."""

    target = ""

    async def __call__(self, scope, receive, send):
        request = Request(scope, receive)
        headers = [(name, value) for name, value in request.headers.raw]
        address = f"{self.target}{request.url.path.removeprefix(PREFIX)}?{request.url.query}"
        async with httpx.AsyncClient() as client:
            body = await request.body()
            reply = await client.request(request.method, address, headers=headers, content=body)
        answer = Response(reply.content, reply.status_code)
        answer.raw_headers = [
            (name, value) for name, value in reply.headers.raw if name != b"transfer-encoding"
        ]
        await answer(scope, receive, send)


@pytest.fixture(params=["", PREFIX], ids=["at the root", "behind a prefix"])
async def bot(request, tmp_path):
    async with AsyncExitStack() as stack:
        settings = {}
        proxy = Proxy()
        if request.param:
            settings["url"] = f"{await stack.enter_async_context(served(proxy))}{PREFIX}"
        bot = await stack.enter_async_context(in_process_bot(tmp_path, services=ZOOM, **settings))
        proxy.target = bot.url
        yield bot


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


async def new_page(browser):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(5_000)
    return page


async def decide(page, label="Allow"):
    """Go on to Zoom, and answer its page; return the status of where the browser ends."""
    await page.get_by_role("button", name="Go on to Zoom").click()
    await page.wait_for_url("**/oauth/authorize**")
    async with page.expect_navigation() as arrived:
        await page.get_by_role("button", name=label, exact=True).click()
    return (await arrived.value).status


async def test_a_person_connects_zoom_after_a_denial_and_a_second_use_is_over(bot, browser):
    page = await new_page(browser)
    link = await bot.connect_link(service="zoom")
    await page.goto(link)
    assert await decide(page, "Deny") == 403
    await expect(page.get_by_text("You did not give your consent at Zoom")).to_be_visible()
    await page.goto(link)
    assert await decide(page) == 200
    await expect(page.get_by_role("heading")).to_have_text("Almost done")
    assert (await page.reload()).status == 410
    asked = await bot.ephemeral_with("Was that you?")
    assert "@" in asked.text  # the account at Zoom is named
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("is connected as")
    await bot.start("design sync", "zoom")


async def test_no_other_browser_and_no_swapped_state_is_believed(bot, browser):
    ada, mallory = await new_page(browser), await new_page(browser)
    way, hers = [await way_back(bot, page) for page in (ada, mallory)]
    swapped = way.replace(state_of(way), state_of(hers))
    assert (await mallory.goto(way)).status == 400
    assert (await ada.goto(swapped)).status == 400
    assert not any("Was that you?" in message.text for message in bot.messages(ADA))
    assert (await ada.goto(way)).status == 200
    await bot.ephemeral_with("Was that you?")


async def test_what_is_dismissed_is_taken_back_unless_a_confirmed_account_needs_it(bot, browser):
    """One Zoom user, whom two people have signed in as."""
    page = await new_page(browser)
    for person, says in (("ada", "Yes, that was me"), ("bo", "Never mind")):
        user = bot.sandbox.slack.workspace.person(person).id
        await page.goto(await bot.connect_link(person, service="zoom"))
        assert await decide(page) == 200
        await bot.ephemeral_with("Was that you?", user)
        await bot.press(says, person)
        await bot.ephemeral_with("is connected as" if person == "ada" else "discarded", user)
    assert revoked(bot) == 0
    assert "permission" not in await bot.answer_to("disconnect zoom")
    assert revoked(bot) == 1
    await page.goto(await bot.connect_link("bo", service="zoom"))
    assert await decide(page) == 200
    asked = await bot.ephemeral_with("Was that you?", user, after=asked_last(bot, user))
    await bot.press("Never mind", "bo", asked.ts)
    await bot.until(lambda: revoked(bot) == 2)


def asked_last(bot, user):
    """When the newest message but the question was said."""
    return max(m.ts for m in bot.messages(user) if "Was that you?" not in m.text)


def revoked(bot):
    """How often a permission was taken back at Zoom."""
    return sum(
        1 for line in bot.sandbox.services["zoom"].book.read("request") if line["call"] == "revoke"
    )


async def test_a_late_return_is_over(bot, browser):
    page = await new_page(browser)
    await page.goto(await bot.connect_link(service="zoom"))
    await page.get_by_role("button", name="Go on to Zoom").click()
    await page.wait_for_url("**/oauth/authorize**")
    bot.clock.ahead = timedelta(minutes=11)
    async with page.expect_navigation() as arrived:
        await page.get_by_role("button", name="Allow", exact=True).click()
    assert (await arrived.value).status == 410


async def way_back(bot, page):
    """Where Zoom's page would send the browser back to."""
    await page.goto(await bot.connect_link(service="zoom"))
    await page.get_by_role("button", name="Go on to Zoom").click()
    await page.wait_for_url("**/oauth/authorize**")
    decided = {"user": "ada@contoso.example", "decision": "allow"}
    reply = await page.context.request.post(page.url, form=decided, max_redirects=0)
    return reply.headers["location"]


def state_of(way):
    """The state that an address carries."""
    return httpx.URL(way).params["state"]
