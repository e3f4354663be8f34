"""What a piece of work is given: statements on one connection, with text that every store keeps."""

import sqlite3
from collections.abc import Sequence

from storage.store import Row, SqlValue


class Statements:
    """A ``Transaction`` on a SQLite connection, whose owner begins and ends it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def execute(self, sql: str, params: Sequence[SqlValue] = ()) -> list[Row]:
        """Run one statement and return all its rows; ValueError for text that will not keep."""
        for value in params:
            # SQLite would keep it and PostgreSQL would not. A lone surrogate is refused by
            # sqlite3 itself, with UnicodeEncodeError, which is a ValueError as well.
            if isinstance(value, str) and "\0" in value:
                raise ValueError("text with NUL cannot be kept")
        return self._execute(sql, params).fetchall()
