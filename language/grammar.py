"""Rules over kinds of words: patterns written in words, run as one regular expression."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import contains
from typing import Any, Final, TypeAlias

from language.lexicon import Alphabet, Senses
from language.phrases import Context
from language.terms import Terms

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
    result: frozenset[Opening] = frozenset()
    row: list[frozenset[Opening]] = []
    looking = False
    for kinds, sign in tokens:
        if sign in ("!", ">"):
            looking = True
            continue
        if sign == ")":
            break
        if sign == "|":
            result |= _concatenate(row)
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
    return result | _concatenate(row)


def _concatenate(row: list[frozenset[Opening]]) -> frozenset[Opening]:
    """Return how a row of parts, one behind the other, can begin."""
    begun: frozenset[Opening] = _EMPTY
    for part in row:
        if all(len(opening) == REACH for opening in begun):
            break
        begun = frozenset((first + second)[:REACH] for first in begun for second in part)
    return begun


def _again(part: frozenset[Opening]) -> frozenset[Opening]:
    """Return how a repeated part can begin."""
    result = part
    for times in range(2, REACH + 1):
        result |= _concatenate([part] * times)
    return result


Groups: TypeAlias = dict[str, list[tuple[int, tuple[str, ...]]]]
"""Slot -> the groups that may hold it, each with the kinds it may have, the preferred first."""


_REMEMBERED: Final = 20_000
_OFTEN: Final = {"*": "{0,7}", "+": "{1,7}"}
_LOOKS: Final = {"!": "(?!", ">": "(?="}


class Slots:
    """The named words of a match: ``slots["hour"]`` is a value, or None where there is none."""

    __slots__ = ("_groups", "_match", "_terms")

    def __init__(self, match: re.Match[str], groups: Groups, terms: Terms) -> None:
        self._match = match
        self._groups = groups
        self._terms = terms

    def __getitem__(self, name: str) -> Any:
        start = self._match.start
        for group, kinds in self._groups.get(name, ()):
            at = start(group)
            if at >= 0:
                senses = self._terms.senses[at]
                for kind in kinds:
                    if kind in senses:
                        return senses[kind]
                return None
        return None

    def __contains__(self, name: str) -> bool:
        start = self._match.start
        for group, _ in self._groups.get(name, ()):  # noqa: SIM110  # any() takes twice as long
            if start(group) >= 0:
                return True
        return False

    def get(self, name: str, default: Any) -> Any:
        """Return the value of a slot, or *default* if the slot is empty."""
        if name in self:
            return self[name]
        return default

    def may_be(self, name: str, kind: str) -> bool:
        """Whether the word in a slot could also be of another kind."""
        for group, _ in self._groups.get(name, ()):
            at = self._match.start(group)
            if at >= 0:
                return kind in self._terms.senses[at]
        return False

    def senses(self) -> list[Senses]:
        """Return the meanings of all the words of the match."""
        return self._terms.senses[self._match.start() : self._match.end()]


Build: TypeAlias = Callable[[Slots, Context], Any]


@dataclass(frozen=True, slots=True)
class GrammarRule:
    """*pattern* over kinds, what it *gives* (a kind of phrase), and how to *build* its value.

    A pattern is a row of items: ``kind``, ``kind/kind`` (either), ``name:kind`` (a slot), groups
    ``( | )``, ``?``, ``*`` and ``+`` (seven times at most: nothing takes long), and ``!`` or ``>``
    before an item that must not or must follow. A build that returns None says that the words do
    not mean this after all.
    """

    gives: str
    pattern: str
    build: Build


Candidate: TypeAlias = tuple[int, Callable[[str, int], re.Match[str] | None], Build, Groups]
"""A rule by its number, and what it needs to be tried: its match, its build, its slots."""

FoundPhrase: TypeAlias = tuple[int, int, int, Any]
"""Where a phrase begins and ends, the number of its rule, and its value."""


@cache
def _openings_of(
    rules: tuple[GrammarRule, ...],
) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Return by their first kinds the numbers of the rules, with what they have next."""
    begin: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, rule in enumerate(rules):
        for first, *rest in openings(rule.pattern):
            begin.setdefault(first, []).append((number, tuple(rest)))
    return begin


