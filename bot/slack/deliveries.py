"""What Slack delivers, read into an ask and the key under which the ledger takes it once."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack import modals
from bot.slack.messages import is_aside
from handlers.slack_types import SlackRequest, Via

Payload = Mapping[str, Any]

TEXT_LIMIT = 12_000
"""Characters of what was typed that are kept: beyond every title, below every harm."""

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_START = re.compile(
    r"start(?:\s+(?:a|the)\s+meeting(?:\s+(?:about|on|for|called)(?=\s+\S))?)?(?:\s+|$)",
    re.IGNORECASE,
)
_ONCE = frozenset(
    {
        "parley.cancel",
        "parley.make",
        "parley.move",
        "parley.other",
        "parley.run",
        "parley.start_another",
    }
)
"""Buttons that, on a whisper, do their work once each time it is drawn, however often pressed."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that Slack delivered: *key* is the same in every repeat of it."""

    key: str
    kind: str
    request: SlackRequest


def command(body: Payload, now: datetime) -> Delivery:
    """A slash command (docs.slack.dev: Implementing slash commands)."""
    request = SlackRequest(
        via=Via.COMMAND,
        team=body["team_id"],
        channel=body["channel_id"],
        person=body["user_id"],
        text=_kept(body.get("text")),
        answer_url=body.get("response_url") or "",
        asked_at=now,
    )
    return Delivery(f"trigger:{body['trigger_id']}", "command", request)


def click(body: Payload, now: datetime) -> Delivery:
    """A button that was pressed (docs.slack.dev: block_actions payload)."""
    action = body["actions"][0]
    container = body.get("container") or {}
    channel = body.get("channel") or {}
    drawn = str(action.get("block_id") or "")
    request = SlackRequest(
        via=Via.CLICK,
        team=body["team"]["id"],
        channel=channel.get("id") or container.get("channel_id") or "",
        person=body["user"]["id"],
        thread=container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or "",
        action=action["action_id"],
        value=action.get("value") or "",
        answer_url=body.get("response_url") or "",
        asked_at=now,
        private=bool(container.get("is_ephemeral")) or is_aside(drawn),
    )
    return Delivery(_click_key(request, container, drawn, body["trigger_id"]), "click", request)


def _click_key(request: SlackRequest, container: Payload, drawn: str, trigger: str) -> str:
    """Each press is its own, except on a whisper's button that does its work once."""
    message = container.get("message_ts")
    if request.private and message and request.action.partition(":")[0] in _ONCE:
        place = f"{request.team}:{request.channel}:{request.person}:{message}"
        return f"once:{place}:{drawn}:{request.action}"
    return f"trigger:{trigger}"


def unopened(request: SlackRequest, trigger: str) -> Delivery:
    """A click whose form could not be opened: each is its own, for it may be pressed again."""
    return Delivery(f"trigger:{trigger}", "click", request)


def form(body: Payload, now: datetime) -> Delivery:
    """A form as it is filled in: sent, or changed (docs.slack.dev: view_submission payload)."""
    view = body["view"]
    carried, origin = modals.carried(view)
    request = SlackRequest(
        via=Via.FORM,
        team=body["team"]["id"],
        channel=origin.channel,
        person=body["user"]["id"],
        thread=origin.thread,
        action=view["callback_id"],
        value=json.dumps({"carried": carried, "filled": modals.filled(view)}),
        answer_url=origin.answer_url,
        private=origin.private,
        asked_at=now,
    )
    return Delivery(f"view:{view['id']}:{view['hash']}", "form", request)


def shortcut(body: Payload, now: datetime) -> Delivery:
    """The message shortcut "Meet about this" (docs.slack.dev: message_action payload)."""
    message = body["message"]
    request = SlackRequest(
        via=Via.SHORTCUT,
        team=body["team"]["id"],
        channel=body["channel"]["id"],
        person=body["user"]["id"],
        thread=message.get("thread_ts") or body.get("message_ts") or message["ts"],
        about=_kept(message.get("text")),
        answer_url=body.get("response_url") or "",
        asked_at=now,
    )
    return Delivery(f"trigger:{body['trigger_id']}", "shortcut", request)


def event(body: Payload, now: datetime) -> Delivery | None:
    """A mention, or a message to the bot alone; none for what is not meant for it."""
    inner = body["event"]
    if inner.get("bot_id") or inner.get("subtype") or not inner.get("user"):
        return None
    mention = inner["type"] == "app_mention"
    if not mention and inner.get("channel_type") != "im":
        return None
    text = _kept(inner.get("text"))
    request = SlackRequest(
        via=Via.MENTION if mention else Via.MESSAGE,
        team=body.get("team_id") or inner["team"],
        channel=inner["channel"],
        person=inner["user"],
        thread=inner.get("thread_ts") or "",
        text=_wish(_without(text, _own_id(body)) if mention else text),
        asked_at=now,
    )
    return Delivery(f"event:{body['event_id']}", "event", request)


def _own_id(body: Payload) -> str:
    """The bot's own id in the workspace where it was mentioned, as Slack says with each event."""
    given = body.get("authorizations") or [{}]
    return str(given[0].get("user_id") or "")


def _without(text: str, bot: str) -> str:
    """What was said to the bot: its own mention dropped; the first one where its id is unknown."""
    own = re.compile(rf"<@{re.escape(bot)}(?:\|[^>]*)?>") if bot else _MENTION
    return own.sub("", text, count=1)


def _wish(said: str) -> str:
    """*said* without the word "start" before a title."""
    said = said.strip()
    match = _START.match(said)
    return said[match.end() :].strip() if match else said


def _kept(text: Any) -> str:
    return str(text or "")[:TEXT_LIMIT].encode(errors="ignore").decode().replace("\0", "")
