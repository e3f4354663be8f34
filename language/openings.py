"""How a rule's pattern can begin: its first kinds of words, so that few rules need trying."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeAlias

ITEM: Final = re.compile(r"(?:([a-z]\w*):)?([a-z]\w*(?:/[a-z]\w*)*)|([()|?*+!>])|\s+")
"""A named or plain kind, or a sign, of a pattern (see ``grammar.Rule``)."""

Opening: TypeAlias = tuple[str, ...]
"""Up to three items such as ``weekday/weekdays``; fewer if the pattern can end there."""

_EMPTY: Final[frozenset[Opening]] = frozenset({()})
REACH: Final = 3
"""How many words are looked at."""


@cache
def openings(pattern: str) -> frozenset[Opening]:
    """Return all ways in which a text that fits *pattern* can begin."""
    tokens = [(item[2], item[3]) for item in ITEM.finditer(pattern) if item[2] or item[3]]
    return _either(iter([*tokens, ("", ")")]))


def _either(tokens: Iterator[tuple[str, str]]) -> frozenset[Opening]:
    """Read alternatives up to the closing bracket."""
    found: frozenset[Opening] = frozenset()
    row: list[frozenset[Opening]] = []
    looking = False
    for kinds, sign in tokens:
        if sign in ("!", ">"):
            looking = True
            continue
        if sign == ")":
            break
        if sign == "|":
            found |= _joined(row)
            row = []
        elif sign in ("?", "*"):
            row[-1] |= _EMPTY
            row[-1] = _again(row[-1]) if sign == "*" else row[-1]
        elif sign == "+":
            row[-1] = _again(row[-1])
        else:
            part = frozenset({(kinds,)}) if kinds else _either(tokens)
            row.append(_EMPTY if looking else part)
            looking = False
    return found | _joined(row)


def _joined(row: list[frozenset[Opening]]) -> frozenset[Opening]:
    """Return how a row of parts, one behind the other, can begin."""
    begun: frozenset[Opening] = _EMPTY
    for part in row:
        if all(len(opening) == REACH for opening in begun):
            break
        begun = frozenset((first + second)[:REACH] for first in begun for second in part)
    return begun


def _again(part: frozenset[Opening]) -> frozenset[Opening]:
    """Return how a repeated part can begin."""
    found = part
    for times in range(2, REACH + 1):
        found |= _joined([part] * times)
    return found
