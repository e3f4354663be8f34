"""The title: what is left of a text when times, people and courtesies are taken out."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from language.conventions import HalfOfDay
from language.courtesies import clean, has_sentence_end
from language.lexicon import NOTHING, Lexicon, Senses
from language.phrases import Part
from language.table import Table
from language.terms import Terms

_USER: Final = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^>]*)?>")
_GROUP: Final = re.compile(r"<!subteam\^([A-Za-z0-9]+)(?:\|[^>]*)?>")
_CHANNEL: Final = re.compile(r"<#([A-Za-z0-9]+)(?:\|[^>]*)?>")
_MAILTO: Final = re.compile(r"<mailto:([^|>\s]+)(?:\|[^>]*)?>")
_OPEN_EMOJI: Final = re.compile(r"(?:^|\s):[a-z0-9_+-]+$")
_EVERYONE: Final = ("@here", "@channel", "@everyone")


def person(senses: Senses, typed: str) -> str | None:
    """Return the person that a term names: a Slack id, ``@name`` or an e-mail address."""
    if "escape" in senses:
        for form in (_USER, _GROUP, _MAILTO):
            match = form.fullmatch(typed)
            if match:
                return match[1]
        return None
    if "mail" in senses:
        return typed.rstrip(".")
    if "named" in senses and typed[0] == "@" and typed.lower() not in _EVERYONE:
        return typed.rstrip(".-")
    return None


def channel(senses: Senses, typed: str) -> str | None:
    """Return the channel that a term names: a Slack id or ``#name``."""
    if "escape" in senses:
        match = _CHANNEL.fullmatch(typed)
        return match[1] if match else None
    if "named" in senses and typed[0] == "#":
        return typed
    return None


def everyone(senses: Senses, typed: str) -> bool:
    """Whether a term calls everyone in a channel, and nobody by name."""
    return ("escape" in senses and typed.startswith("<!")) or typed.lower() in _EVERYONE


def _audience(typed: str) -> str:
    """Return ``@here`` as it is typed, whether Slack escaped it or not."""
    return f"@{typed[2:].split('|')[0].rstrip('>')}" if typed.startswith("<!") else typed.lower()


_QUOTES: Final = "\"“”„«»「」『』'‘’`"
_HALVES: Final = {"morning": "am", "early": "am", "evening": "pm", "night": "pm"}
_BEHIND_HEAD: Final = ("connector", "with", "joins", "stop", "open", "at", "occasion")
_NEITHER: Final = HalfOfDay("", sure=True)
_ASKING: Final = ("?", "!", "？", "！")
_APART: Final = frozenset(("quoted", "escape", "mail", "named", "opaque", "ignored"))
_LISTING: Final = ("and", "or", "comma", "strike", "dash", "plus")
_THINGS: Final = frozenset(("label", "place", "occasion", "phrasal", "unknown"))


