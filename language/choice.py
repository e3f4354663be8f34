"""Which of the phrases found are meant: chosen by evidence, not by position.

Phrases with nothing but connecting words between them stand together. The strongest such group
counts, and what it lacks is taken from the others if they are strong enough by themselves; what
is not chosen stays in the title.
"""

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Final

from language.lexicon import Means
from language.phrases import DAY, Bound, Clock, Day, Length, Part, Repeat, Span
from language.terms import Terms
from language.weights import RAW_HOURS, bare_clock, weight_of

_SLOTS: Final = dict.fromkeys(("clock", "span", "hour", "stamp"), "clock") | {"daypart": "day"} | {
    kind: kind for kind in "offset shift day part length repeat leftout bound zone bad".split()  # noqa: SIM905 - one line
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """A phrase in its place: the index of its term, its kind, value and weight."""

    index: int
    kind: str
    value: Any
    weight: float
    named: bool = False  # a word of a title stands right before it
    slot: str = ""
    """What of a wish it can tell."""


@dataclass(slots=True)
class Group:
    """Phrases that stand together."""

    entries: list[Entry] = field(default_factory=list)
    score: float = 0


Chosen = dict[str, Entry]

_WEIGHT, _SCORE = attrgetter("weight"), attrgetter("score")
_SURE, _TIMES = 2.0, (Clock, Span)
_USUAL: Final = ("day", "clock")
Sorts = dict[str, str]
"""What a term is, by the letter of its kinds: a kind of phrase, "connector", or "" for a word."""


def choose(terms: Terms, sorts: Sorts) -> Chosen:
    """Return for each slot the phrase that is meant. *sorts* is kept between texts."""
    told = _told(terms, sorts)
    groups = _groups(terms, told)
    if not groups:
        return {}
    if len(groups) == 1 and (usual := _usual(groups[0])) is not None:
        return usual
    last = len(told) - 1
    _rank(groups, told, last)
    chosen: Chosen = {}
    for group in groups:
        _take(group, chosen, last)
    _from_now_alone(chosen)
    if "bound" in told and not chosen.keys() & {"day", "repeat", "offset"}:
        _by_then(groups, chosen)
    if told.count("day") > 1:
        _in_week(groups, chosen)
    if "repeat" in chosen:
        _paced(chosen, terms)
    if "leftout" in chosen or "bad" in chosen:
        _all_but(chosen, terms)
    return chosen


def _usual(group: Group) -> Chosen | None:
    """The usual case, a sure day or a sure clock time or one of each: nothing is to be weighed."""
    chosen: Chosen = {}
    for entry in group.entries:
        if entry.weight < _SURE or entry.slot not in _USUAL or entry.slot in chosen:
            return None
        chosen[entry.slot] = entry
    return chosen


def _paced(chosen: Chosen, terms: Terms) -> None:
    """``biweekly sync on thursdays``: an adjective tells how many weeks lie between."""
    told: Repeat = chosen["repeat"].value
    for index, means in enumerate(terms.means):
        value = means.get("repeat")
        if value is None or not value.weak or value.freq != told.freq or told.freq != "WEEKLY":
            continue
        if value.interval > told.interval == 1:
            chosen["repeat"].value = replace(told, interval=value.interval)
            chosen["pace"] = Entry(index, "repeat", value, _SURE, slot="pace")


def _rank(groups: list[Group], told: list[str], last: int) -> None:
    """Put the strongest group first."""
    if told.count("clock") + told.count("span") > 1:
        _lengths_of_clocks(groups)
    alone = len(groups) == 1 and "" not in told
    for group in groups:
        _settle(group, alone=alone)
    if len(groups) > 1:
        for group in groups:
            group.score = _score(group, last)
        groups.sort(key=_SCORE, reverse=True)


def _all_but(chosen: Chosen, terms: Terms) -> None:
    """``daily stand-up except fridays``: what leaves days out tells a repetition, or nothing."""
    if "leftout" in chosen and "repeat" not in chosen:
        for index, means in enumerate(terms.means):
            if "repeat" in means:
                chosen["repeat"] = Entry(index, "repeat", means["repeat"], _SURE, slot="repeat")
    if "repeat" not in chosen:
        chosen.pop("leftout", None)
        if "bad" in chosen and chosen["bad"].value == "except":
            del chosen["bad"]


def _from_now_alone(chosen: Chosen) -> None:
    """``in 20 minutes`` needs no day and no clock time."""
    if "offset" in chosen and chosen["offset"].value.length.clocked:
        for slot in ("clock", "day", "part"):
            chosen.pop(slot, None)


def _by_then(groups: list[Group], chosen: Chosen) -> None:
    """``bis Freitag 15 Uhr``: the end of nothing is a day."""
    for entry in (entry for group in groups for entry in group.entries):
        if isinstance(entry.value, Bound) and entry.value.day is not None:
            chosen["day"] = Entry(entry.index, "day", entry.value.day, _SURE, slot="day")


def _told(terms: Terms, sorts: Sorts) -> list[str]:
    """Return what each term is."""
    try:
        return list(map(sorts.__getitem__, terms.kinds))
    except KeyError:
        for letter, means in zip(terms.kinds, terms.means, strict=True):
            sorts.setdefault(letter, _sort_of(means))
    return [sorts[letter] for letter in terms.kinds]


def _score(group: Group, last: int) -> float:
    """How strong a group is; at an end of the text a little stronger."""
    entries = group.entries
    if not entries:
        return 0
    score = sum(entry.weight for entry in entries)
    return score + 0.4 * (entries[-1].index >= last - 1) + 0.2 * (entries[0].index == 0)


def _lengths_of_clocks(groups: list[Group]) -> None:
    """``1h30 tomorrow at 9:30``: beside another time, 1h30 is a length."""
    times = [e for group in groups for e in group.entries if e.kind in ("clock", "span", "stamp")]
    if len(times) < 2:
        return
    for entry in times:
        value = entry.value
        if isinstance(value, Clock) and value.length and not value.at:
            seconds = value.hour * 3600 + value.minute * 60
            entry.kind = entry.slot = "length"
            entry.value = Length(seconds=seconds, sure=True)
            entry.weight = 1.5
            return


def _in_week(groups: list[Group], chosen: Chosen) -> None:
    """``wednesday`` and, elsewhere, ``next week``: that Wednesday."""
    days = [entry for group in groups for entry in group.entries if isinstance(entry.value, Day)]
    week = next((entry for entry in days if entry.value.week), None)
    named = next((entry for entry in days if entry.value.weekday is not None), None)
    if "day" in chosen and week and named and chosen["day"] in (week, named):
        day = Day(week.value.week + named.value.weekday * DAY, lead=True)
        chosen["day"] = Entry(named.index, "day", day, 3.0, slot="day")
        chosen["week"] = Entry(week.index, "day", day, 3.0, slot="week")


def _sort_of(means: Means) -> str:
    if kind := next((kind for kind in means if kind in _SLOTS), ""):
        return kind
    if not means.keys().isdisjoint(RAW_HOURS):
        return "hour"
    return "connector" if "connector" in means else ""


def _groups(terms: Terms, told: list[str]) -> list[Group]:
    """Collect phrases that have only connecting words between them."""
    groups: list[Group] = []
    apart = True
    for index, kind in enumerate(told):
        if not kind:
            apart = True
            continue
        if kind == "connector":
            continue
        value: Any = bare_clock(terms.means[index]) if kind == "hour" else terms.means[index][kind]
        named = index > 0 and not told[index - 1]
        if kind == "repeat" and value.weak and _of_title(value, terms, index, named=named):
            apart = True
            continue
        weight = 0.0 if kind == "hour" else weight_of(kind, value)
        entry = Entry(index, kind, value, weight, named, _SLOTS[kind])
        if apart:
            groups.append(Group([entry]))
            apart = False
        else:
            groups[-1].entries.append(entry)
    return groups


def _of_title(value: Repeat, terms: Terms, index: int, *, named: bool) -> bool:
    """Whether "weekly" belongs to a noun: a weekly report is one report."""
    if value.adjective and named:
        return True
    return index + 1 < len(terms.means) and not terms.means[index + 1]


def _settle(group: Group, *, alone: bool) -> None:
    """Strengthen phrases by their neighbours; drop numbers that nothing makes an hour."""
    if min(map(_WEIGHT, group.entries)) >= _SURE:
        return
    kinds = {entry.slot for entry in group.entries if entry.kind != "hour"}
    kept: list[Entry] = []
    hours = any(entry.kind == "hour" for entry in group.entries)
    dayish = bool(kinds & {"day", "repeat", "part"})
    for entry in group.entries:
        value = entry.value
        if entry.kind == "hour":
            if not dayish or "clock" in kinds or any(e.kind == "hour" for e in kept):
                continue
            entry.weight = 1.0
        elif (
            isinstance(value, Day) and value.weak and (alone or hours or kinds & {"clock", "part"})
        ) or (isinstance(value, Repeat) and value.weak and kinds & {"clock", "day", "bound"}):
            entry.weight = 2.0
        elif isinstance(value, Part) and _beside(entry, group):
            entry.weight = 1.5
        elif isinstance(value, _TIMES) and entry.weight < 1 and dayish:
            entry.weight = 2.0
        kept.append(entry)
    group.entries = kept


def _beside(part: Entry, group: Group) -> bool:
    """Whether a part of the day directly follows or leads a day or a time."""
    near = (part.index - 1,) if part.named else (part.index - 1, part.index + 1)
    return any(e.index in near and e.slot in ("clock", "day", "repeat") for e in group.entries)


def _take(group: Group, chosen: Chosen, last: int) -> None:
    """Take what is still lacking from a group."""
    entries = group.entries
    if len(entries) > 1:
        entries = sorted(entries, key=_WEIGHT, reverse=True)
    for entry in entries:
        slot = entry.slot
        if slot in chosen or not _meant(entry, last):
            continue
        if slot == "zone" and not _zoned(entry, group):
            continue
        if slot == "bound" and not _bounds(entry, chosen):
            continue
        chosen[slot] = entry


def _meant(entry: Entry, last: int) -> bool:
    """Whether a phrase is strong enough to count at all."""
    if entry.weight >= _SURE:
        return True
    value = entry.value
    if isinstance(value, Length):
        edge = entry.index == 0 or entry.index >= last - 1
        whole = value.seconds % 300 == 0 and value.clocked
        return value.sure or (whole and (edge or value.seconds >= 600))
    if isinstance(value, Repeat) and value.weak:
        return entry.weight > 1 or entry.index == last
    if isinstance(value, Day) and value.final and entry.index == last:
        return True
    return entry.weight >= 1 or entry.slot in ("zone", "bound", "bad")


def _zoned(entry: Entry, group: Group) -> bool:
    """A zone counts behind a clock time, or if it was called a time."""
    if entry.value.told:
        return True
    before = [e for e in group.entries if e.index < entry.index][-1:]
    return any(one.slot == "clock" and entry.index - one.index <= 2 for one in before)


def _bounds(entry: Entry, chosen: Chosen) -> bool:
    """An end needs something that it ends."""
    bound: Bound = entry.value
    if bound.clock is not None:
        return "clock" in chosen
    return "repeat" in chosen or (bound.count is None and "day" in chosen)
