"""How surely a phrase is meant as a time: the evidence in its words, as a number."""

from collections.abc import Callable
from typing import Any, Final

from language.lexicon import Senses
from language.phrases import ClockTime, Day, Length, Part, Repeat, Span

RAW_HOURS: Final = ("hour", "numhour", "hhmm", "dot2", "comma2")


def bare_clock(senses: Senses) -> ClockTime:
    """The clock time that a mere number would be."""
    if "hour" in senses or "numhour" in senses:
        hour = senses.get("hour", senses.get("numhour"))
        return ClockTime(hour, bare=True, certain=hour > 12 or hour == 0)
    hour, minute, *full = next(senses[kind] for kind in RAW_HOURS if kind in senses)
    certain = hour > 12 or bool(full and full[0] and hour < 10)
    return ClockTime(hour, minute, certain=certain, written=True)


def weight_of(kind: str, value: Any) -> float:
    """How surely a phrase is meant as a time."""
    weigh = _WEIGHERS.get(type(value))
    return weigh(value) if weigh else _PLAIN_WEIGHTS[kind]


def _clock_weight(value: ClockTime) -> float:
    sure = value.certain or value.meridiem or value.written
    return (0.7 if value.bare and not value.at else 2.0) + (1.0 if sure else 0.0)


_WEIGHERS: Final[dict[type, Callable[[Any], float]]] = {
    ClockTime: _clock_weight,
    Day: lambda day: 0.5 if day.weak else 3.0 if day.lead and not day.vague else 2.0,
    Span: lambda span: 3.5 if span.sure else 0.5,
    Repeat: lambda repeat: 0.5 if repeat.weak else 3.2,
    Length: lambda length: 1.5 if length.sure else 0.8,
    Part: lambda part: 1.5 if part.lead else 0.4,
}
_PLAIN_WEIGHTS: Final = {
    "daypart": 3.0,
    "offset": 3.4,
    "shift": 5.0,
    "zone": 0.3,
    "bound": 0.3,
    "leftout": 3.0,
    "bad": 0.2,
}