class Leftover:
    """The terms of a text, and which of them are used up."""

    def __init__(self, text: str, terms: Terms, lexicon: Lexicon) -> None:
        self._text = text
        self._terms = terms
        self._lexicon = lexicon
        self._used = bytearray(len(terms.senses))

    def typed(self, index: int) -> str:
        """Return the characters of a term."""
        return self._text[self._terms.starts[index] : self._terms.ends[index]]

    def use(self, index: int) -> None:
        """Use up a phrase and the one preposition that leads to it."""
        self._used[index] = 1
        led: bool | None = None
        before = index - 1
        while before >= 0 and not self._used[before]:
            senses = self._terms.senses[before]
            if "connector" not in senses or "close" in senses or self._glued(before):
                break
            if self._letters(before):
                if self._led(index) if led is None else led:
                    break
                led = "article" not in senses
            self._used[before] = 1
            before -= 1
        after = index + 1
        while after < len(self._used) and "trail" in self._terms.senses[after]:
            self._used[after] = 1
            after += 1

    def _led(self, index: int) -> bool:
        """Whether a phrase starts with its own preposition."""
        first = self.typed(index).split(" ", 1)[0].lower()
        known = self._lexicon.words.get(first)
        return bool(known and "connector" in known[1] and first.isalpha() and first != "the")

    def _glued(self, index: int) -> bool:
        """Whether a short word is the end of another, as in Q&A."""
        start = self._terms.starts[index]
        return start > 0 and self._text[start].isascii() and self._text[start - 1] in "&/-'’;"

    def _letters(self, index: int) -> bool:
        return self.typed(index)[:1].isalpha()

    def people(self) -> tuple[list[str], list[str]]:
        """Use up people and channels, with what leads to them, and return them."""
        people: list[str] = []
        channels: list[str] = []
        if not ("<" in self._text or "@" in self._text or "#" in self._text):
            return people, channels
        for index, senses in enumerate(self._terms.senses):
            if not ("escape" in senses or "named" in senses or "mail" in senses):
                continue
            typed = self.typed(index)
            who, where = person(senses, typed), channel(senses, typed)
            if who is None and everyone(senses, typed):
                who = _audience(typed)
            if who:
                people.append(who)
            elif where:
                channels.append(where)
            else:
                continue
            self._use_person(index, into=where is not None)
        return list(dict.fromkeys(people)), list(dict.fromkeys(channels))

    def _use_person(self, index: int, *, into: bool) -> None:
        """Use up a person with what joins them ("with", "and"), a channel with its "in"."""
        self._used[index] = 1
        before = index - 1
        while before >= 0 and not self._used[before]:
            senses = self._terms.senses[before]
            if not ("with" in senses or "joins" in senses or (into and "connector" in senses)):
                break
            self._used[before] = 1
            before -= 1
        after = index + 1
        if after < len(self._used) and "withafter" in self._terms.senses[after]:
            self._used[after] = 1

    def unused(self, letters: frozenset[str]) -> Iterator[tuple[int, Senses]]:
        """The words with one of the *letters* that are left, but for quotes, mentions and such."""
        kinds = self._terms.kinds
        if letters.isdisjoint(kinds):
            return
        for index, senses in enumerate(self._terms.senses):
            if kinds[index] in letters and not self._used[index] and _APART.isdisjoint(senses):
                yield index, senses

    def is_used(self, index: int) -> bool:
        """Whether there is such a term, and it is used up."""
        return 0 <= index < len(self._used) and bool(self._used[index])

    def touches_used(self, index: int) -> bool:
        """Whether a term that is used up stands beside this one."""
        return self.is_used(index - 1) or self.is_used(index + 1)

    def senses(self, index: int) -> Senses:
        """The senses of a term, or none where there is no such term."""
        return self._terms.senses[index] if 0 <= index < len(self._used) else NOTHING

    def is_word(self, index: int) -> bool:
        """Whether a term is a word that means nothing here but a thing."""
        return index < len(self._used) and self.senses(index).keys() <= _THINGS

    def is_listed(self, index: int) -> bool:
        """Whether a number stands in a list with a phrase that is used up, and counts nothing."""
        if self.is_word(index + 1):
            return False  # "3pm, 5 people"
        return (self._joins(index - 1) and self.is_used(index - 2)) or (
            self._joins(index + 1) and self.is_used(index + 2)
        )

    def _joins(self, index: int) -> bool:
        return not self.senses(index).keys().isdisjoint(_LISTING)

    def is_first(self, index: int) -> bool:
        """Whether nothing is left before this term."""
        return not any(not used for used in self._used[:index])

    def is_last(self, index: int) -> bool:
        """Whether nothing is left behind this term."""
        return not any(not used for used in self._used[index + 1 :])

    def own_senses(self, index: int) -> Senses:
        """What the characters of a term mean by themselves, whatever phrase they are in."""
        typed = self.typed(index).lower().strip("()[]")
        return self._lexicon.words.get(typed, ("", NOTHING))[1]

    def ends_in_hour(self, years: range) -> bool:
        """Whether the text ends in four figures that could be a clock time, with words before."""
        senses = self._terms.senses
        if len(senses) < 2 or "hhmm" not in senses[-1]:
            return False
        hour, minute, full = senses[-1]["hhmm"]
        return bool(full) and hour * 100 + minute not in years

    def half_of_day(self, half_letters: frozenset[str]) -> HalfOfDay:
        """Return which half of the day the words of the title speak of, and how surely.

        *half_letters* are the letters of the words that can. A dinner is in the evening; a dinner
        menu, or what is discussed before a dinner, need not be.
        """
        if half_letters.isdisjoint(self._terms.kinds):
            return _NEITHER
        about = ""
        for index, senses in enumerate(self._terms.senses):
            part = senses["part"].name if isinstance(senses.get("part"), Part) else ""
            half: str = senses.get("meal", "") or _HALVES.get(part, "")
            if not half or self._used[index]:
                continue
            if self._is_head(index):
                return HalfOfDay(half, sure=True)
            about = about or half
        return HalfOfDay(about if about != "noon" else "", sure=not about)

    def _is_head(self, index: int) -> bool:
        """Whether nothing that a term could belong to stands beside it."""
        if index > 1 and not (self._used[index - 2] or self._used[index - 1]):
            before = self._terms.senses[index - 1]
            if "of" in before and before.keys().isdisjoint(("for", "with")):
                return False  # "menu of the dinner"
        if index + 1 >= len(self._used) or self._used[index + 1]:
            return True
        senses = self._terms.senses[index + 1]
        return not senses.keys().isdisjoint(_BEHIND_HEAD)

    def title(self, table: Table, time_index: int) -> str | None:
        """Return what is left, clean, in the person's own capitals.

        *time_index* is the index of the phrase that says when: of several sentences, its own
        counts.
        """
        title, keep = "", self._is_whole_title()
        for begin, end in self._sentences(time_index):
            title = title or clean(self._rest(begin, end), table, keep=keep)
        if title and title[0] in _QUOTES:
            title = self._without_quotes(title)
        if not title and not any(self._used):
            return self._text.strip() or None
        return title or None

    def _without_quotes(self, title: str) -> str:
        """Take off quotes around the whole of a title."""
        quoted = [
            i for i, m in enumerate(self._terms.senses) if "quoted" in m and not self._used[i]
        ]
        if len(quoted) == 1 and title == self.typed(quoted[0]):
            return title.strip(_QUOTES).strip()
        return title

    def _is_whole_title(self) -> bool:
        """Whether nothing was said but a title, which may begin with an article of its own."""
        if any(self._used) or not self._terms.senses:
            return False
        return bool(self._terms.senses[0].keys() & {"article", "one"})

    def _sentences(self, time_index: int) -> list[tuple[int, int]]:
        """Return where sentences begin and end, that of *time_index* first."""
        count = len(self._terms.senses)
        if not has_sentence_end(self._text):
            return [(0, count)]
        stops = [index + 1 for index in range(count - 1) if self._ends_sentence(index)]
        sentences = list(pairwise([0, *stops, count]))
        return sorted(sentences, key=lambda sentence: not sentence[0] <= time_index < sentence[1])

    def _ends_sentence(self, index: int) -> bool:
        """Whether a sentence ends with a term: a full stop, or a day that swallowed one."""
        after = self._terms.ends[index]
        if self._text[after] != " ":
            return False
        if "stop" in self._terms.senses[index]:
            return self._terms.ends[index - 1] - self._terms.starts[index - 1] > 2
        word = self.typed(index).rpartition(" ")[2]
        return word[-1] in ".?!" and len(word) > 5 and self._text[after + 1 : after + 2].isupper()

    def _rest(self, begin: int, end: int) -> str:
        """Join the unused stretches of the text."""
        pieces: list[str] = []
        starts, ends = self._terms.starts, self._terms.ends
        first = self._used.find(0, begin, end)
        while first >= 0:
            after = self._used.find(1, first, end)
            after = after if after >= 0 else end
            stop = ends[after - 1]
            if self._text[stop : stop + 1] == ":" and _OPEN_EMOJI.search(self._text, 0, stop):
                stop += 1  # the colon of ":tada: tomorrow" is no mark before the time
            pieces.append(self._text[starts[first] : stop])
            first = self._used.find(0, after, end)
        if len(pieces) > 1 and pieces[-1] in _ASKING:  # it asked for the time that stood there
            pieces.pop()
        return " ".join(pieces)
