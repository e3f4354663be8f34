"""Reads what Slack delivers into a request, and the key by which the ledger takes it once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack import modals
from bot.slack.messages import from_menu, is_ephemeral_block
from handlers.button_values import written
from handlers.form import SentForm
from handlers.slack_types import SlackRequest, Via

Payload = Mapping[str, Any]

TEXT_LIMIT = 12_000
"""Characters of what was typed that are kept: more than any title has."""

_ACTION_LIMIT = 255
"""Characters of an action_id (docs.slack.dev: button element)."""

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
_ONCE = frozenset(
    {
        "parley.cancel",
        "parley.confirm",
        "parley.make",
        "parley.move",
        "parley.other",
        "parley.run",
        "parley.start_another",
        "parley.start_anyway",
        "parley.tell_group",
    }
)
"""Buttons that work once on each ephemeral message, however often they are pressed."""


@dataclass(frozen=True, slots=True)
class SlackDelivery:
    """One thing that Slack delivered; *key* is the same each time it is delivered again."""

    key: str
    kind: str
    request: SlackRequest


def slash_command(body: Payload, now: datetime) -> SlackDelivery:
    """A slash command (docs.slack.dev: Implementing slash commands)."""
    request = SlackRequest(
        via=Via.COMMAND,
        team=body["team_id"],
        channel=body["channel_id"],
        person=body["user_id"],
        text=_limited(body.get("text")),
        answer_url=body.get("response_url") or "",
        asked_at=now,
    )
    return SlackDelivery(f"trigger:{body['trigger_id']}", "command", request)


def click(body: Payload, now: datetime) -> SlackDelivery:
    """A button that was pressed, or chosen in a menu (docs.slack.dev: block_actions payload).

    Only who pressed it has to be there: what cannot be read otherwise is refused by whoever acts on
    it, so that the person is told.
    """
    pressed, container = _action(body), _part(body, "container")
    action, value = from_menu(pressed) or (pressed.get("action_id"), pressed.get("value"))
    block = str(pressed.get("block_id") or "")
    request = SlackRequest(
        via=Via.CLICK,
        team=body["team"]["id"],
        channel=str(_part(body, "channel").get("id") or container.get("channel_id") or ""),
        person=body["user"]["id"],
        thread=str(container.get("thread_ts") or _part(body, "message").get("thread_ts") or ""),
        action=_limited(action)[:_ACTION_LIMIT],
        value=_limited(value),
        answer_url=str(body.get("response_url") or ""),
        asked_at=now,
        private=bool(container.get("is_ephemeral")) or is_ephemeral_block(block),
    )
    return SlackDelivery(
        _click_key(request, container, block, body["trigger_id"]), "click", request
    )


def _action(body: Payload) -> Payload:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, Mapping) else {}


def _part(body: Payload, name: str) -> Payload:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}


def _click_key(request: SlackRequest, container: Payload, block: str, trigger: str) -> str:
    """One key for each press, but one for all presses of a button that works once."""
    message = container.get("message_ts")
    if request.private and message and request.action.partition(":")[0] in _ONCE:
        where = f"{request.team}:{request.channel}:{request.person}:{message}"
        return f"once:{where}:{block}:{request.action}"
    return f"trigger:{trigger}"


def unopened(request: SlackRequest, trigger: str) -> SlackDelivery:
    """A click whose form could not be opened; its button may be pressed again."""
    return SlackDelivery(f"trigger:{trigger}", "click", request)


def form(body: Payload, now: datetime) -> SlackDelivery:
    """A form that was submitted, or a field changed (docs.slack.dev: view_submission payload)."""
    view = body["view"]
    carried, origin = modals.carried(view)
    request = SlackRequest(
        via=Via.FORM,
        team=body["team"]["id"],
        channel=origin.channel,
        person=body["user"]["id"],
        thread=origin.thread,
        action=view["callback_id"],
        value=written(SentForm(carried=carried, filled=modals.filled(view))),
        answer_url=origin.answer_url,
        private=origin.private,
        asked_at=now,
    )
    return SlackDelivery(f"view:{view['id']}:{view['hash']}", "form", request)


def shortcut(body: Payload, now: datetime) -> SlackDelivery:
    """The message shortcut "Meet about this" (docs.slack.dev: message_action payload)."""
    message = body["message"]
    request = SlackRequest(
        via=Via.SHORTCUT,
        team=body["team"]["id"],
        channel=body["channel"]["id"],
        person=body["user"]["id"],
        thread=message.get("thread_ts") or body.get("message_ts") or message["ts"],
        about=_limited(message.get("text")),
        answer_url=body.get("response_url") or "",
        asked_at=now,
    )
    return SlackDelivery(f"trigger:{body['trigger_id']}", "shortcut", request)


def event(body: Payload, now: datetime) -> SlackDelivery | None:
    """A mention of the bot or a direct message to it; None for anything else."""
    inner = body["event"]
    if inner.get("bot_id") or inner.get("subtype") or not inner.get("user"):
        return None
    mention = inner["type"] == "app_mention"
    if not mention and inner.get("channel_type") != "im":
        return None
    text = _limited(inner.get("text"))
    request = SlackRequest(
        via=Via.MENTION if mention else Via.MESSAGE,
        team=body.get("team_id") or inner["team"],
        channel=inner["channel"],
        person=inner["user"],
        thread=inner.get("thread_ts") or "",
        text=(_without_mention(text, _own_id(body)) if mention else text).strip(),
        asked_at=now,
    )
    return SlackDelivery(f"event:{body['event_id']}", "event", request)


def _own_id(body: Payload) -> str:
    """The bot's own id in the workspace where it was mentioned, as Slack says with each event."""
    authorizations = body.get("authorizations") or [{}]
    return str(authorizations[0].get("user_id") or "")


def _without_mention(text: str, bot: str) -> str:
    """*text* without the mention of the *bot*, or without the first one if its id is unknown."""
    own = re.compile(rf"<@{re.escape(bot)}(?:\|[^<>]*)?>") if bot else _MENTION
    return own.sub("", text, count=1)


def _limited(text: Any) -> str:
    """*text* without what the database cannot store, cut to the limit."""
    return str(text or "")[:TEXT_LIMIT].encode(errors="ignore").decode().replace("\0", "")
