"""Sessions: when a meeting was really held, and how many were in it, as its service tells.

What is told comes twice, late and in any order. So each value is the earliest or the latest of all
that were told, and nothing depends on their order. Of a person only a key is stored, which says
nothing of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from storage.columns import from_moment, from_span, to_moment
from storage.ledger import NewJob, insert_job
from storage.meeting_rows import Progress, progress_of, progress_text
from storage.meetings import update_calendars
from storage.store import Store, Transaction

Happened: TypeAlias = Literal["started", "ended", "joined", "left"]

MOST_STAYS = 5000
"""Stays of one session that are counted."""

RUNS_AT_MOST = timedelta(hours=30)
"""How long a meeting is taken to run of whose end nothing is heard."""


A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent:
    """Something that happened *at* a moment; *person* is the key of one stay."""

    what: Happened
    at: datetime
    session: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardJobs:
    """The jobs that show it: *at_once* for a beginning or an end, *in_time* for the people alone.

    The keys of all that are *in_time* for one meeting begin with *prefix*.
    """

    at_once: NewJob
    in_time: NewJob
    prefix: str


class Sessions:
    """The sessions of meetings; each write brings the meeting's ``progress`` up to date."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def meetings_of(self, service: str, service_id: str) -> list[str]:
        """Return our ids of the meetings that the service calls so, of all workspaces."""
        names = (service, service_id)
        rows = await self._store.read(lambda tx: tx.execute(_MEETINGS_OF, names), quick=True)
        return [row["id"] for row in rows]

    async def any_being_made(self) -> bool:
        """Return whether a meeting may be at its service that is not stored yet.

        To be asked before ``meetings_of``: what was stored in between is found there.
        """
        return bool(await self._store.read(lambda tx: tx.execute(_BEING_MADE), quick=True))

    async def heard_of(self, meeting: str, since: datetime) -> bool:
        """Return whether the service has told of *meeting* by itself since then."""
        params = (meeting, from_moment(since))
        return bool(await self._store.read(lambda tx: tx.execute(_HEARD, params), quick=True))

    async def apply(
        self,
        meeting: str,
        events: Sequence[SessionEvent],
        now: datetime,
        card: CardJobs,
        *,
        told: bool,
    ) -> bool:
        """Write what happened, and a job for the card where that shows more than before.

        *told*: the service has told it by itself; else it was asked. Where the people alone are
        others, no job is added beside one that is still to be done, and shows this as well. Returns
        whether a job *in_time* was added. Idempotent.
        """
        heard_at = from_moment(now) if told else 0

        def work(tx: Transaction) -> bool:
            rows = tx.execute(_PROGRESS, (meeting,))
            if not rows:
                return False
            for event in events:
                _add(tx, meeting, event, heard_at)
            before, after = rows[0]["progress"], _progress(tx, meeting)
            if after is None or before == progress_text(after):
                return False
            tx.execute(_SET_PROGRESS, (progress_text(after), meeting))
            _set_end(tx, meeting, after)
            if not _changed(before, after):
                return _show_in_time(tx, card, from_moment(now))
            insert_job(tx, card.at_once, from_moment(now))
            if after.ended_at is None:
                insert_job(tx, _in_the_end(meeting, card, after), from_moment(now))
            return False

        return await self._store.write(work, quick=True)


def _add(tx: Transaction, meeting: str, event: SessionEvent, heard_at: int) -> None:
    """Write one event down, whatever was written before it."""
    at = from_moment(event.at)
    begun = at if event.what in ("started", "joined") else None
    ended = at if event.what == "ended" else None
    tx.execute(_SESSION, (meeting, event.session, begun, begun, ended, heard_at))
    if event.what not in ("joined", "left"):
        return
    stay = (meeting, event.session, event.person)
    if tx.execute(_COUNT, stay[:2])[0]["stays"] >= MOST_STAYS and not tx.execute(_STAY, stay):
        return
    times = (at, None) if event.what == "joined" else (None, at)
    tx.execute(_SET_STAY, (*stay, *times))


def _progress(tx: Transaction, meeting: str) -> Progress | None:
    """The session that was active last; None while none has begun."""
    rows = tx.execute(_LAST, (meeting,))
    if not rows:
        return None
    session = rows[0]
    running = session["ended_at"] is None or session["active_at"] > session["ended_at"]
    there = tx.execute(_THERE, (meeting, session["name"]))[0]["people"] if running else 0
    return Progress(
        began_at=to_moment(session["began_at"]),
        ended_at=None if running else to_moment(session["ended_at"]),
        people=there,
    )


