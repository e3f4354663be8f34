"""The audit record: who did what to which meeting or account, and when; no titles, no links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.columns import JSON, Codec, RowCodec, from_json, from_moment, to_json
from storage.store import Store, Transaction, Write, statement

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry. *person* did it, empty for the bot itself and for the command line.

    *action* is such as ``meeting.cancelled``; *about* is our id of the meeting, or the name of the
    service of an account; *details* are ids, times and counts.
    """

    id: int = 0
    at: datetime
    team: str
    person: str
    action: str
    about: str
    details: Mapping[str, JSON]


def entry(at: datetime, team: str, person: str, action: str, about: str, **details: JSON) -> Write:
    """Return the write of one entry, for the transaction of what it is about."""
    row = (from_moment(at), team, person, action, about, from_json(details))
    return statement(_ADD, row)


class Audit:
    """The entries, in the order in which they were made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, after: int, since: datetime, *, team: str = "", person: str = ""
    ) -> list[AuditEntry]:
        """Return up to ``PAGE`` entries with a number above *after*, made at *since* or later."""
        params = (after, from_moment(since), team, team, person, person, PAGE)

        def work(tx: Transaction) -> list[AuditEntry]:
            return [_ROWS.decode(row) for row in tx.execute(_PAGE, params)]

        return await self._store.read(work)


_ROWS = RowCodec(AuditEntry, codecs={"details": Codec(from_json, to_json)})
_ADD = "insert into audit(at, team, person, action, about, details) values (?, ?, ?, ?, ?, ?)"
_PAGE = """
    select * from audit
    where id > ? and at >= ? and (? = '' or team = ?) and (? = '' or person = ?)
    order by id limit ?"""
