"""A real slack-bolt app and Slack's own client find the loopback to be Slack."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import meeting_form

CARD = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "join",
                "text": {"type": "plain_text", "text": "Join"},
                "url": "https://meet.example.org/room",
            },
            {
                "type": "button",
                "action_id": "cancel",
                "value": "42",
                "text": {"type": "plain_text", "text": "Cancel meeting"},
            },
        ],
    }
]
MODAL = meeting_form(
    {
        "type": "input",
        "block_id": "minutes",
        "optional": True,
        "label": {"type": "plain_text", "text": "Minutes"},
        "element": {
            "type": "static_select",
            "action_id": "minutes",
            "options": [
                {"text": {"type": "plain_text", "text": f"{n} min"}, "value": str(n)}
                for n in (15, 30)
            ],
        },
    },
)


def seen(slack: Slack, person: str) -> list[str]:
    """What a person reads, newest first."""
    return [m.text for m in slack.workspace.visible(slack.workspace.person(person).id)]


async def test_a_command_reaches_the_app_and_its_answer_only_the_person(
    slack: Slack, bolt: AsyncApp
) -> None:
    got: dict[str, Any] = {}

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, body: dict[str, Any]) -> None:
        got.update(body)
        await ack("on it")

    outcome = await slack.type("ada", "#design", "/meet review with @ana & <co> in #general")
    assert outcome["ok"]
    assert got["text"] == "review with <@U0ANA00001> &amp; &lt;co&gt; in <#C0GENERAL1|general>"
    assert (got["channel_name"], got["user_name"]) == ("design", "ada")
    assert seen(slack, "ada")[0] == "on it"
    assert seen(slack, "mallory") == []


async def test_a_card_is_posted_and_its_button_pressed_by_somebody_else(
    slack: Slack, bolt: AsyncApp
) -> None:
    pressed: list[dict[str, Any]] = []

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await say(text="Stand-up", blocks=CARD)
        await ack()

    @bolt.action("cancel")
    async def cancel(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        pressed.append(body)
        await respond(text="Cancelled", replace_original=True)
        await ack()

    await slack.type("ada", "#general", "/meet stand-up")
    assert seen(slack, "mallory") == ["Stand-up"]
    assert (await slack.click("mallory", "Cancel meeting"))["ok"]
    assert pressed[0]["actions"][0]["value"] == "42"
    assert pressed[0]["user"]["id"] == "U0MALLORY1"
    assert pressed[0]["message"]["text"] == "Stand-up"
    assert seen(slack, "ada") == ["Cancelled"]
    with pytest.raises(KeyError):
        await slack.click("ada", "Cancel meeting")


async def test_a_link_button_opens_the_link_and_tells_the_app(slack: Slack, bolt: AsyncApp) -> None:
    @bolt.action("join")
    async def join(ack: AsyncAck) -> None:
        await ack()

    await bolt.client.chat_postMessage(channel="C0GENERAL1", text="card", blocks=CARD)
    outcome = await slack.click("bo", "Join")
    assert outcome["ok"]
    assert [e["url"] for e in slack.book.read("opened")] == ["https://meet.example.org/room"]


async def test_a_mention_in_a_thread_and_a_word_in_private_are_events(
    slack: Slack, bolt: AsyncApp
) -> None:
    @bolt.event("app_mention")
    async def mentioned(event: dict[str, Any], say: AsyncSay) -> None:
        await say(text="mentioned", thread_ts=event["thread_ts"])

    @bolt.event("message")
    async def answer_message(event: dict[str, Any], say: AsyncSay) -> None:
        await say(text=f"you said {event['text']} in {event['channel_type']}")

    root = (await slack.type("ada", "#general", "who is in?"))["ts"]
    assert (await slack.type("bo", "#general", "@Parley start", thread_ts=root))["ok"]
    reply = next(m for m in slack.workspace.visible("U0ADA00001") if m.text == "mentioned")
    assert reply.thread_ts == root
    assert (await slack.type("ada", "@Parley", "now"))["ok"]
    assert seen(slack, "ada")[0] == "you said now in im"
    assert "you said now in im" not in seen(slack, "bo")


async def test_a_message_shortcut_carries_its_message(slack: Slack, bolt: AsyncApp) -> None:
    got: list[dict[str, Any]] = []

    @bolt.shortcut("parley.about")
    async def about(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        got.append(shortcut)
        await ack()

    message = await slack.type("ana", "#general", "The build is red")
    assert (await slack.shortcut("ada", message["ts"], "parley.about"))["ok"]
    assert got[0]["message"]["text"] == "The build is red"
    assert got[0]["message_ts"] == message["ts"]
    assert got[0]["channel"]["id"] == "C0GENERAL1"


async def test_a_modal_is_opened_refused_corrected_and_submitted(
    slack: Slack, bolt: AsyncApp
) -> None:
    titles: list[str] = []

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, body: dict[str, Any]) -> None:
        await bolt.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @bolt.view("parley.meeting")
    async def submitted(ack: AsyncAck, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        if values["minutes"]["minutes"]["selected_option"] is None:
            await ack(response_action="errors", errors={"minutes": "How long?"})
        else:
            titles.append(values["title"]["title"]["value"])
            await ack()

    await slack.type("ada", "#general", "/meet")
    refused = await slack.submit("ada", values={"title": "Review"})
    assert refused["open"]
    assert refused["errors"] == {"minutes": "How long?"}
    taken = await slack.submit("ada", values={"Title": "Review", "Minutes": "30 min"})
    assert not taken["open"]
    assert titles == ["Review"]


async def test_the_form_itself_refuses_an_empty_required_field(
    slack: Slack, bolt: AsyncApp
) -> None:
    @bolt.command("/meet")
    async def meet(ack: AsyncAck, body: dict[str, Any]) -> None:
        await bolt.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    await slack.type("ada", "#general", "/meet")
    with pytest.raises(ValueError, match="Title"):
        await slack.submit("ada", values={"minutes": "15"})
    with pytest.raises(ValueError, match="no option"):
        await slack.submit("ada", values={"title": "x", "minutes": "60"})
    with pytest.raises(ValueError, match="no field"):
        await slack.submit("ada", values={"title": "x", "titel": "y"})
    with pytest.raises(KeyError):
        await slack.submit("mallory", values={"title": "x"})


@pytest.fixture
async def socket(
    slack: Slack, bolt: AsyncApp, http: aiohttp.ClientSession
) -> AsyncIterator[AsyncSocketModeHandler]:
    """The same app over Socket Mode; its web address is forgotten."""
    handler = AsyncSocketModeHandler(
        bolt,
        slack.back.app_token,
        web_client=AsyncWebClient(base_url=f"{slack.back.url}/api/", session=http),
    )
    slack.delivery.bot_url = None
    await handler.connect_async()
    await asyncio.wait_for(slack.sockets.wait_connected(), 5)
    yield handler
    await handler.close_async()


async def test_socket_mode_carries_commands_clicks_and_events(
    slack: Slack, bolt: AsyncApp, socket: AsyncSocketModeHandler
) -> None:
    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await say(text="Stand-up", blocks=CARD)
        await ack("by socket")

    @bolt.action("cancel")
    async def cancel(ack: AsyncAck) -> None:
        await ack()

    @bolt.event("app_mention")
    async def mentioned(say: AsyncSay) -> None:
        await say("here")

    assert (await slack.type("ada", "#general", "/meet"))["ok"]
    assert seen(slack, "ada") == ["by socket", "Stand-up"]
    assert (await slack.click("bo", "Cancel meeting"))["ok"]
    assert (await slack.type("ada", "#general", "@Parley hello"))["ok"]
    assert {e["what"] for e in slack.book.read("request")} == {
        "slash_commands",
        "interactive",
        "events_api",
    }


async def test_socket_mode_comes_back_after_a_refresh(
    slack: Slack, socket: AsyncSocketModeHandler
) -> None:
    opened = len([c for c in slack.book.read("call") if c["method"] == "apps.connections.open"])
    await slack.sockets.refresh()
    await asyncio.wait_for(slack.sockets.wait_connected(), 5)
    calls = [c for c in slack.book.read("call") if c["method"] == "apps.connections.open"]
    assert len(calls) > opened


async def test_an_option_of_an_overflow_menu_is_pressed_by_its_label(
    slack: Slack, bolt: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.action("more")
    async def more(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await ack()
        await say(text="list", blocks=[_row("first"), _row("second")])

    await slack.type("ada", "general", "/meet list")
    assert (await slack.click("ada", "Cancel meeting"))["element"] == "overflow"
    assert (await slack.click("ada", "Move", block_id="second"))["ok"]
    [first, second] = [body["actions"] for body in heard]
    option = {"text": {"type": "plain_text", "text": "Cancel meeting"}, "value": "cancel first"}
    [action] = first
    assert action.pop("action_ts")
    assert action["selected_option"].pop("text").items() >= option.pop("text").items()
    assert action == {
        "type": "overflow",
        "action_id": "more",
        "block_id": "first",
        "selected_option": option,
    }
    assert [action["selected_option"]["value"] for action in second] == ["move second"]
    assert heard[0]["state"] == {"values": {}}  # such a menu keeps no value
    with pytest.raises(KeyError):
        await slack.click("ada", "Delete")


def _row(name: str) -> dict[str, Any]:
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": f"{verb} {name}"}
        for label, verb in (("Move", "move"), ("Cancel meeting", "cancel"))
    ]
    return {
        "type": "section",
        "block_id": name,
        "text": {"type": "mrkdwn", "text": f"*{name}*"},
        "accessory": {"type": "overflow", "action_id": "more", "options": options},
    }
