"""Answers of the loopback fit Slack's own (archived) description of its Web API.

The description is of 2021 and is read from the folder that PARLEY_ORACLES names. What Slack added
since is listed here with its source, and nothing else may be added.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from jsonschema import Draft4Validator
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from sandbox.slack.web_api import METHODS
from tests.sandbox.counterparts import Stub, written

FOLDER = os.environ.get("PARLEY_ORACLES")
pytestmark = pytest.mark.skipif(not FOLDER, reason="PARLEY_ORACLES names no folder of schemas")

GENERAL, ADA = "C0GENERAL1", "U0ADA00001"
MESSAGES_SINCE = {"app_id", "metadata", "edited"}  # docs.slack.dev/reference/events/message
PEOPLE_SINCE = {"is_email_confirmed"}  # docs.slack.dev/reference/objects/user-object


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    path = Path(str(FOLDER)) / "slack" / "slack_web_openapi_v2_without_examples.json"
    read: dict[str, Any] = json.loads(path.read_text())
    return read


def repaired(schema: Any) -> Any:
    """Slack wrote ``items: [a, b]`` where it means "one of these"; so it is read here."""
    if isinstance(schema, list):
        return [repaired(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {name: repaired(part) for name, part in schema.items()}
    choices = copy.get("items")
    if isinstance(choices, list) and copy.get("type") != "array":
        del copy["items"]
        copy["anyOf"] = choices
    elif isinstance(choices, list):
        copy["items"] = {"anyOf": choices}
    elif copy.get("type") == "array" and isinstance(choices, dict) and choices.get("type") is None:
        copy["items"] = choices
    return copy


def problems(oracle: dict[str, Any], method: str, answer: Any, status: str = "200") -> list[str]:
    """What Slack's description says against *answer*."""
    (operation,) = oracle["paths"][f"/{method}"].values()
    schema = repaired(operation["responses"][status]["schema"])
    schema["definitions"] = repaired(oracle["definitions"])
    known = json.loads(json.dumps(answer), object_hook=_as_of_2021)
    errors = Draft4Validator(schema).iter_errors(known)
    return [f"{list(e.absolute_path)}: {e.message[:300]}" for e in errors]


def _as_of_2021(part: dict[str, Any]) -> dict[str, Any]:
    """The object without what people, messages, and pages of them, have come to carry since."""
    newer = MESSAGES_SINCE if part.get("type") == "message" else PEOPLE_SINCE
    if "messages" in part:
        newer = {"response_metadata"}
    return {name: value for name, value in part.items() if name not in newer}


async def answers(slack: Slack, web: AsyncWebClient, stub: Stub) -> dict[str, Any]:
    """One good answer of every method."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}}]
    mark = {"event_type": "card", "event_payload": {"op": "1"}}
    posted = await web.chat_postMessage(channel=GENERAL, text="hi", blocks=blocks, metadata=mark)
    reply = await web.chat_postMessage(channel=GENERAL, text="re", thread_ts=posted["ts"])
    root = (await slack.type("ada", "#general", "who comes?"))["ts"]  # 2021 knew no bots' replies
    await slack.type("bo", "#general", "me", thread_ts=root)
    await slack.type("ada", "#general", "/meet")
    trigger = parse_qs(stub.got[-1][1].decode())["trigger_id"][0]
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "blocks": [{"type": "divider"}],
    }
    opened = await web.views_open(trigger_id=trigger, view=view)
    got = {
        "auth.test": await web.auth_test(),
        "chat.postMessage": posted,
        "chat.postEphemeral": await web.chat_postEphemeral(channel=GENERAL, user=ADA, text="x"),
        "chat.update": await web.chat_update(channel=GENERAL, ts=reply["ts"], text="y"),
        "conversations.history": await web.conversations_history(channel=GENERAL),
        "conversations.replies": await web.conversations_replies(channel=GENERAL, ts=root),
        "conversations.info": await web.conversations_info(channel=GENERAL),
        "conversations.members": await web.conversations_members(channel=GENERAL),
        "conversations.open": await web.conversations_open(users=[ADA]),
        "users.info": await web.users_info(user=ADA, include_locale=True),
        "views.open": opened,
        "views.update": await web.views_update(view_id=opened["view"]["id"], view=view),
        "chat.delete": await web.chat_delete(channel=GENERAL, ts=reply["ts"]),
    }
    return {method: answer.data for method, answer in got.items()}


async def test_good_answers_fit(
    slack: Slack, web: AsyncWebClient, stub: Stub, oracle: dict[str, Any]
) -> None:
    for method, answer in (await answers(slack, web, stub)).items():
        assert problems(oracle, method, answer) == [], method


@pytest.mark.parametrize("channel", ["C0LEADS001", "G0ADABO001", "C0LOBBY001"])
async def test_every_kind_of_conversation_fits(
    web: AsyncWebClient, oracle: dict[str, Any], channel: str
) -> None:
    answer = await web.conversations_info(channel=channel)
    assert problems(oracle, "conversations.info", answer.data) == []


async def test_a_direct_conversation_fits(web: AsyncWebClient, oracle: dict[str, Any]) -> None:
    opened = await web.conversations_open(users=[ADA], return_im=True)
    assert problems(oracle, "conversations.open", opened.data) == []
    answer = await web.conversations_info(channel=opened["channel"]["id"])
    assert problems(oracle, "conversations.info", answer.data) == []


async def test_the_oracle_is_not_blind(
    slack: Slack, web: AsyncWebClient, stub: Stub, oracle: dict[str, Any]
) -> None:
    good = await answers(slack, web, stub)
    message = json.loads(json.dumps(good["chat.postMessage"]))
    message["ts"] = "yesterday"
    assert problems(oracle, "chat.postMessage", message)
    message = json.loads(json.dumps(good["chat.postMessage"]))
    message["message"]["invented"] = 1
    assert problems(oracle, "chat.postMessage", message)
    person = json.loads(json.dumps(good["users.info"]))
    del person["user"]["profile"]
    assert problems(oracle, "users.info", person)
    assert problems(oracle, "auth.test", {"ok": True})


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.postMessage", {"channel": "C0LOBBY001", "text": "x"}),
        ("chat.postMessage", {"channel": GENERAL}),
        ("chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}),
        ("chat.delete", {"channel": GENERAL, "ts": "1.1"}),
        ("users.info", {"user": "U0NOBODY00"}),
        ("conversations.info", {"channel": "C0SECRET01"}),
        ("conversations.replies", {"channel": GENERAL, "ts": "1.1"}),
        ("conversations.members", {"channel": GENERAL, "limit": "0"}),
    ],
)
async def test_refusals_use_slacks_codes(
    web: AsyncWebClient, oracle: dict[str, Any], method: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await web.api_call(method, **written(method, arguments))
    assert problems(oracle, method, caught.value.response.data, "default") == []


def test_json_is_read_where_slack_says_so(oracle: dict[str, Any]) -> None:
    described = {name: method for name, method in METHODS.items() if f"/{name}" in oracle["paths"]}
    assert len(described) >= 13
    for name, method in described.items():
        (operation,) = oracle["paths"][f"/{name}"].values()
        assert method.reads_json == ("application/json" in operation["consumes"]), name
