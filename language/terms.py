"""Cutting a text into terms: words, numbers, clock and date figures, mentions, quotes."""

import re
from dataclasses import dataclass
from typing import Final

from language.lexicon import NOTHING, Lexicon, Senses
from language.numbers import POLISH_ENDINGS, SAMPLES, figure

_ESCAPE = r"<[@#!][^<>\s][^<>]{0,120}>|<(?:https?|mailto|tel):[^<>]{1,500}>"
_QUOTED = (
    r"\"[^\"\n]{1,200}\"|“[^”“\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»|「[^」\n]{1,200}」"
    r"|『[^』\n]{1,200}』|(?<!\w)'[^'\n]{2,200}'(?!\w)|(?<!\w)‘[^’\n]{2,200}’(?!\w)"
    r"|`[^`\n]{1,200}`"
)
_OPAQUE = (
    r"https?://\S{1,500}|1[- ]?(?:on|to)[- ]?1(?![a-z0-9])|1[:-]1(?![\d:])|24/7|50/50|80/20"
    r"|[$€£¥]\s?\d[\d.,]*[kmb]?|#\d+|\d[\d.,]*\s?(?:%|€|\$|£)|v\d[a-z0-9.]*"
    r"|[a-z]+\.[a-z]{2,}(?:\.[a-z]+)*(?![a-z0-9])|&(?:[a-z]{2,8}|\#\d{1,6});"
    r"|\d+(?:\.\d+){3,}|v?\d+\.\d+\.\d+(?=-?[a-z])|%[0-9a-f]{2}"
    r"|\d{1,4}\.\d{1,4}\.\d(?![\d.])"
)
_MAIL = r"[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z][a-z0-9-]{0,62}"
_FIGURE = (
    r"\d{8}t\d{4}(?:\d\d)?z?(?!\w)|\d{4}-\d\d?-\d\d?(?:t(?=\d\d:\d\d)|(?!\d))"
    r"|\d{4}/\d\d?/\d\d?(?!\d)|\d{1,2}(?:/\d{1,2}/|-\d{1,2}-)(?:\d{4}|\d{2})(?![\d/])"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})(?![\d:.])|\d{1,2}\.\s?\d{1,2}\.(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])|\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?!:?\d)"
    r"|\d{1,2}\s?[hu]\s?\d\d(?!\d|\s?[mhu])"
    rf"|\d+[.,]\d+|\d+(?:(?:-?(?:{POLISH_ENDINGS})|st|nd|rd|th|te[nr]?|er|ère|ième|ème|eme|re|e|ste"
    r"|de)(?![a-zà-ÿ])|\.?[ºª°])|\d+\.(?=\s+\w|[^\W\d]|\s?[-–]\s?\d\d?\.)|\d+"
)
_PLAIN_FIGURE = (
    r"\d{1,2}(?::\d\d)?(?=[ap]m(?![a-z]))|(?!1\s)\d{1,4}(?:(?=\s(?!\s?[%€$£hu]))|$)"
    r"|\d{1,2}:\d\d(?=\s|$)"
)
_NAMED = r"(?<![\w.])@[^\W\d][\w.-]{0,80}|#[^\W\d][\w-]{0,80}"
_COUNTED = (
    r"[x×]\d{1,3}(?!\w)|(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d\d)?"
    r"|(?:(?<=:\d\d)|(?<=:\d\d\s))\+\d\d:?\d\d(?![\d:])|(?<=:\d\d\s)-\d{4}(?!\d)"
    r"|(?:(?<=t\d\d:\d\d)|(?<=t\d\d:\d\d:\d\d))-\d\d:?\d\d(?![\d:])"
    r"|(?:africa|america|asia|atlantic|australia|europe|indian|pacific|etc)/[a-z_]+(?:/[a-z_]+)?"
)
_MONTHS = r"jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MIXED = rf"(?<!\d)(?!(?:{_MONTHS})\d{{1,2}}(?![a-z0-9]))[a-z]+\d[a-z0-9.]*|_+\w*"
_LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff々]"
_UNKNOWN = rf"{_LETTER}+|[\u30a0-\u30ffー]+|[\u3040-\u309f\u3400-\u9fff々]"

