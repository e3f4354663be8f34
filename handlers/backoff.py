"""How long to wait before something that failed is tried again."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from handlers.slack_types import SlackBusy
from meetings.errors import MeetingError

LONGEST_ASKED = timedelta(hours=25)
"""How long the other side may ask to be left alone; it may be wrong, and then it is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """The longer something has failed, the longer is the pause: that time times *share*.

    *jitter* spreads those who failed at the same time. A pause that the other side asked for is
    kept in place of ours; it may be a day.
    """

    share: float
    shortest: timedelta
    longest: timedelta
    jitter: bool = False

    def pause(self, fault: Exception, going_on: timedelta) -> timedelta:
        """How long to wait after *fault*, when it has been *going_on* that long."""
        pause = min(max(going_on * self.share, self.shortest), self.longest)
        asked = fault.retry_after if isinstance(fault, SlackBusy | MeetingError) else None
        if asked and asked > 0:
            return min(timedelta(seconds=min(asked, 1e6)), LONGEST_ASKED)
        return pause * (0.75 + secrets.randbelow(500) / 1000) if self.jitter else pause


BRIEFLY = Backoff(
    share=0.5, shortest=timedelta(seconds=0.5), longest=timedelta(seconds=15), jitter=True
)
"""For a person who waits, and for Slack."""

FOR_AN_HOUR = Backoff(share=0.25, shortest=timedelta(seconds=1), longest=timedelta(minutes=1))
"""For a service that is away while a meeting is to be changed."""
