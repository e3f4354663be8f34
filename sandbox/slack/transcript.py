"""What one person sees, as plain text, for use without a browser."""

import re
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.entering import initial
from sandbox.slack.mrkdwn import show
from sandbox.slack.workspace import Json, Member, PostedMessage, View, Workspace

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')
_TAG = re.compile(r"<[^>]+>")


def _plain(text: str, space: Workspace, viewer: Member) -> str:
    """Mrkdwn as *viewer* reads it, without its styles; a link that is hidden is shown."""
    html = str(show(text, space, viewer)).replace("<br>", "\n")
    html = _LINK.sub(lambda a: a[2] if a[1] == a[2] else f"{a[2]} ({a[1]})", html)
    return unescape(_TAG.sub("", html))


def _words(text: Json, space: Workspace, viewer: Member) -> str:
    words: str = text["text"]
    return _plain(words, space, viewer) if text["type"] == "mrkdwn" else words


def _pressable(element: Json) -> str:
    if element["type"] == "overflow":
        return f"[... {' | '.join(option['text']['text'] for option in element['options'])}]"
    if element["type"] != "button":
        return f"[{element['type'].replace('_', ' ')}]"
    url = f" -> {element['url']}" if "url" in element else ""
    return f"[{element['text']['text']}{url}]"


def _block(block: Json, space: Workspace, viewer: Member) -> list[str]:
    """The lines of one block."""
    kind = block["type"]
    if kind == "actions":
        return [" ".join(_pressable(element) for element in block["elements"])]
    if kind == "divider":
        return ["-" * 20]
    texts = [block["text"]] if isinstance(block.get("text"), dict) else []
    texts += block.get("fields", [])
    if kind == "context":
        texts += [e for e in block["elements"] if e["type"] != "image"]
    lines = [line for text in texts for line in _words(text, space, viewer).split("\n")]
    if "accessory" in block:
        lines.append(_pressable(block["accessory"]))
    return lines


def one_message(message: PostedMessage, space: Workspace, viewer: Member) -> str:
    """One message: who and where in its first line, what it says below, indented."""
    conversation = space.conversations[message.channel]
    where = space.title_of(conversation, viewer)
    where = f"#{where}" if conversation.kind in ("channel", "private") else where
    thread = " (thread)" if message.thread_ts not in (None, message.ts) else ""
    only = " (only visible to you)" if message.only_for else ""
    head = f"{space.people[message.author].real_name} in {where}{thread}{only}:"
    lines = [line for block in message.blocks for line in _block(block, space, viewer)]
    if not message.blocks:
        lines = _plain(message.text, space, viewer).split("\n")
    return "\n".join([head, *(f"    {line}" for line in lines)])


def _entered(now: Json, space: Workspace, viewer: Member) -> str:
    """The value of a field that nobody has touched yet, as *viewer* reads it."""

    def shown(part: Any) -> str:
        if isinstance(part, dict):
            return str(part["text"]["text"])
        if now["type"] == "datetimepicker":
            return f"{datetime.fromtimestamp(part, ZoneInfo(viewer.zone)):%Y-%m-%d %H:%M}"
        return space.people[part].real_name if part in space.people else str(part)

    value = next((part for name, part in now.items() if name != "type"), None)
    parts = value if isinstance(value, list) else [value]
    return ", ".join(shown(part) for part in parts if part is not None)


def _field(block: Json, view: View, space: Workspace, viewer: Member) -> list[str]:
    """One line of a form: a label and what it holds, and what is wrong with that."""
    if block["type"] != "input":
        return _block(block, space, viewer)
    now = initial(block["element"])
    line = f"{block['label']['text']}: [{_entered(now, space, viewer)}]"
    wrong = view.errors.get(block["block_id"])
    return [line, f"  ! {wrong}"] if wrong else [line]


def _form(view: View, space: Workspace, viewer: Member) -> str:
    """The form on top of *viewer*'s screen, as it opened."""
    content = view.content
    close = content.get("close", {}).get("text", "Cancel")
    buttons = [f"[{name}]" for name in (close, content.get("submit", {}).get("text")) if name]
    lines = [line for block in content["blocks"] for line in _field(block, view, space, viewer)]
    return "\n".join(
        [
            f"Form: {content['title']['text']}",
            *(f"    {line}" for line in [*lines, " ".join(buttons)]),
        ]
    )


def transcript(space: Workspace, viewer: Member) -> list[str]:
    """All that *viewer* sees, oldest first, and the form that lies above it, if any."""
    messages = [one_message(m, space, viewer) for m in reversed(list(space.visible(viewer.id)))]
    view = space.open_view(viewer.id)
    return [*messages, _form(view, space, viewer)] if view else messages


def texts(space: Workspace, viewer: Member) -> dict[str, str]:
    """The text beside the blocks of each message that *viewer* sees, by its ts."""
    return {m.ts: _plain(m.text, space, viewer) for m in space.visible(viewer.id)}
