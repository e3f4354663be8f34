"""What a page of the upcoming meetings costs among a million stored ones, beside a thousand.

Run: python -m bench.listing [--stored 1000000] [--rounds 400]

Both files hold the same thousand meetings of twenty people and their channel; the large one has
those of everybody else between them, and years of past ones of the same people in the same channel.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.columns import from_json, from_moment
from storage.meeting_rows import COLUMNS, StoredMeeting, row_of
from storage.meetings import Meetings, upcoming_rows
from storage.sqlite import SqliteStore

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
AT = from_moment(NOW)
HOUR = 3_600_000
YEARS = 3 * 365 * 24
SHARED = 1_000
"""Meetings that are in both files."""

COMING = 5_000
"""Meetings of others that are still to come."""

TEAM, CHANNEL = "T1", "C1"
ASKERS = [f"U{n}ASK" for n in range(20)]
PAGE = 20

_TEMPLATE = StoredMeeting(
    id="",
    job=1,
    team=TEAM,
    channel=CHANNEL,
    card_channel=CHANNEL,
    card_ts="1790000000.000100",
    organizer="",
    service="webex-xml",
    service_id="900000001",
    title="Design review",
    join_url="https://site.example/mw/j.php?MTID=m0123456789abcdef0123456789abcdef",
    passcode="314159",
    wall=NOW.replace(tzinfo=None),
    zone="Europe/Berlin",
    lasts=timedelta(minutes=45),
    agenda="What is new, and what is next.",
    created_at=NOW,
)


def shared(chance, n):
    """One of the meetings that are in both files: half are over, half are to come."""
    begins = (n - SHARED // 2) * HOUR // 2 + chance.randrange(4) * HOUR // 8
    return (f"webex-xml-{n}", TEAM, CHANNEL, chance.sample(ASKERS, 2), AT + begins)


def other(chance, n, coming):
    """A meeting of somebody else if it is to come; one that is over may be of the askers."""
    name = f"webex-xml-{SHARED + n}"
    if coming:
        people = [f"U{number}ELSE" for number in chance.sample(range(4_000), 2)]
        begins = chance.randrange(30 * 24 * 4) * HOUR // 4
        return (
            name,
            f"T{chance.randrange(1, 9)}",
            f"C{chance.randrange(2, 400)}",
            people,
            AT + begins,
        )
    people = [chance.choice(ASKERS), f"U{chance.randrange(4_000)}ELSE"]
    begins = chance.randrange(2 * 4, YEARS * 4) * HOUR // 4
    channel = CHANNEL if chance.random() < 0.1 else f"C{chance.randrange(2, 400)}"
    team = TEAM if channel == CHANNEL else f"T{chance.randrange(1, 9)}"
    return (name, team, channel, people, AT - begins)


def stored(count):
    """As many meetings, the shared ones evenly between the others."""
    chance = random.Random(2026)
    every = count // SHARED
    others = count - SHARED
    for n in range(SHARED):
        yield shared(random.Random(n), n)
        for number in range(n * (every - 1), (n + 1) * (every - 1)):
            yield other(chance, number, coming=number % (others // COMING) == 0)


def row(meeting, template):
    name, team, channel, people, starts_at = meeting
    return tuple(
        (
            template
            | {
                "id": name,
                "team": team,
                "channel": channel,
                "organizer": people[0],
                "people": from_json(people[1:]),
                "starts_at": starts_at,
                "ends_at": starts_at + HOUR * 3 // 4,
                "created_at": starts_at - 48 * HOUR,
            }
        ).values()
    )


def fill(path, count):
    """Write *count* meetings at once, and enter each on the calendars it belongs on."""
    template = dict.fromkeys(COLUMNS) | row_of(_TEMPLATE)
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -400000"):
        database.execute(f"pragma {pragma}")
    indexes = database.execute(_INDEXES).fetchall()
    database.execute("begin")
    for name, _ in indexes:
        database.execute(f"drop index {name}")
    marks = ", ".join("?" * len(COLUMNS))
    database.executemany(
        f"insert into meeting({', '.join(COLUMNS)}) values ({marks})",
        (row(meeting, template) for meeting in stored(count)),
    )
    database.execute(
        """insert into calendar(meeting, team, whose, starts_at, ends_at, lasts)
           select id, team, whose, starts_at, ends_at, ends_at - starts_at from (
             select *, organizer as whose from meeting
             union all select *, channel from meeting
             union all select *, people ->> 0 from meeting)
           order by id, whose"""
    )
    for _, made in indexes:
        database.execute(made)
    database.execute("commit")
    database.close()
    with path.open("rb") as file:
        os.fsync(file)  # or the disk would be busy with it while we measure


_INDEXES = """
    select name, sql from sqlite_master
    where type = 'index' and sql is not null and tbl_name in ('meeting', 'calendar')"""


async def opened(path, count):
    """A store with so many meetings; some are written again by the bot, which changes nothing."""
    await (await SqliteStore.open(path)).close()
    fill(path, count)
    store = await SqliteStore.open(path)
    before = await entries(store)
    for n in range(0, SHARED, 50):
        meeting = await Meetings(store).by_id(f"webex-xml-{n}")
        await store.write(Meetings(store).save(meeting))
    assert await entries(store) == before
    return store


async def entries(store):
    """What is on the calendars of the askers."""
    sql = "select * from calendar where team = ? and whose = ? order by meeting"
    rows = []
    for asker in ASKERS:
        rows += await store.read(lambda tx, asker=asker: tx.execute(sql, (TEAM, asker)))
    return [tuple(row) for row in rows]


class Lists:
    """The first page of a person's list in a channel, or a later one."""

    def __init__(self, store):
        self.store = store
        self.took = {"first page": [], "a later page": [], "first page, the database alone": []}

    async def round(self, asker):
        """Read all of these for *asker*; return the ids of the meetings."""
        meetings, whose = Meetings(self.store), [asker, CHANNEL]
        began = time.perf_counter()
        first = await meetings.upcoming(TEAM, whose, NOW, None, PAGE)
        self.took["first page"].append(time.perf_counter() - began)
        after = (NOW + timedelta(days=5), "")
        began = time.perf_counter()
        later = await meetings.upcoming(TEAM, whose, NOW, None, PAGE, after)
        self.took["a later page"].append(time.perf_counter() - began)
        work = upcoming_rows(TEAM, whose, NOW, None, PAGE, None)
        alone = await self.store.read(lambda tx: spent(work, tx))
        self.took["first page, the database alone"].append(alone)
        return [meeting.id for meeting in first + later]


