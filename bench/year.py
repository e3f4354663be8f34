"""A simulated year: each reminder is to come once, at the moment that a calendar by hand says.

Run: python -m bench.year [--meetings 10000]

Real store, ledger, ticks and reminders; the clock is moved from one job that is due to the next,
and is late by up to half a second each time, as the worker's look into the ledger is. The file lies
in memory where that can be had: a year's fsyncs would measure the disk.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.year_meetings import ZONES, Inventor
from bot import logs
from bot.jobs.runners import BackgroundRunner
from bot.jobs.worker import AT_ONCE, LEASE, POLL
from bot.wiring import Handlers
from calendars.occurrences import MeetingPlan
from handlers.coming.timers import job as first_timer
from handlers.services import Services
from handlers.slack_types import Person, Posted
from storage.ledger import Inbound, Ledger, NewJob
from storage.meetings import Meetings, StoredMeeting
from storage.people import Preferences
from storage.sqlite import SqliteStore

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
TEAM = "T1"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MEMORY = Path("/dev/shm")


class Slack:
    """Records each reminder: its meeting's title, its channel, its time."""

    def __init__(self, clock):
        self.clock = clock
        self.messages = []

    async def post(self, destination, message, _marker):
        title = message.text.split("*", 2)[1]
        if "* ends: its last date" in message.text:  # told to its organizer, and no reminder
            return Posted(channel=destination.channel, ts="0")
        self.messages.append((title, destination.channel, self.clock()))
        return Posted(channel=destination.channel, ts=str(len(self.messages)))

    async def update(self, _posted, _shown):
        """A reminder loses its link when its meeting is over; that is not looked at here."""

    async def who(self, _team, person):
        return Person(id=person, name=person)


class Year:
    """A bot without Slack, its clock, and the meetings that people make during the year."""

    def __init__(self, store, chance, begin):
        self.now = begin
        self.store, self.chance = store, chance
        self.ledger = Ledger(store, owner="year")
        self.meetings = Meetings(store)
        self.slack = Slack(lambda: self.now)
        handlers = Handlers(store, self.slack, Services({}, None, None))
        self.background = BackgroundRunner(
            self.ledger, handlers.background_jobs(), lambda: self.now
        )
        self.jobs = 0

    async def set_preferences(self, inventor):
        """Store what people and channels prefer."""
        liked = inventor.likes | {
            c: lead for c, lead in inventor.channels.items() if lead is not None
        }
        preferences = Preferences(self.store)
        for whose, minutes in liked.items():
            await self.store.write(
                preferences.put(TEAM, whose, {"remind": list(minutes)}, self.now)
            )

    async def live_through(self, plans, end):
        """Let everything happen until *end*: what people do, and what is due."""
        acts = [(plan.made_at, number, self.make, plan) for number, plan in enumerate(plans)]
        acts += [(plan.change, -1, self.change, plan) for plan in plans if plan.change]
        for at, _, act, plan in sorted(acts, key=lambda act: act[:2]):
            if at <= end:
                await self.go_to(at)
                await act(plan)
        await self.go_to(end)

    async def go_to(self, then):
        while (due := await self.ledger.next_due(self.now)) is not None and due <= then:
            self.now = max(self.now, due + timedelta(seconds=POLL * self.chance.random()))
            while jobs := await self.ledger.claim_many(self.now, LEASE, AT_ONCE):
                await asyncio.gather(*map(self.background, jobs))
                self.jobs += len(jobs)
        self.now = max(self.now, then)

    async def make(self, plan):
        meeting = StoredMeeting(
            id=plan.name.replace(" ", "-"),
            job=1,
            team=TEAM,
            channel=plan.channel,
            organizer=plan.organizer,
            service="jitsi",
            service_id=plan.name,
            title=plan.name,
            join_url="https://meet.example/room",
            wall=plan.wall,
            zone=plan.zone,
            lasts=plan.lasts,
            repeats=plan.repeats,
            starts_at=plan.starts[0],
            ends_at=plan.starts[0] + plan.lasts,
            people=plan.people,
            created_at=self.now,
        )
        await self.write(self.meetings.save(meeting), first_timer(meeting, self.now))

    async def change(self, plan):
        """Move it, or cancel it."""
        meeting = await self.meetings.by_id(plan.name.replace(" ", "-"))
        if plan.moved_to is None:
            await self.write(self.meetings.cancel(meeting, "Cancelled."))
            return
        wall = MeetingPlan.at(plan.moved_to, plan.zone, plan.lasts).wall
        times = {"starts_at": plan.moved_to, "ends_at": plan.moved_to + plan.lasts}
        after = replace(meeting, wall=wall, **times)
        as_written = replace(after, version=meeting.version + 1, tick=meeting.tick + 1)
        await self.write(self.meetings.change(after), first_timer(as_written, self.now))

    async def write(self, row, *jobs):
        """Store what a person had done, as the end of their request."""
        key = f"ask:{self.now.isoformat()}:{self.chance.random()}"
        asked = Inbound(key=key, kind="ask", team=TEAM, body="", received_at=self.now)
        job = NewJob(key=key, kind="ask", payload={}, run_at=LONG_AGO)
        await self.ledger.accept(asked, job, now=self.now)
        claimed = await self.ledger.claim(self.now, LEASE)
        await self.ledger.finish(claimed.id, also=[row], jobs=jobs)


