"""What was typed becomes one of the things that the bot can be asked for.

A command word counts only as the first word and with its own grammar; a lone word within one edit
of a command is asked about; everything else is a title; quotes always make a title.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class MeetingText:
    """Start or schedule a meeting; *text* is for ``language.understand``."""

    text: str


@dataclass(frozen=True, slots=True)
class NamedCommand:
    """A command of its own: *verb* and what follows it."""

    verb: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class UnclearCommand:
    """A lone word that is nearly a command, or one that lacks the meeting that it is about."""

    verb: str
    text: str


ParsedCommand: TypeAlias = MeetingText | NamedCommand | UnclearCommand

_ALONE = frozenset({"help", "list", "today", "tomorrow", "week", "agenda", "accounts"})
NAMES_A_MEETING = frozenset({"move", "cancel", "who"})
_NAMES_A_SERVICE = frozenset({"connect", "disconnect"})
_SETTINGS = re.compile(r"(remind\b.*)?", re.IGNORECASE | re.DOTALL)
_MOVE = re.compile(r".+\sto\s.+", re.IGNORECASE | re.DOTALL)
_AMOUNT = r"(?:an?|half\s+an?|\d+)\s*(?:h|hrs?|hours?|m|mins?|minutes?|days?|weeks?)"
_SHIFT = re.compile(
    rf"(.+?)\s+(by\s+{_AMOUNT}|{_AMOUNT}\s+(?:later|earlier)|(?:forward|back)\s+(?:by\s+)?{_AMOUNT})",
    re.IGNORECASE | re.DOTALL,
)
COMMANDS = _ALONE | NAMES_A_MEETING | _NAMES_A_SERVICE | {"settings", "now"}
_QUESTION = re.compile(r"^who(?:'s|\s+is|\s+are|\s+can|\s+will|\s+wants?)\b", re.IGNORECASE)


def parse_command(text: str, services: frozenset[str]) -> ParsedCommand:
    """Say what *text* asks for; *services* are the names that ``connect`` may be given."""
    text = text.strip()
    first, _, rest = text.partition(" ")
    verb, rest = first.lower(), rest.strip()
    if verb == "now":
        return MeetingText(rest)
    if _is_command(verb, rest, services):
        return NamedCommand(verb, rest)
    if verb in NAMES_A_MEETING and not rest:
        return UnclearCommand(verb, text)
    if text and not rest and (meant := _nearly(verb)):
        return UnclearCommand(meant, text)
    return MeetingText(text)


def _is_command(verb: str, rest: str, services: frozenset[str]) -> bool:
    if verb in _ALONE:
        return not rest
    if verb in _NAMES_A_SERVICE:
        return not rest or rest.lower() in services
    if verb == "settings":
        return _SETTINGS.fullmatch(rest) is not None
    if verb == "move":
        return _MOVE.fullmatch(rest) is not None or shifted(rest) is not None
    if verb == "who":
        return bool(rest) and not _QUESTION.match(f"{verb} {rest}")
    return verb == "cancel" and bool(rest)


def shifted(rest: str) -> tuple[str, str] | None:
    """The title and by how much, of "stand-up an hour later" or "stand-up by 30 min"."""
    match = _SHIFT.fullmatch(rest.strip())
    return (match[1], match[2]) if match else None


def _nearly(word: str) -> str:
    if word in COMMANDS or len(word) < 3 or not word.isalpha():
        return ""
    return next((verb for verb in sorted(COMMANDS) if _one_edit(word, verb)), "")


def _one_edit(word: str, verb: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with its neighbour makes them alike."""
    from rapidfuzz.distance import OSA  # takes 20 ms to load, and few words are misspelt commands

    return OSA.distance(word, verb, score_cutoff=1) <= 1
