"""Calls to Slack's Web API over real sockets: their form, and each way to fail."""

import contextlib
from pathlib import Path

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import bot.slack.identity
from bot.slack.api import BUSY_FOR, SlackApi, web_client
from bot.slack.identity import Identity
from handlers.slack_types import (
    NotDelivered,
    NotInConversation,
    SlackBusy,
    SlackRefused,
    SlackSilent,
)
from sandbox.serving import served
from sandbox.slack.web_api import METHODS


@pytest.fixture
async def api(sandbox):
    async with aiohttp.ClientSession() as session:
        client = web_client(sandbox.announced["slack"]["token"], sandbox.api_url, session)
        yield SlackApi(client, session, sandbox.api_url)


async def post(api, channel="C0GENERAL1"):
    return await api.call("chat.postMessage", channel=channel, text="hello", thread_ts=None)


def messages(sandbox):
    channel = sandbox.slack.workspace.conversations["C0GENERAL1"]
    return [message.text for message in channel.lasting()]


async def test_a_call_is_answered(sandbox, api):
    answer = await post(api)
    assert answer["ts"]
    assert messages(sandbox) == ["hello"]


async def test_who_the_bot_is_comes_with_its_scopes(api):
    who, scopes = await api.identity()
    assert who["team_id"]
    assert "chat:write" in scopes


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"do": "status", "status": 500}, SlackSilent),
        ({"do": "status", "status": 503, "effect": False}, SlackSilent),
        ({"do": "cut"}, SlackSilent),
        ({"do": "garbage"}, SlackSilent),
        ({"do": "html"}, SlackSilent),
        ({"do": "truncate"}, SlackSilent),
        ({"do": "wrong_json"}, SlackSilent),
        ({"do": "ratelimit", "retry_after": 7}, SlackBusy),
    ],
    ids=str,
)
async def test_each_failure_is_told_apart_and_nothing_is_sent_again(sandbox, api, rule, error):
    sandbox.slack.misbehave(on="chat.postMessage", **rule)
    with pytest.raises(error) as failure:
        await post(api)
    calls = [
        call for call in sandbox.slack.book.read("call") if call["method"] == "chat.postMessage"
    ]
    assert len(calls) == 1
    if error is SlackBusy:
        assert failure.value.retry_after == 7


async def test_an_unknown_conversation_is_one_where_the_bot_cannot_post(api):
    with pytest.raises(NotInConversation):
        await post(api, channel="C0LOBBY001")
    with pytest.raises(NotInConversation):
        await post(api, channel="C0NOWHERE1")


async def test_a_missing_scope_is_a_refusal_that_leaves_the_rest_working(sandbox, api):
    sandbox.slack.workspace.scopes -= {"users:read"}
    with pytest.raises(SlackRefused, match="missing_scope"):
        await api.call("users.info", user="U0ADA00001")
    assert (await post(api))["ok"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/x",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com.evil.example/x",
        "https://user@hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com:bad/x",
        "file:///etc/passwd",
    ],
)
async def test_answers_go_to_slack_and_to_nobody_else(api, address):
    assert not api.may_answer(address)
    with pytest.raises(SlackRefused):
        await api.answer(address, {"text": "hello"})


async def test_slacks_own_answer_addresses_are_used(sandbox, api):
    assert api.may_answer("https://hooks.slack.com/commands/T1/1/x")
    assert api.may_answer(f"{sandbox.slack_url}/commands/T1/1/x")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_an_answer_address_that_redirects_leads_nowhere(status):
    heard = []

    async def answer(request):
        heard.append(request.url.path)
        if request.url.path != "/elsewhere":
            elsewhere = str(request.url.replace(path="/elsewhere"))
            return Response(status_code=status, headers={"location": elsewhere})
        return PlainTextResponse("ok")

    routes = [Route("/{path:path}", answer, methods=["GET", "POST"])]
    async with served(Starlette(routes=routes)) as url, aiohttp.ClientSession() as session:
        base = f"{url}/api/"
        api = SlackApi(web_client("xoxb-1", base, session), session, base)
        with pytest.raises(SlackRefused, match=str(status)):
            await api.answer(f"{url}/actions/1", {"text": "the link"})
    assert heard == ["/actions/1"]


