"""Joins what belongs to people's accounts: the keys, the commands and the connect page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.routing import BaseRoute

from bot.settings import Settings, StorageSettings, environment
from bot.web import connect as page
from handlers.accounts.commands import AccountCommands
from handlers.accounts.sealed import WAITS_FOR_YES, SealedAccounts
from handlers.accounts.sign_in import SignIn
from handlers.answer import Remedy
from handlers.replay import Command
from handlers.services import Services
from handlers.slack_port import Conversation
from meetings import catalog
from storage.accounts import Accounts
from storage.keys import KeyProofs
from storage.ledger import Ledger
from storage.seal import Keys, KeysWrong, new_key
from storage.store import Store, StoreRefused
from storage.tickets import Tickets


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """What the bot does about accounts, beyond using them."""

    commands: Mapping[str, Command]
    remedy: Remedy
    routes: list[BaseRoute]


def keys_of(settings: Settings) -> Keys:
    """The keys; raises ``KeysWrong`` where they are malformed, or missing and needed."""
    if settings.keys or settings.key_file:
        return Keys.read(settings.keys, settings.key_file)
    services = catalog.configured(settings.services).values()
    if asking := [service.info.title for service in services if service.info.questions]:
        raise KeysWrong(
            f"People sign in to {' and '.join(asking)}, and there is no key to seal their accounts "
            "with: set PARLEY_KEY, or PARLEY_KEY_FILE. `parley keys new` makes a key."
        )
    return Keys.read(new_key("none"))  # seals nothing: no service here asks anybody to sign in


async def open_accounts(settings: Settings, store: Store) -> SealedAccounts:
    """The accounts; raises ``KeysWrong`` where the key is missing, malformed or another one."""
    keys = keys_of(settings)
    proofs = KeyProofs(store)
    if settings.keys or settings.key_file:
        await proofs.check(keys)
        await proofs.add(keys)
    return SealedAccounts(Accounts(store), keys, _read_again)


async def wrong_keys(settings: Settings, accounts: SealedAccounts, store: Store) -> str:
    """What is wrong with the keys by now, in a sentence, or nothing."""
    if not (settings.keys or settings.key_file):
        return ""
    try:
        await _checked(accounts, store)
    except KeysWrong as wrong:
        return str(wrong)
    except StoreRefused:
        return ""  # the database speaks for itself
    return ""


async def _checked(accounts: SealedAccounts, store: Store) -> None:
    """Raise ``KeysWrong`` where not even the keys that are set now will do."""
    try:
        await KeyProofs(store).check(accounts.keys)
    except KeysWrong:
        await KeyProofs(store).check(accounts.read_again())


async def forget_unconfirmed(accounts: SealedAccounts, now: datetime) -> None:
    """Delete the sign-ins to which nobody said yes in time."""
    await accounts.rows.prune(now - WAITS_FOR_YES)


class Floor(Protocol):
    """What the desk stands on."""

    @property
    def settings(self) -> Settings:
        """What the person who runs the bot decided."""

    @property
    def services(self) -> Services:
        """The services that are set up."""

    @property
    def accounts(self) -> SealedAccounts:
        """People's accounts."""

    @property
    def conversation(self) -> Conversation:
        """Where people are answered."""

    @property
    def store(self) -> Store:
        """Where tickets are kept."""

    @property
    def ledger(self) -> Ledger:
        """What has to be done."""


def account_desk(floor: Floor, clock: Callable[[], datetime]) -> AccountDesk:
    """The commands by verb and by button, what a request can wait for, and the page."""
    settings, services, accounts = floor.settings, floor.services, floor.accounts
    conversation, ledger = floor.conversation, floor.ledger
    tickets = Tickets(floor.store)
    account = AccountCommands(
        services, conversation, accounts, tickets, ledger, settings.public_url
    )
    sign_in = SignIn(services, tickets, accounts, ledger, clock)
    listening = f"{settings.host}:{settings.port}"
    return AccountDesk(
        commands={
            "connect": account.connect,
            "disconnect": account.disconnect,
            "accounts": account.accounts,
            "parley.was_that_you": account.was_that_you,
            "parley.confirm_account": account.confirm,
            "parley.dismiss": account.dismiss,
        },
        remedy=account.waiting,
        routes=page.routes(sign_in, settings.public_url, listening),
    )


def _read_again() -> Keys:
    settings = StorageSettings.read(environment())
    return Keys.read(settings.keys, settings.key_file)
