"""A sign-in that a service has accepted: stored as pending, and its person is asked in Slack."""

import secrets
from collections.abc import Callable
from datetime import datetime

from handlers.accounts.sealed import SealedAccounts
from handlers.services import AccountOwner
from handlers.slack_types import SlackRequest, Via
from meetings.model import Credentials
from storage import payloads
from storage.entries import NewJob
from storage.ledger import Ledger
from storage.tickets import Ticket, TicketGone, Tickets


class AcceptedSignIns:
    """Keeps what services gave for sign-ins, until each person has said yes or no."""

    def __init__(
        self,
        tickets: Tickets,
        accounts: SealedAccounts,
        ledger: Ledger,
        clock: Callable[[], datetime],
    ) -> None:
        self._tickets = tickets
        self._accounts = accounts
        self._ledger = ledger
        self._clock = clock

    async def connected_as(self, ticket: Ticket) -> str:
        """The name of the account that the person of *ticket* has there already, else ""."""
        account = await self._accounts.rows.get(ticket.team, ticket.person, ticket.service)
        return account.facts.get("account", "") if account and account.state == "active" else ""

    async def keep(self, ticket: Ticket, credentials: Credentials) -> bool:
        """Use *ticket* up for *credentials*; False where it was used or ended meanwhile.

        Accounts of the same user that count already get the newest tokens at once, whatever is
        answered: their people have confirmed that very user, and their own tokens may be worthless.
        """
        owner = AccountOwner(ticket.team, ticket.person, ticket.service)
        sign_in = secrets.token_hex(16)
        now = self._clock()
        account = self._accounts.seal(owner, credentials, sign_in, now)
        share = self._accounts.rows.share(account, self._accounts.sharing(credentials))
        question = _question(ticket, sign_in, now)
        try:
            await self._tickets.redeem(ticket, account, question, now, also=[share])
        except TicketGone:
            await self._accounts.rows.write(share)
            return False
        self._ledger.work_arrived.set()
        return True


def _question(ticket: Ticket, sign_in: str, now: datetime) -> NewJob:
    """The job that asks the person in Slack whether it was they who signed in."""
    request = SlackRequest(
        via=Via.PAGE,
        team=ticket.team,
        channel=str(ticket.asked["channel"]),
        person=ticket.person,
        thread=str(ticket.asked["thread"]),
        answer_url=str(ticket.asked["answer_url"]),
        action="parley.was_that_you",
        value=sign_in,
        asked_at=now,
    )
    return NewJob(key=f"sign-in:{sign_in}", kind="ask", payload=payloads.dump(request), run_at=now)
