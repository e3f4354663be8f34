"""What Slack said about people, kept so that it need not be asked each time."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_moment, to_moment
from storage.store import Store


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
    """People, by workspace and Slack's id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, team: str, person: str) -> StoredPerson | None:
        """Return what was last heard of *person*, however long ago."""
        rows = await self._store.read(lambda tx: tx.execute(_GET, (team, person)))
        if not rows:
            return None
        row = rows[0]
        return StoredPerson(
            team=row["team"],
            id=row["id"],
            name=row["name"],
            zone=row["zone"],
            locale=row["locale"],
            fetched_at=to_moment(row["fetched_at"]),
        )

    async def put(self, person: StoredPerson) -> None:
        """Keep *person* in place of what was known."""
        fetched = from_moment(person.fetched_at)
        row = (person.team, person.id, person.name, person.zone, person.locale, fetched)
        await self._store.write(lambda tx: tx.execute(_PUT, row))


_GET = "select * from person where team = ? and id = ?"
_PUT = """
    insert into person(team, id, name, zone, locale, fetched_at) values (?, ?, ?, ?, ?, ?)
    on conflict(team, id) do update set name = excluded.name, zone = excluded.zone,
      locale = excluded.locale, fetched_at = excluded.fetched_at"""
