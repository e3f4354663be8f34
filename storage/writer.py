"""The one thread that writes: takes every piece of work that waits and commits them together."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from storage.refusals import refusal
from storage.statements import Statements
from storage.store import StoreRefused, Work

T = TypeVar("T")

LARGEST_BATCH = 256  # pieces of work in one transaction, so that nobody waits for a very long one


@dataclass(slots=True, eq=False)
class _Asked:
    """A piece of work, who waits for it, and how it went."""

    work: Work[Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell who waits; runs in their event loop."""
        if self.future.done():  # they were cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Runs pieces of work in a thread of its own, which alone has the writing connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self._path = path
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Work[T]) -> T:
        """Run *work* in the next transaction, and return its result once that is on the disk."""
        if self._closed:
            raise StoreRefused(f"The database {self._path} has been closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Asked(work, future, loop))
        return await future

    async def close(self) -> None:
        """Do what has been asked for, and end the thread. To be called once."""
        self._closed = True  # in the event loop, so that no work can come after the end
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _run(self) -> None:
        going = True
        while going:
            batch, going = self._next_batch()
            if batch:
                self._transact(batch)
                _settle(batch)

    def _next_batch(self) -> tuple[list[_Asked], bool]:
        """Wait for work and return all that there is, and whether to go on after it."""
        batch: list[_Asked] = []
        first = self._waiting.get()
        if first is None:
            return batch, False
        batch.append(first)
        while len(batch) < LARGEST_BATCH:
            try:
                more = self._waiting.get_nowait()
            except Empty:
                break
            if more is None:
                return batch, False
            batch.append(more)
        return batch, True

    def _transact(self, batch: Sequence[_Asked]) -> None:
        """Run *batch* in one transaction; if that cannot be kept, none of it has happened."""
        try:
            if not self._all_well(batch):
                self._one_by_one(batch)
        except (sqlite3.Error, MemoryError) as error:
            self._undo()
            for asked in batch:
                # One error for each: an exception that two tasks raise mixes up their traces.
                asked.error = refusal(error, self._path) or StoreRefused(
                    f"The database {self._path} could not be written: {error!r}."
                )

    def _all_well(self, batch: Sequence[_Asked]) -> bool:
        """Run *batch* as if nothing could raise, which is cheaper; else undo it: False."""
        self._connection.execute("begin immediate")
        try:
            for asked in batch:
                asked.result = asked.work(self._statements)
        except BaseException as error:  # it is raised again, to whoever asked for this work
            if refusal(error, self._path):
                raise
            self._undo()
            return False
        self._connection.execute("commit")
        return True

    def _one_by_one(self, batch: Sequence[_Asked]) -> None:
        """Run *batch* so that each piece of work that raises undoes what it wrote, and no more."""
        execute = self._connection.execute
        execute("begin immediate")
        for asked in batch:
            execute("savepoint work")
            try:
                asked.result = asked.work(self._statements)
            except BaseException as error:
                if refusal(error, self._path):
                    raise  # the disk, not the work: what came before is not to be trusted either
                execute("rollback to work")
                asked.error = _raisable(error)
            execute("release work")
        execute("commit")

    def _undo(self) -> None:
        """Leave the transaction, if SQLite has not left it by itself."""
        if self._connection.in_transaction:
            try:
                self._connection.execute("rollback")
            except sqlite3.Error:
                # Nothing was committed; "begin immediate" says next time if it is still so.
                return


def _raisable(error: BaseException) -> BaseException:
    """Return *error* as something that a future can hold."""
    if isinstance(error, StopIteration):
        return RuntimeError("a piece of work raised StopIteration")
    return error


def _settle(batch: Sequence[_Asked]) -> None:
    """Wake everyone who waits for *batch*, each event loop once."""
    loops: dict[asyncio.AbstractEventLoop, list[_Asked]] = {}
    for asked in batch:
        loops.setdefault(asked.loop, []).append(asked)
    for loop, theirs in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_here, theirs)
        except RuntimeError:
            continue  # that loop has been closed, so nobody waits any more


def _settle_here(batch: Sequence[_Asked]) -> None:
    for asked in batch:
        asked.settle()
