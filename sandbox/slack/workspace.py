"""The state of one Slack workspace: its people, conversations, messages and open views."""

import asyncio
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.clock import SandboxClock

Json = dict[str, Any]
Kind = Literal["channel", "private", "im", "mpim"]

SLACKBOT = "USLACKBOT"


@dataclass(slots=True, frozen=True)
class Member:
    """Somebody with an account; *zone* is IANA, *locale* as Slack writes it (en-US).

    *confirmed*: they have confirmed the address. *home*: the id of another workspace, for somebody
    who is only seen here through a shared channel.
    """

    id: str
    name: str
    real_name: str
    zone: str
    locale: str
    email: str
    is_bot: bool = False
    left: bool = False
    admin: bool = False
    confirmed: bool = True
    home: str = ""


@dataclass(slots=True)
class PostedMessage:
    """One message; an ephemeral one has a person in *only_for*."""

    ts: str
    channel: str
    author: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    only_for: str | None = None
    via: str = "person"
    edited_ts: str | None = None
    deleted: bool = False


@dataclass(slots=True)
class Channel:
    """A channel, a private channel, a direct or a group message."""

    id: str
    kind: Kind
    name: str
    members: list[str]
    created: int
    messages: dict[str, PostedMessage] = field(default_factory=dict)

    def lasting(self) -> Iterator[PostedMessage]:
        """What everybody in it sees, oldest first."""
        return (m for m in self.messages.values() if m.only_for is None and not m.deleted)


@dataclass(slots=True)
class View:
    """A modal that is, or was, open before one person."""

    id: str
    person: str
    content: Json
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Workspace:
    """One workspace and the one app that is installed in it."""

    clock: SandboxClock
    people: dict[str, Member]
    conversations: dict[str, Channel]
    bot: Member
    scopes: set[str]
    team_id: str = "T0SANDBOX"
    domain: str = "sandbox"
    name: str = "Sandbox"
    app_id: str = "A0PARLEY"
    bot_id: str = "B0PARLEYBOT"
    views: dict[str, View] = field(default_factory=dict)
    _last_ts: int = 0
    _version: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def next_ts(self) -> str:
        """A timestamp that no other message has, such as 1795176000.000100."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def post(self, message: PostedMessage) -> PostedMessage:
        """Put *message* into its conversation."""
        self.conversations[message.channel].messages[message.ts] = message
        self.touch()
        return message

    def touch(self) -> None:
        """Note a visible change, and wake all who wait for one."""
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def version(self) -> int:
        """Grows with every visible change."""
        return self._version

    async def changed(self, since: int) -> int:
        """Wait until something visible changed since version *since*; gives the new version."""
        while self._version == since:
            await self._changed.wait()
        return self._version

    def person(self, who: str) -> Member:
        """Find a person by id or user name; raises KeyError."""
        by_id = self.people.get(who)
        wanted = who.lstrip("@").lower()
        for person in () if by_id else self.people.values():
            if person.name == wanted:
                return person
        if by_id is None:
            raise KeyError(f"nobody here is called {who}")
        return by_id

    def direct(self, person: str) -> Channel:
        """The direct conversation of a person and the bot, opened if need be."""
        for conversation in self.conversations.values():
            if conversation.kind == "im" and set(conversation.members) == {person, self.bot.id}:
                return conversation
        channel = Channel(
            "D0" + person[1:].ljust(8, "0"), "im", "", [person, self.bot.id], int(self.clock.now())
        )
        self.conversations[channel.id] = channel
        return channel

    def conversation(self, named: str, person: str) -> Channel:
        """What *person* means by an id, ``#general``, ``general`` or ``@Parley``; else KeyError."""
        if named in self.conversations:
            return self.conversations[named]
        wanted = named.lower()
        if wanted.lstrip("@") in (self.bot.name, "dm"):
            return self.direct(person)
        for conversation in self.conversations.values():
            if conversation.name and conversation.name == wanted.lstrip("#"):
                return conversation
        raise KeyError(f"there is no conversation {named}")

    def title_of(self, conversation: Channel, viewer: Member) -> str:
        """What *viewer* calls *conversation*: a channel's name, or the names of the others."""
        if conversation.kind in ("channel", "private"):
            return conversation.name
        others = [self.people[m].real_name for m in conversation.members if m != viewer.id]
        return ", ".join(sorted(others))

    def visible(self, person: str) -> Iterator[PostedMessage]:
        """All that *person* sees, in every conversation they are in, newest first."""
        seen = (
            reversed(conversation.messages.values())
            for conversation in self.conversations.values()
            if person in conversation.members
        )
        for message in heapq.merge(*seen, key=lambda m: m.ts, reverse=True):
            if not message.deleted and message.only_for in (None, person):
                yield message

    def open_view(self, person: str) -> View | None:
        """The view on top of *person*'s screen."""
        shown = [v for v in self.views.values() if v.person == person and v.open]
        return shown[-1] if shown else None
