"""A person took the bot's permission back at the service: their account is deleted, they are told.

An account that was connected again after that stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers.accounts import words
from handlers.posts import post_once
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Destination
from meetings.model import MeetingEvent
from storage import audit, payloads
from storage.accounts import Accounts
from storage.ledger import NewJob

WHOLE_SECONDS = timedelta(seconds=1)
"""Services tell moments in whole seconds, cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RevokedJob:
    """Who is to be told that their account at *service* was deleted."""

    team: str
    person: str
    service: str


class Revoked:
    """Deletes the accounts of who took their permission back, and tells them once."""

    def __init__(self, accounts: Accounts, conversation: Conversation) -> None:
        self._accounts = accounts
        self._conversation = conversation

    async def __call__(self, run: Run, service: str, event: MeetingEvent) -> None:
        """Delete what was connected before; whoever it belongs to is told by a job."""
        before = event.at + WHOLE_SECONDS
        accounts = await self._accounts.of_id_there(service, event.person, before)
        for account in accounts:
            told = _RevokedJob(team=account.team, person=account.person, service=account.service)
            job = NewJob(
                key=f"revoked:{account.id}",
                kind="revoked",
                payload=payloads.dump(told),
                run_at=run.now,
            )
            record = audit.entry(run.now, account.team, "", "account revoked", account.service)
            await run.commit(
                f"revoked {account.id}",
                writes=[self._accounts.delete_sign_in(account.id), record],
                jobs=[job] if account.state != "pending" else [],
            )

    async def tell(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Tell the person, by direct message."""
        told = payloads.load(payload, _RevokedJob)
        message = words.revoked_there(told.service)
        to = Destination(told.team, told.person)
        await post_once(run, self._conversation, to, lambda: message)
