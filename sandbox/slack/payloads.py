"""The payloads that Slack sends to an app, in the shapes of its documentation."""

import secrets

from sandbox.slack.backend import Backend
from sandbox.slack.delivery import TOKEN
from sandbox.slack.shapes import as_message, as_view
from sandbox.slack.tickets import ResponseUrl
from sandbox.slack.workspace import Channel, Json, Member, PostedMessage, View, Workspace


def channel_name(conversation: Channel) -> str:
    """What payloads call a conversation."""
    return {"im": "directmessage", "private": "privategroup"}.get(
        conversation.kind, conversation.name
    )


def _from_person(back: Backend, person: Member) -> Json:
    space = back.workspace
    return {
        "token": TOKEN,
        "api_app_id": space.app_id,
        "team": {"id": space.team_id, "domain": space.domain},
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": space.team_id,
        },
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": back.tickets.new_trigger(person.id),
    }


def command(
    back: Backend, person: Member, conversation: Channel, name: str, text: str
) -> tuple[dict[str, str], ResponseUrl]:
    """A slash command, and the response_url that it carries."""
    space = back.workspace
    ticket = back.tickets.new_response("commands", person.id, conversation.id)
    fields = {
        "token": TOKEN,
        "team_id": space.team_id,
        "team_domain": space.domain,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": space.app_id,
        "is_enterprise_install": "false",
        "response_url": back.url + ticket.path,
        "trigger_id": back.tickets.new_trigger(person.id),
    }
    return fields, ticket


def message_actions(
    back: Backend, person: Member, message: PostedMessage, action: Json, values: Json
) -> Json:
    """block_actions of an element in a message; an ephemeral message is not repeated in it."""
    space = back.workspace
    conversation = space.conversations[message.channel]
    ticket = back.tickets.new_response("actions", person.id, conversation.id, message)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _from_person(back, person) | {
        "type": "block_actions",
        "container": container,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "state": {"values": values},
        "response_url": back.url + ticket.path,
        "actions": [action],
    }
    if message.only_for is None:
        payload["message"] = as_message(message, space)
    return payload


def view_actions(back: Backend, person: Member, view: View, action: Json, values: Json) -> Json:
    """block_actions of an element in a view."""
    return _from_person(back, person) | {
        "type": "block_actions",
        "container": {"type": "view", "view_id": view.id},
        "view": as_view(view, back.workspace, values),
        "actions": [action],
    }


def submission(back: Backend, person: Member, view: View, values: Json) -> Json:
    """view_submission, with what was entered."""
    return _from_person(back, person) | {
        "type": "view_submission",
        "view": as_view(view, back.workspace, values),
        "response_urls": [],
    }


def closed(back: Backend, person: Member, view: View) -> Json:
    """view_closed."""
    return _from_person(back, person) | {
        "type": "view_closed",
        "view": as_view(view, back.workspace),
        "is_cleared": False,
    }


def shortcut(back: Backend, person: Member, message: PostedMessage, callback_id: str) -> Json:
    """A message shortcut (message_action)."""
    space = back.workspace
    conversation = space.conversations[message.channel]
    ticket = back.tickets.new_response("app", person.id, conversation.id, message)
    return _from_person(back, person) | {
        "type": "message_action",
        "action_ts": space.next_ts(),
        "callback_id": callback_id,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "message_ts": message.ts,
        "message": as_message(message, space),
        "response_url": back.url + ticket.path,
    }


def event(space: Workspace, what: Json) -> Json:
    """An event of the Events API around *what* happened."""
    return {
        "token": TOKEN,
        "team_id": space.team_id,
        "api_app_id": space.app_id,
        "event": what,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(float(what["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": space.team_id,
                "user_id": space.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def message_event(space: Workspace, message: PostedMessage, kind: str) -> Json:
    """The event of a message: *kind* is app_mention or message (in a direct conversation)."""
    what: Json = {
        "type": kind,
        "user": message.author,
        "ts": message.ts,
        "text": message.text,
        "team": space.team_id,
        "channel": message.channel,
        "event_ts": message.ts,
    }
    if message.thread_ts and message.thread_ts != message.ts:
        what["thread_ts"] = message.thread_ts
    if kind == "message":
        what["channel_type"] = "im"
    if message.author == space.bot.id:
        what |= {"bot_id": space.bot_id, "app_id": space.app_id}
    else:
        what["client_msg_id"] = secrets.token_hex(16)
    return event(space, what)
