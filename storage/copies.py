"""Messages that show a meeting beside its card, and are updated together with it."""

from dataclasses import dataclass
from datetime import datetime

from storage.columns import RowCodec
from storage.store import Store, Write, statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A message of Slack's, *channel* and *ts*, that shows *meeting* to *reader*.

    *reader* is a person's id, or empty for everyone in a conversation. *occurrence* is the start
    of the one occurrence that it announces; None: it is a copy of the card itself.
    """

    meeting: str
    channel: str
    ts: str
    reader: str = ""
    occurrence: datetime | None = None


class Copies:
    """Copies, by their meeting."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, copy: Copy) -> Write:
        """Return the write that stores *copy*, unless its meeting has been deleted meanwhile."""
        return statement(_SAVE, (*_ROWS.params(copy), copy.meeting))

    async def of(self, meeting: str) -> list[Copy]:
        """Return the copies of *meeting*, in the order of Slack's messages."""
        rows = await self._store.read(lambda tx: tx.execute(_OF, (meeting,)))
        return [_ROWS.decode(row) for row in rows]

    async def delete(self, copy: Copy) -> None:
        """Delete *copy*: it is not updated any more."""
        row = (copy.meeting, copy.channel, copy.ts)
        await self._store.write(lambda tx: tx.execute(_DELETE, row))


_ROWS = RowCodec(Copy, names={"occurrence": "of"})
_SAVE = """
    insert into copy(meeting, channel, ts, reader, "of")
    select ?, ?, ?, ?, ? where exists (select 1 from meeting where id = ?)
    on conflict do nothing"""
_OF = "select * from copy where meeting = ? order by ts, channel"
_DELETE = "delete from copy where meeting = ? and channel = ? and ts = ?"
