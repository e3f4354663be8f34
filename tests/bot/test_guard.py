"""A malformed, forged, stale or too large request gets a bare status."""

import asyncio
import hashlib
import hmac
import time
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.guard import BODY_LIMIT, Guard

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def heard():
    return []


@pytest.fixture
async def client(heard):
    async def authorize(context):
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

    async def command(body):
        heard.append(body["text"])
        return BoltResponse(status=200, body="")

    app = AsyncApp(
        client=AsyncWebClient(),
        signing_secret=SECRET,
        process_before_response=True,
        authorize=authorize,
    )
    app.command("/meet")(command)
    guard = Guard(AsyncSlackRequestHandler(app, path="/"))
    transport = httpx.ASGITransport(app=guard)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def signed(body, *, at=None, secret=SECRET):
    stamp = str(int(time.time()) if at is None else at)
    base = b"v0:" + stamp.encode() + b":" + body
    mac = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "content-type": FORM,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={mac}",
    }


BODY = urlencode(
    {"command": "/meet", "text": "retro", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
).encode()


async def test_a_signed_command_comes_through(client, heard):
    reply = await client.post("/", content=BODY, headers=signed(BODY))
    assert (reply.status_code, reply.text) == (200, "")
    assert heard == ["retro"]


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": "v0=short"},
        {"x-slack-signature": b"v0=\xff\xfe"},
        {"x-slack-signature": ""},
        {"x-slack-request-timestamp": "yesterday"},
        {"x-slack-request-timestamp": "1.5"},
        {"x-slack-request-timestamp": "9" * 5000},
        {"x-slack-request-timestamp": "-5"},
        {"x-slack-request-timestamp": "²"},
        {"x-slack-request-timestamp": ""},
        {"content-type": "text/plain"},
        {"content-type": ""},
    ],
    ids=str,
)
async def test_forged_and_malformed_headers_are_401_and_nothing_else(client, heard, changed):
    headers = {name: value for name, value in signed(BODY).items() if name not in changed}
    raw = [
        (name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in {**headers, **changed}.items()
    ]
    reply = await client.post("/", content=BODY, headers=raw)
    assert (reply.status_code, reply.content) == (401, b"")
    assert heard == []


@pytest.mark.parametrize("drift", [-301, -100_000, 400])
async def test_a_stale_timestamp_is_401(client, heard, drift):
    reply = await client.post("/", content=BODY, headers=signed(BODY, at=int(time.time()) + drift))
    assert (reply.status_code, reply.content) == (401, b"")
    assert heard == []


async def test_another_secret_is_401(client, heard):
    reply = await client.post("/", content=BODY, headers=signed(BODY, secret="other"))
    assert (reply.status_code, reply.content) == (401, b"")
    assert heard == []


@pytest.mark.parametrize(
    "body",
    [b"payload=" + b"[" * 200_000, b"payload={", b"payload=%FF", b"{", b"\xff\xfe", b"payload=5"],
    ids=lambda body: repr(body[:12]),
)
async def test_an_unreadable_body_is_401_without_a_traceback(client, body):
    reply = await client.post("/", content=body, headers=signed(b"something else"))
    assert (reply.status_code, reply.content) == (401, b"")


async def test_a_body_over_the_limit_is_413(client):
    body = b"x" * (BODY_LIMIT + 1)
    reply = await client.post("/", content=body, headers=signed(body))
    assert (reply.status_code, reply.content) == (413, b"")


async def test_a_body_over_the_limit_without_a_length_is_413(client):
    async def drip():
        for _ in range(BODY_LIMIT // 1024 + 2):
            yield b"x" * 1024

    reply = await client.post("/", content=drip(), headers=signed(b""))
    assert reply.status_code == 413


async def test_a_body_that_drips_is_given_up(client, monkeypatch):
    monkeypatch.setattr("bot.slack.guard.BODY_WITHIN", 0.1)

    async def drip():
        for _ in range(50):
            yield b"x"
            await asyncio.sleep(0.1)

    reply = await client.post("/", content=drip(), headers=signed(b""))
    assert reply.status_code == 408


async def test_only_post_is_heard(client):
    assert (await client.get("/")).status_code == 405


async def test_slacks_ssl_check_is_answered_unsigned(client):
    reply = await client.post("/", content=b"ssl_check=1&token=x", headers={"content-type": FORM})
    assert reply.status_code == 200


async def test_url_verification_is_answered_as_slack_documents(client):
    body = b'{"token":"t","challenge":"3eZbrw1a","type":"url_verification"}'
    headers = {**signed(body), "content-type": "application/json"}
    reply = await client.post("/", content=body, headers=headers)
    assert reply.status_code == 200
    assert "3eZbrw1a" in reply.text


async def test_what_says_that_it_is_too_large_is_refused_unread():
    sent = []

    async def app(scope, receive, send):
        raise AssertionError("it was passed on")

    async def receive():
        raise AssertionError("it was read")

    async def send(message):
        sent.append(message)

    headers = [(b"content-length", str(BODY_LIMIT + 1).encode())]
    await Guard(app)({"type": "http", "method": "POST", "headers": headers}, receive, send)
    assert sent[0]["status"] == 413
