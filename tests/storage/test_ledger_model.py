"""The ledger does what a dict would do, whatever is asked of it and whenever it is restarted."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage.ledger import Inbound, LeaseLost, Ledger, NewJob, StepEnd
from storage.sqlite import SqliteStore

LEASE = timedelta(seconds=30)
KEYS = st.sampled_from([f"key {n}" for n in range(6)])
NAMES = st.sampled_from(["create", "post"])
WAITS = st.integers(0, 60).map(lambda seconds: timedelta(seconds=seconds))
ACCOUNTS = st.sampled_from(["skype", "zoom"])


@dataclass
class Entry:
    """What the ledger ought to know of one job."""

    run_at: datetime
    state: str = "ready"
    attempts: int = 0
    lease_until: datetime | None = None
    waiting_for: str = ""
    steps: dict[str, tuple[str, str]] = field(default_factory=dict)  # name: marker, result


class LedgerMachine(RuleBasedStateMachine):
    """Asks the ledger and the dict the same, and compares the answers."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.now = datetime(2026, 11, 20, tzinfo=UTC)
        self.model: dict[str, Entry] = {}
        self.ids: dict[str, int] = {}
        self.markers = 0
        self._start()

    def _start(self) -> None:
        self.store = self.run(SqliteStore.open(Path(self.folder.name, "parley.db")))
        self.ledger = Ledger(self.store, "bot")

    def run(self, asked):
        return self.runner.run(asked)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.run(self.store.close())
            self.runner.close()
            self.folder.cleanup()

    def _ours(self, key: str) -> bool:
        return key in self.model and self.model[key].state == "running"

    def _fenced(self, key: str, asked) -> bool:
        """Run *asked*; it has to be refused if the job is not running."""
        if self._ours(key):
            self.run(asked)
            return True
        with pytest.raises(LeaseLost):
            self.run(asked)
        return False

    @rule(wait=WAITS)
    def time_passes(self, wait: timedelta) -> None:
        self.now += wait

    @rule(key=KEYS, wait=WAITS)
    def accept(self, key: str, wait: timedelta) -> None:
        inbound = Inbound(key=key, kind="command", team="T", body="", received_at=self.now)
        job = NewJob(key=key, kind="ask", payload={"key": key}, run_at=self.now + wait)
        fresh = self.run(self.ledger.accept(inbound, job, now=self.now))
        assert fresh == (key not in self.model)
        self.model.setdefault(key, Entry(run_at=self.now + wait))

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        for entry in self.model.values():
            if entry.state == "running" and entry.lease_until <= self.now:
                entry.state = "ready"
        due = [key for key, e in self.model.items() if e.state == "ready" and e.run_at <= self.now]
        jobs = self.run(self.ledger.claim_many(self.now, LEASE, limit))
        assert len(jobs) == min(limit, len(due))
        times = [self.model[job.key].run_at for job in jobs]
        assert times == sorted(self.model[key].run_at for key in due)[: len(jobs)]
        for job in jobs:
            entry = self.model[job.key]
            assert (job.key in due, job.payload) == (True, {"key": job.key})
            entry.state, entry.lease_until = "running", self.now + LEASE
            entry.attempts += 1
            assert job.attempts == entry.attempts
            self.ids[job.key] = job.id

    @rule(key=KEYS)
    @precondition(lambda self: self.ids)
    def renew(self, key: str) -> None:
        self.run(self.ledger.renew([self.ids.get(key, 0)], self.now, LEASE))
        if self._ours(key):
            self.model[key].lease_until = self.now + LEASE

    @rule(key=KEYS, name=NAMES)
    def begin(self, key: str, name: str) -> None:
        self.markers += 1
        marker = f"marker {self.markers}"
        asked = self.ledger.begin(self.ids.get(key, 0), name, self.now, marker)
        if not self._ours(key):
            with pytest.raises(LeaseLost):
                self.run(asked)
            return
        step, steps = self.run(asked), self.model[key].steps
        assert step.fresh == (name not in steps)
        steps.setdefault(name, (marker, ""))
        assert (step.marker, step.result or "") == steps[name]
        assert step.done == bool(steps[name][1])

    @rule(key=KEYS, name=NAMES, withdraw=st.booleans())
    def end(self, key: str, name: str, withdraw: bool) -> None:
        job, result = self.ids.get(key, 0), f"result {self.markers}"
        ledger = self.ledger
        asked = ledger.withdraw(job, name) if withdraw else ledger.end(job, StepEnd(name, result))
        steps = self.model[key].steps if key in self.model else {}
        if self._ours(key) and (name not in steps or steps[name][1]):
            with pytest.raises(LookupError):
                self.run(asked)
        elif self._fenced(key, asked):
            marker = steps.pop(name)[0]
            if not withdraw:
                steps[name] = (marker, result)

    @rule(key=KEYS, wait=WAITS)
    def postpone(self, key: str, wait: timedelta) -> None:
        if self._fenced(key, self.ledger.postpone(self.ids.get(key, 0), self.now + wait)):
            self.model[key].state, self.model[key].run_at = "ready", self.now + wait

    @rule(key=KEYS, error=st.sampled_from(["", "no"]))
    def finish(self, key: str, error: str) -> None:
        if self._fenced(key, self.ledger.finish(self.ids.get(key, 0), error)):
            self.model[key].state = "failed" if error else "done"

    @rule(key=KEYS, account=ACCOUNTS)
    def park(self, key: str, account: str) -> None:
        if self._fenced(key, self.ledger.park(self.ids.get(key, 0), account)):
            self.model[key].state, self.model[key].waiting_for = "parked", account

    @rule(account=ACCOUNTS)
    def unpark(self, account: str) -> None:
        waiting = [
            entry
            for entry in self.model.values()
            if entry.state == "parked" and entry.waiting_for == account
        ]
        assert self.run(self.ledger.unpark(account, self.now)) == len(waiting)
        for entry in waiting:
            entry.state, entry.run_at = "ready", self.now

    @rule()
    def restart(self) -> None:
        before = self.ledger
        self.run(self.store.close())
        self._start()
        running = [entry for entry in self.model.values() if entry.state == "running"]
        assert self.run(self.ledger.recover(self.now)) == len(running)
        for entry in running:
            entry.state = "ready"
        assert before.work_arrived is not self.ledger.work_arrived

    @invariant()
    def counts_agree(self) -> None:
        if not hasattr(self, "store"):
            return
        counts = self.run(self.ledger.counts(self.now))
        states = [entry.state for entry in self.model.values()]
        for state in ("ready", "running", "done", "failed", "parked"):
            assert counts[state] == states.count(state)

    @invariant()
    def the_next_due_agrees(self) -> None:
        if not hasattr(self, "store"):
            return
        moments = [e.run_at for e in self.model.values() if e.state == "ready"]
        moments += [e.lease_until for e in self.model.values() if e.state == "running"]
        due = max(self.now, min(moments)) if moments else None
        assert self.run(self.ledger.next_due(self.now)) == due


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, database=None
)
