"""The book a loopback keeps: everything that happened to it, in order, for tests to read."""

from collections.abc import Iterator
from typing import Any

from sandbox.clock import SandboxClock

Entry = dict[str, Any]


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
