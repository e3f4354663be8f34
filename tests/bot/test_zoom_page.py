"""Zoom in a real browser, from its consent page to one date of a series, as a person goes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.bot.in_process import in_process_bot
from tests.chromium import HOW_TO_GET_IT, MISSING, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(MISSING, reason=HOW_TO_GET_IT),
]
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def bot(tmp_path):
    services = {"zoom": lambda announced: announced["settings"]}
    async with in_process_bot(tmp_path, services=services) as bot:
        yield bot


@pytest.fixture
async def page(bot):
    """The chat page, as Ada sees it."""
    async with chromium() as browser:
        shown = await browser.new_page(viewport={"width": 980, "height": 760})
        shown.set_default_timeout(8_000)
        await shown.goto(f"{bot.sandbox.slack.back.url}/?as=ada&channel=general")
        yield shown


async def typed(page, text):
    """Type *text* into the box, and send it."""
    await page.get_by_label("Message").fill(text)
    await page.keyboard.press("Enter")


def shown(page, text):
    """The newest thing in the conversation that says *text*."""
    log = page.get_by_role("log", name="Conversation")
    return log.get_by_role("article").filter(has_text=text).last


def joining(page, title):
    """The link of a meeting's card."""
    log = page.get_by_role("log", name="Conversation")
    return log.get_by_role("link", name=f"Join {title}", exact=True)


async def press(page, text, button):
    """Press *button* under what says *text*."""
    await shown(page, text).get_by_role("button", name=button, exact=True).click()


async def connect(page, answer):
    """`/meet connect zoom`, through its consent page in another tab."""
    await typed(page, "/meet connect zoom")
    async with page.context.expect_page() as opened:
        await shown(page, "Zoom").get_by_role("link", name="Connect", exact=True).click()
    tab = await opened.value
    await tab.get_by_role("button", name="Go on to Zoom").click()
    await tab.get_by_role("button", name=answer, exact=True).click()
    return tab


async def test_from_consent_to_one_date_of_a_series(bot, page):
    denied = await connect(page, "Deny")
    await expect(denied.get_by_text("You did not give your consent at Zoom")).to_be_visible()
    allowed = await connect(page, "Allow")
    await expect(allowed.get_by_role("heading")).to_have_text("Almost done")
    await press(page, "Was that you?", "Yes, that was me")
    await expect(shown(page, "Zoom is connected as")).to_be_visible()
    await started(page)
    await scheduled_moved_and_cancelled(page)
    await a_series_and_one_date_of_it(bot, page)


async def started(page):
    await typed(page, "/meet on zoom stand-up")
    link = joining(page, "stand-up")
    assert "/j/" in await link.get_attribute("href")


async def scheduled_moved_and_cancelled(page):
    await typed(page, "/meet on zoom design review tomorrow at 3pm for 45 min")
    await press(page, "Not scheduled yet", "Schedule it")
    await expect(joining(page, "design review")).to_be_visible()
    await typed(page, "/meet list")
    await expect(shown(page, "Coming up")).to_contain_text("design review")
    await typed(page, "/meet move design review to 4pm")
    await press(page, "Move design review", "Move")
    await expect(shown(page, "has moved design review")).to_be_visible()
    await typed(page, "/meet cancel design review")
    await press(page, "Not cancelled yet", "Cancel meeting")
    await expect(page.get_by_role("heading", name="Cancelled: design review")).to_be_visible()


async def a_series_and_one_date_of_it(bot, page):
    last, skipped, moved = (datetime.now(LONDON) + timedelta(days=days) for days in (14, 3, 4))
    await typed(page, f"/meet on zoom retro every day at 9am until {spoken(last)}")
    await press(page, "Not scheduled yet", "Schedule it")
    await expect(joining(page, "retro")).to_be_visible()
    await typed(page, f"/meet skip retro on {spoken(skipped)}")
    await expect(shown(page, "Not cancelled yet")).to_contain_text("Only this date")
    await press(page, "Not cancelled yet", "Cancel meeting")
    await expect(shown(page, "Cancelled: retro")).to_be_visible()
    await typed(page, f"/meet move retro on {spoken(moved)} to 10am")
    await press(page, "Move retro", "Move")
    await expect(shown(page, "Moved: retro")).to_be_visible()
    starts = {
        date.starts_at.astimezone(LONDON)
        for meeting in bot.sandbox.services["zoom"].meetings
        for date in meeting.dates
        if not date.deleted
    }
    around = {f"{start:%d %H:%M}" for start in starts}
    assert f"{skipped:%d} 09:00" not in around
    assert f"{moved:%d} 10:00" in around
    assert f"{moved:%d} 09:00" not in around
    assert f"{last - timedelta(days=1):%d} 09:00" in around


def spoken(day):
    """A date as people type it."""
    return f"{day.day} {day:%B}"
