"""The settings of people and channels, with defaults for what was never set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from handlers.guests import is_person
from handlers.slack_port import Conversation
from handlers.slack_types import JSON
from storage.meetings import StoredMeeting
from storage.people import Preferences

Leads = tuple[timedelta, ...]
"""How long before a meeting it is announced, the longest first; empty: it is not announced."""

MINUTES = 30
LEADS: Leads = (timedelta(minutes=10),)

EVERYONE, ADMINS = "everyone", "admins"
ALWAYS, UNSURE = "always", "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSettings:
    """Settings of one person. *service* empty: the default one; *minutes*: a meeting's length.

    *confirm*: show what was understood ``always``, or only when ``unsure``; *agenda* the time of
    the daily agenda, "HH:MM" on the person's own clock, or empty.
    """

    service: str = ""
    minutes: int = MINUTES
    leads: Leads = LEADS
    confirm: str = ALWAYS
    agenda: str = ""

    def as_json(self) -> Mapping[str, JSON]:
        """The form in which it is stored."""
        return {
            "service": self.service,
            "minutes": self.minutes,
            "remind": _minutes(self.leads),
            "confirm": self.confirm,
            "agenda": self.agenda,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, JSON]) -> "UserSettings":
        """Read back what ``as_json`` wrote; {} gives the defaults."""
        row = cast("Mapping[str, Any]", stored)
        return cls(
            service=row.get("service", ""),
            minutes=row.get("minutes", MINUTES),
            leads=leads_of(row["remind"]) if "remind" in row else LEADS,
            confirm=row.get("confirm", ALWAYS),
            agenda=row.get("agenda", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """Settings of one channel. *leads* None: as each organizer likes.

    *starters*: who may start and schedule meetings there, besides the workspace's admins:
    ``everyone``, ``admins`` (nobody else), or the ids of people.
    """

    service: str = ""
    leads: Leads | None = None
    starters: str | tuple[str, ...] = EVERYONE

    def as_json(self) -> Mapping[str, JSON]:
        """The form in which it is stored."""
        named: JSON = self.starters if isinstance(self.starters, str) else list(self.starters)
        leads = None if self.leads is None else _minutes(self.leads)
        return {"service": self.service, "remind": leads, "starters": named}

    @classmethod
    def from_json(cls, stored: Mapping[str, JSON]) -> "ChannelSettings":
        """Read back what ``as_json`` wrote; {} gives the defaults."""
        row = cast("Mapping[str, Any]", stored)
        remind, starters = row.get("remind"), row.get("starters", EVERYONE)
        return cls(
            service=row.get("service", ""),
            leads=None if remind is None else leads_of(remind),
            starters=starters if isinstance(starters, str) else tuple(starters),
        )


def leads_of(minutes: list[int]) -> Leads:
    """Lead times of so many *minutes*, each once, the longest first."""
    return tuple(timedelta(minutes=each) for each in sorted(set(minutes), reverse=True))


class EffectiveSettings:
    """Looks up the settings that hold for a person, a channel, a meeting."""

    def __init__(self, preferences: Preferences, conversation: Conversation) -> None:
        self._preferences = preferences
        self._conversation = conversation

    async def of_person(self, team: str, person: str) -> UserSettings:
        """The settings of *person*."""
        return UserSettings.from_json(await self._preferences.of(team, person))

    async def of_channel(self, team: str, channel: str) -> ChannelSettings:
        """The settings of *channel*."""
        return ChannelSettings.from_json(await self._preferences.of(team, channel))

    async def may_start(self, team: str, channel: str, person: str) -> bool:
        """Whether *person* may start meetings in *channel*, and change its settings."""
        allowed = (await self.of_channel(team, channel)).starters
        if allowed == EVERYONE or person in allowed:
            return True
        return await self._conversation.is_admin(person)

    async def announced(self, meeting: StoredMeeting) -> dict[str, Leads]:
        """Where *meeting* is announced (ids of people, or of its channel), and how long before.

        To the organizer and to each person who was named and did not decline; to its channel where
        nobody was named.
        """
        named = [person for person in meeting.people if is_person(person)]
        if not named:
            return {meeting.channel: await self._channel_leads(meeting)}
        coming = [person for person in named if meeting.answers.get(person) != "cant"]
        people = list(dict.fromkeys([meeting.organizer, *coming]))
        rows = await self._preferences.of_many(meeting.team, people)
        return {person: UserSettings.from_json(rows.get(person, {})).leads for person in people}

    async def _channel_leads(self, meeting: StoredMeeting) -> Leads:
        channel, organizer = meeting.channel, meeting.organizer
        rows = await self._preferences.of_many(meeting.team, [channel, organizer])
        leads = ChannelSettings.from_json(rows.get(channel, {})).leads
        if leads is not None:
            return leads
        return UserSettings.from_json(rows.get(organizer, {})).leads


def _minutes(leads: Leads) -> list[JSON]:
    return [lead // timedelta(minutes=1) for lead in leads]
