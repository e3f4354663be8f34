"""The threads that read, each time on one unchanging picture of the file."""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from storage.refusals import refusal
from storage.statements import Statements
from storage.store import StoreRefused, Work

T = TypeVar("T")


class Readers:
    """As many readers as there are connections."""

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
        """Run *work* in a thread; it sees all that was written before, and nothing half."""
        if self._closed:
            raise StoreRefused(f"The database {self._path} has been closed.")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, work)

    async def close(self) -> None:
        """Wait for whoever still reads, and close the connections."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()

    def _look(self, work: Work[T]) -> T:
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
