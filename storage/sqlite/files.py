"""Notices when the database's files are gone, or are others than those that are open.

SQLite goes on writing to a file that was deleted, moved or replaced, and what it writes is lost.
"""

import os
from pathlib import Path

_REPLACED = (
    "The database {file} is another file than the one that the bot has open, so nothing is "
    "accepted any more. Put the first one back, or start the bot again to work with this one."
)
_GONE = (
    "The database {file} is gone, so nothing is accepted any more: it was deleted or moved, or its "
    "folder is not mounted. Put the same file back, or stop the bot and restore the last backup."
)
_NOT_REACHED = (
    "The database {file} cannot be reached ({why}), so nothing is accepted any more. Let the bot's "
    "user read its folder."
)
_BESIDE = (
    "The file {file}, a part of the database while the bot runs, was deleted or replaced, so "
    "nothing is accepted any more. Start the bot again: as it stops, it saves what it has taken."
)


_MISSING = (
    "The database {file} is gone: {lock} shows that a bot has worked with it. Put the file back, "
    "or restore the last backup. To begin with an empty one, delete {lock} first."
)


def beside(path: Path, ending: str) -> Path:
    """Return the file that belongs to the database at *path* and has *ending* after its name."""
    return path.with_name(path.name + ending)


def missing(path: Path) -> str:
    """Say that a database was at *path* and is gone; "" if it is there, or never was.

    A new, empty one in its place would look as if every meeting had been forgotten.
    """
    lock = beside(path, ".lock")
    try:
        was_opened = lock.stat().st_size > 0
    except OSError:
        return ""
    return _MISSING.format(file=path, lock=lock) if was_opened and not path.exists() else ""


class OpenedFiles:
    """The database, and what SQLite keeps beside it, as they are now that they have been opened."""

    def __init__(self, named: Path) -> None:
        self._named = named.absolute()  # a link may come to lead elsewhere
        self.path = path = named.resolve()
        files = (self._named, beside(path, "-wal"), beside(path, "-shm"))
        self._opened = {file: _identity(file) for file in files}

    def problem(self) -> str:
        """Say in a sentence which is gone or another; "" if all are the same."""
        for file, opened in self._opened.items():
            try:
                found = os.stat(file)  # noqa: PTH116 - ten times a second and more
            except FileNotFoundError:
                return (_GONE if file == self._named else _BESIDE).format(file=file)
            except OSError as error:
                return _NOT_REACHED.format(file=file, why=error.strerror)
            if (found.st_dev, found.st_ino) != opened:
                return (_REPLACED if file == self._named else _BESIDE).format(file=file)
        return ""


def _identity(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_dev, found.st_ino
