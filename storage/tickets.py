"""Tickets for the connect page: each lets one person sign in once, at one service, for a while.

The ticket itself goes to the person and is not stored: the row is found by its SHA-256. Refusals
are counted over all tickets of the person for the service, so that new links lock no account.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from storage.accounts import Accounts, StoredAccount
from storage.columns import from_json, from_moment, to_json, to_moment
from storage.ledger import NewJob, insert_job
from storage.store import Row, Store, Transaction, Write

LASTS = timedelta(minutes=10)
REFUSALS = 3
"""Sign-ins that the service may refuse before the ticket ends: a few more may lock the account."""

ATTEMPTS = 12
"""Sign-ins that may be tried in all, with those that the service did not answer."""

REFUSALS_OF_ALL = 4
"""Sign-ins of one person that a service may refuse while they count, with all tickets together.

The fifth locks the account where the rule for passwords is strict.
"""

COUNTED_FOR = timedelta(minutes=15)
"""How long refusals count, from the end of their ticket."""

TICKET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One ticket: for whom, at which service, and in which conversation it was asked for.

    *name* is what the person is called; *asked* is what the handler needs to answer them there;
    *left* says how many refusals are still allowed. Where there were too many, with this ticket or
    with others, *again_at* is when the next sign-in may be tried, with a new one if need be.
    """

    digest: str
    team: str
    person: str
    name: str
    service: str
    asked: Mapping[str, Any] = field(repr=False)
    expires_at: datetime
    left: int = REFUSALS
    again_at: datetime | None = None


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
        """Store a new ticket and return it; old ones are deleted in passing."""
        ticket = secrets.token_urlsafe(TICKET_BYTES)
        until, uncounted = from_moment(now + LASTS), from_moment(now - COUNTED_FOR)
        row = (digest(ticket), team, person, name, service, from_json(asked), until)

        def work(tx: Transaction) -> None:
            tx.execute(_DELETE_OLD, (uncounted,))
            tx.execute(_ISSUE, row)

        await self._store.write(work)
        return ticket

    async def get(self, ticket: str, now: datetime) -> Ticket | None:
        """Return what *ticket* is for, if it can still be used; this takes no attempt."""
        params = (digest(ticket), from_moment(now))

        def work(tx: Transaction) -> Ticket | None:
            rows = tx.execute(_GET, params)
            return _with_limits(tx, rows[0], now) if rows else None

        return await self._store.read(work)

    async def attempt(self, ticket: str, now: datetime) -> Ticket | None:
        """Take one attempt and, for now, one refusal; None if no more are allowed."""
        params = (digest(ticket), from_moment(now), from_moment(now - COUNTED_FOR))

        def work(tx: Transaction) -> Ticket | None:
            rows = tx.execute(_ATTEMPT, params)
            return _with_limits(tx, rows[0], now) if rows else None

        return await self._store.write(work)

    async def refund(self, ticket: Ticket) -> None:
        """Give the refusal back: the service did not answer the sign-in."""
        await self._store.write(lambda tx: tx.execute(_REFUND, (ticket.digest,)))

    async def redeem(
        self,
        ticket: Ticket,
        account: StoredAccount,
        job: NewJob,
        now: datetime,
        also: Sequence[Write] = (),
    ) -> None:
        """Use *ticket* up for *account*, now pending, and for *job*, which asks about it.

        Raises ``TicketGone`` where the ticket has been used or ended.
        """
        save = Accounts(self._store).save_pending(account)

        def work(tx: Transaction) -> None:
            if not tx.execute(_USE, (ticket.digest,)):
                raise TicketGone
            save(tx)
            for write in also:
                write(tx)
            insert_job(tx, job, from_moment(now))

        await self._store.write(work)

    async def void(self, team: str, person: str, service: str) -> None:
        """End every ticket of that person for *service*; their refusals go on counting."""
        await self._store.write(lambda tx: tx.execute(_VOID, (team, person, service)))


def digest(ticket: str) -> str:
    """Return the key of the row of *ticket*."""
    return sha256(ticket.encode(errors="replace")).hexdigest()


def begin(tx: Transaction, ticket: str, now: datetime) -> bool:
    """Count one more that is begun with the ticket of this digest, if it allows any."""
    return bool(tx.execute(_BEGIN, (ticket, from_moment(now))))


def take_attempt(tx: Transaction, ticket: str, now: datetime) -> Ticket | None:
    """Take one refusal, for now, of a ticket with which something was begun while it was valid."""
    rows = tx.execute(_TAKE, (ticket, from_moment(now - COUNTED_FOR)))
    return _with_limits(tx, rows[0], now) if rows else None


def _with_limits(tx: Transaction, row: Row, now: datetime) -> Ticket:
    """The ticket, with what the refusals of the person's other tickets leave of it."""
    whose = (row["team"], row["person"], row["service"], from_moment(now - COUNTED_FOR))
    [counts] = tx.execute(_COUNT, whose)
    left = REFUSALS_OF_ALL - counts["refusals"]
    return Ticket(
        digest=row["digest"],
        team=row["team"],
        person=row["person"],
        name=row["name"],
        service=row["service"],
        asked=to_json(row["asked"]),
        expires_at=to_moment(row["expires_at"]),
        left=max(0, min(left, REFUSALS - row["refusals"])),
        again_at=None if left > 0 else to_moment(counts["first"]) + COUNTED_FOR,
    )


_DELETE_OLD = "delete from ticket where expires_at < ?"
_ISSUE = """
    insert into ticket(digest, team, person, name, service, asked, expires_at)
    values (?, ?, ?, ?, ?, ?, ?)"""
_GET = f"""
    select * from ticket
    where digest = ? and expires_at > ? and refusals < {REFUSALS} and attempts < {ATTEMPTS}"""  # noqa: S608 - numbers of ours
_COUNT = """
    select coalesce(sum(refusals), 0) as refusals, min(expires_at) as first from ticket
    where team = ? and person = ? and service = ? and expires_at > ? and refusals > 0"""
_FEW_REFUSALS = f"""refusals < {REFUSALS}
      and {REFUSALS_OF_ALL} > (select coalesce(sum(refusals), 0) from ticket as other
        where other.team = ticket.team and other.person = ticket.person
          and other.service = ticket.service and other.expires_at > ?)"""  # noqa: S608 - numbers of ours
_ATTEMPT = f"""
    update ticket set refusals = refusals + 1, attempts = attempts + 1
    where digest = ? and expires_at > ? and attempts < {ATTEMPTS} and {_FEW_REFUSALS}
    returning *"""  # noqa: S608 - words and numbers of ours
_BEGIN = f"""
    update ticket set attempts = attempts + 1
    where digest = ? and expires_at > ? and attempts < {ATTEMPTS} and refusals < {REFUSALS}
    returning 1"""  # noqa: S608 - numbers of ours
_TAKE = f"""
    update ticket set refusals = refusals + 1 where digest = ? and {_FEW_REFUSALS}
    returning *"""  # noqa: S608 - words of ours
_REFUND = "update ticket set refusals = refusals - 1 where digest = ?"
_USE = "delete from ticket where digest = ? returning 1"
_VOID = """
    update ticket set digest = 'void ' || digest
    where team = ? and person = ? and service = ? and digest not like 'void %'"""
