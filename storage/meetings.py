"""The meetings that were made: saving them, changing them one at a time, listing them.

Beside each meeting, the table ``calendar`` says who has it on their calendar: its organizer, each
named person and its channel, with the occurrence that runs or comes next. A meeting that was
cancelled, or has no occurrence any more, is not there. A listing reads these rows and no others.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from storage.columns import JSON, from_json, from_moment, to_json
from storage.ledger import NewJob, insert_job
from storage.meeting_rows import COLUMNS, StoredDate, StoredMeeting, meeting_of, row_of
from storage.store import Row, SqlValue, Store, Transaction, Work, Write, statement

__all__ = ["Meetings", "StoredDate", "StoredMeeting", "VersionConflict"]

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_NO_LIMIT = 1 << 62
"""Milliseconds: later than any moment."""


class VersionConflict(Exception):
    """The meeting has been changed since it was read; nothing has been written."""

    def __init__(self, meeting: str) -> None:
        super().__init__(f"{meeting} has been changed meanwhile")
        self.meeting = meeting


class Meetings:
    """Meetings, by our own id, by their organizer, and by the calendars that they are on.

    Each write brings the calendars up to date in the same transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, meeting: StoredMeeting) -> Write:
        """Return the write that stores all of *meeting*, replacing what has its id."""
        row = row_of(meeting)
        values = [row[name] for name in COLUMNS]

        def write_meeting(tx: Transaction) -> None:
            tx.execute(_SAVE, values)
            update_calendars(tx, meeting.id)

        return write_meeting

    def change(self, meeting: StoredMeeting, read: StoredMeeting | None = None) -> Write:
        """Return the write for what a person changed, with the next version and tick.

        *meeting* has the version and tick that were read; the write raises ``VersionConflict``
        where the version is another by now. Its card and the job that holds it stay as they are,
        and so do the answers, unless it begins at another time: they were given for that one.
        So do people who were added after it was *read*, while its service was asked.
        """
        row = row_of(meeting)
        condition = (meeting.tick + 1, meeting.id, meeting.version)

        def write(tx: Transaction) -> None:
            changed = {**row, "people": from_json(_with_added(tx, meeting, read))}
            values = [changed[name] for name in _CHANGEABLE]
            _write_one(tx, meeting.id, _CHANGE, (row["starts_at"], *values, *condition))
            update_calendars(tx, meeting.id)

        return write

    def relink(self, meeting: StoredMeeting) -> Write:
        """Return the write that makes *meeting* another one at its service, and changes no more.

        It has the next version then, and its timers go on. Raises ``VersionConflict`` as
        ``change`` does.
        """
        row = row_of(meeting)
        values = (*(row[name] for name in _AT_SERVICE), meeting.id, meeting.version)
        return lambda tx: _write_one(tx, meeting.id, _RELINK, values)

    def cancel(self, meeting: StoredMeeting, note: str) -> Write:
        """Return the write that cancels *meeting*; ``VersionConflict`` as in ``change``."""

        def write(tx: Transaction) -> None:
            _write_one(tx, meeting.id, _CANCEL, (note, meeting.id, meeting.version))
            _remove_from_calendars(tx, meeting.id)

        return write

    def set_card(self, meeting: str, channel: str, ts: str) -> Write:
        """Return the write that says where the card is."""
        return statement(_SET_CARD, (channel, ts, meeting))

    def set_card_and_catch_up(
        self, shown: StoredMeeting, channel: str, ts: str, catch_up: NewJob
    ) -> Write:
        """Return the write that says where the card is, which shows the meeting as *shown*.

        Where the meeting is another by now, it adds the job *catch_up*: until now nobody knew which
        card to bring up to date. *shown* with version 0: it is not known what the card shows.
        """
        row = row_of(shown)
        as_shown = (shown.id, *(row[name] for name in _SHOWN))

        def write_card(tx: Transaction) -> None:
            tx.execute(_SET_CARD, (channel, ts, shown.id))
            if not tx.execute(_AS_SHOWN, as_shown):
                insert_job(tx, catch_up, from_moment(catch_up.run_at))

        return write_card

    def set_answer(self, meeting: str, person: str, answer: str) -> Write:
        """Return the write that says that *person* is ``going``, ``maybe`` or ``cant``."""

        def write(tx: Transaction) -> None:
            for row in tx.execute(_ANSWERS, (meeting,)):
                answers = {**to_json(row["answers"]), person: answer}
                tx.execute(_SET_ANSWERS, (from_json(answers), meeting))

        return write

    def add_people(self, meeting: str, people: Sequence[str]) -> Write:
        """Return the write that adds *people* to those of a meeting, each once."""

        def write(tx: Transaction) -> None:
            for row in tx.execute(_PEOPLE, (meeting,)):
                everyone = [*dict.fromkeys([*to_json(row["people"]), *people])]
                tx.execute(_SET_PEOPLE, (from_json(everyone), meeting))
            update_calendars(tx, meeting)

        return write

    def advance(
        self,
        meeting: str,
        *,
        tick: int,
        at: datetime,
        starts_at: datetime | None,
        ends_at: datetime | None,
        new_chain: bool = False,
    ) -> Write:
        """Return the write that says that the timers up to *at* are done, and what comes next.

        Answers are for one occurrence: another one begins without. Without times there is no
        further occurrence: the last times stay, and the meeting leaves the calendars. Raises
        ``VersionConflict`` where another chain of timers than *tick* is valid. *new_chain*: the
        next one is valid from now on.
        """
        over = starts_at is None or ends_at is None
        start = None if starts_at is None or over else from_moment(starts_at)
        end = None if ends_at is None or over else from_moment(ends_at)
        values = (from_moment(at), tick + new_chain, start, start, end)

        def write(tx: Transaction) -> None:
            _write_one(tx, meeting, _ADVANCE, (*values, meeting, tick))
            if over:
                _remove_from_calendars(tx, meeting)
            else:
                update_calendars(tx, meeting)

        return write

    def release(self, job: int) -> Write:
        """Return the write that releases all that *job* holds; for when the job ends."""
        return statement(_RELEASE, (job,))

    async def release_now(self, job: int) -> None:
        """Release what *job* holds while it waits for something; it may lock it again."""
        await self._store.write(self.release(job))

    async def lock(
        self, meeting: str, job: int, version: int
    ) -> Literal["locked", "busy", "stale", "gone"]:
        """Let *job*, and no other, change the meeting, if it still has *version*.

        ``locked`` again in every replay, until it is released. ``busy``: another job has it. A job
        that has ended, or waits for its person, holds nothing: one that comes back from waiting
        may find ``stale``, another version. ``gone``: there is no such meeting, or it was
        cancelled.
        """

        def work(tx: Transaction) -> Literal["locked", "busy", "stale", "gone"]:
            rows = tx.execute(_LOCK_STATE, (meeting,))
            if not rows:
                return "gone"
            row = rows[0]
            if row["held_by"] == job:
                return "locked"
            if row["at_work"]:
                return "busy"
            if row["state"] != "made":
                return "gone"
            if row["version"] != version:
                return "stale"
            tx.execute(_LOCK, (job, meeting))
            return "locked"

        return await self._store.write(work)

    async def who_is_changing(self, meeting: str) -> str | None:
        """Return who asked for the change that is being made at this moment.

        Empty: the bot does it by itself. None: nobody is changing it any more.
        """
        rows = await self._store.read(lambda tx: tx.execute(_CHANGING_JOB, (meeting,)), quick=True)
        return str(to_json(rows[0]["payload"]).get("person", "")) if rows else None

    async def by_id(self, meeting: str) -> StoredMeeting | None:
        """Return the meeting with our id *meeting*."""
        rows = await self._store.read(lambda tx: tx.execute(_BY_ID, (meeting,)), quick=True)
        return meeting_of(rows[0]) if rows else None

    async def in_team(self, team: str, meeting: str) -> StoredMeeting | None:
        """Return the meeting with our id *meeting*, if it is of that workspace.

        For an id that came with what a person pressed.
        """
        rows = await self._store.read(lambda tx: tx.execute(_IN_TEAM, (meeting, team)), quick=True)
        return meeting_of(rows[0]) if rows else None

    async def of_organizer(self, team: str, organizer: str) -> list[StoredMeeting]:
        """Return this person's meetings of all channels, the newest first, 500 at most."""
        rows = await self._store.read(lambda tx: tx.execute(_OF_ORGANIZER, (team, organizer)))
        return [meeting_of(row) for row in rows]

    async def of_others(
        self, team: str, person: str, service: str, ids: Sequence[str]
    ) -> frozenset[str]:
        """Return those of the service's *ids* under which somebody else's meeting is stored."""
        params = (service, from_json(list(ids)), team, person)
        rows = await self._store.read(lambda tx: tx.execute(_OF_OTHERS, params))
        return frozenset(row["service_id"] for row in rows)

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

        *whose*: the people and channels whose calendars are read. The meetings start before
        *until*, and come after *after*: (starts_at, id) of the last one of the page before.
        """
        work = upcoming_rows(team, whose, now, until, limit, after)
        return [meeting_of(row) for row in await self._store.read(work)]


def upcoming_rows(
    team: str,
    whose: Sequence[str],
    now: datetime,
    until: datetime | None,
    limit: int,
    after: tuple[datetime, str] | None,
) -> Work[list[Row]]:
    """Return the work that reads the rows of ``Meetings.upcoming``."""
    at = from_moment(now)
    before = _NO_LIMIT if until is None else from_moment(until)

    def work(tx: Transaction) -> list[Row]:
        rows: dict[str, Row] = {}
        for calendar in dict.fromkeys(whose):
            start = _start_of_page(tx, team, calendar, at, after)
            page = tx.execute(_UPCOMING, (team, calendar, *start, before, at, limit))
            rows |= {row["id"]: row for row in page}
        return sorted(rows.values(), key=lambda row: (row["starts_at"], row["id"]))[:limit]

    return work


def _start_of_page(
    tx: Transaction, team: str, whose: str, now: int, after: tuple[datetime, str] | None
) -> tuple[int, str]:
    """Where to begin to read: what ends after *now* began less than the longest meeting ago."""
    longest = tx.execute(_LONGEST, (team, whose))
    running = (now - longest[0]["lasts"] if longest else now, "")
    return running if after is None else max(running, (from_moment(after[0]), after[1]))


def _with_added(tx: Transaction, meeting: StoredMeeting, read: StoredMeeting | None) -> list[JSON]:
    """The people of *meeting*, and who was added to its row since it was *read*."""
    rows = tx.execute(_PEOPLE, (meeting.id,)) if read else []
    known = {*meeting.people, *(read.people if read else ())}
    added = [person for row in rows for person in to_json(row["people"]) if person not in known]
    return [*meeting.people, *added]


def update_calendars(tx: Transaction, meeting: str) -> None:
    """Write to the calendars what the row of *meeting* says."""
    _remove_from_calendars(tx, meeting)
    for row in tx.execute(_LISTED, (meeting,)):
        lasts = row["ends_at"] - row["starts_at"]
        times = (meeting, row["starts_at"], row["ends_at"], lasts)
        people = [person for person in to_json(row["people"]) if _PERSON.fullmatch(person)]
        for whose in dict.fromkeys((row["organizer"], *people, row["channel"])):
            if whose:
                tx.execute(_ADD_TO_CALENDAR, (row["team"], whose, *times))


def _remove_from_calendars(tx: Transaction, meeting: str) -> None:
    tx.execute("delete from calendar where meeting = ?", (meeting,))


def _write_one(tx: Transaction, meeting: str, sql: str, params: Sequence[SqlValue]) -> None:
    """Write to the one row that is as it was read, or raise ``VersionConflict``."""
    if not tx.execute(sql, params):
        raise VersionConflict(meeting)


def _assignments(columns: Sequence[str]) -> str:
    return ", ".join(f"{column} = ?" for column in columns)


_CHANGEABLE = (
    *("service", "service_id", "title", "join_url", "passcode", "dial_in"),
    *("wall", "fold", "zone", "minutes", "repeats", "dates", "starts_at", "ends_at"),
    *("people", "agenda", "choices", "note", "said_to_all", "ticked_at", "data"),
)
_AT_SERVICE = ("service_id", "join_url", "passcode", "dial_in", "said_to_all", "data")
_SAVE = f"""
    insert into meeting({", ".join(COLUMNS)}) values ({", ".join("?" * len(COLUMNS))})
    on conflict(id) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}"""  # noqa: S608 - names of ours
_CHANGE = f"""
    update meeting set
      answers = case when starts_at = ? then answers else '{{}}' end,
      {_assignments(_CHANGEABLE)}, version = version + 1, tick = ?
    where id = ? and version = ? returning 1"""  # noqa: S608 - names of ours
_RELINK = f"""
    update meeting set {_assignments(_AT_SERVICE)}, version = version + 1
    where id = ? and version = ? returning 1"""  # noqa: S608 - names of ours
_CANCEL = """
    update meeting set state = 'cancelled', note = ?, version = version + 1, tick = tick + 1
    where id = ? and version = ? returning 1"""
_SHOWN = ("version", "state", "people", "progress")
_AS_SHOWN = """
    select 1 from meeting
    where id = ? and version = ? and state = ? and people = ?
      and coalesce(progress, '') = coalesce(?, '')"""
_SET_CARD = "update meeting set card_channel = ?, card_ts = ? where id = ?"
_ANSWERS = "select answers from meeting where id = ?"
_PEOPLE = "select people from meeting where id = ?"
_SET_PEOPLE = "update meeting set people = ? where id = ?"
_SET_ANSWERS = "update meeting set answers = ? where id = ?"
_ADVANCE = """
    update meeting set ticked_at = ?, tick = ?,
      answers = case when starts_at = coalesce(?, starts_at) then answers else '{}' end,
      starts_at = coalesce(?, starts_at), ends_at = coalesce(?, ends_at)
    where id = ? and tick = ? returning 1"""
_RELEASE = "update meeting set held_by = null where held_by = ?"
_LOCK_STATE = """
    select held_by, state, version, exists(
      select 1 from job where job.id = held_by and job.state in ('ready', 'running')) as at_work
    from meeting where id = ?"""
_LOCK = "update meeting set held_by = ? where id = ?"
_CHANGING_JOB = """
    select payload from job
    where id = (select held_by from meeting where id = ?) and state in ('ready', 'running')"""
_BY_ID = "select * from meeting where id = ?"
_IN_TEAM = "select * from meeting where id = ? and team = ?"
_OF_ORGANIZER = """
    select * from meeting where team = ? and organizer = ?
    order by created_at desc, id desc limit 500"""
_OF_OTHERS = """
    select service_id from meeting
    where service = ? and service_id in (select value from json_each(?))
      and (team <> ? or organizer <> ?)"""
_LISTED = """
    select team, channel, organizer, people, starts_at, ends_at from meeting
    where id = ? and state = 'made' and starts_at is not null and ends_at is not null"""
_ADD_TO_CALENDAR = """
    insert into calendar(team, whose, meeting, starts_at, ends_at, lasts)
    values (?, ?, ?, ?, ?, ?)"""
_LONGEST = """
    select lasts from calendar where team = ? and whose = ? order by lasts desc limit 1"""
# It reads its index up to the limit: no calendar is read or sorted whole.
_UPCOMING = """
    select meeting.* from calendar join meeting on meeting.id = calendar.meeting
    where calendar.team = ? and calendar.whose = ?
      and (calendar.starts_at, calendar.meeting) > (?, ?) and calendar.starts_at < ?
      and calendar.ends_at > ?
    order by calendar.starts_at, calendar.meeting limit ?"""
