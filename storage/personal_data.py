"""What the database holds of a person or of a workspace: read for an export, and deleted."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from storage.store import Row, SqlValue, Store, Transaction, Work, delete_all

Data: TypeAlias = dict[str, list[dict[str, Any]]]
"""Rows by their table, each by its columns; JSON columns are read."""

AT_ONCE = 200
"""Rows looked at in one transaction, so that the running bot is not held up."""

FORGOTTEN = "forgotten"
"""What stands in other people's texts in place of a person who was forgotten."""

_JSON_COLUMNS = frozenset(
    {"body", "payload", "result", "people", "answers", "choices", "data", "dial_in", "facts"}
    | {"asked", "details"}
)
_LEFT_OUT = frozenset({"sealed", "kid", "digest", "of_team"})
_ADDRESS = "answer_url"
"""Of a request: Slack's address for answers. Until it is half an hour old, it works for anybody."""

_TEAM_OF_JOB = """case when json_valid(payload) then coalesce(
      json_extract(payload, '$.team'),
      (select team from meeting where id = json_extract(payload, '$.meeting'))) end"""
"""Its workspace, or that of its meeting; NULL where it says neither, or the meeting is deleted."""

_ORGANIZED = "select id from meeting where team = :team and organizer = :person"

_OWN: Mapping[str, str] = {
    "person": "team = :team and id = :person",
    "preference": "team = :team and (whose = :person or whose like 'helped:' || :person || ':%')",
    "account": "team = :team and person = :person",
    "ticket": "team = :team and person = :person",
    "draft": "team = :team and person = :person",
    "inbox": "team = :team and instr(':' || key || ':', ':' || :person || ':') > 0",
    "start": "team = :team and person = :person",
    "stay": f"meeting in ({_ORGANIZED})",
    "session": f"meeting in ({_ORGANIZED})",
    "meeting": "team = :team and organizer = :person",
    "calendar": "team = :team and whose = :person",
    "copy": "reader = :person and meeting in (select id from meeting where team = :team)",
    "audit": "team = :team and person = :person",
}
"""Where the rows are that are a person's own."""

_OF_TEAM = ("person", "preference", "account", "ticket", "draft", "start", "audit", "inbox")
"""The tables whose rows name their workspace, beside ``meeting``, with which the rest goes."""


