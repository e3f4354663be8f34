"""Renews accounts before their credentials end: once at a time, and carried through once begun.

Many vendors give a refresh token that works once. So what a vendor gave is stored before anything
is asked with it, one process at a time asks for it, and whoever waits for it may leave meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime, timedelta
from typing import Protocol

from meetings.client import ServiceClient
from meetings.errors import MeetingError, OthersInFront, SignInExpired
from meetings.model import Credentials
from meetings.service import MeetingService

BEFORE_THE_END = timedelta(seconds=90)
"""How long before their end credentials are renewed: what is asked with them takes time, too."""

QUEUE_LIMIT = timedelta(seconds=10)
"""How long to wait while another process renews the account."""

FINISH_WITHIN = timedelta(seconds=10)
"""How long the bot, when it stops, waits for what was asked for to be stored."""

log = logging.getLogger(__name__)


class RenewableAccount(Protocol):
    """An account while it is renewed."""

    @property
    def credentials(self) -> Credentials:
        """What the service is shown."""

    async def save(self, credentials: Credentials) -> None:
        """Store what the service gave us in exchange, in place of what there was."""

    async def mark_refused(self) -> None:
        """Mark the account as refused, so that its password is never sent again by itself."""

    async def reload(self) -> bool:
        """Take what is stored now, if that is another sign-in's or another process's."""

    def leased(self, now: datetime) -> AbstractAsyncContextManager[None]:
        """Hold the account in all processes. It waits for the others: give it a limit."""


class Renewals:
    """Renews accounts at their services."""

    def __init__(self, client: ServiceClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    def is_due(self, service: MeetingService, credentials: Credentials) -> bool:
        """Whether *credentials* end soon, by the service's own clock where that is known."""
        return self._left(service, credentials) <= BEFORE_THE_END

    async def renew_early(self, service: MeetingService, account: RenewableAccount) -> None:
        """Renew what ends soon; where that cannot be done now, it is used as long as it lasts."""
        try:
            await self.renew(service, account)
        except SignInExpired:
            raise
        except MeetingError as error:
            if self._left(service, account.credentials) <= timedelta():
                raise
            log.info("not renewed before the end: %s", type(error).__name__)

    async def renew(self, service: MeetingService, account: RenewableAccount) -> None:
        """Get new credentials; a sign-in that is refused now is never tried again by itself."""
        task = asyncio.create_task(self._renew(service, account))
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until what was begun is stored."""
        if self._running:
            await asyncio.wait(self._running, timeout=FINISH_WITHIN.total_seconds())

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Forget the task, and take its error, which may have nobody left to raise it to."""
        self._running.discard(task)
        if not task.cancelled():
            task.exception()

    async def _renew(self, service: MeetingService, account: RenewableAccount) -> None:
        used = account.credentials
        limit = asyncio.timeout(QUEUE_LIMIT.total_seconds())
        with suppress(TimeoutError):
            async with limit, account.leased(self._clock()):
                limit.reschedule(None)
                await account.reload()
                if account.credentials.secrets == used.secrets:
                    await self._ask(service, account)
        if limit.expired():
            raise OthersInFront(service.info.title, name=service.info.name)

    async def _ask(self, service: MeetingService, account: RenewableAccount) -> None:
        try:
            new = await self._client.run(
                service.renew(account.credentials),
                service=service.info,
                save=account.save,
                queue_limit=QUEUE_LIMIT,
            )
        except MeetingError as error:
            if not error.refusal.spoils_account:
                raise
            if await account.reload():
                return  # somebody has signed in meanwhile
            await account.mark_refused()
            raise
        await account.save(new)

    def _left(self, service: MeetingService, credentials: Credentials) -> timedelta:
        if credentials.expires_at is None:
            return timedelta.max
        return credentials.expires_at - (self._client.time_at(service.info) or self._clock())
