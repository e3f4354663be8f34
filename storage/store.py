"""The interface of a store, the same for every database: durable writes, and reads."""

from collections.abc import Callable, Sequence
from operator import methodcaller
from typing import Any, Protocol, TypeAlias, TypeVar

T = TypeVar("T")

SqlValue: TypeAlias = str | int | float | bytes | None


class Row(Protocol):
    """One row of a result, read by the names of its columns."""

    def __getitem__(self, column: str, /) -> Any:
        """Return the value of *column*; IndexError where there is no such column."""

    def keys(self) -> list[str]:
        """Return the names of the columns."""


class Transaction(Protocol):
    """What a work may do to the store.

    It is valid only until the work returns, and only in the thread that the work was called in.
    """

    def execute(self, sql: str, params: Sequence[SqlValue] = ()) -> list[Row]:
        """Run one statement, its parameters written ``?``, and return all rows that it gives.

        Text with NUL or a lone surrogate is refused with ValueError: one database would store it
        and another would not.
        """


Work: TypeAlias = Callable[[Transaction], T]
"""A unit of work: quick, without I/O of its own, and safe to run in another thread.

It may be run twice, the first time undone: what it changes, it changes in the store alone.
"""


Write: TypeAlias = Work[None]
"""Rows to be written in the transaction of something else."""


def statement(sql: str, params: Sequence[SqlValue]) -> Work[Any]:
    """Return the work that runs *sql* with *params*."""
    return methodcaller("execute", sql, params)


DELETED_AT_ONCE = 500
"""Rows in one transaction, so that no request is held up."""


class Store(Protocol):
    """A database of rows."""

    async def write(self, work: Work[T], *, quick: bool = False) -> T:
        """Run *work* and return its result once what it wrote will survive a power cut.

        Works that wait at the same time share one transaction, one after another: one that raises
        undoes what it wrote itself, and nothing else. What it raises is raised here. StoreRefused:
        the store could not write.

        A caller that is cancelled while it waits does not take its work back. *quick*, here and
        below: it is a few statements that go by a key (a read: one), so that it may be run in the
        caller's thread while nothing has to be waited for.
        """

    async def read(self, work: Work[T], *, quick: bool = False) -> T:
        """Run *work*, which only reads, on a snapshot of what has been committed."""

    async def problem(self) -> str:
        """Try to write and read; return a sentence that says what fails, or ""."""

    async def close(self) -> None:
        """Finish the writes that were asked for, and release the database."""


async def delete_all(
    store: Store, sql: str, params: Sequence[SqlValue] = (), *, at_once: int = DELETED_AT_ONCE
) -> int:
    """Run *sql* until it finds no more to delete; return how many rows it deleted.

    It takes *params* and then how many rows it may delete, and returns a row for each of them.
    """
    rows, deleted = at_once, 0
    while rows == at_once:
        rows = len(await store.write(lambda tx: tx.execute(sql, (*params, at_once))))
        deleted += rows
    return deleted


class StoreRefused(Exception):
    """The store could not write or read: the disk is full, locked, read-only or broken.

    Nothing may be acknowledged that was to be written. *message* is for the administrator; it holds
    no data from the rows.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StoreInUse(StoreRefused):
    """Another process has the store open, and only one may."""


class StoreDamaged(StoreRefused):
    """What is on the disk is not a whole database any more."""
