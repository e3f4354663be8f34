"""`parley audit`, `export`, `forget`, `backup`: shows, deletes or copies what is stored."""

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from bot.cli.keys import open_store
from meetings.catalog import TITLES
from storage.accounts import Accounts
from storage.audit import Audit, entry
from storage.personal_data import PersonalData
from storage.sqlite import SqliteStore
from storage.sqlite.backup import back_up, empty_log
from storage.store import StoreRefused

Echo = Callable[[str], None]

KEEP_THE_KEY = (
    "Accounts in it are sealed: to restore it you need PARLEY_KEY as well. Keep that elsewhere. "
    "To restore: stop the bot, put this file where PARLEY_DATABASE says, delete the files "
    "beside it that end in -wal and -shm, and start the bot."
)


async def audit(
    database: Path, say: Echo, since: datetime, *, team: str = "", person: str = ""
) -> bool:
    """Print the audit record as JSON lines, the oldest first."""
    async with open_store(database) as (store, _):
        record, after = Audit(store), 0
        while entries := await record.page(after, since, team=team, person=person):
            for each in entries:
                line = {
                    "at": each.at.isoformat(timespec="milliseconds"),
                    "action": each.action,
                    "person": each.person,
                    "about": each.about,
                    **each.details,
                    "team": each.team,
                }
                say(json.dumps(line, ensure_ascii=False))
            after = entries[-1].id
    return True


async def export(database: Path, say: Echo, hint: Echo, person: str, *, team: str = "") -> bool:
    """Print as JSON what is stored of *person*; False where that is nothing."""
    async with open_store(database) as (store, _):
        data = PersonalData(store)
        where = await _team(data, team)
        found = await data.export(where, person)
    say(json.dumps({"team": where, "person": person, **found}, ensure_ascii=False, indent=2))
    if not found:
        hint(f"Nothing is stored of {person}. A person is named by their Slack id, as U012AB3CD.")
    return bool(found)


async def forget(
    database: Path, say: Echo, now: datetime, *, person: str = "", team: str = ""
) -> bool:
    """Delete all that is stored of *person*, or of the whole workspace *team* without one."""
    async with open_store(database) as (store, shared):
        data = PersonalData(store)
        where = await _team(data, team)
        permissions = await _permissions(store, where, person)
        if person:
            deleted = await data.forget_person(where, person)
            await store.write(entry(now, where, "", "person forgotten", ""))
        else:
            deleted = await data.forget_team(where)
    say(f"Deleted: {_counted(deleted.items()) or 'nothing, because nothing was stored'}.")
    if permissions:
        say(
            f"Not taken back is the permission at {permissions}, which nobody here can use any "
            "more: the person takes this bot out of the apps in their account there. (`/meet "
            "disconnect` does both.)"
        )
    if not await asyncio.to_thread(empty_log, database):
        say("Traces may be left in the file that ends in -wal until the bot has been stopped.")
    if shared:
        say("The bot is running: run this again in a minute, for what it was doing meanwhile.")
    return True


def backup(database: Path, to: Path, say: Echo) -> None:
    """Copy the database to *to* while the bot runs or not."""
    if not database.exists():
        raise StoreRefused(f"There is no database at {database}: PARLEY_DATABASE names it.")
    size = back_up(database, to)
    say(f"{to}: {size:,} bytes, checked. {KEEP_THE_KEY}")


async def _team(data: PersonalData, team: str) -> str:
    """The workspace that is meant: *team*, or the only one there is. Raises StoreRefused."""
    teams = await data.teams()
    if team in teams or not teams:
        return team
    if not team and len(teams) == 1:
        return teams[0]
    known = ", ".join(teams)
    raise StoreRefused(f"Say which workspace is meant with --team: {known}.")


async def _permissions(store: SqliteStore, team: str, person: str) -> str:
    """The titles of the services that the person signed in to at the vendor's own page."""
    accounts = await Accounts(store).of(team, person) if person else []
    titles = {TITLES.get(each.service, each.service) for each in accounts if each.service_user}
    return " and ".join(sorted(titles))


def _counted(rows: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count} of {table}" for table, count in rows)
