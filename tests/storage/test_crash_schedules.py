"""Every point at which a crash can fall between the journal and the world, up to three in a row.

A worker writes that a step begins, has its effect, and writes that the step ended. Here each of
these is a point at which the process may die, before it or after it; then another one starts, and
may die as well. Whatever the schedule, each effect is there once, and each job is done.
"""

import itertools
from datetime import datetime, timedelta

import pytest

from storage.ledger import Inbound, Ledger, NewJob, StepEnd
from storage.store import Store

LEASE = timedelta(seconds=90)
EFFECTS = ("create", "post")
DEEPEST = 3


class Died(BaseException):
    """The process is gone."""


class World:
    """What was made outside, each with its marker; and the point at which the process dies."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []
        self.left: int | None = None

    def point(self) -> None:
        """A point at which it may die."""
        if self.left == 0:
            raise Died
        if self.left is not None:
            self.left -= 1


async def run(ledger: Ledger, world: World, now: datetime, *, looks: bool) -> None:
    """What a worker does with one job: begin, effect, end, for each effect; then finish."""
    job = await ledger.claim(now, LEASE)
    if job is None:
        return
    for name in EFFECTS:
        world.point()
        step = await ledger.begin(job.id, name, now, f"{name}-{len(world.made)}")
        world.point()
        if step.done:
            continue
        found = not step.fresh and looks and (name, step.marker) in world.made
        if not found:
            world.made.append((name, step.marker))
            world.point()
        await ledger.end(job.id, StepEnd(name, step.marker))
        world.point()
    await ledger.finish(job.id)
    world.point()


async def live(
    store: Store, key: str, deaths: tuple[int, ...], now: datetime, *, looks: bool
) -> World:
    """One job, in processes that die at these points, and a last one that lives."""
    world = World()
    first = Ledger(store, "bot")
    inbound = Inbound(key=key, kind="command", team="T", body="", received_at=now)
    await first.accept(inbound, NewJob(key=key, kind="ask", payload={}, run_at=now), now=now)
    for left in (*deaths, None):
        world.left = left
        ledger = Ledger(store, "bot")
        await ledger.recover(now)
        try:
            await run(ledger, world, now, looks=looks)
        except Died:
            continue
    counts = await Ledger(store, "bot").counts(now)
    assert (counts["ready"], counts["running"], counts["failed"]) == (0, 0, 0)
    return world


def schedules() -> list[tuple[int, ...]]:
    """All points, alone and one after another; a run has nine of them at most."""
    points = range(9)
    return [
        deaths
        for depth in range(DEEPEST + 1)
        for deaths in itertools.product(points, repeat=depth)
        if depth < DEEPEST or deaths[0] in (1, 2)  # a third crash: where an outcome is unknown
    ]


async def test_whatever_dies_each_effect_is_there_once(store, now):
    for n, deaths in enumerate(schedules()):
        world = await live(store, str(n), deaths, now, looks=True)
        assert [name for name, _ in world.made] == list(EFFECTS), deaths


@pytest.mark.parametrize(("deaths", "times"), [((), 1), ((2,), 2), ((2, 2), 3)])
async def test_without_the_look_the_same_schedules_double(store, now, deaths, times):
    """The schedules above can fail: this is the guard that keeps them from it."""
    world = await live(store, "k", deaths, now, looks=False)
    assert [name for name, _ in world.made] == ["create"] * times + ["post"]
