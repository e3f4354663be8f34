"""Plays a Skype for Business pool by hand: which requests were sent, and what came of them."""

import json
from typing import Any, Self

import httpx

from meetings.model import Credentials, NewMeeting
from meetings.services.skype import Skype
from tests.meetings.scripted import Reply, ScriptedServer
from tests.meetings.skype import documents as doc

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "pass@word1-canary"
ANSWERS = {"username": "dana@contoso.com", "password": PASSWORD}
SKYPE = Skype({"url": doc.ROOT})


def new_meeting(title: str = "Sprint review", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


class ScriptedPool(ScriptedServer):
    """Replies by method and address."""

    def at(self, method: str, address: str, *replies: Reply) -> Self:
        return self.on(f"{method} {_absolute(address)}", *replies)

    def name_of(self, request: httpx.Request) -> str:
        return f"{request.method} {request.url}"

    def sent(self, method: str, address: str) -> list[httpx.Request]:
        name = f"{method} {_absolute(address)}"
        return [request for request in self.requests if self.name_of(request) == name]

    def times(self, method: str, address: str) -> int:
        """How many such requests were sent."""
        return len(self.sent(method, address))

    def bodies(self, method: str, address: str) -> list[Any]:
        return [json.loads(request.content) for request in self.sent(method, address)]


def _absolute(address: str) -> str:
    return address if address.startswith("http") else f"{doc.POOL}{address}"


def silence() -> httpx.ReadTimeout:
    return httpx.ReadTimeout("silence")


def signing_in() -> ScriptedPool:
    """A pool at which dana may sign in and make an application."""
    return (
        ScriptedPool()
        .at("GET", doc.ROOT, doc.root())
        .at("GET", doc.USER, doc.challenge(), doc.user())
        .at("POST", doc.TOKEN_URL, doc.token())
        .at("POST", doc.APPLICATIONS, doc.application())
        .at("DELETE", doc.A, doc.reply(status=204))
    )


def scheduling(*replies: Reply) -> ScriptedPool:
    """A pool at which meetings are scheduled, and that gives *replies* to that."""
    return (
        ScriptedPool()
        .at("POST", doc.APPLICATIONS, doc.application(200))
        .at("GET", doc.ELIGIBLE, doc.eligible())
        .at("GET", doc.POLICIES, doc.policies())
        .at("GET", doc.DEFAULTS, doc.defaults())
        .at("GET", doc.DIAL_IN, doc.dial_in())
        .at("POST", doc.SCHEDULED, *(replies or (doc.reply(doc.scheduled("")),)))
    )


def connected() -> Credentials:
    """What dana's connecting gave."""
    credentials = signing_in().play(SKYPE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def starting(*events: Reply) -> ScriptedPool:
    """A pool that accepts a start, and whose event channel has *events*, then nothing."""
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, doc.application(200))
    pool.at("POST", doc.START, doc.accepted())
    pool.at("GET", doc.EVENTS, *events[:1])
    for number, reply in enumerate(events[1:], start=2):
        pool.at("GET", f"{doc.A}/events?ack={number}", reply)
    pool.at("GET", doc.INVITATION, doc.reply(doc.invitation(MARKER)))
    pool.at("GET", doc.CONVERSATION, doc.reply(doc.conversation()))
    pool.at("GET", doc.ONLINE_MEETING, doc.reply(doc.online_meeting()))
    pool.at("DELETE", doc.CONVERSATION, doc.reply(status=204))
    return pool
