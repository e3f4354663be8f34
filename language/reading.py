"""Reading a text from end to end: cut, find phrases, choose, resolve, and keep the title."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache, partial
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from language.choice import Choice, Sorts, choose
from language.clocks import CLOCKS, EARLY
from language.compose import BOUNDS, COMPOSED
from language.courtesies import clean
from language.day_rules import DAYS, PARTS
from language.day_words import with_day_words
from language.doubts import DOUBTFUL, doubts
from language.grammar import Grammar
from language.instants import resolve
from language.labels import LABELS
from language.lengths import LENGTHS, SHIFTS
from language.lexicon import LANGUAGES, Lexicon, language_of, lexicon_of
from language.lists import LIMITS, LISTS, TWO_ZONES
from language.meeting_time import ResolvedTime
from language.moves import CurrentMeeting, new_time
from language.orders.reader import read_line
from language.phrases import Context
from language.repeat_rules import REPEATS
from language.request import MOST_READ, NOTHING, MeetingRequest
from language.services import ServiceMention, find_service
from language.terms import Cutter, Misspellings, Terms, one_slip
from language.titles import Leftover

_SPACES: Final = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")
_SIGN: Final = re.compile(r"^\s*([+\-−–])\s*(?=\d)")
_SIGNS: Final = {"+": "later by ", "-": "earlier by ", "−": "earlier by ", "–": "earlier by "}
_FIELDS: Final = {
    **dict.fromkeys(("clock", "day", "part", "offset", "shift", "week", "spare"), "start"),
    **dict.fromkeys(("repeat", "leftout", "pace", "bound"), "rrule"),
    "length": "minutes",
    "zone": "zone",
}
"""The field of a request that each slot of a choice fills; the others say what is uncertain."""
_DAYS: Final = frozenset(("day", "repeat", "offset"))
_UNSPACED: Final = ("ja", "zh")
_KANA: Final = re.compile(r"[\u3041-\u30fa]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_MONTH_FIRST: Final = ("us", "ph", "ca")


class Reader:
    """Reads texts of one language, with English beside it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._cutter = Cutter(lexicon)
        self._misspellings = Misspellings(lexicon)
        self._sorts: Sorts = {}
        alphabet = lexicon.alphabet
        self._grammars = (
            Grammar(
                (*REPEATS, *LABELS, *EARLY, *LENGTHS, *BOUNDS, *DAYS, *CLOCKS, *PARTS), alphabet
            ),
            Grammar((*TWO_ZONES, *LIMITS, *COMPOSED), alphabet),
            Grammar(LISTS, alphabet),
        )
        self._doubtful_letters = alphabet.letters(DOUBTFUL)
        self._half_letters = alphabet.letters("meal/part")
        self._moving = (Grammar(SHIFTS, alphabet), *self._grammars)

    def cut(self, text: str) -> Terms:
        """Return the terms of a text."""
        return self._cutter.cut(text)

    def prepare(self) -> None:
        """Compile every rule, and load what finds slips."""
        for grammar in self._moving:
            grammar.prepare()
        one_slip("", "")

    def request_in(self, text: str, context: Context, services: Collection[str]) -> MeetingRequest:
        """Return the request in a text whose white space is plain."""
        service = find_service(text, services)
        if service and service.end:
            text = _hide(text, service)
        cut = self._cutter.cut(text)
        misspelt = False
        if cut.kinds and not cut.kinds.strip(self._cutter.unknown):
            # Words that mean nothing, unless one of them is a slip, are no more than a title.
            misspelt = self._misspellings.mend(cut, text)
            if not misspelt:
                words = text[cut.starts[0] : cut.ends[-1]]
                title = clean(words, self.lexicon.table, keep=False) or text.strip()
                name = service.name if service else None
                return MeetingRequest(
                    title=title, service=name, zone=str(context.zone), words=NOTHING
                )
        return self.read_phrases(text, cut, context, service, mended=misspelt)

    def read_phrases(
        self,
        text: str,
        cut: Terms,
        context: Context,
        service: ServiceMention | None,
        *,
        mended: bool = False,
    ) -> MeetingRequest:
        """Return the request in a text that was *cut*, and *mended* or not, whatever is in it."""
        terms, choice = self._phrases(text, cut, context, self._grammars, mended=mended)
        left = Leftover(text, terms, self.lexicon)
        people, channels = left.people()
        for slot, phrase in choice.items():
            if slot != "bad":
                left.use(phrase.index)
        time = resolve(choice, context, left.half_of_day(self._half_letters))
        time.flags += doubts(left, choice, self._doubtful_letters)
        return _request(
            time,
            _words(choice, left),
            title=left.title(self.lexicon.table, _place_of_time(choice)),
            people=tuple(people),
            channels=tuple(channels),
            service=service.name if service else None,
        )

    def move(self, text: str, context: Context, meeting: CurrentMeeting) -> MeetingRequest:
        """Return when a meeting is to be, by a text whose white space is plain."""
        terms, choice = self._phrases(text, self._cutter.cut(text), context, self._moving)
        time = new_time(choice, terms, meeting, context)
        time.day = time.last_day = None
        return _request(time, _words(choice, Leftover(text, terms, self.lexicon)))

    def _phrases(
        self,
        text: str,
        cut: Terms,
        context: Context,
        grammars: tuple[Grammar, ...],
        *,
        mended: bool = False,
    ) -> tuple[Terms, Choice]:
        """Return a text's terms, and those among them that are meant as times."""
        terms, choice = self._reduce(cut, context, grammars)
        if not mended and choice.keys().isdisjoint(_DAYS) and self._misspellings.mend(cut, text):
            terms, choice = self._reduce(cut, context, grammars)
        return terms, choice

    def _reduce(
        self, cut: Terms, context: Context, grammars: tuple[Grammar, ...]
    ) -> tuple[Terms, Choice]:
        """Find the phrases, and choose among them."""
        terms = cut
        for grammar in grammars:
            terms = grammar.reduce(terms, context)
        return terms, choose(terms, self._sorts)


