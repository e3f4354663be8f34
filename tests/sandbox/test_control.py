"""The sandbox from outside: type, press, submit and read the book over HTTP."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.environment import Environment
from sandbox.slack.control import pings
from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import Stub

GO: list[dict[str, Any]] = [
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}},
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
            },
        ],
    }
]


async def ask(
    slack: Slack, http: aiohttp.ClientSession, what: str, **arguments: Any
) -> dict[str, Any]:
    async with http.post(f"{slack.back.url}/sandbox/{what}", json=arguments) as answer:
        read: dict[str, Any] = await answer.json()
        return read | {"http": answer.status}


async def book(slack: Slack, http: aiohttp.ClientSession, since: int = 0) -> dict[str, Any]:
    async with http.get(f"{slack.back.url}/sandbox/book?since={since}") as answer:
        read: dict[str, Any] = await answer.json()
        return read


async def test_a_whole_visit(slack: Slack, bolt: AsyncApp, http: aiohttp.ClientSession) -> None:
    chosen: list[str] = []

    @bolt.command("/meet")
    async def meet(ack: AsyncAck, say: AsyncSay) -> None:
        await say(text="card", blocks=GO)
        await ack("on it")

    @bolt.action("go")
    async def go(ack: AsyncAck) -> None:
        await ack()

    @bolt.action("pick")
    async def pick(ack: AsyncAck, action: dict[str, Any]) -> None:
        chosen.append(action["selected_option"]["value"])
        await ack()

    typed = await ask(slack, http, "type", person="ada", channel="general", text="/meet x")
    assert (typed["http"], typed["ok"], typed["status"]) == (200, True, 200)
    assert (await ask(slack, http, "click", person="mallory", label="Go"))["ok"]
    assert (await ask(slack, http, "choose", person="bo", action_id="pick", value="1"))["ok"]
    assert chosen == ["1"]
    journal = await book(slack, http)
    assert [r["what"] for r in journal["requests"]] == [
        "slash_commands",
        "interactive",
        "interactive",
    ]
    assert [m["text"] for m in journal["messages"]] == ["card"]
    assert [(m["text"], m["only_for"]) for m in journal["ephemerals"]] == [("on it", "U0ADA00001")]
    assert [c["method"] for c in journal["calls"]] == ["chat.postMessage"]
    assert journal["calls"][0]["ts"] == journal["messages"][0]["ts"]
    assert journal["errors"] == []
    later = await book(slack, http, since=journal["next"])
    assert later["requests"] == later["calls"] == []


async def test_secrets_are_not_in_the_book(
    slack: Slack, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    form = {"channel": "C0GENERAL1", "text": "x", "token": slack.back.token}
    async with http.post(f"{slack.back.url}/api/chat.postMessage", data=form) as answer:
        assert (await answer.json())["ok"]
    await web.chat_postMessage(channel="C0GENERAL1", text="x")
    journal = str(await book(slack, http))
    for secret in (slack.back.token, slack.back.signing_secret, slack.back.app_token):
        assert secret not in journal


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        ("type", {"person": "nobody", "channel": "general", "text": "x"}),
        ("type", {"person": "ada", "channel": "nowhere", "text": "x"}),
        ("type", {"person": "ada"}),
        ("click", {"person": "ada", "label": "Nothing"}),
        ("submit", {"person": "ada"}),
        ("shortcut", {"person": "ada", "message_ts": "1.1", "callback_id": "x"}),
        ("scopes", {"scopes": ["admin"]}),
        ("bot", {}),
    ],
)
async def test_what_cannot_be_done_is_said(
    slack: Slack, http: aiohttp.ClientSession, what: str, arguments: dict[str, Any]
) -> None:
    answer = await ask(slack, http, what, **arguments)
    assert (answer["http"], answer["ok"]) == (400, False)
    assert answer["error"]


async def test_an_ephemeral_button_belongs_to_its_reader(
    slack: Slack, stub: Stub, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    await web.chat_postEphemeral(channel="C0GENERAL1", user="U0ADA00001", text="?", blocks=GO)
    assert (await ask(slack, http, "click", person="bo", label="Go"))["http"] == 400
    assert (await ask(slack, http, "click", person="ada", label="Go"))["ok"]
    payload = (await book(slack, http))["requests"][0]["payload"]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_the_newest_button_of_a_label_is_pressed(
    slack: Slack, stub: Stub, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    for channel in ("C0GENERAL1", "C0DESIGN01"):
        last = await web.chat_postMessage(channel=channel, text="card", blocks=GO)
    await ask(slack, http, "click", person="ada", label="Go")
    payload = (await book(slack, http))["requests"][0]["payload"]
    assert payload["container"]["message_ts"] == last["ts"]


async def test_of_buttons_alike_in_one_message_the_block_tells_which(
    slack: Slack, stub: Stub, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    rows = [{**GO[-1], "block_id": f"row-{n}"} for n in range(3)]
    await web.chat_postMessage(channel="C0GENERAL1", text="list", blocks=rows)
    await ask(slack, http, "click", person="ada", label="Go", block_id="row-1")
    action = (await book(slack, http))["requests"][0]["payload"]["actions"][0]
    assert action["block_id"] == "row-1"


async def test_settings_of_the_sandbox(
    slack: Slack, stub: Stub, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    assert (await ask(slack, http, "bot", url="http://127.0.0.1:9"))["url"] == (
        "http://127.0.0.1:9/slack/events"
    )
    await ask(slack, http, "scopes", scopes=["commands"])
    assert slack.workspace.scopes == {"commands"}
    before = slack.clock.now()
    await ask(slack, http, "clock", advance=3600)
    assert slack.clock.now() >= before + 3600
    await ask(slack, http, "pace", burst=None)
    assert slack.back.pace.burst is None
    inside = await ask(slack, http, "membership", person="parley", channel="lobby", inside=True)
    assert "U0PARLEY01" in inside["members"]
    outside = await ask(slack, http, "membership", person="parley", channel="lobby", inside=False)
    assert "U0PARLEY01" not in outside["members"]


async def test_verifying_the_bots_address(
    slack: Slack, stub: Stub, http: aiohttp.ClientSession
) -> None:
    assert not (await ask(slack, http, "verify", challenge="abc"))["ok"]
    stub.body = b"abc"
    assert (await ask(slack, http, "verify", challenge="abc"))["ok"]


async def test_pings_are_counted(slack: Slack, web: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here> &lt;!channel&gt;"}}]
    reply = await web.chat_postMessage(channel="C0GENERAL1", text="<@U0BO000001>", blocks=blocks)
    message = slack.workspace.conversations["C0GENERAL1"].messages[reply["ts"]]
    assert pings(message) == ["!here", "@U0BO000001"]


async def test_a_foreign_page_cannot_type(slack: Slack, http: aiohttp.ClientSession) -> None:
    arguments = {"person": "ada", "channel": "general", "text": "hello"}
    url = f"{slack.back.url}/sandbox/type"
    for origin, status in (("http://evil.example", 400), (slack.back.url, 200)):
        async with http.post(url, json=arguments, headers={"Origin": origin}) as answer:
            assert answer.status == status
    assert len(list(slack.workspace.visible("U0ADA00001"))) == 1


async def test_a_request_is_delivered_again(
    slack: Slack, stub: Stub, http: aiohttp.ClientSession
) -> None:
    await slack.type("ada", "#general", "/meet")
    await slack.type("ada", "#general", "@Parley hello")
    for request in (await book(slack, http))["requests"]:
        assert (await ask(slack, http, "redeliver", n=request["n"]))["ok"]
    bodies = [body for _, body in stub.got]
    assert bodies[:2] == bodies[2:]
    assert stub.got[3][0]["x-slack-retry-num"] == "1"
    assert (await ask(slack, http, "redeliver", n=999))["http"] == 400


async def test_the_transcript_is_what_a_person_reads(
    slack: Slack, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    root = (await slack.type("bo", "#general", "Who is *in*?"))["ts"]
    text = {"type": "mrkdwn", "text": "<@U0BO000001> <https://x.example/|here>\n&lt;b&gt;"}
    link = {**GO[0]["elements"][0], "url": "https://x.example/", "action_id": "u"}
    blocks = [{"type": "section", "text": text, "accessory": link}, {"type": "divider"}, *GO]
    await web.chat_postMessage(channel="C0GENERAL1", text="t", blocks=blocks, thread_ts=root)
    await web.chat_postEphemeral(channel="C0GENERAL1", user="U0ADA00001", text="*psst*")
    async with http.get(f"{slack.back.url}/sandbox/transcript?person=ada") as answer:
        reply = await answer.json()
    assert sorted(reply["texts"].values()) == ["Who is in?", "psst", "t"]
    assert reply["said"] == [
        "Bo Tanaka in #general:\n    Who is in?",
        "Parley in #general (thread):\n    @Bo Tanaka here (https://x.example/)\n    <b>\n"
        f"    [Go -> https://x.example/]\n    {'-' * 20}\n    [Go] [static select]",
        "Parley in #general (only visible to you):\n    psst",
    ]
    async with http.get(f"{slack.back.url}/sandbox/transcript?person=bo") as answer:
        assert len((await answer.json())["said"]) == 2


async def test_a_menu_of_channels_on_the_page_lists_the_channels(
    sandbox: Environment, web: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    menu = {"type": "channels_select", "action_id": "where"}
    block = {"type": "input", "label": {"type": "plain_text", "text": "Where"}, "element": menu}
    await web.chat_postMessage(channel="C0GENERAL1", text="Where?", blocks=[block])
    async with http.get(sandbox.slack_url, params={"channel": "general"}) as answer:
        page = await answer.text()
    assert '<option value="C0DESIGN01"' in page
    assert '<option value="C0SECRET01"' not in page
