"""How Slack writes a person, a message, a conversation and a view in its JSON."""

from datetime import datetime
from hashlib import md5
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.workspace import Channel, Json, Member, PostedMessage, View, Workspace


def as_person(person: Member, space: Workspace, *, locale: bool, email: bool) -> Json:
    """A user object (users.info); *email* only with the scope users:read.email."""
    local = space.clock.moment().astimezone(ZoneInfo(person.zone))
    first, _, last = person.real_name.partition(" ")
    shown: Json = {
        "id": person.id,
        "team_id": person.home or space.team_id,
        "name": person.name,
        "deleted": person.left,
        "color": md5(person.id.encode(), usedforsecurity=False).hexdigest()[:6],
        "real_name": person.real_name,
        "tz": person.zone,
        "tz_label": _zone_label(local),
        "tz_offset": int((local.utcoffset() or local - local).total_seconds()),
        "profile": _profile(person, space, first, last, email=email),
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_795_000_000,
    }
    if email:
        shown["is_email_confirmed"] = person.confirmed
    if person.home:
        shown["is_stranger"] = True
    return shown | ({"locale": person.locale} if locale else {})


def _zone_label(local: datetime) -> str:
    return local.tzname() or "UTC"


def _profile(person: Member, space: Workspace, first: str, last: str, *, email: bool) -> Json:
    profile: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": first,
        "last_name": last,
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": md5(person.id.encode(), usedforsecurity=False).hexdigest()[:12],
        "team": space.team_id,
    }
    if email and person.email:
        profile["email"] = person.email
    if person.is_bot and person == space.bot:
        profile |= {"bot_id": space.bot_id, "api_app_id": space.app_id}
    return profile


def as_message(message: PostedMessage, space: Workspace, *, metadata: bool = False) -> Json:
    """A message object; *metadata* as include_all_metadata asks for it."""
    shown: Json = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "team": space.team_id,
        "text": message.text,
    }
    if message.author == space.bot.id:
        shown |= {"bot_id": space.bot_id, "app_id": space.app_id}
        shown["bot_profile"] = _bot_profile(space)
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        if message.thread_ts != message.ts:
            shown["parent_user_id"] = _parent_author(message, space)
    if message.edited_ts:
        shown["edited"] = {"user": message.author, "ts": message.edited_ts}
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread_facts(message, space)


def _bot_profile(space: Workspace) -> Json:
    icon = f"https://a.slack-edge.example/{space.app_id}"
    return {
        "id": space.bot_id,
        "app_id": space.app_id,
        "name": space.bot.real_name,
        "icons": {f"image_{size}": f"{icon}_{size}.png" for size in (36, 48, 72)},
        "deleted": False,
        "updated": 1_795_000_000,
        "team_id": space.team_id,
    }


def _parent_author(message: PostedMessage, space: Workspace) -> str:
    parent = space.conversations[message.channel].messages.get(message.thread_ts or "")
    return parent.author if parent else message.author


def _thread_facts(message: PostedMessage, space: Workspace) -> Json:
    if message.thread_ts != message.ts:
        return {}
    replies = thread_of(message, space)[1:]
    if not replies:
        return {}
    writers = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "reply_count": len(replies),
        "reply_users_count": len(writers),
        "reply_users": writers,
        "latest_reply": replies[-1].ts,
        "subscribed": False,
    }


def thread_of(message: PostedMessage, space: Workspace) -> list[PostedMessage]:
    """The first message of a thread and its replies, oldest first."""
    root = message.thread_ts or message.ts
    messages = space.conversations[message.channel].lasting()
    return [m for m in messages if root in (m.ts, m.thread_ts)]


def as_conversation(conversation: Channel, space: Workspace, *, count: bool = False) -> Json:
    """A conversation object (conversations.info)."""
    kind, bot = conversation.kind, space.bot.id
    if kind == "im":
        other = next((m for m in conversation.members if m != bot), bot)
        return {
            "id": conversation.id,
            "created": conversation.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": other,
            "priority": 0,
        }
    blank = {"value": "", "creator": "", "last_set": 0}
    shown: Json = {
        "id": conversation.id,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": kind == "channel",
        "is_group": kind == "private",
        "is_im": False,
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_general": conversation.name == "general",
        "is_archived": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": bot in conversation.members,
        "created": conversation.created,
        "creator": conversation.members[0],
        "topic": dict(blank),
        "purpose": dict(blank),
    }
    return shown | ({"num_members": len(conversation.members)} if count else {})


def as_view(view: View, space: Workspace, values: Json | None = None) -> Json:
    """A view object as views.open answers it and view_submission carries it."""
    content = view.content
    shown: dict[str, Any] = {
        "id": view.id,
        "team_id": space.team_id,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "external_id": content.get("external_id", ""),
        "state": {"values": values or {}},
        "hash": view.hash,
        "title": content.get("title"),
        "submit": content.get("submit"),
        "close": content.get("close"),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": space.app_id,
        "app_installed_team_id": space.team_id,
        "bot_id": space.bot_id,
    }
    return shown
