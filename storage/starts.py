"""Who is starting which meeting where, so that two people who mean one meeting do not make two."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.columns import from_moment, from_span
from storage.store import Row, Transaction, Work, Write, statement

SAME_WORDS = timedelta(seconds=10)
"""The same words by the same person within this time are the same request."""

SAME_CHANNEL = timedelta(seconds=30)
"""A start by somebody else in the channel within this time may be the meeting that is meant."""

Verdict = Literal["go", "already", "someone_else"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Whether to go on, and the start that decided it: this job's own, or the other one."""

    verdict: Verdict
    job: int
    person: str
    state: str
    join_url: str
    title: str


class Starts:
    """The starts of meetings in channels, each under its job.

    A start is ``open``, ``waiting``, ``made`` or ``failed``.
    """

    def reserve(  # noqa: PLR0913 - what is known of a start is exactly its row
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
    ) -> Work[Reservation]:
        """Return the work that writes that *job* starts a meeting here, unless another job does.

        *now* is when it was asked for, the same in every replay: a job that was told to go is told
        so again. Empty *words* equal no others; case and spaces do not count. A start that failed
        is ignored, and with *anyway* every other start is.
        """
        at, normalized = from_moment(now), " ".join(words.split()).casefold()
        row = (job, team, channel, person, normalized, at, title)
        # Before and after: jobs need not come in the order in which they were asked for.
        words_for, channel_for = from_span(SAME_WORDS), from_span(SAME_CHANNEL)

        def reserve_start(tx: Transaction) -> Reservation:
            own = tx.execute(_OWN, (job,))
            if own:
                return _reservation("go", own[0])
            if not anyway:
                same = (team, channel, at - words_for, at + words_for, person, normalized)
                if rows := tx.execute(_SAME, same) if normalized else []:
                    return _reservation("already", rows[0])
                others = (team, channel, at - channel_for, at + channel_for, person)
                if rows := tx.execute(_OTHERS, others):
                    return _reservation("someone_else", rows[0])
            return _reservation("go", tx.execute(_RESERVE, row)[0])

        return reserve_start

    def mark_made(self, job: int, join_url: str, title: str) -> Write:
        """Return the write that says that the meeting has been made."""
        return statement(_MARK_MADE, (join_url, title, job))

    def mark_waiting(self, job: int) -> Write:
        """Return the write that says that the start waits for the person; others may go on."""
        return statement(_MARK_WAITING, (job,))

    def mark_failed(self, job: int) -> Write:
        """Return the write that says that no meeting will be made, unless it has been already."""
        return statement(_MARK_FAILED, (job,))


def _reservation(verdict: Verdict, row: Row) -> Reservation:
    return Reservation(
        verdict=verdict,
        job=row["job"],
        person=row["person"],
        state=row["state"],
        join_url=row["join_url"],
        title=row["title"],
    )


_OWN = "select * from start where job = ?"
_RESERVE = """
    insert into start(job, team, channel, person, words, at, state, title)
    values (?, ?, ?, ?, ?, ?, 'open', ?) returning *"""
_SAME = """
    select * from start
    where team = ? and channel = ? and at > ? and at < ? and state <> 'failed'
      and person = ? and words = ?
    order by at desc, job desc limit 1"""
_OTHERS = """
    select * from start
    where team = ? and channel = ? and at > ? and at < ? and state in ('open', 'made')
      and person <> ?
    order by at desc, job desc limit 1"""
_MARK_MADE = "update start set state = 'made', join_url = ?, title = ? where job = ?"
_MARK_WAITING = "update start set state = 'waiting' where job = ? and state = 'open'"
_MARK_FAILED = "update start set state = 'failed' where job = ? and state in ('open', 'waiting')"
