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
from handlers.settings import form as settings_form
from handlers.settings import words
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from handlers.words import plain
from storage import payloads
from storage.ledger import NewJob
from storage.meetings import Meetings
from storage.people import Preferences

MOST_TIMED = 500
"""Meetings whose timers are set anew; those after them follow with their next timer."""


class ChangeSettings:
    """Shows settings and changes them: at once for what comes, and for what is coming already."""

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
        """`settings`: what holds; `settings remind 1m,10m`: so from now on."""
        verb, _, typed = plain(rest).partition(" ")
        mine = await self._settings.of_person(request.team, request.person)
        if verb.lower() == "remind":
            return await self._remind(run, request, mine, typed.strip())
        person = await self._conversation.who(request.team, request.person)
        here, may = None, False
        if not _alone(request):
            here = await self._settings.of_channel(request.team, request.channel)
            may = await self._settings.may_start(request.team, request.channel, request.person)
        return words.settings(mine, here, self._services.default, person.zone, may=may)

    async def _remind(
        self, run: Run, request: SlackRequest, mine: UserSettings, typed: str
    ) -> Message:
        if not typed:
            return words.reminders(mine)
        try:
            remind = longest_first(read(typed))
        except ValueError:
            return words.not_understood(typed, mine)
        after = replace(mine, remind=remind)
        await self._keep(run, request, mine, after)
        return words.reminders_saved(after)

    async def filled(self, run: Run, request: SlackRequest, value: str) -> Message:
        """A form was sent."""
        sent = settings_form.read(value)
        if sent.here is not None:
            return await self._for_channel(run, request, sent.here)
        after = sent.mine or UserSettings()
        before = await self._settings.of_person(request.team, request.person)
        await self._keep(run, request, before, after)
        person = await self._conversation.who(request.team, request.person)
        return words.user_settings_saved(after, self._services.default, person.zone)

    async def _keep(
        self, run: Run, request: SlackRequest, before: UserSettings, after: UserSettings
    ) -> None:
        """Write down what a person likes, and what follows from it."""
        jobs: list[NewJob] = []
        if after.leads != before.leads:
            jobs += await self._timed(request.team, request.person, run.now)
        if after.agenda:  # there is one already, or else there should be
            person = await self._conversation.who(request.team, request.person)
            jobs.append(agenda.job(request.team, person, after.agenda, run.now))
        await self._put(run, request, request.person, after, jobs)

    async def _for_channel(
        self, run: Run, request: SlackRequest, after: ChannelSettings
    ) -> Message:
        if _alone(request):
            return words.direct_message_has_none()
        before = await self._settings.of_channel(request.team, request.channel)

        async def allowed() -> JSON:
            return await self._settings.may_start(request.team, request.channel, request.person)

        # As it was when this was first looked at: what is written may shut out who wrote it.
        if not await run.decide("allowed", allowed):
            named = () if isinstance(before.starters, str) else before.starters
            return words.may_not_change_settings(named)
        changed = after.leads != before.leads
        jobs = await self._timed(request.team, request.channel, run.now) if changed else []
        await self._put(run, request, request.channel, after, jobs)
        return words.channel_settings_saved(after)

    async def _put(
        self,
        run: Run,
        request: SlackRequest,
        whose: str,
        after: UserSettings | ChannelSettings,
        jobs: Sequence[NewJob],
    ) -> None:
        put = self._preferences.put(request.team, whose, payloads.dump(after))
        await run.commit("settle", writes=[put], jobs=jobs)

    async def _timed(self, team: str, whose: str, now: datetime) -> list[NewJob]:
        """New timers for what is coming; until *now* the lead times of today counted."""
        rows = await self._meetings.upcoming(team, [whose], now, None, MOST_TIMED)
        return [
            timers.job_after_new_leads(row, await self._settings.announced(row), now)
            for row in rows
        ]


def _alone(request: SlackRequest) -> bool:
    """Whether it was asked in a direct message, which has no settings of its own."""
    return request.channel.startswith("D")
