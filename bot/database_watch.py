"""Says in the log when the files of the database are gone or replaced, and when they are back."""

import asyncio

import structlog

from storage.sqlite import SqliteStore

EVERY = 2.0
"""Seconds between two looks; each write looks too, and is refused."""

log = structlog.get_logger(__name__)


class DatabaseWatch:
    """Looks at the files of *store*."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def watch_files(self) -> None:
        """Look for as long as the bot runs; say only what has changed."""
        known = ""
        while True:
            problem = await self._store.files_problem()
            if problem and problem != known:
                log.error("database lost", problem=problem)
            elif known and not problem:
                log.warning("the database is back")
            known = problem
            await asyncio.sleep(EVERY)
