"""Who is starting what where, so that two people who mean one meeting do not make two."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.columns import from_moment, from_span, to_moment
from storage.store import Row, Store, Transaction

SAME_WORDS = timedelta(seconds=10)
"""The same words by the same person within this are the same wish."""

SAME_PLACE = timedelta(seconds=30)
"""A start by somebody else within this may be the meeting that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartState:
    """A start in a channel; *state* is ``open``, ``waiting``, ``made`` or ``failed``."""

    job: int
    team: str
    channel: str
    person: str
    at: datetime
    state: str
    join_url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Whether to go on, and if not, because of which other start."""

    verdict: Literal["go", "already", "someone_else"]
    job: int
    person: str
    state: str
    join_url: str
    title: str


class Starts:
    """The starts of the last while, each under its job."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def reserve(  # noqa: PLR0913 - what is known of a start is exactly its row
        self,
        job: int,
        team: str,
        channel: str,
        person: str,
        words: str,
        now: datetime,
        *,
        title: str = "",
        anyway: bool = False,
    ) -> Reservation:
        """Say that *job* starts a meeting here, unless another one does; one at a time.

        *now* is when it was asked, alike in every replay: a job that was told to go is told so
        again. *words* that are empty are like no others; letters' case and spaces do not count.
        A start that failed stands in nobody's way, and *anyway* nothing does.
        """
        at, wanted = from_moment(now), " ".join(words.split()).casefold()
        row = (job, team, channel, person, wanted, at, title)

        def work(tx: Transaction) -> Reservation:
            own = tx.execute(_LOOK, (job,))
            if own:
                return _reservation("go", own[0])
            if not anyway:
                same = (team, channel, *_around(at, SAME_WORDS), person, wanted)
                if found := tx.execute(_SAME, same) if wanted else []:
                    return _reservation("already", found[0])
                if found := tx.execute(_ELSE, (team, channel, *_around(at, SAME_PLACE), person)):
                    return _reservation("someone_else", found[0])
            return _reservation("go", tx.execute(_RESERVE, row)[0])

        return await self._store.write(work)

    def made(self, job: int, join_url: str, title: str) -> Callable[[Transaction], None]:
        """Return what writes down that the meeting is there."""
        return lambda tx: _write(tx, _MADE, (join_url, title, job))

    def waiting(self, job: int) -> Callable[[Transaction], None]:
        """Return what writes down that the start waits for its person, in nobody else's way."""
        return lambda tx: _write(tx, _WAITING, (job,))

    def failed(self, job: int) -> Callable[[Transaction], None]:
        """Return what writes down that there will be no meeting, unless it was made already."""
        return lambda tx: _write(tx, _FAILED, (job,))

    async def look(self, job: int) -> StartState | None:
        """Return the start of *job*, if it made one."""
        rows = await self._store.read(lambda tx: tx.execute(_LOOK, (job,)))
        return _start(rows[0]) if rows else None


def _around(at: int, span: timedelta) -> tuple[int, int]:
    """Before and after: jobs need not come in the order in which they were asked."""
    return at - from_span(span), at + from_span(span)


def _write(tx: Transaction, sql: str, params: tuple[str | int, ...]) -> None:
    tx.execute(sql, params)


def _reservation(verdict: Literal["go", "already", "someone_else"], row: Row) -> Reservation:
    return Reservation(
        verdict=verdict,
        job=row["job"],
        person=row["person"],
        state=row["state"],
        join_url=row["join_url"],
        title=row["title"],
    )


def _start(row: Row) -> StartState:
    return StartState(
        job=row["job"],
        team=row["team"],
        channel=row["channel"],
        person=row["person"],
        at=to_moment(row["at"]),
        state=row["state"],
        join_url=row["join_url"],
        title=row["title"],
    )


_LOOK = "select * from start where job = ?"
_RESERVE = """
    insert into start(job, team, channel, person, words, at, state, title)
    values (?, ?, ?, ?, ?, ?, 'open', ?) returning *"""
_SAME = """
    select * from start
    where team = ? and channel = ? and at > ? and at < ? and state <> 'failed'
      and person = ? and words = ?
    order by at desc, job desc limit 1"""
_ELSE = """
    select * from start
    where team = ? and channel = ? and at > ? and at < ? and state in ('open', 'made')
      and person <> ?
    order by at desc, job desc limit 1"""
_MADE = "update start set state = 'made', join_url = ?, title = ? where job = ?"
_WAITING = "update start set state = 'waiting' where job = ? and state = 'open'"
_FAILED = "update start set state = 'failed' where job = ? and state in ('open', 'waiting')"