(
    PLAIN,
    FIGURE,
    ESCAPE,
    QUOTED,
    OPAQUE,
    MAIL,
    FIGURE_TOO,
    NAMED,
    COUNTED,
    MIXED,
    KNOWN,
    WORD,
    MARK,
) = range(1, 14)
_NAMES: Final = {
    ESCAPE: "escape",
    QUOTED: "quoted",
    OPAQUE: "opaque",
    MAIL: "mail",
    NAMED: "named",
    COUNTED: "counted",
    MIXED: "opaque",
}
_NARROW: Final = {
    **{wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1B), 0xFF0F, 0xFF0E, 0xFF20)},
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), ord("-")),
}
"""Figures and marks that are as wide as a letter of Chinese, and dashes, as they are in ASCII."""
_QUARTER: Final = re.compile("q[1-4]")
_REMEMBERED: Final = 5000


@dataclass(slots=True)
class Terms:
    """A text's terms side by side: letters of their kinds, meanings, where they start and end."""

    kinds: str
    senses: list[Senses]
    starts: list[int]
    ends: list[int]


class Cutter:
    """Cuts texts of one language into terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        alphabet = lexicon.alphabet
        for sample in SAMPLES:
            alphabet.letter(figure(sample))
        self._alphabet = alphabet
        self._words = lexicon.words
        self._glued = lexicon.glued
        self._phrases = lexicon.phrases
        self._second = {
            first: frozenset(rest[0] for rest, _, _ in phrases)
            for first, phrases in lexicon.phrases.items()
        }
        self.unknown = alphabet.letter(("unknown",))
        self._mark = (alphabet.letter(("mark",)), NOTHING)
        self._named = {sort: alphabet.letter((name,)) for sort, name in _NAMES.items()}
        self._quarter = alphabet.letter(("quarterno",))
        self._figures: dict[str, tuple[str, Senses]] = {}
        known = "|".join(map(re.escape, lexicon.unspaced)) or "(?!)"
        self._ascii = _pattern("[a-z]", "[a-z]+", "(?!)")
        self._pattern = _pattern(_LETTER, _UNKNOWN, known)

    def cut(self, text: str) -> Terms:
        """Cut *text*; what is not a word or a mark is white space and falls out."""
        low = text.lower() if text.isascii() else lowered(text.translate(_NARROW))
        letters: list[str] = []
        senses: list[Senses] = []
        starts: list[int] = []
        ends: list[int] = []
        pieces: list[str] = []
        words, second = self._words, self._second
        unknown = (self.unknown, NOTHING)
        longer, last, figured = False, "", -1
        for match in (self._ascii if low.isascii() else self._pattern).finditer(low):
            sort = match.lastindex or 0
            start, end = match.span(sort)
            plain = sort == PLAIN
            for piece in match[sort].split(" ") if plain else (match[sort],):
                if plain and start != figured:
                    letter, sense = words.get(piece, unknown)
                else:
                    letter, sense = self._meaning(sort, piece, glued=start == figured)
                letters.append(letter)
                senses.append(sense)
                starts.append(start)
                start += len(piece)
                ends.append(start)
                start += 1
                pieces.append(piece)
                if last in second and piece in second[last]:
                    longer = True
                last = piece
            if sort in (FIGURE, FIGURE_TOO):
                figured = end
        terms = Terms("".join(letters), senses, starts, ends)
        return self._join_phrases(pieces, terms) if longer else terms

    def _meaning(self, sort: int, piece: str, *, glued: bool) -> tuple[str, Senses]:
        """Return the letter and the meanings of one piece."""
        if sort in (FIGURE, FIGURE_TOO):
            return self._figure(piece)
        if sort in (PLAIN, KNOWN, WORD, MARK):
            known = (self._glued.get(piece) if glued else None) or self._words.get(piece)
            return known or (self._mark if sort == MARK else (self.unknown, NOTHING))
        if sort == MIXED and _QUARTER.fullmatch(piece):
            return self._quarter, {"quarterno": int(piece[1])}
        return self._named[sort], {_NAMES[sort]: piece}

    def _figure(self, piece: str) -> tuple[str, Senses]:
        """Return what a figure can mean, remembering the usual ones."""
        known = self._figures.get(piece)
        if known is None:
            senses = figure(piece)
            if not self._alphabet.knows(senses):
                senses = {"opaque": None}
            known = self._alphabet.letter(senses), senses
            if len(self._figures) < _REMEMBERED:
                self._figures[piece] = known
        return known

    def _join_phrases(self, pieces: list[str], terms: Terms) -> Terms:
        """Join the pieces of longer phrases: ``day after tomorrow`` is one term."""
        phrases = self._phrases
        kinds: list[str] = []
        joined = Terms("", [], [], [])
        at, count = 0, len(pieces)
        while at < count:
            size, letter, sense = 1, terms.kinds[at], terms.senses[at]
            for rest, whole_letter, whole_sense in phrases.get(pieces[at], ()):
                if tuple(pieces[at + 1 : at + 1 + len(rest)]) == rest:
                    size, letter, sense = 1 + len(rest), whole_letter, whole_sense
                    break
            kinds.append(letter)
            joined.senses.append(sense)
            joined.starts.append(terms.starts[at])
            joined.ends.append(terms.ends[at + size - 1])
            at += size
        joined.kinds = "".join(kinds)
        return joined


def _pattern(letter: str, word: str, known: str) -> re.Pattern[str]:
    """Return the regular expression that cuts a text, one group a sort of term."""
    sorts = (
        rf"{letter}++(?: {letter}++)*(?=[\s,;)]|$)",
        _PLAIN_FIGURE,
        _ESCAPE,
        _QUOTED,
        _OPAQUE,
        _MAIL,
        _FIGURE,
        _NAMED,
        _COUNTED,
        _MIXED,
        known,
        word,
        r"[^\w\s]",
    )
    either = "|".join(f"({sort})" for sort in sorts)
    return re.compile(rf"\s*+(?:{either})")


def lowered(text: str) -> str:
    """Return the text in lower case, and of the same length."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


