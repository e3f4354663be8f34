"""What is written in the ledger: its nouns, and how each is put in and read out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.columns import JSON
from storage.store import Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something that Slack delivered. *key* is the same each time Slack delivers it."""

    key: str
    kind: str
    team: str
    body: str = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """Something that has to be done once, not before *run_at*; *key* tells it from every other.

    *kind* is "ask" for what a person asks for, else the name of a background job. *person* and
    *channel*, each with its workspace: who must not keep others waiting by asking for much.
    """

    key: str
    kind: str
    payload: Mapping[str, JSON] = field(repr=False)
    run_at: datetime
    person: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job that has been claimed, for the *attempts*-th time, and is ours to *lease_until*."""

    id: int
    key: str
    kind: str
    payload: Mapping[str, JSON] = field(repr=False)
    attempts: int
    run_at: datetime
    created_at: datetime
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One effect of a job, as the journal has it.

    *fresh*: the call that returned this wrote it, so nothing can have happened yet. Neither *fresh*
    nor *done*: an earlier run began it, and what came of it is not known.
    """

    name: str
    marker: str
    begun_at: datetime
    done: bool
    fresh: bool
    result: JSON = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StepEnd:
    """A step is done: its *result*, and the rows and further jobs that belong to it.

    A further job whose key is there already is left as it is. *decided_at*: the step is a decision,
    which had no effect outside, and so was not begun before.
    """

    name: str
    result: JSON = field(default=None, repr=False)
    also: Sequence[Write] = ()
    jobs: Sequence[NewJob] = ()
    decided_at: datetime | None = None


class LeaseLost(Exception):
    """The job is not ours to write about: it ended, or somebody else has it."""

    def __init__(self, job: int) -> None:
        super().__init__(f"job {job} is not ours any more")
        self.job = job


class Prevented(Exception):
    """A step has not begun: the *obstacle* was there before."""

    def __init__(self, obstacle: object) -> None:
        super().__init__()
        self.obstacle = obstacle
