"""`/meet accounts` and `/meet disconnect`: what a person has connected, and forgetting it."""

import logging
from zoneinfo import ZoneInfo

from handlers import account_words as words
from handlers.account_words import Shown
from handlers.accounts import SealedAccounts
from handlers.replay import Run
from handlers.services import Holder, Services
from handlers.talk import Ask, Conversation, Whisper
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

    async def accounts(self, run: Run, ask: Ask, rest: str) -> Whisper:
        """`accounts`: each with its name there, since when, and how it stands."""
        person = await self._conversation.who(ask.team, ask.person)
        zone = ZoneInfo(person.zone)
        kept = await self._accounts.rows.of(ask.team, ask.person)
        return words.accounts(
            [
                Shown(
                    title=TITLES.get(one.service, one.service),
                    service=one.service,
                    account=one.facts.get("account", ""),
                    since=words.since(one.connected_at.astimezone(zone)),
                    standing=self._accounts.stands(one),
                )
                for one in kept
            ]
        )

    async def disconnect(self, run: Run, ask: Ask, rest: str) -> Whisper:
        """`disconnect skype`: signed out there if that can be, and forgotten here in any case."""
        kept = {one.service for one in await self._accounts.rows.of(ask.team, ask.person)}
        if not rest:
            return words.forget_which([(name, TITLES.get(name, name)) for name in sorted(kept)])
        name = rest.lower()
        title = TITLES.get(name, name)
        await self._tickets.void(ask.team, ask.person, name)
        if name not in kept:
            return words.was_not_connected(title)
        service = self._services.named(name)
        holder = Holder(ask.team, ask.person, name)
        signed_out = service is None or await self._services.leave(service, holder)
        await self._accounts.rows.forget(ask.team, ask.person, name)
        log.info("an account at %s was forgotten", name)
        return words.forgotten(title, signed_out=signed_out)
