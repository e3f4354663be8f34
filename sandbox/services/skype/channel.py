"""The event channel of one application: a long poll that hands over packs of numbered events.

Source: "Event channel details", "Events in UCWA" and the ``events`` resource. A poll names the pack
that it acknowledges up to; a client that names another one than is due is told to ``resync``.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import Link, link
from sandbox.services.skype.refusals import RequestRefused

Pack: TypeAlias = dict[str, Any]
DEFAULT_LENGTHS = {"timeout": 180, "medium": 5, "low": 15}
LEAST = {"timeout": 180, "medium": 5, "low": 5}
MOST = 1800


@dataclass(frozen=True, slots=True)
class ServedEvent:
    """One event: who tells it (a rel and its address), and what it says as it goes on the wire."""

    sender: tuple[str, str]
    content: dict[str, Any]

    def supersedes(self, other: "ServedEvent") -> bool:
        """Whether both say how the same resource is now, so that the later one is enough."""
        both = (self.content, other.content)
        return self.sender == other.sender and all(
            each["type"] == "updated" and each["link"]["href"] == self.content["link"]["href"]
            for each in both
        )


@dataclass(slots=True)
class _Poll:
    """A request that waits; *ends* with a pack, or with the exception that refuses it."""

    number: int
    priority: int
    ends: asyncio.Future[Pack]


@dataclass(slots=True)
class EventChannel:
    """*address* makes the link of a pack's number; *lengths* are in seconds."""

    address: Callable[[int], str]
    deployment: Deployment
    lengths: dict[str, int] = field(default_factory=DEFAULT_LENGTHS.copy)
    resumes: bool = False
    number: int = 1
    _queue: list[ServedEvent] = field(default_factory=list)
    _delivered: tuple[int, Pack] | None = None
    _poll: _Poll | None = None
    _timers: list[asyncio.TimerHandle] = field(default_factory=list)
    _resynced: bool = False

    @property
    def waiting(self) -> bool:
        """Whether a poll is pending."""
        return self._poll is not None

    @property
    def first(self) -> int:
        """The number of the first pack that nobody has acknowledged."""
        return self._delivered[0] if self._delivered else self.number

    @property
    def _redelivers(self) -> bool:
        return self.deployment.redelivers or self._resynced

    def put(self, *events: ServedEvent, hold: str = "") -> None:
        """Queue *events*; release them at once, or after the length named *hold*."""
        for event in events:
            self._queue = [each for each in self._queue if not event.supersedes(each)]
            self._queue.append(event)
        if not hold:
            self._release()
        elif self._poll:
            self._release_after(hold)

    def drop_conversations(self) -> None:
        """Forget what was queued, and answer ``resume`` at once."""
        self._queue.clear()
        self.resumes = True
        self._release()

    def lose_track(self) -> None:
        """Make the number that the client knows wrong."""
        self._delivered = None
        self.number += 7
        if self._poll and not self._poll.ends.done():
            self._poll.ends.set_result(self._resync(self._poll.number))
            self._stop_waiting()

    def end(self, reason: Exception) -> None:
        """Refuse the pending poll, if there is one, with *reason*."""
        if self._poll and not self._poll.ends.done():
            self._poll.ends.set_exception(reason)
        self._stop_waiting()

    async def poll(self, number: int, priority: int) -> Pack:
        """Wait for the pack *number*. Raises RequestRefused, and what ``end`` was given."""
        if self._delivered and number == self._delivered[0] and self._redelivers:
            return self._delivered[1]
        if number != self.number:
            return self._resync(number)
        if self._poll and self._poll.priority > priority:
            raise RequestRefused("PGetReplaced")
        self.end(RequestRefused("PGetReplaced"))
        self._delivered, self._resynced = None, False
        loop = asyncio.get_running_loop()
        poll = self._poll = _Poll(number, priority, loop.create_future())
        if self._queue:
            self._release()
        else:
            self._release_after("timeout")
        try:
            return await poll.ends
        finally:
            if self._poll is poll:
                self._stop_waiting()

    def _stop_waiting(self) -> None:
        self._poll = None
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _release_after(self, length: str) -> None:
        loop = asyncio.get_running_loop()
        wait = self.lengths[length] / self.deployment.hurry
        self._timers.append(loop.call_later(wait, self._release))

    def _release(self) -> None:
        """Hand everything queued to the pending poll, if there is one."""
        poll = self._poll
        if poll is None or poll.ends.done():
            return
        pack = self._pack()
        self._delivered = (self.number, pack)
        self.number += 1
        self._stop_waiting()
        poll.ends.set_result(pack)

    def _pack(self) -> Pack:
        onward = "resume" if self.resumes else "next"
        self.resumes = False
        pack: Pack = {"_links": self._links(self.number, onward, self.number + 1)}
        senders: list[dict[str, Any]] = []
        for event in self._queue:
            rel, href = event.sender
            if not senders or senders[-1]["href"] != href:
                senders.append({"rel": rel, "href": href, "events": []})
            senders[-1]["events"].append(event.content)
        self._queue = []
        if senders or self.deployment.silence_is_a_list:
            pack["sender"] = senders
        return pack

    def _resync(self, number: int) -> Pack:
        self._resynced = True
        return {"_links": self._links(number, "resync", self.first)}

    def _links(self, number: int, onward: str, to: int) -> dict[str, Link]:
        return {"self": link(self.address(number)), onward: link(self.address(to))}
