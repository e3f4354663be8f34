"""Sentences with gaps, written as people say them and made into patterns.

A template is words with gaps: ``push {meeting} back (by)? {amount}``. ``(a|b c)`` are alternatives,
``?`` behind a bracket makes it optional. The gaps are ``{meeting}``, ``{detail}``, ``{people}``,
``{title}``, and ``{amount}``, which takes what the language calls an amount of time.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Templates: TypeAlias = Mapping[str, Sequence[str]]
"""Verb -> the templates that word it, the most telling first."""

_TOKEN: Final = re.compile(r"\{(\w+)\}|\(([^()]*)\)(\?)?|([^\s(){}]+)")
_TWO_GAPS: Final = re.compile(r"\}\s*(?:\([^()]*\)\?\s*)?\{|\{.*\{.*[^}]$")
"""Two gaps side by side, or before the end: every word of the line may be where the first ends."""
_LAZY: Final = ("meeting", "people")
_ANYTHING, _BOUNDED = "+", "{1,200}"
"""How much a gap takes; bounded where many places of a line may be its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWords:
    """How one language words orders.

    *polite* are openings that ask nicely and mean nothing. *orders* fit wherever they fit; *weak*
    ones begin with words that also begin titles, and count only where the meeting is one that is
    known or named like one (*definite*: "the", "my" ...). *verbs* make an order of a line that
    begins with them (or ends, *verb_last*) even where no template fits. *questions* and *small*
    (greetings, thanks, help) fit whole lines, *alone* lone words that could be orders. *question*
    begins what is a question, *starts* has the word that starts a meeting and its ``title``.
    *later* and *earlier* are put behind an amount, to say in which direction a meeting is moved.
    """

    polite: str = ""
    polite_end: str = ""
    amount: str
    later: str
    earlier: str
    orders: Templates
    weak: Templates = field(default_factory=dict)
    verbs: Mapping[str, str] = field(default_factory=dict)
    questions: Templates
    question: str
    small: Mapping[str, str]
    alone: Mapping[str, str] = field(default_factory=dict)
    definite: str
    starts: str
    spaced: bool = True
    verb_last: bool = False


def pattern(template: str, words: OrderWords) -> re.Pattern[str]:
    """Make *template* a pattern for a whole line, whose words have one space between them."""
    gap = " " if words.spaced else " ?"
    often = _BOUNDED if _TWO_GAPS.search(template) or not words.spaced else _ANYTHING
    made, begun = "", False
    for token in _TOKEN.finditer(template):
        name, choices, optional, word = token.groups()
        if name:
            lazy = "?" if name in _LAZY else ""
            piece = f"(?P<{name}>{words.amount if name == 'amount' else f'.{often}{lazy}'})"
        else:
            piece = (
                "(?:" + "|".join(_literal(one, gap) for one in (choices or word).split("|")) + ")"
            )
        if not begun:
            made += f"(?:{piece}{gap})?" if optional else piece
            begun = not optional
        else:
            made += f"(?:{gap}{piece})?" if optional else gap + piece
    return re.compile(made, re.IGNORECASE)


def first_words(template: str, words: OrderWords) -> frozenset[str] | None:
    """The first words of the lines that fit *template*, in lower case; None if it may be any."""
    if not words.spaced:
        return None
    first: set[str] = set()
    for token in _TOKEN.finditer(template):
        name, choices, optional, word = token.groups()
        if name:
            return None
        first |= {choice.split()[0].lower() for choice in (choices or word).split("|")}
        if not optional:
            break
    return frozenset(first)


def _literal(words: str, gap: str) -> str:
    return gap.join(re.escape(word) for word in words.split())
