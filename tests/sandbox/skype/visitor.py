"""Somebody who talks to the loopback in bare HTTP, message by message, with no client of ours."""

import re
from typing import Any

import httpx
from lxml import etree

from sandbox.services.skype import ADA, Colleague
from tests.sandbox.skype.forms import read_reason

FORM = "application/x-www-form-urlencoded;charset=UTF-8"
Json = dict[str, Any]
MARKER = "please pass this in a PUT request"  # the value of the property that PUT needs


class Visitor:
    """Holds a token, an application and the address of the next poll; follows links as they are."""

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http, self.url = http, url
        self.token = ""
        self.app: Json = {}
        self.next = ""

    async def call(self, method: str, href: str, **more: Any) -> httpx.Response:
        """Send one request; a relative address is the pool's."""
        headers = {"Accept": "application/json", **more.pop("headers", {})}
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        url = httpx.URL(self.url).join(href)
        return await self.http.request(method, url, headers=headers, **more)

    async def get(self, href: str, **more: Any) -> httpx.Response:
        return await self.call("GET", href, **more)

    async def post(self, href: str, json: Any = None, **more: Any) -> httpx.Response:
        return await self.call("POST", href, json=json, **more)

    async def user_href(self) -> str:
        href: str = (await self.get(self.url)).json()["_links"]["user"]["href"]
        return href

    async def token_href(self, protected: str) -> str:
        answer = await self.http.get(protected)
        assert answer.status_code == 401
        match = re.search(r'href="([^"]+)"', answer.headers["www-authenticate"])
        assert match
        return match[1]

    async def ask_token(self, href: str, person: Colleague = ADA, **form: str) -> httpx.Response:
        data = {"grant_type": "password", "username": person.address, "password": person.password}
        return await self.http.post(href, data={**data, **form})

    async def sign_in(self, person: Colleague = ADA) -> str:
        """Do what comes before an application; gives the address to create one at."""
        user = await self.user_href()
        answer = await self.ask_token(await self.token_href(user), person)
        self.token = answer.json()["access_token"]
        links = (await self.get(user)).json()["_links"]
        href: str = links["applications"]["href"]
        return href

    async def create(self, href: str, **properties: str) -> httpx.Response:
        body = {"userAgent": "test/1.0", "endpointId": "e-1", "culture": "en-US", **properties}
        return await self.post(href, body)

    async def open(self, person: Colleague = ADA, **properties: str) -> "Visitor":
        """Sign in and create an application."""
        answer = await self.create(await self.sign_in(person), **properties)
        assert answer.status_code in (200, 201), answer.text
        self.app = answer.json()
        self.next = self.app["_links"]["events"]["href"]
        return self

    def link(self, rel: str, part: str = "") -> str:
        """The address of *rel* in the application, or in what is embedded in it."""
        resource = self.app["_embedded"][part] if part else self.app
        href: str = resource["_links"][rel]["href"]
        return href

    async def start(self, **properties: Any) -> httpx.Response:
        return await self.post(self.link("startOnlineMeeting", "communication"), properties)

    async def poll(self) -> Json:
        """One pack of events, and on to the next address."""
        answer = await self.get(self.next)
        assert answer.status_code == 200, answer.text
        pack: Json = answer.json()
        links = pack["_links"]
        self.next = next(links[rel]["href"] for rel in ("next", "resume", "resync") if rel in links)
        return pack

    async def until(self, kind: str, rel: str) -> tuple[list[Json], Json]:
        """Poll until an event of *kind* about *rel*; gives all events so far and that one."""
        seen: list[Json] = []
        for _ in range(10):
            for event in events(await self.poll()):
                seen.append(event)
                if (event["type"], event["link"]["rel"]) == (kind, rel):
                    return seen, event
        raise AssertionError(f"no {kind} {rel} in {seen}")

    async def meet(self, **properties: Any) -> tuple[Json, Json]:
        """Start a meeting and wait for it: the invitation and the conversation."""
        answer = await self.start(**properties)
        assert answer.status_code == 201, answer.text
        await self.until("completed", "onlineMeetingInvitation")
        invitation = (await self.get(answer.headers["location"])).json()
        talk = (await self.get(invitation["_links"]["conversation"]["href"])).json()
        return invitation, talk


def events(pack: Json) -> list[Json]:
    """The events of a pack, in their order."""
    return [event for sender in pack.get("sender") or [] for event in sender["events"]]


def event_types(seen: list[Json]) -> list[tuple[str, str]]:
    """What events say, in short."""
    return [(event["type"], event["link"]["rel"]) for event in seen]


def reason(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code and subcode of an error, in whichever form it came."""
    in_xml = "xml" in answer.headers["content-type"]
    body = read_reason(etree.fromstring(answer.content)) if in_xml else answer.json()
    assert body["message"]
    return answer.status_code, body["code"], body.get("subcode", "")
