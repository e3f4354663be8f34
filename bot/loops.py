"""Runs a loop for as long as the bot does: it begins again after an error that nobody expected."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress

import structlog

from bot import metrics

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds before a loop begins again: longer each time, unless it ran for a while."""

log = structlog.get_logger(__name__)


async def keep_running(
    name: str, loop: Callable[[], Awaitable[None]], until: asyncio.Event | None = None
) -> None:
    """Await ``loop()`` until it returns, or *until* is set after it failed.

    A loop that failed says so in the log and begins again after a pause.
    """
    until = until or asyncio.Event()
    now, pause = asyncio.get_running_loop().time, FIRST_PAUSE
    while True:
        began = now()
        try:
            # As a task of its own, which whatever it waits for wakes directly.
            await asyncio.ensure_future(loop())
        except Exception:
            if now() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            metrics.LOOPS_RESTARTED.labels(name).inc()
            log.exception("stopped by an unexpected error, begins again", loop=name, seconds=pause)
        else:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await until.wait()
        if until.is_set():
            return
        pause = min(2 * pause, LONGEST_PAUSE)


def in_background(stack: AsyncExitStack, loop: Coroutine[None, None, None]) -> None:
    """Run *loop* beside the rest, and cancel it when *stack* closes."""
    task = asyncio.create_task(loop)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
