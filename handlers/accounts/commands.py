"""`/meet connect`, `accounts` and `disconnect`: connecting, listing and forgetting accounts."""

import logging
from collections.abc import Mapping
from typing import cast
from zoneinfo import ZoneInfo

from handlers.accounts import words
from handlers.accounts.sealed import WAITS_FOR_YES, SealedAccounts, may_have_yes
from handlers.accounts.words import PENDING, AccountLine
from handlers.replay import Run, Waiting
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from meetings.catalog import TITLES
from meetings.errors import MeetingError, NotConnected, SignInExpired, SignInRefused
from meetings.model import ServiceInfo
from storage.accounts import NothingPending, StoredAccount
from storage.ledger import Ledger
from storage.tickets import Tickets

MISSING = (NotConnected, SignInExpired, SignInRefused)
"""What an account can be the cure for."""

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
        service = self._services.named(rest.lower())
        if service is None:
            return words.not_here(TITLES.get(rest.lower(), rest))
        if not service.info.questions:
            return words.needs_none(service.info.title)
        offered = words.offer(service.info, await self._link(run, request, service.info))
        return await self._after_question(run, request, service.info, offered)

    async def waiting(self, run: Run, request: SlackRequest, error: MeetingError) -> Waiting | None:
        """What lets the request wait for its person's account; none where that is no cure."""
        service = self._services.named(error.name)
        if not isinstance(error, MISSING) or service is None or not service.info.questions:
            return None
        owner = AccountOwner(request.team, request.person, service.info.name)
        standing = await self._accounts.standing(owner)
        offered = words.waiting(
            service.info, standing, await self._link(run, request, service.info)
        )
        message = await self._after_question(run, request, service.info, offered)

        async def over() -> bool:
            return await self._accounts.open(owner) is not None

        return Waiting(owner.waiting_for, message, over)

    async def was_that_you(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """Somebody signed in with the link of the person who is asked."""
        kept = await self._accounts.rows.pending(request.team, request.person, value)
        return None if kept is None else _question(kept)

    async def confirm(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Yes, that was me*: the account counts, and what waited for it goes on."""
        sign_in = value.removeprefix(PENDING)
        mine = await self._accounts.rows.of(request.team, request.person)
        kept = next((one for one in mine if one.id == sign_in), None)
        if kept is None or run.now - kept.connected_at > WAITS_FOR_YES:
            return words.nothing_to_confirm()
        owner = AccountOwner(request.team, request.person, kept.service)
        yes = self._accounts.rows.confirm(request.team, request.person, sign_in)
        try:
            taken_up = await self._ledger.unpark(owner.waiting_for, run.now, also=[yes])
        except NothingPending:
            return words.nothing_to_confirm()
        log.info("an account at %s was connected", kept.service)
        account, title = kept.facts.get("account", ""), TITLES.get(kept.service, kept.service)
        return words.connected(title, kept.service, account, taken_up=taken_up)

    async def dismiss(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*Never mind*: a sign-in that waits is thrown away; any other question just goes."""
        if not value.startswith(PENDING):
            return None
        sign_in = value.removeprefix(PENDING)
        if not await self._accounts.rows.dismiss(request.team, request.person, sign_in):
            return words.nothing_to_confirm()
        return words.thrown_away()

    async def accounts(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`accounts`: each with its name there, since when, and how it stands."""
        person = await self._conversation.who(request.team, request.person)
        zone = ZoneInfo(person.zone)
        kept = await self._accounts.rows.of(request.team, request.person)
        return words.accounts(
            [
                AccountLine(
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

    async def _after_question(
        self, run: Run, request: SlackRequest, info: ServiceInfo, offered: Message
    ) -> Message:
        """What is *offered*, after the question that may have been lost on its way to Slack."""
        mine = await self._accounts.rows.of(request.team, request.person)
        here = (one for one in mine if one.service == info.name)
        kept = next((one for one in here if may_have_yes(one, run.now)), None)
        return offered if kept is None else words.asked_again(_question(kept), offered)

    async def _list(self, request: SlackRequest) -> Message:
        mine = await self._accounts.rows.of(request.team, request.person)
        done = {one.service for one in mine if one.state == "active"}
        cards = [service.info for service in self._services]
        needed = [(info, info.name in done) for info in cards if info.questions]
        return words.connectable(needed, [info.title for info in cards if not info.questions])

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


def _question(kept: StoredAccount) -> Message:
    title, account = TITLES.get(kept.service, kept.service), kept.facts.get("account", "")
    return words.was_that_you(title, account, kept.id)
