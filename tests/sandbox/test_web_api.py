"""The Web API refuses as Slack does, and answers Slack's own client otherwise."""

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import FORM_ONLY, client, written

GENERAL, LOBBY, SECRET = "C0GENERAL1", "C0LOBBY001", "C0SECRET01"
ADA, BO, KURT = "U0ADA00001", "U0BO000001", "U0KURT0001"
VIEW = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider"}],
}


async def refused(web: AsyncWebClient, method: str, **arguments: Any) -> dict[str, Any]:
    """The refusal of one call; fails if it was answered."""
    with pytest.raises(SlackApiError) as caught:
        await web.api_call(method, **written(method, arguments))
    body: dict[str, Any] = caught.value.response.data
    assert body["ok"] is False
    return body


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        ("app", "not_allowed_token_type"),
    ],
)
async def test_tokens(slack: Slack, http: aiohttp.ClientSession, token: str, error: str) -> None:
    bearer = slack.back.app_token if token == "app" else token
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with http.post(f"{slack.back.url}/api/auth.test", headers=headers) as response:
        assert response.status == 200
        assert (await response.json()) == {"ok": False, "error": error}


async def test_a_bot_token_opens_no_socket(web: AsyncWebClient) -> None:
    assert (await refused(web, "apps.connections.open"))["error"] == "not_allowed_token_type"


