"""Invented meetings of a year, and when each should be announced, computed without ``calendars``.

Each kind of series is counted out by a loop of its own over naive days; ``zoneinfo`` alone says
which moment a wall-clock time is. Nothing here knows a rule of RFC 5545 but as the text that the
bot is given.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

ZONES = (
    "Europe/Berlin",
    "America/Santiago",
    "Australia/Lord_Howe",  # steps of half an hour
    "America/Nuuk",  # steps over midnight
    "Europe/London",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/New_York",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Phoenix",
    "Africa/Cairo",
    "Africa/Casablanca",  # stops summer time for Ramadan
    "Asia/Jerusalem",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",  # 45 minutes off the hour
)

LIKES = ((10,), (10,), (10,), (10,), (15, 5), (60, 10), (1440, 10), (5,), (30, 1), ())
"""Minutes before, as people settle them."""


@dataclass
class InventedMeeting:
    """A meeting that somebody makes at *made_at*; *starts* are the moments it takes place.

    *leads* says which channels or people get a reminder, and how long before. *change* is when it
    is moved to *moved_to*, or cancelled if that is None.
    """

    name: str
    zone: str
    wall: datetime
    lasts: timedelta
    repeats: str
    starts: list[datetime]
    made_at: datetime
    people: list[str] = field(default_factory=list)
    organizer: str = ""
    channel: str = ""
    leads: dict[str, tuple[timedelta, ...]] = field(default_factory=dict)
    change: datetime | None = None
    moved_to: datetime | None = None

    def announcements(self, end):
        """When and where it should be announced until *end*: (channel or person, moment)."""
        last = self.change or end
        announced = list(self._announced(self.starts, self.made_at, min(last, end)))
        if self.moved_to and self.change <= end:
            announced += self._announced([self.moved_to], self.change, end)
        return announced

    def _announced(self, starts, since, until):
        """Yield what is to come after *since*; if all leads of the next are past, at its start."""
        ahead = [start for start in starts if start > since]
        for whom, leads in self.leads.items():
            for start in ahead:
                moments = [start - lead for lead in leads if start - lead > since]
                if leads and not moments and start == ahead[0]:
                    moments = [start]
                for moment in moments:
                    if moment <= until:
                        yield whom, moment


def moment(wall, zone):
    """When the clocks of *zone* show *wall*; moved on by the gap where they skip it."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def daily(first, end, step=1):
    while first < end:
        yield first
        first += step * DAY


def weekdays(first, end):
    return (day for day in daily(first, end) if day.weekday() < 5)


