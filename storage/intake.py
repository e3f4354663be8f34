"""What comes in at the same time goes into the ledger together: two statements for all of it.

Each call into SQLite lets go of the interpreter and takes it back, which costs more than the row
does. So all that arrives while the last transaction is being written goes into the next one whole.
"""

import asyncio
import json
import logging
from functools import partial
from typing import TypeAlias

from storage.columns import from_json, from_moment
from storage.entries import Inbound, NewJob
from storage.store import Store, StoreRefused, Transaction

Arrival: TypeAlias = tuple[str, str, str, str, int, str, str, str, int, int, int]
"""The inbox row, then the job's: key, kind, payload, run_at, created_at, turn."""

Waiting: TypeAlias = tuple[Arrival, asyncio.Future[bool]]

log = logging.getLogger(__name__)

GATHERING = 0.002
"""Seconds that an arrival waits at most for others to share its transaction."""

_INBOX_KEY, _JOB_KEY = 0, 5


PERSON_EVERY = 100  # milliseconds
CHANNEL_EVERY = 25

SET_BACK_BY = 1000
"""Milliseconds: a clock that is behind what it was by more has been set back."""

_PRUNED_AT = 1000


class Turns:
    """The next free turn of everybody who asked lately. One for each process is fair enough.

    A job has its turn when it is due, or later: each person has one every tenth of a second, and
    each channel one every fortieth. Jobs whose turn has come are done first, and where there are
    none of these, the others. So nobody waits for somebody else's rush, and no worker has nothing
    to do.
    """

    def __init__(self) -> None:
        self._free_at: dict[str, int] = {}
        self._prune_at = _PRUNED_AT
        self._latest = 0

    def lag(self, job: NewJob, now: int) -> int:
        """Return how many milliseconds after it is due *job* has its turn.

        A person who is in a rush takes no turn from the channel, whose others ask for little.
        """
        if now < self._latest - SET_BACK_BY:
            self._free_at.clear()  # turns of a clock that was ahead, which may be a day away
        self._latest = now
        if len(self._free_at) >= self._prune_at:
            self._prune(now)
        lag = 0
        for lane, every in ((f"p{job.person}", PERSON_EVERY), (f"c{job.channel}", CHANNEL_EVERY)):
            if len(lane) > 1 and not lag:
                free_at = max(self._free_at.get(lane, now), now)
                self._free_at[lane] = free_at + every
                lag = free_at - now
        return lag

    def _prune(self, now: int) -> None:
        """Forget those who may ask at once; what is left is at most what waits for its turn."""
        self._free_at = {lane: at for lane, at in self._free_at.items() if at > now}
        self._prune_at = max(_PRUNED_AT, 2 * len(self._free_at))


class Intake:
    """Takes arrivals into the store, as many at once as there are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns = Turns()
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, inbound: Inbound, job: NewJob, at: int) -> bool:
        """Return, once both are on the disk, True; False if either key was there already.

        ValueError for text that not every database keeps. *at*: now, in milliseconds.
        """
        run_at = from_moment(job.run_at)
        row = (
            inbound.key,
            inbound.kind,
            inbound.team,
            inbound.body,
            from_moment(inbound.received_at),
            job.key,
            job.kind,
            from_json(job.payload),
            run_at,
            at,
            run_at + self._turns.lag(job, at),
        )
        # UnicodeEncodeError, a ValueError, for half a character; NUL is in no JSON text.
        if b"\0" in f"{inbound.key}{inbound.kind}{inbound.team}{inbound.body}{job.key}".encode():
            raise ValueError("text with NUL cannot be kept")
        taken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, taken))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_arrivals())
        return await taken

    async def _write_arrivals(self) -> None:
        """Write until nothing waits; whatever happens, nobody waits for ever."""
        try:
            while self._waiting:
                await self._gather()
                await self._write_batch(self._next_arrivals())
        finally:
            self._writing = None
            if self._waiting:
                _refuse(self._waiting, StoreRefused("What came in could not be written down."))
                self._waiting = []

    async def _write_batch(self, batch: list[Waiting]) -> None:
        rows = [row for row, _ in batch]
        try:
            fresh = await self._store.write(partial(_insert, rows), quick=True)
        except StoreRefused as refusal:
            _refuse(batch, refusal)
        except Exception as error:
            log.exception("what came in could not be written down")
            _refuse(batch, StoreRefused(f"Not written down: {type(error).__name__}."))
        else:
            for row, taken in batch:
                if not taken.done():
                    taken.set_result(row[_JOB_KEY] in fresh)

    async def _gather(self) -> None:
        """Let arrive what is arriving: a commit costs two requests, however many share it.

        Where nothing more comes, this takes two turns of the event loop, and never over GATHERING.
        """
        loop = asyncio.get_running_loop()
        end, seen = loop.time() + GATHERING, 0
        while len(self._waiting) > seen and loop.time() < end:
            seen = len(self._waiting)
            await asyncio.sleep(0)

    def _next_arrivals(self) -> list[Waiting]:
        """Take what waits; a repeat of what goes now waits for the next time, to be found there."""
        seen: set[str] = set()
        batch: list[Waiting] = []
        repeats: list[Waiting] = []
        for waiting in self._waiting:
            keys = {f"i{waiting[0][_INBOX_KEY]}", f"j{waiting[0][_JOB_KEY]}"}
            (repeats if keys & seen else batch).append(waiting)
            seen |= keys
        self._waiting = repeats
        return batch


def _refuse(batch: list[Waiting], refusal: StoreRefused) -> None:
    """Raise the like of *refusal* to everyone who waits: one error would mix up their traces."""
    for _, taken in batch:
        if not taken.done():
            taken.set_exception(type(refusal)(refusal.message))


def _insert(rows: list[Arrival], tx: Transaction) -> set[str]:
    """Write *rows* down, and return the keys of the jobs that are new.

    What is known already is asked for first, because a statement that returns its rows lets go of
    the interpreter at each of them.
    """
    given = json.dumps(rows, ensure_ascii=True)
    known = {str(row["key"]) for row in tx.execute(_KNOWN, (given,))}
    fresh = [row for row in rows if row[_JOB_KEY] not in known]
    if known:
        given = json.dumps(fresh, ensure_ascii=True)
    tx.execute(_JOBS, (given,))
    tx.execute(_INBOX, (given,))
    return {str(row[_JOB_KEY]) for row in fresh}


_KNOWN = """
    select value ->> 5 as key from json_each(?)
    where exists (select 1 from inbox where inbox.key = value ->> 0)
       or exists (select 1 from job where job.key = value ->> 5)"""
_JOBS = """
    insert into job(key, kind, payload, run_at, created_at, touched_at, turn)
    select value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 9,
      value ->> 10
    from json_each(?)"""
_INBOX = """
    insert into inbox(key, kind, team, body, received_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(?)"""
