"""What is asked, or said, where a line was surely no wish for a meeting, or not surely one.

Every message has a button that starts a meeting of that title all the same.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from handlers.changing.change_words import NEVER_MIND
from handlers.making.start import LABEL_LENGTH, start_anyway
from handlers.slack_types import Button, Message
from handlers.words import plain, quote
from language.request import MOST_READ
from language.routing import NAME_A_MEETING, fits

_TAKES: Final = {
    "move": "`/meet move design review to friday 4pm` moves a meeting.",
    "cancel": "`/meet cancel design review` cancels a meeting.",
    "who": "`/meet who design review` says who is coming, or came.",
    "host": "`/meet host design review` gives its organizer their host link.",
    "connect": "`/meet connect` shows what you can connect.",
    "disconnect": "`/meet disconnect` removes one of your accounts.",
    "settings": "`/meet settings` shows and changes your settings, `/meet settings remind 1m,10m` "
    "the reminders.",
    "list": "`/meet list` shows what is coming up.",
    "today": "`/meet today` shows today's meetings.",
    "tomorrow": "`/meet tomorrow` shows tomorrow's meetings.",
    "week": "`/meet week` shows the next seven days.",
    "agenda": "`/meet agenda` shows today and tomorrow.",
    "accounts": "`/meet accounts` lists your accounts.",
    "help": "`/meet help` says what I can do.",
}
"""What each command takes."""

_ORDERS: Final = {
    "end": "To end a running meeting: `/meet end design review`. A meeting that was "
    "started right away ends when everyone leaves.",
    "join": "To get the link of a meeting: `/meet join design review`. `/meet list` shows all.",
    "undo": "`/meet undo that` takes back your last change, for 10 minutes.",
    "schedule": "To schedule a meeting, type what and when: `/meet design review tomorrow at 3pm`.",
    "free": "To see if you are free: `/meet am I free tomorrow at 3pm?`.",
    "version": "`/meet help` says what I can do and which services are set up here.",
    "move": "To move a meeting, type which and when: `/meet move design review to friday 4pm`.",
    "cancel": "To cancel a meeting, type which: `/meet cancel design review`.",
    "rename": "To rename a meeting: `/meet rename design review to design sync`.",
    "extend": "To make a meeting longer: `/meet extend design review by 15 min`.",
    "shorten": "To make a meeting shorter: `/meet shorten design review by 15 min`.",
    "add": "To invite someone: `/meet add @bo to design review`.",
    "remove": "To remove someone: `/meet remove @bo from design review`.",
    "skip": "I can't skip one date of a series yet. `/meet list` shows what you can move or "
    "cancel.",
    "remind": "Reminders are automatic. `/meet settings remind 1m,10m` changes when they come.",
    "resend": "To get the link of a meeting again: `/meet send the link for design review`.",
    "connect": "`/meet connect` shows which accounts you can connect.",
    "disconnect": "`/meet disconnect` removes one of your accounts.",
    "list": "`/meet list` shows what is coming up.",
    "settings": "`/meet settings` shows and changes your settings.",
    "next": "`/meet next` shows your next meeting.",
}
"""How each order is worded."""

_RUN: Final = {
    "join": "list",
    "version": "help",
    "connect": "connect",
    "disconnect": "disconnect",
    "list": "list",
    "settings": "settings",
    "next": "next meeting",
    "free": "today",
    "skip": "list",
    "undo": "undo that",
}
"""What the button of a lone word runs, where that is harmless."""

_NOT_STARTED: Final = "Nothing has been started."


def wrong_arguments(command: str, rest: str, text: str) -> Message:
    """A command with arguments that do not fit: what it takes."""
    takes = _TAKES.get(command, _TAKES["help"])
    which = "" if rest or command not in NAME_A_MEETING else "Which meeting? "
    buttons = (start_anyway(text), NEVER_MIND)
    return Message(text=f"{which}{takes} {_NOT_STARTED}", buttons=buttons)


def did_you_mean(command: str, rest: str, text: str, services: Mapping[str, str]) -> Message:
    """A misspelt command, alone or with arguments that fit it."""
    line = f"{command} {rest}".strip()
    if not fits(command, rest, services) and command not in NAME_A_MEETING:
        line = command
    return _meant(line, text)


def service_meant(line: str, text: str) -> Message:
    """A misspelt service: *line* is what was typed with its name put right."""
    return _meant(line, text)


def _meant(line: str, text: str) -> Message:
    shown = plain(line, LABEL_LENGTH - len("Yes, "))
    run = Button(
        action="parley.run",
        label=f"Yes, {shown}",
        value=line,
        primary=True,
    )
    asked = quote(plain(line, 100).replace("`", ""))
    return Message(
        text=f"Did you mean `{asked}`? {_NOT_STARTED}",
        buttons=(run, start_anyway(text), NEVER_MIND),
    )


def lone_word(verb: str, text: str) -> Message:
    """A word, or the beginning of a line, that could be an order."""
    buttons = [start_anyway(text), NEVER_MIND]
    if line := _RUN.get(verb):
        label = line[:1].upper() + line[1:]
        buttons.insert(
            0,
            Button(action="parley.run", label=label, value=line, primary=True),
        )
    says = _ORDERS.get(verb, _TAKES["help"])
    return Message(text=f"{says} {_NOT_STARTED}", buttons=tuple(buttons))


def too_long(command: str) -> str:
    """Why nothing was done about a text that is longer than is read, and begins with *command*."""
    why = f"I only read the first {MOST_READ} characters, and this is longer."
    how = _TAKES.get(command) or _ORDERS.get(command)
    return f"{why} {how} Nothing has been changed." if how else why


def unread(text: str, title: str, read: Sequence[str], draft: str, too_long: str = "") -> Message:
    """Words of time were left that were not read, or the text is *too_long*.

    *read* are the words of time that were read.
    """
    why = too_long or "I'm not sure when you mean."
    times = f" I read the time as “{quote(plain(', '.join(read), 100))}”." if read else ""
    change = Button(action="parley.change", label="Change", value=draft)
    drop = Button(action="parley.dismiss", label="Never mind", value=draft)
    return Message(
        text=f"{why} I read the title as “{quote(plain(title))}”.{times} {_NOT_STARTED} Press "
        "Change to choose a day and time.",
        buttons=(change, start_anyway(text), drop),
    )
