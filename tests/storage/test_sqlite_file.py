"""The file of the store: who may read it, who may open it, and what happens when the disk fails."""

import asyncio
import os
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from storage.sqlite.connection import BUSY_TIMEOUT
from storage.store import StoreDamaged, StoreInUse, StoreRefused, Transaction

ROOT = Path(__file__).parents[2]


@contextmanager
def child(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that writes; see writing_process.py."""
    process = subprocess.Popen(  # noqa: S603 - our own file beside this one
        [sys.executable, Path(__file__).with_name("writing_process.py"), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def written(lines: list[str]) -> set[str]:
    """The keys of the rows that the store had written; a torn last line is not one."""
    return {
        line.split()[1] for line in lines if line.startswith("written ") and line.endswith("\n")
    }


def row(key: str, size: int = 0):
    return lambda tx: tx.execute("insert into inbox values (?, '', '', ?, 0)", (key, "x" * size))


def rows_of(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        keys = {key for (key,) in connection.execute("select key from inbox")}
    connection.close()
    return keys


def transactions(path: Path) -> int:
    """Count the commits in the file beside the database that takes them first.

    SQLite's file format, 4.1: a header of 32 bytes, then frames with a header of 24 each, whose
    second number is not 0 in the last frame of a transaction.
    """
    wal = path.with_name(path.name + "-wal").read_bytes()
    page = struct.unpack(">I", wal[8:12])[0]
    frames = range(32, len(wal), 24 + page)
    salt = wal[16:24]
    return sum(
        struct.unpack(">I", wal[at + 4 : at + 8])[0] > 0 and wal[at + 8 : at + 16] == salt
        for at in frames
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "parley.db"


async def test_waiting_works_share_a_commit(path):
    store = await SqliteStore.open(path)
    before, hold = transactions(path), threading.Event()
    first = asyncio.create_task(store.write(lambda tx: hold.wait(5) and row("first")(tx)))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(store.write(row(str(n)))) for n in range(50)]
    await asyncio.sleep(0)
    hold.set()
    await asyncio.gather(first, *rest)
    # One for the first, which may or may not have been alone, and one for the fifty.
    assert transactions(path) - before <= 2
    for n in range(3):
        await store.write(row(f"alone {n}"))
    assert transactions(path) - before <= 5
    assert transactions(path) - before >= 4
    await store.close()


async def test_quick_works_share_a_commit_too(path):
    store = await SqliteStore.open(path)
    before = transactions(path)
    await asyncio.gather(*(store.write(row(str(n)), quick=True) for n in range(50)))
    assert transactions(path) - before == 1
    await store.close()


async def test_only_the_owner_can_read_the_file(path):
    old = os.umask(0)
    try:
        store = await SqliteStore.open(path)
        await store.write(row("a"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        await store.close()
    finally:
        os.umask(old)
    names = ("parley.db", "parley.db-wal", "parley.db-shm", "parley.db.lock")
    assert modes == dict.fromkeys(names, 0o600)


async def test_the_modes_of_an_older_file_are_restricted(path):
    sqlite3.connect(path).close()
    for file in (path, path.with_name("parley.db.lock")):
        file.touch()
        file.chmod(0o664)
    store = await SqliteStore.open(path)
    await store.close()
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


async def test_a_second_opening_is_refused_at_once(path, tmp_path):
    store = await SqliteStore.open(path)
    other_name = tmp_path / "other.db"
    other_name.symlink_to(path)
    for name in (path, other_name):
        with pytest.raises(StoreInUse, match=f"{path} is in use by the process {os.getpid()}"):
            await SqliteStore.open(name)
    await store.write(row("a"))  # and the first one still works
    await store.close()
    again = await SqliteStore.open(path)
    await again.close()


async def test_another_process_is_refused_until_the_first_is_killed(path):
    with child(path) as first:
        assert first.stdout.readline() == "open\n"
        with pytest.raises(StoreInUse, match=f"in use by the process {first.pid}"):
            await SqliteStore.open(path)
        with child(path) as second:
            assert second.communicate(timeout=20)[0].startswith("StoreInUse The database")
    store = await SqliteStore.open(path)
    await store.close()


@pytest.mark.parametrize("how", [[], ["--quick"]])
async def test_what_was_written_survives_a_kill(path, how):
    for _ in range(3):
        with child(path, *how) as process:
            lines = [process.stdout.readline() for _ in range(60)]
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        assert len(written(lines)) >= 59
        store = await SqliteStore.open(path)
        keys = await store.read(
            lambda tx: {row["key"] for row in tx.execute("select key from inbox")}
        )
        assert written(lines) <= keys
        await store.write(lambda tx: tx.execute("delete from inbox"))
        await store.close()


@pytest.mark.parametrize("how", [[], ["--quick"]])
def test_a_full_disk_is_refused_until_there_is_room(path, how):
    with child(path, 600_000, *how) as process:
        lines = []
        while sum(line.startswith("refused ") for line in lines) < 4:
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        assert all("could not be used" in line for line in lines if line.startswith("refused "))
        process.stdin.write("\n")
        process.stdin.flush()
        lines += process.stdout.readlines()
    assert "after" in written(lines)
    assert len(written(lines)) > 20
    assert written(lines) <= rows_of(path)
    refused = {line.split()[1] for line in lines if line.startswith("refused ")}
    assert not refused & rows_of(path)


async def test_a_database_that_may_not_grow_refuses_and_keeps_what_it_has(path):
    store = await SqliteStore.open(path)
    await store.write(row("before"))
    await store.write(lambda tx: tx.execute("pragma max_page_count = 60"))
    works = [row("small"), row("huge", 1_000_000), row("other")]
    ends = await asyncio.gather(*(store.write(work) for work in works), return_exceptions=True)
    assert isinstance(ends[1], StoreRefused)
    assert "the disk is full" in ends[1].message
    small = [
        key for key, end in zip(("small", "other"), (ends[0], ends[2]), strict=True) if end == []
    ]
    await store.write(row("after"))
    await store.close()
    assert rows_of(path) == {"before", "after", *small}


async def test_a_refusal_in_the_middle_leaves_nothing_open(path):
    def refused(tx: Transaction) -> None:
        row("half")(tx)
        tx.execute("pragma query_only = on")
        try:
            row("refused")(tx)
        finally:
            tx.execute("pragma query_only = off")

    store = await SqliteStore.open(path)
    for _ in range(2):
        with pytest.raises(StoreRefused, match="it is read-only"):
            await store.write(refused)
    await store.write(row("after"))
    assert await store.problem() == ""
    await store.close()
    assert rows_of(path) == {"after"}


def test_a_read_only_file_is_refused():
    # Not under tmp_path, which nobody but its owner may enter; root may write whatever the mode.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "parley.db")
        with child(path) as process:
            assert process.stdout.readline() == "open\n"
        Path(folder).chmod(0o777)
        path.chmod(0o444)
        path.with_name("parley.db-wal").unlink()
        path.with_name("parley.db-shm").unlink()
        path.with_name("parley.db.lock").unlink()
        with child(path, "--nobody") as process:
            output = process.communicate(timeout=20)[0]
        assert output.startswith(f"StoreRefused The database {path} ")
        assert "read-only" in output or "ermi" in output


@pytest.mark.parametrize("at", [0, 4096, 3 * 4096 + 8])
async def test_a_damaged_file_is_refused_as_damaged(path, at):
    store = await SqliteStore.open(path)
    for n in range(50):
        await store.write(row(str(n), 500))
    await store.close()
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xde\xad\xbe\xef" * 64)
    with pytest.raises(StoreDamaged, match=f"{path} is damaged.* restore"):
        await SqliteStore.open(path)
    with pytest.raises(StoreDamaged):  # not "in use": the failed open released the lock
        await SqliteStore.open(path)


async def test_what_is_no_database_is_left_alone(path):
    path.write_text("Dear diary, " * 100)
    with pytest.raises(StoreDamaged):
        await SqliteStore.open(path)
    assert path.read_text().startswith("Dear diary")


async def test_a_path_that_cannot_be_used_is_named(path, tmp_path):
    with pytest.raises(StoreRefused, match="No such file or directory"):
        await SqliteStore.open(tmp_path / "nowhere" / "parley.db")
    path.mkdir()
    with pytest.raises(StoreRefused, match="Is a directory"):
        await SqliteStore.open(path)


async def test_a_foreign_program_that_holds_the_file_is_not_waited_for_long(path):
    store = await SqliteStore.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreRefused, match="another program holds it"):
        await asyncio.wait_for(store.write(row("a")), 3)
    other.execute("rollback")
    other.close()
    await store.write(row("b"))
    await store.close()
    assert rows_of(path) == {"b"}


async def test_the_event_loop_goes_on_while_a_foreign_program_holds_the_file(path):
    store = await SqliteStore.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    writing = asyncio.create_task(store.write(row("a"), quick=True))
    turns = [asyncio.get_running_loop().time()]
    while not writing.done():
        await asyncio.sleep(0.01)
        turns.append(asyncio.get_running_loop().time())
    with pytest.raises(StoreRefused, match="another program holds it"):
        await writing
    assert max(b - a for a, b in pairwise(turns)) < BUSY_TIMEOUT / 2  # it is waited for elsewhere
    other.execute("rollback")
    other.close()
    assert await store.write(row("b"), quick=True) == []
    await store.close()


async def test_a_newer_file_is_not_touched(path):
    store = await SqliteStore.open(path)
    newer = "insert into _sqlite_migrations(migration_set, name, applied_at) values (?, ?, '')"
    await store.write(lambda tx: tx.execute(newer, ("parley", "teleports")))
    await store.close()
    with pytest.raises(StoreRefused, match=r"newer version of the bot \(teleports\)"):
        await SqliteStore.open(path)


async def test_each_commit_is_set_to_reach_the_disk(path):
    def pragma(tx: Transaction, name: str) -> object:
        return tx.execute(f"pragma {name}")[0][name]

    store = await SqliteStore.open(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
    values = await store.write(lambda tx: {name: pragma(tx, name) for name in names})
    await store.close()
    assert list(values.values()) == ["wal", 2, 1, 1, 0]


SECOND_PROCESS = """
import asyncio, sys
from pathlib import Path
from storage.sqlite import SqliteStore
from storage.store import StoreInUse

async def main(path):
    try:
        await SqliteStore.open(path)
    except StoreInUse:
        print("in use")
    store = await SqliteStore.open(path, exclusive=False)
    await store.write(lambda tx: tx.execute("update pulse set beats = beats + 100"))
    await store.close()

asyncio.run(main(Path(sys.argv[1])))
"""


async def test_a_second_process_writes_beside_the_owner_and_leaves_it_the_lock(
    tmp_path: Path,
) -> None:
    path = tmp_path / "parley.db"
    store = await SqliteStore.open(path)
    beats = await store.read(lambda tx: tx.execute("select beats from pulse"))
    command = [sys.executable, "-c", SECOND_PROCESS, str(path)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # noqa: S603, ASYNC221 - our own words
    assert output.stdout == "in use\n"
    after = await store.read(lambda tx: tx.execute("select beats from pulse"))
    assert after[0]["beats"] == beats[0]["beats"] + 100
    assert await store.problem() == ""
    with pytest.raises(StoreInUse):
        await SqliteStore.open(path)
    await store.close()


async def test_a_second_process_opens_no_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="No such file"):
        await SqliteStore.open(tmp_path / "none.db", exclusive=False)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a look at an empty folder
