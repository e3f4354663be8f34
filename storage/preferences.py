"""What people and channels have settled: one JSON object for each, whose names are not ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.columns import JSON, from_json, to_json
from storage.ledger import Write
from storage.store import Store, Transaction


class Preferences:
    """Preferences, by workspace and the Slack id of the person or the channel."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, team: str, whose: str) -> Mapping[str, Any]:
        """Return what *whose* has settled; empty where nothing is."""
        return (await self.of_many(team, [whose]))[whose]

    async def of_many(self, team: str, whose: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return what each of *whose* has settled, all at the same moment."""

        def work(tx: Transaction) -> Mapping[str, Mapping[str, Any]]:
            return {one: _settled(tx, team, one) for one in whose}

        return await self._store.read(work)

    def put(self, team: str, whose: str, body: Mapping[str, JSON]) -> Write:
        """Return what writes *body* down in place of all that *whose* had settled."""
        row = (team, whose, from_json(body))

        def write(tx: Transaction) -> None:
            tx.execute(_PUT, row)

        return write


def _settled(tx: Transaction, team: str, whose: str) -> Mapping[str, Any]:
    rows = tx.execute(_GET, (team, whose))
    settled: Mapping[str, Any] = to_json(rows[0]["body"]) if rows else {}
    return settled


_GET = "select body from preference where team = ? and whose = ?"
_PUT = """
    insert into preference(team, whose, body) values (?, ?, ?)
    on conflict(team, whose) do update set body = excluded.body"""
