"""The daily agenda: a person's own meetings of the day, at the time that they chose."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.wall_clock import next_at
from handlers.coming import words
from handlers.coming.listing import midnight, window
from handlers.coming.upcoming import FindUpcoming
from handlers.effective_settings import EffectiveSettings
from handlers.posts import post_once
from handlers.replay import Later, Run
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, CannotPost, Destination, Person
from storage import payloads
from storage.ledger import NewJob

MOST = 20
"""Meetings in one message."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _AgendaJob:
    """The agenda of a *person* for a *day*, at the time "HH:MM" that they chose."""

    team: str
    person: str
    clock: str
    day: date


def job(team: str, person: Person, clock: str, now: datetime) -> NewJob:
    """The job of *person*'s next agenda, when it is *clock* ("HH:MM") where they are.

    Its key holds the time: chosen, changed and chosen again on one day, it is posted once.
    """
    at = next_at(clock, person.zone, now)
    day = at.astimezone(ZoneInfo(person.zone)).date()
    agenda = _AgendaJob(team=team, person=person.id, clock=clock, day=day)
    key = f"agenda:{team}:{person.id}:{day.isoformat()}:{clock}"
    return NewJob(key=key, kind="agenda", payload=payloads.dump(agenda), run_at=at)


class DailyAgenda:
    """The background job that posts the agenda of one day; on an empty day nothing is posted."""

    def __init__(
        self, conversation: Conversation, settings: EffectiveSettings, find_upcoming: FindUpcoming
    ) -> None:
        self._conversation = conversation
        self._settings = settings
        self._find_upcoming = find_upcoming

    async def post(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Post it and set the next, unless the person has chosen another time, or none."""
        agenda = payloads.load(payload, _AgendaJob)
        team, person, clock = agenda.team, agenda.person, agenda.clock
        if (await self._settings.of_person(team, person)).agenda != clock:
            return
        reader = await self._conversation.who(team, person)
        now = run.now
        due = _due(agenda.day, clock, reader.zone, now)
        if now < due:
            raise Later(due, "it is earlier there than it was")
        following = job(team, reader, clock, now)
        await run.commit("next", jobs=[following])
        await self._tell(run, team, reader, now)

    async def _tell(self, run: Run, team: str, reader: Person, now: datetime) -> None:
        today = window("today", reader.zone, now)
        meetings = (await self._find_upcoming(team, reader, "", today, now)).meetings
        if not meetings:
            return
        message = words.agenda(meetings[:MOST], len(meetings), reader, now)
        try:
            await post_once(run, self._conversation, Destination(team, reader.id), lambda: message)
            run.note("agenda posted", to=reader.id, meetings=len(meetings))
        except CannotPost as error:
            log.warning("an agenda was dropped: the person cannot be written to (%s)", error)


def _due(day: date, clock: str, zone: str, now: datetime) -> datetime:
    """When it is *clock* on *day* where the person is now; on a day that is over, today."""
    ahead = max((day - now.astimezone(ZoneInfo(zone)).date()).days, 0)
    return next_at(clock, zone, midnight(zone, now, ahead) - timedelta(seconds=1))
