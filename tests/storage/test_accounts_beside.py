"""A second process may look into a store that is open, and write a little, beside its owner."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from storage.store import StoreInUse, StoreRefused

VISIT = """
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


async def test_a_visitor_writes_beside_the_owner_and_leaves_them_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "parley.db"
    store = await SqliteStore.open(path)
    beats = await store.read(lambda tx: tx.execute("select beats from pulse"))
    command = [sys.executable, "-c", VISIT, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # noqa: S603, ASYNC221 - our own words
    assert said.stdout == "in use\n"
    after = await store.read(lambda tx: tx.execute("select beats from pulse"))
    assert after[0]["beats"] == beats[0]["beats"] + 100
    assert await store.problem() == ""
    with pytest.raises(StoreInUse):
        await SqliteStore.open(path)
    await store.close()


async def test_there_is_no_visit_to_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="No such file"):
        await SqliteStore.open(tmp_path / "none.db", exclusive=False)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a look at an empty folder
