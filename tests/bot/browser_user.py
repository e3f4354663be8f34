"""A person with a browser on the connect page: gets it, keeps its cookie, sends its form."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from html.parser import HTMLParser

import httpx


class _Form(HTMLParser):
    """The forms of a page, with their fields and labels."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.fields: dict[str, dict[str, str]] = {}
        self.labels: dict[str, str] = {}
        self.links: list[str] = []
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(given)
        if tag == "input":
            self.fields[given["name"]] = given
        if tag == "label":
            self._label = given["for"]
        self.links += [given[name] for name in ("href", "src") if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label = ""

    def handle_data(self, data: str) -> None:
        if self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data


class BrowserUser:
    """One browser and the last answer that it got."""

    def __init__(self, client: httpx.AsyncClient, link: str) -> None:
        self.client = client
        self.link = link
        self.reply = httpx.Response(0)

    @property
    def form(self) -> _Form:
        read = _Form()
        read.feed(self.reply.text)
        return read

    @property
    def text(self) -> str:
        """What a person reads."""
        page = re.sub(
            r"<style>.*?</style>|<title>.*?</title>", "", self.reply.text, flags=re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())

    @property
    def csrf(self) -> str:
        return self.form.fields["csrf"]["value"]

    async def look(self, **headers: str) -> int:
        self.reply = await self.client.get(self.link, headers=headers)
        return self.reply.status_code

    async def send(self, headers: dict[str, str] | None = None, **fields: str) -> int:
        """Send the form that is shown, filled in."""
        sent = {"csrf": self.csrf, **fields} if self.form.forms else fields
        self.reply = await self.client.post(self.link, data=sent, headers=headers)
        return self.reply.status_code


@asynccontextmanager
async def browsing(link: str) -> AsyncIterator[BrowserUser]:
    """A person who has opened *link*."""
    async with httpx.AsyncClient(timeout=30) as client:
        browser_user = BrowserUser(client, link)
        await browser_user.look()
        yield browser_user
