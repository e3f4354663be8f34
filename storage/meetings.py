"""The meetings that were made: writing them down, changing them one at a time, finding them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from storage import calendars
from storage.columns import from_json, from_moment, to_json
from storage.ledger import Write
from storage.meeting_rows import COLUMNS, StoredMeeting, meeting_of, row_of
from storage.store import SqlValue, Store, Transaction

__all__ = ["Meetings", "Overtaken", "StoredMeeting"]


class Overtaken(Exception):
    """Somebody else has changed the meeting since it was read; nothing has been written."""

    def __init__(self, meeting: str) -> None:
        super().__init__(f"{meeting} has been changed meanwhile")
        self.meeting = meeting


class Meetings:
    """Meetings, by our own id, by where they were asked for, and by whose calendar they are on.

    Whatever is written here, the calendars are in step with it in the same transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def kept(self, meeting: StoredMeeting) -> Write:
        """Return what writes *meeting* down whole, in place of what stood under its id."""
        row = row_of(meeting)
        whole = [row[name] for name in COLUMNS]

        def write(tx: Transaction) -> None:
            tx.execute(_KEEP, whole)
            calendars.enter(tx, meeting.id)

        return write

    def changed(self, meeting: StoredMeeting) -> Write:
        """Return what writes down what a person changed, with the next version and tick.

        *meeting* has the version and tick that were read; the write raises ``Overtaken`` where the
        version is another by now. Its card and who holds it stay as they are, and so do the
        answers, unless it begins at another time: they were given for that one.
        """
        row = row_of(meeting)
        changed = [row[name] for name in _CHANGEABLE]
        at = (meeting.tick + 1, meeting.id, meeting.version)

        def write(tx: Transaction) -> None:
            _one(tx, meeting.id, _CHANGE, (row["starts_at"], *changed, *at))
            calendars.enter(tx, meeting.id)

        return write

    def relinked(self, meeting: StoredMeeting) -> Write:
        """Return what writes down that *meeting* is another one at its service, and nothing else.

        It has the next version then, and its timers go on; ``Overtaken`` as ``changed`` raises it.
        """
        row = row_of(meeting)
        there = [row[name] for name in _THERE]
        at = (meeting.id, meeting.version)
        return lambda tx: _one(tx, meeting.id, _RELINK, (*there, *at))

    def cancelled(self, meeting: StoredMeeting, note: str) -> Write:
        """Return what ends *meeting* for good; it raises ``Overtaken`` as ``changed`` does."""

        def write(tx: Transaction) -> None:
            _one(tx, meeting.id, _CANCEL, (note, meeting.id, meeting.version))
            calendars.leave(tx, meeting.id)

        return write

    def card_at(self, meeting: str, channel: str, ts: str) -> Write:
        """Return what writes down where the card stands."""
        return lambda tx: _quietly(tx, _CARD, (channel, ts, meeting))

    def noted(self, meeting: str, note: str) -> Write:
        """Return what writes down what became of the meeting; to people it is no change."""
        return lambda tx: _quietly(tx, _NOTE, (note, meeting))

    def answered(self, meeting: str, person: str, says: str) -> Write:
        """Return what writes down that *person* is ``going``, ``maybe`` or ``cant``."""

        def write(tx: Transaction) -> None:
            for row in tx.execute(_ANSWERS, (meeting,)):
                answers = {**to_json(row["answers"]), person: says}
                tx.execute(_ANSWER, (from_json(answers), meeting))

        return write

    def ticked(
        self,
        meeting: str,
        *,
        tick: int,
        at: datetime,
        starts_at: datetime | None,
        ends_at: datetime | None,
    ) -> Write:
        """Return what writes down that the timers up to *at* are done, and which occurrence is on.

        What was answered is for one occurrence. Without times nothing comes any more: the last ones
        stay, and it leaves the calendars. It raises ``Overtaken`` where another chain of timers
        counts than *tick*.
        """
        over = starts_at is None or ends_at is None
        begins, ends = (None, None) if over else (_moment(starts_at), _moment(ends_at))

        def write(tx: Transaction) -> None:
            _one(tx, meeting, _TICKED, (from_moment(at), begins, begins, ends, meeting, tick))
            (calendars.leave if over else calendars.enter)(tx, meeting)

        return write

    def released(self, job: int) -> Write:
        """Return what lets go of everything that *job* holds; for when the job ends."""
        return lambda tx: _quietly(tx, _RELEASE, (job,))

    async def let_go(self, job: int) -> None:
        """Let go now of what *job* holds, while it waits for something; it may hold it again."""
        await self._store.write(self.released(job))

    async def hold(
        self, meeting: str, job: int, version: int
    ) -> Literal["held", "taken", "overtaken", "gone"]:
        """Let *job*, and no other, change the meeting, if it still is what *version* says.

        ``held`` again in every replay, until it is ``released``. ``taken``: another job is at it. A
        job that has ended, or waits for its person, holds nothing: one that comes back from waiting
        may find itself ``overtaken``. ``gone``: there is no such meeting, or it was cancelled.
        """

        def work(tx: Transaction) -> Literal["held", "taken", "overtaken", "gone"]:
            rows = tx.execute(_HOLDER, (meeting,))
            if not rows:
                return "gone"
            row = rows[0]
            if row["held_by"] == job:
                return "held"
            if row["at_it"]:
                return "taken"
            if row["state"] != "made":
                return "gone"
            if row["version"] != version:
                return "overtaken"
            tx.execute(_HOLD, (job, meeting))
            return "held"

        return await self._store.write(work)

    async def holding(self, meeting: str) -> str:
        """Return who asked for the change that is being made this moment; empty if none is."""
        rows = await self._store.read(lambda tx: tx.execute(_HOLDING, (meeting,)))
        return str(to_json(rows[0]["payload"]).get("person", "")) if rows else ""

    async def by_id(self, meeting: str) -> StoredMeeting | None:
        """Return the meeting that we call *meeting*."""
        rows = await self._store.read(lambda tx: tx.execute(_BY_ID, (meeting,)))
        return meeting_of(rows[0]) if rows else None

    async def recent(self, team: str, channel: str, since: datetime) -> list[StoredMeeting]:
        """Return what was made in this channel at or after *since*, the newest first."""
        place = (team, channel, from_moment(since))
        rows = await self._store.read(lambda tx: tx.execute(_RECENT, place))
        return [meeting_of(row) for row in rows]

    async def of_organizer(self, team: str, organizer: str) -> list[StoredMeeting]:
        """Return what this person had made, wherever it was, the newest first; not without end."""
        rows = await self._store.read(lambda tx: tx.execute(_OF_ORGANIZER, (team, organizer)))
        return [meeting_of(row) for row in rows]

    async def upcoming(
        self,
        team: str,
        whose: Sequence[str],
        now: datetime,
        until: datetime | None,
        limit: int,
        after: tuple[datetime, str] | None = None,
    ) -> list[StoredMeeting]:
        """Return *limit* meetings, each once, that end after *now*, the earliest first.

        *whose*: the people and channels on whose calendars they stand. They start before *until*,
        and come after *after*: (starts_at, id) of the last one of the page before.
        """
        listed = calendars.upcoming(team, whose, now, until, limit, after)
        return [meeting_of(row) for row in await self._store.read(listed)]


