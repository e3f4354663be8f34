"""Which of the phrases found are meant: chosen by evidence, not by position.

Phrases with nothing but connecting words between them stand together. The strongest such group
counts, and what it lacks is taken from the others if they are strong enough by themselves; what
is not chosen stays in the title.
"""

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Final

from language.lexicon import Senses
from language.periods import in_month_said
from language.phrases import DAY, Bound, ClockTime, Day, Length, Part, Repeat, Span
from language.terms import Terms
from language.weights import RAW_HOURS, bare_clock, weight_of

_OWN_SLOTS: Final = (
    "offset",
    "shift",
    "day",
    "part",
    "length",
    "repeat",
    "leftout",
    "bound",
    "zone",
    "bad",
)
_SLOTS: Final = {
    **dict.fromkeys(("clock", "span", "hour"), "clock"),
    "daypart": "day",
    **{kind: kind for kind in _OWN_SLOTS},
}
"""The slot of a choice that each kind of phrase can fill."""


@dataclass(slots=True)
class PlacedPhrase:
    """A phrase in its place: the index of its term, its kind, value and weight."""

    index: int
    kind: str
    value: Any
    weight: float
    named: bool = False  # a word of a title stands right before it
    slot: str = ""
    """The slot of a choice that it can fill."""


@dataclass(slots=True)
class PhraseGroup:
    """Phrases that stand together."""

    phrases: list[PlacedPhrase] = field(default_factory=list)
    score: float = 0


Choice = dict[str, PlacedPhrase]

_WEIGHT, _SCORE = attrgetter("weight"), attrgetter("score")
_SURE, _TIMES = 2.0, (ClockTime, Span)
_USUAL: Final = ("day", "clock")
Sorts = dict[str, str]
"""What a term is, by the letter of its kinds: a kind of phrase, "connector", or "" for a word."""


def choose(terms: Terms, sorts: Sorts) -> Choice:
    """Return for each slot the phrase that is meant. *sorts* is kept between texts."""
    kinds = _kinds_of(terms, sorts)
    groups = _groups(terms, kinds)
    if not groups:
        return {}
    if len(groups) == 1 and (usual := _usual(groups[0])) is not None:
        return usual
    last = len(kinds) - 1
    _rank(groups, kinds, last)
    choice: Choice = {}
    for group in groups:
        _fill_slots(group, choice, last)
    _complete(choice, groups, kinds, terms)
    return choice


def _complete(choice: Choice, groups: list[PhraseGroup], kinds: list[str], terms: Terms) -> None:
    """Let the phrases that were chosen tell what else is meant by others."""
    _offset_alone(choice)
    if "bound" in kinds and not choice.keys() & {"day", "repeat", "offset"}:
        _day_of_bound(groups, choice)
    if kinds.count("day") > 1:
        _day_of_named_week(groups, choice)
    if "repeat" in choice:
        _set_interval(choice, terms)
    elif "day" in choice and getattr(choice["day"].value, "begins", False):
        _begin_series(choice, terms)
    if "leftout" in choice or "bad" in choice:
        _leave_out(choice, terms)


def _usual(group: PhraseGroup) -> Choice | None:
    """The usual case, a sure day or a sure clock time or one of each: nothing is to be weighed."""
    choice: Choice = {}
    for phrase in group.phrases:
        if phrase.weight < _SURE or phrase.slot not in _USUAL or phrase.slot in choice:
            return None
        if isinstance(phrase.value, Day) and phrase.value.begins:
            return None
        choice[phrase.slot] = phrase
    return choice


def _set_interval(choice: Choice, terms: Terms) -> None:
    """``biweekly sync on thursdays``: an adjective tells how many weeks lie between."""
    repeat: Repeat = choice["repeat"].value
    for index, senses in enumerate(terms.senses):
        value = senses.get("repeat")
        if value is None or not value.weak or value.freq != repeat.freq or repeat.freq != "WEEKLY":
            continue
        if value.interval > repeat.interval == 1:
            choice["repeat"].value = replace(repeat, interval=value.interval)
            choice["pace"] = PlacedPhrase(index, "repeat", value, _SURE, slot="pace")


def _begin_series(choice: Choice, terms: Terms) -> None:
    """``fortnightly demo starting 2 july``: what starts on a day and has a pace is a series."""
    for index, senses in enumerate(terms.senses):
        value = senses.get("repeat")
        if value is not None and value.weak:
            choice["repeat"] = PlacedPhrase(
                index, "repeat", replace(value, weak=False), _SURE, slot="repeat"
            )
            return


def _rank(groups: list[PhraseGroup], kinds: list[str], last: int) -> None:
    """Put the strongest group first."""
    if kinds.count("clock") + kinds.count("span") > 1:
        _lengths_of_clocks(groups)
    alone = len(groups) == 1 and "" not in kinds
    for group in groups:
        _adjust_weights(group, alone=alone)
    if len(groups) > 1:
        for group in groups:
            group.score = _score(group, last)
        groups.sort(key=_SCORE, reverse=True)


