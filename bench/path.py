"""How much of our code one `/meet design sync` runs through, from Slack's request to its card.

Run: python -m bench.path [--list]

The bot is joined as it is in service. Counted is what runs from the arrival of the HTTP request
until the job is done, in every thread: see docs/decisions/0010-the-way-of-a-request.md.
"""

import argparse
import asyncio
import collections
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path

from bot.settings import Settings
from bot.wiring import build
from sandbox.environment import Environment
from sandbox.serving import served
from storage.ledger import Ledger
from storage.seal import new_key
from storage.sqlite import SqliteStore

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "language", "calendars", "meetings", "storage")
WITHIN = 20.0
"""Seconds that the whole way may take."""

_PARTS_OF_A_FUNCTION = {"<module>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}


class Counter:
    """The functions of ours that are called, and the transactions of the store, while *counting*.

    A module is counted if a function of it is. A comprehension is part of the function in which it
    stands; what a decorator writes (a dataclass's ``__init__``) is not ours.
    """

    def __init__(self):
        self.counting = False
        self.functions = {}
        self.writes = []
        self.reads = []
        self._files = {}

    def install(self):
        """Count from now on, in this thread and in those that are started later."""
        threading.setprofile(self._called)
        sys.setprofile(self._called)
        finish = Ledger.finish

        async def finished(*args, **more):
            await finish(*args, **more)
            self.counting = False

        Ledger.finish = finished
        self._count_transactions("write", self.writes)
        self._count_transactions("read", self.reads)

    def _count_transactions(self, name, transactions):
        original = getattr(SqliteStore, name)

        async def counted(store, work, **how):
            if self.counting:
                transactions.append(getattr(work, "__qualname__", str(work)))
            return await original(store, work, **how)

        setattr(SqliteStore, name, counted)

    def _called(self, frame, event, _argument):
        if event != "call" or not self.counting:
            return
        code = frame.f_code
        module = self._files.get(code.co_filename)
        if module is None:
            module = self._files[code.co_filename] = self._module(code.co_filename)
        if module and code.co_name not in _PARTS_OF_A_FUNCTION:
            self.functions.setdefault((module, code.co_qualname, code.co_firstlineno), None)

    def _module(self, file):
        try:
            path = Path(file).relative_to(ROOT)
        except ValueError:
            return ""
        return str(path) if path.parts[0] in PACKAGES else ""

    def counted(self, app):
        """*app*, which begins the count with the first request for an event of Slack."""

        async def counting(scope, receive, send):
            if scope["path"] == "/slack/events":
                self.counting = True
            await app(scope, receive, send)

        return counting


async def _finished(database, jobs):
    """Wait, from outside of the bot, until so many jobs are done."""
    end = time.monotonic() + WITHIN
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as looking:
        while time.monotonic() < end:
            states = [state for (state,) in looking.execute("select state from job")]
            if states == ["done"] * jobs:
                return
            await asyncio.sleep(0.002)
    raise SystemExit(f"not done within {WITHIN:g} s: {states}")


async def measure(counter, folder):
    """Take one request through the bot, after another one that fills the caches."""
    async with Environment(services=("jitsi",)) as sandbox:
        told = sandbox.announced["slack"]
        database = Path(folder) / "parley.db"
        settings = Settings(
            bot_token=told["token"],
            signing_secret=told["signing_secret"],
            api_url=told["api"],
            database=database,
            keys=new_key("k1"),
            allow_private=True,
            services={"jitsi": {"url": sandbox.urls["jitsi"]}},
        )
        async with build(settings) as bot, served(counter.counted(bot.web)) as url:
            sandbox.slack.point_at(url)
            working = asyncio.create_task(bot.worker.run())
            await sandbox.slack.type("ada", "general", "/meet stand-up")
            await _finished(database, 1)
            await asyncio.sleep(0.2)
            counter.counting = False
            counter.functions.clear()
            counter.writes.clear()
            counter.reads.clear()
            await sandbox.slack.type("ada", "general", "/meet design sync")
            await _finished(database, 2)
            counter.counting = False
            await bot.worker.stop(5)
            await working


def show(counter, everything):
    """Print the figures, and the names that stand for two functions."""
    modules = sorted({module for module, _, _ in counter.functions})
    print(f"modules {len(modules)}, functions {len(counter.functions)}")
    print(f"transactions {len(counter.writes)}, reads {len(counter.reads)}")
    named = collections.defaultdict(list)
    for module, name, _ in counter.functions:
        last = name.rpartition(".")[2].lstrip("_")
        if not name.endswith(("__", "<lambda>")):
            named[last].append(f"{module}:{name}")
    twice = {name: places for name, places in sorted(named.items()) if len(places) > 1}
    print(f"names of two functions: {', '.join(twice) or 'none'}")
    if not everything:
        return
    for places in twice.values():
        print("  ", ", ".join(places))
    print("writes:", *counter.writes, sep="\n   ")
    print("reads:", *counter.reads, sep="\n   ")
    print("functions, in the order of their first call:")
    for module, name, _ in counter.functions:
        print(f"   {module}:{name}")


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="list what was counted")
    args = parser.parse_args()
    counter = Counter()
    counter.install()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(counter, folder))
    show(counter, args.list)


if __name__ == "__main__":
    main()
