"""Messages that show a meeting beside its card, and are brought up to date with it."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import from_moment, to_moment
from storage.ledger import Write
from storage.store import Row, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A message of Slack's, *channel* and *ts*, that shows *meeting* to *reader*.

    *reader* is a person's id, or empty for everyone in a conversation. *of* is the start of the
    one occurrence that it announces; none: it is a copy of the card itself.
    """

    meeting: str
    channel: str
    ts: str
    reader: str = ""
    of: datetime | None = None


class Copies:
    """Copies, by their meeting."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def kept(self, copy: Copy) -> Write:
        """Return what writes *copy* down."""
        of = None if copy.of is None else from_moment(copy.of)
        row = (copy.meeting, copy.channel, copy.ts, copy.reader, of)

        def write(tx: Transaction) -> None:
            tx.execute(_KEEP, row)

        return write

    async def of(self, meeting: str) -> list[Copy]:
        """Return the copies of *meeting*, in the order of Slack's messages."""
        rows = await self._store.read(lambda tx: tx.execute(_OF, (meeting,)))
        return [_copy(row) for row in rows]

    async def forget(self, copy: Copy) -> None:
        """Bring *copy* up to date no more."""
        row = (copy.meeting, copy.channel, copy.ts)
        await self._store.write(lambda tx: tx.execute(_FORGET, row))


def _copy(row: Row) -> Copy:
    return Copy(
        meeting=row["meeting"],
        channel=row["channel"],
        ts=row["ts"],
        reader=row["reader"],
        of=None if row["of"] is None else to_moment(row["of"]),
    )


_KEEP = """
    insert into copy(meeting, channel, ts, reader, "of") values (?, ?, ?, ?, ?)
    on conflict do nothing"""
_OF = "select * from copy where meeting = ? order by ts, channel"
_FORGET = "delete from copy where meeting = ? and channel = ? and ts = ?"
