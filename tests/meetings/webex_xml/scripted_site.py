"""Plays a WebEx site by hand, one exchange at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from lxml import etree

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.services.webex_xml import WebexXml
from tests.meetings.scripted import ScriptedServer
from tests.meetings.webex_xml import documents as doc

MARKER = "m0ab1cd2ef3gh4ij5kl6mn7op8qr"
PASSWORD = "S3cret&More<canary>"
TOKEN = "oauth-token-canary-0001"
ANSWERS = {"username": "host@acme.example", "password": PASSWORD}
WEBEX = WebexXml({"url": doc.ADDRESS})
ADA = Credentials(
    secrets={"password": PASSWORD, "ticket": doc.TICKET}, facts={"account": "host@acme.example"}
)
MARKED = f"Item 1 [ref {MARKER}]"
START = datetime(2027, 5, 31, 17, 10, tzinfo=UTC)  # 10:10 in San Jose
MADE = Meeting(id=doc.KEY, title="Budget & plan", join_url=doc.INVITE)


def new_meeting(title: str = "Budget & plan", **other: Any) -> NewMeeting:
    return NewMeeting(**{"title": title, "marker": MARKER, "conversation": "T1/C1"} | other)


def scheduled_meeting(**other: Any) -> NewMeeting:
    """A meeting at the time of the documents' meeting."""
    time = {"starts_at": START, "zone": "America/Los_Angeles", "lasts": timedelta(minutes=20)}
    return new_meeting(**time | other)


class ScriptedSite(ScriptedServer):
    """Replies by the operation's name, such as CreateMeeting."""

    def name_of(self, request: httpx.Request) -> str:
        assert (request.method, str(request.url)) == ("POST", doc.ADDRESS)
        content = message_of(request).find("body/bodyContent")
        assert content is not None
        kind = content.get("{http://www.w3.org/2001/XMLSchema-instance}type") or ""
        return kind.rpartition(".")[2]

    def messages(self, operation: str) -> list[etree._Element]:
        """The messages that asked for *operation*."""
        return [
            message_of(request) for request in self.requests if self.name_of(request) == operation
        ]

    def bodies(self, operation: str) -> list[dict[str, str]]:
        """The bodyContent of each, flat; of elements that are there twice, the last."""
        contents = [root.find("body/bodyContent") for root in self.messages(operation)]
        return [dict(doc.leaves(_detached(body))) for body in contents if body is not None]

    def contexts(self, operation: str) -> list[dict[str, str]]:
        """The securityContext of each."""
        return [
            {child.tag: child.text or "" for child in root.iterfind("header/securityContext/*")}
            for root in self.messages(operation)
        ]


def message_of(request: httpx.Request) -> etree._Element:
    return etree.fromstring(request.content)


def _detached(element: etree._Element) -> etree._Element:
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


def zone_offsets(request: httpx.Request) -> httpx.Response:
    """The offsets of a site whose clocks are right, as far as the zones above go."""
    message = message_of(request)
    date = message.findtext("body/bodyContent/date") or ""
    moment = datetime.strptime(date, "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
    ids = [int(element.text or "") for element in message.iterfind("body/bodyContent/timeZoneID")]
    locals_ = {f"_{id_}": moment.astimezone(ZoneInfo(CLOCKS[id_])) for id_ in ids if id_ in CLOCKS}
    minutes = {name: _minutes(local) for name, local in locals_.items()}
    return doc.zones(**minutes) if minutes else doc.nothing()


def _minutes(local: datetime) -> int:
    return int((local.utcoffset() or timedelta()) / timedelta(minutes=1))


def working_site(**shown: Any) -> ScriptedSite:
    """A site at which a meeting can be created, and is as in the documents or as *shown*."""
    return (
        ScriptedSite()
        .on("LstTimeZone", zone_offsets)
        .on("CreateMeeting", doc.created())
        .on("GetjoinurlMeeting", doc.join_url())
        .on("GetMeeting", doc.meeting(**shown))
    )


def complete_site() -> ScriptedSite:
    """A site that has replies to every operation, and a meeting with our marker."""
    row = doc.line(doc.KEY, "Budget &amp; plan", "05/31/2027 10:10:00", zone=4)
    return (
        working_site(agenda=MARKED)
        .on("LstsummaryMeeting", doc.page(row))
        .on("GetAPIVersion", doc.version())
        .on("SetMeeting", doc.changed())
        .on("DelMeeting", doc.deleted())
        .on("GethosturlMeeting", doc.host_url())
        .on("AuthenticateUser", doc.ticket())
    )
