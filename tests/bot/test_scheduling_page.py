"""A meeting's life on the chat page, in a real browser: as docs/scheduling.md tells and shows it.

PARLEY_PICTURES names a folder; the pictures of the docs are then taken into it.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from tests.bot.in_process import ADA
from tests.chromium import HOW_TO_GET_IT, MISSING, chromium

PICTURES = os.environ.get("PARLEY_PICTURES", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(MISSING, reason=HOW_TO_GET_IT),
]


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


async def picture(page, name):
    """Take a picture for the docs, if anybody wants one."""
    if PICTURES:
        await page.wait_for_timeout(200)
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


async def test_from_words_to_the_end(bot, page):
    tomorrow = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=1)
    card = await made_by_the_other_reading(page, f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B %Y}")
    await listed_and_moved(page, card)
    start = tomorrow.replace(hour=21, minute=0, second=0, microsecond=0)
    bot.clock.ahead = start - datetime.now(UTC) - timedelta(minutes=10)
    await reminded(bot, page)
    await cancelled(bot, page)


async def made_by_the_other_reading(page, day):
    """Type it, see what was understood, and press the other time."""
    log = page.get_by_role("log", name="Conversation")
    await typed(page, "/meet design review with @bo tomorrow at 8 for 45 min")
    shown = log.get_by_role("article").filter(has_text="Not scheduled yet")
    await expect(shown).to_contain_text(f"{day}, 08:00 to 08:45")
    await expect(shown).to_contain_text("Did you mean 8 in the evening?")
    await picture(page, "schedule-understood")
    await shown.get_by_role("button", name=f"{day}, 20:00").click()
    card = log.get_by_role("article").filter(has=page.get_by_role("heading", name="design review"))
    await expect(card).to_contain_text("20:00")
    await expect(card.get_by_role("link", name="Join")).to_be_visible()
    await expect(shown).to_have_count(0)
    return card


async def listed_and_moved(page, card):
    """See it in the list, and move it in one line."""
    log = page.get_by_role("log", name="Conversation")
    await typed(page, "/meet list")
    listed = log.get_by_role("article").filter(has_text="Coming up")
    await expect(listed).to_contain_text("Tomorrow")
    await expect(listed).to_contain_text("design review")
    await picture(page, "schedule-list")
    await typed(page, "/meet move design review to 9pm")
    asked = log.get_by_role("article").filter(has_text="Move design review")
    await expect(asked).to_contain_text("21:00")
    await picture(page, "schedule-move")
    await asked.get_by_role("button", name="Move", exact=True).click()
    await expect(card).to_contain_text("21:00")
    await expect(log).to_contain_text("has moved design review")


async def reminded(bot, page):
    """Ten minutes before, a direct message with the link."""
    direct = bot.sandbox.slack.workspace.direct(ADA)
    await bot.post_with("starts in")
    await page.goto(f"{bot.sandbox.slack.back.url}/?as=ada&channel={direct.id}")
    reminder = page.get_by_role("article").filter(has_text="starts in 10 minutes")
    await expect(reminder.get_by_role("link", name="Join")).to_be_visible()
    await expect(reminder.get_by_role("button", name="Snooze")).to_be_visible()
    await picture(page, "schedule-reminder")


async def cancelled(bot, page):
    """Cancel it in one line: the card says so, and no link is left on it."""
    log = page.get_by_role("log", name="Conversation")
    await page.goto(f"{bot.sandbox.slack.back.url}/?as=ada&channel=general")
    await typed(page, "/meet cancel design review")
    asked = log.get_by_role("article").filter(has_text="Not cancelled yet")
    await asked.get_by_role("button", name="Cancel meeting").click()
    heading = page.get_by_role("heading", name="Cancelled: design review")
    card = log.get_by_role("article").filter(has=heading)
    await expect(card).to_be_visible()
    await expect(card.get_by_role("link", name="Join")).to_have_count(0)
    await picture(page, "schedule-cancelled")
