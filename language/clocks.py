"""Clock times: what the words of one come to, as a value."""

from datetime import datetime
from typing import Any, TypedDict

from language.context import Context
from language.conventions import in_part
from language.grammar import Slots
from language.phrases import Clock, Span, Stamp


class Led(TypedDict):
    """Which preposition led to a time; see ``Clock``."""

    at: bool
    begin: bool
    to: bool


def _led(slots: Slots) -> Led:
    """Which preposition led to a time."""
    begin, at = "begin" in slots, "at" in slots
    return {"at": begin or at, "begin": begin, "to": at and slots.may_be("at", "to")}


def written(slots: Slots, _said: Context) -> Clock | None:
    """``9:30``, ``9.30``, ``09:30 am``, ``15h30``."""
    value = slots["c"]
    hour, minute = value[0], value[1]
    meridiem = slots["mer"] or ""
    certain = hour > 12 or hour == 0 or (len(value) > 2 and value[2])
    if "pre" in slots and hour <= 12:
        return Clock(in_part(hour, slots["pre"]), minute, certain=True, written=True, **_led(slots))
    return _clock(
        hour, minute, meridiem, certain=certain, **_led(slots), length="l" in slots, written=True
    )


def _clock(
    hour: int, minute: int, meridiem: str, *, strict: bool = False, **how: bool
) -> Clock | None:
    """Check that there is such a time; 15:30 pm is taken as it stands."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    if meridiem and hour > 12:
        if strict:
            return None
        meridiem = ""
        how["certain"] = True
    return Clock(hour, minute, meridiem, **how)


def hform(slots: Slots, _said: Context) -> Clock | None:
    """``15h30``: a clock time, or one and a half hours if it is ``1h30``."""
    hour, minute = slots["c"]
    return _clock(
        hour,
        minute,
        slots["mer"] or "",
        certain=hour > 12,
        **_led(slots),
        length=True,
        written=True,
    )


def named_half(slots: Slots, said: Context) -> Clock | None:
    """``at 3 pm``: the usual case of ``hour``, which takes a third of its time."""
    hours = slots["h"]
    if hours > 12 or "pre" in slots:
        return hour(slots, said)
    certain = hours == 0 or slots.may_be("h", "zero")
    begin, at = "begin" in slots, "at" in slots
    to = at and slots.may_be("at", "to")
    return Clock(hours, 0, slots["mer"], certain, at=begin or at, begin=begin, to=to)


def hour(slots: Slots, _said: Context) -> Clock | None:
    """``3 pm``, ``3 o'clock``, ``15 Uhr 30``, ``trois heures et quart``."""
    hour, minute = slots["h"], slots.get("m", 0)
    if hour == 24 and "at" not in slots:
        return None  # "24h hackathon"
    if "half" in slots:
        minute = 30
    elif "q" in slots:
        minute = 15
    elif "tq" in slots:
        minute = 45
    meridiem = slots["mer"] or ""
    if "pre" in slots and hour <= 12:
        return Clock(
            in_part(hour, slots["pre"]), minute or 0, certain=True, written=True, **_led(slots)
        )
    return _clock(
        hour, minute or 0, meridiem, **_led(slots), strict=True, written="o" in slots,
        certain=hour > 12 or hour == 0 or slots.may_be("h", "zero"),
        length=slots.may_be("o", "unit"),
    )  # fmt: skip


def digits(slots: Slots, _said: Context) -> Clock | None:
    """``1500``, ``930pm``, ``0815h``."""
    hour, minute, full = slots["t"]
    certain = full and (hour > 12 or hour < 10)
    meridiem = slots["mer"] or ""
    return _clock(hour, minute, meridiem, certain=certain, **_led(slots), written=True)


