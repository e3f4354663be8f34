"""`/meet connect` and `accounts`: connecting and listing people's accounts."""

import logging

from handlers.accounts import words
from handlers.accounts.sealed import WAITS_FOR_YES, SealedAccounts, waits_for_yes
from handlers.accounts.words import DISCONNECT, PENDING, AccountLine
from handlers.replay import Command, Run, Waiting
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, NotDelivered, SlackRequest
from meetings.catalog import TITLES
from meetings.errors import MeetingError
from meetings.service import AccountKind, ServiceInfo
from storage import audit
from storage.accounts import NothingPending, StoredAccount
from storage.ledger import Ledger
from storage.tickets import Tickets

log = logging.getLogger(__name__)


class AccountCommands:
    """What people do about their accounts, apart from the connect page itself."""

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

    async def connect(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`connect`: what there is to connect; `connect skype`: the link to its page."""
        if not rest:
            return await self._list(request)
        service = self._services.get(rest.lower())
        if service is None:
            return words.not_here(rest)
        if service.info.account is AccountKind.NONE:
            return words.needs_none(service.info.title)
        if service.info.account is AccountKind.ORGANIZATION:
            return words.organizations(service.info.title)
        offer = words.offer(service.info, await self._link(run, request, service.info))
        return await self._after_question(run, request, service.info, offer)

    async def waiting(self, run: Run, request: SlackRequest, error: MeetingError) -> Waiting | None:
        """What lets the request wait for the person's account; None where that does not help."""
        service = self._services.get(error.name)
        if not error.needs_sign_in or service is None or not service.info.needs_sign_in:
            return None
        owner = AccountOwner(request.team, request.person, service.info.name)
        status = await self._accounts.status_of(owner)
        offer = words.waiting(service.info, status, await self._link(run, request, service.info))
        message = await self._after_question(run, request, service.info, offer)

        async def over() -> bool:
            return await self._accounts.open(owner) is not None

        return Waiting(owner.parking_key, message, over)

    async def was_that_you(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """Ask the person whether it was they who signed in with their link."""
        account = await self._accounts.rows.pending(request.team, request.person, value)
        return None if account is None else _question(account)

    async def confirm(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Yes, that was me*: the account counts, and requests that waited for it go on."""
        sign_in = value.removeprefix(PENDING)
        accounts = await self._accounts.rows.of(request.team, request.person)
        account = next((account for account in accounts if account.id == sign_in), None)
        if account is None or abs(run.now - account.connected_at) > WAITS_FOR_YES:
            return words.nothing_to_confirm()
        service = account.service
        owner = AccountOwner(request.team, request.person, service)
        yes = self._accounts.rows.confirm(request.team, request.person, sign_in)
        done = audit.entry(
            run.now, request.team, request.person, "account connected", "", service=service
        )
        try:
            resumed = await self._ledger.unpark(owner.parking_key, run.now, also=[yes, done])
        except NothingPending:
            return words.nothing_to_confirm()
        run.note("account connected", service=service, person=request.person)
        name, title = account.facts.get("account", ""), TITLES.get(service, service)
        return words.connected(title, service, name, resumed=resumed)

    def dismiss_or(self, other: Command) -> Command:
        """*Never mind*: of a question about an account, or what *other* does for any other one."""

        async def dismissed(run: Run, request: SlackRequest, value: str) -> Message | None:
            if value.startswith(DISCONNECT):
                return None
            if value.startswith(PENDING):
                return await self._dismiss(request, value)
            return await other(run, request, value)

        return dismissed

    async def _dismiss(self, request: SlackRequest, value: str) -> Message:
        """A sign-in that waits is deleted, and what its service gave is taken back first."""
        sign_in = value.removeprefix(PENDING)
        account = await self._accounts.rows.pending(request.team, request.person, sign_in)
        if account is None:
            return words.nothing_to_confirm()
        service, opened = self._services.get(account.service), self._accounts.opened(account)
        left = await self._services.take_back(service, opened) if service and opened else None
        if not await self._accounts.rows.dismiss(request.team, request.person, sign_in):
            return words.nothing_to_confirm()
        return words.thrown_away(TITLES.get(account.service, account.service), left)

    async def accounts(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`accounts`: each with its name at the service, since when, and its status."""
        person = await self._conversation.who(request.team, request.person)
        clock = person.clock
        accounts = await self._accounts.rows.of(request.team, request.person)
        return words.accounts(
            [
                AccountLine(
                    title=TITLES.get(account.service, account.service),
                    service=account.service,
                    account=account.facts.get("account", ""),
                    since=clock.day(clock.local(account.connected_at), weekday=False),
                    status=self._accounts.status(account),
                    sign_in=account.id if waits_for_yes(account, run.now) else "",
                )
                for account in accounts
            ],
            shared := self._titles(AccountKind.ORGANIZATION),
            await self._address(request) if shared else "",
        )

    def _titles(self, kind: AccountKind) -> list[str]:
        infos = [service.info for service in self._services]
        return [info.title for info in infos if info.account is kind]

    async def _address(self, request: SlackRequest) -> str:
        """For whom a service with the organization's account is asked; empty: for nobody."""
        try:
            return await self._conversation.verified_email(request.team, request.person)
        except NotDelivered as fault:
            log.warning("a verified address could not be looked up: %s", fault)
            return ""

    async def _after_question(
        self, run: Run, request: SlackRequest, info: ServiceInfo, offer: Message
    ) -> Message:
        """*offer*, after the question of a sign-in that waits: it may not have reached Slack."""
        accounts = await self._accounts.rows.of(request.team, request.person)
        for account in accounts:
            if account.service == info.name and waits_for_yes(account, run.now):
                return words.asked_again(_question(account), offer)
        return offer

    async def _list(self, request: SlackRequest) -> Message:
        accounts = await self._accounts.rows.of(request.team, request.person)
        connected = {account.service for account in accounts if account.state == "active"}
        infos = [service.info for service in self._services]
        needed = [(info, info.name in connected) for info in infos if info.needs_sign_in]
        shared, free = self._titles(AccountKind.ORGANIZATION), self._titles(AccountKind.NONE)
        return words.connectable(needed, shared, free)

    async def _link(self, run: Run, request: SlackRequest, info: ServiceInfo) -> str:
        person = await self._conversation.who(request.team, request.person)
        asked = {
            "channel": request.channel,
            "thread": request.thread,
            "answer_url": request.answer_url,
        }
        ticket = await self._tickets.issue(
            request.team, request.person, person.name, info.name, asked, run.now
        )
        return f"{self._url}/connect/{ticket}"


def _question(account: StoredAccount) -> Message:
    title = TITLES.get(account.service, account.service)
    return words.was_that_you(title, account.facts.get("account", ""), account.id)
