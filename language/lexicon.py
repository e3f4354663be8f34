"""A language's words made ready for reading: which word can mean what, and its kind as one letter.

The grammar matches patterns over *kinds*. Every set of kinds that some word can have gets one
letter of an alphabet, so that a text becomes a short string and a rule a regular expression.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final, TypeAlias

from language.table import Table
from language.zones import ZONES

Senses: TypeAlias = Mapping[str, Any]
"""What a word can mean: kind -> value."""

NOTHING: Final[Senses] = {}
PIECES: Final = re.compile(r"\d+[ªº]?|[^\W\d_]+|[^\w\s]|_")
LANGUAGES: Final = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "nl": "dutch",
    "ja": "japanese",
    "zh": "chinese",
    "pl": "polish",
}
_NOUNS: Final = "daily|weekly|biweekly|bi-weekly|monthly|quarterly"
"""English words that are names of meetings in every other language."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々ー]")


class Alphabet:
    """One letter for each set of kinds, and for each kind the letters that stand for it."""

    def __init__(self) -> None:
        self._letters: dict[frozenset[str], str] = {}
        self._of_kinds: dict[str, frozenset[str]] = {}

    def letter(self, kinds: Iterable[str]) -> str:
        """Return the letter of exactly this set of kinds."""
        key = frozenset(kinds)
        letter = self._letters.get(key)
        if letter is None:
            letter = self._letters[key] = chr(len(self._letters))
            self._of_kinds.clear()
        return letter

    def knows(self, kinds: Iterable[str]) -> bool:
        """Whether this set of kinds has a letter already."""
        return frozenset(kinds) in self._letters

    def letters(self, kinds: str) -> frozenset[str]:
        """Return the letters of all words that can be one of ``kind/kind``."""
        letters = self._of_kinds.get(kinds)
        if letters is None:
            wanted = kinds.split("/")
            known = list(self._letters.items())  # a snapshot: another thread may be adding to it
            letters = frozenset(letter for key, letter in known if not key.isdisjoint(wanted))
            self._of_kinds[kinds] = letters
        return letters

    def one_of(self, kinds: str) -> str:
        """Return a regular expression for one word that can be one of ``kind/kind``."""
        letters = re.escape("".join(sorted(self.letters(kinds))))
        return f"[{letters}]" if letters else "(?!)"


