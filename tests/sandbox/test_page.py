"""The chat page in a real browser: people type, press, answer in threads and fill forms."""

import re
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import meeting_form

GENERAL = "C0GENERAL1"


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, **more: Any) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": re.sub(r"\W", "", label), "text": text, **more}


ROOM = "https://meet.example.org/room"
CARD: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "stand-up"}},
    section(f"<{ROOM}>"),
    {"type": "actions", "elements": [button("Join", url=ROOM), button("Start another")]},
]
MODAL = meeting_form(
    {
        "type": "input",
        "block_id": "starts_at",
        "label": {"type": "plain_text", "text": "Starts"},
        "element": {"type": "datetimepicker", "action_id": "starts_at"},
    },
    {
        "type": "input",
        "block_id": "people",
        "optional": True,
        "label": {"type": "plain_text", "text": "People"},
        "element": {"type": "multi_users_select", "action_id": "people"},
    },
)


@pytest.mark.browser
async def test_a_newcomer_types_a_command_and_presses_the_button(
    slack: Slack, bolt: AsyncApp, page: Page
) -> None:
    pressed: list[str] = []

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await say(text="card", blocks=CARD)
        await ack("Just so you know")

    @bolt.action("Startanother")
    async def again(ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed.append(body["user"]["name"])
        await ack()

    await page.goto(slack.back.url)
    log = page.get_by_role("log", name="Conversation")
    await expect(log).to_contain_text("Nothing has been said")
    await page.get_by_label("Message").fill("/meet stand-up")
    await page.keyboard.press("Enter")
    await expect(log.get_by_role("heading", name="stand-up")).to_be_visible()
    await expect(log.get_by_text("Only visible to you")).to_have_count(1)
    await expect(log.get_by_text("Just so you know")).to_be_visible()
    join = log.get_by_role("link", name="Join")
    assert await join.get_attribute("href") == ROOM
    await slack.type("bo", "#design", "something else")
    await expect(page.get_by_title("New messages")).to_have_text(re.compile("design"))
    await page.get_by_label("You are").select_option("Mallory Finch")
    await expect(page.locator(".zone")).to_contain_text("America/New_York")
    await expect(log.get_by_text("Just so you know")).to_have_count(0)
    await log.get_by_role("button", name="Start another").click()
    await _until(page, lambda: pressed == ["mallory"])


async def _until(page: Page, condition: Any) -> None:
    for _ in range(100):
        if condition():
            return
        await page.wait_for_timeout(20)
    raise AssertionError("it did not happen within 2 s")


@pytest.mark.browser
async def test_a_thread_is_opened_read_and_answered(
    slack: Slack, bolt: AsyncApp, page: Page
) -> None:
    shortcuts: list[str] = []

    @bolt.event("app_mention")
    async def mentioned(say: AsyncSay, event: dict[str, Any]) -> None:
        await say(text="on it", thread_ts=event["thread_ts"])

    @bolt.shortcut("meet_about")
    async def about(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        shortcuts.append(shortcut["message"]["text"])
        await ack()

    await slack.type("bo", "#general", "The build is red")
    await page.goto(f"{slack.back.url}/?as=ada&channel=general")
    message = page.get_by_role("article", name=re.compile("Bo Tanaka"))
    await message.hover()
    await message.get_by_label("More actions").click()
    await message.get_by_role("button", name="Meet about this").click()
    await _until(page, lambda: shortcuts == ["The build is red"])
    await message.get_by_label("More actions").click()
    await message.get_by_role("button", name="Reply in thread").click()
    await page.get_by_label("Reply").fill("@Parley start")
    await page.keyboard.press("Enter")
    replies = page.get_by_role("log", name="Replies")
    await expect(replies.get_by_text("on it")).to_be_visible()
    await expect(page.get_by_role("log", name="Conversation")).not_to_contain_text("on it")
    await expect(message.get_by_role("button", name="2 replies").first).to_be_visible()
    await page.get_by_role("button", name="Close thread").click()
    await expect(replies).to_be_hidden()


async def _open_form(page: Page) -> Locator:
    await page.get_by_label("Message").fill("/meet")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New meeting")
    await expect(form).to_be_visible()
    return form


@pytest.mark.browser
async def test_a_form_is_filled_refused_and_sent(slack: Slack, bolt: AsyncApp, page: Page) -> None:
    got: list[dict[str, Any]] = []

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, body: dict[str, Any]) -> None:
        await bolt.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @bolt.view("parley.meeting")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        got.append(view["state"]["values"])
        first = {"response_action": "errors", "errors": {"title": "Another title, please"}}
        await ack(**first if len(got) == 1 else {})

    await page.goto(f"{slack.back.url}/?as=bo&channel=design")
    form = await _open_form(page)
    await expect(form.get_by_label("Title")).to_be_focused()
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form.get_by_role("alert")).to_contain_text("Title: please complete this field")
    await form.get_by_label("Title").fill("wrong")
    await form.get_by_label("Starts").fill("2026-11-27T15:00")
    await form.get_by_label("People").select_option(["Ana Ruiz", "Kurt Weiss"])
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form.get_by_text("Another title, please")).to_be_visible()
    await form.get_by_label("Title").fill("Review")  # what else was filled in is still there
    await form.get_by_role("button", name="Schedule it").click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_label("Message")).to_be_focused()
    await _open_form(page)
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    assert len(got) == 2
    assert got[1]["title"]["title"]["value"] == "Review"
    assert got[1]["starts_at"]["starts_at"]["selected_date_time"] == 1_795_759_200
    assert got[1]["people"]["people"]["selected_users"] == ["U0ANA00001", "U0KURT0001"]


