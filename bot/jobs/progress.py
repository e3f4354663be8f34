"""Tells people who wait that their request is being worked on, never after what they are told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from handlers import words
from handlers.slack_port import Conversation
from handlers.slack_types import Message, NotDelivered, SlackRequest

AFTER = 2.0
"""Seconds after which a person is told that their request is being worked on."""

AT_LEAST = 0.5
"""Seconds that an answer has in any case: after a restart it is often there at once."""

AT_ONCE = 8
"""How many people are told so at the same time: the others' answers do not wait for a thousand."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Notice:
    """The notice of one job; *sending*: Slack may have it already."""

    task: asyncio.Task[None] | None = None
    sending: bool = False


class ProgressNotices:
    """One notice for each job, once, and only where an answer was not there soon."""

    def __init__(self, conversation: Conversation, clock: Callable[[], datetime]) -> None:
        self._conversation = conversation
        self._clock = clock
        self._notices: dict[int, _Notice] = {}
        self._sending = asyncio.Semaphore(AT_ONCE)

    def begin(self, job: int, request: SlackRequest) -> None:
        """Tell the person in a while, unless they have been told anything by then."""
        if job not in self._notices:
            notice = self._notices[job] = _Notice()
            notice.task = asyncio.create_task(self._tell(notice, request))

    async def stop(self, job: int) -> None:
        """Return when the notice has arrived, or will not be sent: the answer comes after it."""
        notice = self._notices.get(job)
        if notice is None or notice.task is None:
            return
        if not notice.sending:
            notice.task.cancel()
        await asyncio.wait({notice.task})

    def forget(self, job: int) -> None:
        """The job has ended, or waits for its person."""
        notice = self._notices.pop(job, None)
        if notice and notice.task:
            notice.task.cancel()

    async def stop_all(self) -> None:
        """Tell nobody any more."""
        tasks = [notice.task for notice in self._notices.values() if notice.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, notice: _Notice, request: SlackRequest) -> None:
        waited = (self._clock() - request.asked_at).total_seconds()
        await asyncio.sleep(min(max(AFTER - waited, AT_LEAST), AFTER))
        async with self._sending:
            notice.sending = True
            try:
                await self._conversation.post_ephemeral(request, Message(text=words.WORKING))
            except NotDelivered as fault:
                log.warning("could not say that it takes time", reason=str(fault))
