"""How many jobs are with a service at once; the others wait in the ledger, and are woken in turn.

A job that has a place, also one that waits for its account there, needs none of the worker's room:
there are only as many of them as there are places.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from meetings.errors import OthersInFront
from meetings.service import ServiceInfo

T = TypeVar("T")

FOR_EACH_EXCHANGE = 4
"""Places of a service for each exchange that it is sent at the same time."""

OF_ONE_ACCOUNT = 2
"""Places for the jobs of one account, of which one exchange is run at a time."""

LOOK_AGAIN = 2.0
"""Seconds after which a place is offered again that nobody took: who was woken did not need it."""

MOST_AFTER_A_JOB = 500
"""Jobs that are woken in one go when the one ends that they wait for."""

JOB = "job:"


def after_job(job: int) -> str:
    """The name of what a job waits for that can go on when *job* ends."""
    return f"{JOB}{job}"


class Places:
    """Hands out places at services, in this process.

    *notify* is called where that makes room for work that waits.
    A place has a name, for which a job is postponed: ``place:SERVICE``, ``place:SERVICE:OWNER``.
    """

    def __init__(self, notify: Callable[[], None] = lambda: None) -> None:
        self._notify = notify
        self._limits: dict[str, tuple[int, int]] = {}
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._coming: Counter[str] = Counter()
        self._offered: set[str] = set()
        self.tasks: Counter[asyncio.Task[None] | None] = Counter()
        """The tasks of the jobs that have a place."""
        self.work_is_left = True
        """Not all that was due has been claimed, as far as is known: room for more is of use."""

    @contextmanager
    def taken(self, info: ServiceInfo, owner: str) -> Iterator[None]:
        """Have a place at the service for *owner*; ``OthersInFront`` where none is free."""
        names = f"place:{info.name}:{owner}", f"place:{info.name}"
        # Only exchanges of a person's own account wait for each other. Without one, and with the
        # organization's, a person has no more than a quarter of what the service is sent at a time.
        few = OF_ONE_ACCOUNT if info.needs_sign_in else max(OF_ONE_ACCOUNT, info.concurrency // 4)
        self._limits[info.name] = (FOR_EACH_EXCHANGE * info.concurrency, few)
        for name in names:
            _take_off(self._coming, name, 1)
        full = next((name for name in names if self._taken[name] >= self._limit(name)), "")
        if full:
            raise OthersInFront(info.title, name=info.name, place=full)
        self._taken.update(names)
        task = asyncio.current_task()
        self.tasks[task] += 1
        if self.work_is_left:  # who has a place leaves room for somebody else
            self._notify()
        try:
            yield
        finally:
            _take_off(self.tasks, task, 1)
            for name in names:
                _take_off(self._taken, name, 1)
                self._offer(name)

    def waits(self, name: str) -> None:
        """One more job has been postponed, and waits for a place of that name, or for a job."""
        self._waiting[name] += 1
        if not name.startswith(JOB):  # what the job does is not known: its end is told
            self._offer(name)

    def ended(self, job: int) -> None:
        """Let all who wait for the end of *job* be woken."""
        if self._waiting[name := after_job(job)]:
            self._offer(name)

    def to_wake(self) -> dict[str, int]:
        """How many jobs to wake, by what they wait for; until ``woken`` they count as coming."""
        offered, self._offered = self._offered, set()
        wanted = {}
        for name in offered:
            free = self._limit(name) - self._taken[name] - self._coming[name]
            if (jobs := min(free, self._waiting[name])) > 0:
                wanted[name] = jobs
        self._coming.update(wanted)
        return wanted

    def woken(self, wanted: Mapping[str, int], woken: Mapping[str, int]) -> None:
        """So many of the *wanted* have been woken; fewer, where some came back by themselves."""
        for name, jobs in wanted.items():
            _take_off(self._waiting, name, jobs)
            _take_off(self._coming, name, jobs - woken[name])
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._look_again, name)

    def not_woken(self, wanted: Mapping[str, int]) -> None:
        """The store refused it: they are woken the next time."""
        for name, jobs in wanted.items():
            _take_off(self._coming, name, jobs)
        self._offered |= wanted.keys()

    def _look_again(self, name: str) -> None:
        self._coming.pop(name, None)
        self._offer(name)

    def _offer(self, name: str) -> None:
        if self._waiting[name]:
            self._offered.add(name)
            self._notify()

    def _limit(self, name: str) -> int:
        if name.startswith(JOB):
            return MOST_AFTER_A_JOB
        _, service, *owner = name.split(":", 2)
        in_all, few = self._limits[service]
        return few if owner else in_all


def _take_off(counter: Counter[T], name: T, number: int) -> None:
    if counter[name] > number:
        counter[name] -= number
    else:
        counter.pop(name, None)
