"""Copies the file while it is in use, and empties the log that SQLite keeps beside it."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from storage.sqlite.connection import damaged, refusal
from storage.store import StoreRefused

PAGES = 256
"""Pages copied at once: a megabyte; in between the running bot may write."""

_OWNER_ONLY = 0o600


def back_up(path: Path, to: Path) -> int:
    """Write a whole, checked copy of the database at *path* to *to*; return its size in bytes.

    The copy is one moment's, however long it takes. It appears under its name when it is complete,
    and replaces nothing. StoreRefused: there is something at *to*, or a disk refused.
    """
    part = to.with_name(f".{to.name}.part")
    try:
        if to.exists():
            raise StoreRefused(f"There is something at {to} already: name another file.")
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY))
        _copy(path, part)
        _sync(part)
        os.link(part, to)  # fails where something has appeared there meanwhile
        _sync(to.parent)
    except OSError as error:
        raise StoreRefused(f"The backup {to} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # it may never have been made
            part.unlink()
    return to.stat().st_size


def empty_log(path: Path) -> bool:
    """Bring the log into the file at *path* and empty it; False while something reads it."""
    with closing(sqlite3.connect(path)) as connection:
        busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    return not busy


def _copy(path: Path, part: Path) -> None:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as source,
            closing(sqlite3.connect(part)) as to,
        ):
            # One snapshot for all of it: without, SQLite begins again after each write of the bot.
            source.execute("begin")
            source.execute("select count(*) from sqlite_master").fetchone()
            source.backup(to, pages=PAGES, sleep=0.01)
            to.execute("pragma journal_mode = delete")  # one file, without a log beside it
            if to.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise damaged(path)
    except sqlite3.Error as error:
        raise refusal(error, path) or error from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
