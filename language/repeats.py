"""Repetitions: ``every weekday``, ``mondays and thursdays``, ``last friday of every month``."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from language.grammar import Slots
from language.lexicon import Senses
from language.phrases import WEEKDAYS, Context, Repeat

_YEARLY: Final = ("YEARLY", 1)
_OFTEN: Final = ("SECONDLY", "MINUTELY", "HOURLY")
_FREQS: Final = {
    "second": ("SECONDLY", 1),
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "day": ("DAILY", 1),
    "night": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
}


def _codes(words: Iterable[Senses]) -> tuple[str, ...]:
    """Return the weekdays named, with ``mon-fri`` filled in, in the order of the week."""
    days: list[int] = []
    ranged = False
    for senses in words:
        day = senses.get("weekday", senses.get("weekdays"))
        if day is not None:
            if ranged and days:
                days += [(days[-1] + n) % 7 for n in range(1, (day - days[-1]) % 7)]
            days.append(day)
            ranged = False
        elif "workday" in senses or "workdays" in senses:
            days += range(5)
        elif "weekend" in senses or "weekends" in senses:
            days += (5, 6)
        elif "to" in senses or "dash" in senses:
            ranged = True
        elif not ("and" in senses or "comma" in senses):
            ranged = False
    return tuple(WEEKDAYS[day] for day in sorted(set(days)))


def on_weekdays(slots: Slots, _context: Context) -> Repeat | None:
    """``every monday``, ``every other thursday``, ``mondays and thursdays``, ``mon-fri``."""
    interval, words = 2 if "alt" in slots else slots["n"] or 1, slots.senses()
    days = _codes(words)
    if not days or interval < 1:
        return None
    if interval == 1 and not slots.may_be("n", "int") and "n" in slots:
        return Repeat("MONTHLY", 1, tuple(f"1{day}" for day in days))  # "every first monday"
    if interval > 1 and any("workday" in senses or "workdays" in senses for senses in words):
        return Repeat("WEEKLY", 1, WEEKDAYS[:5], flags=("not_read",))  # no rule counts workdays
    counted = "n" in slots and (slots.may_be("n", "ordinal") or slots.may_be("n", "ordword"))
    flags = ("vague",) if counted and interval > 2 else ()  # "every third friday" of the month?
    return Repeat("WEEKLY", interval, days, flags=flags)


def weekdays_by_sign(slots: Slots, _context: Context) -> Repeat | None:
    """``每周一三五``, ``每周二、四``, ``毎週月水金``: weekdays by their last sign."""
    words, kinds = slots.senses(), ("weekday", "weekdays", "daynumeral", "shortday")
    numbers = {senses[kind] for senses in words for kind in kinds if kind in senses}
    freq, interval = slots["r"] or ("WEEKLY", 1)
    days = tuple(WEEKDAYS[day] for day in sorted(numbers))
    return Repeat("WEEKLY", interval, days) if freq == "WEEKLY" else None


def short_weekdays(slots: Slots, _context: Context) -> Repeat:
    """``毎週火・木``: the days of every week by a letter each."""
    days = {senses["shortday"] for senses in slots.senses() if "shortday" in senses}
    return Repeat("WEEKLY", 1, tuple(WEEKDAYS[day] for day in sorted(days)))


def one_in_two(slots: Slots, _context: Context) -> Repeat:
    """``un mardi sur deux``."""
    return Repeat("WEEKLY", 2, _codes(slots.senses()))


def workweek(slots: Slots, _context: Context) -> Repeat | None:
    """``mon-fri``; other ranges of days are as often meant once."""
    days = _codes(slots.senses())
    return Repeat("WEEKLY", 1, days) if days == WEEKDAYS[:5] else None


def every_unit(slots: Slots, _context: Context) -> Repeat | None:
    """``every 2 weeks``, ``every other day``, ``every third month``."""
    freq, times = _FREQS.get(slots["u"], ("", 0))
    number = 2 if "alt" in slots else slots["n"] or 1
    if not freq or not 1 <= number <= 999:
        return None
    days = _codes(slots.senses())
    flags = ("vague",) if freq in _OFTEN else ()
    part = "night" if slots["u"] == "night" else ""
    return Repeat(freq, times * number, days, part=part, flags=flags)


def part_of_every_day(slots: Slots, _context: Context) -> Repeat:
    """``every morning``, ``nightly``: each day, in that part of it."""
    weak = any("bare_recur" in senses for senses in slots.senses())
    return Repeat("DAILY", 1, part=slots["p"], weak=weak)


def in_a_row(slots: Slots, _context: Context) -> Repeat | None:
    """``4 fridays in a row``, ``for the next 3 mondays``: so many, one week after another."""
    days, count = _codes(slots.senses()), slots["n"]
    return Repeat("WEEKLY", 1, days, count=count * len(days)) if days and 1 < count < 100 else None


def several_times(slots: Slots, _context: Context) -> Repeat | None:
    """``twice a month on the 1st and 15th``, ``twice a week on mondays and fridays``."""
    freq, words = slots["f"], slots.senses()
    if freq == "WEEKLY":
        days = _codes(words)
        return Repeat("WEEKLY", 1, days) if len(days) > 1 else None
    numbers = tuple(n for senses in words if (n := _number(senses)))
    return Repeat("MONTHLY", 1, monthdays=numbers) if freq == "MONTHLY" and numbers else None


def by_adverb(slots: Slots, _context: Context) -> Repeat | None:
    """``daily``, ``biweekly on wednesdays``: alone it may be an adjective of a title."""
    freq, interval = slots["r"]
    adjective = any("adjective" in senses for senses in slots.senses())
    weak = adjective or any("bare_recur" in senses for senses in slots.senses())
    days = _codes(slots.senses())
    if days and (freq == "DAILY" or adjective):
        return None  # "daily every weekday" is the daily, every weekday
    return Repeat(freq, interval, days, weak=weak and not days, adjective=adjective)


def nth_weekdays(slots: Slots, _context: Context) -> Repeat | None:
    """``first monday of the month``, ``every last friday``, ``2nd and 4th tuesday``."""
    words = slots.senses()
    days = _positions(words)
    if not days or not all(-5 <= int(day[:-2]) <= 5 for day in days):
        return None
    interval = 2 if any("alternate" in senses for senses in words) else slots["n"] or 1
    interval *= 3 if "q" in slots else 1
    if "m" in slots:
        months = tuple(senses["month"] for senses in words if "month" in senses)
        return Repeat("YEARLY", interval, days, months=months)
    flags = ("vague",) if "q" in slots else ()  # in which of the three months?
    return Repeat("MONTHLY", interval, days, flags=flags)


def second_of_month(slots: Slots, _context: Context) -> Repeat:
    """``every second tuesday of the month``: not every other one."""
    return Repeat("MONTHLY", 1, tuple(f"2{code}" for code in _codes(slots.senses())))


def second_and_further(slots: Slots, context: Context) -> Repeat | None:
    """``jeden zweiten und vierten Dienstag im Monat``."""
    further = nth_weekdays(slots, context)
    if further is None:
        return None
    return replace(further, interval=1, days=(f"2{further.days[0][-2:]}", *further.days))


def weekday_by_ordinal_day(slots: Slots, _context: Context) -> Repeat:
    """``segunda quarta-feira do mês``: where a weekday is called the second."""
    return Repeat("MONTHLY", 1, (f"{slots['o']}{WEEKDAYS[slots['w']]}",))


def nth_workdays(slots: Slots, _context: Context) -> Repeat:
    """``last working day of every month``, ``monthly on the first business day``."""
    numbers: list[int] = []
    counted = False
    for senses in slots.senses():
        if "workday" in senses or "workdays" in senses:
            break
        counted = _count(senses, numbers, counted=counted)
    interval = (slots["n"] or 1) * (3 if "q" in slots else 1)
    return Repeat("MONTHLY", interval, WEEKDAYS[:5], positions=tuple(numbers or [1]))


def _positions(words: Iterable[Senses]) -> tuple[str, ...]:
    """Return ``1MO`` for the first Monday, ``-1FR`` for the last Friday, in the order said."""
    numbers: list[int] = []
    days: list[str] = []
    counted = False
    for senses in words:
        if "weekday" in senses or "weekdays" in senses:
            code = WEEKDAYS[senses.get("weekday", senses.get("weekdays"))]
            days += [f"{number}{code}" for number in numbers or [1]]
            numbers = []
        elif days and ("umonth" in senses or "uyear" in senses):
            break
        counted = _count(senses, numbers, counted=counted)
    return tuple(days)


def _count(senses: Senses, numbers: list[int], *, counted: bool) -> bool:
    """Add a word's ordinal to *numbers*; return whether it was one.

    *counted*: the word before was one, so that "third last" and "third from last" count backward.
    """
    number = senses.get("ordinal", senses.get("ordword"))
    if counted and ("backward" in senses or "last" in senses):
        numbers[-1] = -abs(numbers[-1])
    elif number is not None or "last" in senses:
        numbers.append(-1 if number is None else number)
        return True
    return False


def monthly_on(slots: Slots, _context: Context) -> Repeat | None:
    """``monthly on the 15th``, ``the 1st and 15th of every month``, ``last day of each month``."""
    if "r" in slots and slots["r"][0] != "MONTHLY":
        return None
    numbers = [_number(senses) for senses in slots.senses()]
    pace = slots["r"][1] if "r" in slots else 1
    days = tuple(n for n in numbers if n and -31 <= n <= 31)
    if "la" in slots and days:
        days = (*days, -1)
    elif "la" in slots or "ed" in slots:
        days = (-1,) if slots["ed"] in (None, "end") else (1,)
    interval = 2 if "alt" in slots else slots["n"] or pace
    if "n" in slots:
        days = tuple(d for d in days if d != slots["n"]) or days
    return Repeat("MONTHLY", interval, monthdays=days) if days else None


def _number(senses: Senses) -> int | None:
    for kind in ("ordinal", "ordword", "dom"):
        if kind in senses:
            return int(senses[kind])
    return None


def in_weeks(slots: Slots, _context: Context) -> Repeat | None:
    """``every friday in week 12``, ``every year in week 12 and 14``."""
    words = slots.senses()
    start = next(index for index, senses in enumerate(words) if "w" in slots and "uweek" in senses)
    weeks = tuple(senses["int"] for senses in words[start:] if "int" in senses)
    if not all(1 <= week <= 53 for week in weeks):
        return None
    return Repeat("YEARLY", slots["n"] or 1, _codes(words), weeks=weeks)


def without_weekdays(slots: Slots, _context: Context) -> Repeat | None:
    """``every day except friday``, ``daily except on weekends``."""
    left_out = _codes(slots.senses())
    days = tuple(code for code in WEEKDAYS if code not in left_out)
    return Repeat("WEEKLY", 1, days) if days and left_out else None


def excepted_weekdays(slots: Slots, _context: Context) -> tuple[str, ...] | None:
    """``except fridays``: the days that another phrase's repetition leaves out."""
    return _codes(slots.senses()) or None


