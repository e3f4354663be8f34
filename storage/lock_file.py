"""The place of the database on the disk: its folder, its files' modes, and who may open it."""

import fcntl
import os
from pathlib import Path

from storage.store import StoreInUse, StoreRefused

_ONLY_US = 0o600


def claim(path: Path) -> int:
    """Make the file at *path* ours alone and return the descriptor that keeps it so until closed.

    StoreInUse: another process has it. StoreRefused: it cannot be made or opened.
    """
    try:
        lock = os.open(_beside(path, ".lock"), os.O_RDWR | os.O_CREAT, _ONLY_US)
    except OSError as error:
        raise _cannot_open(path, error) from error
    try:
        _take(lock, path)
        _close_to_others(path)
    except BaseException:
        os.close(lock)
        raise
    return lock


def visit(path: Path) -> int:
    """Return a descriptor that keeps nobody out, for a look at the file that somebody else has."""
    try:
        # Not the database itself: closing that would drop the locks that SQLite has on it.
        return os.open(_beside(path, ".lock"), os.O_RDONLY)
    except OSError as error:
        raise _cannot_open(path, error) from error


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 20, 0).decode("ascii", "replace").strip()
        who = f"the process {holder}" if holder.isdigit() else "another process"
        raise StoreInUse(
            f"The database {path} is in use by {who}. Stop that one first, or give this one "
            "another database."
        ) from None
    except OSError as error:
        raise _cannot_open(path, error) from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)


def _close_to_others(path: Path) -> None:
    """Make the database and what SQLite keeps beside it readable by nobody else."""
    try:
        # Made before SQLite sees it, which gives the files beside it the mode of this one.
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, _ONLY_US))
        for file in (path, _beside(path, "-wal"), _beside(path, "-shm"), _beside(path, ".lock")):
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(_ONLY_US)
    except OSError as error:
        raise _cannot_open(path, error) from error


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _cannot_open(path: Path, error: OSError) -> StoreRefused:
    return StoreRefused(f"The database {path} cannot be opened: {error.strerror}.")
