"""Reading a text from end to end: cut, find phrases, choose, resolve, and keep the title."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from language.choice import Chosen, Sorts, choose
from language.clock_rules import CLOCKS, EARLY, LABELS
from language.compose import COMPOSED
from language.context import Context
from language.day_rules import DAYS, PARTS
from language.grammar import Grammar
from language.instants import When, resolve
from language.lengths import LENGTHS, SHIFTS
from language.lexicon import LANGUAGES, Lexicon, language_of, lexicon_of
from language.moves import Meeting, moved
from language.repeats import REPEATS
from language.request import MeetingRequest
from language.services import Asked, asked
from language.terms import Cutter, Terms
from language.titles import Leftover, meal_of
from language.typos import Typos

LONGEST: Final = 600
"""How many characters are read; what comes after them is only a sign that it was too long."""

_SPACES: Final = re.compile(
    r"\s{2,}|[^\S ]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x1f]"
)
_SIGN: Final = re.compile(r"^\s*([+\-−–])\s*(?=\d)")
_SIGNS: Final = {"+": "later by ", "-": "earlier by ", "−": "earlier by ", "–": "earlier by "}
_FIELDS: Final = {"clock": "start", "day": "start", "part": "start", "offset": "start",
                  "shift": "start", "week": "start", "length": "minutes", "repeat": "rrule",
                  "leftout": "rrule", "pace": "rrule", "bound": "rrule",
                  "zone": "zone"}  # fmt: skip
_DAYS: Final = frozenset(("day", "repeat", "offset"))
_NARROW: Final = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1B), 0xFF0F, 0xFF0E, 0xFF20)}
_MONTH_FIRST: Final = ("us", "ph", "ca")


class Reader:
    """Reads texts of one language, with English beside it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._cutter = Cutter(lexicon)
        self._typos = Typos(lexicon)
        self._sorts: Sorts = {}
        alphabet = lexicon.alphabet
        phrases = Grammar((*REPEATS, *LABELS, *EARLY, *LENGTHS, *DAYS, *CLOCKS, *PARTS), alphabet)
        self._grammars = (phrases, Grammar(COMPOSED, alphabet))
        self._telling = alphabet.letters("meal/part")
        self._moving = (Grammar(SHIFTS, alphabet), *self._grammars)

    def read(self, text: str, said: Context, services: Collection[str]) -> MeetingRequest:
        """Return the wish of a text whose white space is plain."""
        service = asked(text, services)
        if service and service.end:
            text = _blanked(text, service)
        terms, chosen = self._phrases(text, said, self._grammars)
        left = Leftover(text, terms, self.lexicon)
        people, channels = left.people()
        for slot, entry in chosen.items():
            if slot != "bad":
                left.use(entry.index)
        when = resolve(chosen, said, meal_of(terms, self._telling) if "clock" in chosen else "")
        return _wish(when, chosen, left, service, (people, channels), self.lexicon)

    def move(self, text: str, said: Context, meeting: Meeting) -> MeetingRequest:
        """Return when a meeting is to be, by a text whose white space is plain."""
        terms, chosen = self._phrases(text, said, self._moving)
        when = moved(chosen, terms, meeting, said)
        return MeetingRequest(
            start=when.start,
            end=when.end,
            minutes=when.minutes,
            rrule=when.rrule,
            zone=str(when.zone),
            uncertain=tuple(dict.fromkeys(when.flags)),
            other=when.other,
            words=_words(chosen, Leftover(text, terms, self.lexicon)),
        )

    def _phrases(
        self, text: str, said: Context, grammars: tuple[Grammar, ...]
    ) -> tuple[Terms, Chosen]:
        """Return a text's terms, and those among them that are meant as times."""
        cut = self._cutter.cut(text if text.isascii() else text.translate(_NARROW))
        terms, chosen = self._found(cut, said, grammars)
        if chosen.keys().isdisjoint(_DAYS) and self._typos.mend(cut, text):
            terms, chosen = self._found(cut, said, grammars)
        return terms, chosen

    def _found(
        self, cut: Terms, said: Context, grammars: tuple[Grammar, ...]
    ) -> tuple[Terms, Chosen]:
        """Find the phrases, and choose among them."""
        terms = cut
        for grammar in grammars:
            terms = grammar.reduce(terms, said)
        return terms, choose(terms, self._sorts)


def _blanked(text: str, service: Asked) -> str:
    """Hide the words that asked for a service, and leave all else where it is."""
    return text[: service.start] + " " * (service.end - service.start) + text[service.end :]


def _wish(
    when: When, chosen: Chosen, left: Leftover, service: Asked | None,
    mentions: tuple[list[str], list[str]], lexicon: Lexicon,
) -> MeetingRequest:  # fmt: skip
    return MeetingRequest(
        title=left.title(lexicon.table, _told(chosen)),
        start=when.start,
        date=when.day,
        end=when.end,
        minutes=when.minutes,
        rrule=when.rrule,
        people=tuple(mentions[0]),
        channels=tuple(mentions[1]),
        service=service.name if service else None,
        zone=str(when.zone),
        uncertain=tuple(dict.fromkeys(when.flags)) if when.flags else (),
        other=when.other,
        words=_words(chosen, left),
    )


