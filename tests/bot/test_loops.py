"""A loop of the bot comes back after an error that nobody expected, and the log says so."""

import asyncio

import pytest

from bot import loops
from bot.loops import keep_running


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(loops, "FIRST_PAUSE", 0.01)


class FailingLoop:
    """Fails so often, and then returns."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.rounds = 0
        self.failed = asyncio.Event()

    async def run(self) -> None:
        self.rounds += 1
        if self.rounds <= self.failures:
            self.failed.set()
            raise ZeroDivisionError("nobody expected this")


async def test_a_loop_begins_again_until_it_ends_by_itself(capsys):
    loop = FailingLoop(failures=3)
    await keep_running("the loop", loop.run)
    assert loop.rounds == 4
    said = capsys.readouterr().out
    assert said.count("begins again") == 3
    assert "the loop" in said
    assert "nobody expected this" in said


async def test_a_loop_that_failed_does_not_hold_the_stop_up(monkeypatch):
    monkeypatch.setattr(loops, "FIRST_PAUSE", 1000.0)
    loop, stopping = FailingLoop(failures=1), asyncio.Event()
    running = asyncio.create_task(keep_running("the loop", loop.run, stopping))
    await loop.failed.wait()
    stopping.set()
    await running
    assert loop.rounds == 1


async def test_a_loop_can_be_cancelled_while_it_waits_to_begin_again(monkeypatch):
    monkeypatch.setattr(loops, "FIRST_PAUSE", 1000.0)
    loop = FailingLoop(failures=1)
    running = asyncio.create_task(keep_running("the loop", loop.run))
    await loop.failed.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
