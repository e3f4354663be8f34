"""Plays a Skype for Business pool by hand: which requests were sent, and what came of them."""

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


def new_meeting(title: str = "Sprint review", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


@dataclass
class ScriptedPool:
    """Answers by method and address: each list in order, its last answer again and again."""

    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    sent: list[httpx.Request] = field(default_factory=list)
    saved: list[Credentials] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def on(self, method: str, address: str, *answers: Answer) -> "ScriptedPool":
        self.answers[method, _absolute(address)] = list(answers)
        return self

    def play(self, steps: Exchange[Any]) -> Any:
        """Run the exchange to its end and return what it returns."""
        answer: httpx.Response | Exception | None = None
        try:
            while True:
                step = steps.throw(answer) if isinstance(answer, Exception) else steps.send(answer)
                answer = self._answer(step)
        except StopIteration as end:
            return end.value

    def _answer(self, step: httpx.Request | SaveCredentials | Sleep) -> Answer | None:
        if isinstance(step, SaveCredentials):
            self.saved.append(step.credentials)
            return None
        if isinstance(step, Sleep):
            self.pauses.append(step.seconds)
            return None
        assert len(self.sent) < 300, "this exchange does not end"
        self.sent.append(step)
        answers = self.answers.get((step.method, str(step.url)))
        assert answers, f"nobody expected {step.method} {step.url}"
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def times(self, method: str, address: str) -> int:
        """How many such requests were sent."""
        return len(self.requests(method, address))

    def requests(self, method: str, address: str) -> list[httpx.Request]:
        url = _absolute(address)
        return [sent for sent in self.sent if sent.method == method and str(sent.url) == url]

    def bodies(self, method: str, address: str) -> list[Any]:
        return [json.loads(request.content) for request in self.requests(method, address)]


def _absolute(address: str) -> str:
    return address if address.startswith("http") else f"{doc.POOL}{address}"


def silence() -> httpx.ReadTimeout:
    return httpx.ReadTimeout("silence")


def signing_in() -> ScriptedPool:
    """A pool at which dana may sign in and make an application."""
    return (
        ScriptedPool()
        .on("GET", doc.ROOT, doc.root())
        .on("GET", doc.USER, doc.challenge(), doc.user())
        .on("POST", doc.TOKEN_URL, doc.token())
        .on("POST", doc.APPLICATIONS, doc.application())
        .on("DELETE", doc.A, doc.reply(status=204))
    )


def scheduling(*answers: Answer) -> ScriptedPool:
    """A pool at which meetings are scheduled, and that gives *answers* to that."""
    return (
        ScriptedPool()
        .on("POST", doc.APPLICATIONS, doc.application(200))
        .on("GET", doc.ELIGIBLE, doc.eligible())
        .on("GET", doc.POLICIES, doc.policies())
        .on("GET", doc.DEFAULTS, doc.defaults())
        .on("GET", doc.DIAL_IN, doc.dial_in())
        .on("POST", doc.SCHEDULED, *(answers or (doc.reply(doc.scheduled("")),)))
    )


def connected() -> Credentials:
    """What dana's connecting gave."""
    credentials = signing_in().play(SKYPE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def starting(*events: Answer) -> ScriptedPool:
    """A pool that accepts a start, and whose event channel has *events*, then nothing."""
    pool = ScriptedPool().on("POST", doc.APPLICATIONS, doc.application(200))
    pool.on("POST", doc.START, doc.accepted())
    pool.on("GET", doc.EVENTS, *events[:1])
    for number, answer in enumerate(events[1:], start=2):
        pool.on("GET", f"{doc.A}/events?ack={number}", answer)
    pool.on("GET", doc.INVITATION, doc.reply(doc.invitation(MARKER)))
    pool.on("GET", doc.CONVERSATION, doc.reply(doc.conversation()))
    pool.on("GET", doc.ONLINE_MEETING, doc.reply(doc.online_meeting()))
    pool.on("DELETE", doc.CONVERSATION, doc.reply(status=204))
    return pool
