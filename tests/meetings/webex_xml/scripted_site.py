"""Plays the WebEx service by hand: who was asked what, and what came of the conversation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from lxml import etree

from meetings.model import Credentials, NewMeeting
from meetings.service import Exchange, SaveCredentials, Sleep
from meetings.services.webex_xml import WebexXml
from tests.meetings.webex_xml import documents as doc

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "S3cret&More<canary>"
TOKEN = "oauth-token-canary-0001"
ANSWERS = {"username": "host@acme.example", "password": PASSWORD}
WEBEX = WebexXml({"url": doc.ADDRESS})
ADA = Credentials(
    secrets={"password": PASSWORD, "ticket": doc.TICKET}, facts={"account": "host@acme.example"}
)
START = datetime(2027, 5, 31, 17, 10, tzinfo=UTC)  # 10:10 in San Jose

Answer = httpx.Response | Exception | Callable[[etree._Element], httpx.Response]


def new_meeting(title: str = "Budget & plan", **other: Any) -> NewMeeting:
    return NewMeeting(**{"title": title, "marker": MARKER, "conversation": "T1/C1"} | other)


def scheduled_meeting(**other: Any) -> NewMeeting:
    """A wish for the time of the documents' meeting."""
    given = {"starts_at": START, "zone": "America/Los_Angeles", "lasts": timedelta(minutes=20)}
    return new_meeting(**given | other)


@dataclass
class ScriptedSite:
    """Answers by operation, each list in order, its last answer for ever."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, etree._Element]] = field(default_factory=list)
    kept: list[Credentials] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)

    def on(self, operation: str, *answers: Answer) -> "ScriptedSite":
        self.answers[operation] = list(answers)
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

    @property
    def names(self) -> list[str]:
        """What was asked, in order."""
        return [name for name, _ in self.asked]

    def bodies(self, operation: str) -> list[dict[str, str]]:
        """The bodyContent of each such request, flat; of what is there twice, the last."""
        contents = [root.find("body/bodyContent") for name, root in self.asked if name == operation]
        return [dict(doc.leaves(_alone(one))) for one in contents if one is not None]

    def contexts(self, operation: str) -> list[dict[str, str]]:
        found = [root for name, root in self.asked if name == operation]
        return [
            {one.tag: one.text or "" for one in root.iterfind("header/securityContext/*")}
            for root in found
        ]

    def _answer(
        self, said: httpx.Request | SaveCredentials | Sleep
    ) -> httpx.Response | Exception | None:
        if isinstance(said, SaveCredentials):
            self.kept.append(said.credentials)
            return None
        if isinstance(said, Sleep):
            self.paused.append(said.seconds)
            return None
        assert (said.method, str(said.url)) == ("POST", doc.ADDRESS)
        root = etree.fromstring(said.content)
        content = root.find("body/bodyContent")
        assert content is not None
        kind = content.get("{http://www.w3.org/2001/XMLSchema-instance}type") or ""
        operation = kind.rpartition(".")[2]
        self.asked.append((operation, root))
        left = self.answers[operation]
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer(root) if callable(answer) else answer


def _alone(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element))


CLOCKS = {
    4: "America/Los_Angeles",
    11: "America/New_York",
    20: "UTC",
    21: "Europe/London",
    25: "Europe/Berlin",
    40: "Asia/Karachi",
    41: "Asia/Kolkata",
    43: "Asia/Almaty",
    49: "Asia/Tokyo",
    55: "Australia/Sydney",
}


def zone_offsets(asked: etree._Element) -> httpx.Response:
    """A site whose clocks are right, of those above; of the others it knows nothing."""
    date = asked.findtext("body/bodyContent/date") or ""
    moment = datetime.strptime(date, "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
    ids = [int(one.text or "") for one in asked.iterfind("body/bodyContent/timeZoneID")]
    offsets = {one: moment.astimezone(ZoneInfo(CLOCKS[one])) for one in ids if one in CLOCKS}
    shown = {f"_{one}": _minutes(local) for one, local in offsets.items()}
    return doc.zones(**shown) if shown else doc.nothing()


def _minutes(local: datetime) -> int:
    return int((local.utcoffset() or timedelta()) / timedelta(minutes=1))


def working_site(**shown: Any) -> ScriptedSite:
    """A site at which a meeting can be made, and is as the documents show it, or as *shown*."""
    return (
        ScriptedSite()
        .on("LstTimeZone", zone_offsets)
        .on("CreateMeeting", doc.created())
        .on("GetjoinurlMeeting", doc.join_url())
        .on("GetMeeting", doc.meeting(**shown))
    )
