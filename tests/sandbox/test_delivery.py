"""What the bot gets, how long Slack waits for it, what is sent again, what the person is told."""

import asyncio
import json
from urllib.parse import parse_qs

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import Stub, until

ADA = "U0ADA00001"


def read(slack: Slack, person: str = ADA) -> list[tuple[str, str]]:
    """Who told a person what, newest first."""
    return [(m.author, m.text) for m in slack.workspace.visible(person)]


async def test_a_command_is_a_form_with_what_slack_documents(slack: Slack, stub: Stub) -> None:
    await slack.type("ada", "#leads", "/meet  design review ")
    headers, body = stub.got[0]
    fields = {name: values[0] for name, values in parse_qs(body.decode(), True).items()}
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["user-agent"].startswith("Slackbot")
    assert set(fields) == {
        "token",
        "team_id",
        "team_domain",
        "channel_id",
        "channel_name",
        "user_id",
        "user_name",
        "command",
        "text",
        "api_app_id",
        "is_enterprise_install",
        "response_url",
        "trigger_id",
    }
    assert (fields["command"], fields["text"]) == ("/meet", "design review")
    assert fields["channel_name"] == "privategroup"
    assert fields["response_url"].startswith(slack.back.url)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("1:1 with @bo", "1:1 with <@U0BO000001>"),
        ("ask <@U0BO000001>", "ask <@U0BO000001>"),
        ("<!subteam^S012|@team>", "<!subteam^S012|@team>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@channel now", "<!channel> now"),
        ("see https://x.example/a?b=1&c=2", "see <https://x.example/a?b=1&amp;c=2>"),
        ("mail bo@x.example", "mail <mailto:bo@x.example|bo@x.example>"),
        ("@nobody in #nowhere", "@nobody in #nowhere"),
        ("in #design", "in <#C0DESIGN01|design>"),
        ("😀 \u202e", "😀 \u202e"),
    ],
)
async def test_text_arrives_escaped(slack: Slack, stub: Stub, typed: str, sent: str) -> None:
    await slack.type("ada", "#general", f"/meet {typed}")
    assert parse_qs(stub.got[0][1].decode())["text"] == [sent]


@pytest.mark.parametrize(
    ("status", "error"), [(404, "http_client_error"), (500, "http_service_error")]
)
async def test_a_failed_command_is_told_to_the_person_alone(
    slack: Slack, stub: Stub, status: int, error: str
) -> None:
    stub.status = status
    outcome = await slack.type("ada", "#general", "/meet")
    assert outcome["error"] == error
    assert read(slack) == [("USLACKBOT", f'/meet failed with the error "{error}"')]
    assert read(slack, "U0BO000001") == []
    assert len(stub.got) == 1


async def test_three_seconds_and_no_more(slack: Slack, stub: Stub) -> None:
    assert slack.delivery.patience == 3.0
    slack.delivery.patience = 0.05
    stub.pause = 5
    outcome = await slack.type("ada", "#general", "/meet")
    assert outcome["error"] == "operation_timeout"
    assert read(slack) == [("USLACKBOT", '/meet failed with the error "operation_timeout"')]


async def test_no_bot_at_all(slack: Slack) -> None:
    outcome = await slack.type("ada", "#general", "/meet")
    assert outcome["error"] == "dispatch_failed"
    slack.point_at("http://127.0.0.1:9")
    assert (await slack.type("ada", "#general", "/meet"))["error"] == "dispatch_failed"


@pytest.mark.parametrize(
    ("body", "ada", "bo"),
    [
        (b"", [], []),
        (b"plain words", ["plain words"], []),
        (b'{"text": "only you"}', ["only you"], []),
        (b'{"response_type": "in_channel", "text": "all"}', ["all"], ["all"]),
        (b"{broken", ["{broken"], []),
        (b'{"text": ""}', ['/meet failed with the error "invalid_command_response"'], []),
    ],
)
async def test_the_body_of_the_answer_is_shown(
    slack: Slack, stub: Stub, body: bytes, ada: list[str], bo: list[str]
) -> None:
    stub.body = body
    await slack.type("ada", "#general", "/meet")
    assert [text for _, text in read(slack)] == ada
    assert [text for _, text in read(slack, "U0BO000001")] == bo