def _leave_out(choice: Choice, terms: Terms) -> None:
    """``daily stand-up except fridays``: what leaves days out tells a repetition, or nothing."""
    if "leftout" in choice and "repeat" not in choice:
        for index, senses in enumerate(terms.senses):
            if "repeat" in senses:
                choice["repeat"] = PlacedPhrase(
                    index, "repeat", senses["repeat"], _SURE, slot="repeat"
                )
    if "repeat" not in choice:
        choice.pop("leftout", None)
        if "bad" in choice and choice["bad"].value == "except":
            del choice["bad"]


def _offset_alone(choice: Choice) -> None:
    """``in 20 minutes`` needs no day and no clock time."""
    if "offset" in choice and choice["offset"].value.length.clocked:
        for slot in ("clock", "day", "part"):
            if slot in choice:
                choice["spare"] = choice.pop(slot)


def _day_of_bound(groups: list[PhraseGroup], choice: Choice) -> None:
    """``bis Freitag 15 Uhr``: the end of nothing is a day."""
    for phrase in (phrase for group in groups for phrase in group.phrases):
        if isinstance(phrase.value, Bound) and phrase.value.day is not None:
            choice["day"] = PlacedPhrase(phrase.index, "day", phrase.value.day, _SURE, slot="day")


def _kinds_of(terms: Terms, sorts: Sorts) -> list[str]:
    """Return what each term is."""
    try:
        return list(map(sorts.__getitem__, terms.kinds))
    except KeyError:
        for letter, senses in zip(terms.kinds, terms.senses, strict=True):
            sorts.setdefault(letter, _sort_of(senses))
    return [sorts[letter] for letter in terms.kinds]


def _score(group: PhraseGroup, last: int) -> float:
    """How strong a group is; at an end of the text a little stronger."""
    phrases = group.phrases
    if not phrases:
        return 0
    score = sum(phrase.weight for phrase in phrases)
    return score + 0.4 * (phrases[-1].index >= last - 1) + 0.2 * (phrases[0].index == 0)


def _lengths_of_clocks(groups: list[PhraseGroup]) -> None:
    """``1h30 tomorrow at 9:30``: beside another time, 1h30 is a length."""
    times = [p for group in groups for p in group.phrases if p.kind in ("clock", "span")]
    if len(times) < 2:
        return
    for phrase in times:
        value = phrase.value
        if isinstance(value, ClockTime) and value.length and not value.at:
            seconds = value.hour * 3600 + value.minute * 60
            phrase.kind = phrase.slot = "length"
            phrase.value = Length(seconds=seconds, sure=True)
            phrase.weight = 1.5
            return


def _day_of_named_week(groups: list[PhraseGroup], choice: Choice) -> None:
    """``wednesday`` and, elsewhere, ``next week``: that Wednesday."""
    days = [phrase for group in groups for phrase in group.phrases if isinstance(phrase.value, Day)]
    week = next((phrase for phrase in days if phrase.value.week), None)
    named = next((phrase for phrase in days if phrase.value.weekday is not None), None)
    month = next((phrase for phrase in days if phrase.value.last), None)
    counted = next((phrase for phrase in days if phrase.value.nth), None)
    if counted and month and (day := in_month_said(counted.value, month.value)):
        choice["day"] = PlacedPhrase(counted.index, "day", day, 3.0, slot="day")
        choice["spare"] = month
        return
    if "day" in choice and week and named and choice["day"] in (week, named):
        day = Day(week.value.week + named.value.weekday * DAY, lead=True)
        choice["day"] = PlacedPhrase(named.index, "day", day, 3.0, slot="day")
        choice["week"] = PlacedPhrase(week.index, "day", day, 3.0, slot="week")


def _sort_of(senses: Senses) -> str:
    if kind := next((kind for kind in senses if kind in _SLOTS), ""):
        return kind
    if not senses.keys().isdisjoint(RAW_HOURS):
        return "hour"
    return "connector" if "connector" in senses else ""


def _groups(terms: Terms, kinds: list[str]) -> list[PhraseGroup]:
    """Collect phrases that have only connecting words between them."""
    groups: list[PhraseGroup] = []
    apart = True
    for index, kind in enumerate(kinds):
        if not kind:
            apart = True
            continue
        if kind == "connector":
            continue
        value: Any = (
            bare_clock(terms.senses[index]) if kind == "hour" else terms.senses[index][kind]
        )
        named = index > 0 and not kinds[index - 1]
        if kind == "hour" and _is_odd(terms.senses[index]):
            apart = True  # "outage 1432"
            continue
        if kind == "repeat" and value.weak and _belongs_to_title(value, terms, index, named=named):
            apart = True
            continue
        weight = 0.0 if kind == "hour" else weight_of(kind, value)
        phrase = PlacedPhrase(index, kind, value, weight, named, _SLOTS[kind])
        if apart:
            groups.append(PhraseGroup([phrase]))
            apart = False
        else:
            groups[-1].phrases.append(phrase)
    return groups