def _set_end(tx: Transaction, meeting: str, progress: Progress) -> None:
    """Say of a meeting that was started at once until when it runs, and how long it has lasted."""
    if progress.ended_at is None:
        until = from_moment(progress.began_at) + from_span(RUNS_AT_MOST)
        written = tx.execute(_RUNS, (until, meeting, meeting))
    else:
        end = from_moment(progress.ended_at)
        written = tx.execute(_HAS_ENDED, (end, end, meeting))
    if written:
        update_calendars(tx, meeting)


def _changed(before: str | None, after: Progress) -> bool:
    """Whether it began or ended, and not only the people are others."""
    if before is None:
        return True
    then = progress_of(before)
    return (then.began_at, then.ended_at) != (after.began_at, after.ended_at)


def _show_in_time(tx: Transaction, card: CardJobs, now: int) -> bool:
    if tx.execute(_TO_COME, (card.prefix, f"{card.prefix}\x7f")):
        return False
    return insert_job(tx, card.in_time, now)


def _in_the_end(meeting: str, card: CardJobs, progress: Progress) -> NewJob:
    """The job that shows it when it is not taken to run any more, without news of its end."""
    key = f"card-end:{meeting}:{from_moment(progress.began_at)}"
    return replace(card.at_once, key=key, run_at=progress.began_at + RUNS_AT_MOST + A_MOMENT)


_MEETINGS_OF = """
    select id from meeting where service = ? and service_id = ? and state = 'made' order by id"""
# By the indexes of jobs that run and of requests that wait: timers, of which there are many, make
# no meetings.
_BEING_MADE = """
    select 1 from job cross join step
    where job.state = 'running' and step.job = job.id and step.state = 'begun'
      and step.name like 'create%'
    union all
    select 1 from job cross join step
    where job.state = 'ready' and job.kind = 'ask' and step.job = job.id
      and step.state = 'begun' and step.name like 'create%'
    limit 1"""
_HEARD = "select 1 from session where meeting = ? and heard_at >= ? limit 1"
_PROGRESS = "select progress from meeting where id = ?"
_SET_PROGRESS = "update meeting set progress = ? where id = ?"
_SESSION = """
    insert into session(meeting, name, began_at, active_at, ended_at, heard_at)
    values (?, ?, ?, ?, ?, ?)
    on conflict (meeting, name) do update set
      began_at = coalesce(min(began_at, excluded.began_at), began_at, excluded.began_at),
      active_at = coalesce(max(active_at, excluded.active_at), active_at, excluded.active_at),
      ended_at = coalesce(max(ended_at, excluded.ended_at), ended_at, excluded.ended_at),
      heard_at = max(heard_at, excluded.heard_at)"""
_COUNT = "select count(*) as stays from stay where meeting = ? and session = ?"
_STAY = "select 1 from stay where meeting = ? and session = ? and person = ?"
_SET_STAY = """
    insert into stay(meeting, session, person, joined_at, left_at) values (?, ?, ?, ?, ?)
    on conflict (meeting, session, person) do update set
      joined_at = coalesce(max(joined_at, excluded.joined_at), joined_at, excluded.joined_at),
      left_at = coalesce(max(left_at, excluded.left_at), left_at, excluded.left_at)"""
_LAST = """
    select name, began_at, active_at, ended_at from session
    where meeting = ? and began_at is not null order by active_at desc, name desc limit 1"""
_THERE = """
    select count(*) as people from stay
    where meeting = ? and session = ? and joined_at is not null
      and (left_at is null or joined_at > left_at)"""
# A meeting that a person has ended runs again only where somebody came after that.
_RUNS = """
    update meeting set ends_at = ?, minutes = null
    where id = ? and wall is null and (minutes is null or ends_at < (
      select max(active_at) from session where session.meeting = ?)) returning 1"""
_HAS_ENDED = """
    update meeting set ends_at = max(?, starts_at), minutes = max(0, ? - starts_at) / 60000
    where id = ? and wall is null and starts_at is not null returning 1"""
_TO_COME = "select 1 from job where key > ? and key < ? and state = 'ready' limit 1"