def spent(work, tx):
    began = time.perf_counter()
    work(tx)
    return time.perf_counter() - began


async def compare(small, large, rounds):
    """Ask both in turn, who is first in turn as well."""
    pair = Lists(small), Lists(large)
    chance = random.Random(1)
    for n in range(rounds + 40):
        asker = chance.choice(ASKERS)
        ids = [await lists.round(asker) for lists in (pair if n % 2 else pair[::-1])]
        assert ids[0] == ids[1]
        assert len(ids[0]) == 2 * PAGE
    return [{name: took[40:] for name, took in lists.took.items()} for lists in pair]


def show(title, small, large):
    print(f"{title}:")
    for name in small:
        first, second = (1000 * statistics.median(took[name]) for took in (small, large))
        print(f"  {name:32}{first:8.3f} ms{second:8.3f} ms{second / first:8.2f} times")


async def plan(store):
    """The query plan."""
    details = []

    class Explained:
        def __init__(self, tx):
            self.tx = tx

        def execute(self, sql, params=()):
            explained = self.tx.execute(f"explain query plan {sql}", params)
            details.extend(line["detail"] for line in explained)
            return self.tx.execute(sql, params)

    work = upcoming_rows(TEAM, [ASKERS[0]], NOW, None, PAGE, None)
    await store.read(lambda tx: work(Explained(tx)))
    return details


def sweep(path):
    """Remove from the calendars what is over, as its last timer does."""
    database = sqlite3.connect(path, isolation_level=None, timeout=60)
    database.execute("delete from calendar where ends_at <= ?", (AT,))
    left = database.execute("select count(*) from calendar").fetchone()[0]
    database.close()
    return left


async def measure(stored_meetings, rounds):
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        paths = [Path(folder) / "small.db", Path(folder) / "large.db"]
        began = time.perf_counter()
        small, large = [
            await opened(path, count)
            for path, count in zip(paths, (SHARED, stored_meetings), strict=True)
        ]
        size = paths[1].stat().st_size / 1e6
        print(
            f"{stored_meetings:,} stored meetings, {size:,.0f} MB, beside {SHARED:,}; "
            f"both built in {time.perf_counter() - began:.0f} s; medians of {rounds} rounds in turn"
        )
        show("nothing was ever taken off a calendar", *await compare(small, large, rounds))
        left = [sweep(path) for path in paths]
        title = f"what is over is off the calendars ({left[0]:,} and {left[1]:,} entries left)"
        show(title, *await compare(small, large, rounds))
        print("the query plan, for each calendar that is read:")
        for line in await plan(large):
            print(f"  {line}")
        await small.close()
        await large.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=400)
    args = parser.parse_args()
    asyncio.run(measure(args.stored, args.rounds))


if __name__ == "__main__":
    main()
