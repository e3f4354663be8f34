"""A handler is replayed from its top: what was done is not done again.

It has three verbs. ``await run.effect("create", create, find=look)`` journals an effect before it
leaves this process. A step that a crash left *begun* waits until a late effect must have shown, is
looked up by its marker, and only then done again. ``await run.decide("plan", plan)`` decides once
and keeps the decision; nothing leaves. ``await run.commit("tick", writes=..., jobs=...)`` writes
rows and further jobs in one transaction. A step's name is never reused for another step.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.slack_types import JSON, Message, NotDelivered, SlackRequest
from meetings.errors import MeetingError
from storage.ledger import Job, Ledger, NewJob, Write

Effect = Callable[[str], Awaitable[JSON]]
Finder = Callable[[str], Awaitable[JSON]]
Writes = Callable[[JSON], Sequence[Write]]
Jobs = Callable[[JSON], Sequence[NewJob]]

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Later(Exception):
    """The job has to wait until *at*; nothing is lost."""

    def __init__(self, at: datetime, why: str = "") -> None:
        super().__init__(why or f"until {at.isoformat()}")
        self.at = at


class Waiting(Exception):
    """The job has to wait for the person who asked, who is told so; nothing is lost.

    *waiting_for* is what it waits under, and *over* says whether that has come already: the person
    may have been quicker than we are in setting the job aside.
    """

    def __init__(
        self, waiting_for: str, message: Message, over: Callable[[], Awaitable[bool]]
    ) -> None:
        super().__init__(waiting_for)
        self.waiting_for = waiting_for
        self.message = message
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
        self._begun_at: dict[str, datetime] = {}

    @property
    def now(self) -> datetime:
        """The present, aware. Not to be used to decide what a replay would decide otherwise."""
        return self._clock()

    def begun_at(self, name: str) -> datetime:
        """When the step *name*, which is being done or looked for, began at first."""
        return self._begun_at[name]

    async def effect(
        self,
        name: str,
        effect: Effect,
        *,
        find: Finder | None = None,
        consistency_delay: timedelta = timedelta(0),
        also: Writes | None = None,
        jobs: Jobs | None = None,
    ) -> JSON:
        """Do *effect*, which leaves this process, once; return its result in every replay.

        *effect* is given the step's marker. *find* looks by the marker for an earlier effect, after
        *consistency_delay*; without it the effect is idempotent. *also* are rows and *jobs* further
        jobs, made of the result and written in the same transaction. An error that surely had no
        effect takes the step back.
        """
        step = await self._ledger.begin(self.job.id, name, self.now, new_marker())
        self._begun_at[name] = step.begun_at
        if step.done:
            return step.result
        result: JSON = None
        if not step.fresh:
            if find is not None:
                shown_at = step.begun_at + consistency_delay
                if self.now < shown_at:
                    raise Later(shown_at, f"{name}: waiting for a late effect")
                result = await find(step.marker)
            if result is None:
                await self._ledger.again(self.job.id, name, self.now)
        if result is None:
            result = await self._do(name, effect, step.marker)
        await self._end(name, result, also, jobs)
        return result

    async def decide(
        self,
        name: str,
        decide: Callable[[], Awaitable[JSON]],
        *,
        also: Writes | None = None,
        jobs: Jobs | None = None,
    ) -> JSON:
        """Return what *decide* returned when it was first asked; nothing leaves this process.

        *also* and *jobs* are made of the decision and written in the same transaction.
        """

        async def decided(_marker: str) -> JSON:
            return await decide()

        return await self.effect(name, decided, also=also, jobs=jobs)

    async def commit(
        self, name: str, *, writes: Sequence[Write] = (), jobs: Sequence[NewJob] = ()
    ) -> None:
        """Write rows and further jobs, once, in one transaction."""

        async def nothing(_marker: str) -> JSON:
            return None

        await self.effect(name, nothing, also=lambda _: writes, jobs=lambda _: jobs)

    async def first_time(self, name: str) -> datetime:
        """When this was first called with *name*, in this run or an earlier one."""

        async def now() -> JSON:
            return self.now.isoformat()

        return datetime.fromisoformat(str(await self.decide(name, now)))

    async def _do(self, name: str, effect: Effect, marker: str) -> JSON:
        try:
            return await effect(marker)
        except (MeetingError, NotDelivered) as refusal:
            if not refusal.outcome_unknown:
                await self._ledger.withdraw(self.job.id, name)
            raise

    async def _end(self, name: str, result: JSON, also: Writes | None, jobs: Jobs | None) -> None:
        await self._ledger.end(
            self.job.id,
            name,
            result,
            also=also(result) if also else (),
            jobs=jobs(result) if jobs else (),
        )


Command: TypeAlias = Callable[[Run, SlackRequest, str], Awaitable[Message | None]]
"""Answers one kind of request; the text is what followed the command, or the button's value."""

BackgroundJob: TypeAlias = Callable[[Run, Mapping[str, JSON]], Awaitable[None]]
"""Does a background job; the mapping is its payload."""
