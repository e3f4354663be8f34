"""How long to wait before something that failed is tried again."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from handlers.slack_types import SlackBusy
from meetings.errors import ServiceBusy


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """The longer something has failed, the longer is the pause: that time times *share*.

    *jitter* spreads those who failed at the same time. A pause that the other side asked for is
    kept: in place of ours, or with *at_most*, up to *longest*, where ours is not longer.
    """

    share: float
    shortest: timedelta
    longest: timedelta
    jitter: bool = False
    at_most: bool = False

    def pause(self, fault: Exception, going_on: timedelta) -> timedelta:
        """How long to wait after *fault*, when it has been *going_on* that long."""
        pause = min(max(going_on * self.share, self.shortest), self.longest)
        asked = fault.retry_after if isinstance(fault, SlackBusy | ServiceBusy) else None
        if asked:
            wanted = timedelta(seconds=asked)
            return min(max(pause, wanted), self.longest) if self.at_most else wanted
        return pause * (0.75 + secrets.randbelow(500) / 1000) if self.jitter else pause


BRIEFLY = Backoff(
    share=0.5, shortest=timedelta(seconds=0.5), longest=timedelta(seconds=15), jitter=True
)
"""For a person who waits, and for Slack."""

FOR_AN_HOUR = Backoff(
    share=0.25, shortest=timedelta(seconds=1), longest=timedelta(minutes=1), at_most=True
)
"""For a service that is away while a meeting is to be changed."""
