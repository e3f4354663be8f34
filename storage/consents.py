"""Consents that were begun: who was sent to a vendor's page, and may come back from it once.

The ``state`` of OAuth and the secret of the browser go to that browser and are not stored: a row is
found by the SHA-256 of the one, and compared with that of the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.columns import RowCodec, from_moment
from storage.store import Store, Transaction
from storage.tickets import Ticket, begin, digest, take_attempt

LASTS = timedelta(minutes=10)

KNOWN_FOR = timedelta(days=1)
"""How long one that is over is known: whoever comes back late is told so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConsent:
    """One journey to a vendor's page: with which *ticket*, to which service, by which browser.

    *state*, *ticket* and *browser* are digests. *used* is 1 once somebody came back.
    """

    state: str
    ticket: str
    service: str
    browser: str
    redirect_uri: str
    expires_at: datetime
    used: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether nobody may come back any more."""
        return bool(self.used) or self.expires_at <= now


class Consents:
    """The consents that were begun."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(
        self, ticket: str, service: str, state: str, browser: str, redirect_uri: str, now: datetime
    ) -> bool:
        """Store that *browser* leaves with *state*; False where *ticket* allows it no more.

        A ticket allows so many in all. Those that were over long ago are deleted in passing.
        """
        consent = StoredConsent(
            state=digest(state),
            ticket=digest(ticket),
            service=service,
            browser=digest(browser),
            redirect_uri=redirect_uri,
            expires_at=now + LASTS,
        )
        row, forgotten = _ROWS.params(consent), from_moment(now - KNOWN_FOR)

        def work(tx: Transaction) -> bool:
            tx.execute(_DELETE_OLD, (forgotten,))
            if not begin(tx, consent.ticket, now):
                return False
            tx.execute(_INSERT, row)
            return True

        return await self._store.write(work)

    async def get(self, state: str) -> StoredConsent | None:
        """Return the consent that was begun with *state*; this uses nothing up."""
        rows = await self._store.read(lambda tx: tx.execute(_GET, (digest(state),)))
        return _ROWS.decode(rows[0]) if rows else None

    async def use(self, consent: StoredConsent, now: datetime) -> bool:
        """Use it up; False where that was done before, or it is too late."""
        params = (consent.state, from_moment(now))
        return bool(await self._store.write(lambda tx: tx.execute(_USE, params)))

    async def use_for_attempt(self, consent: StoredConsent, now: datetime) -> Ticket | None:
        """Use it up, and take an attempt and, for now, a refusal of its ticket.

        None where it was used before, it is too late, or the ticket has been used or ended.
        """
        params = (consent.state, from_moment(now))

        def work(tx: Transaction) -> Ticket | None:
            return take_attempt(tx, consent.ticket, now) if tx.execute(_USE, params) else None

        return await self._store.write(work)


_ROWS = RowCodec(StoredConsent)
_DELETE_OLD = "delete from consent where expires_at < ?"
_INSERT = f"""
    insert into consent({", ".join(_ROWS.columns)})
    values ({", ".join("?" * len(_ROWS.columns))})"""  # noqa: S608 - names of ours
_GET = "select * from consent where state = ?"
_USE = "update consent set used = 1 where state = ? and used = 0 and expires_at > ? returning 1"
