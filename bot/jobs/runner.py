"""One try at one job: its handler is run, and what it raises becomes a later try, or the job's end.

This is the one place that catches what handlers raise. A background job that surely failed is
logged, for nobody waits for it; what may pass, or may have happened, is tried again for a while.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from handlers.backoff import BRIEFLY
from handlers.replay import BackgroundJob, Later, Run, Waiting
from handlers.slack_types import CannotPost, NotDelivered
from meetings.errors import MeetingError
from storage.ledger import Job, LeaseLost, Ledger
from storage.store import StoreRefused

DELIVER_WITHIN = timedelta(hours=1)
"""How long a message is offered to a Slack that does not take it."""

log = structlog.get_logger(__name__)


class JobRunner:
    """Tries jobs, each as often as it is claimed."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._taken_up: dict[int, datetime] = {}

    async def __call__(self, job: Job) -> None:
        """Try *job* once; raises ``LeaseLost`` and ``StoreRefused``: it is claimed again."""
        run = Run(job, self._ledger, self._clock)
        self._taken_up.setdefault(job.id, self._clock())
        try:
            await self._handle_and_flush(run)
        except Later as later:
            await run.postpone(later.at, str(later))
        except Waiting as waiting:
            await self._set_aside(run, waiting)
        except MeetingError as error:
            await self._service_failed(run, error)
        except NotDelivered as fault:
            await self._not_delivered(run, fault)
        except (LeaseLost, StoreRefused):
            raise
        except Exception as error:  # noqa: BLE001 - a bug, which is logged
            await self._broke(run, error)
        else:
            await self._close(run)

    async def _handle_and_flush(self, run: Run) -> None:
        """Run the handler; where it fails, what it did is written before anybody is told."""
        try:
            await self._handle(run)
        except Exception:
            await run.flush()
            raise

    async def _handle(self, run: Run) -> None:
        """Do what the job asks for, as far as it was not done before."""
        raise NotImplementedError

    async def _set_aside(self, run: Run, waiting: Waiting) -> None:
        """Set the job aside until its person has done something: there is none, mostly."""
        await self._broke(run, waiting)

    async def _service_failed(self, run: Run, error: MeetingError) -> None:
        """Deal with what a service said; a background job's handler has done so itself."""
        await self._broke(run, error)

    async def _broke(self, run: Run, error: Exception) -> None:
        """Log a bug, and end the job."""
        reference = secrets.token_hex(4)
        log.error("bug", shown=reference, kind=run.job.kind, exc_info=error)
        await self._end_broken(run, reference)

    async def _end_broken(self, run: Run, reference: str) -> None:
        await self._close(run, f"bug {reference}")

    async def _not_delivered(self, run: Run, fault: NotDelivered) -> None:
        """Offer a message again that did not arrive, unless Slack refuses it for good."""
        reason = f"{type(fault).__name__}: {fault}"
        going_on = self._going_on(run)
        pause = BRIEFLY.pause(fault, going_on)
        if isinstance(fault, CannotPost) or going_on + pause > DELIVER_WITHIN:
            log.error(
                "given up: a message could not be delivered", kind=run.job.kind, reason=reason
            )
            await self._close(run, f"not said: {fault}")
            return
        log.warning("not delivered", kind=run.job.kind, reason=reason)
        await run.postpone(self._clock() + pause, reason)

    def _going_on(self, run: Run) -> timedelta:
        """How long this life of the bot has been at the job, since its person came back to it.

        Not by the number of attempts: a bot that was killed ten times has not failed ten times.
        """
        return self._clock() - self._taken_up[run.job.id]

    async def _close(self, run: Run, error: str = "") -> None:
        """End the job: done, or failed if there is an *error*."""
        self._taken_up.pop(run.job.id, None)
        await run.complete(error)


class BackgroundRunner(JobRunner):
    """Tries background jobs, each kind by its handler."""

    def __init__(
        self, ledger: Ledger, handlers: Mapping[str, BackgroundJob], clock: Callable[[], datetime]
    ) -> None:
        super().__init__(ledger, clock)
        self._handlers = handlers

    async def _handle(self, run: Run) -> None:
        await self._handlers[run.job.kind](run, run.job.payload)
