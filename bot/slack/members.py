"""Who is in a conversation, by name; an optional scope for each kind of conversation allows it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.slack.api import SlackApi
from handlers.slack_types import CannotPost, ConversationMember, NotDelivered
from handlers.words import one_line

LONGEST = 3
"""Seconds that looking up the members may take."""

NAMES_KNOWN_FOR = timedelta(hours=6)
"""How long a member's names are remembered."""

MOST_REMEMBERED = 2000
"""People whose names are remembered."""

log = structlog.get_logger(__name__)


class Members:
    """Looks up the members of conversations, and remembers their names for a while."""

    def __init__(self, api: SlackApi, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, tuple[datetime, ConversationMember | None]] = {}

    async def of(self, channel: str, most: int) -> list[ConversationMember]:
        """At most so many people of *channel*; empty where Slack does not say, or not in time.

        conversations.members, one page, and users.info; bots and people who have left are not told.
        """
        try:
            async with asyncio.timeout(LONGEST):
                answer = await self._api.call(
                    "conversations.members", needs={"members": list}, channel=channel, limit=most
                )
                ids = [str(member) for member in answer["members"][:most]]
                people = await asyncio.gather(*(self._member(person) for person in ids))
        except CannotPost:
            return []  # SlackApi logs a missing scope once
        except (NotDelivered, TimeoutError) as fault:
            log.info("members not looked up", reason=str(fault) or type(fault).__name__)
            return []
        return [person for person in people if person]

    async def ids(self, channel: str, group: str, most: int) -> list[str] | None:
        """The people of *channel*, or of the user group *group* where there is none; no bots.

        None where Slack does not say, or not in time, or where there are more than *most*.
        """
        ask = (
            self._api.call("conversations.members", channel=channel, limit=most + 1)
            if channel
            else self._api.call("usergroups.users.list", usergroup=group)
        )
        try:
            async with asyncio.timeout(LONGEST):
                answer = await ask
                found = answer.get("members" if channel else "users")
                ids = [str(person) for person in found] if isinstance(found, list) else []
                if not 0 < len(ids) <= most:
                    return None
                people = await asyncio.gather(*(self._member(person) for person in ids))
        except (NotDelivered, TimeoutError) as fault:
            log.info("group not looked up", reason=str(fault) or type(fault).__name__)
            return None
        return [person.id for person in people if person]

    async def _member(self, person: str) -> ConversationMember | None:
        now = self._clock()
        known = self._known.get(person)
        if known and abs(now - known[0]) < NAMES_KNOWN_FOR:
            return known[1]
        try:
            answer = await self._api.call("users.info", needs={"user": dict}, user=person)
        except NotDelivered:
            return None
        member = _from_user(person, answer["user"])
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[person] = (now, member)
        return member


def _from_user(person: str, user: Mapping[str, Any]) -> ConversationMember | None:
    """The names of a user object (docs.slack.dev: users.info); None for bots and who has left."""
    if user.get("is_bot") or user.get("deleted") or person == "USLACKBOT":
        return None
    profile = user.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    display = str(profile.get("display_name") or "")
    real = str(profile.get("real_name") or user.get("real_name") or display)
    if not real:
        return None
    return ConversationMember(
        id=person, name=one_line(real, 60), display_name=one_line(display, 60)
    )
