"""The chat page on a phone, and its menus: nothing lies beyond the edge, all can be pressed."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from sandbox.slack.page import PAGES
from tests.sandbox.counterparts import meeting_form, until

PHONE = {"width": 390, "height": 844}
LONG = "Quarterly architecture review with everybody who has a word to say about it " * 2

BEYOND = """() => [...document.querySelectorAll("body, aside, main, .log, .modal, .inside, .field")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1
    || part.getBoundingClientRect().right > innerWidth + 1)
  .map((part) => `${part.tagName} ${part.className} ${part.scrollWidth}`)"""
"""The parts of the page that scroll sideways or lie beyond the edge."""


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def row(name: str) -> dict[str, Any]:
    options = [
        {"text": words(label), "value": f"{label} {name}"} for label in ("Move", "Cancel meeting")
    ]
    return {
        "type": "section",
        "block_id": name,
        "text": {"type": "mrkdwn", "text": f"*{name}* {LONG}"},
        "accessory": {"type": "overflow", "action_id": "more", "options": options},
    }


CHOICE = {
    "type": "section",
    "block_id": "choice",
    "text": {"type": "mrkdwn", "text": "*third*, Tuesday 1 December 2026, by <@U0ADA00001>"},
    "accessory": {
        "type": "button",
        "action_id": "this",
        "text": words("design sync, Tue 1 December 2026, 10:00"),
    },
}
"""A button with a long label beside its sentence."""

NARROW = """() => [...document.querySelectorAll(".b-text")]
  .filter((part) => part.clientWidth < 160).map((part) => part.clientWidth)"""
"""The sentences that have too little room beside a button."""

FORM = meeting_form(
    {
        "type": "input",
        "block_id": "starts_at",
        "label": words("Starts"),
        "element": {"type": "datetimepicker", "action_id": "starts_at"},
    },
    {
        "type": "input",
        "block_id": "people",
        "optional": True,
        "label": words("People"),
        "element": {"type": "multi_users_select", "action_id": "people"},
    },
)


@pytest.fixture
def chosen(bolt: AsyncApp, web: AsyncWebClient) -> list[str]:
    """What was chosen in menus, by a bot that has a list and a form."""
    values: list[str] = []

    @bolt.action("more")
    async def more(ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        values.append(action["selected_option"]["value"])
        await ack()
        await web.views_open(trigger_id=body["trigger_id"], view=FORM)

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await ack()
        await say(text="list", blocks=[row("first"), row("second"), CHOICE])

    return values


@pytest.mark.browser
async def test_a_menu_is_opened_and_one_of_its_options_chosen(
    slack: Slack, chosen: list[str], page: Page
) -> None:
    await page.goto(slack.back.url)
    await slack.type("ada", "general", "/meet list")
    log = page.get_by_role("log", name="Conversation")
    menus = log.locator("details.overflow")
    await menus.nth(1).locator("summary").click()
    await expect(menus.nth(0).get_by_role("button", name="Move")).to_be_hidden()
    await menus.nth(1).get_by_role("button", name="Cancel meeting").click()
    await until(lambda: chosen == ["Cancel meeting second"])
    await expect(menus.nth(1)).not_to_have_attribute("open", "")


@pytest.mark.browser
async def test_on_a_phone_nothing_scrolls_sideways_and_forms_fit(
    slack: Slack, chosen: list[str], page: Page
) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.goto(slack.back.url)
    await slack.type("ada", "general", "/meet list")
    log = page.get_by_role("log", name="Conversation")
    await expect(log.get_by_text("second")).to_be_visible()
    assert await page.evaluate(BEYOND) == []
    assert await page.evaluate(NARROW) == []
    conversations = page.get_by_role("navigation", name="Conversations")
    await expect(conversations).to_be_hidden()
    await page.get_by_role("button", name="Conversations and accounts").click()
    await expect(conversations.get_by_role("link", name="design")).to_be_visible()
    assert await page.evaluate(BEYOND) == []
    await conversations.get_by_role("link", name="general").click()
    await expect(conversations).to_be_hidden()
    await log.locator("details.overflow summary").first.click()
    await log.get_by_role("button", name="Move").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("People")).to_be_visible()
    assert await page.evaluate(BEYOND) == []
    for part in (form.get_by_role("heading"), form.get_by_role("button", name="Close")):
        await expect(part).to_be_in_viewport(ratio=1)


def test_icons_are_drawn() -> None:
    """An emoji is an empty box where no font has it."""
    for path in PAGES.iterdir():
        assert not re.search("[\u2300-\u2bff\U0001f000-\U0001faff]", path.read_text("utf-8")), path
