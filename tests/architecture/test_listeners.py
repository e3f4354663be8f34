"""What Slack is told that the bot hears, it hears: each manifest entry reaches the ledger."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.manifest import manifest
from bot.slack.middleware import SlackMiddleware, bolt_app
from storage.ledger import Ledger
from storage.sqlite import SqliteStore

SECRET = "a signing secret"
WHO = AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0", bot_id="B0")
BEFORE_THE_BOT_LEAVES = {"app_uninstalled", "tokens_revoked"}  # taken, and nothing to do


def told() -> Iterator[tuple[str, dict[str, Any]]]:
    """What Slack sends for each entry of the manifest, as (content type, payload)."""
    said: Any = manifest("https://parley.example.com")
    where = {"team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}}
    for command in said["features"]["slash_commands"]:
        names = {"command": command["command"], "text": "stand-up", "trigger_id": "1.1"}
        yield "command", {**names, "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    for shortcut in said["features"]["shortcuts"]:
        about = {"message": {"ts": "1.2", "text": "the leak"}, "message_ts": "1.2"}
        named = {"callback_id": shortcut["callback_id"], "trigger_id": shortcut["callback_id"]}
        yield "shortcut", {"type": "message_action", **named, **about, **where}
    for name in said["settings"]["event_subscriptions"]["bot_events"]:
        kind, _, place = name.partition(".")
        event = {"type": kind, "user": "U1", "channel": "C1", "ts": "1.3", "text": "<@U0> stand-up"}
        wrapped = {"type": "event_callback", "team_id": "T1", "event_id": name}
        yield name, {**wrapped, "event": {**event, **({"channel_type": place} if place else {})}}


def signed(kind: str, payload: dict[str, Any]) -> AsyncBoltRequest:
    """The request in which Slack would send *payload*."""
    form = "application/x-www-form-urlencoded"
    if kind == "command":
        body, content_type = urlencode(payload), form
    elif kind == "shortcut":
        body, content_type = urlencode({"payload": json.dumps(payload)}), form
    else:
        body, content_type = json.dumps(payload), "application/json"
    moment = str(int(datetime.now(UTC).timestamp()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=moment, body=body)
    headers = {
        "content-type": [content_type],
        "x-slack-request-timestamp": [moment],
        "x-slack-signature": [str(signature)],
    }
    return AsyncBoltRequest(body=body, headers=headers)


@pytest.mark.parametrize(("kind", "payload"), [pytest.param(*one, id=one[0]) for one in told()])
async def test_each_entry_reaches_the_ledger(
    kind: str, payload: dict[str, Any], tmp_path: Path
) -> None:
    store = await SqliteStore.open(tmp_path / "parley.db")
    try:
        ledger = Ledger(store, owner="test")
        door = SlackMiddleware(ledger, lambda: datetime.now(UTC), lambda: WHO)
        app = bolt_app(door, AsyncWebClient("xoxb-1"), SECRET, lambda: WHO)
        answer = await app.async_dispatch(signed(kind, payload))
        written = await ledger.claim_many(datetime.now(UTC), timedelta(minutes=1), 10)
        assert answer.status == 200
        assert len(written) == (0 if kind in BEFORE_THE_BOT_LEAVES else 1)
    finally:
        await store.close()
