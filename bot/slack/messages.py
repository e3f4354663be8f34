"""Messages as Slack's Block Kit: sentences, rows of a list, and buttons.

Text is cut to Slack's limits here; what people and services wrote was escaped before. Pure, but for
``ephemeral_block_id``.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)

from handlers.slack_types import IN_MENUS, Button, ConfirmDialog, Message, MessageRow
from handlers.words import one_line

SECTION_LIMIT = 3000
LABEL_LIMIT = 75
MESSAGE_BLOCKS = 50
BUTTONS = 25
"""Most buttons in one block."""

MORE = "parley.more"
"""The action of the menu in which a row has its further buttons."""

_EPHEMERAL = "aside-"
_HALF = re.compile(r"(?:<[^<>]*|&[a-z]{0,4})$")
"""The beginning of a mention, link or escape whose end was cut off."""


def ephemeral_block_id() -> str:
    """A new id for the blocks of one ephemeral message: a click on it then says that it was one."""
    return _EPHEMERAL + secrets.token_hex(4)


def is_ephemeral_block(block_id: str) -> bool:
    """Whether the block belongs to an ephemeral message."""
    return block_id.startswith(_EPHEMERAL)


def blocks(message: Message, block_id: str = "") -> list[Block]:
    """Its text, rows and buttons; *block_id* begins the ids of the blocks that have buttons."""
    rows, left = _fitting(message)
    blocks: list[Block] = [section(message.text)]
    for row in rows:
        blocks += _row(row)
    if left:
        blocks.append(ContextBlock(elements=[PlainTextObject(text=_more(left), emoji=False)]))
    blocks += actions(message.buttons)
    if block_id:
        for number, block in enumerate(filter(_has_buttons, blocks)):
            block.block_id = f"{block_id}-{number}"
    return blocks


def plain_text(message: Message) -> str:
    """The ``text`` that goes with the blocks, for notifications and screen readers."""
    rows, left = _fitting(message)
    lines = [message.text, *(row.plain or row.text for row in rows)]
    return "\n".join([*lines, _more(left)] if left else lines)


def section(text: str) -> SectionBlock:
    """*text* in mrkdwn, cut to what a section holds."""
    return SectionBlock(text=MarkdownTextObject(text=cut(text), verbatim=True))


def cut(text: str, length: int = SECTION_LIMIT) -> str:
    """*text* in mrkdwn, at most *length* characters, with no half mention or escape at its end."""
    if len(text) <= length:
        return text
    return _HALF.sub("", text[: length - 1]).rstrip() + "…"


def actions(buttons: Sequence[Button]) -> list[ActionsBlock]:
    """The *buttons* in as many blocks as they need."""
    return _actions([_button(button) for button in buttons])


def _actions(elements: Sequence[InteractiveElement]) -> list[ActionsBlock]:
    parts = (elements[first : first + BUTTONS] for first in range(0, len(elements), BUTTONS))
    return [ActionsBlock(elements=part) for part in parts]


def _button(button: Button) -> ButtonElement:
    style = "danger" if button.danger else "primary" if button.primary else None
    return ButtonElement(
        text=PlainTextObject(text=one_line(button.label, LABEL_LIMIT), emoji=False),
        action_id=button.action,
        value=button.value or None,
        url=button.url or None,
        style=style,
        confirm=_confirm(button.sure) if button.sure else None,
    )


def _menu(buttons: Sequence[Button]) -> OverflowMenuElement:
    """The *buttons* as the options of a menu (docs.slack.dev: overflow menu element).

    Slack passes the chosen option on as a value alone, so each begins with its button's action.
    """
    return OverflowMenuElement(
        action_id=MORE,
        options=[
            Option(
                text=PlainTextObject(text=one_line(button.label, LABEL_LIMIT), emoji=False),
                value=f"{button.action} {button.value}",
            )
            for button in buttons
        ],
    )


def from_menu(option: Mapping[str, Any]) -> tuple[str, str]:
    """Action and value of the button that this option of a menu stands for; or ValueError."""
    action, _, value = str(option["value"]).partition(" ")
    if action not in IN_MENUS:
        raise ValueError("no such option")
    return action, value


def _confirm(dialog: ConfirmDialog) -> ConfirmObject:
    """Slack's limits (docs.slack.dev: confirmation dialog): 100, 300, 30 and 30 characters."""
    return ConfirmObject(
        title=PlainTextObject(text=one_line(dialog.title, 100), emoji=False),
        text=PlainTextObject(text=one_line(dialog.text, 300), emoji=False),
        confirm=PlainTextObject(text=one_line(dialog.yes, 30), emoji=False),
        deny=PlainTextObject(text=one_line(dialog.no, 30), emoji=False),
        style="danger" if dialog.danger else None,
    )


def _row(row: MessageRow) -> list[Block]:
    """A row's sentence; a single button or menu beside it, several below it."""
    sentence = section(row.text)
    elements: list[InteractiveElement] = [_button(button) for button in row.buttons]
    if row.more:
        elements.append(_menu(row.more))
    if len(elements) == 1:
        sentence.accessory = elements[0]
        return [sentence]
    return [sentence, *_actions(elements)]


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
    return isinstance(block, ActionsBlock) or getattr(block, "accessory", None) is not None
