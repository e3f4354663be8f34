"""Puts right what was written while the clock was ahead, after it was set back.

What was done before its time is forgotten, and what was put off until a time that is far from now
is due at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.columns import from_moment, from_span
from storage.ledger import NewJob, insert_job
from storage.meeting_rows import StoredMeeting, meeting_of
from storage.store import Store, Transaction, Write
from storage.tickets import LASTS

BY_MORE_THAN = timedelta(minutes=1)
"""What is ahead of now by less was written by a clock that was corrected a little."""

LONGEST_PAUSE = timedelta(minutes=5)
"""Nothing that a person asked for, and no card or notice, is put off for longer."""

LONG_BEFORE_NOW = timedelta(days=1)
"""When a step began that began in the future: what it did is looked for from then on."""


class ClockSetBack:
    """The rows that say that something happened, or is to happen, later than it can."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put_right(self, now: datetime) -> None:
        """Put right jobs, their steps and leases, tickets and consents; no meetings, no timers."""
        at, ahead = from_moment(now), from_moment(now + BY_MORE_THAN)
        pause, began = from_span(LONGEST_PAUSE), from_moment(now - LONG_BEFORE_NOW)

        def work(tx: Transaction) -> None:
            tx.execute(_FORGET_DONE, (ahead,))
            tx.execute(_FORGET_STEPS, (ahead,))
            tx.execute(_DO_AGAIN, (ahead,))
            tx.execute(_DUE_NOW, (at, at, at + pause, ahead))
            tx.execute(_LEASED, (at + pause, at + pause))
            tx.execute(_BEGAN, (began, ahead))
            for links in (_TICKETS, _CONSENTS):
                tx.execute(links, (at + from_span(LASTS), ahead + from_span(LASTS)))

        await self._store.write(work)

    async def any_meeting(self, now: datetime) -> bool:
        """Return whether there is a meeting as ``meetings`` returns them."""
        ahead = from_moment(now + BY_MORE_THAN)
        return bool(await self._store.read(lambda tx: tx.execute(_ANY, (ahead,)), quick=True))

    async def meetings(self, now: datetime) -> list[StoredMeeting]:
        """Return the meetings whose timers are said to be done up to a time that is to come."""
        ahead = from_moment(now + BY_MORE_THAN)
        rows = await self._store.read(lambda tx: tx.execute(_MEETINGS, (ahead,)))
        return [meeting_of(row) for row in rows]

    async def write(self, write: Write, jobs: Sequence[NewJob], now: datetime) -> None:
        """Write rows and jobs, all of them or none."""

        def work(tx: Transaction) -> None:
            write(tx)
            for job in jobs:
                insert_job(tx, job, from_moment(now))

        await self._store.write(work)


# The timers of its meeting add these again.
_FORGET_DONE = """
    delete from job
    where kind in ('remind', 'renew') and state in ('done', 'failed') and run_at > ?"""
# Each agenda adds the next one, so that nothing but itself would add it again.
_FORGET_STEPS = """
    delete from step where job in (
      select id from job where kind = 'agenda' and state in ('done', 'failed') and run_at > ?)"""
_DO_AGAIN = """
    update job set state = 'ready', attempts = 0, error = ''
    where kind = 'agenda' and state in ('done', 'failed') and run_at > ?"""
_DUE_NOW = """
    update job set run_at = ?, turn = ?
    where kind in ('ask', 'card', 'tell') and state = 'ready' and (run_at > ? or created_at > ?)"""
_LEASED = "update job set lease_until = ? where state = 'running' and lease_until > ?"
_BEGAN = "update step set begun_at = ? where state = 'begun' and begun_at > ?"
_TICKETS = "update ticket set expires_at = ? where expires_at > ?"
_CONSENTS = "update consent set expires_at = ? where expires_at > ?"
_ANY = "select 1 from meeting where state = 'made' and ticked_at > ? limit 1"
_MEETINGS = "select * from meeting where state = 'made' and ticked_at > ?"