@pytest.mark.browser
async def test_what_a_bot_wrote_is_never_markup(
    slack: Slack, web: AsyncWebClient, page: Page
) -> None:
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    text = {"type": "plain_text", "text": evil[:70]}
    blocks = [
        {"type": "header", "text": text},
        section(evil),
        {"type": "context", "elements": [{"type": "plain_text", "text": evil}]},
        {"type": "actions", "elements": [{"type": "button", "text": text, "value": evil}]},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"&lt;b&gt;{evil}"}]},
    ]
    await web.chat_postMessage(channel=GENERAL, text=evil, blocks=blocks)
    await web.chat_postMessage(channel=GENERAL, text=evil)
    await page.goto(slack.back.url)
    log = page.get_by_role("log", name="Conversation")
    await expect(log.get_by_role("article")).to_have_count(2)
    assert await log.locator("img, script, b:not(.who b)").count() == 0
    assert await page.title() not in ("1", "2")


async def test_the_page_needs_nothing_from_outside_and_no_frame(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    async with http.get(slack.back.url) as answer:
        html = await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert address.startswith(("/", "#"))
    for part in ("chat.css", "chat.js"):
        async with http.get(f"{slack.back.url}/page/{part}") as answer:
            assert answer.status == 200
            assert "://" not in await answer.text()
    async with http.get(f"{slack.back.url}/page/blocks.html") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("query", ["as=nobody", "channel=nowhere", "as=mallory&channel=leads"])
async def test_a_stranger_sees_no_private_channel(
    slack: Slack, web: AsyncWebClient, http: aiohttp.ClientSession, query: str
) -> None:
    await web.chat_postMessage(channel="C0LEADS001", text="between us")
    async with http.get(f"{slack.back.url}/?{query}") as answer:
        assert answer.status == 200
        assert "between us" not in await answer.text()


async def test_the_state_waits_for_a_change(
    slack: Slack, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    url = f"{slack.back.url}/page/state?as=ada&channel=general"
    async with http.get(url) as answer:
        version = (await answer.json())["version"]
    waiting = http.get(f"{url}&since={version}")
    await web.chat_postMessage(channel=GENERAL, text="news")
    async with waiting as answer:
        state = await answer.json()
    assert state["version"] > version
    assert "news" in state["log"]
