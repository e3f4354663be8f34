"""A meeting as it is stored, and its conversion to and from a row of the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from storage.columns import Codec, RowCodec
from storage.store import Row, SqlValue


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDate:
    """One date of a series that was changed alone.

    *original* is when the rule has it, *wall* when it is instead, with its *fold*; None: it is
    cancelled. Both are naive, on the clocks of the meeting's zone. *minutes* is its own length.
    """

    original: datetime
    wall: datetime | None = None
    fold: int = 0
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a meeting was held the last time, as its service tells: *people* are in it now.

    *ended_at* None: it is going on.
    """

    began_at: datetime
    ended_at: datetime | None = None
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeeting:
    """A meeting. *id* is ours, *service_id* the service's; *job* made it.

    *channel* and *thread* say where it was asked for, *card_channel* and *card_ts* where its card
    is; they are Slack's ids, empty where there is none.

    *wall* is the local time at which it first takes place, naive, in *zone*, with the fold of a
    repeated hour; None: as soon as it was made. *starts_at* and *ends_at* are of the occurrence
    that runs or comes next. *lasts* is stored in whole minutes.

    *dates* are those of a series that were changed alone, in their original order.

    *people* are what was typed: Slack's ids, @names, addresses. *answers* says who of them comes:
    ``going``, ``maybe`` or ``cant``. *note* is a sentence about what became of the meeting, and
    *said_to_all* what its service has to say of it to everyone.

    *progress* is what its service tells of how it is held; it is written by ``Sessions`` alone.

    *version* counts the changes that people made. *tick* says which chain of timers is valid, and
    *ticked_at* up to when its timers are done. *held_by* is the job that is changing it.
    """

    id: str
    job: int
    team: str
    channel: str
    thread: str = ""
    card_channel: str = ""
    card_ts: str = ""
    organizer: str
    service: str
    service_id: str
    title: str
    join_url: str
    passcode: str = field(default="", repr=False)
    dial_in: Sequence[Mapping[str, str]] = ()
    wall: datetime | None = None
    zone: str
    lasts: timedelta | None = None
    repeats: str = ""
    dates: Sequence[StoredDate] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    people: Sequence[str] = ()
    agenda: str = field(default="", repr=False)
    choices: Mapping[str, str] = field(default_factory=dict, repr=False)
    note: str = ""
    said_to_all: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    state: str = "made"
    version: int = 1
    tick: int = 1
    ticked_at: datetime | None = None
    held_by: int | None = None
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    progress: Progress | None = None
    created_at: datetime

    @property
    def fold(self) -> int:
        """Which of a repeated hour *wall* means: 0 the first, 1 the second."""
        return 0 if self.wall is None else self.wall.fold


def _whole_minutes(lasts: timedelta) -> int:
    return lasts // timedelta(minutes=1)


def _from_minutes(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def _dates_text(dates: Sequence[StoredDate]) -> str:
    return msgspec.json.encode(list(dates)).decode("ascii")


def _from_dates_text(text: str) -> tuple[StoredDate, ...]:
    return msgspec.json.decode(text, type=tuple[StoredDate, ...])


def progress_text(progress: Progress) -> str:
    """Return what the column holds."""
    return msgspec.json.encode(progress).decode("ascii")


def progress_of(text: str) -> Progress:
    """Return the progress that the column holds."""
    return msgspec.json.decode(text, type=Progress)


_ROWS = RowCodec(
    StoredMeeting,
    codecs={
        "lasts": Codec(_whole_minutes, _from_minutes),
        "wall": Codec(
            datetime.isoformat, datetime.fromisoformat
        ),  # without its fold, which has a column
        "progress": Codec(progress_text, progress_of),
        "dates": Codec(_dates_text, _from_dates_text),
    },
    names={"lasts": "minutes"},
)

COLUMNS = (*_ROWS.columns, "fold")
"""The columns of a meeting's row."""


def row_of(meeting: StoredMeeting) -> dict[str, SqlValue]:
    """Return the values of the columns, by their names."""
    return {**_ROWS.encode(meeting), "fold": meeting.fold}


def meeting_of(row: Row) -> StoredMeeting:
    """Return the meeting in *row*."""
    values = _ROWS.values(row)
    if values["wall"] is not None:
        values["wall"] = values["wall"].replace(fold=row["fold"])
    return StoredMeeting(**values)
