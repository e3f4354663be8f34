"""Deletes what is old and signs out idle accounts, beside people's requests."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

import structlog

from handlers.accounts.sealed import WAITS_FOR_YES, AccountStatus, SealedAccounts
from handlers.services import AccountOwner, Services
from storage import retention
from storage.drafts import Drafts
from storage.ledger import Ledger
from storage.store import Store, StoreRefused

CLEAN_UP_EVERY = timedelta(hours=1)

KEPT = timedelta(days=7)
"""How long what is done stays in the ledger; never under a day: Slack may repeat a delivery."""

IDLE = timedelta(minutes=10)
"""How long an account stays signed in at a service after its last use."""

SIGN_OUT_WITHIN = 3.0
"""Seconds for signing out at the services when the bot stops."""

log = structlog.get_logger(__name__)


class Maintenance:
    """Keeps the database small, and no sign-in open that is not used."""

    def __init__(
        self,
        ledger: Ledger,
        accounts: SealedAccounts,
        services: Services,
        store: Store,
        clock: Callable[[], datetime],
        keep: timedelta,
    ) -> None:
        """*keep*: how long what is over is kept in *store*."""
        self._ledger = ledger
        self._accounts = accounts
        self._services = services
        self._drafts = Drafts(store)
        self._clock = clock
        self._store, self._keep = store, keep

    def loops(self) -> list[Callable[[], Coroutine[None, None, None]]]:
        """What runs for as long as the bot does."""
        return [self._clean_up, self._sign_out_when_idle]

    async def unpark_connected(self) -> None:
        """Unpark the jobs whose account is connected: a crash may have come in between."""
        for key in await self._ledger.waited_for():
            if (
                await self._accounts.status_of(AccountOwner.from_parking_key(key))
                is AccountStatus.GOOD
            ):
                await self._ledger.unpark(key, self._clock())

    async def sign_out(self, idle: timedelta = timedelta(0)) -> None:
        """Sign out what was not used for *idle*, unless an unknown outcome is still looked for."""
        try:
            async with asyncio.timeout(SIGN_OUT_WITHIN):
                if not await self._ledger.any_unsettled():
                    await self._services.sign_out_idle(idle)
        except (TimeoutError, StoreRefused) as fault:
            log.warning("not signed out everywhere", reason=type(fault).__name__)

    async def _sign_out_when_idle(self) -> None:
        while True:
            await asyncio.sleep(IDLE.total_seconds() / 4)
            await self.sign_out(IDLE)

    async def _clean_up(self) -> None:
        """Delete what was done long ago, and the sign-ins and drafts that nobody confirmed."""
        while True:
            now = self._clock()
            try:
                await self._ledger.sweep(now, KEPT)
                await self._accounts.rows.prune(now - WAITS_FOR_YES)
                await self._drafts.sweep(now - KEPT)
                await retention.sweep(self._store, now - self._keep)
            except StoreRefused as refusal:
                log.warning("clean-up failed", reason=str(refusal))
            await asyncio.sleep(CLEAN_UP_EVERY.total_seconds())
