"""`parley keys`: makes a key, seals every account with the newest one, opens each to check it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.settings import StorageSettings
from meetings.catalog import TITLES
from storage.keys import KeyProofs, KeyRotation, UnopenedAccount
from storage.seal import Keys, new_key
from storage.sqlite import SqliteStore
from storage.store import StoreInUse, StoreRefused

Echo = Callable[[str], None]

WHERE_TO = (
    "Put this line into PARLEY_KEY, or into the file that PARLEY_KEY_FILE names. Where there is a "
    "key already, put the new one before it, separated by a comma, start the bot again, and run "
    "`parley keys rotate`. Keep a copy apart from the database's backup: without the key nobody "
    "can open the accounts."
)


def new(now: datetime) -> str:
    """A new key, whose name has today's date."""
    return new_key(f"k{now:%y%m%d}-{secrets.token_hex(2)}")


async def rotate(settings: StorageSettings, say: Echo) -> bool:
    """Seal every account with the newest key; True if nothing is left under another."""
    keys = Keys.read(settings.keys, settings.key_file)
    async with open_store(settings.database) as (store, shared):
        unknown = shared and keys.newest not in await KeyProofs(store).known()
        if unknown and settings.key_file is None:
            say(
                f"Nothing has been sealed: the running bot does not know the key {keys.newest}, "
                "and could open nothing any more. Start it again with both keys, the new one "
                "first, then run this again."
            )
            return False
        rotated = await KeyRotation(store, keys).rotate()
    say(f"{_counted(rotated.sealed)} sealed again, with the key {keys.newest}.")
    _say_closed(rotated.unopened, say)
    if rotated.left:
        say(f"{_counted(rotated.left)} still sealed with an older key. Run this again.")
    if unknown:
        say(
            f"The running bot was started without the key {keys.newest}: start it again with it, "
            "unless it reads its keys from a file that has it."
        )
    if list(keys) == [keys.newest]:
        say("It is the only key that is set: `parley keys new` makes another, to put before it.")
    elif not rotated.left and not rotated.unopened:
        say("The older keys are not needed any more: take them out of the settings.")
    return not rotated.left and not rotated.unopened


async def check(settings: StorageSettings, say: Echo, *, forget: bool) -> bool:
    """Open every account; True if each opens. *forget*: delete those that do not."""
    keys = Keys.read(settings.keys, settings.key_file)
    async with open_store(settings.database) as (store, _):
        rotation = KeyRotation(store, keys)
        number, closed = await rotation.inspect()
        _say_closed(closed, say)
        if forget:
            left = [account for account in closed if not await rotation.delete(account)]
            say(f"{_counted(len(closed) - len(left))} deleted. These people have to connect again.")
            closed = left
    say(f"{number - len(closed)} of {_counted(number, verb='')} open.")
    return not closed


@asynccontextmanager
async def open_store(database: Path) -> AsyncIterator[tuple[SqliteStore, bool]]:
    """The store, and whether a running bot has it open too."""
    if not await asyncio.to_thread(database.exists):
        raise StoreRefused(f"There is no database at {database}: PARLEY_DATABASE names it.")
    shared = False
    try:
        store = await SqliteStore.open(database)
    except StoreInUse:
        store, shared = await SqliteStore.open(database, exclusive=False), True
    try:
        yield store, shared
    finally:
        await store.close()


def _say_closed(closed: Sequence[UnopenedAccount], say: Echo) -> None:
    for item in closed:
        account = item.account
        title = TITLES.get(account.service, account.service)
        say(f"does not open: {title} of {account.person} in {account.team} ({item.why})")


def _counted(number: int, verb: str = " are") -> str:
    if number == 1:
        return "1 account" + (" is" if verb else "")
    return f"{number} accounts{verb}"
