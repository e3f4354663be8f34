"""`parley demo`: the real bot in a sandbox, to type to by hand or by a script."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp

from bot.cli.demo_connect import ConnectFailed, connect
from bot.cli.sandbox_environment import SandboxBroken, SandboxProcesses, start_sandbox
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

CHANNEL = "general"
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
"""Parts of the answers that say that something failed."""

Echo = Callable[[str], None]


async def run(script: Script, say: Echo) -> int:
    """Start the sandbox; play the script or stay up. Returns the exit status."""
    services = ",".join(dict.fromkeys(("jitsi", *script.connect)))
    try:
        async with start_sandbox(_environment(script), services) as sandbox:
            if script.steps or script.connect:
                return await _play(script, sandbox, say)
            await _stay(sandbox, say)
    except SandboxBroken as fault:
        say(f"The demo did not come up: {fault}")
        return 1
    return 0


def _environment(script: Script) -> Mapping[str, str]:
    """The environment of the child processes; a script shows its transcript, not the log."""
    variables = dict(environment())
    if script.steps or script.connect:
        variables.setdefault("PARLEY_LOG_LEVEL", "ERROR")
    return variables


async def _stay(sandbox: SandboxProcesses, say: Echo) -> None:
    names = ", ".join(
        f"{person['name']} ({person['real_name']})" for person in sandbox.slack["people"]
    )
    say(
        f"\nOpen {sandbox.page} in your browser, choose who you are, and type /meet stand-up.\n"
        f"People here: {names}. Nobody needs a password for Slack.\n"
        "Stop with Ctrl-C."
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    await stopping.wait()


async def _play(script: Script, sandbox: SandboxProcesses, say: Echo) -> int:
    good = True
    for service in script.connect:
        try:
            await connect(sandbox, script.person, CHANNEL, service, say)
        except ConnectFailed as fault:
            say(f"  it did not work: {fault}")
            return 1
    for step in script.steps:
        good = await _StepPlayer(sandbox, script.person, say).play(step) and good
    return 0 if good else 1


class _StepPlayer:
    """Plays one step of the script, shows what comes of it, and says if that was expected."""

    def __init__(self, sandbox: SandboxProcesses, person: str, say: Echo) -> None:
        self._sandbox = sandbox
        self._person = person
        self._say = say
        self._seen: dict[str, str] = {}

    async def play(self, step: ScriptStep) -> bool:
        """Do *step* and print what the person sees; True if it has the expected outcome."""
        self._seen = _versions(await self._messages())
        form = await self._sandbox.form(self._person)
        if isinstance(step, TypeText):
            self._say(f"{self._person}: {step.text}")
            done = await self._sandbox.do(
                "type", person=self._person, channel=CHANNEL, text=step.text
            )
        else:
            self._say(f"{self._person} presses [{step.label}]")
            done = await self._sandbox.do("click", person=self._person, label=step.label)
        if not done["ok"]:
            self._say(f"  it did not work: {done['error']}")
            return False
        if isinstance(step, PressButton) and done.get("url"):
            return await self._opens(str(done["url"]))
        if (changed := await self._sandbox.form(self._person)) != form:
            return await self._form_changed(step, done, changed)
        return await self._outcome(step)

    async def _form_changed(self, step: ScriptStep, done: Mapping[str, Any], form: str) -> bool:
        """A form has opened or shows errors; or it is gone, and was sent or closed."""
        if form:
            self._say(form)
            return not done.get("errors")
        return "errors" not in done or await self._outcome(step)

    async def _outcome(self, step: ScriptStep) -> bool:
        """Show the answers until the expected one is there and no more come for a moment."""
        goal, loop = expected_outcome(step, await self._sandbox.now()), asyncio.get_running_loop()
        met, end = False, loop.time() + ANSWER_WITHIN
        while loop.time() < end:
            messages = await self._messages()
            for message in self._fresh(messages):
                self._show(message)
                if message["text"] == WORKING:
                    continue
                if any(failure in message["text"] for failure in _FAILURES):
                    return False
                met = met or await self._fits(goal, message)
                end = loop.time() + (QUIET if met else REST_WITHIN)
            if (
                isinstance(step, PressButton)
                and goal is ScriptOutcome.ANSWER
                and self._some_deleted(messages)
            ):
                return True
            await asyncio.sleep(LOOK_EVERY)
        if not met:
            self._say(f"  that is not {goal.value}")
        return met

    async def _messages(self) -> list[Mapping[str, Any]]:
        """The bot's messages that the person sees, oldest first; ``reads`` is the shown text."""
        book, texts = await self._sandbox.book(), await self._sandbox.texts(self._person)
        messages = [
            {**message, "reads": texts[message["ts"]]}
            for message in (*book["messages"], *book["ephemerals"])
            if message["ts"] in texts and message["via"] != "person"
        ]
        return sorted(messages, key=lambda message: str(message["ts"]))

    def _fresh(self, messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The messages that are new or changed since the last look."""
        fresh = [
            message for message in messages if self._seen.get(message["ts"]) != _version(message)
        ]
        self._seen |= _versions(fresh)
        return fresh

    def _some_deleted(self, messages: Sequence[Mapping[str, Any]]) -> bool:
        return bool(self._seen.keys() - _versions(messages).keys())

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
            async with self._sandbox.session.get(link) as reply:
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
        labels = " ".join(f"[{button['text']['text']}]" for button in _buttons(message))
        self._say(f"Parley{only}: {text}" + (f"\n  {labels}" if labels else ""))


def _versions(messages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(message["ts"]): _version(message) for message in messages}


def _version(message: Mapping[str, Any]) -> str:
    """What differs between a message and the same message after an update."""
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
    joins = (button for button in _buttons(message) if button["action_id"] == "parley.join")
    return str(next(joins, {}).get("url", ""))