def yearly(slots: Slots, _context: Context) -> Repeat | None:
    """``every dec 25``, ``every year on the 4th of july``; ``entretien annuel le 3 mai`` is one."""
    if any("adjective" in senses for senses in slots.senses()):
        return None
    words = slots.senses()
    numbers = tuple(dict.fromkeys(n for senses in words if (n := _number(senses))))
    months = tuple(dict.fromkeys(senses["month"] for senses in words if "month" in senses))
    other = any(senses.get("recur", _YEARLY) != _YEARLY for senses in words)
    each = len(numbers) > 1 < len(months)  # each with each: no rule says that
    flags = ("not_read",) if other or each else ()
    return Repeat("YEARLY", 1, monthdays=numbers, months=months, flags=flags)


def yearly_in_figures(slots: Slots, context: Context) -> Repeat | None:
    """``every 5/5``, ``each 12/24``, ``every 1/30 and 9/30``: the order is the locale's."""
    dates = [senses["slash"][:2] for senses in slots.senses() if "slash" in senses]
    pairs = [pair if context.month_first else pair[::-1] for pair in dates]
    pairs = [(day, month) if month > 12 >= day else (month, day) for month, day in pairs]
    if not all(1 <= month <= 12 and 1 <= day <= 31 for month, day in pairs):
        return None
    months = tuple(dict.fromkeys(month for month, _ in pairs))
    numbers = tuple(dict.fromkeys(day for _, day in pairs))
    both = any(max(pair) <= 12 and pair[0] != pair[1] for pair in pairs)
    flags: tuple[str, ...] = ("numeric_date",) if both and not context.order_known else ()
    flags += ("not_read",) if len(numbers) > 1 < len(months) else ()
    return Repeat("YEARLY", 1, monthdays=numbers, months=months, flags=flags)