def _is_odd(senses: Senses) -> bool:
    """Whether four figures are hardly an hour: "outage 1432", but "0907" and "2359" are."""
    hour: int
    minute: int
    hour, minute, _ = senses.get("hhmm", (0, 0, False))
    return hour >= 10 and minute % 5 > 0 and minute != 59


def _belongs_to_title(value: Repeat, terms: Terms, index: int, *, named: bool) -> bool:
    """Whether "weekly" belongs to a noun: a weekly report is one report."""
    if value.adjective and named:
        return True
    return index + 1 < len(terms.senses) and not terms.senses[index + 1]


def _adjust_weights(group: PhraseGroup, *, alone: bool) -> None:
    """Strengthen phrases by their neighbours; drop numbers that nothing makes an hour."""
    phrases = group.phrases
    if min(map(_WEIGHT, phrases)) >= _SURE:
        return
    slots = {phrase.slot for phrase in phrases if phrase.kind != "hour"}
    hours = [phrase for phrase in phrases if phrase.kind == "hour"]
    has_day = not slots.isdisjoint(("day", "repeat", "part"))
    hour = None
    if hours and has_day and "clock" not in slots:  # rather the one that no word of a title leads
        hour = next((phrase for phrase in hours if not phrase.named), hours[0])
    group.phrases = [phrase for phrase in phrases if phrase.kind != "hour" or phrase is hour]
    near = slots | {"hour"} if hours else slots
    for phrase in group.phrases:
        if phrase is hour:
            phrase.weight = 1.0
        elif _is_helped(phrase.value, near, alone=alone and len(phrases) == 1):
            phrase.weight = 2.0
        elif isinstance(phrase.value, Part) and _touches(phrase, phrases):
            phrase.weight = 1.5
        elif isinstance(phrase.value, _TIMES) and phrase.weight < 1 and has_day:
            phrase.weight = 2.0


def _is_helped(value: Any, near: set[str], *, alone: bool) -> bool:
    """Whether a weak day or repetition is meant after all, by what else its group says."""
    if isinstance(value, Day) and value.weak:
        return alone or not near.isdisjoint(("hour", "clock", "part", "bound"))
    return (
        isinstance(value, Repeat) and value.weak and not near.isdisjoint(("clock", "day", "bound"))
    )


def _touches(part: PlacedPhrase, phrases: list[PlacedPhrase]) -> bool:
    """Whether a part of the day directly follows or leads a day or a time."""
    near = (part.index - 1,) if part.named else (part.index - 1, part.index + 1)
    return any(p.index in near and p.slot in ("clock", "day", "repeat") for p in phrases)


def _fill_slots(group: PhraseGroup, choice: Choice, last: int) -> None:
    """Take what is still lacking from a group."""
    phrases = group.phrases
    if len(phrases) > 1:
        phrases = sorted(phrases, key=_WEIGHT, reverse=True)
    for phrase in phrases:
        slot = phrase.slot
        if slot in choice or not _is_strong_enough(phrase, last):
            continue
        if slot == "zone" and not _zone_counts(phrase, group):
            continue
        if slot == "bound" and not _bound_counts(phrase, choice):
            continue
        choice[slot] = phrase


def _is_strong_enough(phrase: PlacedPhrase, last: int) -> bool:
    """Whether a phrase is strong enough to count at all."""
    if phrase.weight >= _SURE:
        return True
    value = phrase.value
    if isinstance(value, Length):
        edge = phrase.index == 0 or phrase.index >= last - 1
        whole = value.seconds % 300 == 0 and value.clocked
        return value.sure or (whole and (edge or value.seconds >= 600))
    if isinstance(value, Repeat) and value.weak:
        return phrase.weight > 1 or phrase.index == last
    if isinstance(value, Day) and value.final and phrase.index == last:
        return True
    return phrase.weight >= 1 or phrase.slot in ("zone", "bound", "bad")


def _zone_counts(phrase: PlacedPhrase, group: PhraseGroup) -> bool:
    """A zone counts behind a clock time, or its day, or if it was called a time."""
    if phrase.value.explicit:
        return True
    before = [p for p in group.phrases if p.index < phrase.index][-2:]
    if before and before[-1].slot == "day" and not phrase.value.place:
        before = before[:1]  # "3pm friday EST", but not "3pm friday in London"
    else:
        before = before[-1:]
    return any(p.slot in ("clock", "offset") and phrase.index - p.index <= 3 for p in before)


def _bound_counts(phrase: PlacedPhrase, choice: Choice) -> bool:
    """An end needs something that it ends."""
    bound: Bound = phrase.value
    if bound.clock is not None:
        return "clock" in choice
    return "repeat" in choice or (bound.count is None and "day" in choice)
