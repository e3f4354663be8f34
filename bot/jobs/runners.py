"""One try at one job: its handler is run, and what it raises becomes a later try, or the job's end.

This is the one place that catches what handlers raise. What may pass, or may have happened, is
tried again for a while. What surely failed is logged, and told to the person who asked; a bug is
shown as a reference.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import metrics
from handlers import words
from handlers.backoff import BRIEFLY
from handlers.places import Places
from handlers.replay import BackgroundJob, Later, Note, Run, Waiting, place_of
from handlers.slack_port import Conversation
from handlers.slack_types import Button, CannotPost, Message, NotDelivered, SlackRequest
from handlers.when_free import FreeLater, busy_until, free_at
from meetings.errors import MeetingError
from storage import payloads
from storage.ledger import Job, LeaseLost, Ledger, Write
from storage.store import StoreRefused

DELIVER_WITHIN = timedelta(hours=1)
"""How long a message is offered to a Slack that does not take it."""

ASK_SERVICE_FOR = timedelta(seconds=80)
"""How long a service is asked again before the person is told that it did not work."""

NOTICE_AFTER = 2.0
"""Seconds after which a person is told that their request is being worked on."""

NOTICE_AT_LEAST = 0.5
"""Seconds that an answer has in any case: after a restart it is often there at once."""

NOTICES_AT_ONCE = 8
"""How many people are told so at the same time: the others' answers do not wait for a thousand."""

RequestHandler = Callable[[Run, SlackRequest], Awaitable[None]]

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Notice:
    """The notice of one job: a *timer*, then a *task*; *sending*: Slack may have it already."""

    timer: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None
    sending: bool = False

    def cancel(self) -> None:
        """Do not send it, unless that has begun."""
        if self.timer:
            self.timer.cancel()
        if self.task and not self.sending:
            self.task.cancel()


class ProgressNotices:
    """Tells people who wait that their request is being worked on, never after what they are told.

    One notice for each job, once, and only where an answer was not there soon.
    """

    def __init__(self, conversation: Conversation, clock: Callable[[], datetime]) -> None:
        self._conversation = conversation
        self._clock = clock
        self._notices: dict[int, _Notice] = {}
        self._places = asyncio.Semaphore(NOTICES_AT_ONCE)

    def expect(self, job: int, request: SlackRequest) -> None:
        """Tell the person in a while, unless they have been told anything by then."""
        if job in self._notices:
            return
        notice = self._notices[job] = _Notice()
        waited = (self._clock() - request.asked_at).total_seconds()
        soon = min(max(NOTICE_AFTER - waited, NOTICE_AT_LEAST), NOTICE_AFTER)
        notice.timer = asyncio.get_running_loop().call_later(soon, self._send, notice, request)

    async def stop(self, job: int) -> None:
        """Return when the notice has arrived, or will not be sent: the answer comes after it."""
        if notice := self._notices.get(job):
            notice.cancel()
            if notice.task:
                await asyncio.wait({notice.task})

    def forget(self, job: int) -> None:
        """The job has ended, or waits for its person."""
        notice = self._notices.pop(job, None)
        if notice and notice.timer:
            notice.timer.cancel()
        if notice and notice.task:
            notice.task.cancel()

    async def stop_all(self) -> None:
        """Tell nobody any more."""
        notices = list(self._notices)
        tasks = [notice.task for notice in self._notices.values() if notice.task]
        for job in notices:
            self.forget(job)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _send(self, notice: _Notice, request: SlackRequest) -> None:
        notice.task = asyncio.create_task(self._tell(notice, request))

    async def _tell(self, notice: _Notice, request: SlackRequest) -> None:
        async with self._places:
            notice.sending = True
            try:
                await self._conversation.post_ephemeral(request, Message(text=words.WORKING))
            except NotDelivered as fault:
                log.warning("could not say that it takes time", reason=str(fault))