def _hide(text: str, service: ServiceMention) -> str:
    """Hide the words that asked for a service, and leave all else where it is."""
    return text[: service.start] + " " * (service.end - service.start) + text[service.end :]


def _request(time: ResolvedTime, words: Mapping[str, str], **rest: Any) -> MeetingRequest:
    """Return a request with its time, the words that say so, and what else it has."""
    return MeetingRequest(
        start=time.start,
        date=time.day,
        last_date=time.last_day,
        end=time.end,
        minutes=time.minutes,
        rrule=time.rrule,
        zone=str(time.zone),
        uncertain=tuple(dict.fromkeys(time.flags)) if time.flags else (),
        other=time.other,
        words=words,
        **rest,
    )


def _place_of_time(choice: Choice) -> int:
    """Return the index of the phrase that says when, or -1."""
    for slot in ("clock", "offset", "day", "repeat"):
        if slot in choice:
            return choice[slot].index
    return -1


def _words(choice: Choice, left: Leftover) -> Mapping[str, str]:
    """Which words gave what."""
    if len(choice) == 1:
        slot, phrase = next(iter(choice.items()))
        return MappingProxyType({_FIELDS.get(slot, "uncertain"): left.typed(phrase.index)})
    words: dict[str, str] = {}
    for index, slot in sorted([(phrase.index, slot) for slot, phrase in choice.items()]):
        name = _FIELDS.get(slot, "uncertain")
        typed = left.typed(index)
        words[name] = f"{words[name]} {typed}" if name in words else typed
    return MappingProxyType(words)


_READERS: Final[dict[str, Reader]] = {}
_PREPARED: Final[set[str]] = set()
_BUILDING: Final = Lock()
"""Held while a reader is built: two threads must not fill one alphabet."""


def reader_of(code: str) -> Reader:
    """Return the reader of a language, or English's; built once, whichever thread asks first."""
    code = code if code in LANGUAGES else "en"
    reader = _READERS.get(code)
    if reader is None:
        with _BUILDING:
            reader = _READERS.get(code) or Reader(lexicon_of(code))
            _READERS[code] = reader
    return reader


def prepare(locale: str) -> None:
    """Build all that reading in a locale needs, so that no text has to wait; takes 0.1 s.

    It may run in a thread beside those that read.
    """
    code = language_of(locale)
    for reader in {reader_of(code), reader_of("en")}:
        reader.prepare()
    read_line("budget", locale)
    _PREPARED.add(code)


def is_prepared(locale: str) -> bool:
    """Whether reading in a locale has all that it needs."""
    return language_of(locale) in _PREPARED


class Speaker(NamedTuple):
    """What a locale tells: a language by its *code*, its reader, and whether 5/6 is in May."""

    code: str
    reader: Reader
    month_first: bool
    region: str


