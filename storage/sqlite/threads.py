"""The threads of a store: one commits all that was written together; others read."""

import asyncio
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar

from storage.sqlite.connection import BUSY_TIMEOUT, Statements, connect, refusal
from storage.sqlite.files import OpenedFiles
from storage.store import StoreRefused, Work

T = TypeVar("T")

log = logging.getLogger(__name__)

LARGEST_BATCH = 64
"""Works in one transaction, so that none waits for a very long one."""


@dataclass(slots=True, eq=False)
class _PendingWrite:
    """A work that waits for the writer, where its caller waits, and its outcome."""

    work: Work[Any]
    quick: bool
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None

    def wake(self) -> None:
        """Wake the caller; runs in the caller's event loop."""
        if self.future.done():  # the caller was cancelled
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


Commit: TypeAlias = Callable[[Sequence[_PendingWrite]], None]


class Writer:
    """Runs works on the only connection that writes, and commits those that wait together.

    A thread commits, which waits for the disk. Quick works are run before that in the event loop in
    which the store was opened: two threads that take turns at each statement lose more time than
    the statements take. If there is another work among them, the thread runs them all.
    """

    def __init__(self, connection: sqlite3.Connection, files: OpenedFiles) -> None:
        self._transaction = _SharedTransaction(connection, files)
        self._path = files.path
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_PendingWrite] = deque()
        self._busy = False
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._to_commit: SimpleQueue[tuple[Commit, Sequence[_PendingWrite]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="storage-writer", daemon=True)
        self._thread.start()

    async def submit(self, work: Work[T], *, quick: bool) -> T:
        """Run *work* in the next transaction, and return its result once that is on the disk."""
        if self._closed:
            raise _closed(self._path)
        loop = asyncio.get_running_loop()
        pending = _PendingWrite(work, quick, loop.create_future(), loop)
        if loop is self._loop:
            self._enqueue(pending)
        else:
            self._loop.call_soon_threadsafe(self._enqueue, pending)
        result: T = await pending.future
        return result

    async def close(self) -> None:
        """Finish the works that were asked for, and end the thread. To be called once."""
        self._closed = True  # in the event loop, so that no work can come after the end
        await self._idle.wait()
        self._to_commit.put(None)
        await asyncio.to_thread(self._thread.join)
        self._transaction.close()

    def _enqueue(self, pending: _PendingWrite) -> None:
        self._waiting.append(pending)
        self._idle.clear()
        if not self._busy:
            self._busy = True
            self._loop.call_soon(self._run_next)

    def _run_next(self) -> None:
        """Take what waits, run it here if all of it is quick, and let the thread commit it."""
        transaction = self._transaction
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]
        if all(pending.quick for pending in batch) and transaction.begin_at_once():
            self._guarded(transaction.perform, batch)
            if transaction.has_changed:
                self._to_commit.put((transaction.commit, batch))
            else:  # a look for work that found none: the disk is not waited for
                self._guarded(transaction.commit, batch)
                self._committed(batch)
        else:
            self._to_commit.put((transaction.run_and_commit, batch))

    def _guarded(self, work: Commit, batch: Sequence[_PendingWrite]) -> None:
        """Do *work*; an error that nobody expected refuses *batch*, and writing goes on."""
        try:
            work(batch)
        except Exception as error:
            log.exception("writing failed in a way that was not expected, the database is reopened")
            for pending in batch:
                pending.error = StoreRefused(f"Not written: {type(error).__name__}.")
            with suppress(sqlite3.Error):
                self._transaction.reopen()

    def _serve(self) -> None:
        while (given := self._to_commit.get()) is not None:
            commit, batch = given
            self._guarded(commit, batch)
            try:
                self._loop.call_soon_threadsafe(self._committed, batch)
            except RuntimeError:
                return  # the loop has been closed: everybody is gone

    def _committed(self, batch: Sequence[_PendingWrite]) -> None:
        for pending in batch:
            if pending.loop is self._loop:
                pending.wake()
            else:
                with suppress(RuntimeError):  # that loop has been closed: its caller is gone
                    pending.loop.call_soon_threadsafe(pending.wake)
        if self._waiting:
            # After the callers that were woken just now, whose next works then go with these.
            self._loop.call_soon(self._run_next)
        else:
            self._busy = False
            self._idle.set()


