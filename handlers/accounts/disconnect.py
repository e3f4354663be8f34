"""`/meet disconnect skype`: forgets an account; asks first where coming meetings need it."""

import logging
from collections.abc import Mapping
from typing import cast

from handlers.accounts import words
from handlers.accounts.sealed import SealedAccounts
from handlers.replay import Command, Run
from handlers.services import AccountOwner, Left, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, SlackRequest
from meetings.catalog import TITLES
from meetings.service import AccountKind
from storage.meetings import Meetings, StoredMeeting
from storage.tickets import Tickets

log = logging.getLogger(__name__)

MOST_LOOKED_AT = 200
"""Coming meetings that are looked through for those that need the account."""


class Disconnect:
    """Forgets a person's account at one service."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        accounts: SealedAccounts,
        tickets: Tickets,
        meetings: Meetings,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._accounts = accounts
        self._tickets = tickets
        self._meetings = meetings

    async def typed(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`disconnect skype`: done, or asked about where the person's coming meetings need it."""
        if not rest:
            accounts = await self._accounts.rows.of(request.team, request.person)
            names = sorted({account.service for account in accounts})
            return words.forget_which([(name, TITLES.get(name, name)) for name in names])
        name = rest.lower()
        owner = AccountOwner(request.team, request.person, name)
        meetings = await self._need(run, request, name)

        async def asks() -> bool:
            return bool(meetings) and await self._is_there(owner)

        if await run.decide("asks", asks) and meetings:
            reader = await self._conversation.who(request.team, request.person)
            return words.needed_by(TITLES.get(name, name), name, meetings, reader.clock)
        return await self._disconnect(run, request, name)

    def confirmed_or(self, other: Command) -> Command:
        """The button of that question; every other one is done by *other*."""

        async def confirmed(run: Run, request: SlackRequest, value: str) -> Message | None:
            if not value.startswith(words.DISCONNECT):
                return await other(run, request, value)
            return await self._disconnect(run, request, value.removeprefix(words.DISCONNECT))

        return confirmed

    async def _need(self, run: Run, request: SlackRequest, name: str) -> list[StoredMeeting]:
        """The person's coming meetings at the service, which cannot be changed there without it.

        One that was started at once has no time that could be changed.
        """
        whose = [request.person]
        coming = await self._meetings.upcoming(request.team, whose, run.now, None, MOST_LOOKED_AT)
        return [
            meeting
            for meeting in coming
            if meeting.service == name
            and meeting.organizer == request.person
            and meeting.wall is not None
        ]

    async def _disconnect(self, run: Run, request: SlackRequest, name: str) -> Message:
        title = TITLES.get(name, name)
        await self._tickets.void(request.team, request.person, name)
        owner = AccountOwner(request.team, request.person, name)
        result = cast("Mapping[str, str | bool]", await self._forget(run, owner))
        if not result["was_there"]:
            service = self._services.get(name)
            if service and service.info.account is AccountKind.ORGANIZATION:
                return words.organizations(title)
            return words.was_not_connected(title)
        before = Left.NOTHING if result.get("signed_out") else Left.SESSION  # as it was written
        return words.forgotten(title, Left(result.get("left", before.value)))

    async def _is_there(self, owner: AccountOwner) -> bool:
        accounts = await self._accounts.rows.of(owner.team, owner.person)
        return any(account.service == owner.service for account in accounts)

    async def _forget(self, run: Run, owner: AccountOwner) -> JSON:
        """Delete the account in one step; after a crash it may say that nobody was signed out."""
        service = self._services.get(owner.service)

        async def delete_rows() -> None:
            await self._accounts.rows.forget(owner.team, owner.person, owner.service)
            run.note("account disconnected", service=owner.service, by=owner.person)

        async def forget(_marker: str) -> JSON:
            if not await self._is_there(owner):
                return {"was_there": False}
            if service is None:
                await delete_rows()
                return {"was_there": True, "left": Left.NOTHING.value}
            left = await self._services.forget(service, owner, delete_rows)
            return {"was_there": True, "left": left.value}

        async def find(_marker: str) -> JSON:
            if await self._is_there(owner):
                return None
            return {"was_there": True, "left": Left.SESSION.value}

        return await run.effect("forget", forget, find=find)
