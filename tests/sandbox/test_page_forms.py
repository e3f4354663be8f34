"""The chat page's forms, questions and rows in a real browser, by mouse and by keyboard."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import until

pytestmark = pytest.mark.browser

NOON = 1_795_176_000
"""20 November 2026, noon in London."""


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(name: str) -> dict[str, Any]:
    return {"text": words(name), "value": name.lower()}


def button(label: str, value: str, **more: Any) -> dict[str, Any]:
    name = "parley." + re.sub(r"\W", "", label).lower()
    return {"type": "button", "action_id": name, "text": words(label), "value": value, **more}


def asking(name: str, kind: str, label: str, more: dict[str, Any], **block: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": words(label), "element": element, **block}


TICKS = {"options": [option("Lobby"), option("Record")]}
REPEATS = {"options": [option("Never"), option("Weekly")], "initial_option": option("Never")}
FIELDS = [
    asking("title", "plain_text_input", "Title", {"initial_value": "Review"}),
    asking("starts_at", "datetimepicker", "Starts", {"initial_date_time": NOON}),
    asking(
        "minutes",
        "number_input",
        "Minutes",
        {"is_decimal_allowed": False, "initial_value": "45", "min_value": "1"},
    ),
    asking("repeat", "static_select", "Repeats", REPEATS, dispatch_action=True),
    asking("choice", "checkboxes", "Choices", TICKS, optional=True),
    asking("people", "multi_users_select", "People", {}, optional=True),
    asking("at", "timepicker", "Agenda at", {"initial_time": "08:30"}),
    asking("agenda", "plain_text_input", "Agenda", {"multiline": True}, optional=True),
]
NOTE = {"type": "context", "elements": [words("All of them move.")]}


def form(*blocks: dict[str, Any]) -> dict[str, Any]:
    named = {"title": words("Change"), "submit": words("Schedule it"), "close": words("Never mind")}
    return {"type": "modal", "callback_id": "parley.meeting", "blocks": list(blocks), **named}


@pytest.fixture
async def got(bolt: AsyncApp, web: AsyncWebClient) -> list[dict[str, Any]]:
    """What the bot is sent of a form with every kind of field, which it refuses once."""
    got: list[dict[str, Any]] = []

    @bolt.command("/meet")
    async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
        await web.views_open(trigger_id=body["trigger_id"], view=form(*FIELDS))
        await ack()

    @bolt.action("repeat")
    async def changed(ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        await web.views_update(view_id=view["id"], hash=view["hash"], view=form(*FIELDS, NOTE))
        await ack()

    @bolt.view("parley.meeting")
    async def sent(ack: AsyncAck, view: dict[str, Any]) -> None:
        got.append({name: part[name] for name, part in view["state"]["values"].items()})
        wrong = {"response_action": "errors", "errors": {"minutes": "Longer, please"}}
        await ack(**wrong if len(got) == 1 else {})

    return got


async def filled(page: Page) -> Locator:
    """Open the form and fill it, with keys wherever a browser's own picker does not get in."""
    keys = page.keyboard
    await keys.type("/meet")
    await keys.press("Enter")
    shown = page.get_by_role("dialog", name="Change")
    await expect(shown.get_by_label("Title")).to_be_focused()
    await keys.press("End")
    await keys.type("!")
    await shown.get_by_label("Starts").fill("2026-11-20T15:30")
    await shown.get_by_label("Minutes").focus()
    await keys.press("ArrowUp")
    await keys.press("Tab")
    await keys.type("Weekly")
    await expect(shown.get_by_text("All of them move.")).to_be_visible()
    await expect(shown.get_by_label("Repeats")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Space")
    await shown.get_by_label("People").focus()
    await keys.type("Bo")
    await shown.get_by_label("Agenda at").fill("09:15")
    await shown.get_by_label("Agenda (optional)").fill("one\ntwo")
    return shown


async def test_a_form_with_every_field_is_filled_from_the_keyboard(
    slack: Slack, got: list[dict[str, Any]], page: Page
) -> None:
    await page.goto(f"{slack.back.url}/?as=ada&channel=general")
    shown = await filled(page)
    await shown.get_by_label("Title").focus()
    await page.keyboard.press("Enter")
    await expect(shown.get_by_text("Longer, please")).to_be_visible()
    await expect(shown.get_by_label("Minutes")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(shown).to_have_count(0)
    first, second = got
    assert first == second  # the refusal has lost nothing of it
    ticked = [option["value"] for option in second["choice"].pop("selected_options")]
    chosen = second["repeat"].pop("selected_option")["value"]
    assert (ticked, chosen) == (["lobby"], "weekly")
    assert {name: value for block in second.values() for name, value in block.items()} == {
        "type": second["agenda"]["type"],
        "value": "one\ntwo",
        "selected_date_time": int(NOON + 3.5 * 3600),
        "selected_time": "09:15",
        "selected_users": ["U0BO000001"],
    }
    assert (second["title"]["value"], second["minutes"]["value"]) == ("Review!", "46")


async def test_a_button_asks_before_its_press_counts(
    slack: Slack, bolt: AsyncApp, web: AsyncWebClient, page: Page
) -> None:
    pressed: list[str] = []

    @bolt.action("parley.cancelmeeting")
    async def cancelled(ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed.append(body["user"]["name"])
        await ack()

    confirm = {"title": words("Cancel this meeting?"), "text": words("For everyone.")}
    confirm |= {"confirm": words("Cancel it"), "deny": words("Keep it"), "style": "danger"}
    last = button("Cancel meeting", "m-1", style="danger", confirm=confirm)
    blocks = [{"type": "actions", "elements": [last]}]
    await web.chat_postMessage(channel="C0GENERAL1", text="card", blocks=blocks)
    await page.goto(f"{slack.back.url}/?as=bo&channel=general")
    cancel = page.get_by_role("log", name="Conversation").get_by_role("button", name="Cancel")
    question = page.get_by_role("dialog", name="Cancel this meeting?")
    for way_out in ("button", "Escape"):
        await cancel.click()
        await expect(question.get_by_text("For everyone.")).to_be_visible()
        if way_out == "button":
            await question.get_by_role("button", name="Keep it").click()
        else:
            await page.keyboard.press("Escape")
        await expect(question).to_be_hidden()
    await cancel.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(question).to_be_hidden()
    await until(lambda: pressed == ["bo"])


async def test_each_row_of_an_ephemeral_message_has_its_own_buttons(
    slack: Slack, bolt: AsyncApp, web: AsyncWebClient, page: Page
) -> None:
    pressed: list[str] = []

    @bolt.action("parley.move")
    async def moved(ack: AsyncAck, body: dict[str, Any], respond: Any) -> None:
        pressed.append(body["actions"][0]["value"])
        await ack()
        await respond(replace_original=True, text=f"moved {pressed[-1]}")

    rows: list[dict[str, Any]] = []
    for name in ("Retro", "Review"):
        text = {"type": "mrkdwn", "text": f"*{name}* <!date^{NOON}^{{time}}|noon>"}
        rows.append({"type": "section", "text": text, "accessory": button("Move", name)})
    await web.chat_postEphemeral(channel="C0GENERAL1", user="U0BO000001", text="list", blocks=rows)
    await page.goto(f"{slack.back.url}/?as=bo&channel=general")
    log = page.get_by_role("log", name="Conversation")
    await expect(log.get_by_text("21:00")).to_have_count(2)  # noon in London, for Bo in Tokyo
    await log.get_by_role("button", name="Move").nth(1).click()
    await expect(log.get_by_text("moved Review")).to_be_visible()
    assert pressed == ["Review"]
    await page.get_by_label("You are").select_option("Ada Lovelace")
    await expect(page.locator(".zone")).to_contain_text("Europe/London")
    await expect(log.get_by_text("moved Review")).to_have_count(0)
