"""What the grammar finds in a text: clock times, days, lengths, repetitions, as values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from language.table import Table


@dataclass(slots=True)
class ClockTime:
    """A time of day as it was said.

    *hour* may still lack its half of the day: *meridiem* is ``am``, ``pm`` or empty, *certain*
    means that nothing is to be guessed (``15:00``, ``noon``), *bare* that no minutes, mark or word
    showed that it is a time at all. *at*: a preposition said so. *length*: ``1h30`` can be one.
    *other*: a second time that was said with it; *again*: the same time once more, in a *zone* of
    its own; *flags*: what is in doubt. *shift*: it is so many minutes later ("half an hour before
    noon": -30). *limit*: it is no start, only its latest time.
    """

    hour: int
    minute: int = 0
    meridiem: str = ""
    certain: bool = False
    bare: bool = False
    at: bool = False
    length: bool = False
    begin: bool = False  # after "from"
    to: bool = False  # after a word that can mean "to" as well as "at"
    written: bool = False  # with minutes or a mark such as "Uhr": as it is written in 24 hours
    midnight: bool = False  # said as a word: at the end of the day, or at its beginning
    flags: tuple[str, ...] = ()
    other: "ClockTime | None" = None
    again: "ClockTime | None" = None
    zone: str = ""
    shift: int = 0
    limit: bool = False


@dataclass(slots=True)
class Day:
    """A day. *other* is another day that the same words could mean, *flags* why.

    *vague*: a week or a month was said, and this is its usual day. *weak*: words that are as often
    part of a title, *final*: unless they end the text. *lead*: a preposition or an article said
    that it is a day. *weekday*: it was said as a weekday and nothing more, counted from Monday.
    *until*: the last day of several; *week*: the Monday of a week that was said; *last*: the last
    day of that week or month. *weekdays*: several weekdays in a row, as RFC 5545 codes; *weekly*:
    they are surely said of every week. *monthday*: only its number in the month was said. *nth*:
    which weekday of a month that is still open, its number and its code.
    """

    day: date
    other: date | None = None
    flags: tuple[str, ...] = ()
    vague: bool = False
    weak: bool = False
    lead: bool = False
    weekday: int | None = None
    final: bool = False
    until: date | None = None
    week: date | None = None
    last: date | None = None
    weekdays: tuple[str, ...] = ()
    weekly: bool = False
    monthday: bool = False
    nth: tuple[int, str] | None = None
    begins: bool = False  # after "from" or "starting"


@dataclass(slots=True)
class Span:
    """From one clock time to another; *day* and *last* are the days said with start and end."""

    start: ClockTime
    end: ClockTime
    sure: bool = True
    last: date | None = None
    day: Day | None = None


@dataclass(slots=True)
class Length:
    """How long: calendar months and days are kept apart from seconds."""

    months: int = 0
    days: float = 0
    seconds: float = 0
    sure: bool = False

    @property
    def minutes(self) -> int:
        """Return it in minutes, a month being 30 days."""
        return round((self.months * 30 + self.days) * 1440 + self.seconds / 60)

    @property
    def clocked(self) -> bool:
        """Whether it is told in hours and minutes rather than in days."""
        return not (self.months or self.days)


@dataclass(slots=True)
class Part:
    """A part of a day, such as ``morning``; *lead*: it came with its preposition."""

    name: str
    lead: bool = False


@dataclass(slots=True)
class Offset:
    """A while from now; *within*: any time up to it."""

    length: Length
    within: bool = False


@dataclass(slots=True)
class Shift:
    """How far a meeting moves: on (*sign* 1) or back (-1); *sure*: which of the two was said."""

    length: Length
    sign: int
    sure: bool


@dataclass(slots=True)
class ZoneName:
    """A time zone by its IANA *name*; *explicit*: a word such as "time" said that it is one.

    *numeric*: it is an offset from UTC, so that the time is shown on the speaker's clock. *place*:
    it may be where the meeting is.
    """

    name: str
    explicit: bool = False
    numeric: bool = False
    place: bool = False


@dataclass(slots=True)
class Repeat:
    """A repetition.

    *freq* as in RFC 5545; *days* its BYDAY (``MO``, ``-1FR``), *monthdays* its BYMONTHDAY,
    *months* its BYMONTH, *weeks* its BYWEEKNO, *positions* its BYSETPOS, *count* its COUNT. *part*:
    the part of the day that it is in ("nightly"). *flags*: what is in doubt about it.
    *weak*: a word such as "weekly" that may belong to the title that follows; *adjective*: or, in
    other languages, to the one before it.
    """

    freq: str
    interval: int = 1
    days: tuple[str, ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    part: str = ""
    weak: bool = False
    adjective: bool = False
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Bound:
    """Where a repetition or a stay ends: a day, a clock time, a count or a length of time."""

    day: Day | None = None
    count: int | None = None
    lasting: Length | None = None
    clock: ClockTime | None = None


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


@dataclass(slots=True)
class Context:
    """*now* is aware, in the speaker's *zone*; *today* its date there.

    *month_first*: whether 5/6 is in May; *order_known*: whether the locale says so for sure.
    *region*: the country of the locale, in lower case, or empty.
    """

    now: datetime
    today: date
    zone: ZoneInfo
    table: Table
    month_first: bool
    order_known: bool
    region: str = ""
