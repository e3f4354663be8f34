"""Plays the conference center by hand, one exchange at a time."""

from typing import Any

import httpx
from lxml import etree

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.services.live_meeting import LiveMeeting
from tests.meetings.live_meeting import documents as doc
from tests.meetings.scripted import ScriptedServer

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "Pa$$w0rd-canary"
ANSWERS = {"username": "apiuser", "password": PASSWORD}
LIVE = LiveMeeting({"url": doc.DISCOVERY})


def new_meeting(title: str = "Tailspin Toys 2000 Kickoff", **other: Any) -> NewMeeting:
    return NewMeeting(title=title, marker=MARKER, conversation="T1/C1", **other)


class ScriptedCenter(ScriptedServer):
    """Replies by the name of the request element, such as CreateMeeting, or GetPostingURL."""

    def name_of(self, request: httpx.Request) -> str:
        if request.method == "GET":
            assert str(request.url) == doc.DISCOVERY
            assert request.content == b""
            return "GetPostingURL"
        assert str(request.url) == doc.POSTING
        return str(message_of(request)[0].tag).removesuffix("Request")

    def answer(self, step: object) -> httpx.Response | Exception | None:
        """A center's exchange sends requests only: it has nothing to save and never pauses."""
        assert isinstance(step, httpx.Request)
        assert len(self.requests) < 100, "this exchange goes on for ever"
        return super().answer(step)

    def bodies(self, name: str) -> list[etree._Element]:
        """Each request of this name, inside its envelope."""
        requests = [request for request in self.requests if self.name_of(request) == name]
        return [message_of(request)[0] for request in requests]


def message_of(request: httpx.Request) -> etree._Element:
    return etree.fromstring(request.content)


def options(request: etree._Element) -> dict[str, str]:
    """The OptionList of *request*: ``Kind value`` by name."""
    return {
        option.get("name", ""): f"{option.tag} {option.get('value')}"
        for option in request.iterfind("OptionList/*")
    }


def working_center(**replies: httpx.Response) -> ScriptedCenter:
    """A conference center that has a reply to everything; *replies* replace some of them."""
    center = ScriptedCenter()
    for name, reply in {
        "GetPostingURL": doc.posting_url(),
        "GetUserProfile7": doc.profile(),
        "ListTimeZones": doc.zones(),
        "CreateMeeting": doc.created(),
        "ListMeetings": doc.listed(doc.meeting()),
        "ModifyMeeting": doc.modified(),
        "DeleteMeeting": doc.message("<DeleteMeetingReply/>"),
        "ListConnectedVisitors": doc.NOBODY,
        "ListVisitors": doc.visitors(),
        **replies,
    }.items():
        center.on(name, reply)
    return center


def connected(**profile: str) -> Credentials:
    """The credentials that connecting gives."""
    center = working_center(GetUserProfile7=doc.profile(**profile))
    credentials = center.play(LIVE.connect(ANSWERS))
    assert isinstance(credentials, Credentials)
    return credentials


def created_meeting(**other: Any) -> Meeting:
    """A meeting as it is created."""
    meeting = working_center(CreateMeeting=doc.created(**other)).play(
        LIVE.create(new_meeting(), connected())
    )
    assert isinstance(meeting, Meeting)
    return meeting
