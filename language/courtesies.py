"""Taking off a title what people say around it: courtesies, loose marks, links."""

import html
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from language.lexicon import table_of
from language.table import Courtesy, Table
from language.terms import lowered

_EDGES: Final = " \t\r\n,;:.-–—|/+&、。，；·•@¿¡"
_ROUNDS: Final = 8
_EMOJI: Final = re.compile(r":[a-z0-9_+-]+:")
_COLON: Final = "\ue000"  # that of an emoji: no mark, and no edge
_BEGUN: Final = 4
_FIRST: Final = re.compile(r"[^\W\d_]+")
_WORDS: Final = re.compile(r"\w+")
_LOOSE: Final = re.compile(r"\s+([,.;:!?])|\(\s*\)|\[\s*\]")
_LINK: Final = re.compile(r"<(?:https?|tel):[^>|]*(?:\|([^>]*))?>")


def without_links(title: str) -> str:
    """Replace each link by its label, if it has one."""
    return _LINK.sub(lambda match: match[1] or "", title)


class _Courtesies:
    """What people say around a title in one language, ready to be taken off."""

    def __init__(self, table: Table) -> None:
        self._openers = re.compile(f"(?:{_any_of(table.openers)}){{1,6}}")
        self._opening = frozenset(word for word in table.opening.split("|") if word)
        self._closers = re.compile(_any_of(table.closers))
        self._cues = frozenset(table.cues.split("|")) if table.cues else None
        self._loose = frozenset(table.loose.split("|"))
        self._any = self._opening | (self._cues or frozenset()) | self._loose
        self._told = bool(self._opening) and self._cues is not None
        self._mine = frozenset(table.mine.split("|"))
        self._phrasal = frozenset(table.phrasal.split("|"))

    def may_have(self, title: str) -> bool:
        """Whether a courtesy can be in a title: where none of their words is, there is none."""
        plain = self._told and title.replace(" ", "").isalpha()
        return not (plain and self._any.isdisjoint(title.lower().split(" ")))

    def strip_opener(self, title: str) -> str:
        """Take off what opens a title."""
        low = lowered(title)
        first = _FIRST.match(low)
        if self._opening and not (first and first[0] in self._opening):
            return title
        match = self._openers.match(low)
        return title[match.end() :].strip() if match else title

    def strip_mine(self, title: str) -> str:
        """Take "my" off what somebody asks for."""
        first, _, rest = title.partition(" ")
        return rest if first.lower() in self._mine and rest else title

    def _may_close(self, low: str) -> bool:
        """Whether something can close here: to look costs less than to search."""
        if self._cues is None or has_sentence_end(low):
            return True
        plain = low.replace(" ", "").isalnum()
        return not self._cues.isdisjoint(low.split(" ") if plain else _WORDS.findall(low))

    def strip_closer(self, title: str) -> str:
        """Take off what closes a title, and words that lead nowhere."""
        low = lowered(title)
        if self._may_close(low):
            match = self._closers.search(low)
            if match:
                title = f"{title[: match.start()].rstrip()} {title[match.end() :].lstrip()}".strip()
        before, _, last = title.rpartition(" ")
        if last.lower() in self._loose and before.rpartition(" ")[2].lower() not in self._phrasal:
            return before.rstrip(_EDGES)
        return title


def _any_of(courtesies: Iterable[Courtesy]) -> str:
    """Return a regular expression for any of these, or for nothing that there is."""
    return "|".join(courtesy.pattern for courtesy in courtesies) or "(?!)"


def has_sentence_end(text: str) -> bool:
    """Whether a sentence can end before the end of the text."""
    return ". " in text or "? " in text or "! " in text


@cache
def _courtesies(code: str) -> _Courtesies:
    return _Courtesies(table_of(code))


def clean(left: str, table: Table, *, keep: bool) -> str:
    """Take off courtesies, loose marks and prepositions that lead nowhere.

    *keep*: the first word belongs to the title.
    """
    spaced = "<" in left or "  " in left
    title = " ".join(without_links(left).split()) if spaced else left
    title = html.unescape(title)
    title = _EMOJI.sub(lambda name: name[0].replace(":", _COLON), title)
    courtesies = _courtesies(table.code)
    if not courtesies.may_have(title):
        return title
    before, asked, begun = None, False, None
    for _ in range(_ROUNDS):
        if not title or title == before:
            break
        title = title.strip(_EDGES)
        if not keep and title[:_BEGUN] != begun:  # what was asked for is asked for once
            opened = courtesies.strip_opener(title)
            if opened != title:
                asked, title = True, courtesies.strip_mine(opened).strip(_EDGES)
            begun = title[:_BEGUN]
        title = title.rstrip("?! ") if asked else title
        before, title = title, courtesies.strip_closer(title)
    if ("(" in title) != (")" in title):
        title = title.strip("() ")
    if not title.replace(" ", "").isalnum():
        title = _LOOSE.sub(lambda match: match[1] or "", title)
    title = title.strip(_EDGES) if title[:1] not in "([" else title.strip()
    return title.replace(_COLON, ":")
