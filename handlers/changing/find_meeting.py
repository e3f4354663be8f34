"""Which meeting a person means: by its title, its time or its people, or by "it"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from calendars.occurrences import occurrences
from handlers.slack_types import Person, SlackRequest
from handlers.stored_meetings import plan_of
from handlers.words import plain
from language import MeetingRequest, understand
from language.request import MOST_READ
from storage.meetings import Meetings, StoredMeeting

MOST = 500
"""Meetings that are searched. The card of a meeting has buttons to change it, too."""

AHEAD = timedelta(days=7)
"""How far ahead "my 3pm" is looked for."""

QUOTES: Final = '"“”„»« '
_ARTICLES: Final = (
    r"the|my|our|this|that|an?|der|die|das|den|dem|mein\w{0,2}|unser\w{0,2}|les?|la|mon"
    r"|ma|mes|notre|nos|el|los|las|mis?|nuestr[ao]s?|os?|as?|meus?|minhas?|noss[ao]s?|il|lo|gli|i"
    r"|mi[oae]i?|nostr[oaie]|de|het|mijn|ons|onze|m[oó]j[aeą]?|nasz[ae]?"
)
_NOUNS: Final = (
    r"meetings?|calls?|one|session|huddle|appointment|termin|besprechung|sitzung|r[ée]union"
    r"|reuni[óo]n|reuni[ãa]o|riunione|vergadering|overleg|afspraak|spotkani[ea]"
)
_LONGEST_NOUN: Final = 20
"""Characters of the longest of these nouns, with a space before it."""
_UNSPACED_BEFORE: Final = r"我的|我们的|这个|那个|私の|この|その"
_UNSPACED_AFTER: Final = r"的?会议|ミーティング|会議"
_BEFORE: Final = re.compile(rf"(?:(?:{_ARTICLES})\s+|l['’]|{_UNSPACED_BEFORE})", re.IGNORECASE)
_AFTER: Final = re.compile(
    rf"(?:(?:^|\s+)(?:{_NOUNS})|(?:^|\s+)(?:with|at|on)|{_UNSPACED_AFTER})$", re.IGNORECASE
)
_IT: Final = re.compile(
    r"(?:it|that|this|them|(?:that|this) one|es|das|ihn|sie|ça|cela|lo|eso|isso|isto|esso|questo"
    r"|dat|het|to|它|这个|那个|それ|これ)?",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(
    r"next|nächste[snmr]?|prochaine?|próxim[ao]|prossim[ao]|volgende|następn[eya]|下一个|次の?",
    re.IGNORECASE,
)
_CLOCK_ALONE: Final = re.compile(
    r"(?:at|um|à|a las?|às|alle|om|o)?\s*(?:\d{1,2}(?:[:.h]\d{0,2})?\s*(?:[ap]\.?m\.?|uhr|h|heures?"
    r"|uur|o['’]?clock)?|noon|midday|midnight|mittags?|midi|mezzogiorno|mediodía|meio-dia|południe)"
    r"|\d{1,2}(?:点|時)\d{0,2}分?",
    re.IGNORECASE,
)
_BARE_HOUR: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who names a meeting, when, and in which thread of which conversation, if in one."""

    person: Person
    now: datetime
    channel: str = ""
    thread: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the person's clock."""
        return ZoneInfo(self.person.zone)

    def has(self, meeting: StoredMeeting) -> bool:
        """Whether the person organizes the meeting or was named for it."""
        return self.person.id == meeting.organizer or self.person.id in meeting.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The meetings that may be meant, the soonest first.

    *sure* is False where a slip was mended, or where nothing was said but "it". *dates*: of each
    meeting, the start of the date that was said; *day*: a day was said, not only a time.
    """

    meetings: Sequence[StoredMeeting] = ()
    sure: bool = True
    dates: Mapping[str, datetime] = field(default_factory=dict)
    day: date | None = None


async def coming_up(
    meetings: Meetings, request: SlackRequest, now: datetime
) -> list[StoredMeeting]:
    """Running and upcoming meetings of the person and of the conversation, the soonest first."""
    return await meetings.upcoming(request.team, [request.person, request.channel], now, None, MOST)


def typed_title(typed: str) -> str:
    """The title in *typed*, without the markup of Slack and the quotes of the person."""
    return plain(typed).strip(QUOTES)


def find(coming: Sequence[StoredMeeting], typed: str, asker: Asker) -> Match:
    """Find the meetings of *coming* that *typed* names."""
    typed = " ".join(typed[:MOST_READ].split())
    title = typed_title(typed)
    if same := [meeting for meeting in coming if _folded(meeting.title) == _folded(title)]:
        return Match(meetings=same)
    if typed[:1] in QUOTES and typed:
        return Match(meetings=fitting(coming, typed))
    named = bare_name(typed)
    if _IT.fullmatch(title) or not named:
        return _it(coming, asker)
    if _NEXT.fullmatch(named):
        ahead = [m for m in coming if asker.has(m) and m.starts_at and m.starts_at > asker.now]
        return Match(meetings=ahead[:1])
    if titled := fitting(coming, title) or fitting(coming, named):
        return Match(meetings=titled)
    return _described(coming, named, asker) or Match(meetings=_nearly(coming, named), sure=False)


def bare_name(typed: str) -> str:
    """What names a meeting in *typed*, without "my", "the" and "meeting" around it."""
    before, name = "", " ".join(typed.strip(QUOTES).split())
    while name != before:
        before = name
        if article := _BEFORE.match(name):
            name = name[article.end() :]
        if noun := _AFTER.search(name, max(0, len(name) - _LONGEST_NOUN)):
            name = name[: noun.start()]
        name = name.strip()
    return name


def fitting(meetings: Sequence[StoredMeeting], typed: str) -> list[StoredMeeting]:
    """Those with that title; else those that begin with it; else those with all its words."""
    return with_title(meetings, typed_title(typed))


def with_title(meetings: Sequence[StoredMeeting], title: str) -> list[StoredMeeting]:
    """Likewise, of a *title* that was cleaned already."""
    wanted = _folded(title)
    if not wanted:
        return []
    titles = [(meeting, _folded(meeting.title)) for meeting in meetings]
    same = [meeting for meeting, title in titles if title == wanted]
    beginning = [meeting for meeting, title in titles if title.startswith(wanted)]
    words = frozenset(wanted.split())
    with_words = [meeting for meeting, title in titles if all(word in title for word in words)]
    return same or beginning or with_words


def _it(coming: Sequence[StoredMeeting], asker: Asker) -> Match:
    """The meeting whose card is in the thread, else what the person has coming up."""
    if asker.thread:
        in_thread = [m for m in coming if m.channel == asker.channel and _in_thread(m, asker)]
        if in_thread:
            return Match(meetings=in_thread)
    return Match(meetings=[meeting for meeting in coming if asker.has(meeting)], sure=False)


def _in_thread(meeting: StoredMeeting, asker: Asker) -> bool:
    return asker.thread in (meeting.thread, meeting.card_ts)


def _described(coming: Sequence[StoredMeeting], named: str, asker: Asker) -> Match | None:
    """Find by a time or by people, and by what else was said; None: neither was said."""
    text = _POSSESSIVE.sub("", named)
    titled, rest = _with_title_in(coming, text)
    if titled and (match := _by_time_or_people(titled, rest, asker, titled=True)):
        return match
    return _by_time_or_people(coming, text, asker)


def _with_title_in(
    coming: Sequence[StoredMeeting], text: str
) -> tuple[Sequence[StoredMeeting], str]:
    """The meetings whose title stands in *text*, the longest that does, and the other words."""
    folded = _folded(text)
    titles = {_folded(m.title) for m in coming if _folded(m.title) in folded} - {"", folded}
    for title in sorted(titles, key=len, reverse=True):
        words = r"\s+".join(map(re.escape, title.split()))
        if match := re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return [m for m in coming if _folded(m.title) == title], " ".join(rest.split())
    return (), text


def _by_time_or_people(
    coming: Sequence[StoredMeeting], text: str, asker: Asker, *, titled: bool = False
) -> Match | None:
    """Find by what *text* says beside a title; *titled*: the title was read already."""
    person = asker.person
    request = understand(text, asker.now, person.zone, person.locale)
    clocks = _clocks(text, request)
    if not (request.people or clocks or request.date or request.start):
        return None
    left = [meeting for meeting in coming if _has_people(meeting, request.people)]
    title = "" if titled or _BARE_HOUR.fullmatch(text) else bare_name(request.title or "")
    if title:
        left = fitting(left, title) or _nearly(left, title)
    elif (clocks or request.date or request.start) and not titled:
        left = [meeting for meeting in left if asker.has(meeting)]
    if clocks:
        return _at_clocks(left, clocks, asker, most=None if title or titled else 1)
    day = request.start.astimezone(asker.zone).date() if request.start else request.date
    if day is None:
        return Match(meetings=left)
    dates = {meeting.id: start for meeting in left if (start := _on(meeting, day, request, asker))}
    return Match(meetings=[m for m in left if m.id in dates], dates=dates, day=day)


def _at_clocks(
    meetings: Sequence[StoredMeeting],
    clocks: frozenset[tuple[int, int]],
    asker: Asker,
    most: int | None,
) -> Match:
    found = _soonest_at(meetings, clocks, asker)[:most]
    return Match(
        meetings=[meeting for _, meeting in found],
        dates={meeting.id: start for start, meeting in found},
    )


def _has_people(meeting: StoredMeeting, people: Sequence[str]) -> bool:
    return all(person == meeting.organizer or person in meeting.people for person in people)


def _clocks(text: str, request: MeetingRequest) -> frozenset[tuple[int, int]]:
    """The clock times that were said without a day, as (hour, minute); empty where a day was."""
    if bare := _BARE_HOUR.fullmatch(text):
        hour, minute = int(bare[1]) % 24, int(bare[2] or 0)
        return frozenset({(hour, minute), ((hour + 12) % 24 if hour < 13 else hour, minute)})
    said = request.words.get("start", "")
    if request.start is None or not _CLOCK_ALONE.fullmatch(said.strip()):
        return frozenset()
    starts = [start for start in (request.start, request.other) if start]
    return frozenset((start.hour, start.minute) for start in starts)


def _soonest_at(
    meetings: Sequence[StoredMeeting], clocks: frozenset[tuple[int, int]], asker: Asker
) -> list[tuple[datetime, StoredMeeting]]:
    """When those start that do so at one of *clocks* within seven days, the soonest first."""

    def at_clock(start: datetime) -> bool:
        return (start.hour, start.minute) in clocks

    found = [(_first(meeting, at_clock, asker), meeting) for meeting in meetings]
    dated = [(start, meeting) for start, meeting in found if start]
    return sorted(dated, key=lambda pair: pair[0])


def _first(
    meeting: StoredMeeting, wanted: Callable[[datetime], bool], asker: Asker
) -> datetime | None:
    starts = _starts(meeting, asker.now, asker.now + AHEAD, asker.zone)
    return next((start for start in starts if wanted(start)), None)


def _on(
    meeting: StoredMeeting, day: date, request: MeetingRequest, asker: Asker
) -> datetime | None:
    """When it starts on that day, at the time that was said, if one was; None: it does not."""
    since = max(datetime.combine(day, datetime.min.time(), asker.zone), asker.now)
    until = datetime.combine(day + timedelta(days=1), datetime.min.time(), asker.zone)
    said = {start for start in (request.start, request.other) if start}
    starts = _starts(meeting, since, until, asker.zone)
    fitting = (start for start in starts if start.date() == day and (not said or start in said))
    return next(fitting, None)


def _starts(
    meeting: StoredMeeting, since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[datetime]:
    """When it starts in that time, or runs at its beginning."""
    plan = plan_of(meeting)
    for occurrence in occurrences(plan, since, until) if plan else ():
        yield occurrence.starts_at.astimezone(zone)


def _nearly(meetings: Sequence[StoredMeeting], name: str) -> list[StoredMeeting]:
    """Those whose title is *name* but for a slip or two of the finger."""
    from rapidfuzz.distance import OSA  # takes 20 ms to load, and few titles are misspelt

    wanted = _folded(typed_title(name))
    if len(wanted) < 4:
        return []
    most = 1 if len(wanted) < 8 else 2
    return [
        meeting
        for meeting in meetings
        if OSA.distance(wanted, _folded(meeting.title), score_cutoff=most) <= most
    ]


@lru_cache(maxsize=2 * MOST)
def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
