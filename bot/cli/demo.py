"""`parley demo`: the real bot on a street of its own, to type to by hand or by a script."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp

from bot.cli.demo_connect import ConnectFailed, connect
from bot.cli.sandbox_environment import SandboxBroken, SandboxProcesses, street
from bot.cli.script import (
    PressButton,
    Script,
    ScriptOutcome,
    ScriptStep,
    TypeText,
    expected_outcome,
)
from bot.settings import environment
from bot.slack.cards import LABELS
from bot.slack.middleware import NOT_ACCEPTED
from handlers.slack_types import CardState
from handlers.words import WORKING, broke, gave_up, nothing_set_up

ROOM = "general"
"""Where the script types."""

ANSWER_WITHIN = 90.0
"""Seconds for the final answer to a step."""

REST_WITHIN = 4.0
"""Seconds after an answer in which the rest of it must have come."""

QUIET = 0.5
"""Seconds after which nothing more is expected."""

LOOK_EVERY = 0.1

_FAILURES = (
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
    except SandboxBroken as fault:
        say(f"The demo did not come up: {fault}")
        return 1
    return 0


def _quiet(script: Script) -> Mapping[str, str]:
    """The surroundings of the children; a scripted demo shows its transcript, not the log."""
    given = dict(environment())
    if script.steps or script.connect:
        given.setdefault("PARLEY_LOG_LEVEL", "ERROR")
    return given


async def _stay(here: SandboxProcesses, say: Shout) -> None:
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


async def _play(script: Script, here: SandboxProcesses, say: Shout) -> int:
    good = True
    for service in script.connect:
        try:
            await connect(here, script.person, ROOM, service, say)
        except ConnectFailed as fault:
            say(f"  it did not work: {fault}")
            return 1
    for step in script.steps:
        good = await _Stage(here, script.person, say).play(step) and good
    return 0 if good else 1


class _Stage:
    """One step of the script: what is done, what comes of it, and whether that was meant."""

    def __init__(self, here: SandboxProcesses, person: str, say: Shout) -> None:
        self._here = here
        self._person = person
        self._say = say
        self._before: dict[str, str] = {}

    async def play(self, step: ScriptStep) -> bool:
        """Do *step*, print what everybody and the person see, and judge it."""
        self._before = _prints(await self._said())
        form = await self._here.form(self._person)
        if isinstance(step, TypeText):
            self._say(f"{self._person}: {step.text}")
            done = await self._here.do("type", person=self._person, channel=ROOM, text=step.text)
        else:
            self._say(f"{self._person} presses [{step.label}]")
            done = await self._here.do("click", person=self._person, label=step.label)
        if not done["ok"]:
            self._say(f"  it did not work: {done['error']}")
            return False
        if isinstance(step, PressButton) and done.get("url"):
            return await self._opens(str(done["url"]))
        if (changed := await self._here.form(self._person)) != form:
            return await self._form_changed(step, done, changed)
        return await self._judge(step)

    async def _form_changed(self, step: ScriptStep, done: Mapping[str, Any], form: str) -> bool:
        """A form has opened, or says what is wrong; or it is gone, and was sent or left."""
        if form:
            self._say(form)
            return not done.get("errors")
        return "errors" not in done or await self._judge(step)

    async def _judge(self, step: ScriptStep) -> bool:
        """Show what comes, until what is meant has come and nothing more does for a moment."""
        goal, loop = expected_outcome(step, await self._here.now()), asyncio.get_running_loop()
        met, end = False, loop.time() + ANSWER_WITHIN
        while loop.time() < end:
            said = await self._said()
            for one in self._fresh(said):
                self._show(one)
                if one["text"] == WORKING:
                    continue
                if any(failure in one["text"] for failure in _FAILURES):
                    return False
                met = met or await self._fits(goal, one)
                end = loop.time() + (QUIET if met else REST_WITHIN)
            if (
                isinstance(step, PressButton)
                and goal is ScriptOutcome.ANSWER
                and self._taken_away(said)
            ):
                return True
            await asyncio.sleep(LOOK_EVERY)
        if not met:
            self._say(f"  that is not {goal.value}")
        return met

    async def _said(self) -> list[Mapping[str, Any]]:
        """What the person sees that the bot has said, oldest first, and how it reads."""
        book, texts = await self._here.book(), await self._here.texts(self._person)
        said = [
            {**one, "reads": texts[one["ts"]]}
            for one in (*book["messages"], *book["ephemerals"])
            if one["ts"] in texts and one["via"] != "person"
        ]
        return sorted(said, key=lambda one: str(one["ts"]))

    def _fresh(self, said: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """What is new, or changed, since it was looked at last."""
        fresh = [one for one in said if self._before.get(one["ts"]) != _print(one)]
        self._before |= _prints(fresh)
        return fresh

    def _taken_away(self, said: Sequence[Mapping[str, Any]]) -> bool:
        return bool(self._before.keys() - _prints(said).keys())

    async def _fits(self, goal: ScriptOutcome, message: Mapping[str, Any]) -> bool:
        link = _join_link(message)
        match goal:
            case ScriptOutcome.CARD:
                return bool(link) and await self._opens(link)
            case ScriptOutcome.CANCELLED:
                return not link and _heading(message).startswith(LABELS[CardState.CANCELLED])
            case ScriptOutcome.ANSWER:
                return True

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
        text = str(message["reads"])
        if heading := _heading(message):
            text = f"{heading}\n{text}"
        text = text.replace("\n", "\n  ")
        labels = " ".join(f"[{one['text']['text']}]" for one in _buttons(message))
        self._say(f"Parley{only}: {text}" + (f"\n  {labels}" if labels else ""))


def _prints(said: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(one["ts"]): _print(one) for one in said}


def _print(message: Mapping[str, Any]) -> str:
    """What makes a changed message another one."""
    return f"{message['text']}{message['blocks']}"


def _buttons(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        element
        for block in message["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
        if element.get("type") == "button"
    ]


def _heading(message: Mapping[str, Any]) -> str:
    """The title of a card; empty for anything else."""
    headings = (block for block in message["blocks"] if block["type"] == "header")
    return str(next((block["text"]["text"] for block in headings), ""))


def _join_link(message: Mapping[str, Any]) -> str:
    joins = (one for one in _buttons(message) if one["action_id"] == "parley.join")
    return str(next(joins, {}).get("url", ""))
