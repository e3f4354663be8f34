"""The store on SQLite: one file, one process, one thread that writes."""

from storage.sqlite.store import SqliteStore, is_in_use, start_problem

__all__ = ["SqliteStore", "is_in_use", "start_problem"]