def _one(tx: Transaction, meeting: str, sql: str, params: Sequence[SqlValue]) -> None:
    """Write to the one row that is as it was read, or raise."""
    if not tx.execute(sql, params):
        raise Overtaken(meeting)


def _quietly(tx: Transaction, sql: str, params: Sequence[SqlValue]) -> None:
    tx.execute(sql, params)


def _moment(moment: datetime | None) -> int | None:
    return None if moment is None else from_moment(moment)


_CHANGEABLE = (
    *("service", "service_id", "title", "join_url", "passcode", "dial_in"),
    *("wall", "fold", "zone", "minutes", "repeats", "starts_at", "ends_at"),
    *("people", "agenda", "choices", "note", "said_to_all", "ticked_at", "data"),
)
_KEEP = f"""
    insert into meeting({", ".join(COLUMNS)}) values ({", ".join("?" * len(COLUMNS))})
    on conflict(id) do update set {", ".join(f"{one} = excluded.{one}" for one in COLUMNS)}"""  # noqa: S608 - names of ours
_CHANGE = f"""
    update meeting set
      answers = case when starts_at = ? then answers else '{{}}' end,
      {", ".join(f"{one} = ?" for one in _CHANGEABLE)},
      version = version + 1, tick = ?
    where id = ? and version = ? returning 1"""  # noqa: S608 - names of ours
_THERE = ("service_id", "join_url", "passcode", "dial_in", "said_to_all", "data")
_RELINK = f"""
    update meeting set {", ".join(f"{one} = ?" for one in _THERE)}, version = version + 1
    where id = ? and version = ? returning 1"""  # noqa: S608 - names of ours
_CANCEL = """
    update meeting set state = 'cancelled', note = ?, version = version + 1, tick = tick + 1
    where id = ? and version = ? returning 1"""
_CARD = "update meeting set card_channel = ?, card_ts = ? where id = ?"
_NOTE = "update meeting set note = ? where id = ?"
_ANSWERS = "select answers from meeting where id = ?"
_ANSWER = "update meeting set answers = ? where id = ?"
_TICKED = """
    update meeting set ticked_at = ?,
      answers = case when starts_at = coalesce(?, starts_at) then answers else '{}' end,
      starts_at = coalesce(?, starts_at), ends_at = coalesce(?, ends_at)
    where id = ? and tick = ? returning 1"""
_RELEASE = "update meeting set held_by = null where held_by = ?"
_HOLDER = """
    select held_by, state, version, exists(
      select 1 from job where job.id = held_by and job.state in ('ready', 'running')) as at_it
    from meeting where id = ?"""
_HOLD = "update meeting set held_by = ? where id = ?"
_HOLDING = """
    select payload from job
    where id = (select held_by from meeting where id = ?) and state in ('ready', 'running')"""
_BY_ID = "select * from meeting where id = ?"
_RECENT = """
    select * from meeting where team = ? and channel = ? and created_at >= ?
    order by created_at desc, id desc"""
_OF_ORGANIZER = """
    select * from meeting where team = ? and organizer = ?
    order by created_at desc, id desc limit 500"""
