"""Which of SQLite's errors mean that the disk refused, in words for whoever runs the bot."""

import sqlite3
from pathlib import Path

from storage.store import StoreDamaged, StoreRefused

_SAYS = {
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
    """Return what *error* means for the database at *path*; none if it is our own mistake.

    A statement that is wrong, or a row that breaks a constraint, is no refusal: it goes up as it
    is.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF  # without the extension
    if code in _DAMAGED:
        return damaged(path)
    if code in _SAYS:
        return StoreRefused(f"The database {path} could not be used: {_SAYS[code]}")
    return None


def damaged(path: Path) -> StoreDamaged:
    """Return the sentence about a file at *path* that is not a whole database."""
    return StoreDamaged(
        f"The database {path} is damaged. Stop the bot, keep a copy of the file and restore the "
        "last backup."
    )
