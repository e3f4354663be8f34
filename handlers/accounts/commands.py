"""`/meet connect`, `accounts` and `disconnect`: connecting, listing and forgetting accounts."""

import logging
from collections.abc import Mapping
from typing import cast

from handlers.accounts import words
from handlers.accounts.sealed import WAITS_FOR_YES, SealedAccounts, waits_for_yes
from handlers.accounts.words import PENDING, AccountLine
from handlers.replay import Run, Waiting
from handlers.services import NO_ACCOUNT, AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from meetings.catalog import TITLES
from meetings.errors import MeetingError
from meetings.service import ServiceInfo
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
        if not service.info.questions:
            return words.needs_none(service.info.title)
        offer = words.offer(service.info, await self._link(run, request, service.info))
        return await self._after_question(run, request, service.info, offer)

    async def waiting(self, run: Run, request: SlackRequest, error: MeetingError) -> Waiting | None:
        """What lets the request wait for the person's account; None where that does not help."""
        service = self._services.get(error.name)
        if not isinstance(error, NO_ACCOUNT) or service is None or not service.info.questions:
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
        try:
            resumed = await self._ledger.unpark(owner.parking_key, run.now, also=[yes])
        except NothingPending:
            return words.nothing_to_confirm()
        log.info("an account at %s was connected", service)
        name, title = account.facts.get("account", ""), TITLES.get(service, service)
        return words.connected(title, service, name, resumed=resumed)

    async def dismiss(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*Never mind*: a sign-in that waits is deleted; any other question just goes."""
        if not value.startswith(PENDING):
            return None
        sign_in = value.removeprefix(PENDING)
        if not await self._accounts.rows.dismiss(request.team, request.person, sign_in):
            return words.nothing_to_confirm()
        return words.thrown_away()

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
            ]
        )

    async def disconnect(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`disconnect skype`: signed out there if possible, and deleted here in any case."""
        if not rest:
            accounts = await self._accounts.rows.of(request.team, request.person)
            names = sorted({account.service for account in accounts})
            return words.forget_which([(name, TITLES.get(name, name)) for name in names])
        name = rest.lower()
        title = TITLES.get(name, name)
        await self._tickets.void(request.team, request.person, name)
        owner = AccountOwner(request.team, request.person, name)
        result = cast("Mapping[str, bool]", await self._forget(run, owner))
        if not result["was_there"]:
            return words.was_not_connected(title)
        return words.forgotten(title, signed_out=result["signed_out"])

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
        needed = [(info, info.name in connected) for info in infos if info.questions]
        return words.connectable(needed, [info.title for info in infos if not info.questions])

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

    async def _forget(self, run: Run, owner: AccountOwner) -> JSON:
        """Delete the account in one step; after a crash it may say that nobody was signed out."""
        service = self._services.get(owner.service)

        async def is_there() -> bool:
            accounts = await self._accounts.rows.of(owner.team, owner.person)
            return any(account.service == owner.service for account in accounts)

        async def delete_rows() -> None:
            await self._accounts.rows.forget(owner.team, owner.person, owner.service)
            log.info("an account at %s was forgotten", owner.service)

        async def forget(_marker: str) -> JSON:
            if not await is_there():
                return {"was_there": False}
            if service is None:
                await delete_rows()
                return {"was_there": True, "signed_out": True}
            signed_out = await self._services.forget(service, owner, delete_rows)
            return {"was_there": True, "signed_out": signed_out}

        async def find(_marker: str) -> JSON:
            return None if await is_there() else {"was_there": True, "signed_out": False}

        return await run.effect("forget", forget, find=find)


def _question(account: StoredAccount) -> Message:
    title = TITLES.get(account.service, account.service)
    return words.was_that_you(title, account.facts.get("account", ""), account.id)
