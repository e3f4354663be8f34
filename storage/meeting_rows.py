"""A meeting as it is stored, and its conversion to and from a row of the table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, get_type_hints

from storage.columns import (
    from_json,
    from_moment,
    from_optional_moment,
    to_json,
    to_moment,
    to_optional_moment,
)
from storage.store import Row, SqlValue


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeeting:
    """A meeting. *id* is ours, *service_id* the service's; *job* made it.

    *channel* and *thread* say where it was asked for, *card_channel* and *card_ts* where its card
    is; they are Slack's ids, empty where there is none.

    *wall* is the local time at which it first takes place, naive, in *zone*, with the fold of a
    repeated hour; None: as soon as it was made. *starts_at* and *ends_at* are of the occurrence
    that runs or comes next. *lasts* is stored in whole minutes.

    *people* are what was typed: Slack's ids, @names, addresses. *answers* says who of them comes:
    ``going``, ``maybe`` or ``cant``. *note* is a sentence about what became of the meeting, and
    *said_to_all* what its service has to say of it to everyone.

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
    created_at: datetime

    @property
    def fold(self) -> int:
        """Which of a repeated hour *wall* means: 0 the first, 1 the second."""
        return 0 if self.wall is None else self.wall.fold


class _Codec(NamedTuple):
    """How the fields of one type are converted to a column and back."""

    encode: Callable[[Any], SqlValue]
    decode: Callable[[Any], Any]


class _Field(NamedTuple):
    name: str
    column: str
    codec: _Codec | None
    """None: the column holds the field's value as it is."""


_CODECS: Mapping[Any, _Codec | None] = {
    str: None,
    int: None,
    int | None: None,
    datetime: _Codec(from_moment, to_moment),
    datetime | None: _Codec(from_optional_moment, to_optional_moment),
    timedelta | None: _Codec(
        lambda lasts: None if lasts is None else lasts // timedelta(minutes=1),
        lambda minutes: None if minutes is None else timedelta(minutes=minutes),
    ),
    Mapping[str, str]: _Codec(from_json, to_json),
    Sequence[str]: _Codec(lambda texts: from_json(list(texts)), lambda text: tuple(to_json(text))),
    Sequence[Mapping[str, str]]: _Codec(
        lambda mappings: from_json([dict(mapping) for mapping in mappings]),
        lambda text: tuple(to_json(text)),
    ),
}
_WALL = _Codec(  # no moment: it has no zone, and its fold is in a column of its own
    lambda wall: None if wall is None else wall.isoformat(),
    lambda text: None if text is None else datetime.fromisoformat(text),
)
_COLUMN_NAMES = {"lasts": "minutes"}  # all others are called like their field
_FIELDS = tuple(
    _Field(name, _COLUMN_NAMES.get(name, name), _WALL if name == "wall" else _CODECS[kind])
    for name, kind in get_type_hints(StoredMeeting).items()
)

COLUMNS = (*(entry.column for entry in _FIELDS), "fold")
"""The columns of a meeting's row."""


def row_of(meeting: StoredMeeting) -> dict[str, SqlValue]:
    """Return the values of the columns, by their names."""
    row: dict[str, SqlValue] = {"fold": meeting.fold}
    for name, column, codec in _FIELDS:
        value = getattr(meeting, name)
        row[column] = value if codec is None else codec.encode(value)
    return row


def meeting_of(row: Row) -> StoredMeeting:
    """Return the meeting in *row*."""
    values = {
        name: row[column] if codec is None else codec.decode(row[column])
        for name, column, codec in _FIELDS
    }
    if values["wall"] is not None:
        values["wall"] = values["wall"].replace(fold=row["fold"])
    return StoredMeeting(**values)
