"""The meetings that were made, as they are remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.columns import from_json, from_moment, to_json, to_moment
from storage.store import Row, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMeeting:
    """A meeting. *id* is ours, *service_id* the service's; *starts_at* none: as soon as made.

    *thread* and *card_ts* are Slack's names of messages, empty where there is none.
    """

    id: str
    job: int
    team: str
    channel: str
    thread: str = ""
    card_ts: str = ""
    organizer: str
    service: str
    service_id: str
    title: str
    join_url: str
    passcode: str = field(default="", repr=False)
    dial_in: Sequence[Mapping[str, str]] = ()
    starts_at: datetime | None = None
    lasts: timedelta | None = None
    zone: str
    state: str = "made"
    data: Mapping[str, str] = field(default_factory=dict, repr=False)
    created_at: datetime


class Meetings:
    """Meetings, by our own id and by where they were asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def kept(self, meeting: KeptMeeting) -> Callable[[Transaction], None]:
        """Return what writes *meeting* down, in place of what stood under its id."""
        row = (
            meeting.id,
            meeting.job,
            meeting.team,
            meeting.channel,
            meeting.thread,
            meeting.card_ts,
            meeting.organizer,
            meeting.service,
            meeting.service_id,
            meeting.title,
            meeting.join_url,
            meeting.passcode,
            from_json([dict(way) for way in meeting.dial_in]),
            None if meeting.starts_at is None else from_moment(meeting.starts_at),
            None if meeting.lasts is None else meeting.lasts // timedelta(minutes=1),
            meeting.zone,
            meeting.state,
            from_json(meeting.data),
            from_moment(meeting.created_at),
        )

        def write(tx: Transaction) -> None:
            tx.execute(_KEEP, row)

        return write

    async def by_id(self, meeting: str) -> KeptMeeting | None:
        """Return the meeting that we call *meeting*."""
        rows = await self._store.read(lambda tx: tx.execute(_BY_ID, (meeting,)))
        return _meeting(rows[0]) if rows else None

    async def recent(self, team: str, channel: str, since: datetime) -> list[KeptMeeting]:
        """Return what was made in this channel at or after *since*, the newest first."""
        place = (team, channel, from_moment(since))
        rows = await self._store.read(lambda tx: tx.execute(_RECENT, place))
        return [_meeting(row) for row in rows]

    async def of_organizer(self, team: str, organizer: str) -> list[KeptMeeting]:
        """Return what this person had made, wherever it was, the newest first; not without end."""
        rows = await self._store.read(lambda tx: tx.execute(_OF_ORGANIZER, (team, organizer)))
        return [_meeting(row) for row in rows]


def _meeting(row: Row) -> KeptMeeting:
    return KeptMeeting(
        id=row["id"],
        job=row["job"],
        team=row["team"],
        channel=row["channel"],
        thread=row["thread"],
        card_ts=row["card_ts"],
        organizer=row["organizer"],
        service=row["service"],
        service_id=row["service_id"],
        title=row["title"],
        join_url=row["join_url"],
        passcode=row["passcode"],
        dial_in=tuple(to_json(row["dial_in"])),
        starts_at=None if row["starts_at"] is None else to_moment(row["starts_at"]),
        lasts=None if row["minutes"] is None else timedelta(minutes=row["minutes"]),
        zone=row["zone"],
        state=row["state"],
        data=to_json(row["data"]),
        created_at=to_moment(row["created_at"]),
    )


_KEEP = """
    insert into meeting(id, job, team, channel, thread, card_ts, organizer, service,
      service_id, title, join_url, passcode, dial_in, starts_at, minutes, zone, state,
      data, created_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict(id) do update set
      job = excluded.job, team = excluded.team, channel = excluded.channel,
      thread = excluded.thread, card_ts = excluded.card_ts, organizer = excluded.organizer,
      service = excluded.service, service_id = excluded.service_id, title = excluded.title,
      join_url = excluded.join_url, passcode = excluded.passcode,
      dial_in = excluded.dial_in, starts_at = excluded.starts_at,
      minutes = excluded.minutes, zone = excluded.zone, state = excluded.state,
      data = excluded.data, created_at = excluded.created_at"""
_BY_ID = "select * from meeting where id = ?"
_RECENT = """
    select * from meeting where team = ? and channel = ? and created_at >= ?
    order by created_at desc, id desc"""
_OF_ORGANIZER = """
    select * from meeting where team = ? and organizer = ?
    order by created_at desc, id desc limit 500"""
