"""Tells the administrator of faults that only they can mend: in the log, and as a metric."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot import metrics
from meetings.errors import MeetingError, Owner

AGAIN_AFTER = timedelta(hours=1)
"""How long the log does not repeat a fault of one kind at one service."""

log = structlog.get_logger(__name__)


class AdministratorFaults:
    """Is told of every error of a service; logs those of the administrator, once a kind and hour.

    There are as many kinds as classes of errors, of as many services as are set up.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._logged_at: dict[tuple[str, str], datetime] = {}

    def __call__(self, service: str, error: MeetingError) -> None:
        """*service* asked for something, and *error* came of it."""
        fault = error.refusal
        if fault.owner is not Owner.ADMINISTRATOR:
            return
        kind, now = (service, type(fault).__name__), self._clock()
        metrics.ADMINISTRATOR_FAULTS.labels(*kind).inc()
        logged_at = self._logged_at.get(kind)
        if logged_at is None or abs(now - logged_at) >= AGAIN_AFTER:
            self._logged_at[kind] = now
            log.error(
                "the administrator has to act", service=service, task=fault.administrators_task
            )
