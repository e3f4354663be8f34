"""Web API methods that post, change and delete: chat.postMessage, postEphemeral, update, delete."""

from sandbox.slack.backend import Backend
from sandbox.slack.calls import ApiCall
from sandbox.slack.posting import (
    LONGEST_POST,
    LONGEST_UPDATE,
    Content,
    for_bot,
    own_message,
    post,
    read_content,
    remove,
    rewrite,
)
from sandbox.slack.refusals import SlackError
from sandbox.slack.shapes import as_message
from sandbox.slack.workspace import Json


def _content(call: ApiCall, longest: int) -> Content:
    return read_content(
        call.arguments.get("text"),
        call.data("blocks", "invalid_blocks_format"),
        call.data("metadata", "invalid_metadata_format"),
        longest,
    )


def post_message(back: Backend, call: ApiCall) -> Json:
    """chat.postMessage: a message for everybody in a conversation."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    content = _content(call, LONGEST_POST)
    back.pace.post(conversation.id)
    thread_ts = call.maybe("thread_ts")
    message = post(space, conversation, content, via="chat.postMessage", thread_ts=thread_ts)
    shown = as_message(message, space, metadata=True)
    return {"channel": conversation.id, "ts": message.ts, "message": shown}


def post_ephemeral(back: Backend, call: ApiCall) -> Json:
    """chat.postEphemeral: a message that only one person in the conversation sees."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    person = call.text("user")
    if person not in conversation.members:
        raise SlackError("user_not_in_channel")
    message = post(
        space,
        conversation,
        _content(call, LONGEST_POST),
        via="chat.postEphemeral",
        thread_ts=call.maybe("thread_ts"),
        only_for=person,
    )
    return {"message_ts": message.ts}


def update(back: Backend, call: ApiCall) -> Json:
    """chat.update: another text and other blocks in the bot's own message."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    message = own_message(conversation, call.text("ts"), space, "cant_update_message")
    if "blocks" not in call.arguments and "text" in call.arguments:
        call.arguments["blocks"] = []
    rewrite(space, message, _content(call, LONGEST_UPDATE))
    shown = as_message(message, space)
    return {"channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(back: Backend, call: ApiCall) -> Json:
    """chat.delete: the bot's own message disappears."""
    space = back.workspace
    conversation = for_bot(space, call.text("channel"))
    message = own_message(conversation, call.text("ts"), space, "cant_delete_message")
    remove(space, message)
    return {"channel": conversation.id, "ts": message.ts}
