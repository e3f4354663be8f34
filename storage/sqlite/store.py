"""A store in one SQLite file: opening it for one process alone, checking it, closing it."""

import asyncio
import errno
import fcntl
import os
import sqlite3
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self, TypeVar

from sqlite_utils import Database

from storage.sqlite.connection import connect, damaged, refusal
from storage.sqlite.files import OpenedFiles, beside, missing
from storage.sqlite.migrations import migrations, newest_unknown
from storage.sqlite.threads import Readers, Writer
from storage.store import StoreInUse, StoreRefused, Work

T = TypeVar("T")

READERS = 3
"""One is used in the event loop; two, so that a long read does not make a short one wait."""

_OWNER_ONLY = 0o600


class SqliteStore:
    """A ``Store`` in one file. Only one process at a time can have it open."""

    def __init__(self, writer: Writer, readers: Readers, files: OpenedFiles, lock: int) -> None:
        self._writer = writer
        self._readers = readers
        self._files = files
        self._lock: int | None = lock

    @classmethod
    async def open(cls, path: Path, *, exclusive: bool = True) -> Self:
        """Open the file at *path*, or make it, check it, and bring its tables up to date.

        Not *exclusive*: beside the process that has it open, as it is, for few and short writes.

        StoreInUse: another process has it open. StoreDamaged: it is not a whole database.
        StoreRefused: it cannot be used, for the reason in its sentence.
        """
        lock, connections, files = await asyncio.to_thread(_open, path, exclusive=exclusive)
        writer = Writer(connections[0], files)
        return cls(writer, Readers(connections[1:], files.path), files, lock)

    async def write(self, work: Work[T], *, quick: bool = False) -> T:
        """Run *work*, and return its result once what it wrote is on the disk."""
        return await self._writer.submit(work, quick=quick)

    async def read(self, work: Work[T], *, quick: bool = False) -> T:
        """Run *work* on a snapshot of the file; it cannot write."""
        return await self._readers.look_up(work, quick=quick)

    async def problem(self) -> str:
        """Write and read one row; return a sentence that says what fails, or ""."""
        try:
            await self.write(lambda tx: tx.execute("update pulse set beats = beats + 1"))
            await self.read(lambda tx: tx.execute("select beats from pulse"))
        except StoreRefused as refused:
            return refused.message
        return ""

    async def files_problem(self) -> str:
        """Say in a sentence which of the files is gone or replaced, as each write does; or ""."""
        return await asyncio.to_thread(self._files.problem)

    async def close(self) -> None:
        """Finish the writes that were asked for, and let another process open the file."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        await self._readers.close()
        await self._writer.close()  # the last to go, so that it tidies up the files
        os.close(lock)


def _open(named: Path, *, exclusive: bool) -> tuple[int, list[sqlite3.Connection], OpenedFiles]:
    """Return what holds the lock, the connections, of which the first one writes, and the files."""
    path = named.resolve()  # one lock, under any of the file's names
    if problem := missing(path):
        raise StoreRefused(problem)
    lock = _lock(path) if exclusive else _open_lock_file(path)
    connections: list[sqlite3.Connection] = []
    try:
        connections.append(_prepare(path) if exclusive else connect(path))
        connections += [connect(path) for _ in range(READERS)]
        return lock, connections, OpenedFiles(named)
    except BaseException as error:
        for connection in connections:
            connection.close()
        os.close(lock)
        raise refusal(error, path) or error from error


def start_problem(path: Path) -> str:
    """What would keep this process from opening *path* for itself alone, in a sentence; or "".

    Nothing is made, and nothing that is there is changed.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        return (
            f"There is no folder {path.parent} for the database: make it, or choose another path."
        )
    try:
        with TemporaryFile(dir=path.parent):
            pass
        if path.is_dir():
            return f"The database {path} is a folder: name a file in it."
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _try_lock(path)
        return missing(path)
    except OSError as error:
        why = error.strerror or str(error)
        return (
            f"The database {path} cannot be opened or made: {why}. Let the bot's user write the "
            "file and its folder, or choose another path."
        )
    except StoreInUse as in_use:
        return in_use.message


def is_in_use(path: Path) -> bool:
    """Whether another process has the file at *path* open for itself alone."""
    try:
        _try_lock(path.resolve())
    except StoreInUse:
        return True
    except OSError:
        return False
    return False


def _try_lock(path: Path) -> None:
    """StoreInUse: another process has the file at *path*."""
    try:
        lock = os.open(beside(path, ".lock"), os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        _flock(lock, path)
    finally:
        os.close(lock)


def _prepare(path: Path) -> sqlite3.Connection:
    """Return the writer's connection to a file that has been checked and has all its tables."""
    connection = connect(path)
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


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, all or nothing."""
    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    if newer := newest_unknown(database):
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


def _lock(path: Path) -> int:
    """Lock the file at *path* for this process; return the descriptor that holds the lock.

    StoreInUse: another process has it. StoreRefused: it cannot be made or opened.
    """
    try:
        lock = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    except OSError as error:
        raise _cannot_open(path, error) from error
    try:
        _take_lock(lock, path)
        _restrict_modes(path)
    except BaseException:
        os.close(lock)
        raise
    return lock


def _open_lock_file(path: Path) -> int:
    """Return a descriptor that locks nothing; StoreRefused where there is no such database."""
    try:
        # Not the database itself: closing that would drop the locks that SQLite has on it.
        return os.open(beside(path, ".lock"), os.O_RDONLY)
    except OSError as error:
        raise _cannot_open(path, error) from error


def _take_lock(lock: int, path: Path) -> None:
    try:
        _flock(lock, path)
    except OSError as error:
        raise _cannot_open(path, error) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _flock(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
        who = f"the process {process}" if process.isdigit() else "another process"
        raise StoreInUse(
            f"The database {path} is in use by {who}. Stop that one first, or give this one "
            "another database."
        ) from None


def _restrict_modes(path: Path) -> None:
    """Let only the owner read the database and what SQLite keeps beside it."""
    try:
        # Made before SQLite sees it, which gives the files beside it the mode of this one.
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, _OWNER_ONLY))
        for file in (path, beside(path, "-wal"), beside(path, "-shm"), beside(path, ".lock")):
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(_OWNER_ONLY)
    except OSError as error:
        raise _cannot_open(path, error) from error


def _cannot_open(path: Path, error: OSError) -> StoreRefused:
    return StoreRefused(f"The database {path} cannot be opened: {error.strerror}.")
