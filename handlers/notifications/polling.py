"""Asks a service at a calm pace how a meeting is held, while it should be running.

That is for where nothing notifies the bot: without a public address, or without a secret. Where the
service notifies it, it is asked rarely, in case a notification was lost; and where it ought to
notify and does not, the log says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from calendars.changed_dates import occurrence_of
from handlers.backoff import Backoff
from handlers.notifications import read_again
from handlers.notifications.progress import ShowProgress
from handlers.replay import Later, Run, place_of
from handlers.services import AccountOwner, Services
from handlers.slack_types import JSON
from handlers.stored_meetings import meeting_of, plan_of
from meetings.abilities import Notifies, TellsProgress
from meetings.errors import MeetingError, NoSuchMeeting
from meetings.model import EventKind, MeetingEvent
from meetings.service import MeetingService
from storage import payloads
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting
from storage.sessions import RUNS_AT_MOST, Sessions

CALMLY = Backoff(
    share=0.25, shortest=timedelta(seconds=20), longest=timedelta(minutes=3), jitter=True
)
"""Where nothing notifies: more often while people gather."""

RARELY = Backoff(
    share=0.5, shortest=timedelta(minutes=10), longest=timedelta(minutes=30), jitter=True
)
"""Where the service has told of this meeting by itself."""

NOBODY_CAME = timedelta(hours=1)
"""How long after its planned end, or its start without one, a meeting may still begin."""

BEFORE = timedelta(hours=1)
"""How long before its time people may have met for a meeting, and its service have told so."""

SILENT_FOR = timedelta(minutes=2)
"""After which a beginning must have been notified, where that is set up."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """The date of a *meeting* that begins at *starts_at*."""

    meeting: str
    starts_at: datetime


class AskProgress:
    """The background job of one date: it comes back until the meeting is over."""

    def __init__(
        self, services: Services, meetings: Meetings, sessions: Sessions, show: ShowProgress
    ) -> None:
        self._services = services
        self._meetings = meetings
        self._sessions = sessions
        self._show = show
        self._warned: set[str] = set()

    def jobs(self, meeting: StoredMeeting, starts_at: datetime, now: datetime) -> list[NewJob]:
        """The job for the date that begins at *starts_at*; none where its service cannot tell."""
        if not isinstance(self._services.get(meeting.service), TellsProgress):
            return []
        asking = _Asking(meeting=meeting.id, starts_at=starts_at)
        key = f"progress:{meeting.id}:{starts_at.timestamp() * 1000:.0f}"
        at = now + CALMLY.pause(TimeoutError(), timedelta())
        return [NewJob(key=key, kind="progress", payload=payloads.dump(asking), run_at=at)]

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Ask, unless it is over; and come back."""
        asked, now = payloads.load(payload, _Asking), run.now
        meeting = await self._meetings.by_id(asked.meeting)
        service = self._services.get(meeting.service) if meeting else None
        if meeting is None or service is None or not isinstance(service, TellsProgress):
            return
        if meeting.state != "made" or _is_over(meeting, asked.starts_at, now):
            return
        going_on = max(now - asked.starts_at, timedelta())
        heard = await self._sessions.heard_of(meeting.id, asked.starts_at - BEFORE)
        try:
            events = await self._ask(meeting, service, service)
        except NoSuchMeeting:
            job = read_again.job(meeting.id, meeting.service_id, run.job.id, now, deleted=True)
            await run.commit("gone", jobs=[job])
            return
        except MeetingError as error:
            if not error.may_pass:
                log.info("not asked any more how a meeting is held: %s", error)
                return
            pause = CALMLY.pause(error, going_on)
            raise Later(now + pause, str(error), place=place_of(error)) from error
        await self._show(meeting.id, events, now, told=False)
        if not heard:
            self._warn_if_silent(service, events, now)
        pace = RARELY if heard else CALMLY
        raise Later(now + pace.pause(TimeoutError(), going_on), "the meeting goes on")

    async def _ask(
        self, meeting: StoredMeeting, service: MeetingService, tells: TellsProgress
    ) -> list[MeetingEvent]:
        owner = AccountOwner(meeting.team, meeting.organizer, meeting.service)
        ask = partial(tells.progress, meeting_of(meeting))
        events = list(await self._services.run(service, owner, ask))
        if any(event.kind is EventKind.DELETED for event in events):
            raise NoSuchMeeting(service.info.title, name=service.info.name)
        return events

    def _warn_if_silent(
        self, service: MeetingService, events: list[MeetingEvent], now: datetime
    ) -> None:
        """Say once in the log that notifications are set up and do not come."""
        info = service.info
        if not isinstance(service, Notifies) or not service.is_notified:
            return
        if info.name in self._warned or not any(now - event.at > SILENT_FOR for event in events):
            return
        self._warned.add(info.name)
        log.warning(
            "%s does not send notifications, though a secret is set: check the address of its "
            "event subscription, save it again, and install the app there once more",
            info.title,
        )


def _is_over(meeting: StoredMeeting, starts_at: datetime, now: datetime) -> bool:
    """Whether that date is over, was moved, or nobody has come to it."""
    plan, held = plan_of(meeting), meeting.progress
    if plan is None:
        ends_at = starts_at
        if meeting.lasts is not None:
            return True
    else:
        date = occurrence_of(plan, starts_at)
        if date is None:
            return True
        ends_at = date.ends_at
    if held is None or held.began_at < starts_at - BEFORE:
        return now > ends_at + NOBODY_CAME
    if held.ended_at is None:
        return now > held.began_at + RUNS_AT_MOST
    return now > max(ends_at, held.ended_at)
