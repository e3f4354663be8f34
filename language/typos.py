"""Misspelt day words: ``thusday``, ``tomrrow``, ``wendesday``; one slip in a long word."""

from typing import Final

from language.lexicon import Lexicon
from language.terms import Terms

_SHORTEST: Final = 6
_REAL: Final = frozenset(("sundae", "monde", "mandag", "modern", "sonata", "mondial", "match"))
_KINDS: Final = ("weekday", "dayword", "weekdays", "month")


class Typos:
    """Knows the day words of a language with one letter wrong, missing, doubled or swapped."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._near: dict[str, list[str]] = {}
        for word, (_, means) in lexicon.words.items():
            if len(word) >= _SHORTEST and word.isalpha() and not set(_KINDS).isdisjoint(means):
                for form in (word, *_shorter(word)):
                    self._near.setdefault(form, []).append(word)

    def mend(self, terms: Terms, text: str) -> bool:
        """Give the first misspelt day word its meaning; return whether there was one."""
        words = self._lexicon.words
        for index, means in enumerate(terms.means):
            start, end = terms.starts[index], terms.ends[index]
            if means or not 4 < end - start < 16 or not text[start].isalpha():
                continue
            meant = self._meant(text[start:end].lower())
            if meant:
                letter, terms.means[index] = words[meant]
                terms.kinds = terms.kinds[:index] + letter + terms.kinds[index + 1 :]
                return True
        return False

    def _meant(self, word: str) -> str | None:
        """Return the day word that *word* is one slip away from."""
        if word in _REAL:
            return None
        for form in (word, *_shorter(word)):
            for known in self._near.get(form, ()):
                if known[0] == word[0] and _one_slip(word, known):
                    return known
        return None


def _shorter(word: str) -> list[str]:
    """Return the word with each one of its letters left out."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with the next."""
    if abs(len(word) - len(known)) > 1:
        return False
    begin = 0
    while begin < min(len(word), len(known)) and word[begin] == known[begin]:
        begin += 1
    rest, other = word[begin:], known[begin:]
    if rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]:
        return True
    return rest[:2] == other[1::-1] and rest[2:] == other[2:]