class _SharedTransaction:
    """One transaction after the other on the writing connection, each shared by many works.

    It is used by one thread at a time.
    """

    def __init__(self, connection: sqlite3.Connection, files: OpenedFiles) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self._path = files.path
        self._files = files
        self._changes_before = 0
        self._wait_for_others(0)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def begin_at_once(self) -> bool:
        """Begin; False where that fails, or another program would have to be waited for."""
        try:
            self._connection.execute("begin immediate")
        except sqlite3.Error:
            return False
        self._changes_before = self._connection.total_changes
        return True

    @property
    def has_changed(self) -> bool:
        """Whether a row was written since ``begin_at_once``, or the connection is broken."""
        try:
            return self._connection.total_changes != self._changes_before
        except sqlite3.Error:
            return True

    def reopen(self) -> None:
        """Go on with another connection: this one is broken."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = connect(self._path)
        self._statements = Statements(self._connection)
        self._wait_for_others(0)

    def run_and_commit(self, batch: Sequence[_PendingWrite]) -> None:
        """Run *batch* in one transaction; this may take a while."""
        try:
            self._wait_for_others(BUSY_TIMEOUT)
            self._connection.execute("begin immediate")
        except sqlite3.Error as error:
            self._refuse(batch, error)
        else:
            self.perform(batch)
        finally:
            self._wait_for_others(0)
        self.commit(batch)

    def perform(self, batch: Sequence[_PendingWrite]) -> None:
        """Run *batch* in the transaction that has begun, without savepoints if none raises."""
        try:
            if not self._run_together(batch):
                self._run_with_savepoints(batch)
        except (sqlite3.Error, MemoryError) as error:
            self._refuse(batch, error)

    def commit(self, batch: Sequence[_PendingWrite]) -> None:
        """Commit what *batch* wrote; if that fails, nothing is written."""
        if not self._connection.in_transaction:
            return
        if problem := self._files.problem():
            self._refuse_all(batch, problem)
            return
        try:
            self._connection.execute("commit")
        except (sqlite3.Error, MemoryError) as error:
            self._refuse(batch, error)

    def _refuse_all(self, batch: Sequence[_PendingWrite], problem: str) -> None:
        """Refuse *batch* because of the files, and save what was committed before.

        Where the file beside the database is gone, a crash would lose that.
        """
        self._roll_back()
        for pending in batch:
            pending.error = StoreRefused(problem)
        with suppress(sqlite3.Error):
            self._connection.execute("pragma wal_checkpoint(passive)")

    def _refuse(self, batch: Sequence[_PendingWrite], error: BaseException) -> None:
        self._roll_back()
        for pending in batch:
            # One error for each: an exception that two tasks raise mixes up their traces.
            pending.error = refusal(error, self._path) or StoreRefused(
                f"The database {self._path} could not be written: {error!r}."
            )

    def _run_together(self, batch: Sequence[_PendingWrite]) -> bool:
        """Run *batch* without savepoints, which is cheaper; False, rolled back, if one raises."""
        try:
            for pending in batch:
                pending.result = pending.work(self._statements)
        except BaseException as error:  # raised again, to its caller, in the second run
            if refusal(error, self._path):
                raise
            self._roll_back()
            return False
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

    def _roll_back(self) -> None:
        """Leave the transaction, if SQLite has not left it by itself."""
        if self._connection.in_transaction:
            try:
                self._connection.execute("rollback")
            except sqlite3.Error:
                # Nothing was committed; "begin immediate" says next time if it is still so.
                return

    def _wait_for_others(self, seconds: float) -> None:
        """How long a program that holds the file is waited for."""
        self._connection.execute(f"pragma busy_timeout = {int(seconds * 1000)}")


class Readers:
    """Runs works that only read, as many at a time as there are connections."""

    def __init__(self, connections: Sequence[sqlite3.Connection], path: Path) -> None:
        self._path = path
        self._loop = asyncio.get_running_loop()
        self._connections = list(connections)
        *others, here = self._connections
        self._here = Statements(here)
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(len(others), "storage-reader")
        self._closed = False
        for connection in self._connections:
            connection.execute("pragma query_only = on")
        for connection in others:
            self._free.put(connection)

    async def look_up(self, work: Work[T], *, quick: bool) -> T:
        """Run *work* in a thread, on a snapshot of all that was committed before.

        A quick one, which is one statement and so sees one snapshot by itself, is run in the event
        loop in which the store was opened.
        """
        if self._closed:
            raise _closed(self._path)
        loop = asyncio.get_running_loop()
        if quick and loop is self._loop:
            try:
                return work(self._here)
            except sqlite3.Error as error:
                raise refusal(error, self._path) or error from error
        return await loop.run_in_executor(self._threads, self._read_in_thread, work)

    async def close(self) -> None:
        """Wait for the reads that run, and close the connections."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()

    def _read_in_thread(self, work: Work[T]) -> T:
        connection = self._free.get()  # never waits: there are no more threads than connections
        try:
            return self._read_on(connection, work)
        finally:
            self._free.put(connection)

    def _read_on(self, connection: sqlite3.Connection, work: Work[T]) -> T:
        try:
            connection.execute("begin")
            try:
                return work(Statements(connection))
            finally:
                connection.rollback()
        except sqlite3.Error as error:
            raise refusal(error, self._path) or error from error


def _closed(path: Path) -> StoreRefused:
    return StoreRefused(f"The database {path} has been closed.")


def _raisable(error: BaseException) -> BaseException:
    """Return *error* as something that a future can hold."""
    if isinstance(error, StopIteration):
        return RuntimeError("a piece of work raised StopIteration")
    return error