class PersonalData:
    """Reads and deletes what is stored of one person, or of a whole workspace."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def teams(self) -> list[str]:
        """The workspaces that anything is stored of."""
        found: set[str] = set()
        for table in ("person", "meeting", "inbox", "account", "preference"):
            distinct = f"select distinct team from {table}"  # noqa: S608 - a name of ours
            found |= {row["team"] for row in await self._store.read(_work(distinct))}
        return sorted(found)

    async def export(self, team: str, person: str) -> Data:
        """Return what is stored of *person*: their own rows, and their part in other meetings.

        Of others' meetings it has title, times and the person's own answer. Requests and what was
        done for them are there for as long as the ledger keeps them. Secrets are left out.
        """
        data: Data = {}
        for table, where in _OWN.items():
            rows = await self._rows(table, where, team, person)
            if rows:
                data[table] = [_readable(row) for row in rows]
        if invited := [_part_in(row, person) async for row in self._other_meetings(team, person)]:
            data["invited_to"] = invited
        if jobs := [_readable(row) async for row in self._jobs_of(team, person)]:
            data["job"] = jobs
        return data

    async def forget_person(self, team: str, person: str) -> Mapping[str, int]:
        """Delete all that is stored of *person*; returns how many rows, by their table.

        Meetings that they organized are deleted here, and not at their service. In what belongs to
        others, ``forgotten`` stands in the place of their id.
        """
        deleted: dict[str, int] = {}
        for table, where in _OWN.items():
            deleted[table] = await self._delete(table, _bound(where, team, person))
        deleted["job"] = await self._forget_jobs(team, person)
        for table, columns in _TEXTS.items():
            await self._replace(table, columns, team, person)
        return {table: count for table, count in deleted.items() if count}

    async def forget_team(self, team: str) -> Mapping[str, int]:
        """Delete all that is stored of the workspace *team*; returns how many rows, by table."""
        deleted = {"job": await self._delete_jobs_of_team(team)}
        for table in (*_OF_TEAM, "meeting"):
            deleted[table] = await self._delete(table, ("team = ?", (team,)))
        return {table: count for table, count in deleted.items() if count}

    async def _rows(self, table: str, where: str, team: str, person: str) -> list[Row]:
        condition, params = _bound(where, team, person)
        sql = f"select * from {table} where {condition}"  # noqa: S608 - words of ours
        return await self._store.read(_work(sql, params))

    async def _delete(self, table: str, where: tuple[str, Sequence[SqlValue]]) -> int:
        key = _KEYS[table]
        sql = f"""delete from {table} where ({key}) in (
            select {key} from {table} where {where[0]} limit ?) returning 1"""  # noqa: S608 - words of ours
        return await delete_all(self._store, sql, where[1], at_once=AT_ONCE)

    async def _other_meetings(self, team: str, person: str) -> AsyncIterator[Row]:
        async for row in self._pages("meeting", "*"):
            if row["team"] == team and row["organizer"] != person and _names(row, person):
                yield row

    async def _jobs_of(self, team: str, person: str) -> AsyncIterator[Row]:
        async for row in self._jobs(team):
            if _is_job_of(row, person):
                yield row

    async def _jobs(self, team: str) -> AsyncIterator[Row]:
        """The jobs of *team*, and those of which it is not known where they belong."""
        async for row in self._pages("job", f"*, {_TEAM_OF_JOB} as of_team"):
            if row["of_team"] in (team, None):
                yield row

    async def _pages(self, table: str, columns: str) -> AsyncIterator[Row]:
        """The rows of *table* in the order of their id, a page at a time."""
        sql = f"select {columns} from {table} where id > ? order by id limit {AT_ONCE}"  # noqa: S608 - words of ours
        last: SqlValue = 0 if table == "job" else ""
        while rows := await self._store.read(_work(sql, (last,))):
            for row in rows:
                yield row
            last = rows[-1]["id"]

    async def _forget_jobs(self, team: str, person: str) -> int:
        """Delete the jobs that are the person's, and all that have ended and name them."""
        deleted = 0
        async for row in self._jobs(team):
            ended = row["state"] in ("done", "failed")
            steps = await self._store.read(_work(_STEPS, (row["id"],)))
            mentioned = _names(row, person) or any(_names(step, person) for step in steps)
            if _is_job_of(row, person) or (ended and mentioned):
                await self._store.write(_work("delete from job where id = ?", (row["id"],)))
                deleted += 1
        return deleted

    async def _delete_jobs_of_team(self, team: str) -> int:
        deleted = 0
        async for row in self._jobs(team):
            if row["of_team"] == team or _names(row, team):
                await self._store.write(_work("delete from job where id = ?", (row["id"],)))
                deleted += 1
        return deleted

    async def _replace(self, table: str, columns: Sequence[str], team: str, person: str) -> None:
        """Write ``forgotten`` in place of *person* in the texts of *table*, and drop list items."""
        key, names = _KEYS[table], ", ".join(columns)
        found = " or ".join(f"instr({column}, ?) > 0" for column in columns)
        of_team = _OF_TEAM_BY.get(table, "team = ?")
        sql = f"select {key} from {table} where {of_team} and ({found})"  # noqa: S608 - words of ours
        teams = [team] * of_team.count("?")
        rows = await self._store.read(_work(sql, [*teams, *([person] * len(columns))]))
        where = " and ".join(f"{name} = ?" for name in key.split(", "))
        look = f"select {names} from {table} where {where}"  # noqa: S608 - words of ours
        assignments = ", ".join(f"{column} = ?" for column in columns)
        update = f"update {table} set {assignments} where {where}"  # noqa: S608 - words of ours

        def replace(tx: Transaction, keys: Sequence[SqlValue]) -> None:
            """In one transaction: what the running bot writes meanwhile is not undone."""
            for row in tx.execute(look, keys):
                tx.execute(update, (*(_without(row[name], person) for name in columns), *keys))

        for row in rows:
            keys = [row[name] for name in key.split(", ")]
            await self._store.write(partial(replace, keys=keys))


