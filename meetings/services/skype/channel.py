"""Reads the event channel's answers: what happened, in order, and where to ask next.

UCWA: Event channel details. ``ack`` and everything else in the links stays as the server wrote it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meetings.errors import UnexpectedReply
from meetings.services.skype.errors import refuse
from meetings.services.skype.resource import Resource


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the resource at *href*.

    *kind* is added, updated, deleted, started or completed; *within* the collection or resource it
    happened in; *resource* the resource itself, where the server embedded it.
    """

    kind: str
    rel: str
    href: str
    within: str
    status: str
    reason: Resource
    resource: Resource


@dataclass(frozen=True, slots=True)
class Pack:
    """One answer of the channel. *follow* is the next address, *how* the link that it came by.

    ``next`` is the normal way; ``resume`` says that conversations may have been closed meanwhile;
    ``resync`` that the server and we had lost count.
    """

    events: tuple[Event, ...]
    follow: str
    how: str


def read_pack(answer: Resource) -> Pack:
    """Read an answer of the channel, or raise UnexpectedReply."""
    for how in ("resync", "next", "resume"):
        if href := answer.link(how):
            return Pack(tuple(_events(answer)), href, how)
    raise refuse(UnexpectedReply, "events without next, resume and resync")


def _events(answer: Resource) -> Iterator[Event]:
    for sender in answer.parts("sender"):
        for event in sender.parts("events"):
            link = event.part("link")
            rel = link.text("rel")
            yield Event(
                kind=event.text("type"),
                rel=rel,
                href=link.text("href"),
                within=event.part("in").text("href") or sender.text("href"),
                status=event.text("status"),
                reason=event.part("reason"),
                resource=next(iter(event.embedded(rel)), Resource({})),
            )