async def test_no_slash_commands_in_threads_nor_unknown_ones(slack: Slack, stub: Stub) -> None:
    root = (await slack.type("ada", "#general", "hello"))["ts"]
    await slack.type("ada", "#general", "/meet", thread_ts=root)
    await slack.type("ada", "#general", "/mete")
    assert stub.got == []
    assert [text for _, text in read(slack)][:2] == [
        "/mete is not a valid command.",
        "/meet is not supported in threads. Sorry!",
    ]


async def test_an_event_is_sent_again_with_its_number_and_reason(slack: Slack, stub: Stub) -> None:
    stub.status = 503
    await slack.type("ada", "#general", "@Parley hello")
    await until(lambda: len(stub.got) == 4)
    await asyncio.sleep(0.02)
    assert len(stub.got) == 4
    bodies = [json.loads(body) for _, body in stub.got]
    assert len({body["event_id"] for body in bodies}) == 1
    numbers = [headers.get("x-slack-retry-num") for headers, _ in stub.got]
    assert numbers == [None, "1", "2", "3"]
    assert stub.got[1][0]["x-slack-retry-reason"] == "http_error"


async def test_an_event_that_arrived_is_not_sent_again(slack: Slack, stub: Stub) -> None:
    await slack.type("ada", "#general", "@Parley hello")
    await asyncio.sleep(0.05)
    assert len(stub.got) == 1


async def test_a_bot_can_say_that_it_wants_no_retry(slack: Slack, stub: Stub) -> None:
    stub.status = 500
    stub.headers = [(b"x-slack-no-retry", b"1")]
    await slack.type("ada", "#general", "@Parley hello")
    await asyncio.sleep(0.05)
    assert len(stub.got) == 1


async def test_a_slow_answer_is_retried_as_a_timeout(slack: Slack, stub: Stub) -> None:
    slack.delivery.patience = 0.05
    stub.pause = 5
    await slack.type("ada", "#general", "@Parley hello")
    await until(lambda: len(stub.got) >= 2)
    assert stub.got[1][0]["x-slack-retry-reason"] == "http_timeout"
    stub.pause = 0


async def test_an_event_has_the_shape_that_slack_documents(slack: Slack, stub: Stub) -> None:
    outcome = await slack.type("ada", "#general", "@Parley hello")
    body = json.loads(stub.got[0][1])
    assert (body["type"], body["team_id"]) == ("event_callback", "T0SANDBOX")
    assert body["event"]["type"] == "app_mention"
    assert body["event"]["text"] == "<@U0PARLEY01> hello"
    assert body["event"]["ts"] == body["event"]["event_ts"] == outcome["ts"]
    assert body["authorizations"][0]["user_id"] == "U0PARLEY01"


async def test_what_the_app_may_not_hear_is_not_sent(slack: Slack, stub: Stub) -> None:
    await slack.type("ada", "#general", "no mention")
    await slack.type("ada", "D0ADABO001", "between us")
    await slack.type("ada", "#lobby", "@Parley are you here?")
    slack.workspace.scopes -= {"app_mentions:read", "im:history"}
    await slack.type("ada", "#general", "@Parley hello")
    await slack.type("ada", "@Parley", "hello")
    assert stub.got == []


async def test_the_bot_hears_its_own_words_in_private(
    slack: Slack, stub: Stub, web: AsyncWebClient
) -> None:
    await web.chat_postMessage(channel=ADA, text="hello")
    await until(lambda: len(stub.got) == 1)
    event = json.loads(stub.got[0][1])["event"]
    assert (event["type"], event["bot_id"]) == ("message", "B0PARLEYBOT")


async def test_people_speak_only_where_they_are(slack: Slack) -> None:
    with pytest.raises(KeyError):
        await slack.type("mallory", "#leads", "/meet")
    with pytest.raises(KeyError):
        await slack.type("nobody", "#general", "/meet")
    with pytest.raises(KeyError):
        await slack.type("ada", "#general", "hi", thread_ts="1.1")


async def test_the_address_is_verified_as_slack_does(slack: Slack, stub: Stub) -> None:
    stub.body = b"abc"
    assert (await slack.delivery.verify_url("abc")).body == b"abc"
    assert json.loads(stub.got[0][1])["type"] == "url_verification"
    await slack.delivery.ssl_check()
    assert parse_qs(stub.got[1][1].decode())["ssl_check"] == ["1"]
