"""`parley keys`: a new key, every account sealed with the newest one, and a look into each."""

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

Say = Callable[[str], None]

WHERE_TO = (
    "Put this line into PARLEY_KEY, or into the file that PARLEY_KEY_FILE names. Where there is a "
    "key already, put the new one before it, separated by a comma, start the bot again, and run "
    "`parley keys rotate`. Keep a copy apart from the database's backup: without the key nobody "
    "can open the accounts."
)


def new(now: datetime) -> str:
    """A new key; its name says the day, for whoever looks at a list of them."""
    return new_key(f"k{now:%y%m%d}-{secrets.token_hex(2)}")


async def rotate(settings: StorageSettings, say: Say) -> bool:
    """Seal every account with the newest key; True if nothing is left under another."""
    keys = Keys.read(settings.keys, settings.key_file)
    async with open_store(settings.database) as (store, beside):
        unknown = beside and keys.newest not in await KeyProofs(store).known()
        if unknown and settings.key_file is None:
            say(
                f"Nothing has been sealed: the running bot does not know the key {keys.newest}, "
                "and could open nothing any more. Start it again with both keys, the new one "
                "first, then run this again."
            )
            return False
        rotated = await KeyRotation(store, keys).rotate()
    say(f"{_counted(rotated.sealed)} sealed anew with the key {keys.newest}.")
    _say_closed(rotated.unopened, say)
    if rotated.left:
        say(f"{_counted(rotated.left)} still sealed with an older key. Run this again.")
    if unknown:
        say(
            f"The running bot was started without the key {keys.newest}: start it again with it, "
            "unless it reads its keys from a file that has it."
        )
    if not rotated.left and not rotated.unopened:
        say("The older keys are not needed any more: take them out of the settings.")
    return not rotated.left and not rotated.unopened


async def check(settings: StorageSettings, say: Say, *, forget: bool) -> bool:
    """Open every account; True if each opens. *forget*: delete those that do not."""
    keys = Keys.read(settings.keys, settings.key_file)
    async with open_store(settings.database) as (store, _):
        rotation = KeyRotation(store, keys)
        number, closed = await rotation.inspect()
        _say_closed(closed, say)
        if forget:
            gone = [await rotation.delete(one) for one in closed]
            say(f"{_counted(sum(gone))} deleted. These people have to connect again.")
            closed = [one for one, deleted in zip(closed, gone, strict=True) if not deleted]
    say(f"{number - len(closed)} of {_counted(number, verb='')} open.")
    return not closed


@asynccontextmanager
async def open_store(database: Path) -> AsyncIterator[tuple[SqliteStore, bool]]:
    """The store, ours alone or beside a running bot, and whether it is beside."""
    if not await asyncio.to_thread(database.exists):
        raise StoreRefused(f"There is no database at {database}: PARLEY_DATABASE names it.")
    beside = False
    try:
        store = await SqliteStore.open(database)
    except StoreInUse:
        store, beside = await SqliteStore.open(database, exclusive=False), True
    try:
        yield store, beside
    finally:
        await store.close()


def _say_closed(closed: Sequence[UnopenedAccount], say: Say) -> None:
    for one in closed:
        kept = one.account
        title = TITLES.get(kept.service, kept.service)
        say(f"does not open: {title} of {kept.person} in {kept.team} ({one.why})")


def _counted(number: int, verb: str = " are") -> str:
    if number == 1:
        return "1 account" + (" is" if verb else "")
    return f"{number} accounts{verb}"