class Grammar:
    """A list of rules; where several fit, the first one counts."""

    def __init__(self, rules: Sequence[GrammarRule], alphabet: Alphabet) -> None:
        self._rules = rules
        self._alphabet = alphabet
        self._letters = [alphabet.letter((rule.gives,)) for rule in rules]
        self._candidates: dict[int, Candidate] = {}
        self._openings = _openings_of(tuple(rules))
        self._starters = frozenset[str]().union(*map(alphabet.letters, self._openings))
        self._begin: dict[str, list[tuple[int, list[frozenset[str]]]]] = {}
        self._tried: dict[str, tuple[Candidate, ...]] = {}

    def reduce(self, terms: Terms, context: Context) -> Terms:
        """Return the terms with every phrase that a rule finds joined into one."""
        kinds, first, tried = terms.kinds, self._starters, self._tried.get
        result: list[FoundPhrase] = []
        end = 0
        for at, letter in enumerate(kinds):
            if at < end or letter not in first:
                continue
            candidates = tried(kinds[at : at + REACH])
            if candidates is None:
                candidates = self._opened_by(kinds[at : at + REACH])
            if not candidates:
                continue
            number, value, stop = self._first(candidates, at, terms, context)
            if value is not None:
                result.append((at, stop, number, value))
                end = stop
        return self._join(terms, result) if result else terms

    def _join(self, terms: Terms, result: list[FoundPhrase]) -> Terms:
        """Return the terms with each phrase in the place of its words."""
        kinds, senses = terms.kinds, terms.senses.copy()
        starts, ends = terms.starts.copy(), terms.ends.copy()
        for at, end, number, value in reversed(result):
            kinds = f"{kinds[:at]}{self._letters[number]}{kinds[end:]}"
            senses[at:end] = ({self._rules[number].gives: value},)
            if end - at > 1:
                del starts[at + 1 : end], ends[at : end - 1]
        return Terms(kinds, senses, starts, ends)

    def _first(
        self, candidates: tuple[Candidate, ...], at: int, terms: Terms, context: Context
    ) -> tuple[int, Any, int]:
        """Return the first rule that fits here and whose build agrees."""
        kinds = terms.kinds
        for number, fits, build, slots in candidates:
            match = fits(kinds, at)
            if match:
                value = build(Slots(match, slots, terms), context)
                if value is not None:
                    return number, value, match.end()
        return -1, None, at

    def _opened_by(self, letters: str) -> tuple[Candidate, ...]:
        """Return the rules that can begin with these letters."""
        rest = letters[1:]
        numbers = {
            number
            for number, after in self._begun_by(letters[0])
            if len(after) <= len(rest) and all(map(contains, after, rest))
        }
        result = tuple(map(self._candidate, sorted(numbers)))
        if len(self._tried) < _REMEMBERED:
            self._tried[letters] = result
        return result

    def _begun_by(self, letter: str) -> list[tuple[int, list[frozenset[str]]]]:
        """Return the rules that can begin with a letter, and the letters that can come next."""
        begun = self._begin.get(letter)
        if begun is None:
            of = self._alphabet.letters
            begun = self._begin[letter] = [
                (number, list(map(of, rest)))
                for first, rules in self._openings.items()
                if letter in of(first)
                for number, rest in rules
            ]
        return begun

    def prepare(self) -> None:
        """Compile every rule, which is else done when one is tried for the first time."""
        for number in range(len(self._rules)):
            self._candidate(number)

    def _candidate(self, number: int) -> Candidate:
        """Return a rule ready to be tried, compiled when it is needed for the first time."""
        candidate = self._candidates.get(number)
        if candidate is None:
            rule = self._rules[number]
            fits = re.compile(_compile(rule.pattern, self._alphabet)).match
            candidate = number, fits, rule.build, _slots_of(rule.pattern)
            self._candidates[number] = candidate
        return candidate


def _compile(pattern: str, alphabet: Alphabet) -> str:
    """Turn a rule's pattern into a regular expression over letters of kinds."""
    parts: list[str] = []
    look = ""
    for item in ITEM.finditer(pattern):
        name, kinds, sign = item.groups()
        if kinds:
            source = alphabet.one_of(kinds)
            if look:
                source = f"{look}{source})"
            elif name:
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
            parts.append(_OFTEN.get(sign, sign))
    return "".join(parts)


def _slots_of(pattern: str) -> Groups:
    """Return for each named slot its groups; a name may stand in several alternatives."""
    groups: Groups = {}
    named = [item for item in ITEM.finditer(pattern) if item[1]]
    for number, item in enumerate(named, 1):
        groups.setdefault(item[1], []).append((number, tuple(item[2].split("/"))))
    return groups
