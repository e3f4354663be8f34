"""One try at one job: its handler is run, and what it raises becomes an answer or a later try.

This is the one place that catches what handlers raise. What surely failed ends with a sentence;
what may have happened is looked into again later; anything else is a bug, shown as a reference.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.jobs.backoff import pause
from handlers import words
from handlers.replay import Later, Run, Waiting
from handlers.slack_port import Conversation
from handlers.slack_types import (
    Button,
    CannotPost,
    Message,
    NotDelivered,
    SlackRequest,
)
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable
from storage.ledger import Job, LeaseLost, Ledger, Write
from storage.store import StoreRefused

PATIENCE = timedelta(seconds=80)
"""How long a service is asked again before the person is told that it did not work."""

TO_BE_SAID = timedelta(hours=1)
"""How long an answer is offered to a Slack that does not take it."""

SAY_WORKING_AFTER = 2.0
"""Seconds after which a person is told that their request is being worked on."""

RequestHandler = Callable[[Run, SlackRequest], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class FailureHooks:
    """What a request leaves behind that is not done: rows by its job's id, and buttons.

    *failed*: nothing will come of it; *waiting*: nothing for now; *retry*: what its person may
    press after it failed for sure.
    """

    failed: Callable[[int], Sequence[Write]]
    waiting: Callable[[int], Sequence[Write]]
    retry: Callable[[SlackRequest], tuple[Button, ...]]


log = structlog.get_logger(__name__)


class RequestRunner:
    """Tries jobs, each as often as it is claimed, and tells people what came of them."""

    def __init__(
        self,
        ledger: Ledger,
        conversation: Conversation,
        answer: RequestHandler,
        clock: Callable[[], datetime],
        hooks: FailureHooks,
    ) -> None:
        self._ledger = ledger
        self._conversation = conversation
        self._answer = answer
        self._clock = clock
        self._hooks = hooks
        self._taken_up: dict[int, datetime] = {}
        self._telling: dict[int, asyncio.Task[None]] = {}

    async def __call__(self, job: Job) -> None:
        """Try *job* once; raises ``LeaseLost`` and ``StoreRefused``, which are nobody's answer."""
        request = SlackRequest.from_json(job.payload)
        self._taken_up.setdefault(job.id, self._clock())
        if job.id not in self._telling:
            self._telling[job.id] = asyncio.create_task(self._say_working(request))
        await self._attempt(job, request)

    async def cancel_progress_notice(self) -> None:
        """Say to nobody any more that it takes time."""
        left = list(self._telling.values())
        for telling in left:
            telling.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _attempt(self, job: Job, request: SlackRequest) -> None:
        try:
            await self._answer(Run(job, self._ledger, self._clock), request)
        except Later as later:
            await self._ledger.postpone(job.id, later.at, str(later))
        except Waiting as waiting:
            await self._set_aside(job, request, waiting)
        except MeetingError as error:
            await self._meeting_failed(job, request, error)
        except NotDelivered as fault:
            await self._not_said(job, request, fault)
        except (LeaseLost, StoreRefused):
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("bug", shown=reference)
            await self._end(job, request, words.broke(reference), "bug")
        else:
            await self._finish(job)
            log.info("answered", attempts=job.attempts)

    async def _set_aside(self, job: Job, request: SlackRequest, waiting: Waiting) -> None:
        """Tell the person what is missing, and let the job wait; a start then bars nobody's way."""
        try:
            await self._conversation.post_ephemeral(request, waiting.message)
        except NotDelivered as fault:
            await self._not_said(job, request, fault)
            return
        self._cancel_progress_notice(job)
        also = self._hooks.waiting(job.id)
        await self._ledger.park(job.id, waiting.waiting_for, also=also)
        log.info("waits for its person")
        if await waiting.over():
            await self._ledger.unpark(waiting.waiting_for, self._clock())

    def _cancel_progress_notice(self, job: Job) -> None:
        """Do not say any more that it takes time: it is over, or its person has the word."""
        self._taken_up.pop(job.id, None)
        if telling := self._telling.pop(job.id, None):
            telling.cancel()

    async def _finish(self, job: Job, error: str = "") -> None:
        """Close the job; one that failed stands in nobody's way."""
        self._cancel_progress_notice(job)
        also = self._hooks.failed(job.id) if error else ()
        await self._ledger.finish(job.id, error, also=also)

    async def _meeting_failed(self, job: Job, request: SlackRequest, error: MeetingError) -> None:
        """Say it; or, where it may pass or may have had its effect, come back to it."""
        log.warning("service failed", service=error.service, error=str(error))
        again = self._clock() + self._pause(job, error)
        passing = error.outcome_unknown or isinstance(error, ServiceBusy | ServiceUnreachable)
        if passing and again < self._deadline(job):
            await self._ledger.postpone(job.id, again, str(error))
            return
        unknown = error.outcome_unknown or await self._ledger.unsettled(job.id)
        said = words.gave_up(error.service) if unknown else words.quote(error.message)
        await self._end(
            job, request, said, str(error), () if unknown else self._hooks.retry(request)
        )

    async def _not_said(self, job: Job, request: SlackRequest, fault: NotDelivered) -> None:
        """Offer again an answer that did not arrive, unless Slack refuses it for good."""
        log.warning("not said", reason=f"{type(fault).__name__}: {fault}")
        again = self._clock() + self._pause(job, fault)
        refused = isinstance(fault, CannotPost)
        if refused or again > self._since(job) + TO_BE_SAID:
            log.error("given up: the person could not be answered", reason=str(fault))
            await self._finish(job, f"not said: {fault}")
            return
        await self._ledger.postpone(job.id, again, str(fault))

    def _pause(self, job: Job, fault: Exception) -> timedelta:
        # Not by the number of attempts: a bot that was killed ten times has not failed ten times.
        return pause(fault, self._clock() - self._since(job))

    def _since(self, job: Job) -> datetime:
        """When this life of the bot took the job up, first or again after its person came."""
        return self._taken_up[job.id]

    def _deadline(self, job: Job) -> datetime:
        """When a service has had its time."""
        return self._since(job) + PATIENCE

    async def _end(
        self,
        job: Job,
        request: SlackRequest,
        said: str,
        error: str,
        buttons: tuple[Button, ...] = (),
    ) -> None:
        """The last word on a job that failed."""
        try:
            await self._conversation.post_ephemeral(request, Message(text=said, buttons=buttons))
        except NotDelivered as fault:
            await self._not_said(job, request, fault)
            return
        await self._finish(job, error)

    async def _say_working(self, request: SlackRequest) -> None:
        """Tell the person who waits; once, and only where an answer was not there soon."""
        waited = (self._clock() - request.asked_at).total_seconds()
        await asyncio.sleep(max(SAY_WORKING_AFTER - waited, 0))
        try:
            await self._conversation.post_ephemeral(request, Message(text=words.WORKING))
        except NotDelivered as fault:
            log.warning("could not say that it takes time", reason=str(fault))
