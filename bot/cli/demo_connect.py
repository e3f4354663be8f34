"""Goes through a service's connect page as a person would, for the demo."""

import asyncio
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import aiohttp

from bot.cli.sandbox_environment import SandboxProcesses

LOOK_EVERY = 0.1
WITHIN = 30.0
"""Seconds for each thing that the bot has to say."""

CONFIRM = "Yes, that was me"


class ConnectFailed(Exception):
    """The page or the bot did not take it; the argument says what was read."""


class _Form(HTMLParser):
    """The fields of the page's form, with what stands in them, and what the page says is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an input; forget what is written for machines."""
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        """Read on after a style sheet."""
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        """Note a line of text."""
        if data.strip() and not self._hidden:
            self.said.append(data.strip())


async def connect(
    here: SandboxProcesses, person: str, room: str, service: str, say: Callable[[str], None]
) -> None:
    """Connect *person*'s account at *service*, whose loopback has told us the password."""
    asked = await _seen(here)
    say(f"{person}: /meet connect {service}")
    await here.do("type", person=person, channel=room, text=f"/meet connect {service}")
    button = await _button(here, "parley.connect", asked)
    say(f"{person} opens the page and signs in")
    await _sign_in(str(button["url"]), _answers(here, service, person))
    await _button(here, "parley.confirm_account", asked)
    say(f"{person} presses [{CONFIRM}]")
    await here.do("click", person=person, label=CONFIRM)
    await _taken(here)


def _answers(here: SandboxProcesses, service: str, person: str) -> Mapping[str, str]:
    """What the service's loopback announced that *person* answers on the connect page."""
    announced = next(each for each in here.announced if each["service"] == service)
    answers: Mapping[str, str] = announced["people"][person]
    return answers


async def _sign_in(address: str, answers: Mapping[str, str]) -> None:
    """Open the page with a browser's cookies, fill the form in, send it."""
    jar = aiohttp.CookieJar(unsafe=True)  # the page lives on 127.0.0.1, an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(address) as page:
            form = _read(await page.text())
        filled = {**form.fields, **answers}
        async with browser.post(address, data=filled, headers={"Origin": _origin(address)}) as page:
            if page.status != 200:
                raise ConnectFailed(" ".join(_read(await page.text()).said))


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _read(page: str) -> _Form:
    form = _Form()
    form.feed(page)
    return form


async def _seen(here: SandboxProcesses) -> frozenset[str]:
    """The messages that stand there now."""
    book = await here.book()
    return frozenset(str(one["ts"]) for one in book["ephemerals"] + book["messages"])


async def _button(here: SandboxProcesses, action: str, old: frozenset[str]) -> Mapping[str, Any]:
    """The newest button with *action* in a message that is not *old*, as soon as there is one."""
    end = asyncio.get_running_loop().time() + WITHIN
    while asyncio.get_running_loop().time() < end:
        book = await here.book()
        for message in reversed(book["ephemerals"] + book["messages"]):
            found = _element(message, action) if message["ts"] not in old else None
            if found:
                return found
        await asyncio.sleep(LOOK_EVERY)
    raise ConnectFailed(f"the bot showed no button {action}")


def _element(message: Mapping[str, Any], action: str) -> Mapping[str, Any] | None:
    elements = (one for block in message["blocks"] for one in block.get("elements", ()))
    live = not message["deleted"]
    return next((one for one in elements if live and one.get("action_id") == action), None)


async def _taken(here: SandboxProcesses) -> None:
    """Wait until the question has been answered, and is gone."""
    end = asyncio.get_running_loop().time() + WITHIN
    while asyncio.get_running_loop().time() < end:
        book = await here.book()
        said = book["ephemerals"] + book["messages"]
        if not any(_element(message, "parley.confirm_account") for message in said):
            return
        await asyncio.sleep(LOOK_EVERY)
    raise ConnectFailed("the bot did not take the confirmation")
