"""The bot's general sentences, and how other people's words become safe to show in Slack."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Final

from handlers.slack_types import Button, Message
from meetings import catalog
from meetings.catalog import TITLES

TITLE_LENGTH = 150
"""Characters: what fits into the header of a card."""

_MOST_CLEANED = 3000
"""Characters that are looked at: what Slack takes in one field. Some of this is not linear."""

_ESCAPE = re.compile(r"<([@#!])?([^<>|]*)(?:\|([^<>]*))?>")
_PERSON, _GROUP = re.compile(r"[UW][A-Z0-9]+"), re.compile(r"S[A-Z0-9]+")
_FORMATS = re.compile(r":[a-z0-9][a-z0-9_+-]*:|[*_~`]")
_LOOKALIKES = dict(zip("*_~`", "∗＿∼ˋ", strict=True))
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_NAMED = {"channel": "@channel", "here": "@here", "everyone": "@everyone"}


def plain(text: str, length: int = TITLE_LENGTH) -> str:
    """*text* as Slack sent it, on one clean line: escapes undone, cut to *length* characters."""
    return one_line(unescape(_ESCAPE.sub(_spoken, text[:_MOST_CLEANED])), length)


def one_line(text: str, length: int = TITLE_LENGTH) -> str:
    """*text* in NFC on one line, without controls and direction marks, cut to *length*."""
    text = text[:_MOST_CLEANED]
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.encode(errors="ignore").decode())
        visible = (" " if c.isspace() else c for c in text if c.isspace() or _is_visible(c))
        text = "".join(visible)
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN and character not in _BIDI


def _spoken(escape: re.Match[str]) -> str:
    sign, what, label = escape.groups()
    if sign == "@":
        return f"@{label or what}"
    if sign == "#":
        return f"#{label or what}"
    if sign == "!":
        return label or _NAMED.get(what, "")
    return label or what


def quote(text: str) -> str:
    """*text* for Slack's mrkdwn: nothing in it can ping, link or format a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bare(text: str) -> str:
    """Somebody's words on one line, with nothing in them that pings, links or formats."""
    return quote(_FORMATS.sub(_defused, one_line(text)))


def _defused(match: re.Match[str]) -> str:
    """A character that formats becomes one that looks like it; an emoji's name stays."""
    return _LOOKALIKES.get(match[0], match[0])


def mention(name: str) -> str:
    """Somebody of a meeting's people for Slack's mrkdwn: a person, or a name as typed."""
    if _PERSON.fullmatch(name):
        return f"<@{name}>"
    if _GROUP.fullmatch(name):
        return "a user group"  # which is told by a click alone
    return quote(one_line(name, 80))


def people(count: int) -> str:
    """How many; nothing for none."""
    return "1 person" if count == 1 else f"{count} people" if count else ""


def untitled(name: str) -> str:
    """The title of a meeting without one."""
    return f"Meeting with {name}" if name else "Meeting"


def started(title: str, name: str, when: str, join_url: str) -> str:
    """What a card says where only its text is read: in a notification, by a screen reader."""
    return f"{title}: meeting started by {name} on {when}. Join: {join_url}"


HELP = (
    "*Start a meeting*: `/meet`, `/meet design sync`, `/meet on {service} design sync`. "
    "The link is posted here for everyone.\n"
    "*Schedule one*: `/meet design review with @ana next tuesday 3pm for 45 min`, "
    "`/meet stand-up every weekday 9:15`. You see what I understood, and one click schedules it.\n"
    "*See, move, cancel*: `/meet list` (or `today`, `tomorrow`, `week`), "
    "`/meet move design review to friday 4pm`, `/meet push stand-up by 30 min`, "
    "`/meet cancel design review`, `/meet cancel my 3pm`.\n"
    "*Change*: `/meet add @bo to design review` (or `remove`), "
    "`/meet rename design review to design sync`, `/meet extend design review by 15 min` (or "
    "`shorten`), `/meet end design review`; `/meet undo that` takes back your last change.\n"
    "*Ask*: `/meet when is my next meeting?`, `/meet who is coming to design review?`, "
    "`/meet am I free at 3?`, `/meet host design review` for your host link.\n"
    "*Reminders and more*: `/meet settings`, `/meet settings remind 1m,10m`.\n"
    "*In a thread* Slack allows no commands: type `{mention} start design sync`, or choose "
    "_Meet about this_ from a message's menu.\n"
    '*A title that looks like a command* goes in quotes: `/meet "list"`.\n'
    "*Services set up here*: {services}."
)


def help_text(services: Sequence[tuple[str, str]], mention: str, *, accounts: bool) -> str:
    """What can be typed. *services* are (name, title) pairs, the default first."""
    first = services[0][0] if services else "jitsi"
    named = ", ".join(f"{title} (`on {name}`)" for name, title in services) or "none yet"
    lines = [HELP.format(service=first, services=named, mention=mention)]
    if accounts:
        lines.append(
            "*Accounts*: `/meet connect` connects one, "
            "`/meet accounts` lists yours, `/meet disconnect` removes one."
        )
    return "\n".join(lines)


SHORT_HELP = (
    "I start and schedule meetings: `/meet design sync` starts one now, `/meet design review with "
    "@ana tuesday 3pm` schedules one, `/meet list` shows what is coming up. In a thread Slack "
    "allows no commands: type `{mention} start design sync`. `/meet help` says what else I can do."
)


def short_help(mention: str) -> str:
    """The most useful lines of the help."""
    return SHORT_HELP.format(mention=mention)


def cannot_answer(mention: str) -> str:
    """To a question that has no answer here."""
    return f"I can't answer that. {short_help(mention)}"


