"""Decides what a line asks for: a meeting now, a meeting later, an order, an answer, or unsure.

A public meeting starts only where it was surely asked for. The decision is pure: it knows the text,
the way it came in, and the titles of the meetings that are coming up.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import OSA

from language.lexicon import PIECES, language_of, lexicon_of
from language.orders.reader import (
    NOTHING_ELSE,
    LineReading,
    Order,
    names_definitely,
    read_line,
    start_words,
)
from language.request import MOST_READ, MeetingRequest


class TextSource(Enum):
    """The way a text came in."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "dm"


class Does(Enum):
    """What comes of a text."""

    START = "start"  # at once, in public
    SCHEDULE = "schedule"  # what was understood is shown
    ORDER = "order"  # something is changed, listed or settled
    ANSWER = "answer"  # help, or the answer to a question
    UNSURE = "unsure"  # the person alone is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What comes of a text, and why.

    *reason* is a word for tests and logs. *order* is what was ordered or asked. *command* is a
    command word with *rest* behind it, as it is meant to be run. *text* is what is left to be read
    as a request for a meeting.
    """

    does: Does
    reason: str
    text: str = ""
    order: Order | None = None
    command: str = ""
    rest: str = ""


ALONE: Final = frozenset({"help", "list", "today", "tomorrow", "week", "agenda", "accounts"})
NAME_A_MEETING: Final = frozenset({"move", "cancel", "who", "host"})
NAME_A_SERVICE: Final = frozenset({"connect", "disconnect"})
COMMANDS: Final = ALONE | NAME_A_MEETING | NAME_A_SERVICE | {"settings", "now"}
_REAL_WORDS: Final = frozenset(
    (
        *("more", "mode", "mole", "love", "dove", "cove", "moved", "moves", "movie", "mover"),
        *("mauve", "rove", "weak", "weeks", "meek", "seek", "peek", "geek", "leek", "wee"),
        *("last", "lost", "lust", "lisp", "mist", "fist", "gist", "lists", "listen", "lint"),
        *("lift", "liste", "lista", "lijst", "most", "post", "cost", "hose", "hosts", "ghost"),
        *("held", "hell", "helm", "heal", "yelp", "kelp", "helps", "hemp", "heap", "heel"),
        *("cancer", "cancels", "toady", "todays", "tomorrows", "agendas", "connects"),
        *("account", "setting", "sittings", "disconnects"),
    )
)
"""Words one letter away from a command that begin many a title, in English and elsewhere."""
_SETTINGS: Final = re.compile(r"(?:remind\b.*)?", re.IGNORECASE | re.DOTALL)
_MOVE: Final = re.compile(r".+?\sto\s.+", re.IGNORECASE | re.DOTALL)
_QUOTED: Final = re.compile(r"[\"“„»«](?P<title>[^\"”“»«]+)[\"”“»«]")
_NOW: Final = re.compile(r"(?:right |just )?now[.!]*", re.IGNORECASE)
_NOW_FIRST: Final = re.compile(r"now\s+(?=\S)", re.IGNORECASE)
_ON_SERVICE: Final = re.compile(r"on\s+(?P<name>[\w.-]+)(?:\s+.*)?", re.IGNORECASE | re.DOTALL)
_PARLEY: Final = re.compile(r"@parley\b[,:]?", re.IGNORECASE)
_BESIDE_A_SERVICE: Final = frozenset(
    [
        "team",
        "meet",
        "web",
        "room",
        "call",
        "site",
        "line",
        "time",
        "zoo",
        "loom",
        "skip",
        "type",
        "board",
    ]
)


def route(
    text: str,
    request: MeetingRequest,
    *,
    via: TextSource = TextSource.COMMAND,
    known: Collection[str] = (),
    services: Mapping[str, str] = MappingProxyType({}),
    locale: str = "en-US",
) -> Decision:
    """Decide what *text* asks for.

    *request* is what ``understand`` read of it; *known* the titles of meetings that are coming up;
    *services* the names of meeting services and how they are written.
    """
    text = shortened(text, via)
    line = " ".join(text[:MOST_READ].split())
    if len(text) > MOST_READ or "too_long" in request.uncertain:
        return _too_long(text, line, request, locale)
    if via is TextSource.COMMAND and (quoted := _QUOTED.fullmatch(line)):
        return Decision(does=Does.START, reason="quoted", text=quoted["title"])
    if _NOW.fullmatch(line) or (via is TextSource.COMMAND and not line):
        return Decision(does=Does.START, reason="now")
    reading = read_line(line, locale)
    asked = _Asked(line, request, known, dict(services), locale, reading)
    decision = asked.command()
    if reading is NOTHING_ELSE:
        decision = decision or asked.misspelt()
    else:
        decision = decision or asked.small() or asked.order()
        decision = decision or asked.misspelt() or asked.verb_alone()
    if decision is None and via is not TextSource.COMMAND:
        decision = asked.in_conversation()
    return decision or asked.as_meeting(via)


def shortened(text: str, via: TextSource) -> str:
    """What is read of *text*, however long it is: nothing else looks at the rest.

    Where there is more, one character of it stays, by which all that read it see that it is too
    long. In a conversation the bot's own name, with which it is spoken to, is no part of it.
    """
    if via is not TextSource.COMMAND:
        text = _PARLEY.sub(" ", text).lstrip()
    return text[: MOST_READ + 1]


def _too_long(text: str, line: str, request: MeetingRequest, locale: str) -> Decision:
    """A text of which only the beginning, *line*, was read: the person is told so, and asked."""
    first = line.partition(" ")[0].lower().rstrip("!.,:?")
    order = read_line(line, locale).begun
    command = first if first in COMMANDS else order.verb if order else ""
    does = Does.UNSURE if command else _dated(request)
    return Decision(does=does, reason="too long", text=text, command=command)


def _dated(request: MeetingRequest) -> Does:
    dated = request.start is not None or request.date is not None or request.rrule is not None
    return Does.SCHEDULE if dated else Does.UNSURE


def speaks_of_time(title: str, locale: str) -> bool:
    """Whether *title* says a time beside other words: "morning sync", "sync weekly".

    Such a title is asked about, not started. "Night" is not meant (a quiz night is a meeting), nor
    "weekly" in front, which names a kind of meeting.
    """
    lexicon, text = lexicon_of(language_of(locale)), title.casefold()
    pieces = PIECES.findall(text)
    if len(pieces) > 1:
        _letter, last = lexicon.words.get(pieces[-1], ("", {}))
        if "recur" in last or not lexicon.parts_of_day.isdisjoint(pieces):
            return True
    unspaced = (word for word in lexicon.unspaced if word in text and word != text)
    return any(word in lexicon.parts_of_day for word in unspaced)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One line, with all that is known about it."""

    line: str
    request: MeetingRequest
    known: Collection[str]
    services: dict[str, str]
    locale: str
    reading: LineReading

    def command(self) -> Decision | None:
        """A command word with arguments that fit it, or with others."""
        first, _, rest = self.line.partition(" ")
        verb, rest = first.lower().rstrip("!.,:?"), rest.strip()
        if verb not in COMMANDS or verb == "now":
            return None
        if fits(verb, rest, self.services):
            does = Does.ANSWER if verb == "help" else Does.ORDER
            order = self.reading.order if verb in NAME_A_MEETING else None
            return Decision(does=does, reason="command", command=verb, rest=rest, order=order)
        if self.reading.small == "help":
            return Decision(does=Does.ANSWER, reason="help")
        return self._with_other_arguments(verb, rest)

    def _with_other_arguments(self, verb: str, rest: str) -> Decision | None:
        """A command word whose arguments do not fit: other words for an order, or a title."""
        order = self.reading.order
        if order is not None and order.fits and order.verb in {verb, "list", "who", "skip"}:
            return Decision(does=_does(order), reason="order", order=order)
        timed = self.request.start is not None or self.request.title is not None
        if verb in ALONE and _dated(self.request) is Does.SCHEDULE and timed:
            return None  # "today 5pm budget" and "agenda review tomorrow" are meetings
        named = any(_folded(rest).startswith(_folded(title)) for title in self.known)
        title = verb != "settings" and " " in rest and not named
        does = Does.UNSURE if title or verb in ALONE or not rest else Does.ANSWER
        return Decision(does=does, reason="arguments", command=verb, rest=rest)

    def misspelt(self) -> Decision | None:
        """A word that is nearly a command, alone or with arguments; a service nearly named."""
        first, _, rest = self.line.partition(" ")
        word = first.lower().rstrip("!.,:?")
        meant = _nearly(word)
        if meant and (not rest or word not in _REAL_WORDS or self._names_known(rest)):
            return Decision(does=Does.UNSURE, reason="misspelt", command=meant, rest=rest.strip())
        named = _ON_SERVICE.fullmatch(self.line)
        if named and (service := self._nearly_service(named["name"].lower())):
            rest = self.line[named.end("name") :].strip()
            text = f"on {service} {rest}".strip()
            return Decision(does=Does.UNSURE, reason="service", command="on", rest=text)
        return None

    def small(self) -> Decision | None:
        """A greeting, thanks, a call for help, a lone word that could be an order."""
        if kind := self.reading.small:
            return Decision(does=Does.ANSWER, reason=kind)
        order = self.reading.order
        if order is not None and order.fits and order.verb in ("next", "list"):
            return None  # "next" and "upcoming" are questions, however short
        if verb := self.reading.lone:
            known = Order(verb=verb, fits=False)
            return Decision(does=Does.UNSURE, reason="lone", order=known)
        return None

    def order(self) -> Decision | None:
        """An order about meetings in other words, or a question."""
        order = self.reading.order
        if order is not None and not order.surely:
            definite = names_definitely(order.meeting, self.locale)
            order = order if definite or self._names_known(order.meeting) else None
        if order is not None and order.fits:
            return Decision(does=_does(order), reason="order", order=order)
        if self.reading.question and not self._is_proposal():
            return Decision(does=Does.ANSWER, reason="question")
        return None

    def verb_alone(self) -> Decision | None:
        """A line that begins with the verb of an order, and has no time to be shown with."""
        order = self.reading.begun
        if order is None or self.request.start is not None:
            return None
        return Decision(does=Does.UNSURE, reason="verb", order=order)

    def in_conversation(self) -> Decision | None:
        """What is typed to the bot among people: only sure words start a meeting."""
        title = start_words(self.line, self.locale)
        if title is not None and not self.request.has_time and not self._unread():
            return Decision(does=Does.START, reason="start", text=title)
        if self.request.has_time or self._unread():
            return None
        return Decision(does=Does.ANSWER, reason="talk")

    def as_meeting(self, via: TextSource) -> Decision:
        """A meeting: with a time it is shown first, with a time that was not read it is asked."""
        text = _NOW_FIRST.sub("", self.line)
        if via is not TextSource.COMMAND:
            text = start_words(text, self.locale) or text
        timed = self.request.has_time
        if timed and _dated(self.request) is Does.SCHEDULE:
            return Decision(does=Does.SCHEDULE, reason="time", text=text)
        if timed or speaks_of_time(self.request.title or "", self.locale):
            return Decision(does=Does.UNSURE, reason="unread", text=text)
        if via is not TextSource.COMMAND:
            return Decision(does=Does.ANSWER, reason="talk")
        return Decision(does=Does.START, reason="title", text=text)

    def _unread(self) -> bool:
        """Whether words of time are left that were not read."""
        return bool({"not_read", "several", "too_long", "vague"} & {*self.request.uncertain})

    def _is_proposal(self) -> bool:
        """Whether a question proposes a meeting: "can we meet tomorrow at 3?"."""
        if self.request.start is None:
            return False
        return not read_line(self.line.rstrip("?？ "), self.locale).question

    def _names_known(self, words: str) -> bool:
        """Whether *words* hold the title of a meeting that is coming up."""
        plain = f" {_folded(words)} "
        titles = [f" {_folded(title)} " for title in self.known]
        return plain.strip() != "" and any(t in plain or plain in t for t in titles)

    def _nearly_service(self, word: str) -> str:
        if word in self.services or len(word) < 4 or word in _BESIDE_A_SERVICE:
            return ""
        names = {name: name for name in self.services} | {
            title.lower().split()[-1]: name for name, title in self.services.items()
        }
        names |= {"skype": "skype", "webex": "webex", "teams": "teams", "meet": "google-meet"}
        if word in names:
            return ""
        near = (
            name
            for name in names
            if len(name) > 3 and OSA.distance(word, name, score_cutoff=1) == 1
        )
        return next((names[name] for name in near), "")


def _does(order: Order) -> Does:
    return Does.ANSWER if order.question else Does.ORDER


def fits(verb: str, rest: str, services: Mapping[str, str]) -> bool:
    """Whether *rest* is what the command *verb* takes."""
    if verb in ALONE:
        return not rest
    if verb in NAME_A_SERVICE:
        return not rest or rest.lower() in services
    if verb == "settings":
        return _SETTINGS.fullmatch(rest) is not None
    if verb == "move":
        return _MOVE.fullmatch(rest) is not None
    return bool(rest) and verb in {"cancel", "host"}


@lru_cache(maxsize=1000)
def _nearly(word: str) -> str:
    """The command that *word* is one slip away from, else ""; a slip is one letter or one swap."""
    if word in COMMANDS or len(word) < 4 or not word.isalpha():
        return ""
    near = (verb for verb in sorted(COMMANDS) if OSA.distance(word, verb, score_cutoff=1) == 1)
    return next((verb for verb in near if len(verb) > 3), "")


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
