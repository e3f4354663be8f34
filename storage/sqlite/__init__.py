"""The store on SQLite: one file, one process, one thread that writes."""

from storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
