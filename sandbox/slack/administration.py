"""What an administrator does: people change or leave, the bot is invited, granted, uninstalled."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.backend import Backend
from sandbox.slack.cast import ALL_SCOPES
from sandbox.slack.delivery import BotDelivery
from sandbox.slack.payloads import event
from sandbox.slack.posting import remove
from sandbox.slack.workspace import Json


class Administration:
    """An administrator of the workspace."""

    def __init__(self, back: Backend, delivery: BotDelivery) -> None:
        self._back = back
        self._delivery = delivery

    async def grant(self, scopes: Iterable[str]) -> Json:
        """Grant the bot exactly these scopes; KeyError for an unknown one."""
        wanted = set(scopes)
        if unknown := wanted - ALL_SCOPES:
            raise KeyError(f"no such scope here: {', '.join(sorted(unknown))}")
        self._back.workspace.scopes = wanted
        return {"ok": True}

    async def change_person(  # noqa: PLR0913 - what can be changed, each by its name
        self,
        person: str,
        zone: str | None = None,
        locale: str | None = None,
        email: str | None = None,
        *,
        left: bool | None = None,
        admin: bool | None = None,
        confirmed: bool | None = None,
        home: str | None = None,
    ) -> Json:
        """Change somebody's zone, language or address, or whether they left or are an admin.

        *confirmed*: whether the address is. *home*: the workspace they are of, empty for this one.
        KeyError for an unknown zone.
        """
        space = self._back.workspace
        who = space.person(person)
        if zone is not None:
            ZoneInfo(zone)
        changes: dict[str, Any] = {"zone": zone, "locale": locale, "email": email}
        changes |= {"left": left, "admin": admin, "confirmed": confirmed, "home": home}
        changed = {name: value for name, value in changes.items() if value is not None}
        space.people[who.id] = replace(who, **changed)
        space.touch()
        return {"ok": True}

    async def membership(self, person: str, channel: str, *, inside: bool) -> Json:
        """Invite somebody (or the bot) to a conversation, or remove them."""
        space = self._back.workspace
        who = space.person(person)
        members = space.conversation(channel, who.id).members
        if inside and who.id not in members:
            members.append(who.id)
        if not inside and who.id in members:
            members.remove(who.id)
        space.touch()
        return {"ok": True, "members": members}

    async def delete_message(self, message_ts: str) -> Json:
        """Delete a message, of any author; KeyError if there is none."""
        for conversation in self._back.workspace.conversations.values():
            message = conversation.messages.get(message_ts)
            if message is not None and not message.deleted:
                remove(self._back.workspace, message)
                return {"ok": True}
        raise KeyError(f"no message {message_ts}")

    async def uninstall(self) -> Json:
        """Take the app out of the workspace: its token is dead, and it is told so."""
        space = self._back.workspace
        self._back.installed = False
        for what in (
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [space.bot.id]}},
            {"type": "app_uninstalled"},
        ):
            await self._delivery.event(event(space, {**what, "event_ts": space.next_ts()}))
        return {"ok": True}

    async def install(self) -> Json:
        """Put the app back, with the same token."""
        self._back.installed = True
        return {"ok": True}
