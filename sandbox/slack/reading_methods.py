"""Web API methods that read and find: auth.test, users.info and the conversations.* family."""

import re
from collections.abc import Sequence

from sandbox.slack.backend import Backend
from sandbox.slack.calls import ApiCall
from sandbox.slack.refusals import SlackError, missing_scope
from sandbox.slack.shapes import as_conversation, as_message, as_person, thread_of
from sandbox.slack.workspace import Channel, Json, PostedMessage, Workspace

_FAMILY = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d{1,12}(\.\d{1,6})?")


def auth_test(back: Backend, _call: ApiCall) -> Json:
    """auth.test: whose token this is."""
    space = back.workspace
    return {
        "url": f"{back.url}/",
        "team": space.name,
        "user": space.bot.name,
        "team_id": space.team_id,
        "user_id": space.bot.id,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


def users_info(back: Backend, call: ApiCall) -> Json:
    """users.info: a person with their zone, and their locale if it is asked for."""
    space = back.workspace
    person = space.people.get(call.text("user"))
    if person is None:
        raise SlackError("user_not_found")
    email = "users:read.email" in space.scopes
    shown = as_person(person, space, locale=call.flag("include_locale"), email=email)
    return {"user": shown}


def _conversation(back: Backend, call: ApiCall, right: str) -> Channel:
    """The conversation; SlackError without the *right* (read, history) for its kind."""
    space = back.workspace
    conversation = space.conversations.get(call.text("channel"))
    inside = conversation is not None and space.bot.id in conversation.members
    if conversation is None or (conversation.kind != "channel" and not inside):
        raise SlackError("channel_not_found")
    needed = f"{_FAMILY[conversation.kind]}:{right}"
    if needed not in space.scopes:
        raise missing_scope(needed, sorted(space.scopes))
    if right == "history" and not inside:
        raise SlackError("not_in_channel")
    return conversation


def conversations_info(back: Backend, call: ApiCall) -> Json:
    """conversations.info: what kind of conversation this is."""
    conversation = _conversation(back, call, "read")
    count = call.flag("include_num_members")
    return {"channel": as_conversation(conversation, back.workspace, count=count)}


def conversations_members(back: Backend, call: ApiCall) -> Json:
    """conversations.members: who is in it, page by page."""
    members = _conversation(back, call, "read").members
    page, cursor = _page(members, call, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def _page(rows: Sequence[str], call: ApiCall, default: int) -> tuple[list[str], str]:
    limit = call.number("limit", default)
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    start = 0
    if cursor := call.maybe("cursor"):
        if not cursor.startswith("next:") or not cursor[5:].isdigit():
            raise SlackError("invalid_cursor")
        start = int(cursor[5:])
    end = start + limit
    return list(rows[start:end]), f"next:{end}" if end < len(rows) else ""


def conversations_open(back: Backend, call: ApiCall) -> Json:
    """conversations.open: the direct message with one person, or a group message with several."""
    space = back.workspace
    users = [user for user in call.text("users").split(",") if user]
    needed = "im:write" if len(users) == 1 else "mpim:write"
    if needed not in space.scopes:
        raise missing_scope(needed, sorted(space.scopes))
    if any(user not in space.people for user in users):
        raise SlackError("user_not_found")
    if len(users) > 8:
        raise SlackError("too_many_users")
    conversation = space.direct(users[0]) if len(users) == 1 else _group(space, users)
    whole = call.flag("return_im")
    return {"channel": as_conversation(conversation, space) if whole else {"id": conversation.id}}


def _group(space: Workspace, users: list[str]) -> Channel:
    wanted = {*users, space.bot.id}
    for conversation in space.conversations.values():
        if conversation.kind == "mpim" and set(conversation.members) == wanted:
            return conversation
    names = "--".join(sorted(space.people[user].name for user in wanted))
    name = f"G0GROUP{len(space.conversations):04d}"
    conversation = Channel(name, "mpim", f"mpdm-{names}-1", sorted(wanted), int(space.clock.now()))
    space.conversations[name] = conversation
    return conversation


def _between(messages: Sequence[PostedMessage], call: ApiCall) -> list[PostedMessage]:
    """Those between oldest and latest; raises SlackError for a timestamp that is none."""
    bounds = {}
    for name, default in (("oldest", "0"), ("latest", "999999999999")):
        text = call.maybe(name) or default
        if not _TS.fullmatch(text):
            raise SlackError(f"invalid_ts_{name}")
        bounds[name] = float(text)
    if call.flag("inclusive"):
        return [m for m in messages if bounds["oldest"] <= float(m.ts) <= bounds["latest"]]
    return [m for m in messages if bounds["oldest"] < float(m.ts) < bounds["latest"]]


def conversations_history(back: Backend, call: ApiCall) -> Json:
    """conversations.history: the messages that are no replies, newest first."""
    conversation = _conversation(back, call, "history")
    roots = [m for m in conversation.lasting() if m.thread_ts in (None, m.ts)]
    chosen = _between(roots, call)[::-1]
    shown, cursor = _page([m.ts for m in chosen], call, 100)
    every = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [
            as_message(conversation.messages[ts], back.workspace, metadata=every) for ts in shown
        ],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def conversations_replies(back: Backend, call: ApiCall) -> Json:
    """conversations.replies: one thread, oldest first."""
    conversation = _conversation(back, call, "history")
    root = conversation.messages.get(call.text("ts"))
    if root is None or root.deleted or root.only_for:
        raise SlackError("thread_not_found")
    chosen = _between(thread_of(root, back.workspace), call)
    shown, cursor = _page([m.ts for m in chosen], call, 1000)
    every = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [
            as_message(conversation.messages[ts], back.workspace, metadata=every) for ts in shown
        ],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
