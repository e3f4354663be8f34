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


def new_meeting(title: str = "Tailspin Toys 2000 Kickoff", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


@dataclass
class ScriptedCenter:
    """Answers by the name of the request element, each list in order, its last answer for ever."""

    answers: dict[str, list[httpx.Response]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def on(self, request: str, *answers: httpx.Response) -> "ScriptedCenter":
        self.answers[request] = list(answers)
        return self

    def play(self, steps: Exchange[Any]) -> Any:
        """Hold the conversation to its end and return what it returns."""
        reply: httpx.Response | None = None
        try:
            while True:
                request = steps.send(reply)
                assert isinstance(request, httpx.Request)
                assert len(self.asked) < 100, "this conversation goes on for ever"
                self.asked.append(request)
                reply = self._answer(request)
        except StopIteration as end:
            return end.value

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            assert str(request.url) == doc.DISCOVERY
            assert request.content == b""
            return self._next("GetPostingURL")
        assert str(request.url) == doc.POSTING
        return self._next(message_of(request)[0].tag.removesuffix("Request"))

    def _next(self, request: str) -> httpx.Response:
        answers = self.answers.get(request)
        assert answers, f"nobody expected {request}"
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def names(self) -> list[str]:
        """The names of what was asked, in order."""
        return [request_name(one) for one in self.asked]

    def bodies(self, request: str) -> list[etree._Element]:
        """Each request of this name, inside its envelope."""
        return [message_of(one)[0] for one in self.asked if request_name(one) == request]


def request_name(request: httpx.Request) -> str:
    if request.method == "GET":
        return "GetPostingURL"
    return str(message_of(request)[0].tag).removesuffix("Request")


def message_of(request: httpx.Request) -> etree._Element:
    return etree.fromstring(request.content)


def options(request: etree._Element) -> dict[str, str]:
    """What the OptionList of *request* says: ``Kind value`` by name."""
    return {
        one.get("name", ""): f"{one.tag} {one.get('value')}"
        for one in request.iterfind("OptionList/*")
    }


def working_center(**answers: httpx.Response) -> ScriptedCenter:
    """A conference center at which all is well; *answers* by request win."""
    center = ScriptedCenter()
    for request, answer in {
        "GetPostingURL": doc.posting_url(),
        "GetUserProfile7": doc.profile(),
        "ListTimeZones": doc.zones(),
        "CreateMeeting": doc.created(),
        "ListMeetings": doc.listed(doc.meeting()),
        "ModifyMeeting": doc.modified(),
        "DeleteMeeting": doc.message("<DeleteMeetingReply/>"),
        "ListConnectedVisitors": doc.NOBODY,
        "ListVisitors": doc.visitors(),
        **answers,
    }.items():
        center.on(request, answer)
    return center


def connected(**profile: str) -> Credentials:
    """What connecting gave."""
    center = working_center(GetUserProfile7=doc.profile(**profile))
    credentials = center.play(LIVE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def created_meeting(**other: Any) -> Meeting:
    """A meeting as it was made."""
    meeting = working_center(CreateMeeting=doc.created(**other)).play(
        LIVE.create(new_meeting(), connected())
    )
    assert isinstance(meeting, Meeting)
    return meeting
