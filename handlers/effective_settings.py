"""The settings of people and channels, with defaults for what was never set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from handlers.guests import is_person
from handlers.slack_port import Conversation
from storage import payloads
from storage.meetings import StoredMeeting
from storage.people import Preferences

Leads = tuple[timedelta, ...]
"""How long before a meeting it is announced, the longest first; empty: it is not announced."""

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
    """Looks up the settings that hold for a person, a channel, a meeting."""

    def __init__(self, preferences: Preferences, conversation: Conversation) -> None:
        self._preferences = preferences
        self._conversation = conversation

    async def of_person(self, team: str, person: str) -> UserSettings:
        """The settings of *person*."""
        return payloads.load(await self._preferences.of(team, person), UserSettings)

    async def of_channel(self, team: str, channel: str) -> ChannelSettings:
        """The settings of *channel*."""
        return payloads.load(await self._preferences.of(team, channel), ChannelSettings)

    async def of_both(
        self, team: str, channel: str, person: str
    ) -> tuple[ChannelSettings, UserSettings]:
        """The settings of *channel* and those of *person*, from one snapshot."""
        rows = await self._preferences.of_many(team, [channel, person])
        return (
            payloads.load(rows[channel], ChannelSettings),
            payloads.load(rows[person], UserSettings),
        )

    async def may_start(self, team: str, channel: str, person: str) -> bool:
        """Whether *person* may start meetings in *channel*, and change its settings."""
        return await self.allows(await self.of_channel(team, channel), person)

    async def allows(self, channel: ChannelSettings, person: str) -> bool:
        """Whether *person* may start meetings where the settings are those of *channel*."""
        if channel.starters == EVERYONE or person in channel.starters:
            return True
        return await self._conversation.is_admin(person)

    async def announced(self, meeting: StoredMeeting) -> dict[str, Leads]:
        """Where *meeting* is announced (ids of people, or of its channel), and how long before.

        To the organizer and to each person who was named; to its channel where nobody was named.
        Who declines a date is not told of that date: see ``declined``.
        """
        named = [person for person in meeting.people if is_person(person)]
        if not named:
            return {meeting.channel: await self._channel_leads(meeting)}
        people = list(dict.fromkeys([meeting.organizer, *named]))
        rows = await self._preferences.of_many(meeting.team, people)
        return {
            person: payloads.load(rows.get(person, {}), UserSettings).leads for person in people
        }

    async def _channel_leads(self, meeting: StoredMeeting) -> Leads:
        channel, organizer = meeting.channel, meeting.organizer
        rows = await self._preferences.of_many(meeting.team, [channel, organizer])
        leads = payloads.load(rows.get(channel, {}), ChannelSettings).leads
        if leads is not None:
            return leads
        return payloads.load(rows.get(organizer, {}), UserSettings).leads
