"""What is known of people from Slack, and what people and channels have set for themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.columns import JSON, RowCodec, from_json, from_moment, to_json
from storage.store import Store, Write, statement


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPerson:
    """A person of a workspace: *zone* is an IANA name, *locale* like ``en-US``."""

    team: str
    id: str
    name: str
    zone: str
    locale: str
    fetched_at: datetime


class People:
    """A cache of what Slack says about people, by workspace and Slack's id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def known(self, team: str, person: str) -> StoredPerson | None:
        """Return what Slack last said about *person*, however long ago."""
        rows = await self._store.read(statement(_PERSON, (team, person)), quick=True)
        return _PEOPLE.decode(rows[0]) if rows else None

    async def put(self, person: StoredPerson) -> None:
        """Store *person*, replacing what was known."""
        row = _PEOPLE.params(person)
        await self._store.write(lambda tx: tx.execute(_PUT_PERSON, row), quick=True)


class Preferences:
    """A JSON object for each person or channel, by workspace and Slack's id.

    Its names belong to the handlers.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, team: str, whose: str) -> Mapping[str, Any]:
        """Return the preferences of *whose*; empty where nothing is set."""
        return (await self.of_many(team, [whose]))[whose]

    async def of_many(self, team: str, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return the preferences of each of *ids*, from one snapshot."""
        sql = _PREFERENCES.format(", ".join("?" * len(ids)))
        rows = await self._store.read(statement(sql, (team, *ids)), quick=True)
        stored = {row["whose"]: to_json(row["body"]) for row in rows}
        return {whose: stored.get(whose, {}) for whose in ids}

    def put(self, team: str, whose: str, body: Mapping[str, JSON], at: datetime) -> Write:
        """Return the write that stores *body* at *at*, replacing all that *whose* had set."""
        row = (team, whose, from_json(body), from_moment(at))
        return statement(_PUT_PREFERENCES, row)


_PEOPLE = RowCodec(StoredPerson)
_PERSON = "select * from person where team = ? and id = ?"
_PUT_PERSON = """
    insert into person(team, id, name, zone, locale, fetched_at) values (?, ?, ?, ?, ?, ?)
    on conflict(team, id) do update set name = excluded.name, zone = excluded.zone,
      locale = excluded.locale, fetched_at = excluded.fetched_at"""
_PREFERENCES = "select whose, body from preference where team = ? and whose in ({})"
_PUT_PREFERENCES = """
    insert into preference(team, whose, body, changed_at) values (?, ?, ?, ?)
    on conflict(team, whose) do update set body = excluded.body,
      changed_at = excluded.changed_at"""