class JobRunner:
    """Tries jobs, each as often as it is claimed."""

    def __init__(
        self, ledger: Ledger, clock: Callable[[], datetime], places: Places | None = None
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._places = places or Places()
        self._taken_up: dict[int, datetime] = {}
        self._before_answer: Callable[[int], Awaitable[None]] | None = None
        """Waits for what must come before anything is told; most jobs have nothing such."""

    async def __call__(self, job: Job) -> None:
        """Try *job* once; raises ``LeaseLost`` and ``StoreRefused``: it is claimed again."""
        before_answer = self._before_answer and partial(self._before_answer, job.id)
        run = Run(job, self._ledger, self._clock, _log_done, before_answer)
        self._taken_up.setdefault(job.id, self._clock())
        try:
            await self._handle_and_flush(run)
        except Later as later:
            await self._postpone(run, later.at, str(later), later.place)
            metrics.RETRIES.labels(job.kind, "waits").inc()
        except Waiting as waiting:
            await self._set_aside(run, waiting)
        except (MeetingError, FreeLater) as error:
            await self._service_failed(run, error)
        except NotDelivered as fault:
            await self._not_delivered(run, fault)
        except (LeaseLost, StoreRefused):
            raise
        except Exception as error:  # noqa: BLE001 - a bug, which is logged
            await self._broke(run, error)
        else:
            await self._end_job(run)

    async def _handle_and_flush(self, run: Run) -> None:
        """Run the handler; where it fails, what it did is written before anybody is told."""
        try:
            await self._handle(run)
        except Later:
            raise  # it is written with the postponement
        except Exception:
            await run.flush()
            raise

    async def _postpone(self, run: Run, at: datetime, why: str, place: str) -> None:
        """Give the job back until *at*, or until a *place* is free, if it waits for one."""
        await run.postpone(at, why, place)
        if place:
            self._places.waits(place)

    async def _handle(self, run: Run) -> None:
        """Do what the job asks for, as far as it was not done before."""
        raise NotImplementedError

    async def _set_aside(self, run: Run, waiting: Waiting) -> None:
        """Set the job aside until a person has done something; most jobs wait for nobody."""
        await self._broke(run, waiting)

    async def _service_failed(self, run: Run, error: MeetingError | FreeLater) -> None:
        """Deal with what a service said; a background job's handler has done so itself."""
        await self._broke(run, error)

    async def _broke(self, run: Run, error: Exception) -> None:
        """Log a bug, and end the job."""
        reference = secrets.token_hex(4)
        log.error("bug", shown=reference, kind=run.job.kind, exc_info=error)
        await self._end_broken(run, reference)

    async def _end_broken(self, run: Run, reference: str) -> None:
        await self._end_job(run, f"bug {reference}")

    async def _not_delivered(self, run: Run, fault: NotDelivered) -> None:
        """Offer a message again that did not arrive, unless Slack refuses it for good."""
        reason = f"{type(fault).__name__}: {fault}"
        going_on = self._going_on(run)
        pause = BRIEFLY.pause(fault, going_on)
        if isinstance(fault, CannotPost) or going_on + pause > DELIVER_WITHIN:
            log.error(
                "given up: a message could not be delivered", kind=run.job.kind, reason=reason
            )
            await self._end_job(run, f"not said: {fault}")
            return
        log.warning("not delivered", kind=run.job.kind, reason=reason)
        metrics.RETRIES.labels(run.job.kind, "slack").inc()
        await run.postpone(self._clock() + pause, reason)

    def _going_on(self, run: Run) -> timedelta:
        """How long this life of the bot has been at the job, or since its person came back.

        Not by the number of attempts: a bot that was killed ten times has not failed ten times.
        """
        now = self._clock()  # it may have been set back meanwhile
        since = self._taken_up[run.job.id] = min(self._taken_up[run.job.id], now)
        return now - since

    async def _end_job(self, run: Run, error: str = "") -> None:
        """End the job: done, or failed if there is an *error*."""
        self._taken_up.pop(run.job.id, None)
        await run.complete(error)
        self._places.ended(run.job.id)
        metrics.JOBS_ENDED.labels(run.job.kind, _outcome(error)).inc()


class BackgroundRunner(JobRunner):
    """Tries background jobs, each kind by its handler."""

    def __init__(
        self,
        ledger: Ledger,
        handlers: Mapping[str, BackgroundJob],
        clock: Callable[[], datetime],
        places: Places | None = None,
    ) -> None:
        super().__init__(ledger, clock, places)
        self._handlers = handlers

    async def _handle(self, run: Run) -> None:
        await self._handlers[run.job.kind](run, run.job.payload)


@dataclass(frozen=True, slots=True)
class FailureHooks:
    """What a request leaves behind that is not done: rows by its job's id, and buttons.

    *failed*: nothing will come of it; *waiting*: nothing for now; *retry*: what the person may
    press after it failed for sure.
    """

    failed: Callable[[int], Sequence[Write]]
    waiting: Callable[[int], Sequence[Write]]
    retry: Callable[[SlackRequest], tuple[Button, ...]]


class RequestRunner(JobRunner):
    """Tries requests, and answers the people who asked."""

    def __init__(
        self,
        ledger: Ledger,
        conversation: Conversation,
        handler: RequestHandler,
        clock: Callable[[], datetime],
        hooks: FailureHooks,
        places: Places | None = None,
    ) -> None:
        super().__init__(ledger, clock, places)
        self._conversation = conversation
        self._handler = handler
        self._hooks = hooks
        self._progress_notices = ProgressNotices(conversation, clock)
        self._before_answer = self._progress_notices.stop

    async def cancel_progress_notices(self) -> None:
        """Tell nobody any more that it takes time."""
        await self._progress_notices.stop_all()

    async def _handle(self, run: Run) -> None:
        request = _request(run)
        self._progress_notices.expect(run.job.id, request)
        await self._handler(run, request)

    async def _set_aside(self, run: Run, waiting: Waiting) -> None:
        """Tell the person what is missing, and park the job; a start then holds up nobody."""
        try:
            await run.before_answer()
            await self._conversation.post_ephemeral(_request(run), waiting.message)
        except NotDelivered as fault:
            await self._not_delivered(run, fault)
            return
        self._taken_up.pop(run.job.id, None)
        self._progress_notices.forget(run.job.id)
        await run.park(waiting.waiting_for, also=self._hooks.waiting(run.job.id))
        self._places.ended(run.job.id)
        log.info("waits for the person who asked")
        if await waiting.over():
            await self._ledger.unpark(waiting.waiting_for, self._clock())

    async def _service_failed(self, run: Run, error: MeetingError | FreeLater) -> None:
        """Say so; or try again, where it may pass or may have had its effect."""
        if isinstance(error, FreeLater):
            log.warning("service busy for long", error=str(error))
            await self._fail(run, str(error), error.message)
            return
        log.warning("service failed", service=error.service, error=str(error))
        pause = self._pause(error, self._going_on(run))
        if pause is not None:
            why = "queue" if place_of(error) else "service"
            metrics.RETRIES.labels(run.job.kind, why).inc()
            await self._postpone(run, self._clock() + pause, str(error), place_of(error))
        elif error.outcome_unknown or await run.unsettled():
            await self._fail(run, str(error), Message(text=words.gave_up(error.service)))
        else:
            await self._refused(run, error)

    async def _refused(self, run: Run, error: MeetingError) -> None:
        """Tell the person why nothing came of it, and when it could."""
        request = _request(run)
        buttons = self._hooks.retry(request)
        message = Message(text=words.quote(error.message), buttons=buttons)
        if at := free_at(error, self._clock()):
            message = await busy_until(self._conversation, request, error, at, buttons)
        await self._fail(run, str(error), message)

    @staticmethod
    def _pause(error: MeetingError, going_on: timedelta) -> timedelta | None:
        """How long to wait until the service is asked again; None: it is not."""
        if place_of(error):  # woken when there is room, else asked for the last time at the end
            return ASK_SERVICE_FOR - going_on if going_on < ASK_SERVICE_FOR else None
        if error.may_pass:
            pause = BRIEFLY.pause(error, going_on)
            return pause if going_on + pause < ASK_SERVICE_FOR else None
        return None

    async def _end_broken(self, run: Run, reference: str) -> None:
        await self._fail(run, "bug", Message(text=words.broke(reference)))

    async def _fail(self, run: Run, error: str, message: Message) -> None:
        """End a job that failed, with the last word on it."""
        try:
            await run.before_answer()
            await self._conversation.post_ephemeral(_request(run), message)
        except NotDelivered as fault:
            await self._not_delivered(run, fault)
        else:
            await self._end_job(run, error)

    async def _end_job(self, run: Run, error: str = "") -> None:
        """Close the job; one that failed holds up nobody."""
        # After a sign-in a person begins to wait when they come back from it.
        taken_up = self._taken_up.pop(run.job.id, None)
        asked_at = taken_up if taken_up and run.job.attempts > 1 else run.job.created_at
        self._progress_notices.forget(run.job.id)
        await run.complete(error, also=self._hooks.failed(run.job.id) if error else ())
        self._places.ended(run.job.id)
        metrics.JOBS_ENDED.labels(run.job.kind, _outcome(error)).inc()
        took = (self._clock() - asked_at).total_seconds()
        metrics.ANSWERED.labels(_outcome(error)).observe(max(took, 0))
        if not error:
            log.info("answered", attempts=run.job.attempts)


def _log_done(what: str, ids: Mapping[str, Note]) -> None:
    """Log and count what a job has done."""
    log.info(what, **ids)
    metrics.DONE.labels(what).inc()
    if what == "reminder posted" and "late" in ids:
        metrics.REMINDERS_LATE.observe(float(ids["late"]))


def _outcome(error: str) -> str:
    return "failed" if error else "done"


def _request(run: Run) -> SlackRequest:
    return payloads.load(run.job.payload, SlackRequest)
