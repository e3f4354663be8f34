"""`parley demo`: the real bot on a street of its own, to type to by hand or by a script."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.door import NOT_ACCEPTED
from bot.script import Click, Outcome, Say, Script, Step, meant
from bot.settings import environment
from bot.street import Street, StreetBroken, street
from bot.visit import NotConnected, connect
from handlers.words import WORKING, broke, cannot_yet, gave_up, nothing_set_up

ROOM = "general"
"""Where the script types."""

ANSWER_WITHIN = 90.0
"""Seconds for the final answer to a step."""

LOOK_EVERY = 0.1

_FAILURES = (
    cannot_yet("{}").text.partition("`{}`")[2][:40],
    broke("{}").partition("`{}`")[0][:40],
    gave_up("{}").partition("{}")[2][:40],
    nothing_set_up().text[:40],
    NOT_ACCEPTED[:40],
)
"""How the answers begin, or go on, that are nobody's intention."""

Shout = Callable[[str], None]


async def run(script: Script, say: Shout) -> int:
    """Open the street; play the script, or stay up until told to stop. Returns the exit status."""
    services = ",".join(dict.fromkeys(("jitsi", *script.connect)))
    try:
        async with street(_quiet(script), services) as here:
            if script.steps or script.connect:
                return await _play(script, here, say)
            await _stay(here, say)
    except StreetBroken as fault:
        say(f"The demo did not come up: {fault}")
        return 1
    return 0


def _quiet(script: Script) -> Mapping[str, str]:
    """The surroundings of the children; a scripted demo shows its transcript, not the log."""
    given = dict(environment())
    if script.steps or script.connect:
        given.setdefault("PARLEY_LOG_LEVEL", "ERROR")
    return given


async def _stay(here: Street, say: Shout) -> None:
    names = ", ".join(f"{one['name']} ({one['real_name']})" for one in here.slack["people"])
    say(
        f"\nOpen {here.page} in your browser, choose who you are, and type /meet stand-up.\n"
        f"People here: {names}. Nobody needs a password for Slack.\n"
        "Stop with Ctrl-C."
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    await stopping.wait()


async def _play(script: Script, here: Street, say: Shout) -> int:
    good = True
    for service in script.connect:
        try:
            await connect(here, script.person, ROOM, service, say)
        except NotConnected as fault:
            say(f"  it did not work: {fault}")
            return 1
    for step in script.steps:
        good = await _Stage(here, script.person, say).play(step) and good
    return 0 if good else 1


class _Stage:
    """One step of the script: what is done, what comes of it, and whether that was meant."""

    def __init__(self, here: Street, person: str, say: Shout) -> None:
        self._here = here
        self._person = person
        self._say = say

    async def play(self, step: Step) -> bool:
        """Do *step*, print what everybody and the person see, and judge it."""
        before = _seen(await self._here.book())
        if isinstance(step, Say):
            self._say(f"{self._person}: {step.text}")
            done = await self._here.do("type", person=self._person, channel=ROOM, text=step.text)
        else:
            self._say(f"{self._person} presses [{step.label}]")
            done = await self._here.do("click", person=self._person, label=step.label)
        if not done["ok"]:
            self._say(f"  it did not work: {done['error']}")
            return False
        if isinstance(step, Click) and done.get("url"):
            return await self._opens(str(done["url"]))
        return await self._judge(step, before)

    async def _judge(self, step: Step, before: Mapping[str, str]) -> bool:
        """Wait for the outcome that the step is meant to have."""
        end = asyncio.get_running_loop().time() + ANSWER_WITHIN
        while asyncio.get_running_loop().time() < end:
            book = await self._here.book()
            fresh = [one for one in _said(book) if before.get(one["ts"]) != _print(one)]
            for one in fresh:
                before = {**before, one["ts"]: _print(one)}
                self._show(one)
                if one["text"] == WORKING:
                    continue
                return await self._fits(meant(step), one)
            if isinstance(step, Click) and before.keys() - _seen(book).keys():
                return meant(step) is Outcome.ANSWER
            await asyncio.sleep(LOOK_EVERY)
        self._say("  no answer")
        return False

    async def _fits(self, outcome: Outcome, message: Mapping[str, Any]) -> bool:
        link = _join_link(message)
        if outcome is Outcome.CARD:
            return bool(link) and await self._opens(link)
        return not any(failure in message["text"] for failure in _FAILURES)

    async def _opens(self, link: str) -> bool:
        """Whether *link* answers 200."""
        try:
            async with self._here.session.get(link) as reply:
                self._say(f"  the link answers {reply.status}")
                return reply.status == 200
        except aiohttp.ClientError as fault:
            self._say(f"  the link does not answer: {fault}")
            return False

    def _show(self, message: Mapping[str, Any]) -> None:
        only = " (only you see this)" if message["only_for"] else ""
        text = str(message["text"]).replace("\n", "\n  ")
        labels = " ".join(f"[{one['text']['text']}]" for one in _buttons(message))
        self._say(f"Parley{only}: {text}" + (f"\n  {labels}" if labels else ""))


def _said(book: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the bot said and has not taken back, oldest first."""
    everything = [*book["messages"], *book["ephemerals"]]
    said = [one for one in everything if one["via"] != "person" and not one["deleted"]]
    return sorted(said, key=lambda one: str(one["ts"]))


def _seen(book: Mapping[str, Any]) -> dict[str, str]:
    return {str(one["ts"]): _print(one) for one in _said(book)}


def _print(message: Mapping[str, Any]) -> str:
    """What makes a changed message another one."""
    return f"{message['text']}{message['blocks']}"


def _buttons(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        element
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def _join_link(message: Mapping[str, Any]) -> str:
    joins = (one for one in _buttons(message) if one["action_id"] == "parley.join")
    return str(next(joins, {}).get("url", ""))
