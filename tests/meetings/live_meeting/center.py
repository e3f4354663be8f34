"""Plays the conference center by hand: who was asked what, and what came of the conversation."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from lxml import etree

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.live_meeting import LiveMeeting
from tests.meetings.live_meeting import documents as doc

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "Pa$$w0rd-canary"
ANSWERS = {"username": "apiuser", "password": PASSWORD}
LIVE = LiveMeeting({"url": doc.DISCOVERY})


def wanted(title: str = "Tailspin Toys 2000 Kickoff", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


@dataclass
class Center:
    """Answers by the name of the request element, each list in order, its last answer for ever."""

    answers: dict[str, list[httpx.Response]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def on(self, request: str, *answers: httpx.Response) -> "Center":
        self.answers[request] = list(answers)
        return self

    def play(self, steps: Exchange[Any]) -> Any:
        """Hold the conversation to its end and return what it returns."""
        told: httpx.Response | None = None
        try:
            while True:
                said = steps.send(told)
                assert isinstance(said, httpx.Request)
                assert len(self.asked) < 100, "this conversation goes on for ever"
                self.asked.append(said)
                told = self._answer(said)
        except StopIteration as end:
            return end.value

    def _answer(self, said: httpx.Request) -> httpx.Response:
        if said.method == "GET":
            assert str(said.url) == doc.DISCOVERY
            assert said.content == b""
            return self._next("GetPostingURL")
        assert str(said.url) == doc.POSTING
        return self._next(body(said)[0].tag.removesuffix("Request"))

    def _next(self, request: str) -> httpx.Response:
        answers = self.answers.get(request)
        assert answers, f"nobody expected {request}"
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def heard(self) -> list[str]:
        """The names of what was asked, in order."""
        return [name(one) for one in self.asked]

    def bodies(self, request: str) -> list[etree._Element]:
        """Each request of this name, inside its envelope."""
        return [body(one)[0] for one in self.asked if name(one) == request]


def name(said: httpx.Request) -> str:
    if said.method == "GET":
        return "GetPostingURL"
    return str(body(said)[0].tag).removesuffix("Request")


def body(said: httpx.Request) -> etree._Element:
    return etree.fromstring(said.content)


def options(request: etree._Element) -> dict[str, str]:
    """What the OptionList of *request* says: ``Kind value`` by name."""
    return {
        one.get("name", ""): f"{one.tag} {one.get('value')}"
        for one in request.iterfind("OptionList/*")
    }


def center(**answers: httpx.Response) -> Center:
    """A conference center at which all is well; *answers* by request win."""
    here = Center()
    for request, answer in {
        "GetPostingURL": doc.posting_url(),
        "GetUserProfile7": doc.profile(),
        "ListTimeZones": doc.zones(),
        "CreateMeeting": doc.created(),
        "ListMeetings": doc.found(doc.meeting()),
        "ModifyMeeting": doc.modified(),
        "DeleteMeeting": doc.said("<DeleteMeetingReply/>"),
        "ListConnectedVisitors": doc.NOBODY,
        "ListVisitors": doc.visitors(),
        **answers,
    }.items():
        here.on(request, answer)
    return here


def connected(**profile: str) -> Credentials:
    """What connecting gave."""
    here = center(GetUserProfile7=doc.profile(**profile))
    credentials = here.play(LIVE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def made(**other: Any) -> Meeting:
    """A meeting as it was made."""
    meeting = center(CreateMeeting=doc.created(**other)).play(LIVE.create(wanted(), connected()))
    assert isinstance(meeting, Meeting)
    return meeting
