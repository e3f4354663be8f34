"""The background job of one notification: each event in it is applied to the meetings it is about.

Events come twice, late and in any order: what is stored of each does not depend on it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.backoff import Backoff
from handlers.notifications import read_again
from handlers.notifications.progress import ShowProgress
from handlers.notifications.revoked import Revoked
from handlers.replay import Later, Run
from handlers.slack_types import JSON
from meetings.abilities import Notification
from meetings.model import EventKind, MeetingEvent
from storage import payloads
from storage.ledger import NewJob
from storage.sessions import Sessions

MADE_WITHIN = timedelta(minutes=10)
"""How long a meeting may be made at its service before it is in the database."""

NOT_YET = Backoff(share=0.25, shortest=timedelta(seconds=1), longest=timedelta(minutes=1))

_THERE = frozenset({EventKind.CHANGED, EventKind.DELETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delivery:
    """What *service* has told."""

    service: str
    events: tuple[MeetingEvent, ...]


def delivery_job(service: str, notification: Notification, now: datetime) -> NewJob:
    """The job of a notification, once for each of its keys; without the names of people.

    All of one service wait for each other's turns, and for nobody else's.
    """
    events = tuple(map(_unnamed, notification.events))
    digest = hashlib.sha256(notification.key.encode(errors="replace")).hexdigest()
    return NewJob(
        key=f"hook:{service}:{digest}",
        kind="notified",
        payload=payloads.dump(_Delivery(service=service, events=events)),
        run_at=now,
        person=f"hook/{service}",
    )


def _unnamed(event: MeetingEvent) -> MeetingEvent:
    """*event* without the name of who came or left, under a key that says nothing of them."""
    if event.kind is EventKind.REVOKED or not event.person:
        return replace(event, name="")
    text = f"{event.meeting_id}/{event.session}/{event.person}"
    key = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:20]
    return replace(event, name="", person=key)


class ApplyNotification:
    """The background job. Idempotent."""

    def __init__(self, sessions: Sessions, show: ShowProgress, revoked: Revoked) -> None:
        self._sessions = sessions
        self._show = show
        self._revoked = revoked

    async def __call__(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Apply what was told; of meetings that are not known here, nothing.

        One of them may be on its way into the database: its service knows it before we do.
        """
        delivery = payloads.load(payload, _Delivery)
        jobs: list[NewJob] = []
        being_made = await self._sessions.any_being_made()
        for service_id, events in _by_meeting(delivery.events).items():
            meetings = await self._sessions.meetings_of(delivery.service, service_id)
            age = run.now - run.job.created_at
            if being_made and not meetings and age < MADE_WITHIN:
                raise Later(run.now + NOT_YET.pause(TimeoutError(), age), "it may be being made")
            for meeting in meetings:
                await self._show(meeting, events, run.now, told=True)
                jobs += _look_there(run, meeting, service_id, events)
        for event in delivery.events:
            if event.kind is EventKind.REVOKED:
                await self._revoked(run, delivery.service, event)
        if jobs:
            await run.commit("look there", jobs=jobs)


def _by_meeting(events: Iterable[MeetingEvent]) -> Mapping[str, list[MeetingEvent]]:
    grouped: dict[str, list[MeetingEvent]] = {}
    for event in events:
        if event.meeting_id:
            grouped.setdefault(event.meeting_id, []).append(event)
    return grouped


def _look_there(
    run: Run, meeting: str, service_id: str, events: Sequence[MeetingEvent]
) -> list[NewJob]:
    """The job that reads the meeting again at its service, if something was changed there."""
    kinds = {event.kind for event in events} & _THERE
    if not kinds:
        return []
    deleted = EventKind.DELETED in kinds
    return [read_again.job(meeting, service_id, run.job.id, run.now, deleted=deleted)]