@lru_cache(maxsize=256)
def speaker_of(locale: str) -> Speaker:
    """Return what a locale tells, looked up once."""
    code = language_of(locale)
    return Speaker(code, reader_of(code), _month_first(locale), _region(locale))


def _reader(text: str, speaker: Speaker) -> Reader:
    """The speaker's reader, or that of the language that the text is surely in."""
    reader = speaker.reader
    if (
        speaker.code not in _UNSPACED
        and not text.isascii()
        and (code := _script_of(text[:MOST_READ]))
    ):
        return reader_of(code)
    english = speaker.code != "en" and reader.lexicon.is_english(text[:MOST_READ])
    return reader_of("en") if english else reader


def _script_of(text: str) -> str:
    """Return ja or zh where a text is written so, whatever its author's locale says."""
    if _KANA.search(text):
        return "ja"
    return "zh" if _HAN.search(text) else ""


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def context_of(moment: datetime, zone: str, speaker: Speaker, lexicon: Lexicon) -> Context:
    """Return the circumstances of a text."""
    here = _zone(zone)
    now = moment.astimezone(here) if moment.tzinfo else moment.replace(tzinfo=here)
    known = lexicon.table.code != "en"
    table = lexicon.table
    return Context(now, now.date(), here, table, speaker.month_first, known, speaker.region)


def _region(locale: str) -> str:
    """Return the country of a locale, in lower case, or an empty string."""
    return locale.replace("_", "-").partition("-")[2].rpartition("-")[2].lower()


def _month_first(locale: str) -> bool:
    """Whether 5/6 is in May where people speak so."""
    code, region = language_of(locale), _region(locale) or language_of(locale)
    if not lexicon_of(code).table.month_first:
        return False
    return code in ("ja", "zh") or region in _MONTH_FIRST or region == "en"


def understand(
    text: str,
    moment: datetime,
    zone: str,
    locale: str = "en-US",
    services: Collection[str] = (),
) -> MeetingRequest:
    """Read *text*, said at *moment* by someone whose clock shows *zone*.

    *moment* is aware, or local to *zone*, an IANA name (ZoneInfoNotFoundError if it is none).
    *locale* chooses the language read beside English, and the order of a date's figures. *services*
    are the names of those that the text may ask for. Any text gives a request; what could not be
    read is said in ``uncertain``.
    """
    speaker = speaker_of(locale)
    reader = _reader(text, speaker)
    context = context_of(moment, zone, speaker, reader.lexicon)
    return _read_text(text, context, speaker.code, partial(reader.request_in, services=services))


def understand_move(
    text: str,
    starts_at: datetime,
    minutes: int,
    moment: datetime,
    zone: str,
    locale: str = "en-US",
) -> MeetingRequest:
    """Read the new time of a meeting that now *starts_at* an aware time and lasts *minutes*.

    A day alone ("to friday") keeps the clock time of the meeting in *zone*, a clock time alone
    ("to 4pm") its day, a length alone ("to 45 minutes") its start. A shift ("an hour later", "-15
    min", "by a week") is counted in wall-clock time, a range gives a new length. The other
    arguments are as in ``understand``; so is the request, but it has no title and invites nobody,
    and its *minutes* and *end* are always set where its *start* is. Where no time was read, *start*
    is None and ``not_read`` in *uncertain*; a start that has passed is flagged ``past``.
    """
    meeting = CurrentMeeting(starts_at, minutes)
    speaker = speaker_of(locale)
    reader = _reader(text, speaker)
    context = context_of(moment, zone, speaker, reader.lexicon)
    signed = _SIGN.sub(lambda match: _SIGNS[match[1]], text[:MOST_READ], count=1)
    return _read_text(
        signed + text[MOST_READ:], context, speaker.code, partial(reader.move, meeting=meeting)
    )


def _read_text(
    text: str, context: Context, code: str, reading: Callable[[str, Context], MeetingRequest]
) -> MeetingRequest:
    """Read what can be shown of a text; then its day words, if its language has no table."""
    shown = text if len(text) <= MOST_READ else text[:MOST_READ]
    if "  " in shown or not shown.isprintable():
        shown = _SPACES.sub(" ", shown)
    request = reading(shown, context)
    if code not in LANGUAGES and len(code) in (2, 3):
        request = with_day_words(request, shown, context, code, reading)
    if len(text) > MOST_READ:
        request = replace(request, uncertain=(*request.uncertain, "too_long"))
    return request