@pytest.mark.parametrize(
    ("method", "more", "member"),
    [
        ("users.info", {"user": "U0ADA00001", "include_locale": True}, "user"),
        ("conversations.info", {"channel": "C0GENERAL1", "include_num_members": True}, "channel"),
        ("conversations.members", {"channel": "C0GENERAL1", "limit": 5}, "members"),
        ("conversations.history", {"channel": "C0GENERAL1", "cursor": None}, "messages"),
        ("conversations.replies", {"channel": "C0GENERAL1", "limit": 5}, "messages"),
    ],
)
async def test_what_slack_reads_from_no_json_is_asked_in_the_address(
    sandbox, api, method, more, member
):
    posted = await post(api)
    thread = {"ts": posted["ts"]} if method == "conversations.replies" else {}
    answer = await api.call(method, **thread, **more)
    assert answer[member]


async def test_yes_and_no_arrive_as_such_in_an_address(sandbox, api):
    answer = await api.call("users.info", user="U0ADA00001", include_locale=True)
    assert answer["user"]["locale"]
    answer = await api.call("users.info", user="U0ADA00001", include_locale=False)
    assert "locale" not in answer["user"]


async def test_every_method_that_the_bot_calls_gets_its_arguments_through(sandbox, api):
    sources = "".join(file.read_text() for file in Path(bot.__file__).parent.rglob("*.py"))
    called = {method for method in METHODS if f'"{method}"' in sources}
    assert {"auth.test", "chat.postMessage", "conversations.replies", "users.info"} <= called
    for method in called:
        with contextlib.suppress(NotDelivered):
            await api.call(method, canary="x")
    calls = sandbox.slack.book.read("call")
    assert {call["method"] for call in calls} == called
    assert [call for call in calls if call["arguments"] != {"canary": "x"}] == []


LACKING = [{}, {"ts": "", "channel": "C1"}, {"ts": "1.1"}, {"ts": 1.1, "channel": "C1"}]


@pytest.mark.parametrize("body", LACKING, ids=str)
async def test_an_answer_without_what_is_needed_is_no_answer(sandbox, api, body):
    sandbox.slack.misbehave(
        on="chat.postMessage", do="status", status=200, body={"ok": True, **body}
    )
    needs = {"ts": str, "channel": str}
    with pytest.raises(SlackSilent, match="an answer without"):
        await api.call("chat.postMessage", needs=needs, channel="C0GENERAL1", text="hello")


@pytest.mark.parametrize("body", [{}, {"team_id": "T1"}, {"team_id": None, "user_id": "U1"}])
async def test_who_the_bot_is_is_asked_until_slack_has_said_it(sandbox, api, monkeypatch, body):
    monkeypatch.setattr(bot.slack.identity, "ASK_AGAIN", 0.01)
    sandbox.slack.misbehave(
        on="auth.test", do="status", status=200, body={"ok": True, **body}, next=2
    )
    identity = Identity(api, "xoxb-1")
    await identity.ask_unless_away()
    assert identity.known is None
    await identity.ask_until_known()
    assert identity.known.bot_user_id == sandbox.slack.workspace.bot.id
    assert identity.problem == ""
    assert len(sandbox.slack.book.read("injected_fault")) == 2


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7),
        ("0", 0.5),
        ("-3", 0.5),
        ("86400", 120),
        ("nan", BUSY_FOR),
        ("inf", BUSY_FOR),
        ("-inf", BUSY_FOR),
        ("1e999", BUSY_FOR),
        ("soon", BUSY_FOR),
        ("", BUSY_FOR),
        ("Fri, 20 Nov 2026 12:00:00 GMT", BUSY_FOR),
    ],
)
async def test_whatever_slack_asks_to_wait_is_a_time_that_passes(sandbox, api, asked, seconds):
    for method in ("chat.postMessage", "response_url"):
        sandbox.slack.misbehave(on=method, do="ratelimit", retry_after=asked)
    with pytest.raises(SlackBusy) as by_method:
        await post(api)
    with pytest.raises(SlackBusy) as by_address:
        await api.answer(f"{sandbox.slack_url}/commands/T1/1/x", {"text": "hello"})
    assert by_method.value.retry_after == by_address.value.retry_after == seconds
