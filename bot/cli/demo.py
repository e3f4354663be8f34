"""`parley demo`: the real bot in a sandbox, to type to by hand or by a script."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import aiohttp

from bot.cli.demo_connect import ConnectFailed, connect
from bot.cli.sandbox_environment import SandboxBroken, SandboxProcesses, start_sandbox
from bot.cli.script import (
    WITH_ACCOUNTS,
    PressButton,
    Script,
    ScriptOutcome,
    ScriptReader,
    ScriptStep,
    TypeText,
    expected_outcome,
)
from bot.settings import environment
from bot.slack.cards import LABELS
from bot.slack.middleware import NOT_ACCEPTED
from handlers.slack_types import CardState
from handlers.words import WORKING, broke, gave_up, nothing_set_up

SERVICES = ("jitsi", *WITH_ACCOUNTS)
"""What the sandbox has. The first is where meetings are made unless a service is named."""

CHANNEL = "general"
"""Where the script types."""

ANSWER_WITHIN = 90.0
"""Seconds for the final answer to a step."""

REST_WITHIN = 4.0
"""Seconds after an answer in which the rest of it must have come."""

QUIET = 0.5
"""Seconds after which nothing more is expected."""

LOOK_EVERY = 0.1

STOPPED = 128 + signal.SIGTERM
"""The exit status of a script that was stopped."""

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
    if task := asyncio.current_task():  # so that nothing is left running, whenever it is stopped
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        async with start_sandbox(
            environment(), SERVICES, script.organization, to_terminal=script.log
        ) as sandbox:
            if script.steps or script.connect:
                return await _play(script, sandbox, say)
            await _stay(sandbox, say)
    except SandboxBroken as fault:
        say(f"The demo did not come up: {fault}")
        return 1
    except asyncio.CancelledError:
        return STOPPED
    return 0


async def _stay(sandbox: SandboxProcesses, say: Echo) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    log = f"\nThe bot's log is in {sandbox.log}: ARGS=--log shows it here." if sandbox.log else ""
    accounts = "\n".join(_accounts(sandbox))
    people = ", ".join(str(person["real_name"]) for person in sandbox.slack["people"])
    say(
        f"\nOpen {sandbox.page} in your browser, choose who you are, and type /meet stand-up.\n\n"
        f"People, who need no password for Slack: {people}.\n"
        "Meeting services, with the accounts that the page's Connect buttons ask for.\n"
        "Ada's may hold meetings, Mallory's may not.\n"
        f"{accounts}{log}\nStop with Ctrl-C."
    )
    await stopping.wait()


def _accounts(sandbox: SandboxProcesses) -> Iterator[str]:
    """A line for each service and person that has an account there."""
    names = {person["name"]: person["real_name"] for person in sandbox.slack["people"]}
    for service in sandbox.announced[1:]:
        called = f"  {service['title']:20}"
        if not service["people"]:
            yield f"{called}needs no account"
        for name in (name for name in service["people"] if name in names):
            account = ", ".join(f"{key} {value}" for key, value in service["people"][name].items())
            yield f"{called}{names[name]}: {account}"
            called = " " * len(called)


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
        self._known: tuple[str, ...] = ()

    async def play(self, step: ScriptStep) -> bool:
        """Do *step* and print what the person sees; True if it has the expected outcome."""
        messages = await self._messages()
        self._seen = _versions(messages)
        self._known = tuple(_heading(message) for message in messages if _join_link(message))
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
        return await self._outcome(step, done)

    async def _form_changed(self, step: ScriptStep, done: Mapping[str, Any], form: str) -> bool:
        """A form has opened or shows errors; or it is gone, and was sent or closed."""
        if form:
            self._say(form)
            return not done.get("errors")
        return "errors" not in done or await self._outcome(step, done)

    async def _outcome(self, step: ScriptStep, done: Mapping[str, Any]) -> bool:
        """Show the answers until the expected one is there and no more come for a moment."""
        menu = done.get("element") == "overflow"
        goal = expected_outcome(step, await self._sandbox.now(), self._reader(), menu=menu)
        loop = asyncio.get_running_loop()
        met = goal is ScriptOutcome.ANSWER_OR_SILENCE
        end = loop.time() + (REST_WITHIN if met else ANSWER_WITHIN)
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
            self._say(f"  that is not {goal.value}{self._advice(await self._messages())}")
        return met

    def _advice(self, messages: Sequence[Mapping[str, Any]]) -> str:
        """What would help, where the bot asks for an account."""
        asked = any(b["action_id"] == "parley.connect" for m in messages[-1:] for b in _buttons(m))
        return ": connect the account first, with --connect SERVICE" if asked else ""

    def _reader(self) -> ScriptReader:
        """Who types, and the titles of the cards that they had seen before this step."""
        people = self._sandbox.slack["people"]
        person = next(person for person in people if person["name"] == self._person)
        return ScriptReader(zone=person["zone"], locale=person["locale"], known=self._known)

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
            case ScriptOutcome.CARD if _asks_whether_to_start(message):
                return True
            case ScriptOutcome.CARD:
                return bool(link) and await self._opens(link)
            case ScriptOutcome.CANCELLED:
                text = str(message.get("text", ""))
                if text.startswith("Cancelled: ") and "Only this date." in text:
                    return True  # of a series
                return not link and _heading(message).startswith(LABELS[CardState.CANCELLED])
            case _:
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
        text = str(message["reads"]).replace("\n", "\n  ")
        labels = " ".join(f"[{label}]" for label in _labels(message))
        self._say(f"Parley{only}: {text}" + (f"\n  {labels}" if labels else ""))


def _versions(messages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(message["ts"]): _version(message) for message in messages}


def _version(message: Mapping[str, Any]) -> str:
    """What differs between a message and the same message after an update."""
    return f"{message['text']}{message['blocks']}"


def _elements(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        element
        for block in message["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
    ]


def _buttons(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [element for element in _elements(message) if element.get("type") == "button"]


def _labels(message: Mapping[str, Any]) -> Iterator[str]:
    """What can be pressed: buttons, and the options of menus."""
    for element in _elements(message):
        if element.get("type") == "button":
            yield str(element["text"]["text"])
        elif element.get("type") == "overflow":
            yield "More: " + " | ".join(option["text"]["text"] for option in element["options"])


def _asks_whether_to_start(message: Mapping[str, Any]) -> bool:
    """Whether it is the question of a bot that is on it, or that knows of another meeting here."""
    return any(button["action_id"] == "parley.start_another" for button in _buttons(message))


def _heading(message: Mapping[str, Any]) -> str:
    """The title of a card; empty for anything else."""
    headings = (block for block in message["blocks"] if block["type"] == "header")
    return str(next((block["text"]["text"] for block in headings), ""))


def _join_link(message: Mapping[str, Any]) -> str:
    joins = (button for button in _buttons(message) if button["action_id"] == "parley.join")
    return str(next(joins, {}).get("url", ""))
