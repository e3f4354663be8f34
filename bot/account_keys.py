"""The keys that seal people's accounts, as set, and whether they fit the database."""

from bot.settings import Settings, StorageSettings, environment
from handlers.accounts.sealed import SealedAccounts
from storage.accounts import Accounts
from storage.keys import KeyProofs
from storage.seal import Keys, KeysWrong, new_key
from storage.store import Store, StoreRefused


def read_keys(settings: Settings) -> Keys:
    """The keys, which ``Settings`` has checked; raises ``KeysWrong`` where they are malformed."""
    if settings.keys or settings.key_file:
        return Keys.read(settings.keys, settings.key_file)
    return Keys.read(new_key("none"))  # seals nothing: no service here has accounts


async def open_accounts(settings: Settings, store: Store) -> SealedAccounts:
    """The accounts; raises ``KeysWrong`` where the key is missing, malformed or another one."""
    keys = read_keys(settings)
    if settings.keys or settings.key_file:
        proofs = KeyProofs(store)
        await proofs.check(keys)
        await proofs.add(keys)
    return SealedAccounts(Accounts(store), keys, _read_again)


def _read_again() -> Keys:
    settings = StorageSettings.read(environment())
    return Keys.read(settings.keys, settings.key_file)


async def keys_problem(settings: Settings, accounts: SealedAccounts, store: Store) -> str:
    """What is wrong with the keys while the bot runs, in a sentence; empty if nothing is.

    The keys are read again where those in use do not fit: they may have been rotated.
    """
    if not (settings.keys or settings.key_file):
        return ""
    proofs = KeyProofs(store)
    try:
        try:
            await proofs.check(accounts.keys)
        except KeysWrong:
            await proofs.check(accounts.read_again())
    except KeysWrong as wrong:
        return str(wrong)
    except StoreRefused:
        return ""  # the check of the database says so
    return ""
