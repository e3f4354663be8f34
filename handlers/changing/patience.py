"""Asks a service again for an hour while it is away, and tells the person once what holds now."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NoReturn, TypeVar

from handlers.making.start import LONGEST_WAIT
from handlers.replay import Later, Run
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, NotDelivered, SlackRequest
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable

T = TypeVar("T")

AN_HOUR = timedelta(hours=1)
"""How long a service is asked again."""

SOON = timedelta(seconds=4)
"""How long a service may fail before its person hears of it: most troubles are over by then."""

SILENT = timedelta(seconds=5)
"""How long a service may say nothing before its person hears of it."""

LONGEST_PAUSE = timedelta(minutes=1)

log = logging.getLogger(__name__)


class TooOld(Exception):
    """The wish lay too long; nothing has been done about it."""


async def still_wanted(run: Run, request: SlackRequest) -> None:
    """Raise ``TooOld`` where *request* waited too long, and not because its service was away."""
    now = run.now
    if now <= request.asked_at + LONGEST_WAIT:
        return
    since = await failing_since(run)
    if not now - AN_HOUR - LONGEST_WAIT <= since < now:
        raise TooOld


async def failing_since(run: Run) -> datetime:
    """When the service of *run* was first seen failing: now, if it never was."""
    return await run.first_time("failing since")


class GaveUp(Exception):
    """The hour is over. The cause is the last ``MeetingError``."""


class Patience:
    """Waits for one service on behalf of one ask. *meanwhile* is what the person is told.

    *let_go* gives way to others while nothing has happened yet for sure.
    """

    def __init__(
        self,
        run: Run,
        conversation: Conversation,
        request: SlackRequest,
        meanwhile: Callable[[], Message],
        let_go: Callable[[], Awaitable[None]],
    ) -> None:
        self._run = run
        self._conversation = conversation
        self._request = request
        self._meanwhile = meanwhile
        self._let_go = let_go

    async def have(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what *work* gives; what passes becomes ``Later``, and after an hour ``GaveUp``.

        *work* has to bear being begun again. Any other error goes through.
        """
        try:
            return await self._watched(work)
        except Later as later:
            # What may have happened shows late. That must not keep the person waiting for a word.
            word_by = await failing_since(self._run) + SOON
            if self._run.now < word_by:
                raise Later(min(later.at, word_by), str(later)) from later
            await self._tell()
            raise
        except MeetingError as error:
            if not _passes(error):
                raise
            log.warning("service failed, tried again: %s", error)
            await self._wait(error)

    async def _watched(self, work: Callable[[], Awaitable[T]]) -> T:
        """Tell the person what holds if *work* takes long, and go on waiting for it."""
        task = asyncio.ensure_future(work())
        try:
            await asyncio.wait({task}, timeout=SILENT.total_seconds())
            if not task.done():
                await self._tell()
            return await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _wait(self, error: MeetingError) -> NoReturn:
        going_on = self._run.now - await failing_since(self._run)
        if going_on >= AN_HOUR:
            raise GaveUp from error
        if not error.outcome_unknown:
            await self._let_go()
        pause = timedelta(seconds=1)
        if going_on >= SOON:
            await self._tell()
            pause = min(max(going_on / 4, pause), LONGEST_PAUSE)
        if isinstance(error, ServiceBusy) and error.retry_after:
            pause = min(max(pause, timedelta(seconds=error.retry_after)), LONGEST_PAUSE)
        raise Later(self._run.now + pause, str(error))

    async def _tell(self) -> None:
        """Say once what holds; whoever cannot be told must not keep the rest from happening."""

        async def say(_marker: str) -> JSON:
            await self._conversation.post_ephemeral(self._request, self._meanwhile())
            return True

        try:
            await self._run.effect("meanwhile", say)
        except NotDelivered as fault:
            log.warning("could not say what holds meanwhile: %s", fault)


def _passes(error: MeetingError) -> bool:
    """Whether it may be otherwise in a minute, or may have happened all the same."""
    return error.outcome_unknown or isinstance(error, ServiceBusy | ServiceUnreachable)
