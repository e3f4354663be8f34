"""`/meet accounts` and `/meet disconnect`: what a person has connected, and forgetting it."""

import logging
from collections.abc import Mapping
from typing import cast
from zoneinfo import ZoneInfo

from handlers.accounts import words
from handlers.accounts.sealed import SealedAccounts, may_have_yes
from handlers.accounts.words import Shown
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from meetings.catalog import TITLES
from storage.tickets import Tickets

log = logging.getLogger(__name__)


class MyAccounts:
    """Shows a person their accounts, and forgets one."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        accounts: SealedAccounts,
        tickets: Tickets,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._accounts = accounts
        self._tickets = tickets

    async def accounts(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`accounts`: each with its name there, since when, and how it stands."""
        person = await self._conversation.who(request.team, request.person)
        zone = ZoneInfo(person.zone)
        kept = await self._accounts.rows.of(request.team, request.person)
        return words.accounts(
            [
                Shown(
                    title=TITLES.get(one.service, one.service),
                    service=one.service,
                    account=one.facts.get("account", ""),
                    since=words.since(one.connected_at.astimezone(zone)),
                    standing=self._accounts.stands(one),
                    sign_in=one.id if may_have_yes(one, run.now) else "",
                )
                for one in kept
            ]
        )

    async def disconnect(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`disconnect skype`: signed out there if that can be, and forgotten here in any case."""
        kept = {one.service for one in await self._accounts.rows.of(request.team, request.person)}
        if not rest:
            return words.forget_which([(name, TITLES.get(name, name)) for name in sorted(kept)])
        name = rest.lower()
        title = TITLES.get(name, name)
        await self._tickets.void(request.team, request.person, name)
        forgotten = cast(
            "Mapping[str, bool]",
            await self._forget(run, AccountOwner(request.team, request.person, name)),
        )
        if not forgotten["was_there"]:
            return words.was_not_connected(title)
        return words.forgotten(title, signed_out=forgotten["signed_out"])

    async def _forget(self, run: Run, owner: AccountOwner) -> JSON:
        """Forget what there is, as a step: a crash before the sign-out is owned up to."""
        mine = owner.team, owner.person, owner.service
        service = self._services.named(owner.service)

        async def there() -> bool:
            kept = await self._accounts.rows.of(owner.team, owner.person)
            return any(one.service == owner.service for one in kept)

        async def forget_rows() -> None:
            await self._accounts.rows.forget(*mine)
            log.info("an account at %s was forgotten", owner.service)

        async def forget(_marker: str) -> JSON:
            if not await there():
                return {"was_there": False}
            if service is None:
                await forget_rows()
                return {"was_there": True, "signed_out": True}
            signed_out = await self._services.forget(service, owner, forget_rows)
            return {"was_there": True, "signed_out": signed_out}

        async def find(_marker: str) -> JSON:
            return None if await there() else {"was_there": True, "signed_out": False}

        return await run.effect("forget", forget, find=find)
