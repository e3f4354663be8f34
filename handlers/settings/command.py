"""`/meet settings`: what holds for a person and in a channel, and changing it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.coming import agenda, timers
from handlers.coming.lead_times import read
from handlers.effective_settings import (
    ChannelSettings,
    EffectiveSettings,
    UserSettings,
    longest_first,
)
from handlers.replay import Run
from handlers.services import Services
from handlers.settings import words
from handlers.settings.form import read_form
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from handlers.words import plain
from storage import payloads
from storage.ledger import NewJob
from storage.meetings import Meetings
from storage.people import Preferences

MOST_TIMED = 500
"""Meetings that get new timers at once; those after them follow with their next timer."""


class ChangeSettings:
    """Shows settings and changes them, also for meetings that are coming up already."""

    def __init__(
        self,
        settings: EffectiveSettings,
        preferences: Preferences,
        meetings: Meetings,
        services: Services,
        conversation: Conversation,
    ) -> None:
        self._settings = settings
        self._preferences = preferences
        self._meetings = meetings
        self._services = services
        self._conversation = conversation

    async def asked(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`settings` shows them; `settings remind 1m,10m` sets the person's lead times."""
        verb, _, typed = plain(rest).partition(" ")
        user = await self._settings.of_person(request.team, request.person)
        if verb.lower() == "remind":
            return await self._remind(run, request, user, typed.strip())
        person = await self._conversation.who(request.team, request.person)
        channel, may = None, False
        if not _is_direct(request):
            channel = await self._settings.of_channel(request.team, request.channel)
            may = await self._settings.may_start(request.team, request.channel, request.person)
        return words.settings(user, channel, self._services.default, person.zone, may=may)

    async def _remind(
        self, run: Run, request: SlackRequest, user: UserSettings, typed: str
    ) -> Message:
        if not typed:
            return words.reminders(user)
        try:
            remind = longest_first(read(typed))
        except ValueError:
            return words.not_understood(typed, user)
        after = replace(user, remind=remind)
        await self._save_for_user(run, request, user, after)
        return words.reminders_saved(after)

    async def sent(self, run: Run, request: SlackRequest, value: str) -> Message:
        """A form was filled in and sent."""
        after = read_form(value)
        if isinstance(after, ChannelSettings):
            return await self._save_for_channel(run, request, after)
        before = await self._settings.of_person(request.team, request.person)
        await self._save_for_user(run, request, before, after)
        person = await self._conversation.who(request.team, request.person)
        return words.user_settings_saved(after, self._services.default, person.zone)

    async def _save_for_user(
        self, run: Run, request: SlackRequest, before: UserSettings, after: UserSettings
    ) -> None:
        """Store the settings of a person, with the jobs that follow from them."""
        jobs: list[NewJob] = []
        if after.leads != before.leads:
            jobs += await self._new_timers(request.team, request.person, run.now)
        if after.agenda:  # its key makes a second job of the same agenda harmless
            person = await self._conversation.who(request.team, request.person)
            jobs.append(agenda.job(request.team, person, after.agenda, run.now))
        await self._save(run, request, request.person, after, jobs)

    async def _save_for_channel(
        self, run: Run, request: SlackRequest, after: ChannelSettings
    ) -> Message:
        if _is_direct(request):
            return words.direct_message_has_none()
        before = await self._settings.of_channel(request.team, request.channel)

        async def allowed() -> JSON:
            return await self._settings.may_start(request.team, request.channel, request.person)

        # Decided once: the new settings may no longer allow the person who stored them.
        if not await run.decide("allowed", allowed):
            named = () if isinstance(before.starters, str) else before.starters
            return words.may_not_change_settings(named)
        changed = after.leads != before.leads
        jobs = await self._new_timers(request.team, request.channel, run.now) if changed else []
        await self._save(run, request, request.channel, after, jobs)
        return words.channel_settings_saved(after)

    async def _save(
        self,
        run: Run,
        request: SlackRequest,
        whose: str,
        after: UserSettings | ChannelSettings,
        jobs: Sequence[NewJob],
    ) -> None:
        write = self._preferences.put(request.team, whose, payloads.dump(after), run.now)
        run.note("settings changed", of=whose, by=request.person)
        await run.commit("settle", writes=[write], jobs=jobs)

    async def _new_timers(self, team: str, whose: str, now: datetime) -> list[NewJob]:
        """New timers for upcoming meetings; until *now* the old lead times count."""
        rows = await self._meetings.upcoming(team, [whose], now, None, MOST_TIMED)
        return [
            timers.job_after_new_leads(row, await self._settings.announced(row), now)
            for row in rows
        ]


def _is_direct(request: SlackRequest) -> bool:
    """Whether it was asked in a direct message, which has no settings of its own."""
    return request.channel.startswith("D")
