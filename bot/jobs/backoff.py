"""How long to wait before something that failed is tried again."""

import secrets
from datetime import timedelta

from handlers.slack_types import SlackBusy
from meetings.errors import ServiceBusy


def pause(fault: Exception, going_on: timedelta) -> timedelta:
    """As long as the other side asked for, or longer the longer it has been *going_on*."""
    if isinstance(fault, SlackBusy | ServiceBusy) and fault.retry_after:
        return timedelta(seconds=fault.retry_after)
    backoff = min(max(going_on.total_seconds() / 2, 0.5), 15.0)
    return timedelta(seconds=backoff * (0.75 + secrets.randbelow(500) / 1000))
