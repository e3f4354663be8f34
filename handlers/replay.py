"""A handler is replayed from its top: what was done is not done again.

It has three verbs. ``await run.effect("create", create, find=look)`` journals an effect before it
leaves this process. A step that a crash left *begun* waits until a late effect must have shown, is
looked up by its marker, and only then done again. ``await run.decide("plan", plan)`` decides once
and keeps the decision; nothing leaves. ``await run.commit("tick", writes=..., jobs=...)`` writes
rows and further jobs in one transaction. A step's name is never reused for another step.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar, cast

from handlers.places import after_job
from handlers.slack_types import JSON, Message, NotDelivered, SlackRequest
from meetings.errors import MeetingError, OthersInFront
from storage import audit, payloads
from storage.ledger import Job, Ledger, NewJob, Step, StepEnd, Write
from storage.store import Work

T = TypeVar("T")

LITTLE = timedelta(minutes=1)
"""By how much a clock may be corrected that is right otherwise: then nothing is decided again."""

SOON = timedelta(seconds=0.5)
"""How long to wait for something else that is under way in this bot."""

Note: TypeAlias = str | int | float
Tell: TypeAlias = Callable[[str, Mapping[str, Note]], None]
"""Is told what was done, and its ids."""

LOOK_AGAIN = timedelta(seconds=5)
"""How long to wait for another job before looking at it: it may have ended in between."""


class Later(Exception):
    """The job has to wait until *at*, or for a *place* that is free before; nothing is lost."""

    def __init__(self, at: datetime, why: str = "", *, place: str = "") -> None:
        super().__init__(why or f"until {at.isoformat()}")
        self.at = at
        self.place = place


def place_of(error: MeetingError) -> str:
    """What to wait for after *error*: the name of a place, or "" where only time helps."""
    return error.place if isinstance(error, OthersInFront) else ""


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
    return "mb" + secrets.token_hex(13)


class Run:
    """One run of one job: the journal of what it did, and the clock.

    The end of a step may be written with what is written next of the job: the begin of the next
    step, or the end of the job. Until then only this process knows of it. After a crash the step is
    looked for, or decided again.
    """

    def __init__(
        self,
        job: Job,
        ledger: Ledger,
        clock: Callable[[], datetime],
        tell: Tell = lambda _what, _ids: None,
        before_answer: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.job = job
        self._tell = tell
        self.before_answer = before_answer or _at_once
        """To be called before anybody is told of what became of the job.

        "Working on it" is not said any more then; where it is on its way, it arrives first.
        """
        self._notes: list[tuple[str, Mapping[str, Note]]] = []
        self._ledger = ledger
        self._clock = clock
        self._steps: dict[str, Step] = {}
        self._steps_are_known = False
        self._unwritten: list[StepEnd] = []

    def note(self, what: str, **ids: Note) -> None:
        """Tell the log and the metrics *what* was done, once what is written next is written.

        To be called where rows are made of a step, which is when it was done and in no replay.
        *ids* are ids and numbers: never a title, a name, an address or a link. What somebody did,
        who is *by*, goes into the audit record in the same transaction.
        """
        self._notes.append((what, ids))

    @property
    def now(self) -> datetime:
        """The present, aware. Not to be used to decide what a replay would decide otherwise."""
        return self._clock()

    def not_before(self, due_at: datetime) -> datetime:
        """The present, or *due_at*, where the clock was set back a little since then.

        For what was due at that moment: a moment earlier it would find nothing to do. Raises
        ``Later`` where the clock was set back by more.
        """
        if due_at - self.now > LITTLE:
            raise Later(due_at, "the clock was set back")
        return max(due_at, self.now)

    def begun_at(self, name: str) -> datetime:
        """When the step *name*, which is being done or looked for, began."""
        return self._steps[name].begun_at

    async def effect(  # noqa: PLR0913 - what there is to say of an effect, by its name
        self,
        name: str,
        effect: Callable[[str], Awaitable[T]],
        *,
        find: Callable[[str], Awaitable[T | None]] | None = None,
        consistency_delay: timedelta = timedelta(0),
        also: Callable[[T], Sequence[Write]] | None = None,
        jobs: Callable[[T], Sequence[NewJob]] | None = None,
        load: Callable[[JSON], T] | None = None,
        with_next: bool = False,
        unless: Work[object | None] | None = None,
    ) -> T:
        """Do *effect*, which leaves this process, once; return its result in every replay.

        *effect* is given the step's marker. *find* looks by the marker for an earlier effect, after
        *consistency_delay*; without it the effect is idempotent. *also* are rows and *jobs* further
        jobs, made of the result and written in the same transaction. *load* reads the result from
        the journal. An error that surely had no effect takes the step back.

        *with_next*: the end of the step may be written with what is written next. Only for a step
        whose result is not acted on before. *unless* is run in the transaction in which the step
        begins: if it returns an obstacle, nothing begins, and ``Prevented`` is raised.
        """
        if done := await self._done(name):
            return _result(done, load)
        step = await self._start_step(name, unless)
        if step.done:
            return _result(step, load)
        result = None if step.fresh else await self._look(step, find, consistency_delay)
        if result is None:
            result = await self._carry_out(step, effect)
        end = _step_end(name, result, also, jobs)
        if with_next:
            self._unwritten.append(end)
        else:
            await self._write(end)
        return result

    async def decide(
        self,
        name: str,
        decide: Callable[[], Awaitable[T]],
        *,
        also: Callable[[T], Sequence[Write]] | None = None,
        jobs: Callable[[T], Sequence[NewJob]] | None = None,
        load: Callable[[JSON], T] | None = None,
    ) -> T:
        """Return what *decide* returned when it was first asked; nothing leaves this process.

        *also* and *jobs* are made of the decision and written in the same transaction, at once.
        Without them the decision is written with what is written next.
        """
        if done := await self._done(name):
            return _result(done, load)
        result = await decide()
        end = _step_end(name, result, also, jobs, decided_at=(now := self.now))
        if also or jobs:
            await self._write(end)
        else:
            self._unwritten.append(end)
        self._steps[name] = Step(
            name=name, marker="", begun_at=now, done=True, fresh=False, result=end.result
        )
        return result

    async def commit(
        self, name: str, *, writes: Sequence[Write] = (), jobs: Sequence[NewJob] = ()
    ) -> None:
        """Write rows and further jobs, once, in one transaction."""
        if await self._done(name):
            self._notes.clear()  # an earlier run has told them
        else:
            await self._write(StepEnd(name, also=writes, jobs=jobs, decided_at=self.now))

    async def first_time(self, name: str) -> datetime:
        """When this was first called with *name*, in this run or an earlier one."""

        async def now() -> str:
            return self.now.isoformat()

        return datetime.fromisoformat(await self.decide(name, now))

    def soon(self, why: str) -> Later:
        """To be raised while something else is under way."""
        return Later(self.now + SOON, why)

    def after(self, job: int, until: datetime, why: str) -> Later:
        """To be raised until *job* ends, or until *until*; it may also be that it ended already."""
        return Later(min(self.now + LOOK_AGAIN, until), why, place=after_job(job))

    async def unsettled(self) -> bool:
        """Return whether a step has begun and its outcome is not known."""
        return await self._ledger.unsettled(self.job.id)

    async def flush(self) -> None:
        """Write what is not written yet, before anybody is told of it."""
        if self._unwritten:
            await self._write()

    async def complete(self, error: str = "", *, also: Sequence[Write] = ()) -> None:
        """End the job: done, or failed if there is an *error*."""
        ends, self._unwritten = self._with_audit(self._unwritten), []
        await self._ledger.finish(self.job.id, error, ends=ends, also=also)
        self._tell_notes()

    async def postpone(self, until: datetime, why: str, place: str = "") -> None:
        """Give the job back until then, or until it is woken for *place*."""
        ends, self._unwritten = self._with_audit(self._unwritten), []
        await self._ledger.postpone(self.job.id, until, why, waiting_for=place or None, ends=ends)
        self._tell_notes()

    async def park(self, waiting_for: str, *, also: Sequence[Write] = ()) -> None:
        """Set the job aside until that has come."""
        ends, self._unwritten = self._with_audit(self._unwritten), []
        await self._ledger.park(self.job.id, waiting_for, ends=ends, also=also)
        self._tell_notes()

    async def _done(self, name: str) -> Step | None:
        if not self._steps_are_known:
            if self.job.attempts > 1:  # a job that was not claimed before has none
                self._steps = await self._ledger.steps(self.job.id)
            self._steps_are_known = True
        step = self._steps.get(name)
        return step if step and step.done else None

    async def _start_step(self, name: str, unless: Work[object | None] | None) -> Step:
        ends, self._unwritten = self._unwritten, []
        try:
            step = await self._ledger.begin(
                self.job.id,
                name,
                self.now,
                new_marker(),
                ends=self._with_audit(ends),
                unless=unless,
            )
        except BaseException:
            self._unwritten = [*ends, *self._unwritten]
            raise
        self._steps[name] = step
        self._tell_notes()
        return step

    async def _look(
        self,
        step: Step,
        find: Callable[[str], Awaitable[T | None]] | None,
        consistency_delay: timedelta,
    ) -> T | None:
        """Look for what an earlier run may have done; None, and the step begins again."""
        if find is not None:
            shown_at = step.begun_at + consistency_delay
            if self.now < shown_at:
                # Not longer from now on, whatever the clock said when it began.
                again_at = min(shown_at, self.now + consistency_delay)
                raise Later(again_at, f"{step.name}: waiting for a late effect")
            if (result := await find(step.marker)) is not None:
                return result
        await self._ledger.again(self.job.id, step.name, self.now)
        return None

    async def _carry_out(self, step: Step, effect: Callable[[str], Awaitable[T]]) -> T:
        try:
            return await effect(step.marker)
        except (MeetingError, NotDelivered) as refusal:
            if not refusal.outcome_unknown:
                await self._ledger.withdraw(self.job.id, step.name)
            raise

    async def _write(self, *ends: StepEnd) -> None:
        earlier, self._unwritten = self._unwritten, []
        try:
            await self._ledger.end(self.job.id, *self._with_audit([*earlier, *ends]))
        except BaseException:
            self._unwritten = [*earlier, *self._unwritten]
            raise
        self._tell_notes()

    def _tell_notes(self) -> None:
        notes, self._notes = self._notes, []
        for what, ids in notes:
            self._tell(what, ids)

    def _with_audit(self, ends: Sequence[StepEnd]) -> list[StepEnd]:
        """*ends*, the last of which also stores what people did in the audit record."""
        writes = [self._audit_entry(what, ids) for what, ids in self._notes if "by" in ids]
        if not writes or not ends:
            return list(ends)
        return [*ends[:-1], replace(ends[-1], also=[*ends[-1].also, *writes])]

    def _audit_entry(self, what: str, ids: Mapping[str, Note]) -> Write:
        details = {name: value for name, value in ids.items() if name not in ("by", "meeting")}
        person, about = str(ids["by"]), str(ids.get("meeting", ""))
        team = str(self.job.payload.get("team", ""))
        return audit.entry(self.now, team, person, what, about, **details)


async def _at_once() -> None:
    """Nothing has to come before an answer."""


def _step_end(
    name: str,
    result: T,
    also: Callable[[T], Sequence[Write]] | None,
    jobs: Callable[[T], Sequence[NewJob]] | None,
    decided_at: datetime | None = None,
) -> StepEnd:
    return StepEnd(
        name,
        payloads.as_plain(result),
        also=also(result) if also else (),
        jobs=jobs(result) if jobs else (),
        decided_at=decided_at,
    )


def _result(step: Step, load: Callable[[JSON], T] | None) -> T:
    return cast("T", step.result) if load is None else load(step.result)


Command: TypeAlias = Callable[[Run, SlackRequest, str], Awaitable[Message | None]]
"""Answers one kind of request; the text is what followed the command, or the button's value."""

BackgroundJob: TypeAlias = Callable[[Run, Mapping[str, JSON]], Awaitable[None]]
"""Does a background job; the mapping is its payload."""
