"""Rules over kinds of words: patterns written in words, run as one regular expression."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from language.lexicon import Alphabet, Means
from language.said import Said
from language.terms import Terms

_ITEM: Final = re.compile(r"(?:([a-z]\w*):)?([a-z]\w*(?:/[a-z]\w*)*)|([()|?*+!>])|\s+")


Groups: TypeAlias = dict[str, list[tuple[int, tuple[str, ...]]]]
"""Slot -> the groups that may hold it, each with the kinds it may have, the preferred first."""


_LOOKS: Final = {"!": "(?!", ">": "(?="}


class Slots:
    """The named words of a match: ``slots["hour"]`` is a value, or None where there is none."""

    __slots__ = ("_groups", "_match", "_terms")

    def __init__(self, match: re.Match[str], groups: Groups, terms: Terms) -> None:
        self._match = match
        self._groups = groups
        self._terms = terms

    def __getitem__(self, name: str) -> Any:
        for group, kinds in self._groups.get(name, ()):
            at = self._match.start(group)
            if at >= 0:
                means = self._terms.means[at]
                for kind in kinds:
                    if kind in means:
                        return means[kind]
        return None

    def __contains__(self, name: str) -> bool:
        return any(self._match.start(group) >= 0 for group, _ in self._groups.get(name, ()))

    def means(self) -> list[Means]:
        """Return the meanings of all the words of the match."""
        return self._terms.means[self._match.start() : self._match.end()]


Build: TypeAlias = Callable[[Slots, Said], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """*pattern* over kinds, what it *gives* (a kind of phrase), and how to *build* its value.

    A pattern is a row of items: ``kind``, ``kind/kind`` (either), ``name:kind`` (a slot),
    groups ``( | )``, ``?``, ``*``, ``+``, and ``!`` or ``>`` before an item that must not or must
    follow. A build that returns None says that the words do not mean this after all.
    """

    gives: str
    pattern: str
    build: Build


class Grammar:
    """A list of rules; where several fit, the first one counts."""

    def __init__(self, rules: Sequence[Rule], alphabet: Alphabet) -> None:
        self._rules = rules
        self._letters = {rule.gives: alphabet.letter((rule.gives,)) for rule in rules}
        sources = [_compiled(rule.pattern, alphabet, named=False) for rule in rules]
        self._whole = re.compile("|".join(f"({source})" for source in sources))
        self._single = [
            (re.compile(_compiled(rule.pattern, alphabet, named=True)), _slots_of(rule.pattern))
            for rule in rules
        ]

    def reduce(self, terms: Terms, said: Said) -> Terms:
        """Return the terms with every phrase that a rule finds joined into one."""
        kinds, means, starts, ends = [], [], [], []
        old, at = terms.kinds, 0
        while match := self._whole.search(old, at):
            begin = match.start()
            number, value, end = self._first(match, terms, said)
            if value is None:
                end = begin + 1
            kinds.append(old[at : end if value is None else begin])
            stop = end if value is None else begin
            means += terms.means[at:stop]
            starts += terms.starts[at:stop]
            ends += terms.ends[at:stop]
            if value is not None:
                gives = self._rules[number].gives
                kinds.append(self._letters[gives])
                means.append({gives: value})
                starts.append(terms.starts[begin])
                ends.append(terms.ends[end - 1])
            at = end
        if not kinds:
            return terms
        kinds.append(old[at:])
        means += terms.means[at:]
        starts += terms.starts[at:]
        ends += terms.ends[at:]
        return Terms("".join(kinds), means, starts, ends)

    def _first(self, match: re.Match[str], terms: Terms, said: Said) -> tuple[int, Any, int]:
        """Return the first rule from the matching one on whose build agrees."""
        begin = match.start()
        for number in range((match.lastindex or 1) - 1, len(self._rules)):
            pattern, slots = self._single[number]
            single = pattern.match(terms.kinds, begin)
            if single and single.end() > begin:
                value = self._rules[number].build(Slots(single, slots, terms), said)
                if value is not None:
                    return number, value, single.end()
        return -1, None, begin


def _compiled(pattern: str, alphabet: Alphabet, *, named: bool) -> str:
    """Turn a rule's pattern into a regular expression over letters of kinds."""
    parts: list[str] = []
    look = ""
    for item in _ITEM.finditer(pattern):
        name, kinds, sign = item.groups()
        if kinds:
            source = alphabet.one_of(kinds.split("/"))
            if look:
                source = f"{look}{source})"
            elif name and named:
                source = f"({source})"
            else:
                source = f"(?:{source})"
            parts.append(source)
            look = ""
        elif sign in _LOOKS:
            look = _LOOKS[sign]
        elif sign == "(":
            parts.append(look or "(?:")
            look = ""
        elif sign:
            parts.append(sign)
    return "".join(parts)


def _slots_of(pattern: str) -> Groups:
    """Return for each named slot its groups; a name may stand in several alternatives."""
    groups: Groups = {}
    named = [item for item in _ITEM.finditer(pattern) if item[1]]
    for number, item in enumerate(named, 1):
        groups.setdefault(item[1], []).append((number, tuple(item[2].split("/"))))
    return groups