@dataclass
class Verdict:
    """What came of the reminders that were due."""

    due: int = 0
    sent: int = 0
    twice: int = 0
    missing: int = 0
    early: int = 0
    unasked: int = 0
    failed: int = 0
    latest: timedelta = timedelta()
    wrong: list = field(default_factory=list)

    @property
    def perfect(self):
        return (
            self.due
            and not (self.wrong or self.failed)
            and self.latest <= timedelta(seconds=2 * POLL)
        )

    def __str__(self):
        return (
            f"reminders due {self.due:,}, sent {self.sent:,}, twice {self.twice}, "
            f"missing {self.missing}, early {self.early}, unasked for {self.unasked}, "
            f"jobs failed {self.failed}; "
            f"the latest by {self.latest.total_seconds():.2f} s"
        )


def judge(plans, messages, end):
    """Compare the messages with those that are due, for each meeting and channel."""
    verdict = Verdict(sent=len(messages))
    due, sent = defaultdict(list), defaultdict(list)
    for plan in plans:
        for channel, at in plan.announcements(end):
            due[plan.name, channel].append(at)
    for title, channel, at in messages:
        sent[title, channel].append(at)
    for which in due.keys() | sent.keys():
        compare(which, sorted(due[which]), sorted(sent[which]), verdict)
    verdict.due = sum(map(len, due.values()))
    return verdict


def compare(which, due, sent, verdict):
    """Give each message to the moment that was due last, and no more to one than were due."""
    left = Counter(due)
    for at in sent:
        index = bisect_right(due, at)
        late = at - due[index - 1] if index else None
        if late is None or late > timedelta(minutes=1):
            early = index < len(due) and due[index] - at < timedelta(minutes=5)
            verdict.early += early
            verdict.unasked += not early
            verdict.wrong.append((which, "early" if early else "unasked for", at))
        elif left[due[index - 1]]:
            left[due[index - 1]] -= 1
            verdict.latest = max(verdict.latest, late)
        else:
            verdict.twice += 1
            verdict.wrong.append((which, "twice", at))
    verdict.missing += left.total()
    verdict.wrong += [(which, "missing", moment) for moment in left.elements()]


def scratch():
    """A folder that goes away again, in memory where that can be had."""
    return tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)


async def simulate(folder, meetings, zones, begin, end):
    """Return the verdict on so many *meetings*, and how many jobs were done."""
    chance = random.Random(2)
    inventor = Inventor(chance, zones, begin, end)
    plans = list(inventor.invent(meetings))
    store = await SqliteStore.open(Path(folder) / "parley.db")
    try:
        year = Year(store, chance, begin)
        await year.set_preferences(inventor)
        await year.live_through(plans, end)
        counts = await year.ledger.counts(end)
    finally:
        await store.close()
    verdict = judge(plans, year.slack.messages, end)
    verdict.failed = counts.get("failed", 0)
    return verdict, year.jobs


def main():
    logs.configure("WARNING", "text", [])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=10_000)
    meetings = parser.parse_args().meetings
    end = BEGIN.replace(year=BEGIN.year + 1) + timedelta(seconds=10)
    began = time.perf_counter()
    with scratch() as folder:
        verdict, jobs = asyncio.run(simulate(folder, meetings, ZONES, BEGIN, end))
    took = time.perf_counter() - began
    print(f"{meetings:,} meetings in {len(ZONES)} zones, {BEGIN:%Y}, {jobs:,} jobs, {took:.0f} s")
    print(verdict)
    for which, what, at in verdict.wrong[:10]:
        print(f"  {what}: {' in '.join(which)} at {at.isoformat()}")
    if not verdict.perfect:
        sys.exit(1)


if __name__ == "__main__":
    main()