async def test_a_token_in_the_address_is_refused(slack: Slack, http: aiohttp.ClientSession) -> None:
    query = {"token": slack.back.token}
    async with http.get(f"{slack.back.url}/api/auth.test", params=query) as response:
        assert (await response.json())["error"] == "invalid_auth"


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("application/json", "{", "invalid_json"),
        ("application/json", "[]", "json_not_object"),
        ("text/plain", "hello", "invalid_post_type"),
    ],
)
async def test_bodies_that_slack_does_not_read(
    slack: Slack, http: aiohttp.ClientSession, kind: str, body: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {slack.back.token}", "Content-Type": kind}
    url = f"{slack.back.url}/api/chat.postMessage"
    async with http.post(url, data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart"])
async def test_a_message_in_every_form_of_body(
    slack: Slack, http: aiohttp.ClientSession, form: str
) -> None:
    headers = {"Authorization": f"Bearer {slack.back.token}"}
    blocks = [{"type": "divider"}]
    url = f"{slack.back.url}/api/chat.postMessage"
    body: dict[str, Any] = {"json": {"channel": GENERAL, "text": "hi", "blocks": blocks}}
    if form != "json":
        fields = {"channel": GENERAL, "text": "hi", "blocks": json.dumps(blocks)}
        data = aiohttp.FormData(fields, default_to_multipart=form == "multipart")
        body = {"data": data}
    async with http.post(url, headers=headers, **body) as response:
        answer = await response.json()
    assert answer["ok"]
    assert answer["message"]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize("method", sorted(FORM_ONLY))
async def test_what_reads_sees_no_argument_in_json(
    slack: Slack, web: AsyncWebClient, http: aiohttp.ClientSession, method: str
) -> None:
    root = (await slack.type("ada", "#general", "who comes?"))["ts"]
    arguments = {"user": ADA} if method == "users.info" else {"channel": GENERAL, "ts": root}
    headers = {"Authorization": f"Bearer {slack.back.token}"}
    url = f"{slack.back.url}/api/{method}"
    async with http.post(url, headers=headers, json=arguments) as response:
        assert (await response.json())["error"] == "invalid_arguments"
    async with http.post(url, headers=headers, data=arguments) as response:
        assert (await response.json())["ok"]
    async with http.get(url, headers=headers, params=arguments) as response:
        assert (await response.json())["ok"]


async def test_json_without_a_charset_is_warned_about(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    headers = {"Authorization": f"Bearer {slack.back.token}"}
    url = f"{slack.back.url}/api/auth.test"
    async with http.post(url, headers=headers, json={}) as response:
        answer = await response.json()
    assert answer["ok"]
    assert answer["warning"] == "missing_charset"


async def test_scopes_are_told_and_checked(slack: Slack, web: AsyncWebClient) -> None:
    slack.workspace.scopes = {"commands", "users:read"}
    answer = await web.auth_test()
    assert answer.headers["x-oauth-scopes"] == "commands,users:read"
    body = await refused(web, "chat.postMessage", channel=GENERAL, text="x")
    assert body["error"] == "missing_scope"
    assert (body["needed"], body["provided"]) == ("chat:write", "commands,users:read")
    person = (await web.users_info(user=ADA))["user"]
    assert "email" not in person["profile"]


@pytest.mark.parametrize(
    ("channel", "scope"),
    [
        (GENERAL, "channels:history"),
        ("C0LEADS001", "groups:history"),
        ("G0ADABO001", "mpim:history"),
    ],
)
async def test_reading_needs_the_scope_of_its_kind(
    slack: Slack, web: AsyncWebClient, channel: str, scope: str
) -> None:
    assert (await web.conversations_history(channel=channel))["ok"]
    slack.workspace.scopes.discard(scope)
    body = await refused(web, "conversations.history", channel=channel)
    assert (body["error"], body["needed"]) == ("missing_scope", scope)


async def test_an_unknown_method(web: AsyncWebClient) -> None:
    body = await refused(web, "chat.scream", channel=GENERAL)
    assert (body["error"], body["req_method"]) == ("unknown_method", "chat.scream")


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("chat.postMessage", {"channel": LOBBY, "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "D0ADABO001", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#nowhere", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": GENERAL}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "text": ""}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": {}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": [{"type": "x"}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": "x"},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"event_type": "x"}},
        "invalid_metadata_schema",
    ),
    (
        "chat.postEphemeral",
        {"channel": "C0DESIGN01", "user": KURT, "text": "x"},
        "user_not_in_channel",
    ),
    ("chat.postEphemeral", {"channel": LOBBY, "user": ADA, "text": "x"}, "not_in_channel"),
    ("chat.postEphemeral", {"channel": GENERAL, "text": "x"}, "invalid_arguments"),
    ("chat.update", {"channel": GENERAL, "ts": "1.1", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": GENERAL, "ts": "1.1"}, "message_not_found"),
    ("users.info", {"user": "U0NOBODY00"}, "user_not_found"),
    ("conversations.info", {"channel": SECRET}, "channel_not_found"),
    ("conversations.history", {"channel": LOBBY}, "not_in_channel"),
    ("conversations.history", {"channel": GENERAL, "oldest": "x"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": GENERAL, "limit": 0}, "invalid_limit"),
    ("conversations.history", {"channel": GENERAL, "limit": "x"}, "invalid_arguments"),
    ("conversations.replies", {"channel": GENERAL, "ts": "1.1"}, "thread_not_found"),
    ("conversations.members", {"channel": GENERAL, "cursor": "x"}, "invalid_cursor"),
    ("conversations.open", {"users": "U0NOBODY00"}, "user_not_found"),
    ("views.open", {"trigger_id": "1.2.3", "view": VIEW}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
    ("views.open", {"view": VIEW}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": "{"}, "invalid_arguments"),
    ("views.update", {"view_id": "V1", "view": VIEW}, "not_found"),
    ("views.update", {"view": VIEW}, "invalid_arguments"),
    ("views.update", {"view_id": "V1", "external_id": "e", "view": VIEW}, "invalid_arguments"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS)
async def test_refusals(
    slack: Slack, web: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    body = await refused(web, method, **arguments)
    assert body["error"] == error
    messages = [m for c in slack.workspace.conversations.values() for m in c.messages]
    assert messages == []


async def test_bad_blocks_are_explained(web: AsyncWebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    body = await refused(web, "chat.postMessage", channel=GENERAL, blocks=blocks)
    problem = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert body["errors"] == [problem]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {problem}"]


async def test_a_text_at_its_limit_is_taken(web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel=GENERAL, text="x" * 40_000)
    assert len(posted["message"]["text"]) == 40_000
    changed = await web.chat_update(channel=GENERAL, ts=posted["ts"], text="y" * 4_000)
    assert changed["text"] == "y" * 4_000
    body = await refused(web, "chat.update", channel=GENERAL, ts=posted["ts"], text="y" * 4_001)
    assert body["error"] == "msg_too_long"


async def test_only_its_own_messages_can_be_changed(slack: Slack, web: AsyncWebClient) -> None:
    outcome = await slack.type("ada", "#general", "mine")
    place = {"channel": GENERAL, "ts": outcome["ts"]}
    assert (await refused(web, "chat.update", text="x", **place))["error"] == "cant_update_message"
    assert (await refused(web, "chat.delete", **place))["error"] == "cant_delete_message"
    posted = await web.chat_postMessage(channel=GENERAL, text="ours")
    await web.chat_delete(channel=GENERAL, ts=posted["ts"])
    history = await web.conversations_history(channel=GENERAL)
    assert [m["text"] for m in history["messages"]] == ["mine"]


async def test_an_update_with_text_alone_drops_the_blocks(web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel=GENERAL, text="a", blocks=[{"type": "divider"}])
    changed = await web.chat_update(channel=GENERAL, ts=posted["ts"], text="b")
    assert "blocks" not in changed["message"]


async def test_ephemerals_are_for_one_and_not_in_history(slack: Slack, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel=GENERAL, user=ADA, text="psst")
    assert [m.text for m in slack.workspace.visible(ADA)] == ["psst"]
    assert [m.text for m in slack.workspace.visible(BO)] == []
    assert (await web.conversations_history(channel=GENERAL))["messages"] == []


async def test_metadata_comes_back_when_asked_for(web: AsyncWebClient) -> None:
    mark = {"event_type": "parley_card", "event_payload": {"op": "m1"}}
    await web.chat_postMessage(channel=GENERAL, text="card", metadata=mark)
    plain = await web.conversations_history(channel=GENERAL)
    assert "metadata" not in plain["messages"][0]
    full = await web.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == mark


async def test_history_pages_and_bounds(web: AsyncWebClient) -> None:
    stamps = [(await web.chat_postMessage(channel=GENERAL, text=str(n)))["ts"] for n in range(5)]
    first = await web.conversations_history(channel=GENERAL, limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_history(channel=GENERAL, limit=3, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1", "0"]
    assert not second["has_more"]
    after = await web.conversations_history(channel=GENERAL, oldest=stamps[2])
    assert [m["text"] for m in after["messages"]] == ["4", "3"]
    within = await web.conversations_history(
        channel=GENERAL, oldest=stamps[1], latest=stamps[2], inclusive=True
    )
    assert [m["text"] for m in within["messages"]] == ["2", "1"]


async def test_a_thread_is_read_by_its_first_message(web: AsyncWebClient) -> None:
    root = (await web.chat_postMessage(channel=GENERAL, text="root"))["ts"]
    await web.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root)
    replies = await web.conversations_replies(channel=GENERAL, ts=root)
    assert [m["text"] for m in replies["messages"]] == ["root", "reply"]
    assert replies["messages"][0]["reply_count"] == 1
    history = await web.conversations_history(channel=GENERAL)
    assert [m["text"] for m in history["messages"]] == ["root"]


async def test_people_have_zones_and_locales(web: AsyncWebClient) -> None:
    bo = (await web.users_info(user=BO, include_locale=True))["user"]
    assert (bo["tz"], bo["tz_offset"], bo["locale"]) == ("Asia/Tokyo", 32_400, "ja-JP")
    assert "locale" not in (await web.users_info(user=BO))["user"]


async def test_a_person_can_be_written_to(slack: Slack, web: AsyncWebClient) -> None:
    opened = await web.conversations_open(users=[ADA])
    posted = await web.chat_postMessage(channel=ADA, text="hello")
    assert posted["channel"] == opened["channel"]["id"]
    assert [m.text for m in slack.workspace.visible(BO)] == []
    group = await web.conversations_open(users=[ADA, BO])
    assert group["channel"]["id"] == "G0ADABO001"


async def test_members_come_page_by_page(web: AsyncWebClient) -> None:
    first = await web.conversations_members(channel=GENERAL, limit=4)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await web.conversations_members(channel=GENERAL, limit=4, cursor=cursor)
    assert len({*first["members"], *rest["members"]}) == 6
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_another_workspace_knows_nothing_of_this_token(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    web = client(slack, http, token=Slack().back.token)
    assert (await refused(web, "auth.test"))["error"] == "invalid_auth"