_KEYS: Mapping[str, str] = {
    "person": "team, id",
    "preference": "team, whose",
    "account": "id",
    "ticket": "digest",
    "draft": "id",
    "start": "job",
    "meeting": "id",
    "calendar": "meeting, whose",
    "session": "meeting, name",
    "stay": "meeting, session, person",
    "copy": "meeting, channel, ts",
    "audit": "id",
    "inbox": "key",
    "job": "id",
    "step": "job, name",
}
_TEXTS: Mapping[str, Sequence[str]] = {
    "meeting": ("title", "people", "agenda", "choices", "note", "said_to_all", "answers", "data"),
    "draft": ("body",),
    "preference": ("body",),
    "audit": ("about", "details"),
    "job": ("key", "payload", "error"),
    "step": ("result",),
    "start": ("words", "title"),
    "ticket": ("name", "asked"),
}
"""Where others' rows may name a person."""
_OF_TEAM_BY: Mapping[str, str] = {
    "job": f"coalesce({_TEAM_OF_JOB}, ?) = ?",
    "step": f"job in (select id from job where coalesce({_TEAM_OF_JOB}, ?) = ?)",  # noqa: S608 - words of ours
}
"""Which rows are of a workspace, where they do not name it themselves."""
_STEPS = "select name, result from step where job = ?"


def _work(sql: str, params: Sequence[SqlValue] = ()) -> Work[list[Row]]:
    def work(tx: Transaction) -> list[Row]:
        return tx.execute(sql, params)

    return work


def _bound(where: str, team: str, person: str) -> tuple[str, Sequence[SqlValue]]:
    """*where* with ``?`` for its names, and what they stand for, in order."""
    values = {":team": team, ":person": person}
    params = [values[name] for name in re.findall(r":team|:person", where)]
    return re.sub(r":team|:person", "?", where), params


def _names(row: Row, name: str) -> bool:
    """Whether any text of *row* has *name* as a word."""
    word = _word(name)
    return any(isinstance(row[key], str) and word.search(row[key]) for key in row.keys())  # noqa: SIM118 - a row


def _word(name: str) -> re.Pattern[str]:
    """*name*, where it is no part of another id."""
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])")


def _is_job_of(row: Row, person: str) -> bool:
    """Whether the person asked for this job, or it is to tell them something."""
    payload = _read(row["payload"])
    return isinstance(payload, dict) and person in (payload.get("person"), payload.get("place"))


def _part_in(row: Row, person: str) -> dict[str, Any]:
    answers = _read(row["answers"])
    own = answers.get(person, "") if isinstance(answers, dict) else ""
    names = ("id", "title", "starts_at", "ends_at", "organizer")
    return {**{name: row[name] for name in names}, "answer": own}


def _readable(row: Row) -> dict[str, Any]:
    return {
        name: _without_address(_read(row[name])) if name in _JSON_COLUMNS else row[name]
        for name in row.keys()  # noqa: SIM118 - a row
        if name not in _LEFT_OUT
    }


def _without_address(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if name != _ADDRESS}


def _read(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) and text else text
    except ValueError:
        return text


def _without(text: Any, person: str) -> Any:
    """*text* without *person*: out of the lists and mappings of JSON, ``forgotten`` in words."""
    if not isinstance(text, str) or person not in text:
        return text
    value = _read(text)
    if isinstance(value, dict | list):
        return json.dumps(_pruned(value, person), ensure_ascii=False, separators=(",", ":"))
    return _replaced(text, person)


def _pruned(value: Any, person: str) -> Any:
    if isinstance(value, dict):
        return {key: _pruned(item, person) for key, item in value.items() if key != person}
    if isinstance(value, list):
        return [_pruned(item, person) for item in value if item != person]
    return _replaced(value, person) if isinstance(value, str) else value


def _replaced(text: str, person: str) -> str:
    mention = rf"<@{re.escape(person)}(?:\|[^<>]*)?>"
    return _word(person).sub(FORGOTTEN, re.sub(mention, FORGOTTEN, text))
