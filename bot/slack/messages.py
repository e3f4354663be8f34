"""What the bot says in words, as Slack's Block Kit: sentences, rows of a list, and buttons.

Pure, but for the mark by which a press tells whether its button stood in private. Whoever builds a
whisper has escaped what people and services wrote; here it is cut to Slack's limits.
"""

import re
import secrets
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from handlers.slack_types import Button, ConfirmDialog, Message, MessageRow
from handlers.words import one_line

SECTION_LIMIT = 3000
LABEL_LIMIT = 75
MESSAGE_BLOCKS = 50
BUTTONS = 25
"""Most buttons in one block."""

_ASIDE = "aside-"
_HALF = re.compile(r"(?:<[^<>]*|&[a-z]{0,4})$")
"""The beginning of a mention, link or escape whose end was cut off."""


def aside() -> str:
    """A mark for the buttons of one thing said to one person alone, as it is drawn this time."""
    return _ASIDE + secrets.token_hex(4)


def is_aside(block_id: str) -> bool:
    """Whether a button in that block was drawn with such a mark."""
    return block_id.startswith(_ASIDE)


def blocks(said: Message, mark: str = "") -> list[Block]:
    """Its text, its rows, its buttons; *mark* names the blocks that hold buttons."""
    rows, left = _fitting(said)
    blocks: list[Block] = [section(said.text)]
    for row in rows:
        blocks += _row(row)
    if left:
        blocks.append(ContextBlock(elements=[PlainTextObject(text=_more(left), emoji=False)]))
    blocks += actions(said.buttons)
    if mark:
        pressable = (one for one in blocks if _holds_buttons(one))
        for number, block in enumerate(pressable):
            block.block_id = f"{mark}-{number}"
    return blocks


def read_aloud(said: Message) -> str:
    """What stands beside the blocks, for notifications and screen readers."""
    rows, left = _fitting(said)
    lines = [said.text, *(row.plain or row.text for row in rows)]
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
    parts = (buttons[first : first + BUTTONS] for first in range(0, len(buttons), BUTTONS))
    return [ActionsBlock(elements=[button(one) for one in part]) for part in parts]


def button(wanted: Button) -> ButtonElement:
    """One button. What it asks before it passes a press on is Slack's own dialog."""
    style = "danger" if wanted.danger else "primary" if wanted.primary else None
    return ButtonElement(
        text=PlainTextObject(text=one_line(wanted.label, LABEL_LIMIT), emoji=False),
        action_id=wanted.action,
        value=wanted.value or None,
        url=wanted.url or None,
        style=style,
        confirm=_question(wanted.sure, style) if wanted.sure else None,
    )


def _question(sure: ConfirmDialog, style: str | None) -> ConfirmObject:
    """Slack's limits (docs.slack.dev: confirmation dialog): 100, 300, 30 and 30 characters."""
    return ConfirmObject(
        title=PlainTextObject(text=one_line(sure.title, 100), emoji=False),
        text=PlainTextObject(text=one_line(sure.text, 300), emoji=False),
        confirm=PlainTextObject(text=one_line(sure.yes, 30), emoji=False),
        deny=PlainTextObject(text=one_line(sure.no, 30), emoji=False),
        style=style,
    )


def _row(row: MessageRow) -> list[Block]:
    """A row's sentence; its only button beside it, several below it."""
    said = section(row.text)
    if len(row.buttons) == 1:
        said.accessory = button(row.buttons[0])
        return [said]
    return [said, *actions(row.buttons)]


def _size(row: MessageRow) -> int:
    return 1 if len(row.buttons) == 1 else 1 + _blocks_of(row.buttons)


def _blocks_of(buttons: Sequence[Button]) -> int:
    return -(-len(buttons) // BUTTONS)


def _fitting(said: Message) -> tuple[Sequence[MessageRow], int]:
    """The rows that one message holds, and how many are left over."""
    room = MESSAGE_BLOCKS - 1 - _blocks_of(said.buttons)
    if sum(_size(row) for row in said.rows) <= room:
        return said.rows, 0
    taken = 0
    room -= 1  # for the words that say how many are not shown
    for row in said.rows:
        room -= _size(row)
        if room < 0:
            break
        taken += 1
    return said.rows[:taken], len(said.rows) - taken


def _more(left: int) -> str:
    return f"… and {left} more, which do not fit into one message."


def _holds_buttons(block: Block) -> bool:
    return isinstance(block, ActionsBlock) or getattr(block, "accessory", None) is not None
