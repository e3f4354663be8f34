"""Somebody who talks to the loopback in bare XML, message by message, with no client of ours."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

import httpx
from lxml import etree

ADA, ADA_PASSWORD = "ada@contoso.example", "Difference&Engine1"
MALLORY, MALLORY_PASSWORD = "mallory@contoso.example", "Let-me-in-2"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
JAVA = "java:com.webex.service.binding."


def context(who: str = ADA, password: str = ADA_PASSWORD, site: str = "contoso") -> str:
    """Who asks, by password."""
    secret = f"<password>{escape(password)}</password>"
    return f"<webExID>{who}</webExID>{secret}<siteName>{site}</siteName>"


def message(kind: str, content: str = "", ask: str = "") -> str:
    """A request in the java form; *kind* is such as ``meeting.CreateMeeting``."""
    name = kind if kind.startswith("site.") else JAVA + kind
    return (
        f"{HEAD}<header><securityContext>{ask or context()}</securityContext></header>"
        f'<body><bodyContent xsi:type="{name}">{content}</bodyContent></body></serv:message>'
    )


def meeting(
    title: str = "Design review",
    start: str = "05/31/2027 10:10:00",
    minutes: int = 20,
    zone: int = 4,
    more: str = "",
) -> str:
    """The content of a CreateMeeting that is accepted."""
    return (
        "<accessControl><meetingPassword>Pa55word</meetingPassword></accessControl>"
        f"<metaData><confName>{title}</confName><agenda>Item 1</agenda></metaData>"
        f"<schedule><startDate>{start}</startDate><timeZoneID>{zone}</timeZoneID>"
        f"<duration>{minutes}</duration></schedule>{more}"
    )


@dataclass
class Reply:
    """What came back."""

    http: httpx.Response
    root: etree._Element = field(init=False)

    def __post_init__(self) -> None:
        assert self.http.status_code == 200, self.http.text
        self.root = etree.fromstring(self.http.content)

    @property
    def result(self) -> tuple[str, str]:
        """SUCCESS or FAILURE, and the number."""
        return self.text("result"), self.text("exceptionID")

    @property
    def reason(self) -> str:
        return self.text("reason")

    def text(self, name: str) -> str:
        """The text of the first element of that local name."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [element.text or "" for element in self.root.iter(f"{{*}}{name}")]

    def names(self, parent: str) -> list[str]:
        """The local names of the children of the first such element."""
        element = next(self.root.iter(f"{{*}}{parent}"))
        return [etree.QName(child).localname for child in element]

    def ok(self) -> "Reply":
        """The same, if it is a success."""
        assert self.result == ("SUCCESS", ""), (self.result, self.reason)
        return self

    def refused(self, number: str, words: str = "") -> "Reply":
        """The same, if it is this refusal."""
        assert self.result == ("FAILURE", number), (self.result, self.reason)
        assert re.search(words, self.reason)
        return self


class Visitor:
    """Sends requests, by default as Ada with her password."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http, self.url = http, url

    async def post(self, body: str | bytes, **headers: str) -> httpx.Response:
        data = body.encode() if isinstance(body, str) else body
        return await self.http.post(
            f"{self.url}/WBXService/XMLService", content=data, headers=headers
        )

    async def send(self, body: str | bytes) -> Reply:
        return Reply(await self.post(body))

    async def ask(self, kind: str, content: str = "", ask: str = "") -> Reply:
        return await self.send(message(kind, content, ask))

    async def create(self, ask: str = "", **values: Any) -> str:
        """Make a meeting; gives its key."""
        reply = await self.ask("meeting.CreateMeeting", meeting(**values), ask)
        return reply.ok().text("meetingkey")

    async def ticket(self, who: str = ADA, password: str = ADA_PASSWORD) -> str:
        reply = await self.ask("user.AuthenticateUser", ask=context(who, password))
        return reply.ok().text("sessionTicket")

    async def get(self, address: str) -> httpx.Response:
        return await self.http.get(address)
