"""What handlers say, as Slack's Block Kit: pure, within Slack's limits, and harmless to read.

Text of people and services goes into ``plain_text``, or is escaped: it can neither ping nor link.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from handlers.talk import Button, MeetingCard, Whisper
from handlers.words import one_line, quote

SECTION_LIMIT = 3000
LABEL_LIMIT = 75
PHONES = 5
"""How many telephone numbers a card shows: a list of fifty helps nobody."""

_PERSON = re.compile(r"[UW][A-Z0-9]+")
_GROUP = re.compile(r"S[A-Z0-9]+")


def meeting(card: MeetingCard) -> list[Block]:
    """The card of a meeting: title, who and where, join button, plain link, telephone."""
    blocks: list[Block] = [
        HeaderBlock(text=PlainTextObject(text=card.title, emoji=False)),
        SectionBlock(text=MarkdownTextObject(text=_about(card), verbatim=True)),
        ActionsBlock(
            elements=[
                ButtonElement(
                    text=PlainTextObject(text="Join", emoji=False),
                    action_id="parley.join",
                    url=card.join_url,
                    style="primary",
                    accessibility_label=one_line(f"Join {card.title}", LABEL_LIMIT),
                )
            ]
        ),
        SectionBlock(text=MarkdownTextObject(text=f"Link: {quote(card.join_url)}", verbatim=True)),
    ]
    if ways := _other_ways(card):
        blocks.append(SectionBlock(text=MarkdownTextObject(text=ways, verbatim=True)))
    if card.again:
        said = "My first copy of this card may have arrived too: it is one and the same meeting."
        blocks.append(ContextBlock(elements=[PlainTextObject(text=said, emoji=False)]))
    return blocks


def whisper(said: Whisper) -> list[Block]:
    """An answer for one person: its text, then its buttons."""
    text = MarkdownTextObject(text=said.text[:SECTION_LIMIT], verbatim=True)
    blocks: list[Block] = [SectionBlock(text=text)]
    for row in said.rows:
        shown = MarkdownTextObject(text=row.text[:SECTION_LIMIT], verbatim=True)
        blocks.append(SectionBlock(text=shown))
        if row.buttons:
            blocks.append(ActionsBlock(elements=[_button(one) for one in row.buttons]))
    if said.buttons:
        blocks.append(ActionsBlock(elements=[_button(one) for one in said.buttons]))
    return blocks


def read_aloud(said: Whisper) -> str:
    """What stands beside the blocks, for notifications and screen readers."""
    return "\n".join([said.text, *(row.plain or row.text for row in said.rows)])


def _about(card: MeetingCard) -> str:
    host = urlsplit(card.join_url).hostname or ""
    parts = [f"Started by <@{card.starter}>", f"{quote(card.service)} ({quote(host)})"]
    if card.people:
        parts.insert(1, f"with {_named(card.people)}")
    return " · ".join(parts)


def _named(people: Sequence[str]) -> str:
    return ", ".join(_mention(one) for one in people[:20])


def _mention(one: str) -> str:
    if _PERSON.fullmatch(one):
        return f"<@{one}>"
    if _GROUP.fullmatch(one):
        return f"<!subteam^{one}>"
    return quote(one_line(one, 80))


def _other_ways(card: MeetingCard) -> str:
    """Passcode and telephone, where there are any."""
    lines = [f"Passcode: `{quote(card.passcode).replace('`', '')}`"] if card.passcode else []
    for phone in card.phones[:PHONES]:
        region = f" ({quote(one_line(phone.region, 40))})" if phone.region else ""
        code = f", code {quote(one_line(phone.code, 40))}" if phone.code else ""
        lines.append(f"Phone{region}: {quote(one_line(phone.number, 60))}{code}")
    return "\n".join(lines)


def _button(button: Button) -> ButtonElement:
    return ButtonElement(
        text=PlainTextObject(text=one_line(button.label, LABEL_LIMIT), emoji=False),
        action_id=button.action,
        value=button.value or None,
        url=button.url or None,
        style="primary" if button.primary else None,
    )
