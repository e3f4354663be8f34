"""Goes through a service's connect page as a person would, for the demo."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import aiohttp
from yarl import URL

from bot.cli.sandbox_environment import SandboxProcesses

LOOK_EVERY = 0.1
WITHIN = 30.0
"""Seconds for each thing that the bot has to say."""

CONFIRM = "Yes, that was me"


class ConnectFailed(Exception):
    """The page or the bot refused; the argument is the text that was shown."""


class _Form(HTMLParser):
    """The page's form: where it leads, its fields and first button; and the page's text."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._has_button = False
        self.lines: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an input and the first button; leave out what is not shown."""
        given = {name: value or "" for name, value in attrs}
        is_pressed = tag == "button" and not self._has_button
        self._has_button |= is_pressed
        if tag == "form":
            self.action = given.get("action", "")
        if given.get("name") and (tag == "input" or is_pressed):
            self.fields[given["name"]] = given.get("value", "")
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        """Read on after a style sheet."""
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        """Note a line of text."""
        if data.strip() and not self._hidden:
            self.lines.append(data.strip())


@dataclass(frozen=True, slots=True)
class _Shown:
    """The page that the browser is on."""

    url: URL
    form: _Form


async def connect(
    sandbox: SandboxProcesses, person: str, channel: str, service: str, say: Callable[[str], None]
) -> None:
    """Connect *person*'s account at *service*, with what its loopback announced."""
    earlier = await _seen(sandbox)
    say(f"{person}: /meet connect {service}")
    await sandbox.do("type", person=person, channel=channel, text=f"/meet connect {service}")
    people = _people(sandbox, service)
    if not people:
        say("  nobody signs in: it is used with the organization's account")
        return
    button = await _button(sandbox, "parley.connect", earlier)
    say(f"{person} opens the page and signs in")
    await _sign_in(str(button["url"]), people[person])
    await _button(sandbox, "parley.confirm_account", earlier)
    say(f"{person} presses [{CONFIRM}]")
    await sandbox.do("click", person=person, label=CONFIRM)
    await _confirmed(sandbox)


def _people(sandbox: SandboxProcesses, service: str) -> Mapping[str, Mapping[str, str]]:
    """What the service's loopback announced that people answer on its pages."""
    announced = next(loopback for loopback in sandbox.announced if loopback["service"] == service)
    people: Mapping[str, Mapping[str, str]] = announced["people"]
    return people


async def _sign_in(address: str, answers: Mapping[str, str]) -> None:
    """Open the page with a browser's cookies, fill the form in, send it; so at the vendor's too."""
    jar = aiohttp.CookieJar(unsafe=True)  # the page is on 127.0.0.1, an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(address) as page:
            form = _read(await page.text())
        shown = await _send(browser, URL(address), form, answers)
        if shown.url.origin() != URL(address).origin():
            await _send(browser, shown.url, shown.form, answers)


async def _send(
    browser: aiohttp.ClientSession, address: URL, form: _Form, answers: Mapping[str, str]
) -> _Shown:
    """Fill *form* in, press its first button, and go where that leads."""
    leads_to = address.join(URL(form.action)) if form.action else address
    headers = {"Origin": str(address.origin())}
    async with browser.post(leads_to, data={**form.fields, **answers}, headers=headers) as page:
        shown = _read(await page.text())
        if page.status != 200:
            raise ConnectFailed(" ".join(shown.lines))
        return _Shown(page.url, shown)


def _read(page: str) -> _Form:
    form = _Form()
    form.feed(page)
    return form


async def _seen(sandbox: SandboxProcesses) -> frozenset[str]:
    """The timestamps of all messages so far."""
    book = await sandbox.book()
    return frozenset(str(message["ts"]) for message in book["ephemerals"] + book["messages"])


async def _button(sandbox: SandboxProcesses, action: str, old: frozenset[str]) -> Mapping[str, Any]:
    """The newest button with *action* in a message that is not *old*, as soon as there is one."""
    end = asyncio.get_running_loop().time() + WITHIN
    while asyncio.get_running_loop().time() < end:
        book = await sandbox.book()
        for message in reversed(book["ephemerals"] + book["messages"]):
            button = _element(message, action) if message["ts"] not in old else None
            if button:
                return button
        await asyncio.sleep(LOOK_EVERY)
    raise ConnectFailed(f"the bot showed no button {action}")


def _element(message: Mapping[str, Any], action: str) -> Mapping[str, Any] | None:
    if message["deleted"]:
        return None
    elements = (element for block in message["blocks"] for element in block.get("elements", ()))
    return next((element for element in elements if element.get("action_id") == action), None)


async def _confirmed(sandbox: SandboxProcesses) -> None:
    """Wait until the question is answered and deleted."""
    end = asyncio.get_running_loop().time() + WITHIN
    while asyncio.get_running_loop().time() < end:
        book = await sandbox.book()
        messages = book["ephemerals"] + book["messages"]
        if not any(_element(message, "parley.confirm_account") for message in messages):
            return
        await asyncio.sleep(LOOK_EVERY)
    raise ConnectFailed("the bot did not take the confirmation")
