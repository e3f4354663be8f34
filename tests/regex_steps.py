"""Counts the steps that a regular expression takes on a text, and makes texts that cost it most.

The matcher of ``re`` does not tell how often it steps back. This one walks the same parsed pattern
in the same order, and counts every item that it tries: the same number on every machine.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

UNBOUNDED = 200
"""A repetition that may go on longer than this has no bound worth the name."""

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdecimal,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    ops.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
    ops.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    ops.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_GROUPS = (ops.SUBPATTERN, ops.ATOMIC_GROUP)
_SINGLE = (ops.LITERAL, ops.NOT_LITERAL, ops.ANY, ops.IN)

Ends = Callable[[int], Iterator[int]]
"""Where a part of a pattern can end that begins there, in the order in which that is tried."""


class TooManySteps(Exception):
    """More than were allowed."""


class Counter:
    """A pattern that counts the steps it takes."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.parsed = list(parser.parse(pattern.pattern, pattern.flags))
        self._folds = bool(pattern.flags & re.IGNORECASE)
        self._dot_all = bool(pattern.flags & re.DOTALL)
        self._ends = self._row(self.parsed)
        self._text = ""
        self._taken = self._most = 0

    def steps(self, how: str, text: str, most: int) -> int:
        """The steps of ``match``, ``fullmatch`` or ``search``. Raises TooManySteps."""
        self._text, self._taken, self._most = text, 0, most
        for begin in range(len(text) + 1 if how == "search" else 1):
            ends = self._ends(begin)
            if next((end for end in ends if how != "fullmatch" or end == len(text)), -1) >= 0:
                break
        return self._taken

    def _step(self) -> None:
        self._taken += 1
        if self._taken > self._most:
            raise TooManySteps

    def _row(self, items: Sequence[Any]) -> Ends:
        parts = [self._part(*item) for item in items]

        def ends(at: int, first: int = 0) -> Iterator[int]:
            if first == len(parts):
                yield at
                return
            for end in parts[first](at):
                yield from ends(end, first + 1)

        return ends

    def _part(self, op: Any, what: Any) -> Ends:
        if op in _SINGLE:
            return self._single(op, what)
        if op in _REPEATS:
            return self._repeat(op, *what)
        if op is ops.BRANCH:
            rows = [self._row(row) for row in what[1]]
            return lambda at: (end for row in rows for end in row(at))
        if op in (ops.ASSERT, ops.ASSERT_NOT):
            return self._look(op is ops.ASSERT, *what)
        if op is ops.AT:
            return lambda at: iter((at,) if self._is_at(what, at) else ())
        inner = self._row(_inner(op, what))
        return self._first(inner) if op is ops.ATOMIC_GROUP else inner

    def _first(self, ends: Ends) -> Ends:
        def first(at: int) -> Iterator[int]:
            end = next(ends(at), None)
            return iter(() if end is None else (end,))

        return first

    def _single(self, op: Any, what: Any) -> Ends:
        fits = self._letter(op, what)

        def ends(at: int) -> Iterator[int]:
            self._step()
            if at < len(self._text) and fits(self._text[at]):
                yield at + 1

        return ends

    def _letter(self, op: Any, what: Any) -> Callable[[str], bool]:
        known: dict[str, bool] = {}

        def fits(letter: str) -> bool:
            if letter not in known:
                known[letter] = self._fits(op, what, letter)
            return known[letter]

        return fits

    def _fits(self, op: Any, what: Any, letter: str) -> bool:
        if op is ops.ANY:
            return self._dot_all or letter != "\n"
        forms = {letter, letter.lower(), letter.upper()} if self._folds else {letter}
        forms = {form for form in forms if len(form) == 1}
        if op is ops.IN:
            found = any(_is_in(part, form) for part in what for form in forms)
            return found != (what[0][0] is ops.NEGATE)
        return any(ord(form) == what for form in forms) == (op is ops.LITERAL)

    def _repeat(self, op: Any, least: int, most: int, row: Any) -> Ends:
        ends, lazy = self._row(row), op is ops.MIN_REPEAT

        def again(at: int, times: int) -> Iterator[int]:
            for end in ends(at) if times < most else ():
                if end > at or times < least:
                    yield from repeated(end, times + 1)

        def repeated(at: int, times: int = 0) -> Iterator[int]:
            self._step()
            enough = (at,) if times >= least else ()
            for part in (enough, again(at, times)) if lazy else (again(at, times), enough):
                yield from part

        return self._first(repeated) if op is ops.POSSESSIVE_REPEAT else repeated

    def _look(self, wanted: bool, direction: int, row: Any) -> Ends:
        ends = self._row(row)
        width = row.getwidth()[0] if direction < 0 else 0

        def look(at: int) -> Iterator[int]:
            found = at >= width and next(ends(at - width), None) is not None
            return iter((at,) if found == wanted else ())

        return look

    def _is_at(self, what: Any, at: int) -> bool:
        self._step()
        text = self._text
        if what in (ops.AT_BEGINNING, ops.AT_BEGINNING_STRING):
            return at == 0
        if what in (ops.AT_END, ops.AT_END_STRING):
            return at == len(text)
        word = _CATEGORIES[ops.CATEGORY_WORD]
        before, after = at > 0 and word(text[at - 1]), at < len(text) and word(text[at])
        return (before != after) == (what is ops.AT_BOUNDARY)


