"""One connection to the file: its settings, its statements, and what its errors mean."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from storage.store import Row, SqlValue, StoreDamaged, StoreRefused

BUSY_TIMEOUT = 1.0  # seconds to wait for a foreign program: Slack waits three in all

_PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",  # each commit survives a power cut
    "foreign_keys = on",
    "trusted_schema = off",
    "secure_delete = on",  # deleted data is not left in the file's free pages
)


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection with our settings; it begins no transaction by itself."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class Statements:
    """A ``Transaction`` on a connection, whose owner begins and ends it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def execute(self, sql: str, params: Sequence[SqlValue] = ()) -> list[Row]:
        """Run one statement and return all its rows; ValueError for text with NUL."""
        for value in params:
            # SQLite would store it and PostgreSQL would not. A lone surrogate is refused by
            # sqlite3 itself, with UnicodeEncodeError, which is a ValueError as well.
            if isinstance(value, str) and "\0" in value:
                raise ValueError("text with NUL cannot be kept")
        return self._execute(sql, params).fetchall()


_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room; nothing needs to be restarted.",
    sqlite3.SQLITE_READONLY: "it is read-only. Let the bot's user write the file and its folder.",
    sqlite3.SQLITE_PERM: "the bot's user may not open it. Give it the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Look at the folder and its owner.",
    sqlite3.SQLITE_BUSY: "another program holds it. Close whatever else has the file open.",
    sqlite3.SQLITE_LOCKED: "another program holds it. Close whatever else has the file open.",
    sqlite3.SQLITE_PROTOCOL: "another program holds it. Close whatever else has the file open.",
    sqlite3.SQLITE_IOERR: "the disk reported an error. Look at the system's log.",
    sqlite3.SQLITE_NOMEM: "there is no memory left.",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def refusal(error: BaseException, path: Path) -> StoreRefused | None:
    """Return what *error* means for the database at *path*; None if the mistake is our own.

    A wrong statement, or a row that breaks a constraint, is no refusal.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF  # without the extension
    if code in _DAMAGED:
        return damaged(path)
    if code in _REASONS:
        return StoreRefused(f"The database {path} could not be used: {_REASONS[code]}")
    return None


def damaged(path: Path) -> StoreDamaged:
    """Return the error for a file at *path* that is not a whole database."""
    return StoreDamaged(
        f"The database {path} is damaged. Stop the bot, keep a copy of the file and restore the "
        "last backup."
    )
