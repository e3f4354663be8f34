"""The threads of a store: one writes, committing all waiting work together; others read."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from storage.sqlite.connection import Statements, refusal
from storage.store import StoreRefused, Work

T = TypeVar("T")

LARGEST_BATCH = 256  # works in one transaction, so that none waits for a very long one


@dataclass(slots=True, eq=False)
class _PendingWrite:
    """A work that waits for the writer, where its caller waits, and its outcome."""

    work: Work[Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def resolve(self) -> None:
        """Wake the caller; runs in the caller's event loop."""
        if self.future.done():  # the caller was cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Runs works in a thread of its own, the only one with a connection that writes."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self._path = path
        self._queue: SimpleQueue[_PendingWrite | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Work[T]) -> T:
        """Run *work* in the next transaction, and return its result once that is on the disk."""
        if self._closed:
            raise _closed(self._path)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(_PendingWrite(work, future, loop))
        return await future

    async def close(self) -> None:
        """Finish the works that were asked for, and end the thread. To be called once."""
        self._closed = True  # in the event loop, so that no work can come after the end
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self._next_batch()
            if batch:
                self._transact(batch)
                _resolve(batch)

    def _next_batch(self) -> tuple[list[_PendingWrite], bool]:
        """Wait for work and return all that there is, and whether to go on after it."""
        batch: list[_PendingWrite] = []
        first = self._queue.get()
        if first is None:
            return batch, False
        batch.append(first)
        while len(batch) < LARGEST_BATCH:
            try:
                pending = self._queue.get_nowait()
            except Empty:
                break
            if pending is None:
                return batch, False
            batch.append(pending)
        return batch, True

    def _transact(self, batch: Sequence[_PendingWrite]) -> None:
        """Run *batch* in one transaction; if that cannot be committed, nothing is written."""
        try:
            if not self._run_together(batch):
                self._run_with_savepoints(batch)
        except (sqlite3.Error, MemoryError) as error:
            self._roll_back()
            for pending in batch:
                # One error for each: an exception that two tasks raise mixes up their traces.
                pending.error = refusal(error, self._path) or StoreRefused(
                    f"The database {self._path} could not be written: {error!r}."
                )

    def _run_together(self, batch: Sequence[_PendingWrite]) -> bool:
        """Run *batch* without savepoints, which is cheaper; False, rolled back, if one raises."""
        self._connection.execute("begin immediate")
        try:
            for pending in batch:
                pending.result = pending.work(self._statements)
        except BaseException as error:  # raised again, to its caller, in the second run
            if refusal(error, self._path):
                raise
            self._roll_back()
            return False
        self._connection.execute("commit")
        return True

    def _run_with_savepoints(self, batch: Sequence[_PendingWrite]) -> None:
        """Run *batch* so that a work that raises undoes what it wrote itself, and no more."""
        execute = self._connection.execute
        execute("begin immediate")
        for pending in batch:
            execute("savepoint work")
            try:
                pending.result = pending.work(self._statements)
            except BaseException as error:
                if refusal(error, self._path):
                    raise  # the disk, not the work: nothing of this transaction can be trusted
                execute("rollback to work")
                pending.error = _raisable(error)
            execute("release work")
        execute("commit")

    def _roll_back(self) -> None:
        """Leave the transaction, if SQLite has not left it by itself."""
        if self._connection.in_transaction:
            try:
                self._connection.execute("rollback")
            except sqlite3.Error:
                # Nothing was committed; "begin immediate" says next time if it is still so.
                return


class Readers:
    """Runs works that only read, as many at a time as there are connections."""

    def __init__(self, connections: Sequence[sqlite3.Connection], path: Path) -> None:
        self._path = path
        self._connections = list(connections)
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(len(connections), "storage-reader")
        self._closed = False
        for connection in connections:
            connection.execute("pragma query_only = on")
            self._free.put(connection)

    async def read(self, work: Work[T]) -> T:
        """Run *work* in a thread, on a snapshot of all that was committed before."""
        if self._closed:
            raise _closed(self._path)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)

    async def close(self) -> None:
        """Wait for the reads that run, and close the connections."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()

    def _run(self, work: Work[T]) -> T:
        connection = self._free.get()  # never waits: there are no more threads than connections
        try:
            connection.execute("begin")
            try:
                return work(Statements(connection))
            finally:
                connection.rollback()
        except sqlite3.Error as error:
            raise refusal(error, self._path) or error from error
        finally:
            self._free.put(connection)


def _closed(path: Path) -> StoreRefused:
    return StoreRefused(f"The database {path} has been closed.")


def _raisable(error: BaseException) -> BaseException:
    """Return *error* as something that a future can hold."""
    if isinstance(error, StopIteration):
        return RuntimeError("a piece of work raised StopIteration")
    return error


def _resolve(batch: Sequence[_PendingWrite]) -> None:
    """Wake the callers of *batch*, each event loop once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_PendingWrite]] = {}
    for pending in batch:
        by_loop.setdefault(pending.loop, []).append(pending)
    for loop, callers in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve_in_loop, callers)
        except RuntimeError:
            continue  # that loop has been closed: its callers are gone


def _resolve_in_loop(batch: Sequence[_PendingWrite]) -> None:
    for pending in batch:
        pending.resolve()
