"""Messages as Slack's Block Kit: sentences, rows of a list, and buttons.

Text is cut to Slack's limits here; what people and services wrote was escaped before. Pure, but for
``ephemeral_block_id``.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from handlers.slack_types import IN_MENUS, Button, ConfirmDialog, Message, MessageRow
from handlers.words import one_line

SECTION_LIMIT = 3000
LABEL_LIMIT = 75
MESSAGE_BLOCKS = 50
BUTTONS = 25
"""Most buttons in one block."""

MORE = "parley.more"
"""The action of the menu in which a row has its further buttons."""

Block: TypeAlias = dict[str, Any]
"""A block, or an element or text object of one, as JSON (docs.slack.dev: Block Kit reference).

slack_sdk has classes for these. To make JSON of them takes longer than posting it.
"""

_EPHEMERAL = "aside-"
_EPHEMERAL_ID = re.compile(rf"{_EPHEMERAL}[a-z0-9_-]{{1,80}}")
_HALF = re.compile(r"(?:<[^<>]*|&[a-z]{0,4})$")
"""The beginning of a mention, link or escape whose end was cut off."""


def ephemeral_block_id() -> str:
    """A new id for the blocks of one ephemeral message: a click on it then says that it was one."""
    return _EPHEMERAL + secrets.token_hex(4)


def is_ephemeral_block(block_id: str) -> bool:
    """Whether the block belongs to an ephemeral message."""
    return _EPHEMERAL_ID.fullmatch(block_id) is not None


def blocks(message: Message, block_id: str = "") -> list[Block]:
    """Its text, rows and buttons; *block_id* begins the ids of the blocks that have buttons."""
    rows, left = _fitting(message)
    blocks: list[Block] = [section(message.text)]
    for row in rows:
        blocks += _row(row)
    if left:
        blocks.append({"type": "context", "elements": [text_object(_more(left))]})
    blocks += actions(message.buttons)
    if block_id:
        for number, block in enumerate(filter(_has_buttons, blocks)):
            block["block_id"] = f"{block_id}-{number}"
    return blocks


def plain_text(message: Message) -> str:
    """The ``text`` that goes with the blocks, for notifications and screen readers."""
    rows, left = _fitting(message)
    lines = [message.text, *(row.plain or row.text for row in rows)]
    return "\n".join([*lines, _more(left)] if left else lines)


def section(text: str) -> Block:
    """*text* in mrkdwn, cut to what a section holds."""
    return {"type": "section", "text": mrkdwn(text)}


def mrkdwn(text: str) -> Block:
    """*text* in mrkdwn, cut; Slack makes no links of what looks like one."""
    return {
        "type": "mrkdwn",
        "text": text if len(text) <= SECTION_LIMIT else cut_mrkdwn(text),
        "verbatim": True,
    }


def text_object(text: str) -> Block:
    """*text* as it is, which nothing in it can change."""
    return {"type": "plain_text", "text": text, "emoji": False}


def cut_mrkdwn(text: str, length: int = SECTION_LIMIT) -> str:
    """*text* in mrkdwn, at most *length* characters, with no half mention or escape at its end."""
    if len(text) <= length:
        return text
    return _HALF.sub("", text[: length - 1]).rstrip() + "…"


def actions(buttons: Sequence[Button]) -> list[Block]:
    """The *buttons* in as many blocks as they need."""
    return _in_blocks([_button(button) for button in buttons])


def _in_blocks(elements: Sequence[Block]) -> list[Block]:
    parts = (elements[first : first + BUTTONS] for first in range(0, len(elements), BUTTONS))
    return [{"type": "actions", "elements": part} for part in parts]


def _button(button: Button) -> Block:
    style = "danger" if button.danger else "primary" if button.primary else ""
    given = {"value": button.value, "url": button.url, "style": style}
    return {
        "type": "button",
        "text": text_object(one_line(button.label, LABEL_LIMIT)),
        "action_id": button.action,
        **{name: value for name, value in given.items() if value},
        **({"confirm": _confirm(button.sure)} if button.sure else {}),
    }


def _menu(buttons: Sequence[Button]) -> Block:
    """The *buttons* as the options of a menu (docs.slack.dev: overflow menu element).

    Slack passes the chosen option on as a value alone, so each begins with its button's action.
    """
    options = [
        {
            "text": text_object(one_line(button.label, LABEL_LIMIT)),
            "value": f"{button.action} {button.value}",
        }
        for button in buttons
    ]
    return {"type": "overflow", "action_id": MORE, "options": options}


def from_menu(pressed: Mapping[str, Any]) -> tuple[str, str] | None:
    """Action and value of the button that a chosen option stands for; None if it is none."""
    option = pressed.get("selected_option")
    if pressed.get("action_id") != MORE or not isinstance(option, Mapping):
        return None
    action, _, value = str(option.get("value")).partition(" ")
    return (action, value) if action in IN_MENUS else None


def _confirm(dialog: ConfirmDialog) -> Block:
    """Slack's limits (docs.slack.dev: confirmation dialog): 100, 300, 30 and 30 characters."""
    return {
        "title": text_object(one_line(dialog.title, 100)),
        "text": text_object(one_line(dialog.text, 300)),
        "confirm": text_object(one_line(dialog.yes, 30)),
        "deny": text_object(one_line(dialog.no, 30)),
        **({"style": "danger"} if dialog.danger else {}),
    }


def _row(row: MessageRow) -> list[Block]:
    """A row's sentence; a single button or menu beside it, several below it."""
    sentence = section(row.text)
    elements = [_button(button) for button in row.buttons]
    if row.more:
        elements.append(_menu(row.more))
    if len(elements) == 1:
        sentence["accessory"] = elements[0]
        return [sentence]
    return [sentence, *_in_blocks(elements)]


def _size(row: MessageRow) -> int:
    elements = len(row.buttons) + bool(row.more)
    return 1 if elements == 1 else 1 + _blocks_of(elements)


def _blocks_of(elements: int) -> int:
    return -(-elements // BUTTONS)


def _fitting(message: Message) -> tuple[Sequence[MessageRow], int]:
    """The rows that one message holds, and how many are left over."""
    blocks = MESSAGE_BLOCKS - 1 - _blocks_of(len(message.buttons))
    sizes = [_size(row) for row in message.rows]
    if sum(sizes) <= blocks:
        return message.rows, 0
    # One block says how many rows are not shown.
    fitting = sum(total <= blocks - 1 for total in accumulate(sizes))
    return message.rows[:fitting], len(sizes) - fitting


def _more(left: int) -> str:
    return f"… and {left} more that do not fit in one message."


def _has_buttons(block: Block) -> bool:
    return block["type"] == "actions" or "accessory" in block