def _is_in(part: Any, letter: str) -> bool:
    op, what = part
    if op is ops.LITERAL:
        return bool(ord(letter) == what)
    if op is ops.RANGE:
        return bool(what[0] <= ord(letter) <= what[1])
    return op is ops.CATEGORY and _CATEGORIES[what](letter)


def pumped(items: Sequence[Any], before: str = "", after: str = "") -> Iterator[tuple[str, str]]:
    """What comes before, and what is repeated, in texts that lead a pattern into its repetitions.

    *after* is what could follow *items*: the repetition of it costs most where it ends many times.
    """
    for index, (op, what) in enumerate(items):
        rest = "".join(map(_sample, items[index + 1 :])) + after
        if op in _REPEATS:
            row = list(what[2])
            if what[1] > UNBOUNDED:
                body = "".join(map(_sample, row)) or "x"
                yield before, body
                yield from ((before, piece) for piece in _pieces(rest, row))
            yield from pumped(row, before, rest)
        elif op is ops.BRANCH:
            for row in what[1]:
                yield from pumped(list(row), before, rest)
        elif op in _GROUPS:
            yield from pumped(_inner(op, what), before, rest)
        before += _sample((op, what))


def _pieces(rest: str, row: Sequence[Any]) -> Iterator[str]:
    """What may follow a repetition of anything, to be repeated within it."""
    if row[0][0] in (ops.ANY, ops.IN, ops.NOT_LITERAL):
        yield from {" ", rest[:1], rest[:2], rest[:4], rest[:8], rest} - {""}


def _sample(item: Any) -> str:
    """A short text that an item fits."""
    op, what = item
    if op is ops.LITERAL:
        return chr(what)
    if op in (ops.ANY, ops.NOT_LITERAL):
        return "x"
    if op is ops.IN:
        return "☂" if what[0][0] is ops.NEGATE else _sample_of_class(what[0])
    if op in _REPEATS:
        return "".join(map(_sample, what[2])) * max(1, min(what[0], 3))
    row = what[1][0] if op is ops.BRANCH else _inner(op, what) if op in _GROUPS else ()
    return "".join(map(_sample, row))


def _inner(op: Any, what: Any) -> Sequence[Any]:
    """What stands within a group."""
    if op not in _GROUPS:
        raise NotImplementedError(op)
    return list(what[-1] if op is ops.SUBPATTERN else what)


def _sample_of_class(part: Any) -> str:
    op, what = part
    if op is ops.LITERAL:
        return chr(what)
    if op is ops.RANGE:
        return chr(what[0])
    return {ops.CATEGORY_DIGIT: "1", ops.CATEGORY_SPACE: " "}.get(what, "x")
