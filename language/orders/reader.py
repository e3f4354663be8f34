"""Reads a line as an order or a question about meetings, or as small talk; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Final, TypeAlias

from language.lexicon import LANGUAGES
from language.orders.templates import OrderWords, Templates, first_words, pattern

Patterns: TypeAlias = tuple[tuple[str, re.Pattern[str]], ...]
"""A verb, and one way to word it."""

_ENDS: Final = ".!…。！ "
_MARKS: Final = ".!。！ "
_LONGEST_CLOSING: Final = 40
"""Characters that the longest words have that make a line polite at its end."""
_NO_WORDS: Final = re.compile(r"(?:[^\w]|_|:[a-z0-9_+-]+:)*", re.IGNORECASE)
_EVERYWHERE: Final = {
    "help": frozenset(
        ("hilfe", "ayuda", "aide", "aiuto", "ajuda", "hulp", "pomoc", "ヘルプ", "帮助", "help")
    ),
    "thanks": frozenset(
        (
            *("danke", "gracias", "merci", "grazie", "obrigado", "obrigada", "bedankt"),
            *("dzięki", "dziękuję", "ありがとう", "ありがとうございます", "谢谢", "dank je"),
        )
    ),
    "greeting": frozenset(
        ("hallo", "hola", "bonjour", "ciao", "olá", "hoi", "cześć", "こんにちは", "你好", "servus")
    ),
}
"""Words that are known whatever the locale says."""
_DIRECTED: Final = {"move_later": "later", "move_earlier": "earlier"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a line asks for: *verb*, and the words for what it is about.

    *meeting* are the words that name a meeting ("the retro", "my 3pm"), *detail* a time, an amount
    or a name, *people* who is added or removed, *title* a new name. *question*: it was asked, not
    ordered. *fits*: the whole line was understood, else only its verb was. *surely*: it can hardly
    be a title; else only if *meeting* names a known one.
    """

    verb: str
    meeting: str = ""
    detail: str = ""
    people: str = ""
    title: str = ""
    question: bool = False
    fits: bool = True
    surely: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """One language's words as patterns."""

    words: OrderWords
    polite: re.Pattern[str]
    polite_end: re.Pattern[str]
    orders: Patterns
    weak: Patterns
    questions: Patterns
    verbs: Patterns
    small: Patterns
    alone: Patterns
    question: re.Pattern[str]
    definite: re.Pattern[str]
    starts: re.Pattern[str]
    beginnings: frozenset[str] | None
    """The words that begin orders and questions, in lower case; None where it may be any word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """What a line may be beside a request for a meeting.

    *order* is the order or question that it is, *begun* one whose verb begins it, whatever follows.
    *small* is ``greeting``, ``thanks`` or ``help`` where it is no more than that, *lone* the verb
    that a lone word such as "stop" could be an order for. *question*: it is worded as one.
    """

    order: Order | None = None
    begun: Order | None = None
    small: str = ""
    lone: str = ""
    question: bool = False


NOTHING_ELSE: Final = LineReading()
"""Of a line that is a request for a meeting, if anything."""


@lru_cache(maxsize=8)
def read_line(text: str, locale: str) -> LineReading:
    """Read one line without the bot's own mention.

    *locale* chooses the language that is read beside English; but small talk of one word and verbs
    count in all ten: somebody whose Slack is in English may order in German.
    """
    line = " ".join(text.split())
    bare = line.rstrip(_ENDS)
    orders: list[Order] = []
    begun: list[Order] = []
    small: list[str] = []
    lone: list[str] = []
    question = False
    for language in _languages(locale):
        plain = _plain(line, language)
        if _may_begin_with(plain, language.beginnings):
            orders += _read(plain, language) if plain and not orders else ()
            begun += _begun(language.verbs, plain) if not begun else ()
        forms = {bare.lstrip("¡¿ "), plain.rstrip(_ENDS).lstrip("¡¿ ")}
        small += (kind for kind, talk in language.small if any(map(talk.fullmatch, forms)))
        forms = {bare.rstrip("?"), _plain(bare.rstrip("?"), language)}
        lone += (verb for verb, alone in language.alone if any(map(alone.fullmatch, forms)))
        question = question or language.question.match(plain) is not None
    if line and _NO_WORDS.fullmatch(line):
        small = ["help" if "?" in line else "thanks"]
    worded = bare.lstrip("¡¿ ").casefold()
    small += (kind for kind, words in _EVERYWHERE.items() if worded in words)
    if not begun and _may_begin_with(line, _verb_beginnings()):
        begun += _begun(_verbs_anywhere(), line)
    if not (orders or begun or small or lone or question):
        return NOTHING_ELSE
    return LineReading(
        order=next(iter(orders), None),
        begun=next(iter(begun), None),
        small=next(iter(small), ""),
        lone=next(iter(lone), ""),
        question=question,
    )


def _may_begin_with(line: str, words: frozenset[str] | None) -> bool:
    """Whether *line* may begin with one of *words*: two hundred patterns need not be tried then.

    Only a line in ASCII is told so: others may be written in more ways than in lower case.
    """
    if words is None or not line.isascii():
        return True
    return line.partition(" ")[0].rstrip("?").lower() in words


@cache
def _verb_beginnings() -> frozenset[str]:
    """The first words of ``_verbs_anywhere`` in ASCII: Chinese and Japanese have none."""
    tables = (_words(name) for name in LANGUAGES.values())
    verbs = (choices for words in tables if words.spaced for choices in words.verbs.values())
    return frozenset(verb.split()[0].lower() for verb in "|".join(verbs).split("|"))


@cache
def _verbs_anywhere() -> Patterns:
    """The verbs that begin orders, of all languages."""
    tables = (_words(name) for name in LANGUAGES.values())
    return tuple(
        (verb, _verb(choices, words)) for words in tables for verb, choices in words.verbs.items()
    )


def _words(language: str) -> OrderWords:
    words: OrderWords = import_module(f"language.orders.{language}").WORDS
    return words


def forget() -> None:
    """Forget the last lines: what measures reading them again has to read them again."""
    read_line.cache_clear()
    _plain.cache_clear()


def start_words(text: str, locale: str) -> str | None:
    """Return what follows "start", "meet" or "call", None where no such word begins *text*."""
    line = " ".join(text.split())
    for language in _languages(locale):
        for part in (line, _plain(line, language)):
            if match := language.starts.fullmatch(part):
                return (match["title"] or match["about"] or "").strip()
    return None


def names_definitely(meeting: str, locale: str) -> bool:
    """Whether *meeting* is worded as something that exists: "the retro", "my 3pm", "it"."""
    return any(language.definite.fullmatch(meeting) for language in _languages(locale))


def _read(line: str, language: _Compiled) -> list[Order]:
    """The order or question that *line* is, if it is one."""
    if matched := _first(language.orders, line):
        return [_order(*matched, language)]
    if matched := _first(language.questions, line.rstrip("?？ ")):
        return [_order(*matched, language, question=True)]
    if matched := _first(language.weak, line):
        return [_order(*matched, language, surely=False)]
    return []


def _first(worded: Patterns, line: str) -> tuple[str, re.Match[str]] | None:
    """The first of *worded* that fits the whole of *line*."""
    for verb, template in worded:
        if match := template.fullmatch(line):
            return verb, match
    return None


def _begun(verbs: Patterns, line: str) -> list[Order]:
    """The order whose verb begins *line*, if one does."""
    if matched := _first(verbs, line):
        verb, match = matched
        return [Order(verb=verb, meeting=(match["rest"] or "").strip(), fits=False)]
    return []


def _order(
    verb: str,
    match: re.Match[str],
    language: _Compiled,
    *,
    question: bool = False,
    surely: bool = True,
) -> Order:
    gaps = {name: (value or "").strip(" ,") for name, value in match.groupdict().items()}
    detail = gaps.get("detail") or gaps.get("amount") or ""
    if direction := _DIRECTED.get(verb):
        verb, detail = "move", f"{detail} {getattr(language.words, direction)}"
    return Order(
        verb=verb,
        meeting=gaps.get("meeting", ""),
        detail=detail,
        people=gaps.get("people", ""),
        title=gaps.get("title", "").strip("\"'“”„»«"),
        question=question,
        surely=surely,
    )


@lru_cache(maxsize=8)
def _plain(line: str, language: _Compiled) -> str:
    """*line* without the words that only make it polite.

    Each round looks at the two ends alone: a row of "please" is read in linear time.
    """
    before, line = "", line.lstrip("¿¡ ")
    while line != before:
        before = line
        if match := language.polite.match(line):
            line = line[match.end() :]
        line = _without_closing(line, language)
    return line


def _without_closing(line: str, language: _Compiled) -> str:
    """*line* without the marks at its end, or without one word there that only makes it polite."""
    bare = line.rstrip(_MARKS)
    if bare == line:
        match = language.polite_end.search(line, max(0, len(line) - _LONGEST_CLOSING))
        if match is None:
            return line
        bare = line[: match.start()]
    return bare.rstrip(" ,")


@lru_cache(maxsize=256)
def _languages(locale: str) -> tuple[_Compiled, ...]:
    own = LANGUAGES.get(locale.partition("-")[0].lower(), "english")
    return tuple(map(_compiled, dict.fromkeys((own, "english"))))


@cache
def _compiled(name: str) -> _Compiled:
    words = _words(name)
    edge = r"(?=[\s,:!]|$)" if words.spaced else ""
    polite = rf"(?:{words.polite}){edge}[\s,:!]*" if words.polite else r"(?!)"
    return _Compiled(
        words=words,
        polite=re.compile(polite, re.IGNORECASE),
        polite_end=re.compile(rf"(?:{words.polite_end or '(?!)'})$", re.IGNORECASE),
        orders=_patterns(words.orders, words),
        weak=_patterns(words.weak, words),
        questions=_patterns(words.questions, words),
        verbs=tuple((verb, _verb(choices, words)) for verb, choices in words.verbs.items()),
        small=_whole(words.small),
        alone=_whole(words.alone),
        question=re.compile(words.question, re.IGNORECASE),
        definite=re.compile(words.definite, re.IGNORECASE),
        starts=re.compile(words.starts, re.IGNORECASE),
        beginnings=_beginnings(words),
    )


def _beginnings(words: OrderWords) -> frozenset[str] | None:
    """The first words of what *words* make orders and questions of; None if they may be any."""
    beginnings: set[str] = set()
    for templates in (words.orders, words.weak, words.questions):
        for template in (each for worded in templates.values() for each in worded):
            if (first := first_words(template, words)) is None:
                return None
            beginnings |= first
    verbs = "|".join(words.verbs.values()).split("|")
    return frozenset(beginnings | {verb.split()[0].lower() for verb in verbs})


def _patterns(templates: Templates, words: OrderWords) -> Patterns:
    return tuple(
        (verb, pattern(template, words))
        for verb, worded in templates.items()
        for template in worded
    )


def _whole(patterns: Mapping[str, str]) -> Patterns:
    return tuple((name, re.compile(worded, re.IGNORECASE)) for name, worded in patterns.items())


def _verb(choices: str, words: OrderWords) -> re.Pattern[str]:
    """A line that begins with one of *choices*, or ends with it where verbs come last."""
    gap = " " if words.spaced else " ?"
    first = rf"(?:{choices})(?:{gap}(?P<rest>.+))?"
    if not words.verb_last:
        return re.compile(first, re.IGNORECASE)
    return re.compile(rf"(?:(?P<rest>.+?){gap})?(?:{choices})", re.IGNORECASE)
