"""A process that makes one meeting with an account at the guild; a test kills it on the way."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from handlers.accounts.sealed import SealedAccounts
from handlers.services import AccountOwner, Services
from meetings.client import ServiceClient
from meetings.model import NewMeeting
from storage.accounts import Accounts
from storage.seal import Keys
from storage.sqlite import SqliteStore
from tests.handlers.consent_vendor import GuildService


async def main(database: str, key: str, url: str) -> None:
    """Make it, an hour from now, when the token has ended."""
    keys = Keys.read(key)
    store = await SqliteStore.open(Path(database))
    accounts = SealedAccounts(Accounts(store), keys, lambda: keys)
    await accounts.rows.end_leases()
    service = GuildService(url)
    async with ServiceClient(allow_private=True) as client:
        services = Services(
            {"guild": service},  # type: ignore[dict-item]
            client,
            accounts,
            clock=lambda: datetime.now(UTC) + timedelta(hours=1),
        )
        create = partial(service.create, NewMeeting(title="x", marker="m" * 28))
        await services.run(service, AccountOwner("T1", "U1", "guild"), create)  # type: ignore[arg-type]


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
