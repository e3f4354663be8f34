"""A year of meetings with old ones deleted: the file and the memory do not grow.

Run: python -m bench.retention [--days 365] [--a-day 100] [--keep 30]

Real store, ledger, timers and reminders on a clock that is moved; each night what the bot deletes
by itself is deleted. Printed are the size of the file, its rows and the memory of the process, a
line a month; the status is 1 where one of them has grown by a tenth since old meetings go.
"""

import argparse
import asyncio
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.weight import resident
from bench.year import BEGIN, Year, scratch
from bench.year_meetings import DAY, MINUTE, InventedMeeting
from bot import logs
from bot.maintenance import KEPT
from storage.retention import sweep
from storage.sqlite import SqliteStore

MONTH = 30
PEOPLE = 300
TABLES = ("inbox", "job", "step", "start", "meeting", "calendar", "copy", "person", "preference")


@dataclass(frozen=True)
class Size:
    """How large everything is at the end of a day."""

    day: int
    file: int
    rows: int
    memory: int

    def grown(self, before: "Size") -> float:
        """The largest growth of the three since *before*; 1.0: none has grown."""
        pairs = ((self.file, before.file), (self.rows, before.rows), (self.memory, before.memory))
        return max(now / then for now, then in pairs)

    def __str__(self) -> str:
        return (
            f"day {self.day:4}: file {self.file / 1e6:7.2f} MB, {self.rows:7,} rows, "
            f"memory {self.memory / 1e6:6.1f} MB"
        )


def meetings_of(day: datetime, number: int, chance: random.Random) -> list[InventedMeeting]:
    """The meetings of *day*, each an hour or more after midnight, with three people."""
    meetings = []
    for index in range(number):
        people = chance.sample(range(PEOPLE), 3)
        starts = day + timedelta(minutes=60 + chance.randrange(22 * 60))
        meeting = InventedMeeting(
            name=f"meeting {day:%j} {index}",
            zone="UTC",
            wall=starts.replace(tzinfo=None),
            lasts=30 * MINUTE,
            repeats="",
            starts=[starts],
            made_at=day,
            people=[f"U{person:03}P" for person in people[1:]],
            organizer=f"U{people[0]:03}P",
            channel=f"C{people[0]:03}",
        )
        meetings.append(meeting)
    return meetings


async def live(folder: str, days: int, a_day: int, keep: timedelta, every: int = MONTH):
    """Let so many *days* pass, and yield the sizes *every* so many days."""
    store = await SqliteStore.open(Path(folder) / "parley.db")
    chance = random.Random(3)
    try:
        year = Year(store, chance, BEGIN)
        for number in range(1, days + 1):
            day = BEGIN + (number - 1) * DAY
            await year.go_to(day)
            for meeting in meetings_of(day, a_day, chance):
                await year.make(meeting)
            await year.go_to(day + DAY - timedelta(seconds=1))
            year.slack.messages.clear()
            await year.ledger.sweep(year.now, KEPT)
            await sweep(store, year.now - keep)
            if number % every == 0:
                yield await measure(store, number)
    finally:
        await store.close()


async def measure(store: SqliteStore, day: int) -> Size:
    counts = " + ".join(f"(select count(*) from {table})" for table in TABLES)
    rows = await store.read(lambda tx: tx.execute(f"select {counts} as n"))
    pages = await store.read(lambda tx: tx.execute("pragma page_count"))
    return Size(day, pages[0]["page_count"] * 4096, rows[0]["n"], int(resident("self") * 1e6))


async def run(days: int, a_day: int, keep: timedelta) -> float:
    """Print the sizes; return the growth since a month after old meetings began to go."""
    sizes = []
    with scratch() as folder:
        async for size in live(folder, days, a_day, keep):
            print(size, flush=True)
            sizes.append(size)
    settled = [size for size in sizes if size.day >= keep.days + MONTH]
    return settled[-1].grown(settled[0]) if settled else 1.0


def main() -> None:
    logs.configure("WARNING", "text", [])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--a-day", type=int, default=100)
    parser.add_argument("--keep", type=int, default=30)
    args = parser.parse_args()
    growth = asyncio.run(run(args.days, args.a_day, timedelta(days=args.keep)))
    print(f"grown {growth:.3f} times since what is old began to go")
    if growth > 1.1:
        sys.exit(1)


if __name__ == "__main__":
    main()
