"""Looks for meetings: those to come, those with a name or title, those that had visitors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from meetings.model import Meeting
from meetings.service import Exchange
from meetings.services.live_meeting.listing import by, list_meetings, within
from meetings.services.live_meeting.result import meeting, stands
from meetings.services.live_meeting.session import Session
from meetings.xml import Element

Searched: TypeAlias = Literal["name", "owner", "billing", "title"]

LONGEST_MEETING = timedelta(days=1)
"""How long before now a meeting may have begun that is still looked at."""


def upcoming(session: Session, until: datetime) -> Exchange[Sequence[Meeting]]:
    """What ends after now and begins before *until*; now is by the center's own clock."""
    now = yield from session.tell_time()
    since = (now or until - timedelta(days=60)) - LONGEST_MEETING
    if since >= until:
        return []
    listed = yield from _listed(session, within("startTime", since, until))
    return [one for one in listed if now is None or not _over(one, now)]


def search(session: Session, field: Searched, text: str) -> Exchange[Sequence[Meeting]]:
    """The account's meetings whose *field* is *text*; ``%`` and ``_`` stand for any characters."""
    operator: Literal["=", "LIKE"] = "LIKE" if "%" in text or "_" in text else "="
    return (yield from _listed(session, by(field, text, operator)))


def held(session: Session, since: datetime, until: datetime) -> Exchange[Sequence[Meeting]]:
    """The meetings that somebody was in from *since* to *until*, deleted ones included."""
    return (yield from _listed(session, within("visitedIn", since, until), past=True))


def _listed(session: Session, query: Element, *, past: bool = False) -> Exchange[list[Meeting]]:
    found = yield from list_meetings(session, query, deleted=past)
    made: list[Meeting] = []
    for one in found:
        if past or stands(one):
            made.append((yield from meeting(session, one)))
    return sorted(made, key=_begins)


def _begins(one: Meeting) -> tuple[bool, float]:
    return one.starts_at is None, one.starts_at.timestamp() if one.starts_at else 0.0


def _over(one: Meeting, now: datetime) -> bool:
    return one.starts_at is not None and one.lasts is not None and one.starts_at + one.lasts <= now
