"""A handler is replayed from its top: what was done is not done again.

``await run.do("create", effect, find=...)`` journals an effect before it leaves the house. A step
that a crash left *begun* waits until a late effect must have shown, is looked up by its marker, and
only then done again. A step's name is never reused for another effect.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.slack_types import JSON, Message, NotDelivered, SlackRequest
from meetings.errors import MeetingError
from storage.ledger import Job, Ledger, NewJob
from storage.store import Transaction

Effect = Callable[[str], Awaitable[JSON]]
Finder = Callable[[str, datetime], Awaitable[JSON]]
Writes = Callable[[JSON], Sequence[Callable[[Transaction], None]]]
Jobs = Callable[[JSON], Sequence[NewJob]]

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Later(Exception):
    """The job has to wait until *at*; nothing is lost."""

    def __init__(self, at: datetime, why: str = "") -> None:
        super().__init__(why or f"until {at.isoformat()}")
        self.at = at


class Waiting(Exception):
    """The job has to wait for its person, who is told so; nothing is lost.

    *waiting_for* is what it waits under, and *over* says whether that has come already: the person
    may have been quicker than we are in setting the job aside.
    """

    def __init__(
        self, waiting_for: str, message: Message, over: Callable[[], Awaitable[bool]]
    ) -> None:
        super().__init__(waiting_for)
        self.waiting_for = waiting_for
        self.post_ephemeral = message
        self.over = over


def new_marker() -> str:
    """28 characters that nobody can guess, and that every service and Slack carry unchanged."""
    return "mb" + "".join(secrets.choice(_LETTERS) for _ in range(26))


class Run:
    """One run of one job: the journal of what it did, and the clock."""

    def __init__(self, job: Job, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self.job = job
        self._ledger = ledger
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The present, aware. Not to be used to decide what a replay would decide otherwise."""
        return self._clock()

    async def do(
        self,
        name: str,
        effect: Effect,
        *,
        find: Finder | None = None,
        consistency_delay: timedelta = timedelta(0),
        also: Writes | None = None,
        jobs: Jobs | None = None,
    ) -> JSON:
        """Do *effect* once, and return its result, now and in every replay.

        *effect* is given the step's marker. *find* (marker, begun_at) looks for an earlier effect
        after *consistency_delay*; without it the effect is idempotent. *also* are rows and *jobs*
        further jobs, to be written in the same transaction as the result, of which they are made.
        An error that surely had no effect takes the step back.
        """
        step = await self._ledger.begin(self.job.id, name, self.now, new_marker())
        if step.done:
            return step.result
        result: JSON = None
        if not step.fresh:
            if find is not None:
                shown_at = step.begun_at + consistency_delay
                if self.now < shown_at:
                    raise Later(shown_at, f"{name}: waiting for a late effect")
                result = await find(step.marker, step.begun_at)
            if result is None:
                await self._ledger.again(self.job.id, name, self.now)
        if result is None:
            result = await self._effect(name, effect, step.marker)
        await self._ledger.end(
            self.job.id,
            name,
            result,
            also=also(result) if also else (),
            jobs=jobs(result) if jobs else (),
        )
        return result

    async def _effect(self, name: str, effect: Effect, marker: str) -> JSON:
        try:
            return await effect(marker)
        except (MeetingError, NotDelivered) as refusal:
            if not refusal.outcome_unknown:
                await self._ledger.withdraw(self.job.id, name)
            raise


Command: TypeAlias = Callable[[Run, SlackRequest, str], Awaitable[Message | None]]
"""Answers one kind of ask; the text is what followed the command, or the value of the button."""

BackgroundJob: TypeAlias = Callable[[Run, Mapping[str, JSON]], Awaitable[None]]
"""Does by itself, later, what nobody waits for; the mapping is the payload of its job."""
