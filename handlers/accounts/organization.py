"""An organization's account: one for the workspace by the settings, each time used for a person."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime

from handlers.accounts.sealed import OpenAccount, SealedAccounts
from handlers.services import AccountOwner
from handlers.slack_port import Conversation
from handlers.slack_types import CannotPost, NotDelivered, SlackBusy
from meetings.errors import NoVerifiedEmail, ServiceBusy, ServiceUnreachable
from meetings.model import Credentials
from meetings.service import Options, ServiceInfo

_SETTINGS = "settings"
"""The name of the cell that says with which settings the credentials were got."""


class OrganizationAccounts:
    """The organization's accounts, stored sealed; ``handlers.services.OrganizationStore``.

    The account of a service is the row of nobody in the workspace. It is of no use any more where
    the settings of the service, *options*, are others than those that it was got with.
    """

    def __init__(
        self,
        accounts: SealedAccounts,
        conversation: Conversation,
        options: Mapping[str, Options],
        clock: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._conversation = conversation
        self._settings = {name: _digest(of_service) for name, of_service in options.items()}
        self._clock = clock

    async def open(self, owner: AccountOwner) -> "OrganizationAccount | None":
        """The account, or None where there is none of these settings that can be used."""
        account = await self._accounts.open(owner)
        settings = self._settings.get(owner.service, "")
        if account is None or account.credentials.secrets.get(_SETTINGS) != settings:
            return None
        return OrganizationAccount(account, settings)

    async def store(self, owner: AccountOwner, credentials: Credentials) -> "OrganizationAccount":
        """Store first credentials, in place of any others."""
        sealed = _with_settings(credentials, self._settings.get(owner.service, ""))
        row = self._accounts.seal(owner, sealed, secrets.token_hex(16), self._clock())
        await self._accounts.rows.put(row)
        account = OpenAccount(self._accounts, replace(row, state="active"), sealed)
        return OrganizationAccount(account, sealed.secrets[_SETTINGS])

    async def address(self, info: ServiceInfo, owner: AccountOwner) -> str:
        """For whom is asked: the owner's verified address, else NoVerifiedEmail."""
        try:
            address = await self._conversation.verified_email(owner.team, owner.person)
        except CannotPost as refusal:
            raise NoVerifiedEmail(info.title, name=info.name) from refusal
        except SlackBusy as busy:
            after = busy.retry_after
            raise ServiceBusy("Slack", str(busy), name=info.name, retry_after=after) from busy
        except NotDelivered as silence:
            raise ServiceUnreachable("Slack", str(silence), name=info.name, sent=False) from silence
        if not address:
            raise NoVerifiedEmail(info.title, name=info.name)
        return address


class OrganizationAccount:
    """The account while exchanges use it: ``handlers.services.UsableAccount``."""

    def __init__(self, account: OpenAccount, settings: str) -> None:
        self._account = account
        self._settings = settings

    @property
    def credentials(self) -> Credentials:
        """What the service gave."""
        credentials = self._account.credentials
        given = {name: each for name, each in credentials.secrets.items() if name != _SETTINGS}
        return replace(credentials, secrets=given)

    async def save(self, credentials: Credentials) -> None:
        """Store new credentials in place of the old ones."""
        await self._account.save(_with_settings(credentials, self._settings))

    async def mark_refused(self) -> None:
        """Mark it as refused: the next exchange gets a new one by the settings."""
        await self._account.mark_refused()

    async def reload(self) -> bool:
        """Take what is stored now."""
        return await self._account.reload()

    async def is_shared(self) -> bool:
        """It is for everyone, and is not taken back."""
        return True

    def leased(self, now: datetime) -> AbstractAsyncContextManager[None]:
        """Hold it in all processes."""
        return self._account.leased(now)


def _digest(options: Options) -> str:
    """Tells one set of settings from another. It is sealed: a secret goes into it."""
    return hashlib.sha256(json.dumps(sorted(options.items())).encode()).hexdigest()


def _with_settings(credentials: Credentials, settings: str) -> Credentials:
    """*credentials* as they are stored: with the settings, and without whom they are used for."""
    given = {**credentials.secrets, _SETTINGS: settings}
    return replace(credentials, secrets=given, on_behalf_of="")
