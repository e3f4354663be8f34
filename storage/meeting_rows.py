"""A meeting as it is remembered, and how it stands in a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.columns import from_json, from_moment, to_json, to_moment
from storage.store import Row, SqlValue


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMeeting:
    """A meeting. *id* is ours, *service_id* the service's; *job* made it.

    *channel* and *thread* are where it was asked for, *card_channel* and *card_ts* where its card
    stands; they are Slack's names, empty where there is none.

    *wall* is when it first takes place, naive, in *zone*, with the fold of a repeated hour; none:
    as soon as it was made. *starts_at* and *ends_at* are of the occurrence that runs or comes next.

    *people* are what was typed: Slack's ids, @names, addresses. *answers* says who of them comes:
    ``going``, ``maybe`` or ``cant``. *note* is a sentence about what became of the meeting, and
    *said_to_all* what its service has to say of it to everyone.

    *version* counts what people changed. *tick* says which chain of timers counts, and *ticked_at*
    up to when its timers are done. *held_by* is the job that is changing it.
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


COLUMNS = (
    *("id", "job", "team", "channel", "thread", "card_channel", "card_ts", "organizer"),
    *("service", "service_id", "title", "join_url", "passcode", "dial_in"),
    *("wall", "fold", "zone", "minutes", "repeats", "starts_at", "ends_at"),
    *("people", "agenda", "choices", "note", "said_to_all", "answers", "state"),
    *("version", "tick", "ticked_at", "held_by", "data", "created_at"),
)
"""The columns of a meeting's row."""


def row_of(meeting: StoredMeeting) -> dict[str, SqlValue]:
    """Return what stands in the columns, by their names."""
    return {
        "id": meeting.id,
        "job": meeting.job,
        "team": meeting.team,
        "channel": meeting.channel,
        "thread": meeting.thread,
        "card_channel": meeting.card_channel,
        "card_ts": meeting.card_ts,
        "organizer": meeting.organizer,
        "service": meeting.service,
        "service_id": meeting.service_id,
        "title": meeting.title,
        "join_url": meeting.join_url,
        "passcode": meeting.passcode,
        "dial_in": from_json([dict(way) for way in meeting.dial_in]),
        "wall": None if meeting.wall is None else meeting.wall.isoformat(),
        "fold": meeting.fold,
        "zone": meeting.zone,
        "minutes": None if meeting.lasts is None else meeting.lasts // timedelta(minutes=1),
        "repeats": meeting.repeats,
        "starts_at": _from(meeting.starts_at),
        "ends_at": _from(meeting.ends_at),
        "people": from_json(list(meeting.people)),
        "agenda": meeting.agenda,
        "choices": from_json(meeting.choices),
        "note": meeting.note,
        "said_to_all": meeting.said_to_all,
        "answers": from_json(meeting.answers),
        "state": meeting.state,
        "version": meeting.version,
        "tick": meeting.tick,
        "ticked_at": _from(meeting.ticked_at),
        "held_by": meeting.held_by,
        "data": from_json(meeting.data),
        "created_at": from_moment(meeting.created_at),
    }


def meeting_of(row: Row) -> StoredMeeting:
    """Return the meeting that stands in *row*."""
    return StoredMeeting(
        id=row["id"],
        job=row["job"],
        team=row["team"],
        channel=row["channel"],
        thread=row["thread"],
        card_channel=row["card_channel"],
        card_ts=row["card_ts"],
        organizer=row["organizer"],
        service=row["service"],
        service_id=row["service_id"],
        title=row["title"],
        join_url=row["join_url"],
        passcode=row["passcode"],
        dial_in=tuple(to_json(row["dial_in"])),
        wall=_wall(row["wall"], row["fold"]),
        zone=row["zone"],
        lasts=None if row["minutes"] is None else timedelta(minutes=row["minutes"]),
        repeats=row["repeats"],
        starts_at=_to(row["starts_at"]),
        ends_at=_to(row["ends_at"]),
        people=tuple(to_json(row["people"])),
        agenda=row["agenda"],
        choices=to_json(row["choices"]),
        note=row["note"],
        said_to_all=row["said_to_all"],
        answers=to_json(row["answers"]),
        state=row["state"],
        version=row["version"],
        tick=row["tick"],
        ticked_at=_to(row["ticked_at"]),
        held_by=row["held_by"],
        data=to_json(row["data"]),
        created_at=to_moment(row["created_at"]),
    )


def _wall(text: str | None, fold: int) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(fold=fold)


def _from(moment: datetime | None) -> int | None:
    return None if moment is None else from_moment(moment)


def _to(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else to_moment(milliseconds)
