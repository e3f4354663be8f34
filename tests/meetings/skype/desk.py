"""Plays the server by hand: who was asked what, and what came of the conversation."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from meetings.model import Credentials, NewMeeting
from meetings.service import Exchange, SaveCredentials, Sleep
from meetings.services.skype import Skype
from tests.meetings.skype import documents as doc

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "pass@word1-canary"
ANSWERS = {"username": "dana@contoso.com", "password": PASSWORD}
SKYPE = Skype({"url": doc.ROOT})

Answer = httpx.Response | Exception


def wanted(title: str = "Sprint review", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


@dataclass
class Desk:
    """Answers by method and address, each list in order, its last answer for ever."""

    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    kept: list[Credentials] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)

    def on(self, method: str, address: str, *answers: Answer) -> "Desk":
        self.answers[method, _whole(address)] = list(answers)
        return self

    def play(self, steps: Exchange[Any]) -> Any:
        """Hold the conversation to its end and return what it returns."""
        told: httpx.Response | Exception | None = None
        try:
            while True:
                said = steps.throw(told) if isinstance(told, Exception) else steps.send(told)
                told = self._answer(said)
        except StopIteration as end:
            return end.value

    def _answer(self, said: httpx.Request | SaveCredentials | Sleep) -> Answer | None:
        if isinstance(said, SaveCredentials):
            self.kept.append(said.credentials)
            return None
        if isinstance(said, Sleep):
            self.paused.append(said.seconds)
            return None
        assert len(self.asked) < 300, "this conversation goes on for ever"
        self.asked.append(said)
        answers = self.answers.get((said.method, str(said.url)))
        assert answers, f"nobody expected {said.method} {said.url}"
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def times(self, method: str, address: str) -> int:
        """How often this was asked."""
        return len(self.requests(method, address))

    def requests(self, method: str, address: str) -> list[httpx.Request]:
        whole = _whole(address)
        return [one for one in self.asked if one.method == method and str(one.url) == whole]

    def bodies(self, method: str, address: str) -> list[Any]:
        return [json.loads(one.content) for one in self.requests(method, address)]


def _whole(address: str) -> str:
    return address if address.startswith("http") else f"{doc.POOL}{address}"


def silence() -> httpx.ReadTimeout:
    return httpx.ReadTimeout("silence")


def signing_in() -> Desk:
    """A pool at which dana may sign in and make an application."""
    return (
        Desk()
        .on("GET", doc.ROOT, doc.root())
        .on("GET", doc.USER, doc.challenge(), doc.user())
        .on("POST", doc.TOKEN_PLACE, doc.token())
        .on("POST", doc.APPLICATIONS, doc.application())
        .on("DELETE", doc.A, doc.said(status=204))
    )


def scheduling(*answers: Answer) -> Desk:
    """A pool at which meetings are scheduled, and that gives *answers* to that."""
    return (
        Desk()
        .on("POST", doc.APPLICATIONS, doc.application(200))
        .on("GET", doc.ELIGIBLE, doc.eligible())
        .on("GET", doc.POLICIES, doc.policies())
        .on("GET", doc.DEFAULTS, doc.defaults())
        .on("GET", doc.DIAL_IN, doc.dial_in())
        .on("POST", doc.SCHEDULED, *(answers or (doc.said(doc.scheduled("")),)))
    )


def connected() -> Credentials:
    """What dana's connecting gave."""
    credentials = signing_in().play(SKYPE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def starting(*events: Answer) -> Desk:
    """A pool that accepts a start, and whose event channel says *events*, then nothing."""
    desk = Desk().on("POST", doc.APPLICATIONS, doc.application(200))
    desk.on("POST", doc.START, doc.accepted())
    desk.on("GET", doc.EVENTS, *events[:1])
    for number, answer in enumerate(events[1:], start=2):
        desk.on("GET", f"{doc.A}/events?ack={number}", answer)
    desk.on("GET", doc.INVITATION, doc.said(doc.invitation(MARKER)))
    desk.on("GET", doc.CONVERSATION, doc.said(doc.conversation()))
    desk.on("GET", doc.ONLINE_MEETING, doc.said(doc.online_meeting()))
    desk.on("DELETE", doc.CONVERSATION, doc.said(status=204))
    return desk