def relative(slots: Slots, said: Context) -> Clock | None:
    """``half past two``, ``quarter to nine``, ``zehn vor halb drei``, ``ten past 3``."""
    minute = 0
    if "half" in slots:
        back = said.table.half_before if "m" in slots or "q" in slots else "past" not in slots
        minute = -30 if back and (said.table.half_before or "before" in slots) else 30
    shift = slots.get("m", 15 if "q" in slots else 0)
    if shift > 30 or _ranged(slots):
        return None
    minute += -shift if "before" in slots else shift
    hour = slots["n"][0] if "n" in slots else slots["h"]
    return _shifted(hour, minute, slots["mer"] or "", **_led(slots))


def _ranged(slots: Slots) -> bool:
    """Whether "to" leads to the other end: ``from ten to eleven``, ``od 10 do 11``."""
    if "m" not in slots or not slots.may_be("before", "to"):
        return False
    if any("uminute" in means for means in slots.means()):
        return False
    return "begin" in slots or slots.may_be("m", "int")


def minus(slots: Slots, _said: Context) -> Clock | None:
    """``las tres menos cuarto``, ``dix heures moins dix``."""
    shift = 15 if "q" in slots else slots["m"]
    hour = slots["n"][0] if "n" in slots else slots["h"]
    return _shifted(hour, -shift, slots["mer"] or "", **_led(slots))


def quarter_of(slots: Slots, _said: Context) -> Clock | None:
    """``viertel drei`` is 2:15, ``dreiviertel drei`` 2:45."""
    return _shifted(slots["h"], 15 if "q" in slots else 45, back=1, **_led(slots))


def _shifted(
    hour: int, minute: int, meridiem: str = "", back: int = 0, **led: bool
) -> Clock | None:
    """Return the time that is *minute* after (or before) the hour."""
    if hour > 24:
        return None
    hour -= back
    if minute < 0:
        hour, minute = hour - 1, minute + 60
    if hour <= 0:
        hour += 12
    certain = hour > 12
    return Clock(hour, minute, "" if certain else meridiem, certain=certain, **led)


def noon(slots: Slots, _said: Context) -> Clock:
    """``noon``, ``midnight``, ``eod``, ``midi et demi``."""
    hour, minute = slots["n"]
    if "half" in slots:
        minute = 30
    elif "q" in slots:
        minute = 15
    elif "m" in slots:
        minute = slots["m"]
    return Clock(hour % 24 if minute else hour, minute, certain=True, **_led(slots), written=True)


def bare(slots: Slots, _said: Context) -> Clock | None:
    """``at 3``: nothing but a preposition shows that it is a time."""
    if "t" in slots:
        hour, minute, full = slots["t"]
        return Clock(hour, minute, at=True, certain=full and (hour > 12 or hour < 10), written=True)
    hour, begin, at = slots["h"], "begin" in slots, "at" in slots
    to, certain = at and slots.may_be("at", "to"), hour > 12 or hour == 0
    return Clock(hour, 0, "", certain, bare=True, at=begin or at, begin=begin, to=to)


def pair(slots: Slots, _said: Context) -> Clock | None:
    """``three thirty``, ``at ten fifteen``."""
    if slots["m"] < 10:
        return None
    return Clock(slots["h"], slots["m"], **_led(slots), bare="at" not in slots)


def stamp(slots: Slots, said: Context) -> Stamp | None:
    """``2026-11-24T15:00+01:00``."""
    try:
        moment = datetime.fromisoformat(slots["i"].upper().replace(" ", "T"))
    except ValueError:
        return None
    return Stamp(moment if moment.tzinfo else moment.replace(tzinfo=said.zone))


def either(slots: Slots, _said: Context) -> Span | None:
    """``17/18 Uhr``."""
    first, last, year = slots["s"]
    if (
        year
        or not first < last <= min(24, first + 3)
        or any("fraction" in means for means in slots.means())
    ):
        return None
    return Span(Clock(first, certain=first > 12), Clock(last, certain=last > 12))


def ignored(_slots: Slots, _said: Context) -> Any:
    """``room 12``: a number that belongs to the word before it."""
    return True
