"""The book a loopback keeps: everything that happened to it, in order, for tests to read.

A loopback of a meeting service also shows its meetings as they are now: ``GET /sandbox/record``
answers ``{"meetings": [...]}``, the oldest first, each as ``MeetingRecord.shown`` has it. One that
was deleted there is left out. By it the contract suite sees what a service made of what was wanted:
the times, the rule, the choices, the people, the agenda. (Passcodes stand there, and not in the
book.)

It takes these orders, with JSON, and answers ``{"ok": true}``::

    POST /sandbox/clock      {"advance": 3600}              its clock is pushed ahead by seconds
    POST /sandbox/misbehave  {"do": "pages", "of": 2}       no page of a list holds more
    POST /sandbox/attended   {"id": "...", "name": "Bo Tanaka", "minutes": 25}
                             somebody was in the meeting of that id, until now

The second is for vendors who decide how long a page of a list is, the third for those that tell who
came. Where the vendor's replies have a ``Date``, it is that of the loopback's clock (``DatedApp``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.clock import SandboxClock

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """One meeting as its service holds it now; what a service does not know is left empty.

    *id* is what clients call it, *organizer* the name by which that person signs in. *starts* are
    the first ten moments at which it takes place, one where it is no series. *zone* is an IANA
    name. *host_secrets* are the texts by which somebody comes in as host: a key, a part of a link.
    *people* are the e-mail addresses of who is invited. *settings* are all that can be
    chosen about it, by the vendor's own names.
    """

    id: str
    organizer: str = ""
    title: str = ""
    join_url: str = ""
    passcode: str = ""
    starts: Sequence[datetime] = ()
    lasts: timedelta | None = None
    zone: str = ""
    agenda: str = ""
    host_secrets: Sequence[str] = ()
    people: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """The record as JSON: moments in ISO 8601 and UTC, the length as *minutes*."""
        return {
            "id": self.id,
            "organizer": self.organizer,
            "title": self.title,
            "join_url": self.join_url,
            "passcode": self.passcode,
            "starts": [start.astimezone(UTC).isoformat() for start in self.starts[:10]],
            "minutes": None if self.lasts is None else self.lasts / timedelta(minutes=1),
            "zone": self.zone,
            "agenda": self.agenda,
            "host_secrets": [secret for secret in self.host_secrets if secret],
            "people": sorted(self.people),
            "settings": dict(self.settings),
        }


def show_record(records: Iterable[MeetingRecord]) -> Response:
    """Answer ``GET /sandbox/record``."""
    return JSONResponse({"meetings": [record.shown() for record in records]})


class Book:
    """Numbered entries; each has ``n``, ``at`` (seconds since 1970) and ``kind``."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._entries: list[Entry] = []

    def write(self, kind: str, **facts: Any) -> Entry:
        """Append an entry and return it; a caller that learns more later may add to it."""
        entry: Entry = {"n": len(self._entries), "at": self._clock.now(), "kind": kind, **facts}
        self._entries.append(entry)
        return entry

    def read(self, *kinds: str, since: int = 0) -> list[Entry]:
        """The entries of these kinds (all kinds if none is named) from number *since* on."""
        return [e for e in self._entries[since:] if not kinds or e["kind"] in kinds]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)
