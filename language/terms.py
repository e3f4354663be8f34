"""Cutting a text into terms: words, numbers, clock and date figures, mentions, quotes."""

import re
from typing import Final

from language.figures import SAMPLES, figure
from language.lexicon import NOTHING, Lexicon, Means

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
)
_MAIL = r"[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
_FIGURE = (
    r"\d{4}-\d\d?-\d\d?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z(?!\w)|[+-]\d\d:?\d\d)?)?(?!\d)"
    r"|\d{4}/\d\d?/\d\d?(?!\d)|\d{1,2}(?:/\d{1,2}/|-\d{1,2}-)(?:\d{4}|\d{2})(?![\d/])"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})(?![\d:.])|\d{1,2}\.\s?\d{1,2}\.(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])|\d{1,2}:\d\d(?::\d\d)?(?![\d:])"
    r"|\d{1,2}\s?[hu]\s?\d\d(?!\d|\s?m)"
    r"|\d+[.,]\d+|\d+(?:(?:-?(?:szy|sza|szej|szego|go|ci|cia|ciej|ciego|tego|ty|ta|tej|tą|sty|sta|stej|stego|gi|giej|giego|ego|ej)|st|nd|rd|th|te[nr]?|er|ère|ième|ème|eme|re|e|ste|de)(?![a-zà-ÿ])|[ºª°])|\d+\.(?=\s+\w|[^\W\d])|\d+"
)
_NAMED = r"@\w[\w.-]{0,80}|#[^\W\d][\w-]{0,80}"
_COUNTED = r"[x×]\d{1,3}(?!\w)|(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d\d)?"
_MONTHS = r"jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_MIXED = rf"(?<!\d)(?!(?:{_MONTHS})\d{{1,2}}(?![a-z0-9]))[a-z]+\d[a-z0-9.]*|_+\w*"
_LETTER = r"[^\W\d_\u3040-\u30ff\u3400-\u9fff々]"
_UNKNOWN = rf"{_LETTER}+|[\u30a0-\u30ffー]+|[\u3040-\u309f\u3400-\u9fff々]"

PLAIN, ESCAPE, QUOTED, OPAQUE, MAIL, FIGURE, NAMED, COUNTED, MIXED, KNOWN, WORD, MARK = range(1, 13)
_NAMES: Final = {ESCAPE: "escape", QUOTED: "quoted", OPAQUE: "opaque", MAIL: "mail"}
_NAMES_TOO: Final = {NAMED: "named", COUNTED: "counted", MIXED: "opaque", MARK: "mark"}
_REMEMBERED: Final = 5000


class Terms:
    """A text's terms side by side: letters of their kinds, meanings, where they start and end."""

    __slots__ = ("ends", "kinds", "means", "starts")

    def __init__(self, kinds: str, means: list[Means], starts: list[int], ends: list[int]) -> None:
        self.kinds = kinds
        self.means = means
        self.starts = starts
        self.ends = ends


class Cutter:
    """Cuts texts of one language into terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        alphabet = lexicon.alphabet
        for sample in SAMPLES:
            alphabet.letter(figure(sample))
        self._unknown = alphabet.letter(("unknown",))
        self._sorts = {n: alphabet.letter((name,)) for n, name in (_NAMES | _NAMES_TOO).items()}
        self._figures: dict[str, tuple[str, Means]] = {}
        known = "|".join(map(re.escape, lexicon.unspaced)) or "(?!)"
        sorts = (
            rf"{_LETTER}+(?=\s)", _ESCAPE, _QUOTED, _OPAQUE, _MAIL, _FIGURE, _NAMED, _COUNTED,
            _MIXED, known, _UNKNOWN, r"[^\w\s]",
        )  # fmt: skip
        self._pattern = re.compile("|".join(f"({sort})" for sort in sorts), re.IGNORECASE)

    def cut(self, text: str) -> Terms:
        """Cut *text*; what is not a word or a mark is white space and falls out."""
        letters: list[str] = []
        means: list[Means] = []
        starts: list[int] = []
        ends: list[int] = []
        pieces: list[str] = []
        phrases, longer = self._lexicon.phrases, False
        for found in self._pattern.finditer(text):
            piece = found[0].lower()
            start, end = found.span()
            glued = start > 0 and starts != [] and ends[-1] == start and text[start - 1].isdecimal()
            letter, mean = self._meaning(found.lastindex or 0, piece, glued=glued)
            letters.append(letter)
            means.append(mean)
            starts.append(start)
            ends.append(end)
            pieces.append(piece)
            longer = longer or piece in phrases
        if longer:
            return self._joined(pieces, letters, Terms("", means, starts, ends))
        return Terms("".join(letters), means, starts, ends)

    def _meaning(self, sort: int, piece: str, *, glued: bool) -> tuple[str, Means]:
        """Return the letter and the meanings of one piece."""
        lexicon = self._lexicon
        if sort in (PLAIN, KNOWN, WORD, MARK):
            known = (lexicon.glued.get(piece) if glued else None) or lexicon.words.get(piece)
            if known:
                return known
            return (self._unknown if sort != MARK else self._sorts[MARK]), NOTHING
        if sort == FIGURE:
            return self._figure(piece)
        return self._sorts[sort], {_NAMES.get(sort) or _NAMES_TOO[sort]: piece}

    def _figure(self, piece: str) -> tuple[str, Means]:
        """Return what a figure can mean, remembering the usual ones."""
        known = self._figures.get(piece)
        if known is None:
            means = figure(piece)
            if not self._lexicon.alphabet.knows(means):
                means = {"opaque": None}
            known = self._lexicon.alphabet.letter(means), means
            if len(self._figures) < _REMEMBERED:
                self._figures[piece] = known
        return known

    def _joined(self, pieces: list[str], letters: list[str], terms: Terms) -> Terms:
        """Join the pieces of longer phrases: ``day after tomorrow`` is one term."""
        phrases = self._lexicon.phrases
        kinds: list[str] = []
        joined = Terms("", [], [], [])
        at, count = 0, len(pieces)
        while at < count:
            size, letter, mean = 1, letters[at], terms.means[at]
            for rest, whole_letter, whole_mean in phrases.get(pieces[at], ()):
                if tuple(pieces[at + 1 : at + 1 + len(rest)]) == rest:
                    size, letter, mean = 1 + len(rest), whole_letter, whole_mean
                    break
            kinds.append(letter)
            joined.means.append(mean)
            joined.starts.append(terms.starts[at])
            joined.ends.append(terms.ends[at + size - 1])
            at += size
        joined.kinds = "".join(kinds)
        return joined
