"""What a bot may post and where: content is checked, conversations are found, as Slack does."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.blocks import check_blocks, with_ids
from sandbox.slack.refusals import SlackError, invalid_blocks
from sandbox.slack.workspace import Channel, Json, PostedMessage, Workspace

# Slack cuts a posted text at 40,000 characters; here it is refused, since a bot that lets Slack
# cut its text loses the end of it. An update of more than 4,000 Slack refuses itself.
LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000


@dataclass(slots=True, frozen=True)
class Content:
    """The checked content of one message."""

    text: str
    blocks: list[Json]
    metadata: Json | None = None


def read_content(
    raw_text: Any, blocks: Any, metadata: Any = None, longest: int = 40_000
) -> Content:
    """Check a text, blocks and metadata; raises SlackError."""
    text = "" if raw_text is None else str(raw_text)
    if blocks is None:
        blocks = []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    if problems := check_blocks(blocks):
        raise invalid_blocks(problems)
    return Content(text, blocks, _read_metadata(metadata))


def _read_metadata(metadata: Any) -> Json | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": event_type, "event_payload": payload}


def for_bot(space: Workspace, named: str) -> Channel:
    """The conversation that an app means by an id, a #name or a person's id; raises SlackError."""
    if named in space.people and named not in space.conversations:
        if space.people[named].left:
            raise SlackError("channel_not_found")
        return space.direct(named)
    conversation = space.conversations.get(named)
    if conversation is None and named.startswith("#"):
        names = (c for c in space.conversations.values() if c.name == named[1:])
        conversation = next(names, None)
    if conversation is None:
        raise SlackError("channel_not_found")
    if space.bot.id not in conversation.members:
        raise SlackError(
            "not_in_channel" if conversation.kind == "channel" else "channel_not_found"
        )
    return conversation


def own_message(conversation: Channel, ts: str, space: Workspace, no: str) -> PostedMessage:
    """A lasting message of the bot itself; raises SlackError(*no*) if it is somebody else's."""
    message = conversation.messages.get(ts)
    if message is None or message.deleted or message.only_for:
        raise SlackError("message_not_found")
    if message.author != space.bot.id:
        raise SlackError(no)
    return message


def post(
    space: Workspace,
    conversation: Channel,
    content: Content,
    *,
    via: str,
    thread_ts: str | None = None,
    only_for: str | None = None,
) -> PostedMessage:
    """Post *content* as the bot; a reply makes its message the first of a thread."""
    ts = space.next_ts()
    root = conversation.messages.get(thread_ts or "")
    if root is not None and only_for is None:
        thread_ts = root.thread_ts = root.thread_ts or root.ts
    return space.post(
        PostedMessage(
            ts=ts,
            channel=conversation.id,
            author=space.bot.id,
            text=content.text,
            blocks=with_ids(content.blocks, ts[-6:]),
            thread_ts=thread_ts,
            metadata=content.metadata,
            only_for=only_for,
            via=via,
        )
    )


def rewrite(space: Workspace, message: PostedMessage, content: Content) -> None:
    """Replace what a message says."""
    message.text = content.text
    message.blocks = with_ids(content.blocks, message.ts[-6:])
    message.edited_ts = space.next_ts()
    if content.metadata is not None:
        message.metadata = content.metadata
    space.touch()


def remove(space: Workspace, message: PostedMessage) -> None:
    """Delete a message; the book keeps it."""
    message.deleted = True
    space.touch()