_SHORTEST: Final = 6
_REAL: Final = frozenset(("sundae", "monde", "mandag", "modern", "sonata", "mondial", "match"))
_KINDS: Final = ("weekday", "dayword", "weekdays", "month")


class Misspellings:
    """Knows the day words of a language with one letter wrong, missing, doubled or swapped."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._looked_up: dict[str, str | None] = {}
        self._near: dict[str, list[str]] = {}
        for word, (_, senses) in lexicon.words.items():
            if len(word) >= _SHORTEST and word.isalpha() and not set(_KINDS).isdisjoint(senses):
                for form in (word, *_shorter(word)):
                    self._near.setdefault(form, []).append(word)

    def mend(self, terms: Terms, text: str) -> bool:
        """Give the first misspelt day word its meaning; return whether there was one."""
        words = self._lexicon.words
        for index, senses in enumerate(terms.senses):
            start, end = terms.starts[index], terms.ends[index]
            if senses or not 4 < end - start < 16 or not text[start].isalpha():
                continue
            typed = text[start:end].lower()
            word = self._looked_up.get(typed, "")
            if word == "":
                word = self._intended(typed)
                if len(self._looked_up) < _REMEMBERED:
                    self._looked_up[typed] = word
            if word:
                letter, terms.senses[index] = words[word]
                terms.kinds = terms.kinds[:index] + letter + terms.kinds[index + 1 :]
                return True
        return False

    def _intended(self, word: str) -> str | None:
        """Return the day word that *word* is one slip away from."""
        if word in _REAL:
            return None
        shorter = [word[:i] + word[i + 1 :] for i in range(len(word))]
        near = [known for form in (word, *shorter) for known in self._near.get(form, ())]
        return next(
            (known for known in near if known[0] == word[0] and one_slip(word, known)), None
        )


def _shorter(word: str) -> list[str]:
    """Return the word with each one of its letters left out."""
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


def one_slip(word: str, known: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with the next."""
    from rapidfuzz.distance import OSA  # takes 20 ms to load, and most texts have no slip

    return OSA.distance(word, known, score_cutoff=1) <= 1
