"""The settings of a person and of a channel, and what holds where they have set nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from handlers.guests import is_person
from handlers.slack_port import Conversation
from storage import payloads
from storage.meetings import StoredMeeting
from storage.people import Preferences

Leads = tuple[timedelta, ...]
"""How long before a meeting it is announced, the longest first; none at all: it is not."""

EVERYONE, ADMINS = "everyone", "admins"
ALWAYS, UNSURE = "always", "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSettings:
    """What one person likes, as it is stored.

    *service* empty: the default here. *minutes*: the length of a meeting. *remind*: minutes before
    a meeting at which it is announced. *confirm*: show what was understood ``always``, or only when
    ``unsure``. *agenda*: the time of the daily agenda, "HH:MM" on the person's clock, or empty.
    """

    service: str = ""
    minutes: int = 30
    remind: tuple[int, ...] = (10,)
    confirm: str = ALWAYS
    agenda: str = ""

    @property
    def leads(self) -> Leads:
        """How long before a meeting it is announced."""
        return leads_of(self.remind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What holds in one channel, as it is stored. *remind* None: as each organizer likes.

    *starters*: who may start and schedule meetings there, besides the workspace's admins:
    ``everyone``, ``admins`` (nobody else), or the ids of people.
    """

    service: str = ""
    remind: tuple[int, ...] | None = None
    starters: str | tuple[str, ...] = EVERYONE

    @property
    def leads(self) -> Leads | None:
        """How long before a meeting it is announced, if that is set for the channel."""
        return None if self.remind is None else leads_of(self.remind)


def leads_of(minutes: Iterable[int]) -> Leads:
    """Lead times of so many *minutes*, each once, the longest first."""
    return tuple(timedelta(minutes=lead) for lead in longest_first(minutes))


def longest_first(minutes: Iterable[int]) -> tuple[int, ...]:
    """*minutes* as they are stored: each once, the longest first."""
    return tuple(sorted(set(minutes), reverse=True))


class EffectiveSettings:
    """Looks up the settings of people and channels."""

    def __init__(self, preferences: Preferences, conversation: Conversation) -> None:
        self._preferences = preferences
        self._conversation = conversation

    async def of_person(self, team: str, person: str) -> UserSettings:
        """What *person* likes."""
        return payloads.load(await self._preferences.of(team, person), UserSettings)

    async def of_channel(self, team: str, channel: str) -> ChannelSettings:
        """What holds in *channel*."""
        return payloads.load(await self._preferences.of(team, channel), ChannelSettings)

    async def may_start(self, team: str, channel: str, person: str) -> bool:
        """Whether *person* may start meetings in *channel*, and settle things for it."""
        allowed = (await self.of_channel(team, channel)).starters
        if allowed == EVERYONE or person in allowed:
            return True
        return await self._conversation.is_admin(person)

    async def announced(self, kept: StoredMeeting) -> dict[str, Leads]:
        """Where *kept* is announced, people by their id, and how long before.

        To each person who was named and did not decline, and to the organizer; in its conversation
        where nobody was named.
        """
        named = [one for one in kept.people if is_person(one) and kept.answers.get(one) != "cant"]
        if not any(is_person(one) for one in kept.people):
            return {kept.channel: await self._in_channel(kept)}
        people = list(dict.fromkeys([kept.organizer, *named]))
        found = await self._preferences.of_many(kept.team, people)
        return {one: payloads.load(found.get(one, {}), UserSettings).leads for one in people}

    async def _in_channel(self, kept: StoredMeeting) -> Leads:
        found = await self._preferences.of_many(kept.team, [kept.channel, kept.organizer])
        here = payloads.load(found.get(kept.channel, {}), ChannelSettings)
        if here.leads is not None:
            return here.leads
        return payloads.load(found.get(kept.organizer, {}), UserSettings).leads