class Lexicon:
    """The words of one language, with English beside it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.table = tables[0]
        self.alphabet = Alphabet()
        self.words: dict[str, tuple[str, Senses]] = {}
        self.glued: dict[str, tuple[str, Senses]] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], str, Senses]]] = {}
        self.unspaced: tuple[str, ...] = ()
        self.parts_of_day = frozenset[str]()
        gathered: dict[tuple[str, ...], dict[str, Any]] = {}
        for table in reversed(tables):
            hidden = f"{table.hides}|{_NOUNS}" if gathered else table.hides
            for form in hidden.split("|"):
                for pieces in _spellings(form):
                    gathered.pop(pieces, None)
            _gather(table.words, gathered)
        self._tell_apart(tables)
        _gather(ZONES, gathered)
        self._store(gathered)
        for table in reversed(tables):
            glued: dict[tuple[str, ...], dict[str, Any]] = {}
            _gather(table.glued, glued)
            for pieces, senses in glued.items():
                self.glued[pieces[0]] = (self.alphabet.letter(senses), senses)

    def _tell_apart(self, tables: Sequence[Table]) -> None:
        """Note which single words are of one language alone, and which English ones are hidden."""
        own, english = (_single(table.words) for table in (tables[0], tables[-1]))
        self._hidden = {form for form in self.table.hides.split("|") if form}
        self._own, self._english = own - english - self._hidden, english - own - self._hidden

    def is_english(self, text: str) -> bool:
        """Whether a text has to be read as English alone, for all that people here speak.

        It holds an English word that is hidden beside the language, such as "on" beside French,
        and other English words about times, but none of the language's own.
        """
        words = set(_LETTERS.findall(text.lower()))
        if words.isdisjoint(self._hidden) or words.isdisjoint(self._english):
            return False
        return words.isdisjoint(self._own)

    def _store(self, gathered: Mapping[tuple[str, ...], dict[str, Any]]) -> None:
        """File single words by themselves, longer phrases under their first word."""
        for pieces, senses in gathered.items():
            _derive(senses)
            letter = self.alphabet.letter(senses)
            if len(pieces) == 1:
                self.words[pieces[0]] = (letter, senses)
            else:
                self.phrases.setdefault(pieces[0], []).append((pieces[1:], letter, senses))
        for longer in self.phrases.values():
            longer.sort(key=lambda phrase: -len(phrase[0]))
        unspaced = {pieces[0] for pieces in gathered if _UNSPACED.search(pieces[0])}
        self.unspaced = tuple(sorted(unspaced, key=lambda word: (-len(word), word)))
        self.parts_of_day = frozenset(
            word
            for word, (_, senses) in self.words.items()
            if senses.get("part", "night") != "night" or "noonword" in senses
        )


def _derive(senses: dict[str, Any]) -> None:
    """Add what follows from a meaning: a small number can be an hour, a week is a ``uweek``."""
    number = senses.get("num")
    if number is not None:
        senses |= {"numhour": number} if number <= 24 else {}
        senses |= {"numbig": number} if 8 <= number <= 24 else {}
        senses |= {"nummin": number} if number < 60 else {}
        senses |= {"numdom": number} if number <= 31 else {}
    if "to" in senses and "at" in senses:
        senses["toat"] = None
    if "hourword" in senses:
        senses["numhour"] = senses["hourword"]
    if "unit" in senses:
        senses[f"u{senses['unit']}"] = senses["unit"]


def _gather(
    words: Mapping[str, str | Mapping[Any, str]], gathered: dict[tuple[str, ...], dict[str, Any]]
) -> None:
    """Add a table's words: local meanings win over those that are there already."""
    fresh: set[tuple[str, ...]] = set()
    for kind, forms in words.items():
        for value, listed in ({None: forms} if isinstance(forms, str) else forms).items():
            for form in listed.split("|"):
                for pieces in _spellings(form):
                    if not pieces:
                        continue
                    if pieces not in fresh and kind in gathered.get(pieces, ()):
                        gathered[pieces] = dict(gathered[pieces])
                    gathered.setdefault(pieces, {})[kind] = value
                    fresh.add(pieces)


def _single(words: Mapping[str, str | Mapping[Any, str]]) -> set[str]:
    """The forms of a table that are one word."""
    gathered: dict[tuple[str, ...], dict[str, Any]] = {}
    _gather(words, gathered)
    return {pieces[0] for pieces in gathered if len(pieces) == 1}


def _spellings(form: str) -> list[tuple[str, ...]]:
    """Split a form into pieces as the reader will, with and without its accents."""
    text = form.strip().lower()
    if _UNSPACED.search(text):
        return [(text.replace(" ", ""),)]
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    plain = plain.replace("ł", "l")
    return [tuple(PIECES.findall(spelling)) for spelling in dict.fromkeys((text, plain))]


@lru_cache(maxsize=256)
def language_of(locale: str) -> str:
    """Return the two-letter code of a locale such as ``pt-BR`` or ``de_DE``."""
    return locale.replace("_", "-").split("-")[0].lower() or "en"


@cache
def table_of(code: str) -> Table:
    """Load one language's table."""
    module = import_module(f"language.languages.{LANGUAGES[code]}")
    table: Table = module.TABLE
    return table


@cache
def lexicon_of(code: str) -> Lexicon:
    """Return the lexicon of a language; English alone where there is no table of it."""
    english = table_of("en")
    if code == "en" or code not in LANGUAGES:
        return Lexicon((english,))
    return Lexicon((table_of(code), english))
