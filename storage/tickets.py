"""Tickets for the connect page: each lets one person sign in once, at one service, for a while.

The ticket itself goes to the person and is not kept: the row is found by its SHA-256.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from storage.accounts import Accounts, KeptAccount
from storage.columns import from_json, from_moment, to_json, to_moment
from storage.entries import NewJob, insert_job
from storage.store import Row, Store, Transaction

LASTS = timedelta(minutes=10)
REFUSALS = 3
"""Sign-ins that the service may refuse before the ticket ends: a few more may lock the account."""

ATTEMPTS = 12
"""Sign-ins that may be tried in all, with those that the service did not answer."""

TICKET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One ticket: for whom, at which service, and in which conversation it was asked for.

    *name* is what the person is called; *asked* is what the handler needs to answer them there;
    *left* says how many refusals are still borne.
    """

    digest: str
    team: str
    person: str
    name: str
    service: str
    asked: Mapping[str, Any] = field(repr=False)
    expires_at: datetime
    left: int = REFUSALS


class TicketGone(Exception):
    """The ticket has been used, has ended, or was never there."""


class Tickets:
    """The tickets that were given out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(
        self,
        team: str,
        person: str,
        name: str,
        service: str,
        asked: Mapping[str, Any],
        now: datetime,
    ) -> str:
        """Write a new ticket down and return it; those of old are forgotten on the way."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        at, until = from_moment(now), from_moment(now + LASTS)
        row = (digest(ticket), team, person, name, service, from_json(asked), until)

        def work(tx: Transaction) -> None:
            tx.execute(_FORGET_OLD, (at,))
            tx.execute(_ISSUE, row)

        await self._store.write(work)
        return ticket

    async def look(self, ticket: str, now: datetime) -> Ticket | None:
        """Return what *ticket* is for, if it can still be used; looking takes nothing from it."""
        found = (digest(ticket), from_moment(now))
        rows = await self._store.read(lambda tx: tx.execute(_LOOK, found))
        return _ticket(rows[0]) if rows else None

    async def attempt(self, ticket: str, now: datetime) -> Ticket | None:
        """Take one attempt and, for now, one refusal; none if the ticket bears no more of them."""
        taken = (digest(ticket), from_moment(now))
        rows = await self._store.write(lambda tx: tx.execute(_ATTEMPT, taken))
        return _ticket(rows[0]) if rows else None

    async def unanswered(self, ticket: Ticket) -> None:
        """Give the refusal back: the service has not judged the sign-in."""
        await self._store.write(lambda tx: tx.execute(_UNANSWERED, (ticket.digest,)))

    async def redeem(
        self, ticket: Ticket, account: KeptAccount, job: NewJob, now: datetime
    ) -> None:
        """Use *ticket* up for *account*, which then waits, and for *job*, which asks about it.

        Raises ``TicketGone`` where the ticket has been used or ended.
        """
        wait, insert = Accounts(self._store).wait(account), insert_job(job, from_moment(now))

        def work(tx: Transaction) -> None:
            if not tx.execute(_USE, (ticket.digest,)):
                raise TicketGone
            wait(tx)
            insert(tx)

        await self._store.write(work)

    async def void(self, team: str, person: str, service: str) -> None:
        """End every ticket of that person for *service*."""
        await self._store.write(lambda tx: tx.execute(_VOID, (team, person, service)))


def digest(ticket: str) -> str:
    """Return that by which *ticket* is found."""
    return sha256(ticket.encode(errors="replace")).hexdigest()


def _ticket(row: Row) -> Ticket:
    return Ticket(
        digest=row["digest"],
        team=row["team"],
        person=row["person"],
        name=row["name"],
        service=row["service"],
        asked=to_json(row["asked"]),
        expires_at=to_moment(row["expires_at"]),
        left=REFUSALS - row["refusals"],
    )


_FORGET_OLD = "delete from ticket where expires_at < ?"
_ISSUE = """
    insert into ticket(digest, team, person, name, service, asked, expires_at)
    values (?, ?, ?, ?, ?, ?, ?)"""
_LOOK = f"""
    select * from ticket
    where digest = ? and expires_at > ? and refusals < {REFUSALS} and attempts < {ATTEMPTS}"""  # noqa: S608 - numbers of ours
_ATTEMPT = f"""
    update ticket set refusals = refusals + 1, attempts = attempts + 1
    where digest = ? and expires_at > ? and refusals < {REFUSALS} and attempts < {ATTEMPTS}
    returning *"""  # noqa: S608 - numbers of ours
_UNANSWERED = "update ticket set refusals = refusals - 1 where digest = ?"
_USE = "delete from ticket where digest = ? returning 1"
_VOID = "delete from ticket where team = ? and person = ? and service = ?"
