"""Writes rows one after another and prints which of them are written, until it is killed.

    python writing_process.py DATABASE [LARGEST_FILE] [--nobody] [--quick]

With LARGEST_FILE, in bytes, files cannot grow beyond that, as on a full disk, until a line comes on
standard input. With --nobody it gives up being root first. With --quick the rows are written as
quick works.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

from storage.sqlite import SqliteStore
from storage.store import StoreRefused, Transaction

WRITERS = 4


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - a line to the test that started this


async def write(store: SqliteStore, key: str) -> bool:
    def work(tx: Transaction) -> None:
        tx.execute(
            "insert into inbox(key, kind, team, body, received_at) values (?, '', '', ?, 0)",
            (key, "x" * 2000),
        )

    try:
        await store.write(work, quick="--quick" in sys.argv)
    except StoreRefused as refusal:
        say("refused", key, refusal.message)
        return False
    say("written", key)
    return True


async def write_for_ever(store: SqliteStore, name: int) -> None:
    row = 0
    while await write(store, f"{name}-{row}"):
        row += 1


async def main(path: Path, largest: int) -> None:
    try:
        store = await SqliteStore.open(path)
    except StoreRefused as refusal:
        say(type(refusal).__name__, refusal.message)
        return
    say("open")
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    await asyncio.gather(*(write_for_ever(store, name) for name in range(WRITERS)))
    sys.stdin.readline()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await write(store, "after")
    os.kill(os.getpid(), 9)  # what was written is on the disk, whether or not the store was closed


if __name__ == "__main__":
    if "--nobody" in sys.argv and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    numbers = [argument for argument in sys.argv[2:] if argument.isdigit()]
    asyncio.run(main(Path(sys.argv[1]), int(numbers[0]) if numbers else 0))
