"""One try at one errand: what the bot does by itself, with nobody waiting who could be told.

What surely failed is logged; what may pass, or may have happened, is tried again for a while.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.jobs.backoff import pause
from handlers.replay import BackgroundJob, Later, Run
from handlers.slack_types import CannotPost, NotDelivered
from storage.ledger import Job, LeaseLost, Ledger
from storage.store import StoreRefused

PATIENCE = timedelta(hours=1)
"""How long an errand is offered to a Slack that does not take it."""

log = structlog.get_logger(__name__)


class BackgroundRunner:
    """Tries errands, each kind by its handler, as often as they are claimed."""

    def __init__(
        self, ledger: Ledger, handlers: Mapping[str, BackgroundJob], clock: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._handlers = handlers
        self._clock = clock
        self._taken_up: dict[int, datetime] = {}

    async def __call__(self, job: Job) -> None:
        """Try *job* once; raises ``LeaseLost`` and ``StoreRefused``: it is claimed again."""
        self._taken_up.setdefault(job.id, self._clock())
        try:
            await self._handlers[job.kind](Run(job, self._ledger, self._clock), job.payload)
        except Later as later:
            await self._ledger.postpone(job.id, later.at, str(later))
        except NotDelivered as fault:
            await self._not_said(job, fault)
        except (LeaseLost, StoreRefused):
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("bug", shown=reference, kind=job.kind)
            await self._finish(job, f"bug {reference}")
        else:
            await self._finish(job)

    async def _not_said(self, job: Job, fault: NotDelivered) -> None:
        going_on = self._clock() - self._taken_up[job.id]
        refused = isinstance(fault, CannotPost)
        if refused or going_on > PATIENCE:
            log.warning("given up", kind=job.kind, reason=f"{type(fault).__name__}: {fault}")
            await self._finish(job, f"not said: {fault}")
            return
        again = self._clock() + pause(fault, going_on)
        await self._ledger.postpone(job.id, again, f"{type(fault).__name__}: {fault}")

    async def _finish(self, job: Job, error: str = "") -> None:
        self._taken_up.pop(job.id, None)
        await self._ledger.finish(job.id, error)