def monthly(first, end):
    """The same day of each month that has it."""
    year, month = first.year, first.month
    while (year, month) <= (end.year, end.month):
        if first.day <= monthrange(year, month)[1]:
            yield first.replace(year=year, month=month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def last_weekday(first, end):
    """The last Friday of each month, if the first one is a Friday."""
    return (day for day in daily(first, end, 7) if (day + 7 * DAY).month != day.month)


SERIES = (
    (8, "FREQ=DAILY", daily),
    (8, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", weekdays),
    (80, "FREQ=WEEKLY;BYDAY={code}", lambda first, end: daily(first, end, 7)),
    (50, "FREQ=WEEKLY;INTERVAL=2", lambda first, end: daily(first, end, 14)),
    (30, "FREQ=DAILY;INTERVAL=10", lambda first, end: daily(first, end, 10)),
    (70, "FREQ=MONTHLY", monthly),
    (50, "FREQ=MONTHLY;BYDAY=-1{code}", last_weekday),
)
"""How many in ten thousand (six at least), the rule, and its days as counted by hand."""


class Inventor:
    """Makes meetings up, the same ones each time."""

    def __init__(self, chance, zones, begin, end):
        self.chance, self.zones, self.begin, self.end = chance, zones, begin, end
        self.likes = {f"U{n}": chance.choice(LIKES) for n in range(10, 410)}
        self.channels = {f"C{n}": chance.choice((None, None, *LIKES)) for n in range(10, 60)}
        self.steps = {zone: list(self._steps(zone)) for zone in zones}

    def _steps(self, zone):
        """What the clocks of *zone* show at the last minute before each change."""
        tz, at = ZoneInfo(zone), self.begin
        while at < self.end:
            before, at = at, at + DAY
            if before.astimezone(tz).utcoffset() == at.astimezone(tz).utcoffset():
                continue
            minutes = (before + n * MINUTE for n in range(24 * 60))
            changed = before.astimezone(tz).utcoffset()
            last = max(m for m in minutes if m.astimezone(tz).utcoffset() == changed)
            yield last.astimezone(tz).replace(tzinfo=None)

    def invent(self, count):
        """*count* meetings; of the single ones some are moved or cancelled."""
        kinds = [kind for kind in SERIES for _ in range(max(6, kind[0] * count // 10_000))]
        for number in range(count):
            zone = self.zones[number % len(self.zones)]
            kind = kinds[number] if number < len(kinds) else None
            meeting = self._series(zone, *kind[1:]) if kind else self._single(zone)
            meeting.name = f"meeting {number}"
            self._people(meeting)
            yield meeting

    def _single(self, zone):
        wall = self._wall(zone, self.begin, self.end)
        start = moment(wall, zone)
        if self.steps[zone] and self.chance.random() < 0.2:  # perhaps in a repeated hour
            start = moment(self.chance.choice(self.steps[zone]), zone) + self._quarters()
            wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        made_at = self._before(start)
        meeting = InventedMeeting("", zone, wall, self._lasts(), "", [start], made_at)
        if start - made_at > timedelta(hours=2) and self.chance.random() < 0.2:
            wait = (start - made_at).total_seconds() * self.chance.random()
            meeting.change = self._odd(made_at + timedelta(seconds=wait))
            if self.chance.random() < 0.5:
                hours = timedelta(hours=self.chance.randrange(1, 200))
                meeting.moved_to = start + hours
        return meeting

    def _series(self, zone, rule, counted):
        wall = self._wall(zone, self.begin, self.begin + (self.end - self.begin) / 2)
        if self.steps[zone] and self.chance.random() < 0.4:
            wall = self._near(zone) - 7 * DAY * self.chance.randrange(2)
        while "-1" in rule and (wall + 7 * DAY).month == wall.month:
            wall += 7 * DAY
        if "MO,TU" in rule:
            wall += max(0, wall.weekday() - 4) * 2 * DAY
        rule = rule.format(code=CODES[wall.weekday()])
        days = list(counted(wall, self.end.replace(tzinfo=None) + 40 * DAY))
        rule, days = self._ended(rule, days, zone)
        starts = [moment(day, zone) for day in days]
        return InventedMeeting("", zone, wall, self._lasts(), rule, starts, self._before(starts[0]))

    def _ended(self, rule, days, zone):
        """Let two of three series end: after so many times, or after a day in its zone."""
        ending = self.chance.choice(("", "COUNT", "UNTIL"))
        if not ending:
            return rule, days
        days = days[: self.chance.randrange(2, 25)]
        last = moment(datetime.combine(days[-1], time(23, 59, 59)), zone)
        value = len(days) if ending == "COUNT" else f"{last:%Y%m%dT%H%M%SZ}"
        return f"{rule};{ending}={value}", days

    def _wall(self, zone, begin, end):
        """On the hour or half past; one in ten within two hours of a change of the clocks."""
        begin, length = begin.replace(tzinfo=None), (end - begin).days
        day = begin + self.chance.randrange(3, length) * DAY
        half = self.chance.choices(range(48), [1] * 16 + [8] * 20 + [1] * 12)[0]
        if self.steps[zone] and self.chance.random() < 0.1:
            return self._near(zone)
        return day + 30 * MINUTE * half

    def _near(self, zone):
        """A quarter of an hour near a change of the clocks of *zone*."""
        return self.chance.choice(self.steps[zone]) + self._quarters()

    def _quarters(self):
        """From two hours before to two hours after the minute that ends before a change."""
        return (15 * self.chance.randrange(-8, 8) + 1) * MINUTE

    def _lasts(self):
        return self.chance.choice((15, 30, 30, 45, 60)) * MINUTE

    def _before(self, start):
        """When it is made: mostly days before, sometimes minutes, never before the beginning."""
        ahead = self.chance.choice((3, 45, 60 * 20, 60 * 24 * 3, 60 * 24 * 14))
        made_at = start - ahead * self.chance.uniform(0.5, 1) * MINUTE
        return self._odd(max(made_at, self.begin))

    def _odd(self, at):
        """A second at which no reminder is due."""
        return at.replace(second=self.chance.randrange(20, 40), microsecond=0)

    def _people(self, meeting):
        """Half have people, who are reminded alone; the others are announced in their channel."""
        meeting.channel = self.chance.choice(list(self.channels))
        meeting.organizer, *people = self.chance.sample(list(self.likes), 3)
        channel_leads = self.channels[meeting.channel]
        own_leads = self.likes[meeting.organizer]
        leads = {meeting.channel: own_leads if channel_leads is None else channel_leads}
        if self.chance.random() < 0.5:
            meeting.people = people[: self.chance.randrange(1, 3)]
            leads = {person: self.likes[person] for person in (meeting.organizer, *meeting.people)}
        meeting.leads = {
            whom: tuple(lead * MINUTE for lead in before) for whom, before in leads.items()
        }