def _told(chosen: Chosen) -> int:
    """Where the time was told."""
    for slot in ("clock", "offset", "day", "repeat"):
        if slot in chosen:
            return chosen[slot].index
    return -1


def _words(chosen: Chosen, left: Leftover) -> Mapping[str, str]:
    """Which words gave what."""
    if len(chosen) == 1:
        slot, entry = next(iter(chosen.items()))
        return MappingProxyType({_FIELDS.get(slot, "uncertain"): left.typed(entry.index)})
    words: dict[str, str] = {}
    for index, slot in sorted([(entry.index, slot) for slot, entry in chosen.items()]):
        name = _FIELDS.get(slot, "uncertain")
        typed = left.typed(index)
        words[name] = f"{words[name]} {typed}" if name in words else typed
    return MappingProxyType(words)


@cache
def reader_of(code: str) -> Reader:
    """Return the reader of a language."""
    return Reader(lexicon_of(code))


class Speaker(NamedTuple):
    """What a locale tells: a language by its *code*, its reader, and whether 5/6 is in May."""

    code: str
    reader: Reader
    month_first: bool


@lru_cache(maxsize=256)
def _speaker(locale: str) -> Speaker:
    """Return what a locale tells, looked up once."""
    code = language_of(locale)
    return Speaker(code, reader_of(code), _month_first(locale))


def _reader(text: str, speaker: Speaker) -> Reader:
    """The speaker's reader, or that of English where the text is nothing but that."""
    reader = speaker.reader
    english = speaker.code != "en" and reader.lexicon.is_english(text[:LONGEST])
    return reader_of("en") if english else reader


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def said_at(moment: datetime, zone: str, speaker: Speaker, lexicon: Lexicon) -> Context:
    """Return the circumstances of a text."""
    here = _zone(zone)
    now = moment.astimezone(here) if moment.tzinfo else moment.replace(tzinfo=here)
    known = lexicon.table.code != "en"
    return Context(now, now.date(), here, lexicon.table, speaker.month_first, known)


def _month_first(locale: str) -> bool:
    """Whether 5/6 is in May where people speak so."""
    code, region = language_of(locale), locale.replace("_", "-").rpartition("-")[2].lower()
    if not lexicon_of(code).table.month_first:
        return False
    return code in ("ja", "zh") or region in _MONTH_FIRST or region == "en"


def read(
    text: str, moment: datetime, zone: str, locale: str, services: Collection[str]
) -> MeetingRequest:
    """Read a text of any length and content."""
    speaker = _speaker(locale)
    reader = _reader(text, speaker)
    said = said_at(moment, zone, speaker, reader.lexicon)
    return _read(text, said, speaker.code, partial(reader.read, services=services))


def move(text: str, meeting: Meeting, moment: datetime, zone: str, locale: str) -> MeetingRequest:
    """Read the new time of a meeting in a text of any length and content."""
    speaker = _speaker(locale)
    reader = _reader(text, speaker)
    said = said_at(moment, zone, speaker, reader.lexicon)
    signed = _SIGN.sub(lambda found: _SIGNS[found[1]], text, count=1)
    return _read(signed, said, speaker.code, partial(reader.move, meeting=meeting))


def _read(
    text: str, said: Context, code: str, reading: Callable[[str, Context], MeetingRequest]
) -> MeetingRequest:
    """Read what can be shown of a text; then its day words, if its language has no table."""
    shown = text if len(text) <= LONGEST else text[:LONGEST]
    if "  " in shown or not shown.isprintable():
        shown = _SPACES.sub(" ", shown)
    wish = reading(shown, said)
    if code not in LANGUAGES and len(code) in (2, 3):
        wish = _with_day_words(wish, shown, said, code, reading)
    if len(text) > LONGEST:
        wish = replace(wish, uncertain=(*wish.uncertain, "too_long"))
    return wish


def _with_day_words(
    wish: MeetingRequest,
    text: str,
    said: Context,
    code: str,
    again: Callable[[str, Context], MeetingRequest],
) -> MeetingRequest:
    """Read a text again with the day words of a language that has no table as a date."""
    if wish.rrule is not None or wish.date is not None:
        return wish
    from language.dayword import day_words  # costly, and seldom needed

    found = day_words(text, said.now, code)
    if found is None:
        return wish
    iso = found.day.isoformat()
    second = again(f"{text[: found.start]}{iso}{text[found.end :]}", said)
    typed = text[found.start : found.end]
    words = {field: words.replace(iso, typed) for field, words in second.words.items()}
    return replace(second, words=words)
