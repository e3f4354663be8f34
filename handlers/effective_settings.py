"""What a person and a channel have settled, and what holds where they have settled nothing."""

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
"""How long before a meeting it is announced, the longest first; none at all: it is not."""

MINUTES = 30
LEADS: Leads = (timedelta(minutes=10),)

EVERYONE, ADMINS = "everyone", "admins"
ALWAYS, UNSURE = "always", "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSettings:
    """What one person likes. *service* empty: what is the default here; *minutes*: a length.

    *confirm*: show what was understood ``always``, or only when ``unsure``; *agenda* the time of
    the daily agenda, "HH:MM" on the person's own clock, or empty.
    """

    service: str = ""
    minutes: int = MINUTES
    leads: Leads = LEADS
    confirm: str = ALWAYS
    agenda: str = ""

    def as_json(self) -> Mapping[str, JSON]:
        """The form in which it is kept."""
        return {
            "service": self.service,
            "minutes": self.minutes,
            "remind": _minutes(self.leads),
            "confirm": self.confirm,
            "agenda": self.agenda,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, JSON]) -> "UserSettings":
        """Read back what ``as_json`` wrote; nothing is what holds for somebody new."""
        row = cast("Mapping[str, Any]", kept)
        return cls(
            service=row.get("service", ""),
            minutes=row.get("minutes", MINUTES),
            leads=leads_of(row["remind"]) if "remind" in row else LEADS,
            confirm=row.get("confirm", ALWAYS),
            agenda=row.get("agenda", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What holds in one channel. *leads* none: as each organizer likes.

    *starters*: who may start and schedule meetings there, besides the workspace's admins:
    ``everyone``, ``admins`` (nobody else), or the ids of people.
    """

    service: str = ""
    leads: Leads | None = None
    starters: str | tuple[str, ...] = EVERYONE

    def as_json(self) -> Mapping[str, JSON]:
        """The form in which it is kept."""
        named: JSON = self.starters if isinstance(self.starters, str) else list(self.starters)
        leads = None if self.leads is None else _minutes(self.leads)
        return {"service": self.service, "remind": leads, "starters": named}

    @classmethod
    def from_json(cls, kept: Mapping[str, JSON]) -> "ChannelSettings":
        """Read back what ``as_json`` wrote; nothing is what holds in a new channel."""
        row = cast("Mapping[str, Any]", kept)
        remind, starters = row.get("remind"), row.get("starters", EVERYONE)
        return cls(
            service=row.get("service", ""),
            leads=None if remind is None else leads_of(remind),
            starters=starters if isinstance(starters, str) else tuple(starters),
        )


def leads_of(minutes: list[int]) -> Leads:
    """Lead times of so many *minutes*, each once, the longest first."""
    return tuple(timedelta(minutes=one) for one in sorted(set(minutes), reverse=True))


class EffectiveSettings:
    """Looks up what was settled."""

    def __init__(self, preferences: Preferences, conversation: Conversation) -> None:
        self._preferences = preferences
        self._conversation = conversation

    async def of_person(self, team: str, person: str) -> UserSettings:
        """What *person* likes."""
        return UserSettings.from_json(await self._preferences.of(team, person))

    async def of_channel(self, team: str, channel: str) -> ChannelSettings:
        """What holds in *channel*."""
        return ChannelSettings.from_json(await self._preferences.of(team, channel))

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
        return {one: UserSettings.from_json(found.get(one, {})).leads for one in people}

    async def _in_channel(self, kept: StoredMeeting) -> Leads:
        found = await self._preferences.of_many(kept.team, [kept.channel, kept.organizer])
        here = ChannelSettings.from_json(found.get(kept.channel, {}))
        if here.leads is not None:
            return here.leads
        return UserSettings.from_json(found.get(kept.organizer, {})).leads


def _minutes(leads: Leads) -> list[JSON]:
    return [lead // timedelta(minutes=1) for lead in leads]
