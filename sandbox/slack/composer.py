"""What happens when a person types: a slash command, a mention, a word to the bot, or just talk."""

import re
from typing import Any

from sandbox.slack.answers import ResponseUrls, post_ephemeral
from sandbox.slack.backend import Backend
from sandbox.slack.delivery import BotDelivery
from sandbox.slack.payloads import command, message_event
from sandbox.slack.workspace import Channel, Json, Member, PostedMessage, Workspace

_ALREADY = re.compile(r"(<(?:[@#][A-Z0-9]{3,}|![a-z]+(?:\^[A-Z0-9]+)?)(?:\|[^<>]*)?>)")
_WORDS = re.compile(r"@([\w.-]*\w)|#([\w-]+)|(https?://[^\s<>|]+)|([\w.+-]+@[\w-]+\.[\w.-]*\w)")
_EVERYONE = ("channel", "here", "everyone")


def escape(space: Workspace, typed: str) -> str:
    """The text as Slack passes it on: ``@ana`` is ``<@U...>``, ``&`` is ``&amp;``, links in <>.

    What already has Slack's form (``<@U0ANA00001>``) stays as it is.
    """
    parts = _ALREADY.split(typed)
    parts[::2] = [_escape_plain(space, part) for part in parts[::2]]
    return "".join(parts)


def _escape_plain(space: Workspace, text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def mark(match: re.Match[str]) -> str:
        name, conversation, link, mail = match.groups()
        if link:
            return f"<{link}>"
        if mail:
            return f"<mailto:{mail}|{mail}>"
        if conversation:
            return _mark_channel(space, conversation) or match[0]
        return _mark_person(space, name) or match[0]

    return _WORDS.sub(mark, safe)


def _mark_person(space: Workspace, name: str) -> str:
    if name.lower() in _EVERYONE:
        return f"<!{name.lower()}>"
    for person in space.people.values():
        if name.lower() == person.name:
            return f"<@{person.id}>"
    return ""


def _mark_channel(space: Workspace, name: str) -> str:
    for conversation in space.conversations.values():
        if conversation.kind == "channel" and conversation.name == name.lower():
            return f"<#{conversation.id}|{conversation.name}>"
    return ""


class Composer:
    """The box labelled "Message"."""

    def __init__(self, back: Backend, delivery: BotDelivery, answers: ResponseUrls) -> None:
        self._back = back
        self._delivery = delivery
        self._answers = answers

    async def type(
        self, person: str, channel: str, text: str, thread_ts: str | None = None
    ) -> dict[str, Any]:
        """Let *person* type *text*; returns when the bot has it. KeyError: unknown conversation."""
        space = self._back.workspace
        who = space.person(person)
        where = space.conversation(channel, who.id)
        if who.id not in where.members:
            raise KeyError(f"{who.name} is not in {channel}")
        if text.startswith("/"):
            return await self._command(who, where, text, thread_ts)
        return await self._talk(who, where, text, thread_ts)

    async def _command(
        self, who: Member, where: Channel, typed: str, thread_ts: str | None
    ) -> dict[str, Any]:
        name, _, text = typed.partition(" ")
        if thread_ts is not None:
            post_ephemeral(
                self._back, who.id, where.id, f"{name} is not supported in threads. Sorry!"
            )
            return {"ok": False, "error": "not_supported_in_threads"}
        if name not in self._back.commands:
            post_ephemeral(self._back, who.id, where.id, f"{name} is not a valid command.")
            return {"ok": False, "error": "invalid_command"}
        escaped = escape(self._back.workspace, text.strip())
        fields, ticket = command(self._back, who, where, name, escaped)
        answer = await self._delivery.command(fields)
        self._answers.to_command(ticket, name, answer)
        return {
            "ok": not answer.error,
            "error": answer.error,
            "status": answer.status,
            "ms": answer.ms,
            "trigger_id": fields["trigger_id"],
        }

    async def _talk(
        self, who: Member, where: Channel, typed: str, thread_ts: str | None
    ) -> dict[str, Any]:
        message = self._post(who, where, typed, thread_ts)
        event = self._event(who, where, message)
        if event is None:
            return {"ok": True, "ts": message.ts, "error": ""}
        answer = await self._delivery.event(event)
        return {
            "ok": not answer.error,
            "error": answer.error,
            "ts": message.ts,
            "status": answer.status,
            "ms": answer.ms,
            "event_id": event["event_id"],
        }

    def _post(
        self, who: Member, where: Channel, typed: str, thread_ts: str | None
    ) -> PostedMessage:
        space = self._back.workspace
        root = where.messages.get(thread_ts or "")
        if thread_ts is not None and root is None:
            raise KeyError(f"no message {thread_ts}")
        if root is not None:
            thread_ts = root.thread_ts = root.thread_ts or root.ts
        return space.post(
            PostedMessage(
                ts=space.next_ts(),
                channel=where.id,
                author=who.id,
                text=escape(space, typed),
                thread_ts=thread_ts,
            )
        )

    def _event(self, who: Member, where: Channel, message: PostedMessage) -> Json | None:
        """The event that the app is subscribed to and allowed to have, if any."""
        space = self._back.workspace
        inside = space.bot.id in where.members
        if where.kind == "im":
            allowed = inside and "im:history" in space.scopes
            return message_event(space, message, "message") if allowed else None
        if f"<@{space.bot.id}" not in message.text:
            return None
        if not inside:
            name = space.bot.real_name
            post_ephemeral(
                self._back, who.id, where.id, f"@{name} is not in this channel. Invite them?"
            )
            return None
        return (
            message_event(space, message, "app_mention")
            if "app_mentions:read" in space.scopes
            else None
        )