def already_on_it(title: str, again: str) -> Message:
    """The same request of the same person, moments ago. *again* is the button's value."""
    return Message(
        text=f"I am already on it: you asked for “{quote(title)}” a moment ago, and its link "
        "will be in this conversation. Press Start another if you want a second one.",
        buttons=(Button(action="parley.start_another", label="Start another", value=again),),
    )


def join_or_another(other: str, title: str, join_url: str, again: str) -> Message:
    """*other* started a meeting here moments ago. *again* is the button's value."""
    join = Button(action="parley.join", label="Join", url=join_url, primary=True)
    another = Button(action="parley.start_another", label="Start another", value=again)
    if not join_url:
        return Message(
            text=f"<@{other}> is starting “{quote(title)}” here right now, and its link is on "
            "its way. Nothing has been started for you: wait for that one, or start another?",
            buttons=(another,),
        )
    return Message(
        text=f"<@{other}> started “{quote(title)}” here a moment ago: {quote(join_url)}\n"
        "Nothing has been started for you: join that one, or start another?",
        buttons=(join, another),
    )


def cannot_start(against: Sequence[str], others: Sequence[Button]) -> Message:
    """The service would not make the meeting, and says why; *others* start it elsewhere."""
    return Message(text=f"{quote(' '.join(against))} Nothing has been started.", buttons=(*others,))


def service_not_here(name: str, here: Sequence[str]) -> Message:
    """The service *name* was asked for, and is not among those that are set up *here*."""
    title = TITLES.get(name, name)
    if catalog.has(name):
        why = f"{title} is not set up here, so nothing has been started. Whoever runs the bot can "
        why += "add it: `parley doctor` says how."
    else:
        why = f"I can't make meetings on {title}, so nothing has been started."
    named = ", ".join(here)
    instead = f"Set up here: {named}." if named else "No service is set up here yet."
    return Message(text=f"{why} {instead}")


def nothing_set_up() -> Message:
    """No meeting service is configured."""
    return Message(
        text="No meeting service is set up here yet, so I can't start a meeting. The administrator "
        "of this bot can set `PARLEY_JITSI__URL`, for example: `parley doctor` says what is "
        "missing."
    )


def link_in_private(title: str, join_url: str, passcode: str) -> Message:
    """The meeting is made, and the card could not be posted in the conversation."""
    code = f" Passcode: {quote(passcode)}." if passcode else ""
    return Message(
        text=f"“{quote(title)}” is ready, but Slack did not let me post in that conversation. "
        f"Please share the link there: {quote(join_url)}{code}\n"
        "If I am not a member there, add me for next time: type `/invite` and my name."
    )


def for_the_organizer(sentences: Sequence[str], title: str, host: str) -> Message | None:
    """What the service changed or left out; with *host*, a button to join as host."""
    lines = [quote(one_line(sentence, 500)) for sentence in sentences]
    if not host:
        return Message(text="\n".join(lines)) if lines else None
    lines.append(f"You are the host of “{quote(title)}”. This button is only for you.")
    button = Button(action="parley.host", label="Join as host", value=host, primary=True)
    return Message(text="\n".join(lines), buttons=(button,))


def offer(message: Message, buttons: Sequence[Button]) -> Message:
    """*message*, with *buttons* for people whose names were typed without @."""
    return replace(message, buttons=(*message.buttons, *buttons)) if buttons else message


NOT_INVITED: Final = "You typed a name without @, so nobody was invited by it."
"""What is said beside the buttons of a meeting that was started at once."""


def invited(name: str, title: str) -> str:
    """Somebody was added to a meeting that has started."""
    return f"{name} is invited to “{title}”."


def way_in(title: str, link: str) -> Message:
    """The organizer's own link, fresh from the service."""
    button = Button(action="parley.join", label="Join", url=link, primary=True)
    text = (
        f"Your host link for “{quote(title)}”. Don't share it: anyone who has it becomes the host."
    )
    return Message(text=text, buttons=(button,))


def no_way_in() -> Message:
    """The meeting is not this person's, or is not known any more."""
    return Message(text="I can't find that meeting among yours. Use the link on its card.")


def no_such_button() -> Message:
    """What was pressed is no button of the bot, or carries nothing that the bot can read."""
    return Message(text=NO_SUCH_BUTTON)


NO_SUCH_BUTTON: Final = (
    "That button doesn't work any more, so nothing has changed. `/meet list` shows what is coming "
    "up, `/meet help` what you can type."
)


def too_late(asked: str) -> Message:
    """The bot was away so long that acting on the request would be a surprise."""
    return Message(
        text=f"I was away when you asked for “{quote(asked)}”, so nothing has been started. "
        "If you still want it, type it again."
    )


def waited_too_long(asked: str) -> Message:
    """The request waited so long for an account that acting on it would be a surprise."""
    return Message(
        text=f"You asked for “{quote(asked)}” more than 15 minutes ago, so nothing has been "
        "started. If you still want it, type it again."
    )


def gave_up(service: str) -> str:
    """Time is up, and whether the meeting was made is not known."""
    return (
        f"{service} did not say whether it made your meeting. No link has "
        "been posted. Look there before you ask again, or use another service."
    )


MAY_HAVE_COME = "(You may have had this message already.)"

WORKING = "Working on it: I will answer here as soon as I can."

NEVER_MIND = "OK, nothing has been started."


def broke(reference: str) -> str:
    """A defect in the bot."""
    return (
        "Something went wrong on my side, so I stopped. "
        f"Please give the administrator of this bot this reference: `{reference}`."
    )
