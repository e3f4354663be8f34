"""On whose calendar each meeting stands: its organizer's, each named person's, its channel's.

A listing reads these rows and no others. A meeting stands there with its occurrence that runs or
comes next; one that was cancelled, or has none any more, does not.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from storage.columns import from_moment, to_json
from storage.store import Row, Transaction, Work

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_EVER = 1 << 62
"""Milliseconds: later than any moment."""


def enter(tx: Transaction, meeting: str) -> None:
    """Bring the calendars in step with what the row of *meeting* says."""
    leave(tx, meeting)
    for row in tx.execute(_LISTED, (meeting,)):
        lasts = row["ends_at"] - row["starts_at"]
        times = (meeting, row["starts_at"], row["ends_at"], lasts)
        for whose in _theirs(row):
            tx.execute(_ENTER, (row["team"], whose, *times))


def leave(tx: Transaction, meeting: str) -> None:
    """Take *meeting* off every calendar."""
    tx.execute(_LEAVE, (meeting,))


def upcoming(
    team: str,
    whose: Sequence[str],
    now: datetime,
    until: datetime | None,
    limit: int,
    after: tuple[datetime, str] | None,
) -> Work[list[Row]]:
    """Return what reads *limit* meetings, each once, that end after *now*, the earliest first.

    They start before *until*, and come after *after*: the start and the id of the one before.
    """
    at, ever = from_moment(now), _EVER if until is None else from_moment(until)

    def work(tx: Transaction) -> list[Row]:
        found: dict[str, Row] = {}
        for calendar in dict.fromkeys(whose):
            first = _first(tx, team, calendar, at, after)
            rows = tx.execute(_UPCOMING, (team, calendar, *first, ever, at, limit))
            found |= {row["id"]: row for row in rows}
        return sorted(found.values(), key=lambda row: (row["starts_at"], row["id"]))[:limit]

    return work


def _first(
    tx: Transaction, team: str, whose: str, now: int, after: tuple[datetime, str] | None
) -> tuple[int, str]:
    """Where to begin to read: what ends after *now* began less than the longest meeting ago."""
    longest = tx.execute(_LONGEST, (team, whose))
    running = (now - longest[0]["lasts"] if longest else now, "")
    return running if after is None else max(running, (from_moment(after[0]), after[1]))


def _theirs(row: Row) -> list[str]:
    people = [one for one in to_json(row["people"]) if _PERSON.fullmatch(one)]
    return [one for one in dict.fromkeys((row["organizer"], *people, row["channel"])) if one]


_LISTED = """
    select team, channel, organizer, people, starts_at, ends_at from meeting
    where id = ? and state = 'made' and starts_at is not null and ends_at is not null"""
_LEAVE = "delete from calendar where meeting = ?"
_ENTER = """
    insert into calendar(team, whose, meeting, starts_at, ends_at, lasts)
    values (?, ?, ?, ?, ?, ?)"""
_LONGEST = """
    select lasts from calendar where team = ? and whose = ? order by lasts desc limit 1"""
# It goes along its index to the limit: no calendar is read or sorted whole.
_UPCOMING = """
    select meeting.* from calendar join meeting on meeting.id = calendar.meeting
    where calendar.team = ? and calendar.whose = ?
      and (calendar.starts_at, calendar.meeting) > (?, ?) and calendar.starts_at < ?
      and calendar.ends_at > ?
    order by calendar.starts_at, calendar.meeting limit ?"""
