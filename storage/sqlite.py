"""The store on SQLite: one process, one writer, and an fsync for all who wait at the same time."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from storage import lock_file
from storage.migrations import applied_elsewhere, migrations
from storage.readers import Readers
from storage.refusals import damaged, refusal
from storage.store import StoreRefused, Work
from storage.writer import Writer

T = TypeVar("T")

READERS = 2  # so that one long look does not make a short one wait
PATIENCE = 1.0  # seconds for a foreign program that holds the file: Slack waits three, for all

_PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",  # each commit survives a power cut
    "foreign_keys = on",
    "trusted_schema = off",
    "secure_delete = on",  # what is deleted is not left in the file's free pages
)


class SqliteStore:
    """A ``Store`` in one file. Only one process at a time can have it open."""

    def __init__(self, writer: Writer, readers: Readers, lock: int) -> None:
        self._writer = writer
        self._readers = readers
        self._lock: int | None = lock

    @classmethod
    async def open(cls, path: Path, *, exclusive: bool = True) -> "SqliteStore":
        """Open the file at *path*, or make it, check it, and bring its tables up to date.

        Not *exclusive*: beside the process that has it open, as it is, for few and short writes.

        StoreInUse: another process has it open. StoreDamaged: it is not a whole database.
        StoreRefused: it cannot be used, for the reason in its sentence.
        """
        return await asyncio.to_thread(cls._open if exclusive else cls._visit, path)

    @classmethod
    def _open(cls, path: Path) -> "SqliteStore":
        path = path.resolve()  # one lock, by whichever name
        return cls._opened(path, lock_file.claim(path), _prepared)

    @classmethod
    def _visit(cls, path: Path) -> "SqliteStore":
        path = path.resolve()
        return cls._opened(path, lock_file.visit(path), _connect)

    @classmethod
    def _opened(
        cls, path: Path, lock: int, connect: Callable[[Path], sqlite3.Connection]
    ) -> "SqliteStore":
        try:
            connection = connect(path)
            try:
                readers = Readers([_connect(path) for _ in range(READERS)], path)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            os.close(lock)
            raise refusal(error, path) or error from error
        except BaseException:
            os.close(lock)
            raise
        return cls(Writer(connection, path), readers, lock)

    async def write(self, work: Work[T]) -> T:
        """Run *work*, and return its result once what it wrote is on the disk."""
        return await self._writer.write(work)

    async def read(self, work: Work[T]) -> T:
        """Run *work* on one unchanging picture of the file; it cannot write."""
        return await self._readers.read(work)

    async def wrong(self) -> str:
        """Write and read one row; return the sentence of what is wrong, or nothing."""
        try:
            await self.write(lambda tx: tx.execute("update pulse set beats = beats + 1"))
            await self.read(lambda tx: tx.execute("select beats from pulse"))
        except StoreRefused as refused:
            return refused.message
        return ""

    async def close(self) -> None:
        """Finish the writes that were asked for, and let another process have the file."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        await self._readers.close()
        await self._writer.close()  # the last to go, so that it tidies up the files
        os.close(lock)


def _prepared(path: Path) -> sqlite3.Connection:
    """Return the writer's connection to a file that has been checked and has all its tables."""
    connection = _connect(path)
    try:
        _check(connection, path)
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look through the whole file; StoreDamaged if its pages do not fit together."""
    if connection.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        raise damaged(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, all or nothing."""
    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    if newer := applied_elsewhere(database):
        raise StoreRefused(
            f"The database {path} was written by a newer version of the bot ({newer}). "
            "Run that version, or restore a backup from before it."
        )
    connection.execute("begin immediate")
    try:
        migrations.apply(database)
    except BaseException:
        connection.rollback()
        raise
    connection.execute("commit")
