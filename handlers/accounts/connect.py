"""`/meet connect`: the way to the connect page, and the yes by which an account begins to count."""

import logging

from handlers.accounts import words
from handlers.accounts.sealed import WAITS_FOR_YES, SealedAccounts, may_have_yes
from handlers.accounts.words import PENDING
from handlers.replay import Run, Waiting
from handlers.services import Holder, Services
from handlers.talk import Ask, Conversation, Whisper
from meetings.catalog import TITLES
from meetings.errors import MeetingError, NotConnected, SignInExpired, SignInRefused
from meetings.model import ServiceCard
from storage.accounts import KeptAccount, NothingPending
from storage.ledger import Ledger
from storage.tickets import Tickets

MISSING = (NotConnected, SignInExpired, SignInRefused)
"""What an account can be the cure for."""

log = logging.getLogger(__name__)


class Connect:
    """Gives out tickets for the connect page, and asks whether it was they who signed in."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        accounts: SealedAccounts,
        tickets: Tickets,
        ledger: Ledger,
        url: str,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._accounts = accounts
        self._tickets = tickets
        self._ledger = ledger
        self._url = url

    async def connect(self, run: Run, ask: Ask, rest: str) -> Whisper:
        """`connect`: what there is to connect; `connect skype`: the link to its page."""
        if not rest:
            return await self._list(ask)
        service = self._services.named(rest.lower())
        if service is None:
            return words.not_here(TITLES.get(rest.lower(), rest))
        if not service.card.questions:
            return words.needs_none(service.card.title)
        offered = words.offer(service.card, await self._link(run, ask, service.card))
        return await self._after_question(run, ask, service.card, offered)

    async def waiting(self, run: Run, ask: Ask, error: MeetingError) -> Waiting | None:
        """What lets the request wait for its person's account; none where that is no cure."""
        service = self._services.named(error.name)
        if not isinstance(error, MISSING) or service is None or not service.card.questions:
            return None
        holder = Holder(ask.team, ask.person, service.card.name)
        standing = await self._accounts.standing(holder)
        offered = words.waiting(service.card, standing, await self._link(run, ask, service.card))
        whisper = await self._after_question(run, ask, service.card, offered)

        async def over() -> bool:
            return await self._accounts.open(holder) is not None

        return Waiting(holder.waiting_for, whisper, over)

    async def was_that_you(self, run: Run, ask: Ask, value: str) -> Whisper | None:
        """Somebody signed in with the link of the person who is asked."""
        kept = await self._accounts.rows.waiting(ask.team, ask.person, value)
        return None if kept is None else _question(kept)

    async def confirm(self, run: Run, ask: Ask, value: str) -> Whisper:
        """*Yes, that was me*: the account counts, and what waited for it goes on."""
        sign_in = value.removeprefix(PENDING)
        mine = await self._accounts.rows.of(ask.team, ask.person)
        kept = next((one for one in mine if one.id == sign_in), None)
        if kept is None or run.now - kept.connected_at > WAITS_FOR_YES:
            return words.nothing_to_confirm()
        holder = Holder(ask.team, ask.person, kept.service)
        yes = self._accounts.rows.confirm(ask.team, ask.person, sign_in)
        try:
            taken_up = await self._ledger.unpark(holder.waiting_for, run.now, also=[yes])
        except NothingPending:
            return words.nothing_to_confirm()
        log.info("an account at %s was connected", kept.service)
        account, title = kept.facts.get("account", ""), TITLES.get(kept.service, kept.service)
        return words.connected(title, kept.service, account, taken_up=taken_up)

    async def dismiss(self, run: Run, ask: Ask, value: str) -> Whisper | None:
        """*Never mind*: a sign-in that waits is thrown away; any other question just goes."""
        if not value.startswith(PENDING):
            return None
        sign_in = value.removeprefix(PENDING)
        if not await self._accounts.rows.dismiss(ask.team, ask.person, sign_in):
            return words.nothing_to_confirm()
        return words.thrown_away()

    async def _after_question(
        self, run: Run, ask: Ask, card: ServiceCard, offered: Whisper
    ) -> Whisper:
        """What is *offered*, after the question that may have been lost on its way to Slack."""
        mine = await self._accounts.rows.of(ask.team, ask.person)
        here = (one for one in mine if one.service == card.name)
        kept = next((one for one in here if may_have_yes(one, run.now)), None)
        return offered if kept is None else words.asked_again(_question(kept), offered)

    async def _list(self, ask: Ask) -> Whisper:
        mine = await self._accounts.rows.of(ask.team, ask.person)
        done = {one.service for one in mine if one.state == "active"}
        cards = [service.card for service in self._services]
        needed = [(card, card.name in done) for card in cards if card.questions]
        return words.connectable(needed, [card.title for card in cards if not card.questions])

    async def _link(self, run: Run, ask: Ask, card: ServiceCard) -> str:
        person = await self._conversation.who(ask.team, ask.person)
        asked = {"channel": ask.channel, "thread": ask.thread, "answer_url": ask.answer_url}
        ticket = await self._tickets.issue(
            ask.team, ask.person, person.name, card.name, asked, run.now
        )
        return f"{self._url}/connect/{ticket}"


def _question(kept: KeptAccount) -> Whisper:
    title, account = TITLES.get(kept.service, kept.service), kept.facts.get("account", "")
    return words.was_that_you(title, account, kept.id)
